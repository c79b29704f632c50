"""Verdicts in plain English: what a guarantee says, whether the text carries it, when, and why not."""

import shlex
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from handrail.loading import name_of
from handrail.wording import capital, clauses, day, grouped, listed
from model.modality import Level
from model.people import the
from model.protocol import Protocol, Reading
from verify.checker import Report
from verify.properties.catalogue import ALL
from verify.verdict import CalendarDays, Cause, Choices, Event, Holding, Result, Word

LEVELS = {
    Level.MUST: "what the text says “must” or “will” be done",
    Level.SHOULD: "what the text says “must” or “should” be done",
    Level.GUIDE: "everything the text asks for, also “as a guide”",
    Level.IMPLIED: "everything the text asks for, and what the encoding infers",
}
"""How much of the text is taken to bind, in words that follow "counting only"."""

SENTENCE = {one.id: one.sentence for one in ALL}
TITLE = {one.id: one.id.replace("-", " ").capitalize() for one in ALL}


def promise(protocol: Protocol, property_id: str) -> str:
    """What a guarantee says, with the days that the board aims at where it speaks of them."""
    said = SENTENCE[property_id]
    return f"{said.removesuffix('.')}, {protocol.target}." if property_id == "within-target" else said


def counted(report: Report, level: Level) -> str:
    """How much of the text is taken to bind, and who is taken never to answer, in words that follow "counting"."""
    silent = next((one.silent_role for one in report.results if one.silent_role), None)
    taken = f", and taking it that nothing is heard from {the(silent)} from some moment on" if silent else ""
    return LEVELS[level] + taken


def command(protocol: Protocol, one: Result) -> str:
    """The command that explains a result, asked as it was."""
    asked = {
        "--level": "" if one.level is Level.GUIDE else one.level.value,
        "--silent": one.silent_role or "",
        "--within": str(protocol.target) if one.property == "within-target" and protocol.target_asked else "",
    }
    options = [f"{name} {shlex.quote(value)}" for name, value in asked.items() if value]
    return " ".join(["handrail explain", name_of(protocol), one.property, *options])


def days(count: int) -> str:
    """A number of working days: "1 working day", "25 working days"."""
    return f"{count} working day{'' if count == 1 else 's'}"


def more(count: int, what: str) -> str:
    """So many more of something: "1 more way", "3 more reasons"."""
    return f"{count} more {what}{'' if count == 1 else 's'}"


def case_class(choices: Choices) -> str:
    """A case class in words: "“kind” is “practice” and “imminent risk” is “no”"; "every case" for all."""
    return " and ".join(f"“{name}” is “{value}”" for name, value in choices) or "every case"


def cases(classes: Iterable[Choices]) -> str:
    """Several case classes in words."""
    return "; or ".join(case_class(one) for one in classes)


def verdict(result: Result) -> str:
    """What a verdict means, as a sentence."""
    match result.verdict:
        case Word.PROVED if result.bound is not None:
            return f"At most {range_of(result)} after it is raised{calendar_days(result)}."
        case Word.PROVED:
            return "This is so in every reading."
        case Word.UNBOUNDED:
            return "Every rule can be kept, and still there is no day by which it must have happened."
        case Word.DEAD_END:
            return "A case can come to lie where nobody is obliged to move it on."
        case Word.DEPENDS:
            if result.bound is None:
                return "It hangs on how the text is read."
            most = f"{range_of(result)}{calendar_days(result)}"
            return f"It hangs on how the text is read. Where it holds, it takes at most {most}."
        case Word.VACUOUS | Word.UNDECIDED:
            return f"{capital(result.note)}." if result.note else ""
        case Word.INCONSISTENT:
            return "The rules contradict each other: they cannot all be kept."
        case Word.DISAGREEMENT:
            return f"This is our own fault and no verdict on the text: two ways of checking differ. {result.note}"
    ways = [said for word, said in _WAYS.items() if any(one.word is word for one in result.causes)]
    return f"In every reading, {listed(ways, 'or') if result.milestone and ways else 'some case breaks this'}."


