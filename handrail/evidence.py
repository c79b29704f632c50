"""What verdicts rest on and leave to spare, in sentences: clauses, sums of time limits, slack, clarifications."""

from collections.abc import Iterable, Iterator

from handrail import sentences
from handrail.wording import capital, clauses, listed, plain
from model.protocol import Protocol
from model.time_span import TimeSpan
from verify.chains import Chain, Term
from verify.clarification import Clarification, Settling
from verify.explanation import Counterfactual
from verify.filling import Filling
from verify.grounds import CONTRADICTIONS, Grounds
from verify.slack import Room
from verify.verdict import Choices, Result

MOST_SUMS = 4
"""How many sums of time limits `explain` shows; JSON has all."""


def resting(result: Result, found: Grounds) -> str:
    """The minimal set of clauses a verdict rests on, as sentences."""
    named = clauses(found.clauses)
    if not named:
        return "No clause: nothing that the text says breaks it."
    this, last = ("this clause", "it") if len(found.clauses) == 1 else ("these clauses", "any one of them")
    if result.property in CONTRADICTIONS:
        told = f"With {this} alone there is still a contradiction; without {last} there is none"
    else:
        told = f"With {this} alone it still holds{in_readings(found.readings)}; without {last} it does not"
    return f"{capital(named)}. {told}. The set is minimal, and there may be others."


def in_readings(readings: Choices) -> str:
    """For which readings, where a promise holds only in some: those in which it takes longest."""
    return f", where {_read(readings)}" if readings else ""


def _read(readings: Choices) -> str:
    return listed([f"“{plain(name)}” is read as “{plain(choice)}”" for name, choice in readings], "and")


def sums(protocol: Protocol, room: Room) -> Iterator[str]:
    """Which time limits add up to the worst courses, the longest first."""
    for one in room.sums[:MOST_SUMS]:
        yield _sum(protocol, one)
    rest = len(room.sums) - MOST_SUMS
    if rest > 0:
        yield f"and {sentences.more(rest, 'sum')}, none of them longer"


def _sum(protocol: Protocol, one: Chain) -> str:
    if len(one.terms) == 1:
        return _term(protocol, one.terms[0], sentences.days(one.days))
    added = " + ".join(_term(protocol, it, str(it.days)) for it in one.terms)
    return f"{added} = {sentences.days(one.days)}"


def _term(protocol: Protocol, term: Term, days: str) -> str:
    limit = protocol.limit.get(term.limit)
    if limit is None:  # the time in which a duty must be done that starts or ends a clock
        return f"{days} for “{plain(term.limit)}”"
    lag = f"{limit.starts_after} later, then {limit.at_most}" if limit.starts_after is not None else ""
    cited = clauses(limit.clauses)
    told = ", ".join(part for part in (lag, cited) if part)
    return f"{days} for “{plain(limit.id)}”" + (f" ({told})" if told else "")


def spare(protocol: Protocol, room: Room) -> Iterator[str]:
    """How far each time limit can be relaxed by itself, those with nothing to spare first."""
    target = sentences.days(room.target)
    if room.missed:
        yield f"The board aims at {target}, and it can take {sentences.days(room.bound)}: none can be longer."
        return
    left = room.target - room.bound
    if room.aimed:
        left_over = f"of which {left or 'none'} {'is' if left == 1 else 'are'} left"
        yield f"The board aims at {target}, {left_over}. Each can be, if the others stay as they are:"
    else:
        yield f"So that it still takes at most {target}, each can be, if the others stay as they are:"
    critical = [one.limit for one in room.slacks if one.more == 0]
    if critical:
        yield f"no longer than it is: {_named(protocol, critical)}"
    longer: dict[str, list[str]] = {}
    for one in room.slacks:
        span = protocol.limit[one.limit].at_most
        if one.more and span is not None:
            longer.setdefault(str(TimeSpan(one.more, span.unit)), []).append(one.limit)
    for more, limits in longer.items():
        alone = ", but only one of them" if len(limits) > 1 else ""
        yield f"up to {more} longer{alone}: {_named(protocol, limits)}"
    idle = [one.limit for one in room.slacks if one.more is None]
    if idle:
        yield f"as long as one likes, since other limits end first: {_named(protocol, idle)}"


def filling(protocol: Protocol, one: Filling) -> str:
    """How long a time limit that is left to be filled in may be, with what it adds up to at the longest."""
    cited = clauses(clause for limit in protocol.limits if limit.parameter == one.parameter for clause in limit.clauses)
    name = f"“{plain(one.parameter)}”" + (f" ({cited})" if cited else "")
    others = listed([f"“{plain(it)}”" for it in one.others], "and")
    rest = f", even if {others} take{'s' if len(one.others) == 1 else ''} no time at all" if others else ""
    kept = "there is a last day" if one.target is None else f"it takes at most {sentences.days(one.target)}"
    if not one.holds:
        return f"{name}: however short it is, no number makes sure that {kept}{rest}."
    told = listed([_range(*it) for it in one.holds], "or")
    rest = f", if {others} take{'s' if len(one.others) == 1 else ''} no time at all" if others else ""
    sum_ = f". At the longest: {_sum(protocol, one.sum)}" if one.sum else ""
    return f"{name}: {told}. Then {kept}{rest}{in_readings(one.readings)}{sum_}."


