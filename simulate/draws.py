"""Luck: every random number of a run has a name, so that nothing else can change it.

One vector for each purpose, state and visit, indexed by case: two texts share the luck of each case, one person
more in a team changes no other number, and the number of workers changes none. The generator is NumPy's Philox
(Salmon and others, 2011), seeded by SeedSequence with the replication, the checksum of the name and the block.
"""

from array import array
from collections.abc import Iterator
from itertools import count
from typing import Any, Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_BITS = 9
BLOCK = 1 << _BITS
"""How many cases' numbers are drawn at once."""

_WITHIN = BLOCK - 1

KEPT = 64
"""How many blocks of one vector are kept; an older one is drawn again when a long-lived case asks for it.

With 4, a run in which 10,000 disputes are open at once drew each block forty times over.
"""

Shape = Literal["uniform", "normal", "exponential"]


class NamesCollide(ValueError):
    """Two names have one checksum, so that their numbers would be the same; rename a state or a role."""


class Vector:
    """The numbers of one name, drawn in blocks when they are first asked for."""

    __slots__ = ("_blocks", "_key", "_root", "_shape")

    def __init__(self, root: int, key: tuple[int, int], shape: Shape) -> None:
        self._root, self._key, self._shape = root, key, shape
        self._blocks: dict[int, array[float]] = {}

    def __getitem__(self, case: int) -> float:
        """The number of one case; always the same."""
        try:
            return self._blocks[case >> _BITS][case & _WITHIN]
        except KeyError:
            return self._draw(case >> _BITS)[case & _WITHIN]

    def __iter__(self) -> Iterator[float]:
        """The numbers of all cases, without end."""
        for number in count():
            yield from self._blocks.get(number) or self._draw(number)

    def _draw(self, number: int) -> "array[float]":
        seed = np.random.SeedSequence(self._root, spawn_key=(*self._key, number))
        generator: Any = np.random.Generator(np.random.Philox(seed))
        draw = {
            "uniform": generator.random,
            "normal": generator.standard_normal,
            "exponential": generator.standard_exponential,
        }
        if len(self._blocks) >= KEPT:
            del self._blocks[next(iter(self._blocks))]
        block = array("d", draw[self._shape](BLOCK).tobytes())  # plain numbers: those of NumPy are slow one by one
        self._blocks[number] = block
        return block


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
        self._names: dict[int, str] = {}
        self._vectors: dict[tuple[str, Shape], Vector] = {}

    def vector(self, name: str, shape: Shape = "uniform") -> Vector:
        """The vector of a name.

        Raises:
            NamesCollide: another name has the same checksum.
        """
        found = self._vectors.get((name, shape))
        if found is None:
            found = self._vectors[name, shape] = Vector(self._seed, self._key(name), shape)
        return found

    def row(self, name: str, length: int) -> NDArray[np.float64]:
        """So many uniform numbers of a name at once, as an array; errors as for `vector`."""
        seed = np.random.SeedSequence(self._seed, spawn_key=self._key(name))
        return np.random.Generator(np.random.Philox(seed)).random(length)

    def _key(self, name: str) -> tuple[int, int]:
        mark = crc32(name.encode())
        other = self._names.setdefault(mark, name)
        if other != name:
            raise NamesCollide(f'"{name}" and "{other}" cannot both be drawn; rename a state or a role')
        return self._replication, mark
