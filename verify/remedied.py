"""A protocol with edits made that may repair it.

What an edit adds binds as a "must", and cites a clause of its own ("proposed 1"), so that a reader of the file always
sees what was the board's and what was proposed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from model.modality import Modality
from model.names import COPY
from model.protocol import (
    Actors,
    Clause,
    LimitKind,
    Protocol,
    Role,
    Settled,
    State,
    StateKind,
    TimeLimit,
    Transition,
    Trigger,
)
from model.time_span import TimeSpan
from verify.remedy import DEPUTY, PROPOSED, Kind, Remedy

Part = TypeVar("Part", State, Transition, TimeLimit)


def remedied(protocol: Protocol, remedies: Sequence[Remedy], says: Sequence[str] = ()) -> Protocol:
    """The protocol with these edits made.

    Args:
        says: the new sentence of each edit, for the ledger of clauses.
    """
    clauses = names(protocol, len(remedies))
    for number, (one, clause) in enumerate(zip(remedies, clauses, strict=True)):
        protocol = _MAKERS[one.kind](protocol, one, clause)
        sentence = Clause(clause, says[number] if says else one.kind.value)
        protocol = replace(protocol, clauses=(*protocol.clauses, sentence))
    limits = tuple(_bound(one, protocol) for one in protocol.limits)
    return replace(protocol, limits=limits)


def names(protocol: Protocol, count: int) -> list[str]:
    """The ids of the clauses that so many edits bring in, one each."""
    found: list[str] = []
    number = 0
    while len(found) < count:
        number += 1
        if f"{PROPOSED} {number}" not in protocol.clause:
            found.append(f"{PROPOSED} {number}")
    return found


def _bound(limit: TimeLimit, protocol: Protocol) -> TimeLimit:
    """A limit on a stage binds every way out that the stage now has."""
    if limit.kind is not LimitKind.STAGE:
        return limit
    return replace(limit, binds=tuple(one.id for one in protocol.transitions if one.source == limit.state))


# -- the kinds of edit ------------------------------------------------------------------------------------------


def _start(protocol: Protocol, one: Remedy, clause: str) -> Protocol:
    """The clock of a limit starts when the stage does; that of one over several stages, with the dispute."""
    limit = protocol.limit[one.part]
    return _with(protocol, replace(limit, start=start_of(protocol, limit), clauses=(*limit.clauses, clause)))


def start_of(protocol: Protocol, limit: TimeLimit) -> tuple[str, ...]:
    """The events from which a limit without a start can be made to run."""
    return (limit.state,) if limit.state else protocol.raised or tuple(it.id for it in protocol.entries if it.dest)


def _reading(protocol: Protocol, one: Remedy, clause: str) -> Protocol:
    return replace(protocol, settled=(*protocol.settled, Settled(one.part, one.to, (clause,))))


def _binding(protocol: Protocol, one: Remedy, clause: str) -> Protocol:
    limit = protocol.limit[one.part]
    return _with(protocol, replace(limit, modality=Modality.MUST, clauses=(*limit.clauses, clause)))


def _shorter(protocol: Protocol, one: Remedy, clause: str) -> Protocol:
    limit = protocol.limit[one.part]
    span = TimeSpan(one.days, "working day")
    return _with(protocol, replace(limit, at_most=span, clauses=(*limit.clauses, clause)))


def _duty(protocol: Protocol, one: Remedy, clause: str) -> Protocol:
    move = protocol.transition[one.part]
    protocol = _with(protocol, replace(move, modality=Modality.MUST, clauses=(*move.clauses, clause)))
    return _time(protocol, one, clause)


def _time(protocol: Protocol, one: Remedy, clause: str) -> Protocol:
    return _with(protocol, _limit(protocol, one, clause)) if one.timed else protocol


def _expiry(protocol: Protocol, one: Remedy, clause: str) -> Protocol:
    """When the time is up, the case moves on as the duties of the stage would have moved it."""
    limit = _limit(protocol, one, clause)
    duties: dict[object, Transition] = {}
    for move in (protocol.transition[name] for name in one.to.split("\n")):
        duties.setdefault((move.dest, move.condition, move.sets), move)
    for duty in duties.values():
        move = Transition(
            _new(f"{duty.id.replace(COPY, ' from ')} when time is up", protocol.transition),
            one.part,
            duty.dest,
            Trigger.EXPIRY,
            Modality.MUST,
            one.by,
            after=(limit.id,),
            condition=duty.condition,
            sets=duty.sets,
            binding=duty.binding,
            clauses=(clause,),
        )
        protocol = _with(protocol, move)
    return _with(_with_deputies(protocol, one.by, clause), limit)


def _decision(protocol: Protocol, one: Remedy, clause: str) -> Protocol:
    state = protocol.state[one.part]
    if one.to not in protocol.state:
        made = State(one.to, "It has been decided", StateKind.DECIDED, final=True, clauses=(clause,))
        protocol = replace(protocol, states=(*protocol.states, made))
    protocol = _with(protocol, replace(state, last_word=True, text_stops="", clauses=(*state.clauses, clause)))
    move = Transition(
        _new(f"proposed decision in {state.id}", protocol.transition),
        state.id,
        one.to,
        Trigger.DECISION,
        Modality.MUST,
        one.by,
        ("decided",),
        binding=Modality.MUST,
        clauses=(clause,),
    )
    protocol = _with(_with_deputies(protocol, one.by, clause), move)
    return _time(replace(protocol, nobody_has_last_word=""), one, clause)


def _step(protocol: Protocol, one: Remedy, clause: str) -> Protocol:
    state = protocol.state[one.part]
    protocol = _with(protocol, replace(state, text_stops="", clauses=(*state.clauses, clause)))
    name = _new(f"proposed step out of {state.id}", protocol.transition)
    protocol = _with(
        protocol, Transition(name, state.id, one.to, Trigger.ACTION, Modality.MUST, one.by, clauses=(clause,))
    )
    return _time(protocol, one, clause)


def _way_in(protocol: Protocol, one: Remedy, clause: str) -> Protocol:
    entries = tuple(
        replace(it, dest=one.to, no_route="", clauses=(*it.clauses, clause)) if it.id == one.part else it
        for it in protocol.entries
    )
    return replace(protocol, entries=entries)


def _cap(protocol: Protocol, one: Remedy, clause: str) -> Protocol:
    """However often a dispute comes round, it has left the loop for good so many working days after coming into it."""
    limit = TimeLimit(
        _new(f"proposed time for all rounds through {one.part}", protocol.limit),
        LimitKind.CAP,
        Modality.MUST,
        into(protocol, one),
        ends=tuple(dict.fromkeys(it.dest for it in _leading(protocol, one, out=True))),
        at_most=TimeSpan(one.days, "working day"),
        clauses=(clause,),
    )
    return _with(protocol, limit)


def into(protocol: Protocol, one: Remedy) -> tuple[str, ...]:
    """The ways in and moves that lead into a loop, with which the time for all rounds begins."""
    entries = [it.id for it in protocol.entries if it.dest in one.stages]
    return (*entries, *(it.id for it in _leading(protocol, one, out=False)))


def _leading(protocol: Protocol, one: Remedy, *, out: bool) -> list[Transition]:
    inside = [(it, it.source in one.stages, it.dest in one.stages) for it in protocol.transitions]
    return [it for it, source, dest in inside if source is out and dest is not out]


_MAKERS: dict[Kind, Callable[[Protocol, Remedy, str], Protocol]] = {
    Kind.START: _start,
    Kind.READING: _reading,
    Kind.BINDING: _binding,
    Kind.SHORTER: _shorter,
    Kind.DUTY: _duty,
    Kind.LIMIT: _time,
    Kind.EXPIRY: _expiry,
    Kind.DECISION: _decision,
    Kind.STEP: _step,
    Kind.WAY_IN: _way_in,
    Kind.CAP: _cap,
}


# -- parts put in their place -----------------------------------------------------------------------------------


def _limit(protocol: Protocol, one: Remedy, clause: str) -> TimeLimit:
    """So many working days for the stage, from entering it, whichever way it ends."""
    return TimeLimit(
        _new(f"proposed time in {one.state}", protocol.limit),
        LimitKind.STAGE,
        Modality.MUST,
        (one.state,),
        at_most=TimeSpan(one.days, "working day"),
        state=one.state,
        clauses=(clause,),
    )


def _new(name: str, taken: Iterable[str]) -> str:
    known = set(taken)
    while name in known:
        name += " again"
    return name


def _with_deputies(protocol: Protocol, by: Actors, clause: str) -> Protocol:
    """The protocol with every role that only the proposal names, each as high as the one it stands in for."""
    for name in dict.fromkeys(role for group in by for role in group):
        if name not in protocol.role:
            model = protocol.role[name.removeprefix(DEPUTY)]
            made = Role(name, model.rank, model.side, "named beforehand", clauses=(clause,))
            protocol = replace(protocol, roles=(*protocol.roles, made))
    return protocol


def _with(protocol: Protocol, part: Part) -> Protocol:
    """The protocol with a part in place of that of its name, or, if it is new, after those of its stage."""
    if isinstance(part, State):
        return replace(protocol, states=tuple(part if it.id == part.id else it for it in protocol.states))
    order = {state.id: number for number, state in enumerate(protocol.states)}

    def rank(it: Transition | TimeLimit) -> int:
        if isinstance(it, TimeLimit):
            return order.get(it.state, len(order))
        return len(order) if it.id.endswith(f"{COPY}{it.source}") else order[it.source]

    name = "limits" if isinstance(part, TimeLimit) else "transitions"
    parts: list[Transition | TimeLimit] = list(getattr(protocol, name))
    here = next((n for n, it in enumerate(parts) if it.id == part.id), None)
    if here is not None:
        parts[here] = part
    else:
        parts.insert(next((n for n, it in enumerate(parts) if rank(it) > rank(part)), len(parts)), part)
    changed: dict[str, object] = {name: tuple(parts)}
    return replace(protocol, **changed)  # type: ignore[arg-type]
