"""How long the slowest lawful course takes by the calendar, for each day on which a dispute can be raised.

A bound counts working days. How many days of the calendar these are hangs on the start: Christmas and Easter make
them more. Worked out for the course that attains the bound, nation by nation, and for two editions of a calendar.
"""

from dataclasses import dataclass
from datetime import date

from model.calendar import Calendar
from verify.dates import FIRST_START, DatedRun, last_start, lengths
from verify.verdict import Result


@dataclass(frozen=True, slots=True)
class Starts:
    """Each working day on which a dispute can be raised, with the calendar days that one bound then takes."""

    result: Result
    calendar: Calendar
    days: tuple[tuple[date, int], ...]

    @property
    def worst(self) -> tuple[date, int]:
        """The start from which it takes most days; the first of several."""
        return max(self.days, key=lambda one: one[1])

    @property
    def best(self) -> tuple[date, int]:
        """The start from which it takes fewest days; the first of several."""
        return min(self.days, key=lambda one: one[1])


@dataclass(frozen=True, slots=True)
class Change:
    """Start dates in a row on which another edition of the calendar makes the same difference, in calendar days."""

    first: date
    last: date
    days: int


def starts(result: Result, calendar: Calendar, last: date | None = None) -> Starts | None:
    """The start dates of a bound under a calendar; None where there is no bound, or no start that can be dated.

    Args:
        last: the last start; by default as far as announced bank holidays reach from.
    """
    if result.bound is None or result.course is None:
        return None
    course = result.course
    dated = DatedRun(course.protocol, course.steps, course.counting, calendar)
    closing = last_start(calendar, result.bound)
    first, last = max(FIRST_START, calendar.first), min(closing, last or closing)
    found = lengths(dated, result.bound, course.reached, first=first, last=last)
    return Starts(result, calendar, found) if found else None


def changes(before: Starts, after: Starts) -> list[Change]:
    """What a second edition changes: start dates that both have, in stretches with the same difference."""
    later = dict(after.days)
    found: list[Change] = []
    for day, length in before.days:
        if day not in later:
            continue
        difference = later[day] - length
        if found and found[-1].days == difference:
            found[-1] = Change(found[-1].first, day, difference)
        else:
            found.append(Change(day, day, difference))
    return [one for one in found if one.days]
