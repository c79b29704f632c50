"""Working days: Monday to Friday less the bank holidays of one nation of the United Kingdom.

The day of an event is day 0, and a limit of n working days ends at the close of the n-th working day
after it. Where a protocol counts the day of the event as day 1, the limit ends on
``add(next_working(day), n - 1)``. Bank holidays differ between nations, so there is no calendar of the
whole kingdom. They are read from the pinned snapshots in ``calendars/`` (written by
``calendar_snapshot``), so that the same protocol gives the same dates on every machine.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path

Closure = tuple[date, str]
"""A day on which one body is closed although its nation works, with the reason or source."""

SNAPSHOTS = Path(__file__).with_name("calendars")
"""Where the pinned bank holidays lie, one file a set of rules."""


class CalendarError(ValueError):
    """A question the calendar cannot answer: an unknown nation, or a date it does not cover."""


class Nation(StrEnum):
    """One of the four nations with bank holidays of their own; England and Wales keep the same days."""

    ENGLAND = "England"
    WALES = "Wales"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "Northern Ireland"


_SNAPSHOT_OF = {
    Nation.ENGLAND: "england-and-wales.csv",
    Nation.WALES: "england-and-wales.csv",
    Nation.SCOTLAND: "scotland.csv",
    Nation.NORTHERN_IRELAND: "northern-ireland.csv",
}
_OTHER_WORDS = {
    "england and wales": Nation.ENGLAND,
    "eng": Nation.ENGLAND,
    "wls": Nation.WALES,
    "cymru": Nation.WALES,
    "sct": Nation.SCOTLAND,
    "nir": Nation.NORTHERN_IRELAND,
    "ni": Nation.NORTHERN_IRELAND,
    "n ireland": Nation.NORTHERN_IRELAND,
}


@dataclass(frozen=True)  # no slots: the working days are counted once and kept
class Calendar:
    """The working days of one nation from *first* to *last*, and which of them may still change.

    *holidays* are the nation's bank holidays as *edition* gives them; those past *provisional_after* are
    extrapolated, because the government had not announced them. *closures* are local additions.
    Every question about a date outside the calendar, or with such an answer, raises ``CalendarError``.
    """

    nation: Nation
    edition: str
    first: date
    last: date
    provisional_after: date
    holidays: frozenset[date]
    closures: tuple[Closure, ...] = ()

    @cached_property
    def _closed(self) -> frozenset[date]:
        return self.holidays.union(day for day, _ in self.closures)

    @cached_property
    def _working(self) -> tuple[int, ...]:
        """Every working day as an ordinal, in order: the one list that all counting goes by."""
        return tuple(
            ordinal
            for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1)
            if (day := date.fromordinal(ordinal)).weekday() < 5 and day not in self._closed
        )

    def _outside(self, what: str) -> CalendarError:
        return CalendarError(
            f"{what} outside the calendar of {self.nation}, which covers {self.first} to {self.last}"
        )

    def _ordinal(self, day: date) -> int:
        if not self.first <= day <= self.last:
            raise self._outside(f"{day} is")
        return day.toordinal()

    def is_working(self, day: date) -> bool:
        """Say whether *day* counts: a Monday to Friday that is no bank holiday and no local closure."""
        self._ordinal(day)
        return day.weekday() < 5 and day not in self._closed

    def working_days(self, first: date, last: date) -> list[date]:
        """Return every working day from *first* to *last*, both among them; none when *last* is before *first*."""
        if last < first:
            return []
        start, end = bisect_left(self._working, self._ordinal(first)), bisect_right(self._working, self._ordinal(last))
        return [date.fromordinal(day) for day in self._working[start:end]]

    def is_provisional(self, day: date) -> bool:
        """Say whether *day* lies past the last announced bank holiday, so that its answer may change."""
        self._ordinal(day)
        return day > self.provisional_after

    def next_working(self, day: date) -> date:
        """Return *day* if it is a working day, else the first working day after it."""
        place = bisect_left(self._working, self._ordinal(day))
        if place == len(self._working):
            raise self._outside(f"the first working day from {day} is")
        return date.fromordinal(self._working[place])

    def add(self, day: date, n: int) -> date:
        """Return the n-th working day after *day*; for negative n the n-th before; *day* itself for 0.

        *day* is never counted, whether it is a working day or not: it is day 0.
        """
        ordinal = self._ordinal(day)
        if n == 0:
            return day
        working = self._working
        place = bisect_right(working, ordinal) + n - 1 if n > 0 else bisect_left(working, ordinal) + n
        if not 0 <= place < len(working):
            raise self._outside(f"{n} working days from {day} is")
        return date.fromordinal(working[place])

    def count(self, start: date, end: date) -> int:
        """Count the working days after *start* up to and including *end*; negative if *end* is earlier."""
        return bisect_right(self._working, self._ordinal(end)) - bisect_right(
            self._working, self._ordinal(start)
        )

    def count_inclusive(self, first: date, last: date) -> int:
        """Count the working days from *first* to *last*, both included; *first* may not be later."""
        opening, closing = self._ordinal(first), self._ordinal(last)
        if closing < opening:
            raise CalendarError(f"{first} to {last} ends before it starts")
        return bisect_right(self._working, closing) - bisect_left(self._working, opening)


def calendar(nation: Nation | str, closures: Iterable[Closure] = ()) -> Calendar:
    """Return the calendar of *nation*, with *closures* as further days that are not worked.

    Raises:
        CalendarError: *nation* is none of the four (``GB`` and ``UK`` are more than one), or a closure has
            no reason or lies outside the calendar.
    """
    return _calendar(_nation(nation), tuple(sorted(set(closures))))


def add_calendar_days(day: date, n: int) -> date:
    """Return the day *n* calendar days after *day*, or before it for negative n."""
    return day + timedelta(days=n)


def add_months(day: date, n: int) -> date:
    """Return the corresponding date *n* months on, or the last day of that month where it has none.

    This is how English law counts months (Dodds v Walker, House of Lords, 1981).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def _nation(name: str) -> Nation:
    if name in Nation.__members__.values():
        return Nation(name)
    from difflib import get_close_matches  # only an error needs it

    words = {nation.casefold(): nation for nation in Nation} | _OTHER_WORDS
    near = get_close_matches(name.strip().casefold(), words, n=1, cutoff=0.75)
    guess = f" (did you mean {words[near[0]]}?)" if near else ""
    raise CalendarError(
        f"{name!r} is not one nation with bank holidays of its own{guess}: "
        "choose England, Wales, Scotland or Northern Ireland"
    )


