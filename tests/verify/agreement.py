"""What one engine says of a protocol in one case and reading, in a form in which engines can be compared."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import inf
from typing import Any

import z3

from model.protocol import Protocol
from model.semantics import decision_states, receipt_states
from verify.encoding import Encoding
from verify.laps import largest_finite_bound
from verify.readings import Cube, compatible
from verify.runs import Exploration

Milestones = Mapping[str, frozenset[str]]


def milestones(protocol: Protocol) -> dict[str, frozenset[str]]:
    """Receipt and decision, as the checks take them."""
    return {"receipt": receipt_states(protocol), "decision": decision_states(protocol)}


def asked_of(walk: Exploration) -> set[str]:
    """The case facts and readings that make a difference in a walk."""
    cubes = [end.node.cube for end in walk.ends]
    cubes += [node.cube for nodes in walk.arrivals.values() for node in nodes]
    return {name for cube in cubes for name, _ in cube}


def spread(items: Iterable[Any], most: int) -> list[Any]:
    """At most so many of the items, evenly spread from first to last: the same ones every time."""
    listed = list(items)
    if len(listed) <= most:
        return listed
    return [listed[place * (len(listed) - 1) // (most - 1)] for place in range(most)]


class Walked:
    """What the walk found in one case and reading."""

    def __init__(self, walk: Exploration, choices: Cube) -> None:
        self.ends = [end for end in walk.ends if compatible(end.node.cube, choices)]
        self.arrivals = {
            state for state, nodes in walk.arrivals.items() if any(compatible(one.cube, choices) for one in nodes)
        }

    def dead_end(self, milestone: str) -> bool:
        """Whether some run stalls before the milestone."""
        return any(end.stalled and milestone not in end.reached for end in self.ends)

    def longest(self, milestone: str) -> float:
        """The longest time; -1 when no raised run comes there."""
        return max((end.longest[milestone] for end in self.ends if milestone in end.longest), default=-1)

    def shortest(self, milestone: str) -> float:
        """The shortest time; infinite when no raised run comes there."""
        return min((end.shortest[milestone] for end in self.ends if milestone in end.shortest), default=inf)

    def stay(self) -> float:
        """The longest stay of a raised dispute in the watched state; -1 when no run leaves it."""
        return max((end.stay for end in self.ends if end.stay is not None), default=-1)


class Solved:
    """The same questions put to the solver; every query is counted by the encoding."""

    def __init__(self, formula: Encoding, choices: Cube) -> None:
        self.formula = formula
        self.choices = choices
        self.beyond = largest_finite_bound(formula.protocol)
        self.places = milestones(formula.whole)

    def dead_end(self, milestone: str) -> bool:
        """Whether some run stalls before the milestone."""
        return self.formula.ask(self.formula.stalls_before(self.places[milestone]), self.choices)

    def longest(self, milestone: str) -> float:
        """The longest time; -1 when no raised run comes there."""

        def longer(days: int) -> bool:
            return self.formula.ask(self.formula.exceeds(self.places[milestone], days), self.choices)

        return self._largest(longer)

    def shortest(self, milestone: str) -> float:
        """The shortest time, by a query of its own; infinite when no raised run comes there."""
        reached = self.formula.reaches(self.places[milestone])

        def by(days: int) -> bool:
            took = [(did, at - self.formula.raised_at) for did, at in reached]
            after = [z3.Implies(did, time >= 0) for did, time in took]  # what came before the raising is not timed
            soon = z3.Or(*(z3.And(did, time <= days) for did, time in took))
            return self.formula.ask(z3.And(self.formula.raised, *after, soon), self.choices)

        if not by(self.beyond):
            return inf
        low, high = 0, self.beyond
        while low < high:
            middle = (low + high) // 2
            if by(middle):
                high = middle
            else:
                low = middle + 1
        return low

    def stay(self, state: str) -> float:
        """The longest stay in a state of a raised dispute; -1 when no run leaves it."""

        def longer(days: int) -> bool:
            return self.formula.ask(self.formula.stays(state, frozenset(), days), self.choices)

        return self._largest(longer)

    def _largest(self, longer: Callable[[int], bool]) -> float:
        """The largest number of days that some run takes."""
        if longer(self.beyond):
            return inf
        low, high = -1, self.beyond
        while low < high:
            middle = (low + high) // 2
            if longer(middle):
                low = middle + 1
            else:
                high = middle
        return low


def differences(
    walk: Exploration, formula: Encoding, choices: Cube, *, soonest: bool = True
) -> Iterator[str]:
    """Every question to which the two engines give different answers, in words.

    Where a dispute can come round for ever, the formula holds some rounds only and cannot tell that time has no end.
    """
    walked, solved = Walked(walk, choices), Solved(formula, choices)
    for name in solved.places:
        pairs: list[tuple[str, object, object]] = [
            ("dead end before", walked.dead_end(name), solved.dead_end(name)),
            ("longest to", max(walked.longest(name), -1), solved.longest(name)),
        ]
        if soonest:
            pairs.append(("shortest to", max(walked.shortest(name), 0), solved.shortest(name)))
        for what, mine, theirs in pairs:
            if mine != theirs and not (mine == inf and formula.laps.beyond):
                yield f"{formula.level.value}, {dict(choices)}: {what} {name}: walk {mine}, solver {theirs}"
