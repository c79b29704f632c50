"""The dates of one case on a page, as rows, and as entries for a calendar."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import product
from typing import TYPE_CHECKING, Any

from handrail import output, sentences
from handrail.arguments import Refused
from handrail.wording import day
from model.calendar import CalendarError, calendar
from model.errors import BadInput, Fault
from model.modality import Level
from model.protocol import Protocol
from model.refusal import MissingAnswers, settle
from verify.case_dates import Case, CaseDate

if TYPE_CHECKING:  # slow to import; only pages of tables need it
    from rich.console import RenderableType


@dataclass(frozen=True)
class CaseDates:
    """By when each thing must happen in one case, and what has no date, with the reason."""

    case: Case
    found: tuple[CaseDate, ...]

    def rows(self) -> list[dict[str, Any]]:
        """One row for each thing that must happen, ready for a DataFrame; `on` is year-month-day, or None."""
        return [
            {
                "id": one.id,
                "what": one.what,
                "who": one.who,
                "on": None if one.on is None else one.on.isoformat(),
                "word": one.modality.value,
                "why": one.why,
                "clauses": list(one.clauses),
            }
            for one in self.found
        ]

    def to_json(self) -> dict[str, Any]:
        """The document of `handrail dates --json` about this case, without its head."""
        return document([self])

    def __repr__(self) -> str:
        """The page of `handrail dates` as text."""
        return output.text_of(*self.page())

    def page(self) -> "Iterable[RenderableType]":
        """The page of `handrail dates`."""
        from rich.text import Text

        from handrail.sheet import Sheet

        case, protocol = self.case, self.case.protocol
        facts = [(one.id, case.values[one.id]) for one in protocol.facts]
        yield Text(f"{protocol.id} — {protocol.title}")
        yield Text(f"A case raised on {day(case.raised)}, counting {sentences.LEVELS[case.level]}: {_said(facts)}.\n")
        if not self.found:
            yield Text("No course of this case keeps all limits: handrail check says why.")
            return
        dated = [one for one in self.found if one.on is not None]
        rows = [
            (day(one.on), _with(one.what, one.why), one.who, one.modality.value, ", ".join(one.clauses))
            for one in dated
            if one.on is not None
        ]
        columns = ("At the latest", "What must have happened", "Who", "Word", "Clause")
        yield Sheet("With a date", columns, tuple(rows), whole=(0,))
        rest = [one for one in self.found if one.on is None]
        missing = [(one.what, one.why, one.who, one.modality.value, ", ".join(one.clauses)) for one in rest]
        yield Text("")
        yield Sheet("Without a date", ("What must happen", "Why", "Who", "Word", "Clause"), tuple(missing))
        readings = [(one.id, case.values[one.id]) for one in protocol.all_readings]
        yield Text(
            "\nEach date is the last lawful day when all before it happens as late as it lawfully may; whoever acts "
            f"sooner makes later dates sooner, too. Read so: {_said(readings)}. Bank holidays of {protocol.nation}, "
            f"calendar edition {case.calendar.edition}. This is what the text says, and no advice on a case."
        )

    def ics(self) -> bytes:
        """The dates as a file for calendars (RFC 5545): the same bytes whenever it is made."""
        from icalendar import Calendar as Entries
        from icalendar import Event

        case = self.case
        made = Entries()
        made.add("prodid", "-//Handrail//dates of a case//EN")
        made.add("version", "2.0")
        for one in self.found:
            if one.on is None:
                continue
            entry = Event()
            entry.add("uid", f"{_plain(one.id)}.{case.raised.isoformat()}.{case.protocol.id}@handrail")
            entry.add("dtstamp", datetime.combine(case.raised, time(), UTC))
            entry.add("dtstart", one.on)
            entry.add("summary", f"At the latest: {one.what}")
            who = [one.who] if one.who else []
            said = [f"{case.protocol.title}, clause {', '.join(one.clauses)} ({one.modality.value})"]
            entry.add("description", ". ".join([*who, *said, *([one.why] if one.why else [])]))
            entry.add("transp", "TRANSPARENT")
            made.add_component(entry)
        return bytes(made.to_ical())


def document(cases: Sequence[CaseDates]) -> dict[str, Any]:
    """The document of `handrail dates --json` about cases that differ in their facts alone, without its head."""
    first, protocol = cases[0].case, cases[0].case.protocol
    return {
        "protocol": protocol.id,
        "binding_level": first.level.value,
        "raised": first.raised.isoformat(),
        "readings": {one.id: first.values[one.id] for one in protocol.all_readings},
        "nation": protocol.nation,
        "calendar_edition": first.calendar.edition,
        "cases": [
            {"case": {fact.id: one.case.values[fact.id] for fact in protocol.facts}, "dates": one.rows()}
            for one in cases
        ],
    }


def case_dates(
    protocol: Protocol, raised: str | date, level: Level, facts: Mapping[str, str], readings: Mapping[str, str]
) -> CaseDates:
    """The dates of a case.

    Args:
        raised: the day on which it is raised, or year-month-day.
        facts: case facts with their answers; spaces and hyphens of their names may be underscores. Those that moves
            may change start as the file says.
        readings: choices of readings; the first of each other one is taken.

    Raises:
        Refused: there is no such day.
        MissingAnswers: there is no such fact, reading or answer, or a case fact is not settled; with every one of them.
        TooMany: the case has too many courses to tell its dates.
    """
    place = calendar(protocol.nation)
    try:
        start = raised if isinstance(raised, date) else date.fromisoformat(raised)
        place.is_working(start)  # refuses a day the calendar does not cover
    except CalendarError as error:
        raise Refused(str(error)) from None
    except ValueError:
        raise Refused(f'"{raised}" is not a day', "year-month-day, such as 2026-12-18") from None
    chosen = {one.id: one.names[0] for one in protocol.all_readings} | _named(protocol.all_readings, readings)
    case = Case(protocol, level, start, settle(protocol, _named(protocol.facts, facts), chosen), place)
    return CaseDates(case, tuple(case.dates()))


def every_case(
    protocol: Protocol, raised: str | date, level: Level, facts: Mapping[str, str], readings: Mapping[str, str]
) -> list[CaseDates]:
    """The dates of each kind of case that the case facts given leave open; arguments and errors as `case_dates`."""
    given = {_plain(name) for name in facts}
    open_ = [one for one in protocol.facts if one.at_start is None and _plain(one.id) not in given]
    try:
        return [
            case_dates(protocol, raised, level, {**facts, **dict(answers)}, readings)
            for answers in product(*([(one.id, it) for it in one.answers] for one in open_))
        ]
    except MissingAnswers:  # what was given is wrong: told together with what is open
        return [case_dates(protocol, raised, level, facts, readings)]


def settled(pairs: Iterable[str], what: str) -> dict[str, str]:
    """Read "imminent risk=yes", for each fact or reading once.

    Raises:
        Refused: one is in another form, or said twice.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        name, sign, answer = (part.strip() for part in pair.partition("="))
        if not (name and sign and answer):
            raise Refused(f'"{pair}" settles no {what}', help='write name=answer, such as "imminent risk=yes"')
        if name in found:
            raise Refused(f'{what} "{name}" is settled twice')
        found[name] = answer
    return found


def unsettled(protocol: Protocol, missing: MissingAnswers, place: str, fact: str, reading: str) -> BadInput:
    """Each question about a case that is open or wrongly answered, and what to add where it was asked.

    Args:
        place: what asked.
        fact: how a case fact is settled there, with {name}.
        reading: how a reading is.
    """
    faults = []
    for name, said in missing.faults:
        how = reading if name in {one.id for one in protocol.all_readings} else fact
        told = f"the case is not settled: {name}: {said}" if name else said
        faults.append(Fault(place, 0, 0, told, help=f"add {how.format(name=name)}" if name else ""))
    return BadInput(faults)


def _named(known: Iterable[Any], given: Mapping[str, str]) -> dict[str, str]:
    """The same, each by the name it has in the file."""
    names = {_plain(one.id): one.id for one in known}
    return {names.get(_plain(name), name): answer for name, answer in given.items()}


def _plain(name: str) -> str:
    return name.replace(" ", "_").replace("-", "_")


def _said(choices: list[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in choices) or "every case alike"


def _with(what: str, remark: str) -> str:
    return f"{what} ({remark})" if remark else what
