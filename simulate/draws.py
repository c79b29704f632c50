"""Luck: every random number of a run has a name, so that nothing else can change it.

One vector for each purpose, state and visit, indexed by case: two texts share the luck of each case, one person
more in a team changes no other number, and the number of workers changes none. The generator is NumPy's Philox
(Salmon and others, 2011), seeded by SeedSequence with the replication, the checksum of the name and the block.
"""

from array import array
from typing import Any, Literal, TypeAlias
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BLOCK = 512
"""How many cases' numbers are drawn at once."""

KEPT = 64
"""How many blocks of one vector are kept; an older one is drawn again when a long-lived case asks for it.

With 4, a run in which 10,000 disputes are open at once drew each block forty times over.
"""

_ZEROS = np.zeros(4, np.uint64)
_FRESH = {"bit_generator": "Philox", "buffer": _ZEROS, "buffer_pos": 4, "has_uint32": 0, "uinteger": 0}
"""The state of a generator from which nothing was drawn yet: to set one back is quicker than to make one."""

Numbers: TypeAlias = "array[float]"

Shape = Literal["uniform", "normal", "exponential"]


class NamesCollide(ValueError):
    """Two names that a run could not tell apart: of one checksum, or a move called as the end of a stay is."""


class Vector(dict[int, Numbers]):
    """The numbers of one name, in blocks that are drawn when they are first asked for; always the same."""

    __slots__ = ("_draw", "_philox", "_seed")

    def __init__(self, root: int, key: tuple[int, int], shape: Shape, generator: Any) -> None:
        self._philox = generator.bit_generator
        words = [*_words(root), 0, 0, 0][: max(4, len(_words(root)))]  # what SeedSequence makes of a root with a key
        self._seed = np.array([*words, *_words(key[0]), *_words(key[1]), 0], np.uint32)
        self._draw = generator.random if shape == "uniform" else getattr(generator, f"standard_{shape}")

    def of(self, case: int) -> float:
        """The number of one case."""
        return self[case // BLOCK][case % BLOCK]

    def __missing__(self, number: int) -> Numbers:
        """Draw a block."""
        self._seed[-1] = number
        seed = np.random.SeedSequence(self._seed)  # from an array: it takes longer to read one number after the other
        self._philox.state = _FRESH | {"state": {"counter": _ZEROS, "key": seed.generate_state(2, np.uint64)}}
        if len(self) >= KEPT:
            del self[next(iter(self))]
        block = array("d", self._draw(BLOCK).tobytes())  # plain numbers: those of NumPy are slow one by one
        self[number] = block
        return block


def _words(number: int) -> list[int]:
    """A number in words of 32 bits, the lowest first."""
    return [number >> shift & 0xFFFFFFFF for shift in range(0, max(1, number.bit_length()), 32)]


class Luck:
    """All vectors of one replication.

    Args:
        seed: the root of all random numbers of a study.
        replication: the number of this run in it.
    """

    def __init__(self, seed: int, replication: int) -> None:
        if seed < 0 or replication < 0:
            raise ValueError("a seed and the number of a replication are 0 or more")
        self._seed, self._replication = seed, replication
        self._generator = np.random.Generator(np.random.Philox(0))
        self._names: dict[int, str] = {}
        self._vectors: dict[tuple[str, Shape], Vector] = {}

    def vector(self, name: str, shape: Shape = "uniform") -> Vector:
        """The vector of a name.

        Raises:
            NamesCollide: another name has the same checksum.
        """
        found = self._vectors.get((name, shape))
        if found is None:
            found = self._vectors[name, shape] = Vector(self._seed, self._key(name), shape, self._generator)
        return found

    def row(self, name: str, length: int) -> NDArray[np.float64]:
        """So many uniform numbers of a name at once, as an array; errors as for `vector`."""
        seed = np.random.SeedSequence(self._seed, spawn_key=self._key(name))
        return np.random.Generator(np.random.Philox(seed)).random(length)

    def _key(self, name: str) -> tuple[int, int]:
        mark = crc32(name.encode())
        other = self._names.setdefault(mark, name)
        if other != name:
            raise NamesCollide(f'"{name}" and "{other}" cannot both be drawn')
        return self._replication, mark
