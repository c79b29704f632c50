"""All the moments at which the events of a run can have happened, as bounds on the days between each two.

A zone is a difference bound matrix, as in the verification of timed automata (D. Dill, 1989): for events a
and b, the most days a can lie after b. Days are abstract working days and whole numbers. Matrices are kept
closed, so that every entry is the exact bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

NOW = "now"
Bound = tuple[str, int]
"""An event and a number of working days after it."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Event names, and for each pair (row, column) the most days by which row lies after column."""

    events: tuple[str, ...]
    most: tuple[tuple[float, ...], ...]

    def longest(self, start: str, end: str) -> float:
        """The most days from one event to another; infinite when nothing bounds it."""
        return self.most[self.events.index(end)][self.events.index(start)]

    def shortest(self, start: str, end: str) -> float:
        """The fewest days from one event to another."""
        return -self.most[self.events.index(start)][self.events.index(end)]

    def has(self, event: str) -> bool:
        """Whether the event has happened (and still matters)."""
        return event in self.events

    def within(self, other: "Zone") -> bool:
        """Whether every moment allowed here is allowed there; both over the same events."""
        return all(
            mine <= theirs
            for row, other_row in zip(self.most, other.most, strict=True)
            for mine, theirs in zip(row, other_row, strict=True)
        )

    def advance(self, no_later: list[Bound], no_earlier: list[Bound]) -> "Zone | None":
        """Let time pass to the next move, which keeps these bounds; None when it cannot."""
        size = len(self.events)
        place = {event: index for index, event in enumerate(self.events)}
        new_row = [inf] * size  # the most by which the new moment lies after each event
        new_column = [inf] * size  # the most by which each event lies after the new moment
        new_column[place[NOW]] = 0
        for event, days in no_later:
            new_row[place[event]] = min(new_row[place[event]], days)
        for event, days in no_earlier:
            new_column[place[event]] = min(new_column[place[event]], -days)
        old = self.most
        later = [(old[k], days) for k, days in enumerate(new_row) if days != inf]
        earlier = [(k, days) for k, days in enumerate(new_column) if days != inf]
        row = [min([days + bounds[j] for bounds, days in later], default=inf) for j in range(size)]
        column = [min([bounds[k] + days for k, days in earlier]) for bounds in old]
        if min(row[k] + new_column[k] for k in range(size)) < 0:
            return None
        most = [[min(old[i][j], column[i] + row[j]) for j in range(size)] for i in range(size)]
        now = place[NOW]
        for k in range(size):
            most[now][k] = row[k]
            most[k][now] = column[k]
        most[now][now] = 0
        return Zone(self.events, tuple(map(tuple, most)))

    def forget_ages(self, longest: Mapping[str, int]) -> "Zone":
        """Let every age above so many days be any such age: limits cannot tell them apart."""
        now, most = self.events.index(NOW), [list(row) for row in self.most]
        for event, days in longest.items():
            place = self.events.index(event)
            for row in most:
                if row[place] > days:
                    row[place] = inf
            most[place][place] = 0
            if -most[place][now] > days:
                most[place] = [inf] * len(most)
                most[place][place], most[place][now] = 0, -(days + 1)
        return self if tuple(map(tuple, most)) == self.most else _closed(self.events, most)

    def widened(self, earlier: "Zone") -> "Zone":
        """All moments of this and an earlier zone; what has grown since then may grow without end."""
        most = [
            [before if days <= before else inf for days, before in zip(row, other, strict=True)]
            for row, other in zip(self.most, earlier.most, strict=True)
        ]
        return _closed(self.events, most)

    def mark(self, event: str) -> "Zone":
        """Note that an event happens now, in place of an earlier time it may have happened."""
        zone = self.drop({event}) if event in self.events else self
        now = zone.events.index(NOW)
        most = [(*row, row[now]) for row in zone.most]
        most.append((*zone.most[now], 0))
        return Zone((*zone.events, event), tuple(most))

    def drop(self, events: set[str]) -> "Zone":
        """Forget when these events happened."""
        return self.keep(set(self.events) - events)

    def keep(self, events: set[str] | frozenset[str]) -> "Zone":
        """Forget when all other events happened (but not what is now)."""
        kept = [index for index, event in enumerate(self.events) if event == NOW or event in events]
        if len(kept) == len(self.events):
            return self
        return Zone(
            tuple(self.events[i] for i in kept), tuple(tuple(self.most[i][j] for j in kept) for i in kept)
        )


def _closed(events: tuple[str, ...], most: list[list[float]]) -> Zone:
    """With every bound that follows from the others (R. Floyd and S. Warshall, 1962)."""
    size = range(len(events))
    for k in size:
        for i in size:
            for j in size:
                most[i][j] = min(most[i][j], most[i][k] + most[k][j])
    return Zone(events, tuple(map(tuple, most)))


BEGIN = Zone((NOW,), ((0,),))
"""A run that has not begun: nothing has happened yet."""
