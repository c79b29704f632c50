"""A dispute told in plain lines: each day, what was done, by which clause, and what was late."""

from collections.abc import Iterator
from datetime import date

from handrail.wording import day
from model.machine import Dispute, Due, Happening, Option
from model.modality import Modality
from model.protocol import START, Protocol

_FORCE = {
    Modality.MUST: "must",
    Modality.SHOULD: "should",
    Modality.GUIDE: "should, as a guide",
    Modality.IMPLIED: "has to, though only by implication",
    Modality.MAY: "may",
    Modality.OPEN: "may, if it can be agreed",
}


def story(dispute: Dispute) -> list[str]:
    """The whole dispute so far: its case, each step with its clause and what was late, and how it stands."""
    lines = [*_heading(dispute), ""]
    for one in dispute.history:
        lines += _told(dispute, one)
    return [*lines, "", *_ending(dispute)]


def standing(dispute: Dispute) -> list[str]:
    """How a dispute stands: its state, what protects the child, and who must act."""
    if dispute.state == START:
        return ["The dispute has not begun."]
    state = dispute.protocol.state[dispute.state]
    today = dispute.today
    lines = [f"{state.title}" + (f"    {day(today)}{_number(dispute, today)}" if today else "")]
    if not state.final:
        kept = state.meanwhile
        shown = f"{kept.says} ({kept.kind}{_cited(kept.clauses, ', ')})" if kept else "the text names nothing"
        lines.append(f"  Meanwhile, for the child: {shown}")
    if state.text_stops:
        lines.append(f"  The text stops here: {state.text_stops}")
    if state.continues_in:
        lines.append(f"  It goes on in: {state.continues_in}")
    must = dispute.who_must_act()
    if must:
        lines.append("  Must act: " + "; or ".join(who or "the text names nobody" for who in must))
    elif not state.final:
        lines.append("  Must act: nobody. The dispute may lie here for ever.")
    return lines


def described(option: Option, dispute: Dispute) -> str:
    """One way on in a line: what, who, how strongly, when, and by which clause."""
    force = _FORCE[option.modality]
    if not option.is_duty and option.modality not in (Modality.MAY, Modality.OPEN):
        force += f" (does not bind at level {dispute.level.value})"
    who = option.who or "the text does not say who"
    to = dispute.protocol.state[option.dest].title
    return (
        f"{option.transition}: {who} {force}, {when(option, dispute.today)}{_cited(option.clauses)} -> {to}"
    )


def when(option: Option, today: date | None = None) -> str:
    """The lawful days of a way on, in words."""
    first, last = option.earliest, option.latest
    if first is not None and today is not None and first <= today and first != last:
        first = None
    words = "once the time is up, " if option.waits_for_expiry else ""
    if first is not None and first == last:
        words += f"on {day(first)}"
    elif first is not None and last is not None and first > last:
        words += f"on no day: not before {day(first)}, and by {day(last)}"
    elif first is not None and last is not None:
        words += f"from {day(first)} to {day(last)}"
    elif last is not None:
        words += f"by {day(last)}"
    elif first is not None:
        words += f"from {day(first)}, with no last day"
    else:
        words += "no date in the text" if not option.undated else "no date can be worked out"
    if option.undated:
        names = ", ".join(f'"{name}"' for name in option.undated)
        words += f" (the time limit {names} has no date here: only the protocol knows which days count)"
    return words


def _heading(dispute: Dispute) -> Iterator[str]:
    protocol = dispute.protocol
    trace = dispute.trace
    yield f"{protocol.title} ({', '.join(filter(None, (protocol.board, protocol.edition)))})"
    if trace.case:
        yield "Case: " + "; ".join(f"{name} is {answer}" for name, answer in trace.case)
    yield "Readings: " + "; ".join(f"{name} is {choice}" for name, choice in trace.readings)
    days = f"{dispute.calendar.nation} ({dispute.calendar.edition})"
    yield f'Taken to bind: "{dispute.level.value}" and stronger. Bank holidays: {days}.'


