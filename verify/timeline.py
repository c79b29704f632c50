"""The longest time that one run can take, with its own limits and with some that edits would add.

Upper limits only: the events of the run are points, each limit an arc with its days, and the longest time from one
event to another is the shortest path between them (a simple temporal network; Dechter, Meiri and Pearl, 1991).
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from math import inf
from typing import TypeVar

from model.protocol import TimeLimit
from model.semantics import upper_offset
from verify.folding import ToldStep

Key = TypeVar("Key", bound=Hashable)
Arc = tuple[int, int, int]
"""From which step, to which, the most working days between them."""


class Timeline:
    """The steps of one run as points in time.

    Args:
        value: tells the value of a reading.
    """

    def __init__(self, run: Sequence[ToldStep], value: Callable[[str], str]) -> None:
        """Note the limits that the run keeps."""
        self.run, self.value = run, value
        self.arcs = [
            arc
            for place, step in enumerate(run)
            for limit in (*step.window.no_later, *step.caps)
            for arc in self.arc(limit, place, upper_offset(limit, value))
        ]

    def arc(self, limit: TimeLimit, place: int, days: int, start: Sequence[str] = ()) -> list[Arc]:
        """What a limit of so many days says of a step; nothing where its clock has not started."""
        events = start or limit.start
        starts = [n for n in range(place) if not self.run[n].happened.isdisjoint(events)]
        return [(starts[-1], place, days)] if starts else []

    def longest(self, first: int, last: int, more: Sequence[Arc] = ()) -> float:
        """The most working days from one step to another, infinite when nothing bounds it."""
        days = [inf] * len(self.run)
        days[first] = 0
        arcs = [*self.arcs, *more, *((place, place - 1, 0) for place in range(1, len(self.run)))]
        for _ in self.run:
            before = list(days)
            for start, end, most in arcs:
                days[end] = min(days[end], days[start] + most)
            if days == before:
                break
        return days[last]

    def beyond(self, first: int, last: int, target: int, arcs: Mapping[Key, Sequence[Arc]]) -> list[frozenset[Key]]:
        """Sets of edits of which any repair needs one, so that the run takes no longer than the target.

        With all edits outside such a set the run still takes too long.
        """
        found = []
        for order in (list(arcs), list(reversed(list(arcs)))):
            without: list[Arc] = []
            needed = []
            for one in order:
                if self.longest(first, last, [*without, *arcs[one]]) > target:
                    without += arcs[one]
                else:
                    needed.append(one)
            found.append(frozenset(needed))
        return list(dict.fromkeys(found))
