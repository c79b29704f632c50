"""What a caseload has figures for besides stages: outside events, duties by a time, limits that can be longer."""

from collections.abc import Collection

from model.obligations import LimitKind
from model.protocol import Duty, Protocol, TimeLimit
from model.silence import clock_events, timing

DUTY = " (duty)"
"""After the name of a duty: its time limit, as it is called where it is proved."""


def outside_events(protocol: Protocol) -> tuple[str, ...]:
    """The outside events that start, end or stop a clock."""
    looked_at = clock_events(protocol)
    return tuple(one.id for one in protocol.events if one.id in looked_at)


def clock_duties(protocol: Protocol) -> tuple[str, ...]:
    """The duties that start, end or stop a clock."""
    return tuple(one.id for one in timing(protocol))


def timed_duties(protocol: Protocol) -> tuple[str, ...]:
    """These, and those that must be done within a time or again and again: only they can be done too late."""
    looked_at = clock_duties(protocol)
    return tuple(one.id for one in protocol.duties if one.id in looked_at or one.within or one.every)


def longer_limits(protocol: Protocol) -> tuple[str, ...]:
    """The limits that somebody may lengthen."""
    return tuple(one.id for one in protocol.limits if one.extension is not None and one.at_most is not None)


def deadline(duty: Duty) -> TimeLimit | None:
    """The time limit of a duty as one of the text's, of the same name as where it is proved; None without one."""
    within = duty.within or duty.every
    if within is None:
        return None
    return TimeLimit(
        f"{duty.id}{DUTY}", LimitKind.WINDOW, duty.modality, duty.upon, at_most=within, clauses=duty.clauses
    )


def limits_told(protocol: Protocol, duties: Collection[str]) -> tuple[str, ...]:
    """The time limits that a run tells of: those of the text, and after them those of duties that have figures."""
    deadlines = (deadline(one) for one in protocol.duties if one.id in duties)
    return (*(one.id for one in protocol.limits), *(one.id for one in deadlines if one is not None))
