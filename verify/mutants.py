"""Slightly wrong versions of a protocol, one change each, to measure whether a check notices them.

Each operator is a slip that an encoder or an editor of a text makes: a limit left out, a number turned into
words, a day more or less, a clock started by another event, a duty weakened, a guard forgotten. The list is that
of mutation testing (R. DeMillo, R. Lipton and F. Sayward, 1978), with the operators of the project's meaning.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from model.condition import ALWAYS, Condition
from model.modality import Modality
from model.protocol import LimitKind, Protocol, Reading, TimeLimit, Trigger
from model.time_span import TimeSpan
from verify.edits import PARTS, pruned, without

Changed = Iterator[tuple[str, Protocol]]
"""What was changed, in words, and the protocol with that change."""

_WEAKER = {
    Modality.MUST: Modality.SHOULD,
    Modality.SHOULD: Modality.GUIDE,
    Modality.GUIDE: Modality.IMPLIED,
    Modality.IMPLIED: Modality.MAY,
}
_OTHER_UNIT = {
    "working day": "calendar day",
    "calendar day": "working day",
    "working week": "week",
    "week": "working week",
    "month": "week",
    "hour": "working day",
    "minute": "hour",
}
_SPANS = ("at_most", "at_least", "starts_after", "within", "every")
_CONDITIONAL = ("entries", "transitions", "limits", "duties")


class Mutant(NamedTuple):
    """A protocol with one change: the operator that made it, and what it changed, in words."""

    operator: str
    what: str
    protocol: Protocol


def mutants(protocol: Protocol) -> Iterator[Mutant]:
    """Every mutant of a protocol, operator by operator; none is equal to the protocol itself."""
    for name, operator in OPERATORS.items():
        for what, changed in operator(protocol):
            if changed != protocol:
                yield Mutant(name, what, changed)


def _with(protocol: Protocol, part: str, old: Any, *new: Any) -> Protocol:
    """The protocol with a part replaced, or left out; where a move is left out, nothing names it any longer."""
    parts = tuple(it for one in getattr(protocol, part) for it in (new if one is old else (one,)))
    renewed: dict[str, Any] = {part: parts}
    changed = replace(protocol, **renewed)
    return changed if new else _forgetting(changed, old.id)


def _forgetting(protocol: Protocol, name: str) -> Protocol:
    """Without a name in any list of names."""
    gone = {(kind, name) for kind in PARTS}
    parts: dict[str, Any] = {
        part: tuple(pruned(one, gone) for one in getattr(protocol, part))
        for part in ("transitions", "limits", "duties")
    }
    return replace(protocol, raised=without(protocol.raised, gone), **parts)


# -- time limits -----------------------------------------------------------------------------------------------


def _drop_limit(protocol: Protocol) -> Changed:
    for one in protocol.limits:
        yield f"limit {one.id}", _with(protocol, "limits", one)


def _words(protocol: Protocol) -> Changed:
    for one in protocol.limits:
        if one.at_most or one.at_least:
            yield f"limit {one.id}", _with(protocol, "limits", one, _in_words(one))
    for duty in protocol.duties:
        if duty.within:
            yield f"duty {duty.id}", _with(protocol, "duties", duty, replace(duty, within=None, words="promptly"))


def _in_words(limit: TimeLimit) -> TimeLimit:
    return replace(limit, at_most=None, at_least=None, words="promptly")


def _lengths(change: Callable[[TimeSpan], TimeSpan | None]) -> Callable[[Protocol], Changed]:
    """An operator that changes one length of time."""

    def operator(protocol: Protocol) -> Changed:
        for part in ("limits", "duties"):
            for one in getattr(protocol, part):
                for name in _SPANS:
                    span = getattr(one, name, None)
                    new = change(span) if span is not None else None
                    if new is not None:
                        which = f"{'limit' if part == 'limits' else 'duty'} {one.id}: {name.replace('_', ' ')}"
                        what = f"{which} {span} to {new}"
                        yield what, _with(protocol, part, one, replace(one, **{name: new}))

    return operator


def _longer(span: TimeSpan) -> TimeSpan:
    return replace(span, amount=span.amount + 1)


def _shorter(span: TimeSpan) -> TimeSpan | None:
    return replace(span, amount=span.amount - 1) if span.amount else None


def _other_unit(span: TimeSpan) -> TimeSpan | None:
    unit = _OTHER_UNIT.get(span.unit)
    return replace(span, unit=unit) if unit and span.amount else None


def _start(protocol: Protocol) -> Changed:
    """To the stage that the limit is about, to the first stage, or to nothing."""
    first = next((one.dest for one in protocol.entries if one.dest), None)
    for one in protocol.limits:
        bound = {protocol.transition[name].source for name in one.binds}
        for new in dict.fromkeys((*sorted(bound), first, None)):
            start = () if new is None else (new,)
            if one.start and start != one.start:
                what = f"limit {one.id}: from {new or 'nothing'}"
                yield what, _with(protocol, "limits", one, replace(one, start=start))


def _window(protocol: Protocol) -> Changed:
    for one in protocol.limits:
        if one.kind is LimitKind.CAP:
            binds = tuple(move.id for move in protocol.transitions if {move.id, move.dest} & set(one.ends))
            limit = replace(one, kind=LimitKind.WINDOW, binds=binds, ends=())
            yield f"cap {one.id}", _with(protocol, "limits", one, limit)


# -- moves -----------------------------------------------------------------------------------------------------


def _drop_edge(protocol: Protocol) -> Changed:
    for one in protocol.transitions:
        yield f"move {one.id}", _with(protocol, "transitions", one)
    for entry in protocol.entries:
        if entry.dest:
            changed = replace(entry, dest=None, no_route="nothing is said")
            yield f"way in {entry.id}", _with(protocol, "entries", entry, changed)


def _redirect(protocol: Protocol) -> Changed:
    """Past the next stage: to where its first move leads, or else to the first ending."""
    endings = [one.id for one in protocol.states if one.final]
    for one in protocol.transitions:
        further = [move.dest for move in protocol.outgoing[one.dest]]
        for dest in [dest for dest in (*further, *endings) if dest not in (one.dest, one.source)][:1]:
            yield f"move {one.id}: to {dest}", _with(protocol, "transitions", one, replace(one, dest=dest))


def _weaken(protocol: Protocol) -> Changed:
    for part in ("transitions", "limits", "duties"):
        for one in getattr(protocol, part):
            weaker = _WEAKER.get(one.modality)
            if weaker and not (part == "limits" and weaker is Modality.MAY):
                what = f"{one.id}: {one.modality} to {weaker}"
                yield what, _with(protocol, part, one, replace(one, modality=weaker))


def _drop_expiry(protocol: Protocol) -> Changed:
    for one in protocol.transitions:
        for name in one.after if one.trigger is not Trigger.EXPIRY or len(one.after) > 1 else ():
            after = tuple(other for other in one.after if other != name)
            trigger = Trigger.OUTCOME if not after and one.trigger is Trigger.EITHER else one.trigger
            changed = replace(one, after=after, trigger=trigger)
            yield f"move {one.id}: not when {name} is up", _with(protocol, "transitions", one, changed)


def _all(protocol: Protocol) -> Changed:
    for part in ("transitions", "duties"):
        for one in getattr(protocol, part):
            if len(one.by) > 1:
                everybody = tuple(dict.fromkeys(role for group in one.by for role in group))
                yield one.id, _with(protocol, part, one, replace(one, by=(everybody,)))


def _drop_guard(protocol: Protocol) -> Changed:
    for part in _CONDITIONAL:
        for one in getattr(protocol, part):
            if one.condition.alternatives:
                yield one.id, _with(protocol, part, one, replace(one, condition=ALWAYS))


def _drop_mark(protocol: Protocol) -> Changed:
    for one in protocol.transitions:
        for mark in one.sets:
            sets = tuple(other for other in one.sets if other != mark)
            what = f"move {one.id}: {mark[0]} stays"
            yield what, _with(protocol, "transitions", one, replace(one, sets=sets))


def _final(protocol: Protocol) -> Changed:
    for one in protocol.states:
        if not one.final:
            yield f"stage {one.id}", _with(protocol, "states", one, replace(one, final=True))


# -- duties and readings ---------------------------------------------------------------------------------------


def _drop_duty(protocol: Protocol) -> Changed:
    for one in protocol.duties:
        yield f"duty {one.id}", _with(protocol, "duties", one)


def _drop_recipient(protocol: Protocol) -> Changed:
    for one in protocol.duties:
        for role in one.to:
            to = tuple(other for other in one.to if other != role)
            yield f"duty {one.id}: not to {role}", _with(protocol, "duties", one, replace(one, to=to))


def _drop_reading(protocol: Protocol) -> Changed:
    """One choice is taken for granted, and the question is no longer asked."""
    for one in protocol.readings:
        for choice in one.names:
            yield f"reading {one.id}: {choice}", _settled(protocol, one, choice)


def _settled(protocol: Protocol, reading: Reading, choice: str) -> Protocol:
    gone: list[str] = []

    def settled(one: Any) -> list[Any]:
        if not one.condition.alternatives:
            return [one]
        left = [
            tuple(it for it in every if it.name != reading.id)
            for every in one.condition.alternatives
            if all(choice in it.values for it in every if it.name == reading.id)
        ]
        if not left:
            gone.append(one.id)
            return []
        return [replace(one, condition=ALWAYS if () in left else Condition(tuple(left)))]

    parts: dict[str, Any] = {
        part: tuple(it for one in getattr(protocol, part) for it in settled(one)) for part in _CONDITIONAL
    }
    changed = replace(protocol, readings=tuple(one for one in protocol.readings if one is not reading), **parts)
    for name in gone:
        changed = _forgetting(changed, name)
    return changed


OPERATORS: dict[str, Callable[[Protocol], Changed]] = {
    "drop a limit": _drop_limit,
    "number to words": _words,
    "one more": _lengths(_longer),
    "one less": _lengths(_shorter),
    "swap units": _lengths(_other_unit),
    "move a clock's start": _start,
    "cap to window": _window,
    "drop a move": _drop_edge,
    "redirect a move": _redirect,
    "weaken a duty": _weaken,
    "drop an expiry": _drop_expiry,
    "any to all": _all,
    "drop a guard": _drop_guard,
    "drop a mark": _drop_mark,
    "make a stage final": _final,
    "drop an obligation": _drop_duty,
    "drop a recipient": _drop_recipient,
    "drop a reading": _drop_reading,
}
"""Every operator by name, in the order of the report."""
