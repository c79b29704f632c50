"""A drawing in sentences, for whoever cannot see one: stage by stage from the ways in to the ends."""

from collections.abc import Iterable

from handrail.labels import binding_limits, full_lengths, in_order
from handrail.wording import (
    LAST_WORD,
    NO_LIMIT,
    NOT_STATED,
    TEXT_STOPS,
    clauses,
    conditions,
    event,
    length,
    listed,
    move_name,
    plain,
    short_title,
    who,
)
from model.condition import Condition
from model.modality import Modality, is_duty
from model.people import the
from model.protocol import LimitKind, Protocol, State, Transition, Trigger


def reading_order(protocol: Protocol) -> list[str]:
    """The drawing in sentences, stage by stage from the ways in to the ends."""
    said = [_entry_sentence(protocol, n) for n in range(len(protocol.entries))]
    for state in in_order(protocol):
        said += _state_sentences(protocol, state)
        said += [_move_sentence(protocol, move) for move in protocol.outgoing[state.id]]
    for cap in protocol.limits:
        if cap.kind is LimitKind.CAP:
            ends = listed([event(protocol, one) for one in cap.ends], "or") or NOT_STATED
            limit = f"{cap.modality}, {full_lengths(protocol, [cap])}"
            said.append(f"In all: {limit}; until {ends}{_cited(cap.clauses)}.")
    return said


def _entry_sentence(protocol: Protocol, n: int) -> str:
    entry = protocol.entries[n]
    case = plain(entry.says) + _if(protocol, entry.condition)
    cited = _cited(entry.clauses)
    if entry.dest is None:
        return f"Way in {n + 1}: {case}; there is no route, because {plain(entry.no_route)}{cited}."
    start = short_title(protocol, protocol.state[entry.dest])
    return f"Way in {n + 1}: {case}; the dispute starts at {start}{cited}."


def _state_sentences(protocol: Protocol, state: State) -> list[str]:
    name, title = short_title(protocol, state), plain(state.title)
    parts = [title if title.startswith(name) else name]
    if state.owner:
        parts.append(f"the dispute is in the hands of {plain(the(state.owner))}")
    if state.awaits:
        parts.append(f"it waits for {listed([plain(the(one)) for one in state.awaits], 'and')}")
    parts += [f"whoever holds it {LAST_WORD}"] if state.last_word else []
    parts += ["the dispute ends here"] if state.final else []
    parts += [f"{TEXT_STOPS}: {plain(state.text_stops)}"] if state.text_stops else []
    parts += [f"it continues in {plain(state.continues_in)}"] if state.continues_in else []
    if state.meanwhile is not None:
        source = ", ".join(filter(None, [f"{state.meanwhile.modality}", clauses(state.meanwhile.clauses)]))
        parts.append(f"meanwhile {plain(state.meanwhile.says)} ({source})")
    return [f"{'; '.join(parts)}."]


def _move_sentence(protocol: Protocol, move: Transition) -> str:
    source, dest = (short_title(protocol, protocol.state[name]) for name in (move.source, move.dest))
    moves = "the dispute stays at" if move.source == move.dest else "the dispute moves to"
    parts = [f"From {source} {moves} {dest} {_when(protocol, move)}", _duty_words(move)]
    limit = full_lengths(protocol, binding_limits(protocol, move))
    if limit:
        parts.append(f"time allowed: {limit}")
    elif not move.after and is_duty(move.modality):
        parts.append(f"there is {NO_LIMIT}")
    return f"{'; '.join(parts)}{_cited(move.clauses)}."


def _when(protocol: Protocol, move: Transition) -> str:
    """What makes a move happen, in the words of a sentence."""
    limits = [protocol.limit[name] for name in move.after]
    expiry = "when the time is up"
    if (spans := {length(one) for one in limits}) == {str(one.at_most) for one in limits} and len(spans) == 1:
        (span,) = spans
        expiry = f"when {span} {'is' if span.startswith('1 ') else 'are'} up"
    elif limits:
        expiry += f" ({full_lengths(protocol, limits)})"
    outcomes = f"when {listed([plain(one) for one in move.outcomes], 'or')}"
    match move.trigger:
        case Trigger.EXPIRY:
            said = expiry
        case Trigger.EITHER:
            said = f"{outcomes} or {expiry}" if move.outcomes else expiry
        case Trigger.WITHDRAW:
            said = "when withdrawn"
        case Trigger.DECISION:
            named = [plain(one) for one in move.outcomes if one != "decided"]
            said = f"when decided: {listed(named, 'or')}" if named else "when decided"
        case Trigger.ACTION:
            said = f"by “{move_name(move)}”"
        case _:
            said = outcomes if move.outcomes else "when agreed"
    return said + _if(protocol, move.condition)


def _if(protocol: Protocol, condition: Condition) -> str:
    return f", if {conditions(protocol, condition)}" if condition.alternatives else ""


def _duty_words(move: Transition) -> str:
    actor = who(move.by, article=True)
    if move.modality is Modality.OPEN:
        return f"it is for {actor or 'nobody named'}, and nobody can be obliged to"
    verb = {
        Modality.GUIDE: "should, as a guide, do it",
        Modality.IMPLIED: "must do it by inference only",
    }.get(move.modality, f"{move.modality} do it")
    return f"{actor} {verb}" if actor else f"somebody {verb}, and the text does not say who"


def _cited(ids: Iterable[str]) -> str:
    return f" ({said})" if (said := clauses(ids)) else ""