_WAYS = {
    Word.DEAD_END: "a case comes to a dead end",
    Word.UNBOUNDED: "there is no last day",
    Word.REFUTED: "it can take longer",
}
"""What comes of the ways to miss a milestone, each in some readings."""


def brief(results: tuple[Result, ...]) -> str:
    """Results that differ only in the kind of case, on a line: the cases, the verdict, the bound."""
    result = results[0]
    case = cases(one.case for one in results) if result.case else "every case"
    case = f"Where {case}" if case.startswith("“") else capital(case)
    if result.note:
        return f"{case}: {result.verdict.value}; {result.note}"
    if result.bound is None:
        return f"{case}: {result.verdict.value}"
    where = "where it holds, " if result.verdict is Word.DEPENDS else ""
    return f"{case}: {result.verdict.value}; {where}at most {range_of(result)}{calendar_days(result)}"


def range_of(result: Result) -> str:
    """The bound, or where readings differ in it, from the kindest to the worst: "20 to 25 working days"."""
    assert result.bound is not None
    if result.least_bound in (None, result.bound):
        return days(result.bound)
    return f"{result.least_bound} to {days(result.bound)}, by reading"


def alike(results: Iterable[Result]) -> list[tuple[Result, ...]]:
    """Results gathered that say the same of different kinds of case."""
    return grouped(results, lambda one: (one.verdict, one.holds_under, one.bound, one.causes, one.note))


def choices(one: Holding) -> str:
    """Reading choices in short: "review clock: from talk; handover: prompt → 15 working days"."""
    made = "; ".join(f"{name}: {choice}" for name, choice in one.readings)
    return f"{made} → {days(one.bound)}" if one.bound is not None else made


def calendar_days(result: Result) -> str:
    """The bound in calendar days: " (35 to 40 days in the calendar; the most if raised on Fri 4 Dec 2026)"."""
    span: CalendarDays | None = result.calendar_days
    if span is None:
        return ""
    if span.fewest == span.most:
        return f" ({span.most} day{'' if span.most == 1 else 's'} in the calendar)"
    worst = day(date.fromisoformat(span.most_start))
    return f" ({span.fewest} to {span.most} days in the calendar; the most if raised on {worst})"


def holding(protocol: Protocol, one: Holding) -> str:
    """Reading choices in words, and the bound under them."""
    bound = f": then at most {days(one.bound)}" if one.bound is not None else ""
    return reading_choices(protocol, one.readings) + bound


def reading_choices(protocol: Protocol, made: Iterable[tuple[str, str]]) -> str:
    """Reading choices in words: each ambiguous clause with what it is taken to mean."""
    readings = {reading.id: reading for reading in protocol.all_readings}
    parts = []
    for name, choice in made:
        says = dict(readings[name].choices)[choice]
        cited = f" ({clauses(readings[name].clauses)})" if readings[name].clauses else ""
        parts.append(f"“{name}” is read as “{choice}”: {says}{cited}")
    return "; and ".join(parts)


def cause(protocol: Protocol, one: Cause) -> str:
    """A cause in words: where, why, in which readings, and the clauses."""
    state = protocol.state.get(one.element)
    where = f"In “{state.title}”, " if state is not None else ""
    when = f" ({one.when})" if one.when else ""
    cited = f" [{clauses(one.clauses)}]" if one.clauses else ""
    return f"{where}{one.why}{when}{cited}"


def distinct(causes: Iterable[Cause]) -> list[Cause]:
    """The causes, those that differ only in the readings told once."""
    told = []
    for group in grouped(causes, lambda one: (one.element, one.why)):
        whens = {one.when for one in group}
        told.append(group[0] if len(whens) == 1 else replace(group[0], when="in some cases or readings"))
    return told


def event(one: Event) -> str:
    """What happened on one line of a case story, who did it, and by which clause."""
    who = f" — {one.who}" if one.who else ""
    cited = f" [{clauses(one.clauses)}]" if one.clauses else ""
    return f"{one.what}{who}{cited}"


