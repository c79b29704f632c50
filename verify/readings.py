"""Which case facts and readings a result hangs on: sets of choices, and the smallest that avoid something."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, wraps

Cube = tuple[tuple[str, str], ...]
"""Choices that are made; whatever is not mentioned is open."""

Domains = Mapping[str, tuple[str, ...]]


def compatible(cube: Cube, choices: Cube) -> bool:
    """Whether both can be the case at once."""
    return fits(cube, dict(choices))


def fits(cube: Cube, made: Mapping[str, str]) -> bool:
    """Whether a cube can be the case with these choices; the same for one who asks of many cubes."""
    for name, value in cube:  # noqa: SIM110 - a plain loop, because this is asked a million times
        if made.get(name, value) != value:
            return False
    return True


def ruled_out(cube: Cube, domains: Domains) -> set[tuple[str, str]]:
    """Every choice that a cube does not allow: cubes with none of these are compatible with it."""
    return {(name, other) for name, value in cube for other in domains[name] if other != value}


def join(cube: Cube, choices: Cube) -> Cube:
    """Both at once; they must be compatible."""
    return tuple(sorted({**dict(cube), **dict(choices)}.items()))


def restrict(cube: Cube, names: Iterable[str]) -> Cube:
    """The part of a cube about these names."""
    kept = set(names)
    return tuple((name, value) for name, value in cube if name in kept)


def smallest(cubes: Iterable[Iterable[tuple[str, str]]]) -> list[Cube]:
    """The cubes that no other, more general cube contains, shortest first."""
    kept: list[frozenset[tuple[str, str]]] = []
    for cube in sorted({frozenset(cube) for cube in cubes}, key=lambda one: (len(one), sorted(one))):
        if not any(other <= cube for other in kept):
            kept.append(cube)
    return [tuple(sorted(cube)) for cube in kept]


Simpler = Callable[[Iterable[Cube], Domains], list[Cube]]


def _remembered(work: Simpler) -> Simpler:
    """The same, with the latest answers kept, but for very long questions: whoever is silent, most come again."""

    @lru_cache(maxsize=2_000)
    def known(cubes: frozenset[Cube], domains: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[Cube, ...]:
        return tuple(work(cubes, dict(domains)))

    @wraps(work)
    def asked(cubes: Iterable[Cube], domains: Domains) -> list[Cube]:
        these = frozenset(cubes)
        return list(known(these, tuple(domains.items()))) if len(these) <= 500 else work(these, domains)

    return asked


@_remembered
def merge(cubes: Iterable[Cube], domains: Domains) -> list[Cube]:
    """Fewer cubes that say the same: where all values of a choice are there, it is left out. Quick, not thorough."""
    known = {frozenset(cube) for cube in cubes}
    fresh = known
    values: Counter[tuple[frozenset[tuple[str, str]], str]] = Counter()
    while fresh:
        merged: set[frozenset[tuple[str, str]]] = set()
        for cube in fresh:
            for choice in cube:
                rest, name = cube - {choice}, choice[0]
                values[rest, name] += 1
                if values[rest, name] == len(domains[name]):
                    merged.add(rest)
        fresh = merged - known
        known = known | fresh
    return smallest(known)


@_remembered
def simplify(cubes: Iterable[Cube], domains: Domains) -> list[Cube]:
    """Fewer and more general cubes that say the same: choices that make no difference are left out.

    No cube of the answer can lose a choice, and none is covered by the others.
    """
    known = merge(cubes, domains)
    if len(known) < 2:
        return known
    general = smallest(_widest(cube, known, domains) for cube in known)
    kept = list(general)
    for cube in reversed(general):
        rest = [one for one in kept if one != cube]
        if rest and covered(cube, rest, domains):
            kept = rest
    return kept


def _widest(cube: Cube, cubes: Sequence[Cube], domains: Domains) -> Cube:
    """The cube without those choices that the cubes together do not need."""
    for choice in cube:
        wider = tuple(one for one in cube if one != choice)
        if covered(wider, cubes, domains):
            cube = wider
    return cube


def covered(cube: Cube, cubes: Sequence[Cube], domains: Domains) -> bool:
    """Whether, however the open choices of a cube are made, one of the cubes is the case."""
    made, here = dict(cube), []
    for one in cubes:  # a plain loop over all that may be the case, because this is asked a million times
        inside = True
        for name, value in one:
            if name not in made:
                inside = False
            elif made[name] != value:
                break
        else:
            if inside:
                return True
            here.append(one)
    for name, _ in here[0] if here else ():
        if name not in made:
            return all(covered((*cube, (name, value)), here, domains) for value in domains[name])
    return False


@_remembered
def avoiding(bad: Iterable[Cube], domains: Domains) -> list[Cube]:
    """The smallest sets of choices under which none of the bad cubes can be the case.

    Each set is minimal: without any one of its choices, some bad cube is possible. No set at all means that
    the bad cubes leave no way out.
    """
    found: list[Cube] = []

    def extend(choices: dict[str, str], rest: Sequence[Cube]) -> None:
        rest = [cube for cube in rest if compatible(cube, tuple(choices.items()))]
        if not rest:
            found.append(tuple(sorted(choices.items())))
            return
        for name, value in rest[0]:
            if name in choices:
                continue
            for other in domains[name]:
                if other != value:
                    extend({**choices, name: other}, rest[1:])

    extend({}, simplify(bad, domains))
    # A set with a choice too many is never left: the way without that choice is searched as well, and is smaller.
    return smallest(found)


def assignments(names: Sequence[str], domains: Domains) -> Iterator[Cube]:
    """Every way to choose for all of these names."""
    if not names:
        yield ()
        return
    for value in domains[names[0]]:
        for rest in assignments(names[1:], domains):
            yield ((names[0], value), *rest)
