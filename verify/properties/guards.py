"""Outcomes of a stage and the moves that answer them, in every case and reading."""

from collections.abc import Iterator
from dataclasses import dataclass

from model.protocol import Protocol, State, Transition, Trigger
from verify.readings import assignments
from verify.verdict import Choices

NO_ANSWER = "no answer"
"""The outcome of a stage that nobody answers; a move that waits for time to be up handles it too."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of a stage under some choices, and the moves that answer it."""

    state: State
    outcome: str
    choices: Choices
    moves: tuple[Transition, ...]


def outcomes(protocol: Protocol) -> Iterator[Outcome]:
    """Every outcome of every stage, for each way in which the conditions of its moves can turn out."""
    for state in protocol.states:
        for outcome in state.outcomes:
            answering = answers(protocol, state, outcome)
            names = list(dict.fromkeys(name for one in answering for name in one.condition.names()))
            for choices in assignments(names, protocol.domains):
                values = dict(choices)
                moves = tuple(one for one in answering if one.condition.holds(values.__getitem__))
                yield Outcome(state, outcome, choices, moves)


def answers(protocol: Protocol, state: State, outcome: str) -> list[Transition]:
    """The moves that answer an outcome of a stage, each under its own condition."""
    late = (Trigger.EXPIRY, Trigger.EITHER) if outcome == NO_ANSWER else ()
    return [one for one in protocol.outgoing[state.id] if outcome in one.outcomes or one.trigger in late]
