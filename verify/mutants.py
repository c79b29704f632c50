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
from model.protocol import Duty, Entry, LimitKind, Protocol, Reading, State, TimeLimit, Transition, Trigger
from model.time_span import TimeSpan
from verify.edits import PARTS, pruned, without

Variants = Iterator[tuple[str, Any]]
"""What is changed in a part, in words, and the part as it is then; None where it is left out."""

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
    for name, (parts, operator) in OPERATORS.items():
        for part in parts:
            for one in getattr(protocol, part):
                for what, new in operator(protocol, one):
                    changed = new if isinstance(new, Protocol) else _with(protocol, part, one, new)
                    if changed != protocol:
                        yield Mutant(name, what, changed)


def _with(protocol: Protocol, part: str, old: Any, new: Any) -> Protocol:
    """The protocol with a part replaced, or left out; where a move is left out, nothing names it any longer."""
    left = [new if one is old else one for one in getattr(protocol, part)]
    renewed: dict[str, Any] = {part: tuple(one for one in left if one is not None)}
    changed = replace(protocol, **renewed)
    return _forgetting(changed, old.id) if new is None else changed


def _forgetting(protocol: Protocol, name: str) -> Protocol:
    """Without a name in any list of names."""
    gone = {(kind, name) for kind in PARTS}
    parts: dict[str, Any] = {
        part: tuple(pruned(one, gone) for one in getattr(protocol, part))
        for part in ("transitions", "limits", "duties")
    }
    return replace(protocol, raised=without(protocol.raised, gone), **parts)


def _called(one: Any) -> str:
    kinds = {TimeLimit: "limit ", Duty: "duty ", Transition: "move ", Entry: "way in ", State: "stage "}
    return f"{kinds[type(one)]}{one.id}"


def _drop(_: Protocol, one: Any) -> Variants:
    if not isinstance(one, Entry):
        yield _called(one), None
    elif one.dest:
        yield _called(one), replace(one, dest=None, no_route="nothing is said")


# -- time limits -----------------------------------------------------------------------------------------------


def _words(_: Protocol, one: TimeLimit | Duty) -> Variants:
    if isinstance(one, TimeLimit):
        if one.at_most or one.at_least:
            yield _called(one), replace(one, at_most=None, at_least=None, words="promptly")
    elif one.within:
        yield _called(one), replace(one, within=None, words="promptly")


def _lengths(change: Callable[[TimeSpan], TimeSpan | None]) -> Callable[[Protocol, Any], Variants]:
    """An operator that changes one length of time."""

    def operator(_: Protocol, one: Any) -> Variants:
        for name in _SPANS:
            span = getattr(one, name, None)
            if span is not None and (new := change(span)) is not None:
                yield f"{_called(one)}: {name.replace('_', ' ')} {span} to {new}", replace(one, **{name: new})

    return operator


def _longer(span: TimeSpan) -> TimeSpan:
    return replace(span, amount=span.amount + 1)


def _shorter(span: TimeSpan) -> TimeSpan | None:
    return replace(span, amount=span.amount - 1) if span.amount else None


def _other_unit(span: TimeSpan) -> TimeSpan | None:
    unit = _OTHER_UNIT.get(span.unit)
    return replace(span, unit=unit) if unit and span.amount else None


def _start(protocol: Protocol, one: TimeLimit) -> Variants:
    """To the stage that the limit is about, to the first stage, or to nothing."""
    first = next((entry.dest for entry in protocol.entries if entry.dest), None)
    bound = {protocol.transition[name].source for name in one.binds}
    for new in dict.fromkeys((*sorted(bound), first, None)):
        start = () if new is None else (new,)
        if one.start and start != one.start:
            yield f"{_called(one)}: from {new or 'nothing'}", replace(one, start=start)


def _window(protocol: Protocol, one: TimeLimit) -> Variants:
    if one.kind is LimitKind.CAP:
        binds = tuple(move.id for move in protocol.transitions if {move.id, move.dest} & set(one.ends))
        yield f"cap {one.id}", replace(one, kind=LimitKind.WINDOW, binds=binds, ends=())


# -- moves -----------------------------------------------------------------------------------------------------


def _redirect(protocol: Protocol, one: Transition) -> Variants:
    """Past the next stage: to where its first move leads, or else to the first ending."""
    endings = [state.id for state in protocol.states if state.final]
    further = [move.dest for move in protocol.outgoing[one.dest]]
    for dest in [dest for dest in (*further, *endings) if dest not in (one.dest, one.source)][:1]:
        yield f"{_called(one)}: to {dest}", replace(one, dest=dest)


def _weaken(_: Protocol, one: Any) -> Variants:
    weaker = _WEAKER.get(one.modality)
    if weaker and not (isinstance(one, TimeLimit) and weaker is Modality.MAY):
        yield f"{one.id}: {one.modality} to {weaker}", replace(one, modality=weaker)


def _drop_expiry(_: Protocol, one: Transition) -> Variants:
    for name in one.after if one.trigger is not Trigger.EXPIRY or len(one.after) > 1 else ():
        after = tuple(other for other in one.after if other != name)
        trigger = Trigger.OUTCOME if not after and one.trigger is Trigger.EITHER else one.trigger
        yield f"{_called(one)}: not when {name} is up", replace(one, after=after, trigger=trigger)


def _all(_: Protocol, one: Transition | Duty) -> Variants:
    if len(one.by) > 1:
        yield one.id, replace(one, by=(tuple(dict.fromkeys(role for group in one.by for role in group)),))


def _drop_guard(_: Protocol, one: Any) -> Variants:
    if one.condition.alternatives:
        yield one.id, replace(one, condition=ALWAYS)


def _drop_mark(_: Protocol, one: Transition) -> Variants:
    for mark in one.sets:
        yield f"{_called(one)}: {mark[0]} stays", replace(one, sets=tuple(it for it in one.sets if it != mark))


def _final(_: Protocol, one: State) -> Variants:
    if not one.final:
        yield _called(one), replace(one, final=True)


# -- duties and readings ---------------------------------------------------------------------------------------


def _drop_recipient(_: Protocol, one: Duty) -> Variants:
    for role in one.to:
        yield f"{_called(one)}: not to {role}", replace(one, to=tuple(it for it in one.to if it != role))


def _drop_reading(protocol: Protocol, one: Reading) -> Variants:
    """One choice is taken for granted, and the question is no longer asked."""
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


OPERATORS: dict[str, tuple[tuple[str, ...], Callable[[Protocol, Any], Variants]]] = {
    "drop a limit": (("limits",), _drop),
    "number to words": (("limits", "duties"), _words),
    "one more": (("limits", "duties"), _lengths(_longer)),
    "one less": (("limits", "duties"), _lengths(_shorter)),
    "swap units": (("limits", "duties"), _lengths(_other_unit)),
    "move a clock's start": (("limits",), _start),
    "cap to window": (("limits",), _window),
    "drop a move": (("transitions", "entries"), _drop),
    "redirect a move": (("transitions",), _redirect),
    "weaken a duty": (("transitions", "limits", "duties"), _weaken),
    "drop an expiry": (("transitions",), _drop_expiry),
    "any to all": (("transitions", "duties"), _all),
    "drop a guard": (_CONDITIONAL, _drop_guard),
    "drop a mark": (("transitions",), _drop_mark),
    "make a stage final": (("states",), _final),
    "drop an obligation": (("duties",), _drop),
    "drop a recipient": (("duties",), _drop_recipient),
    "drop a reading": (("readings",), _drop_reading),
}
"""Every operator by name, with the parts that it changes, in the order of the report."""
