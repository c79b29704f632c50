"""Days that only a file knows, such as school days or the days on which a panel sits.

The file lists them as terms or single dates ("2026-09-02 to 2026-10-23", "2026-11-03"). A day counts when it lies
in one of these and is a working day of the protocol's nation. Before the first and after the last nothing is known.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from model.calendar import Calendar, CalendarError

Term = tuple[date, date]
"""The first and the last day of a stretch, both included."""

_TERM = re.compile(r"(\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?")


def term(text: str, nation: Calendar) -> Term:
    """Read "2026-09-02 to 2026-10-23", or one date.

    Raises:
        ValueError: it is no such thing, ends before it starts, or lies outside the nation's calendar.
    """
    found = _TERM.fullmatch(" ".join(text.split()))
    if found is None:
        raise ValueError(f'"{text}" is neither a date nor two dates; write such as "2026-09-02 to 2026-10-23"')
    try:
        first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2] or found[1])
    except ValueError:
        raise ValueError(f'"{text}" is not a day that there is; dates are year-month-day') from None
    if last < first:
        raise ValueError(f'"{text}" ends before it starts')
    for day in (first, last):
        nation.is_working(day)  # refuses a day the calendar does not cover
    return first, last


@dataclass(frozen=True)  # no slots: what lengths can hold is worked out once and kept
class OwnDays:
    """The days of one calendar of a file's own.

    Attributes:
        nation: the working days of the protocol's nation.
        days: the same, closed on every day that the file does not list.
    """

    nation: Calendar
    days: Calendar
    _held: dict[int, tuple[int, int] | None] = field(default_factory=dict, compare=False, repr=False)

    def add(self, day: date, n: int, *, inclusive: bool = False) -> date:
        """The n-th of these days after a day; if inclusive, the day itself counts when it is one of them.

        Raises:
            CalendarError: the file's list does not reach so far.
        """
        try:
            return self.days.add(self.days.next_working(day), n - 1) if inclusive else self.days.add(day, n)
        except CalendarError:
            known = f"the file lists the days of this calendar from {self.days.first} to {self.days.last}"
            raise CalendarError(f"{n} days of the file's own from {day} end outside what is known: {known}") from None

    def holds(self, n: int) -> tuple[int, int] | None:
        """The fewest and most working days of the nation that n of these days span, over every start on the list.

        None where no start leaves room for so many: then nobody can say how long they last.
        """
        if n not in self._held:
            starts = range(self.days.first.toordinal(), self.days.last.toordinal() + 1)
            counts = [count for one in starts if (count := self._spanned(date.fromordinal(one), n)) is not None]
            self._held[n] = (min(counts), max(counts)) if counts else None
        return self._held[n]

    def _spanned(self, start: date, n: int) -> int | None:
        try:
            return self.nation.count(start, self.days.add(start, n))
        except CalendarError:
            return None


def own_days(nation: Calendar, terms: list[Term]) -> OwnDays:
    """The calendar whose days are the working days within some terms, of which there is at least one."""
    first, last = min(one for one, _ in terms), max(one for _, one in terms)
    listed = {day for one, end in terms for day in range(one.toordinal(), end.toordinal() + 1)}
    between = range(first.toordinal(), last.toordinal() + 1)
    closed = nation.holidays.union(date.fromordinal(day) for day in between if day not in listed)
    return OwnDays(nation, replace(nation, first=first, last=last, holidays=closed))