@lru_cache(maxsize=64)
def _calendar(nation: Nation, closures: tuple[Closure, ...]) -> Calendar:
    found = edition((SNAPSHOTS / _SNAPSHOT_OF[nation]).read_text(encoding="utf-8"), nation, closures)
    for day, reason in closures:
        found.is_working(day)  # refuses a day the calendar does not cover
        if not reason.strip():
            raise CalendarError(f"the closure on {day} needs a reason or a source")
    return found


def edition(text: str, nation: Nation, closures: tuple[Closure, ...] = ()) -> Calendar:
    """Return the calendar that a text in the form of the pinned snapshots holds, such as a later edition.

    Raises:
        CalendarError: it is in another form; the message tells the line.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    facts = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# ") and ": " in line)
    rows = [(n, line) for n, line in enumerate(lines, start=1) if line.strip() and not line.startswith("#")]
    if not rows or rows[0][1].split(",")[0].strip() != "date":
        where = rows[0][0] if rows else 1
        raise CalendarError(f'line {where}: a list of bank holidays starts with "date,name"')
    days = {_read_day(line.partition(",")[0], f"line {n}") for n, line in rows[1:]}
    if lacking := [name for name in ("edition", "first", "last", "provisional after") if name not in facts]:
        raise CalendarError(f'line 1: there is no line "# {lacking[0]}: ..." above the list')
    first, last, sure = (_read_day(facts[name], f'"# {name}:"') for name in ("first", "last", "provisional after"))
    return Calendar(nation, facts["edition"], first, last, sure, frozenset(days), closures)


def _read_day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise CalendarError(f'{where}: "{text}" is not a date such as 2027-05-03') from None
