"""The time limits that follow from the schedule on which a panel sits.

A schedule maps the day on which a case comes to the panel to the next sitting at or after that day plus the lead
time for papers. So the panel acts no sooner than the papers allow, and at the latest one interval after that.

That it sits then is a fact; that it must act then is so only as far as the text obliges it to act. Each of these
limits therefore binds the moves by which the panel judges or decides, exactly as strongly as the moves themselves,
and where the panel only may act there is none.
"""

from collections.abc import Iterable, Iterator

from model.modality import is_duty
from model.obligations import LimitKind, TimeLimit
from model.protocol import State, Transition, Trigger
from model.time_span import TimeSpan

_JUDGING = (Trigger.DECISION, Trigger.OUTCOME, Trigger.EITHER)


def sittings(state: State, transitions: Iterable[Transition]) -> Iterator[TimeLimit]:
    """The limits of one state: one for each strength with which the text obliges its panel to act."""
    panel = state.panel
    if panel is None or (panel.every is None and panel.papers is None):
        return
    moves = [one for one in transitions if one.source == state.id and one.trigger in _JUDGING]
    for n, modality in enumerate(dict.fromkeys(one.modality for one in moves if is_duty(one.modality))):
        bound = [one for one in moves if one.modality is modality]
        yield TimeLimit(
            id=f"the next sitting in {state.id}" + (f" ({modality.value})" if n else ""),
            kind=LimitKind.SITTING,
            modality=modality,
            start=(state.id,),
            binds=tuple(one.id for one in bound),
            at_most=panel.every,
            at_least=TimeSpan(0, "working day") if panel.papers is not None else None,
            starts_after=panel.papers,
            state=state.id,
            clauses=tuple(dict.fromkeys((*state.clauses, *(clause for one in bound for clause in one.clauses)))),
            place=state.place,
        )
