"""The clock of a caseload: whole working minutes, on which nights, weekends and bank holidays do not exist.

Minute k times a day's minutes is the close of one working day, the opening of the next, and every closed day
between. What happens at a minute counts for the day that the minute ends, so that work done at closing time is
done that day. Whole numbers only: ten tenths of a day would not add up to a day.
"""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from datetime import date
from functools import lru_cache

from model.calendar import Calendar, CalendarError
from model.deadline import SAME_DAY, begins_on, ends_on
from model.protocol import LimitKind, TimeLimit
from model.time_span import UNITS

NEVER = 1 << 60
"""A minute that no run reaches: the end of a limit that lies beyond the calendar."""

OPENING = 9 * 60
"""When a working day opens, in minutes after midnight. Only limits in hours or minutes depend on it."""

_DAY = 24 * 60
_MINUTES = {"minute": 1, "hour": 60}
_WORKING = {"working day": 1, "working week": 5}


class WorkingClock:
    """Working minutes from the opening of the first working day of a simulated time.

    Args:
        calendar: the working days of the nation, less local closures.
        starts: the first day; when it is not worked, the clock opens on the next working day.
        minutes_a_day: the length of a working day.
        counting: the choice of the reading `counting`.
        elapsed: a limit in working days ends so many days' minutes after its start, and not at the close of a day.

    Raises:
        CalendarError: the calendar does not cover the first day.
    """

    def __init__(
        self, calendar: Calendar, starts: date, minutes_a_day: int, counting: str, *, elapsed: bool = False
    ) -> None:
        if minutes_a_day < 1:
            raise ValueError(f"a working day of {minutes_a_day} minutes is none")
        self.calendar = calendar
        self.minutes_a_day = minutes_a_day
        self.days, self.dates = _working_days(calendar, starts)
        self._counting = counting
        self._counts_minutes = elapsed
        self._counts: dict[str, tuple[int, int]] = {}
        self._ends: dict[tuple[str, int], tuple[int, int]] = {}
        self._begins: dict[tuple[str, int], int] = {}

    def day_of(self, minute: int) -> int:
        """The working day that a minute counts for, from 0."""
        return (minute - 1) // self.minutes_a_day if minute > 0 else 0

    def ordinal(self, minute: int) -> int:
        """The date of a minute, as its ordinal."""
        return self.days[(minute - 1) // self.minutes_a_day if minute > 0 else 0]

    def on(self, minute: int) -> date:
        """The date of a minute."""
        return date.fromordinal(self.ordinal(minute))

    def close(self, day: int) -> int:
        """The last minute that still counts for a date or for a working day before it."""
        return bisect_right(self.days, day) * self.minutes_a_day

    def opening(self, day: int) -> int:
        """The first minute that counts for a date or for a working day after it."""
        return bisect_left(self.days, day) * self.minutes_a_day + 1

    def due(self, limit: TimeLimit, day: int, minute: int) -> tuple[int, int]:
        """When a limit with a greatest time ends: the last minute that keeps it, and the date of its end.

        A limit that ends on a day that is not worked is kept until the close of the last working day before.
        Nobody lengthens a limit. Hours and minutes run through nights and weekends; their date is the first on
        which their time can be up, as `model.deadline.expires_on` has it.

        Args:
            limit: the limit.
            day: the date of the event that started its clock, as an ordinal.
            minute: the minute of that event.

        A limit whose days the calendar or the file does not list ends at `NEVER`.
        """
        key = (limit.id, day)
        found = self._ends.get(key)  # of limits in days only: nothing else but the day counts for them
        if found is not None:
            return found
        counts = self._counts.get(limit.id)
        if counts is None:
            counts = self._counts[limit.id] = self.minutes(limit), self._plain_days(limit)
        minutes, days = counts
        if minutes < 0:
            return self._on_the_wall(day, minute, -minutes)
        if minutes:
            return self._at(minute + minutes)
        if days and day >= self.days[0]:  # as `ends_on` has it, without its dates
            found = self._at((bisect_right(self.days, day) + days) * self.minutes_a_day)
        else:
            found = self._due(limit, day)
        self._ends[key] = found
        return found

    def _at(self, minute: int) -> tuple[int, int]:
        place = (minute - 1) // self.minutes_a_day
        return (minute, self.days[place]) if place < len(self.days) else (NEVER, NEVER)

    def minutes(self, limit: TimeLimit) -> int:
        """How a limit is counted: in so many working minutes, in minutes on the wall (below 0), or in days (0)."""
        span = limit.at_most
        if span is None or limit.starts_after is not None:
            return 0
        if span.unit in _MINUTES:
            return -span.amount * _MINUTES[span.unit]
        if self._counts_minutes and span.unit in _WORKING:
            return span.amount * _WORKING[span.unit] * self.minutes_a_day
        return 0

    def _on_the_wall(self, day: int, minute: int, minutes: int) -> tuple[int, int]:
        past = minute - self.day_of(minute) * self.minutes_a_day
        days, rest = divmod(OPENING + past + minutes, _DAY)
        place = bisect_left(self.days, day + days)
        is_worked = place < len(self.days) and self.days[place] == day + days
        opened = min(max(rest - OPENING, 0), self.minutes_a_day) if is_worked else 0
        return place * self.minutes_a_day + opened, day + minutes // _DAY

    def _plain_days(self, limit: TimeLimit) -> int:
        """So many working days after the day of its start it ends, or 0 where it is counted in another way."""
        span = limit.at_most
        is_plain = limit.starts_after is None and limit.kind is not LimitKind.SITTING and self._counting != SAME_DAY
        return span.amount if span and is_plain and span.own is None and span.unit == "working day" else 0

    def _due(self, limit: TimeLimit, day: int) -> tuple[int, int]:
        try:
            plain = replace(limit, extension=None) if limit.extension else limit
            ends = ends_on(plain, date.fromordinal(day), self.calendar, self._counting).toordinal()
        except CalendarError:
            return NEVER, NEVER
        return self.close(ends), ends

    def earliest(self, limit: TimeLimit, day: int) -> int:
        """The first minute that a limit with a least time allows; arguments and errors as for `due`."""
        key = (limit.id, day)
        if key not in self._begins:
            try:
                begins = begins_on(limit, date.fromordinal(day), self.calendar, self._counting)
                self._begins[key] = self.opening(begins.toordinal())
            except CalendarError:
                self._begins[key] = NEVER
        return self._begins[key]


@lru_cache(maxsize=16)
def _working_days(calendar: Calendar, starts: date) -> tuple[list[int], tuple[date, ...]]:
    span = range(calendar.next_working(starts).toordinal(), calendar.last.toordinal() + 1)
    dates = tuple(day for day in map(date.fromordinal, span) if calendar.is_working(day))
    return [day.toordinal() for day in dates], dates


def counts_own_days(limit: TimeLimit) -> bool:
    """Whether it counts days that the file lists, so that it has no end beyond the last of them."""
    spans = (limit.at_most, limit.at_least, limit.starts_after)
    return any(span is not None and span.own is not None for span in spans)


def can_be_dated(limit: TimeLimit) -> bool:
    """Whether its days are known; those of the file's own are where the file lists them."""
    spans = (limit.at_most, limit.at_least, limit.starts_after)
    return all(span is None or span.unit in UNITS or span.own is not None for span in spans)
