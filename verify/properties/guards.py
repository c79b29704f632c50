"""Outcomes of a stage and the moves that answer them, in every case and reading."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from model.modality import Level
from model.protocol import SILENCE, Protocol, State, Transition, Trigger
from model.silence import NO_ANSWER
from verify.properties.findings import Finding, unwalkable, verdict, ways
from verify.readings import compatible, join
from verify.study import Study
from verify.verdict import Cause, Result


def checked(
    study: Study,
    level: Level,
    property_id: str,
    states: Iterable[State],
    fault: Callable[[State, str, list[Transition]], Cause | None],
    broken: Callable[[Sequence[Transition], Sequence[Any]], Any],
    *,
    waiting: bool,
) -> list[Result]:
    """The verdict on how the outcomes of some stages are answered, on which both engines must agree.

    Args:
        fault: what is wrong with the moves that answer an outcome in one case; None where nothing is.
        broken: the same as a question for the solver, of all its moves and of the condition of each.
        waiting: whether also those moves answer an outcome that do so when somebody waits (see `answers`).
    """
    from verify.logic import conj

    if undecided := unwalkable(study, level, property_id):
        return undecided
    protocol, arrivals, found = study.protocol, study.walk(level).arrivals, []
    for state in states:
        known = dict.fromkeys(node.known for node in arrivals.get(state.id, ()))
        for outcome in state.outcomes:
            moves = answers(protocol, state, outcome, waiting=waiting)
            failing: list[Finding] = []
            for choices in ways(protocol, (one.condition for one in moves)):
                here = tuple(join(cube, choices) for cube in known if compatible(cube, choices))
                value = dict(choices).__getitem__
                cause = fault(state, outcome, [one for one in moves if one.condition.holds(value)])
                failing += [Finding(cause, here)] if cause is not None and here else []
            if failing:
                found.append(Finding(failing[0].cause, tuple(cube for one in failing for cube in one.cubes)))
            formula = study.formula(level)
            question = conj(formula.comes_to(state.id), broken(moves, formula.holding(moves)))
            study.expect(level, question, (), answer=bool(failing))
    return verdict(study, level, property_id, found)


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