def next_step(protocol: Protocol, result: Result) -> str:
    """What an author can do about a broken guarantee, the most urgent first."""
    dead = clauses(clause for one in result.causes if one.word is Word.DEAD_END for clause in one.clauses)
    endless = [one for one in result.causes if one.word is Word.UNBOUNDED]
    undated = clauses(clause for one in endless if not one.round for clause in one.clauses)
    round_ = clauses(clause for one in endless if one.round for clause in one.clauses)
    long = clauses(clause for one in result.causes if one.word is Word.REFUTED for clause in one.clauses)
    steps = []
    if dead:
        steps.append(f"Say who must do what next where a case can come to lie, and by when: {dead}.")
    if undated:
        steps.append(f"Give whatever has no number of days here one, and say from when it runs: {undated}.")
    if round_:
        steps.append(f"Say how often at most, or set a limit over all rounds, with a duty that leads out: {round_}.")
    if long:
        steps.append(f"Shorten the time limits on the way, or aim at more days: {long}.")
    if result.verdict is Word.DEPENDS and result.holds_under:
        named = [[name for name, _ in one.readings] for one in result.holds_under]
        shared = [name for name in named[0] if all(name in other for other in named)]
        either = shared[:1] or dict.fromkeys(names[0] for names in named)
        readings = {one.id: one for one in protocol.all_readings}
        steps.append(f"Settle {', or '.join(_meaning(readings[name]) for name in either)}.")
    if result.verdict is Word.INCONSISTENT:
        steps.append(f"Change one of the time limits in {clauses(result.clauses)}.")
    if not steps and result.verdict.broken and result.clauses:
        steps.append(f"Fill what is missing in {clauses(result.clauses)}.")
    return " ".join(steps)


def _meaning(reading: Reading) -> str:
    """What is to be settled, in which clause; of what is asked of every text, the question itself."""
    cited = f", in {clauses(reading.clauses)}" if reading.clauses else f" ({reading.question})"
    return f"what “{reading.id}” means{cited}"


def by_level(report: Report, property_id: str) -> str:
    """The verdicts at each level in short: "must: dead end; should, guide, implied: unbounded"."""
    groups: dict[str, list[str]] = {}
    for level in Level:
        results = report.of(property_id, level)
        parts = []
        for word in dict.fromkeys(one.verdict for one in results):
            bounds = [one.bound for one in results if one.verdict is word and one.bound is not None]
            parts.append(f"{word.value} (at most {days(max(bounds))})" if bounds else word.value)
        groups.setdefault(" / ".join(parts), []).append(level.value)
    return "; ".join(f"{', '.join(levels)}: {told}" for told, levels in groups.items())


def strongest(report: Report, property_id: str) -> str:
    """How much of the text a guarantee needs, as a sentence."""
    level = report.strongest_level(property_id)
    if level is None:
        words = [{one.verdict for one in report.of(property_id, it)} for it in Level]
        if all(found == {Word.VACUOUS} for found in words):
            return "However much of the text is taken to bind, there is nothing here to be guaranteed."
        if any(Word.UNDECIDED in found and not any(word.broken for word in found) for found in words):
            return "Whether some part of the text is enough for it is undecided."
        return "However much of the text is taken to bind, it is not guaranteed in every case."
    later = list(Level)[list(Level).index(level) + 1 :]
    if not any(one.verdict.broken for other in later for one in report.of(property_id, other)):
        return f"It needs no more than {LEVELS[level]}."
    return f"Counting only {LEVELS[level]}, it holds, because what breaks it is not counted there."


def scope(report: Report) -> str:
    """What every verdict assumes: the calendar, how days are counted, and what no text says."""
    known = (
        f"{capital(name)}s are known from {day(own.days.first)} to {day(own.days.last)}, as the file lists them: "
        "nothing is claimed of a limit that starts or ends outside. "
        for name, own in report.protocol.own_days.items()
    )
    return (
        f"Working days: Monday to Friday less the bank holidays of {report.protocol.nation} "
        f"(calendar edition {report.calendar_edition}; announced up to {report.provisional_after}). "
        "The day of the event counts as day 0; if it counted as day 1, a limit would end a day sooner. "
        "Calendar days are over all start dates from 1 January 2026 to the end of October 2028. "
        f"{''.join(known)}"
        "The text does not define “working day” or how to count."
    )
