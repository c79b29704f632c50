"""How long the clock of a time limit can stand still, and how much later the limit can therefore end.

A limit whose clock stops between two events ends later by the working days between them. When these events come is
nobody's to foresee; what the text says of their distance is. So a pause counts as a lengthening: by the longest
time that the text lets pass between the two events, as often as a dispute can come to the first of them while the
clock runs; and without end where nothing sets that time, or nothing counts how often.
"""

from dataclasses import replace

from model.condition import ALWAYS
from model.modality import Level
from model.protocol import Extension, LimitKind, Protocol, TimeLimit
from model.time_span import TimeSpan

_Step = tuple[str, str, tuple[tuple[str, str], ...]]
"""A move or way in, the state it leads to, and the answers to the case facts that moves can change."""


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
    """The longest that the clock of a limit can stand still in all; None where nothing that binds bounds it.

    What bounds a pause is a duty to end it, upon its start and within a time; a limit over several stages from its
    start until its end, which is no move, so that it can always come; or the longest stay in a stage, where
    the pause is just that stay. Each must apply in every case and reading. Of several, the shortest counts.
    """
    assert limit.suspension is not None
    start, end = limit.suspension.start, limit.suspension.end
    found: list[tuple[TimeSpan, tuple[str, ...]]] = [
        (one.within, ())
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
        if one.kind is LimitKind.CAP and end in one.ends and end not in moving:
            found.append((one.at_most, ()))
        stay = leaving and {move.id for move in leaving} <= set(one.binds)
        if stay and all(end in (move.id, move.dest) for move in leaving):
            found.append((one.at_most, limit.start))  # a stay is over before a move starts the clock anew
    days = [
        span.most_working_days() * times
        for span, anew in found
        if span.in_days and (times := _most_times(protocol, start, anew)) is not None
    ]
    return TimeSpan(min(days), "working day") if days else None


def _most_times(protocol: Protocol, event: str, anew: tuple[str, ...]) -> int | None:
    """How often a dispute can come to a state or move with none of `anew` between; None where again and again.

    Only the shape of the protocol counts, and the answers that moves change. What comes from outside comes once.
    """
    import networkx

    at_start = tuple((one.id, one.at_start) for one in protocol.facts if one.at_start is not None)
    waiting = [(one.id, one.dest, at_start) for one in protocol.entries if one.dest is not None]
    after: dict[_Step, list[_Step]] = {}
    while waiting:
        step = waiting.pop()
        if step not in after:
            answers = dict(step[2])
            after[step] = [
                (one.id, one.dest, tuple({**answers, **dict(one.sets)}.items()))
                for one in protocol.outgoing[step[1]]
                if one.condition.can_hold(answers)
            ]
            waiting += after[step]
    coming = {step for step in after if event in step[:2]}
    made: networkx.DiGraph[_Step] = networkx.DiGraph()
    made.add_nodes_from(after)
    made.add_edges_from((step, one) for step in after for one in after[step] if not set(one[:2]) & set(anew))
    rounds, most = networkx.condensation(made), dict[int, int]()
    for place in networkx.topological_sort(rounds):
        steps = rounds.nodes[place]["members"]
        if steps & coming and (len(steps) > 1 or any(made.has_edge(one, one) for one in steps)):
            return None
        most[place] = len(steps & coming) + max((most[one] for one in rounds.predecessors(place)), default=0)
    return max(most.values(), default=0) or 1