def _told(dispute: Dispute, one: Happening) -> Iterator[str]:
    """What happened on a day, and below it what was late, what else it started, and who fell silent."""
    protocol = dispute.protocol
    indent = " " * 4
    yield f"  {day(one.on) + _number(dispute, one.on):25}{_says(protocol, one)}"
    for breach in one.breaches:
        limit = protocol.limit[breach.limit]
        side = "last" if breach.days_late > 0 else "first"
        yield f'{indent}{breach}: "{limit.id}", {side} day {day(breach.due)}{_cited(breach.clauses)}'
        if limit.extension is not None:
            most = f"up to {limit.extension.up_to}" if limit.extension.up_to else "without end"
            yield f"{indent}  (the text lets this be extended, {most}, which is counted)"
        if limit.suspension is not None:
            yield f"{indent}  (the text stops this clock at times; the longest that it can so stand still is counted)"
    move = protocol.transition.get(one.id)
    for fact, answer in move.sets if move else ():
        yield f"{indent}from here on {fact} is {answer}"
    if move and move.spawns:
        yield f"{indent}this also starts: {move.spawns}"
    if one.silence_begins:
        yield f"{indent}from here on {dispute.silent_role} does not answer"


def _says(protocol: Protocol, one: Happening) -> str:
    entry = next((way for way in protocol.entries if way.id == one.id), None)
    if entry is not None:
        return f"{one.id}: {entry.says}{_cited(entry.clauses)} -> {protocol.state[one.dest].title}"
    move = protocol.transition.get(one.id)
    if move is not None:
        return f"{one.id}{_cited(move.clauses)} -> {protocol.state[one.dest].title}"
    duty = next((duty for duty in protocol.duties if duty.id == one.id), None)
    named = next((event for event in protocol.events if event.id == one.id), None)
    if duty is not None:
        return f"{one.id}: {duty.says}{_cited(duty.clauses)}"
    return f"{one.id}: {named.says}" if named else one.id


def _ending(dispute: Dispute) -> Iterator[str]:
    """How it stands: ended, stuck or open; duties not noted as done; how many limits were not kept."""
    if dispute.state == START:
        open_ways = dispute.ways_in()
        yield "The dispute has not begun." if open_ways else "The text gives this case no way in."
        return
    state = dispute.protocol.state[dispute.state]
    if dispute.final:
        yield f"The end: {state.title}."
    elif dispute.stalled:
        stop = f" The text stops here: {state.text_stops}." if state.text_stops else ""
        yield f"Stuck in {state.title}: nobody is obliged to move it on.{stop}"
    else:
        yield f"Still open in {state.title}."
    for due in dispute.standing_duties():
        yield f"Not noted as done: {_due(due)}"
    last = dispute.today
    count = len(dispute.breaches)
    if count:
        yield f"{count} time limit{'s were' if count > 1 else ' was'} not kept."
    else:
        yield "Every time limit that ran was kept."
    if last is not None and dispute.calendar.is_provisional(last):
        yield f"Bank holidays after {day(dispute.calendar.provisional_after)} may still change."


def _due(due: Due) -> str:
    by = f" by {day(due.by)}" if due.by else ""
    return f"{due.says} ({due.who or 'the text does not say who'}){by}{_cited(due.clauses)}"


def _number(dispute: Dispute, on: date) -> str:
    """The working day since the dispute was raised, as ", day 7"; empty before."""
    if dispute.raised is None or on < dispute.raised:
        return ""
    return f", day {dispute.calendar.count(dispute.raised, on)}"


def _cited(clauses: tuple[str, ...], before: str = "; ") -> str:
    if not clauses:
        return ""
    return f"{before}clause{'s' if len(clauses) > 1 else ''} {', '.join(clauses)}"
