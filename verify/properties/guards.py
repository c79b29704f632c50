"""Outcomes of a stage and the moves that answer them, in every case and reading."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from model.protocol import SILENCE, Protocol, State, Transition, Trigger
from model.silence import NO_ANSWER
from verify.readings import assignments
from verify.verdict import Choices


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of a stage under some choices, and the moves that answer it."""

    state: State
    outcome: str
    choices: Choices
    moves: tuple[Transition, ...]


def outcomes(protocol: Protocol, *, waiting: bool) -> Iterator[Outcome]:
    """Every outcome of every stage, for each way in which the conditions of its moves can turn out."""
    for state in protocol.states:
        for outcome in state.outcomes:
            answering = answers(protocol, state, outcome, waiting=waiting)
            names = list(dict.fromkeys(name for one in answering for name in one.condition.names()))
            for choices in assignments(names, protocol.domains):
                values = dict(choices)
                moves = tuple(one for one in answering if one.condition.holds(values.__getitem__))
                yield Outcome(state, outcome, choices, moves)


def answers(protocol: Protocol, state: State, outcome: str, *, waiting: bool) -> list[Transition]:
    """The moves that answer an outcome of a stage, each under its own condition.

    Args:
        waiting: also those that answer it when somebody waits: for time to be up, or, where silence is read as
            disagreement, for an answer that does not come.
    """
    found = []
    for one in protocol.outgoing[state.id]:
        late = waiting and outcome != "agreed" and one.trigger in (Trigger.EXPIRY, Trigger.EITHER)
        if late or outcome in one.outcomes:
            found.append(one)
        elif waiting and outcome == NO_ANSWER and one.trigger is Trigger.OUTCOME:
            found.append(replace(one, condition=one.condition.also(SILENCE.id, SILENCE.names[0])))
    return found
