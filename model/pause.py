"""How long the clock of a time limit can stand still, and how much later the limit can therefore end.

A limit whose clock stops between two events ends later by the working days between them. When these events come is
nobody's to foresee; what the text says of their distance is. So a pause counts as a lengthening: by the longest
time that the text lets pass between the two events, and without end where it sets none.
"""

from dataclasses import replace

from model.condition import ALWAYS
from model.graph import graph
from model.modality import Level
from model.protocol import Extension, LimitKind, Protocol, TimeLimit
from model.time_span import TimeSpan


def without_pauses(protocol: Protocol, level: Level, silent_role: str | None = None) -> Protocol:
    """The protocol with each pause of a clock as the lengthening that it comes to, when so much of its text binds."""
    if all(one.suspension is None for one in protocol.limits):
        return protocol
    limits = (_lengthened(protocol, one, level, silent_role) if one.suspension else one for one in protocol.limits)
    return replace(protocol, limits=tuple(limits))


def _lengthened(protocol: Protocol, limit: TimeLimit, level: Level, silent_role: str | None) -> TimeLimit:
    pause = longest_pause(protocol, limit, level, silent_role)
    if pause is None or limit.endless:
        return replace(limit, extension=Extension(None))
    days = pause.most_working_days()
    if limit.extension is not None and limit.extension.up_to is not None:
        days += limit.extension.up_to.most_working_days()
    return replace(limit, extension=Extension(TimeSpan(days, "working day")))


def longest_pause(
    protocol: Protocol, limit: TimeLimit, level: Level, silent_role: str | None = None
) -> TimeSpan | None:
    """The longest that the clock of a limit can stand still; None where nothing that binds bounds it.

    What bounds it is a duty to end the pause, upon its start and within a time; a limit over several stages from its
    start until its end, which is no move, so that it can always come; or the longest stay in a stage, where
    the pause is just that stay. Each must apply in every case and reading. Of several, the shortest counts.
    """
    assert limit.suspension is not None
    start, end = limit.suspension.start, limit.suspension.end
    place = protocol.transition[start].dest if start in protocol.transition else start
    if place in protocol.state and _can_return(protocol, place):
        return None
    found = [
        one.within
        for one in protocol.duties
        if one.id == end and one.upon == (start,) and one.within and level.binds(one.modality)
        if one.condition == ALWAYS and (not one.by or any(silent_role not in group for group in one.by))
    ]
    moving = {one.id for one in protocol.transitions} | set(protocol.state)
    leaving = protocol.outgoing.get(start, ())
    for one in protocol.limits:
        plain = one.start == (start,) and not (one.extension or one.suspension or one.starts_after)
        if one.at_most is None or not plain or one.condition != ALWAYS or not level.binds(one.modality):
            continue
        over = one.kind is LimitKind.CAP and end in one.ends and end not in moving
        stay = leaving and {move.id for move in leaving} <= set(one.binds)
        if over or (stay and all(end in (move.id, move.dest) for move in leaving)):
            found.append(one.at_most)
    return min((one for one in found if one.in_days), key=TimeSpan.most_working_days, default=None)


def _can_return(protocol: Protocol, state: str) -> bool:
    """Whether a dispute can come to a state once more, and the clock be stopped again and again."""
    import networkx

    return state in networkx.descendants(graph(protocol), state) or any(
        one.source == one.dest == state for one in protocol.transitions
    )