def _range(fewest: int, most: int | None) -> str:
    if most is None:
        return f"{sentences.days(fewest)} or more" if fewest else "as long as one likes"
    return f"{fewest} to {sentences.days(most)}" if fewest else f"up to {sentences.days(most)}"


def _named(protocol: Protocol, limits: Iterable[str]) -> str:
    told = []
    for name in limits:
        limit = protocol.limit[name]
        cited = clauses(limit.clauses)
        told.append(f"“{plain(name)}” ({limit.at_most}{f', {cited}' if cited else ''})")
    return "; ".join(told)


def clarification(protocol: Protocol, found: Clarification) -> str:
    """What settling one reading would settle, as sentences."""
    reading = next(one for one in protocol.all_readings if one.id == found.reading)
    cited = f" ({clauses(reading.clauses)})" if reading.clauses else ""
    told = [f"read as “{plain(one.choice)}”, {_settling(one, found.of)}" for one in found.choices if one.settled]
    left = [f"“{plain(one.choice)}”" for one in found.choices if not one.settled]
    told += [f"read as {listed(left, 'or')}, nothing is settled yet"] if left else []
    hang = f"Of the {found.of} answers that hang" if found.of > 1 else "Of the one answer that hangs"
    asked = f"Say what “{plain(found.reading)}” means{cited}: {_small(reading.question)}"
    return f"{asked} {hang} on how the text is read: {'; '.join(told)}."


def _settling(one: Settling, of: int) -> str:
    if of == 1:
        return "it holds" if one.holds else "it does not hold"
    parts = [f"{one.holds} hold{'s' if one.holds == 1 else ''}"] if one.holds else []
    parts += [f"{one.fails} do{'es' if one.fails == 1 else ''} not"] if one.fails else []
    return f"{one.settled} become{'s' if one.settled == 1 else ''} definite ({listed(parts, 'and')})"


def _small(text: str) -> str:
    """A question that follows a colon."""
    return text[0].lower() + text[1:] if text[:2].istitle() else text


def imagined(protocol: Protocol, result: Counterfactual, before: tuple[Result, ...]) -> Iterator[str]:
    """What goes with clauses that are imagined away, and the verdicts with and without them."""
    left_out = [name for name in result.clauses if protocol.clause[name].left_out]
    if not result.removed:
        why = " (left out with a reason)" if left_out else ""
        yield f"Nothing is encoded from {clauses(result.clauses)}{why}, so that no verdict changes."
        return
    kinds: dict[str, list[str]] = {}
    for kind, name in result.removed:
        move = protocol.transition.get(name) if kind == "move" else None
        told = plain(move.id.removesuffix(f", from {move.source}") if move else name)
        kinds.setdefault(kind, []).append(f"“{told}”")
    for kind, names in kinds.items():
        once = list(dict.fromkeys(names))
        yield f"{_GONE[kind][len(once) > 1]} {listed(once, 'and')}"
    now = [sentences.brief(group) for group in sentences.alike(before)]
    then = [sentences.brief(group) for group in sentences.alike(result.results)]
    if now == then:
        yield "The verdict stays the same."
        return
    yield f"With {_them(result)}: {'. '.join(now)}"
    yield f"Without: {'. '.join(then)}"


def _them(result: Counterfactual) -> str:
    return "it" if len(result.clauses) == 1 else "them"


_GONE = {
    "move": ("The move", "The moves"),
    "time limit": ("The time limit", "The time limits"),
    "duty": ("The duty", "The duties"),
    "missing text": ("The reference to", "The references to"),
    "reading": ("The reading", "The readings"),
    "protection": ("What protects the child meanwhile in", "What protects the child meanwhile in"),
}


def holdings(protocol: Protocol, result: Result) -> Iterator[str]:
    """The sets of choices under which a guarantee holds; what they have in common is told once."""
    ones = result.holds_under
    common = [it for it in ones[0].readings if all(it in other.readings for other in ones)]
    if len(ones) == 1 or not common:
        yield from (sentences.holding(protocol, one) for one in ones)
        return
    yield f"Needed in any case: {sentences.reading_choices(protocol, common)}"
    for one in ones:
        rest = tuple(it for it in one.readings if it not in common)
        bound = f": then at most {sentences.days(one.bound)}" if one.bound is not None else ""
        yield f"together with it, {sentences.reading_choices(protocol, rest)}{bound}"
