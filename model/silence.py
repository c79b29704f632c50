"""What a role's silence can change: the moves that need it, and the stages that wait for its answer."""

from model.movement import Transition, Trigger
from model.obligations import Duty
from model.protocol import Protocol
from model.unfolding import side_events

NO_ANSWER = "no answer"
"""The outcome of a stage in which whoever is awaited says nothing; a move that names it waits for no answer."""


def cannot_act_without(protocol: Protocol, role: str | None, act: Transition | Duty) -> bool:
    """Whether every alternative of those who act needs the role, and nobody may stand in for it."""
    return bool(act.by) and all(role in group and not protocol.role[str(role)].substitutes for group in act.by)


def clock_events(protocol: Protocol) -> frozenset[str]:
    """The outside events and duties that start or end a clock, and all events that stop one or let it run on."""
    pauses = (one.suspension for one in protocol.limits if one.suspension is not None)
    return frozenset(side_events(protocol)).union(*((one.start, one.end) for one in pauses))


def timing(protocol: Protocol) -> list[Duty]:
    """The duties that start, stop or end a clock: whether they are done makes a difference to when things must be."""
    events = clock_events(protocol)
    return [one for one in protocol.duties if one.id in events]


def waits_for_answer(protocol: Protocol, role: str | None, transition: Transition) -> bool:
    """Whether it follows an answer of the role, so that without one it may have to wait until its time is up."""
    return (
        transition.trigger in (Trigger.OUTCOME, Trigger.EITHER)
        and NO_ANSWER not in transition.outcomes
        and role in protocol.state[transition.source].awaits
    )


def needs(protocol: Protocol, role: str | None, transition: Transition) -> bool:
    """Whether the silence of the role can keep it from being made, or make it wait."""
    return cannot_act_without(protocol, role, transition) or waits_for_answer(protocol, role, transition)


def matters(protocol: Protocol, role: str) -> bool:
    """Whether the silence of the role can change what may happen at all.

    A move that only a substitute could make counts too, and so does a duty on which a clock hangs: nobody has to end
    a pause in another's place.
    """
    bearers = [*(one.by for one in protocol.transitions), *(one.by for one in timing(protocol))]
    needed = any(by and all(role in group for group in by) for by in bearers)
    return needed or any(waits_for_answer(protocol, role, one) for one in protocol.transitions)
