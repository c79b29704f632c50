"""Which moves are open to which cases, and whether their probabilities add up to 1 for every case.

Only cases that can come to a state count: what a way in or a move before it excludes is no case there. Time is left
out, so a case may be counted that no clock lets come so far; its probabilities must add up all the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import isnan, prod

from model.protocol import Protocol, Transition, Trigger
from model.silence import NO_ANSWER
from simulate.figure import TOLERANCE
from simulate.scenario import NO_MOVE, Quantity, Step

Case = tuple[tuple[str, str], ...]
"""Case facts and readings with their answers."""

MOST_CASES = 20_000
"""How many cases are walked through the protocol one by one; with more, every answer counts as possible everywhere."""


@dataclass(frozen=True, slots=True)
class Crossroads:
    """The moves that need a probability and are open in one state, and the cases to which just these are open.

    `figures` says which probabilities count for these cases: -1 the outcomes of the step, else the place of one
    of its outcomes_if.
    """

    state: str
    moves: tuple[str, ...]
    cases: tuple[Case, ...]
    figures: int = -1

    def of(self, step: Step) -> Mapping[str, Quantity]:
        """The probabilities that count for these cases."""
        return step.outcomes if self.figures < 0 else step.outcomes_if[self.figures].outcomes

    def fault(self, step: Step) -> tuple[str, str]:
        """What is wrong with the probabilities of these moves, and what to do; empty when nothing is."""
        figures = self.of(step)
        if not self.moves:
            return "", ""
        if lacking := [name for name in self.moves if name not in figures]:
            names = ", ".join(f'"{name}"' for name in lacking)
            return f'no figure for {names}, open in "{self.state}"{self}', "give each a probability; 0 for never"
        counted = [*self.moves, *([NO_MOVE] if NO_MOVE in figures else [])]
        total = sum(figures[name].value for name in counted)
        if abs(total - 1) <= TOLERANCE or isnan(total):  # a figure that is none has been complained of
            return "", ""
        parts = " + ".join(f"{figures[name].value:g} ({name})" for name in counted)
        return (
            f'the moves open in "{self.state}" add up to {total:g}, not 1: {parts}{self}',
            f'correct one; what the text has no move for is "{NO_MOVE}"; what holds for some cases: outcomes_if',
        )

    def __str__(self) -> str:
        """For which cases, in words; empty where all are alike."""
        if not self.cases[0]:
            return ""
        more = f" and {len(self.cases) - 3} kinds of case more" if len(self.cases) > 3 else ""
        return f", for a case in which {' or '.join(f'({in_words(one)})' for one in self.cases[:3])}{more}"


def drawn(protocol: Protocol, state: str) -> tuple[Transition, ...]:
    """The moves out of a state that need a probability: all that wait for no time to run out and for no silence."""
    return tuple(one for one in protocol.outgoing[state] if not waits(one))


def waits(move: Transition) -> bool:
    """Whether it only happens when time is up or nobody answers: how often follows from other figures."""
    return move.trigger is Trigger.EXPIRY or move.outcomes == (NO_ANSWER,)


def is_certain(protocol: Protocol, state: str, moves: Sequence[str]) -> bool:
    """Whether the text leaves only one thing to happen in a state where just these moves are open.

    One move alone is certain (unless nobody answers), but for an agreement or a withdrawal, which nobody owes, and
    for one of several outcomes of which the text has no move for the others.
    """
    if len(moves) != 1:
        return False
    one = protocol.transition[moves[0]]
    left = set(protocol.state[state].outcomes) - {NO_ANSWER, *one.outcomes}
    return one.trigger not in (Trigger.AGREE, Trigger.WITHDRAW) and not left


class Cases:
    """The kinds of case that can come to each state of a protocol."""

    def __init__(self, protocol: Protocol, steps: Mapping[str, Step] | None = None) -> None:
        """Walk every kind of case through the protocol.

        Args:
            protocol: where they go.
            steps: what is said of each state; its conditions tell cases apart too.
        """
        self.protocol = protocol
        self.branches = {name: [one.condition for one in step.outcomes_if] for name, step in (steps or {}).items()}
        conditions = [one.condition for one in protocol.entries]
        conditions += [one.condition for one in protocol.transitions]
        conditions += [one for more in self.branches.values() for one in more]
        mentioned = {name for one in conditions for name in one.names()}
        self.names = tuple(name for name in protocol.domains if name in mentioned)
        few = prod(len(protocol.domains[name]) for name in self.names) <= MOST_CASES
        self._at = self._walked() if few else None

    def crossroads(self, state: str) -> list[Crossroads]:
        """The different sets of moves that are open in a state under the same figures, each with its cases."""
        moves, branches = drawn(self.protocol, state), self.branches.get(state, [])
        conditions = [*(one.condition for one in moves), *branches]
        local = {name for one in conditions for name in one.names()}
        found: dict[tuple[tuple[str, ...], int], list[Case]] = {}
        for case in self._cases(state, tuple(name for name in self.names if name in local)):
            value = dict(case).__getitem__
            which = next((place for place, one in enumerate(branches) if one.holds(value)), -1)
            found.setdefault((tuple(one.id for one in moves if one.condition.holds(value)), which), []).append(case)
        return [Crossroads(state, open, tuple(cases), which) for (open, which), cases in found.items()]

    def _cases(self, state: str, names: tuple[str, ...]) -> Iterator[Case]:
        if self._at is None:
            yield from (tuple(zip(names, row, strict=True)) for row in self._rows(names, {}))
            return
        places = [self.names.index(name) for name in names]
        rows = dict.fromkeys(tuple(row[place] for place in places) for row in self._at.get(state, ()))
        yield from (tuple(zip(names, row, strict=True)) for row in rows)

    def _rows(self, names: tuple[str, ...], fixed: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        yield from product(*(fixed.get(name, self.protocol.domains[name]) for name in names))

    def _walked(self) -> dict[str, dict[tuple[str, ...], None]]:
        """For each state, the answers of the cases that can come to it, in a fixed order."""
        start = {one.id: (one.at_start,) for one in self.protocol.facts if one.at_start is not None}
        waiting: list[tuple[str, tuple[str, ...]]] = []
        for row in self._rows(self.names, start):
            value = self._value(row)
            waiting += [
                (one.dest, row) for one in self.protocol.entries if one.dest is not None and one.condition.holds(value)
            ]
        found: dict[str, dict[tuple[str, ...], None]] = {}
        waiting.reverse()
        while waiting:
            state, row = waiting.pop()
            if row in found.setdefault(state, {}):
                continue
            found[state][row] = None
            value = self._value(row)
            for one in self.protocol.outgoing[state]:
                if one.condition.holds(value):
                    after = dict(zip(self.names, row, strict=True)) | {n: v for n, v in one.sets if n in self.names}
                    waiting.append((one.dest, tuple(after.values())))
        return found

    def _value(self, row: tuple[str, ...]) -> Callable[[str], str]:
        return dict(zip(self.names, row, strict=True)).__getitem__


def in_words(case: Case) -> str:
    """A kind of case in words: "kind is practice, and imminent risk is no"; empty where every case is alike."""
    return ", and ".join(f"{name} is {value}" for name, value in case)
