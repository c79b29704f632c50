"""Minutes of a record as dates, by the calendar alone, and when the time limits of its disputes end."""

from dataclasses import replace
from datetime import date, timedelta

from model.calendar import CalendarError
from model.calendar import calendar as calendar_of
from model.deadline import UnknownCalendar, ends_on, last_day
from model.dispute import Dispute
from model.protocol import COUNTING, Duty, Protocol, TimeLimit
from simulate.beside import NEVER, Beside
from simulate.records import Run
from simulate.terms import Terms


class RecordDates:
    """The days of one run, and of the dispute in it that is being walked.

    Attributes:
        beside: what came in its course and was no move.
    """

    beside: Beside

    def __init__(self, run: Run, protocol: Protocol, terms: Terms) -> None:
        self.run, self.protocol, self.terms = run, protocol, terms
        self.calendar = calendar_of(protocol.nation, terms.closed)
        self.first = self.calendar.next_working(terms.starts)
        self.counting = terms.readings[COUNTING.id]

    def date_of(self, minute: int) -> date:
        """The date of a minute; the last one of the record for none that comes."""
        minute = self.run.last if minute >= NEVER else minute
        return self.calendar.add(self.first, max(0, minute - 1) // self.run.minutes_a_day)

    def dates_of(self, minute: int) -> tuple[date, date]:
        """The first and last date that a minute can stand for: closing time lasts until the next opening."""
        day = self.date_of(minute)
        at_close = minute > 0 and minute % self.run.minutes_a_day == 0
        return day, self.calendar.add(day, 1) - timedelta(days=1) if at_close else day

    def close(self, day: date) -> int:
        """The last minute that counts for a date."""
        return self.calendar.count_inclusive(self.first, day) * self.run.minutes_a_day if day >= self.first else 0

    def deadline(self, duty: Duty, called: int) -> int | None:
        """Until when a duty called for at a minute is due; None where that is no close of a day."""
        within = duty.within or duty.every
        if within is None or within.in_hours or (self.terms.due_at != "close" and within.unit.startswith("working")):
            return None
        return self.close(last_day(within, self.date_of(called), self.calendar, self.counting))

    def begun(self, dispute: Dispute, limit: TimeLimit) -> date | None:
        """The day on which the clock of a limit started last."""
        days = [on for event, on in self.beside.till_the_end(dispute.dates) if event in limit.start]
        return days[-1] if days else None

    def ends(self, dispute: Dispute, limit: TimeLimit) -> tuple[int, int] | None:
        """The minutes between which it ends at a close: one, unless it was lengthened; None where it does not run."""
        begun = self.begun(dispute, limit)
        if begun is None or limit.at_most is None:
            return None
        try:
            ends = latest = self._end(replace(limit, extension=None), begun)
            if self.beside.is_longer(limit):
                latest = NEVER if limit.endless else self._end(limit, begun)
        except UnknownCalendar:
            return None
        minute = [at for event, at in self.beside.till_the_end(self.beside.passed) if event in limit.start][-1]
        first, last = (self.beside.end(limit, minute, one, self.whole_days) for one in (ends, latest))
        return first, last

    def _end(self, limit: TimeLimit, begun: date) -> int:
        try:
            return self.close(ends_on(limit, begun, self.calendar, self.counting))
        except UnknownCalendar:
            raise
        except CalendarError:  # beyond the calendar, and so beyond the record
            return NEVER

    def whole_days(self, first: int, last: int) -> int:
        """The minutes of the working days between two minutes."""
        return self.calendar.count(self.date_of(first), self.date_of(last)) * self.run.minutes_a_day

    def by_the_day(self, limit: TimeLimit) -> bool:
        """Whether it ends at the close of a day; hours, and days counted from minute to minute, do not."""
        unit = limit.at_most.unit if limit.at_most else ""
        return unit not in ("hour", "minute") and (self.terms.due_at == "close" or not unit.startswith("working"))
