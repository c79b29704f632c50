"""The rows of a table about a protocol, each under some choices of case and reading; do two tables say the same?"""

from collections.abc import Iterable

from tests.verify.agreement import spread
from verify.readings import Cube, assignments, compatible

Row = tuple[Cube, tuple[object, ...], tuple[float, ...]]
"""Under these choices, of this thing, at least these numbers (the greatest of several rows counts)."""

MOST_CHOICES = 4096
"""Kinds of case and reading in which two tables are compared, at most; evenly spread where there are more."""


def same(one: Iterable[Row], other: Iterable[Row], domains: dict[str, tuple[str, ...]]) -> bool:
    """Whether two tables say the same, whatever is chosen."""
    mine, theirs = _by_thing(one), _by_thing(other)
    if mine.keys() != theirs.keys():
        return False
    for thing, rows in mine.items():
        if rows != theirs[thing]:
            names = sorted({name for cube, _ in rows | theirs[thing] for name, _ in cube})
            for choices in spread(assignments(names, domains), MOST_CHOICES):
                if _greatest(rows, choices) != _greatest(theirs[thing], choices):
                    return False
    return True


def _by_thing(rows: Iterable[Row]) -> dict[tuple[object, ...], set[tuple[Cube, tuple[float, ...]]]]:
    found: dict[tuple[object, ...], set[tuple[Cube, tuple[float, ...]]]] = {}
    for cube, thing, numbers in rows:
        found.setdefault(thing, set()).add((cube, numbers))
    return found


def _greatest(rows: Iterable[tuple[Cube, tuple[float, ...]]], choices: Cube) -> list[float] | None:
    """The numbers under these choices; None where there is no row for them."""
    here = [numbers for cube, numbers in rows if compatible(cube, choices)]
    return [max(column) for column in zip(*here, strict=True)] if here else None
