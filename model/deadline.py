"""The day on which a time limit ends, and by how much an act missed it.

Everything is in whole days. Counting in working days follows the calendar of one nation; calendar days, weeks
and months run through weekends and bank holidays, so they may end on one.

Hours and minutes: dates have no time of day, so a limit of 4 hours may end on the day of the event (a call at
nine) or on the next (a call at eleven at night). The later day is taken as the last on which the limit can
have been kept, and the earlier as the first on which its time can have been up: nobody is called late, or too
soon, who may not have been. So 4 hours end on the next day, 24 hours as well, and 48 hours a day later.

A limit that may be lengthened is taken in the same way: it can be kept until its end when it is lengthened as far
as the text lets, and its time can be up at its end when it is not.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from model.calendar import Calendar, CalendarError, add_calendar_days, add_months
from model.protocol import LimitKind, TimeLimit
from model.time_span import UNITS, TimeSpan

SAME_DAY = "same day"
"""The choice of the reading `counting` under which the day of the event is day 1."""


class UnknownCalendar(CalendarError):
    """A length of time counted in days of the file's own, such as school days, that the file does not list."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A time limit that was not kept.

    Attributes:
        limit: the id of the time limit.
        due: the last day that would have kept it; for an act too soon, the first.
        on: the day of the act.
        days_late: days from `due` to `on`, below zero for an act too soon; never 0.
        unit: what the days are: "working day", or "calendar day" for limits that run through weekends and for
            an act on the weekend or bank holiday that follows a last working day.
        clauses: the clauses that the limit rests on.
    """

    limit: str
    due: date
    on: date
    days_late: int
    unit: str = "working day"
    clauses: tuple[str, ...] = ()

    def __str__(self) -> str:
        """By how much: "3 working days late", "1 calendar day too soon"."""
        return f"{TimeSpan(abs(self.days_late), self.unit)} {'late' if self.days_late > 0 else 'too soon'}"


def ends_on(limit: TimeLimit, start: date, calendar: Calendar, counting: str) -> date:
    """The last day on which a limit with a greatest time is kept.

    Args:
        limit: a limit with `at_most`; its `starts_after` is added first, in its own unit.
        start: the day of the event that starts its clock.
        calendar: whose working days count.
        counting: the choice of the reading `counting`: with "next day" the day of the event is day 0; with
            "same day" it is day 1 (or, for working days, the next working day is, if it is none).

    Raises:
        UnknownCalendar: it is counted in days of the file's own that the file does not list.
        CalendarError: the calendar does not cover these days.
        ValueError: the limit has no greatest time.
    """
    if limit.at_most is None or limit.endless:
        raise ValueError(f'the limit "{limit.id}" has no greatest time')
    if limit.kind is LimitKind.SITTING and limit.at_most.own is not None:
        counting = SAME_DAY  # a panel that sits on the very day takes the case
    last = last_day(limit.at_most, _clock_start(limit, start, calendar, up=True), calendar, counting)
    longer = limit.extension.up_to if limit.extension else None
    return last if longer is None else last_day(longer, last, calendar, "next day")


def expires_on(limit: TimeLimit, start: date, calendar: Calendar, counting: str) -> date:
    """The first day on which the time of a limit can be up: the day it ends, but for hours and minutes.

    Arguments and errors are those of `ends_on`.
    """
    if limit.at_most is None:
        raise ValueError(f'the limit "{limit.id}" has no greatest time')
    opening = _clock_start(limit, start, calendar, up=False)
    return _day(limit.at_most, opening, calendar, counting, up=False)


def begins_on(limit: TimeLimit, start: date, calendar: Calendar, counting: str) -> date:
    """The first day that a limit with a least time allows; arguments and errors as for `ends_on`."""
    if limit.at_least is None:
        raise ValueError(f'the limit "{limit.id}" has no least time')
    opening = _clock_start(limit, start, calendar, up=False)
    return _day(limit.at_least, opening, calendar, counting, up=False)


def last_day(span: TimeSpan, start: date, calendar: Calendar, counting: str) -> date:
    """The last day of a length of time that starts with an event on `start`; errors as for `ends_on`."""
    return _day(span, start, calendar, counting, up=True)


def missed(limit: TimeLimit, due: date, on: date, calendar: Calendar) -> Breach:
    """The breach of a limit that an act on `on` should have kept on `due`, measured in its own days."""
    span = limit.at_most if on > due or limit.at_least is None else limit.at_least
    if span is not None and span.unit.startswith("working") and (days := calendar.count(due, on)):
        return Breach(limit.id, due, on, days, "working day", limit.clauses)
    return Breach(limit.id, due, on, (on - due).days, "calendar day", limit.clauses)


def _clock_start(limit: TimeLimit, start: date, calendar: Calendar, *, up: bool) -> date:
    """The day from which a limit counts: that of its event, or so long after it as the text says."""
    if limit.starts_after is None:
        return start
    return _day(limit.starts_after, start, calendar, "next day", up=up)


def _day(span: TimeSpan, start: date, calendar: Calendar, counting: str, *, up: bool) -> date:
    """The day a length of time reaches from a day; hours are rounded up to whole days, or down."""
    inclusive = counting == SAME_DAY and span.amount > 0
    if span.own is not None:
        try:
            return span.own.add(start, span.amount, inclusive=inclusive)
        except CalendarError as error:
            raise UnknownCalendar(str(error)) from None
    if span.unit not in UNITS:
        raise UnknownCalendar(f"{span} cannot be dated here: the file does not list which days are {span.unit}s")
    if span.in_hours:
        return add_calendar_days(start, span.whole_days(up=up))
    if span.unit in ("working day", "working week"):
        days = span.amount * (5 if span.unit == "working week" else 1)
        if inclusive:
            return calendar.add(calendar.next_working(start), days - 1)
        return calendar.add(start, days)
    if span.unit == "month":
        reached = add_months(start, span.amount)
    else:
        reached = add_calendar_days(start, span.amount * (7 if span.unit == "week" else 1))
    return reached - timedelta(days=1) if inclusive else reached
