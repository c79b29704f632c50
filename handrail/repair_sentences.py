"""A proposed edit in words: the clauses it changes as they are, and the new sentence in their place."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handrail.sentences import days
from handrail.wording import (
    capital,
    clauses,
    event,
    last_of,
    length,
    listed,
    move_name,
    plain,
    short_title,
    who,
)
from model.modality import Modality
from model.people import the
from model.protocol import Place, Protocol
from verify.remedied import into, start_of
from verify.remedy import DEPUTY, Kind, Remedy


@dataclass(frozen=True, slots=True)
class Told:
    """One edit for readers: what it changes, where that stands, and how it reads before and after."""

    what: str
    clauses: tuple[str, ...]
    place: Place | None
    old: str
    new: str


def told(protocol: Protocol, one: Remedy) -> Told:
    """An edit in words."""
    cited, place, what = _part(protocol, one)
    says = [f"clause {plain(it)}: {plain(protocol.clause[it].says)}" for it in cited if it in protocol.clause]
    old = "; ".join(says) or ("the text does not say" if one.kind is Kind.READING else "the text says nothing here")
    return Told(what, cited, place, old, new(protocol, one))


def _part(protocol: Protocol, one: Remedy) -> tuple[tuple[str, ...], Place | None, str]:
    """The clauses an edit changes, its place in the file, and what it changes."""
    if one.kind is Kind.READING:
        reading = next(it for it in protocol.all_readings if it.id == one.part)
        return reading.clauses, None, f"the reading “{plain(one.part)}”"
    if one.kind is Kind.WAY_IN:
        entry = next(it for it in protocol.entries if it.id == one.part)
        return entry.clauses, entry.place, f"the way in “{plain(one.part)}”"
    if one.part in protocol.limit and one.kind in (Kind.SHORTER, Kind.START, Kind.BINDING):
        limit = protocol.limit[one.part]
        return limit.clauses, limit.place, f"the time limit “{plain(limit.id)}”"
    if one.kind is Kind.DUTY:
        move = protocol.transition[one.part]
        return move.clauses, move.place, f"“{move_name(move)}” in {short_title(protocol, protocol.state[move.source])}"
    state = protocol.state[one.stages[0]]
    moves = [it.clauses for it in protocol.outgoing[state.id] if it.modality is not Modality.OPEN]
    cited = tuple(dict.fromkeys((*state.clauses[:1], *(clause for it in moves for clause in it), *state.clauses[1:])))
    return cited[:2], state.place, _place(protocol, one)


def new(protocol: Protocol, one: Remedy) -> str:
    """The new sentence; an edit that comes with a number and has none yet leaves a place for it."""
    here = short_title(protocol, protocol.state[one.state]) if one.state else ""
    by = _who(one)
    whoever = capital(by or "whoever has the case")
    within = f" within {_time(one)} of the case coming to {here}" if one.timed else ""
    match one.kind:
        case Kind.CAP:
            start = last_of([event(protocol, it) for it in into(protocol, one)])
            return f"All rounds together ({_place(protocol, one)}) take no more than {_time(one)} from {start}."
        case Kind.LIMIT:
            return f"{here} takes no more than {_time(one)} from the day on which the case comes there."
        case Kind.EXPIRY:
            return (
                f"{here} takes no more than {_time(one)} from the day on which the case comes there. If it is not "
                f"over by then, {_consequence(protocol, one, by)} on the last of these days."
            )
        case Kind.DUTY:
            move = protocol.transition[one.part]
            does = f"{by} must do what is now an option" if by else "what is now an option must be done"
            leads = short_title(protocol, protocol.state[move.dest])
            return f"In {here}, {does}, “{move_name(move)}” (it leads to {leads}){within}."
        case Kind.DECISION:
            return f"{whoever} must decide{within or f' in {here}'}, and finally."
        case Kind.STEP:
            leads = short_title(protocol, protocol.state[one.to])
            if one.by == ((protocol.state[one.to].owner,),):
                return f"{whoever} must take the case over from {here} into {leads}{within}."
            return f"{whoever} must pass the case on from {here} to {leads}{within}."
        case Kind.SHORTER:
            limit = protocol.limit[one.part]
            return f"The time limit “{plain(one.part)}” is {_time(one)} instead of {limit.at_most}."
        case Kind.START:
            limit = protocol.limit[one.part]
            start = last_of([event(protocol, it) for it in start_of(protocol, limit)])
            return f"The time limit “{plain(one.part)}” ({length(limit)}) runs from {start}."
        case Kind.BINDING:
            limit = protocol.limit[one.part]
            return f"The time limit “{plain(one.part)}” ({length(limit)}) must be kept: it is no longer only a guide."
        case Kind.READING:
            reading = next(it for it in protocol.all_readings if it.id == one.part)
            return f"{plain(reading.question)} Settled: {plain(dict(reading.choices)[one.to])}."
        case Kind.WAY_IN:
            entry = next(it for it in protocol.entries if it.id == one.part)
            leads = short_title(protocol, protocol.state[one.to])
            return f"A case of this kind ({plain(entry.says)}) starts in {leads}."


def _time(one: Remedy) -> str:
    """How long it gives; where no number was put into it, the author shall."""
    return days(one.days) if one.days else "[number] working days"


def _who(one: Remedy) -> str:
    """Who acts, with a deputy told as the deputy of the one before."""
    deputies = [group[0].removeprefix(DEPUTY) for group in one.by if group and group[0].startswith(DEPUTY)]
    others = tuple(group for group in one.by if not (group and group[0].startswith(DEPUTY)))
    if not deputies:
        return who(one.by, article=True)
    if [group[0] for group in others] == deputies:
        return f"{who(others, article=True)} (or a deputy named beforehand)"
    return f"the deputy, named beforehand, for {listed([plain(the(it)) for it in deputies], 'or')}"


def _consequence(protocol: Protocol, one: Remedy, by: str) -> str:
    """What happens when the time is up."""
    moves = [protocol.transition[name] for name in one.to.split("\n")]
    dests = list(dict.fromkeys(it.dest for it in moves))
    if all(protocol.state[it].final for it in dests):
        return f"{by or 'a deputy'} decides"
    places = listed([short_title(protocol, protocol.state[it]) for it in dests], "or")
    which = ", as the kind of case requires," if len(dests) > 1 else ""
    sees = f", and {by} sees to it," if by else ""
    return f"the case passes to {places}{which}{sees}"


def sums(protocol: Protocol, remedies: Sequence[Remedy], others: int, target: int) -> str:
    """Which days can be divided otherwise: "Stage 1 (5) + Stage 2 (5) = 10, and ..."."""
    times = Counter(remedies)
    parts = [
        f"{f'{count} × ' if count > 1 else ''}{_place(protocol, one)} ({one.days})" for one, count in times.items()
    ]
    parts += [f"{others} for what the text has already"] if others else []
    total = sum(one.days for one in remedies) + others
    return f"{' + '.join(parts)} = {total}, and must stay at or below {target}"


def _place(protocol: Protocol, one: Remedy) -> str:
    if one.kind is Kind.SHORTER:
        return f"“{plain(one.part)}”"
    return listed([short_title(protocol, protocol.state[it]) for it in one.stages], "and")


def place(protocol: Protocol, one: Told) -> str:
    """Where something stands: "clauses 2.1 and 2.2; london.yaml:167"."""
    cited = clauses(one.clauses)
    file = f"{protocol.file.replace(chr(92), '/').rpartition('/')[2]}:{one.place.line}" if one.place else ""
    return "; ".join(part for part in (cited, file if protocol.file else "") if part)
