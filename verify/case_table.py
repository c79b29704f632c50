"""The moments of a run for every case at once: a zone whose bounds are tables over the case facts.

Where many case facts matter, there are too many sets of choices to walk them one by one. A table has one axis for
each case fact or reading that made a difference so far, and its entries are worked out together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from verify.zone import NOW, Zone

Cell = Any
"""A bound in working days: a plain number, or a table of numbers."""

TOGETHER = 256
"""So many entries, at least, are made to lie side by side in what is added to a table: processors like long rows."""


@dataclass(frozen=True, slots=True)
class Trail:
    """How the entries of a table came about, so that the run behind one of them can be told.

    It is a step that was taken (`step`), or a choice between two tables (`other` where `picked` is 1), or the
    best of several answers to one question (`axis`, of which `picked` says the number of the answer).
    """

    before: "Trail | None"
    step: str = ""
    picked: Any = None
    other: "Trail | None" = None
    axis: int | None = None

    def run(self, place: Sequence[int]) -> tuple[list[str], list[int]]:
        """The steps that lead to one entry, first to last, and the numbers of all answers on the way."""
        answers, steps = list(place), []
        trail: Trail | None = self
        while trail is not None:
            here = 0 if trail.picked is None else _entry(trail.picked, answers)
            if trail.axis is not None:
                answers[trail.axis] = here
            elif trail.step:
                steps.append(trail.step)
            trail = trail.other if trail.other is not None and here else trail.before
        return steps[::-1], answers


def _entry(table: Any, place: Sequence[int]) -> int:
    return int(table[tuple(number if size > 1 else 0 for number, size in zip(place, table.shape, strict=True))])


@dataclass(frozen=True, slots=True)
class CaseTable(Zone):
    """A zone for each case; `alive` tells for which cases it is one."""

    alive: Any
    trail: Trail | None

    def mark(self, event: str) -> "CaseTable":
        """Note that an event happens now, in place of an earlier time it may have happened."""
        zone = Zone(self.events, self.most).mark(event)
        return CaseTable(zone.events, zone.most, self.alive, self.trail)

    def keep(self, events: set[str] | frozenset[str]) -> "CaseTable":
        """Forget when all other events happened (but not what is now)."""
        zone = Zone(self.events, self.most).keep(events)
        return CaseTable(zone.events, zone.most, self.alive, self.trail)

    def among(self, cases: Any) -> "CaseTable | None":
        """The same for these cases only; None when it is for none of them."""
        alive = self.alive & spread(cases, self.alive.shape)
        return CaseTable(self.events, self.most, alive, self.trail) if alive.any() else None

    def pass_time(
        self, no_later: Sequence[tuple[str, Cell]], no_earlier: Sequence[tuple[str, Cell]], kept: frozenset[str]
    ) -> "CaseTable | None":
        """Let time pass to the next move, which keeps these bounds, and forget all but some events."""
        place = {event: index for index, event in enumerate(self.events)}
        old, now = self.most, place[NOW]
        shown = [index for event, index in place.items() if event in kept or event == NOW]
        needed = {*shown, *(place[event] for event, _ in no_earlier)}
        row: dict[int, Cell] = {}  # the most by which the new moment lies after each event
        column: dict[int, Cell] = {}  # the most by which each event lies after the new moment
        for one in needed:
            row[one] = least(plus(old[place[event]][one], days) for event, days in no_later)
            column[one] = least([old[one][now], *(plus(old[one][place[event]], -days) for event, days in no_earlier)])
        alive = self.alive
        for slack in (row[now], *(plus(row[place[event]], -days) for event, days in no_earlier)):
            if plain(slack):
                if slack < 0:
                    return None
            elif (late := slack < 0).any():
                alive = alive & ~spread(late, alive.shape)
        if alive is not self.alive and not alive.any():
            return None
        most = []
        for i in shown:
            cells = []
            for j in shown:
                if i == j:
                    cells.append(0)
                elif i == now:
                    cells.append(row[j])
                elif j == now:
                    cells.append(column[i])
                else:
                    cells.append(least((old[i][j], plus(row[j], column[i]))))
            most.append(tuple(cells))
        return CaseTable(tuple(self.events[i] for i in shown), tuple(most), alive, self.trail)

    def merged(self, other: "CaseTable") -> "tuple[CaseTable, Any] | None":
        """One table for both, and where it is the other's: the wider moments for each case.

        None when for some case neither holds all moments of the other.
        """
        took: Any = other.alive
        if (self.alive & other.alive).any():
            less, more = np.asarray(True), np.asarray(True)
            for mine, theirs in {(id(a), id(b)): (a, b) for a, b in self._beside(other)}.values():
                if mine is not theirs:
                    less, more = less & np.asarray(mine <= theirs), more & np.asarray(mine >= theirs)
            if (self.alive & other.alive & ~(less | more)).any():
                return None
            took = other.alive & (~self.alive | ~more)
        made: dict[tuple[int, int], Cell] = {}
        for mine, theirs in self._beside(other):
            if (id(mine), id(theirs)) not in made:
                same = mine is theirs or (plain(mine) and plain(theirs) and mine == theirs)
                made[id(mine), id(theirs)] = mine if same else np.where(took, theirs, mine)
        most = tuple(
            tuple(made[id(a), id(b)] for a, b in zip(mine, theirs, strict=True))
            for mine, theirs in zip(self.most, other.most, strict=True)
        )
        return CaseTable(self.events, most, self.alive | other.alive, self.trail), took

    def _beside(self, other: "CaseTable") -> list[tuple[Cell, Cell]]:
        rows = zip(self.most, other.most, strict=True)
        return [pair for mine, theirs in rows for pair in zip(mine, theirs, strict=True)]

    def join(self, other: "CaseTable") -> "CaseTable | None":
        """One table for both, if there is one."""
        both = self.merged(other)
        if both is None:
            return None
        return CaseTable(self.events, both[0].most, both[0].alive, Trail(self.trail, "", both[1], other.trail))

    def without(self, axis: int) -> "CaseTable":
        """The worst of all answers to a question that no rule asks any more; the same table where none is worst."""
        tables: list[Any] = [self.alive, *(cell for row in self.most for cell in row if not plain(cell))]
        size = max(table.shape[axis] for table in tables)
        if size == 1:
            return self
        worst, picked = self._at(axis, 0), np.zeros((1,) * self.alive.ndim, np.int8)
        for number in range(1, size):
            both = worst.merged(self._at(axis, number))
            if both is None:
                return self
            worst, picked = both[0], np.where(both[1], np.int8(number), picked)
        return CaseTable(worst.events, worst.most, worst.alive, Trail(self.trail, "", picked, None, axis))

    def _at(self, axis: int, number: int) -> "CaseTable":
        made: dict[int, Cell] = {}

        def at(cell: Cell) -> Cell:
            if plain(cell) or cell.shape[axis] == 1:
                return cell
            if id(cell) not in made:
                made[id(cell)] = cell[(slice(None),) * axis + (slice(number, number + 1),)]
            return made[id(cell)]

        most = tuple(tuple(at(cell) for cell in row) for row in self.most)
        return CaseTable(self.events, most, at(self.alive), self.trail)


def plain(cell: Cell) -> bool:
    """Whether a bound is the same number for every case."""
    return not isinstance(cell, np.ndarray)


def plus(cell: Cell, days: Cell) -> Cell:
    """The sum of two bounds."""
    if plain(cell):
        return inf if cell == inf else cell + days
    if plain(days):
        return inf if days == inf else cell + days if days else cell
    return cell + spread(days, cell.shape)


def least(cells: Any) -> Cell:
    """The least of some bounds; infinite when there are none."""
    found: Cell = inf
    for cell in cells:
        if plain(cell):
            if plain(found):
                found = min(found, cell)
            elif cell != inf:
                found = np.minimum(found, cell)
        else:
            found = cell if plain(found) and found == inf else np.minimum(found, cell)
    return found


def spread(small: Any, shape: tuple[int, ...]) -> Any:
    """The same table, repeated along the last axes of a larger one, so that both have long rows side by side."""
    wanted, size = list(small.shape), 1
    for axis in reversed(range(len(shape))):
        if size >= TOGETHER:
            break
        wanted[axis] = max(wanted[axis], shape[axis])
        size *= wanted[axis]
    return small if wanted == list(small.shape) else np.ascontiguousarray(np.broadcast_to(small, wanted))
