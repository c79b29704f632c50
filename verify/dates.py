"""A run on real dates: the latest lawful day of each of its steps, and the worst and best start dates.

Each limit is read as a map from the day its clock starts to the last lawful day. These maps never decrease,
so for one run and one start day there is a greatest solution, reached by lowering the days from the top until
every limit is kept.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from model.calendar import Calendar, CalendarError
from model.deadline import begins_on, ends_on, expires_on
from model.protocol import Protocol, TimeLimit
from model.semantics import expiry_offset, lower_offset, upper_offset
from verify.runs import RunStep
from verify.verdict import CalendarDays

FIRST_START = date(2026, 1, 1)
LAST_START = date(2028, 10, 31)
"""The start dates over which calendar days are worked out: announced bank holidays reach to the end of 2028."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """Step `later` is bound to a limit whose clock starts at step `start`."""

    later: int
    start: int
    limit: TimeLimit


@dataclass(frozen=True)
class DatedRun:
    """The limits of one run as rules between its steps."""

    protocol: Protocol
    run: tuple[RunStep, ...]
    counting: str
    calendar: Calendar

    def rules(self) -> tuple[list[_Rule], list[_Rule], list[_Rule]]:
        """Limits to keep, least times to let pass, and limits to wait for."""
        upper, lower, expired = [], [], []
        for index, step in enumerate(self.run):
            for limit in (*step.window.no_later, *step.caps):
                upper.append(_Rule(index, self._start(limit, index), limit))
            for limit in step.window.no_earlier:
                lower.append(_Rule(index, self._start(limit, index), limit))
            if step.window.expired is not None:
                expired.append(_Rule(index, self._start(step.window.expired, index), step.window.expired))
        return upper, lower, expired

    def _start(self, limit: TimeLimit, index: int) -> int:
        """The last step before `index` that starts the clock of a limit."""
        return max(n for n, step in enumerate(self.run[:index]) if {step.id, step.dest} & set(limit.start))

    @property
    def raising(self) -> int:
        """The step that starts the measured clock; the first when none does."""
        raised = set(self.protocol.raised)
        found = (n for n, step in enumerate(self.run) if {step.id, step.dest} & raised)
        return next(found, 0)

    def working_days(self, choices: Mapping[str, str]) -> list[int]:
        """The working day of each step, the first on day 0, when each comes as late after the raising as it can.

        The limits of a run bound the days between its steps, two by two, so that the latest days are shortest ways
        from the raising; where nothing bounds a step, a day beyond all limits does.
        """
        value = choices.__getitem__
        upper, lower, expired = self.rules()
        most = [(one.start, one.later, upper_offset(one.limit, value)) for one in upper]
        most += [(one.later, one.start, -lower_offset(one.limit, value)) for one in lower]
        most += [(one.later, one.start, -expiry_offset(one.limit, value)) for one in expired]
        most += [(place + 1, place, 0) for place in range(len(self.run) - 1)]
        beyond = sum(abs(days) for _, _, days in most) + 1
        days = [0 if place == self.raising else beyond for place in range(len(self.run))]
        for _ in self.run:
            for earlier, later, bound in most:
                days[later] = min(days[later], days[earlier] + bound)
        return [day - days[0] for day in days]

    def latest(self, start: date, *, stay: int | None) -> list[date] | None:
        """The latest lawful day of each step when the dispute is raised on `start`.

        Steps before the raising are on that day too, or earlier where they have to be.

        Args:
            stay: working days that a step takes when nothing limits it, or as long as it has to wait; None when
                it may take as long as later limits allow.

        Returns:
            None when no days keep all limits.

        Raises:
            CalendarError: a calendar does not reach so far.
        """
        upper, lower, expired = self.rules()
        waits = [*((one, begins_on) for one in lower), *((one, expires_on) for one in expired)]
        unlimited = set(range(len(self.run))) - {one.later for one in upper}
        top = self.calendar.last
        days = [start if n <= self.raising else top for n in range(len(self.run))]
        changed = True
        while changed:
            before, beyond = list(days), None
            for n in range(self.raising + 1, len(days)):
                if stay is not None and n in unlimited and days[n - 1] < top:
                    begun = [
                        begins(one.limit, days[one.start], self.calendar, self.counting)
                        for one, begins in waits
                        if one.later == n
                    ]
                    days[n] = min(days[n], max([self.calendar.add(days[n - 1], stay), *begun]))
            for one in upper:
                if days[one.start] < top:
                    try:
                        due = ends_on(one.limit, days[one.start], self.calendar, self.counting)
                        days[one.later] = min(days[one.later], due)
                    except CalendarError as error:
                        beyond = error  # unless the clock turns out to start sooner
            for n in range(len(days) - 1, 0, -1):
                days[n - 1] = min(days[n - 1], days[n])
            for one, begins in waits:
                if top in (days[one.start], days[one.later]):
                    continue  # nothing is known of these days yet
                while begins(one.limit, days[one.start], self.calendar, self.counting) > days[one.later]:
                    days[one.start] -= timedelta(days=1)
                    if one.start >= self.raising and days[one.start] < start:
                        return None
            if days[self.raising] < start:
                return None
            changed = days != before
        if beyond is not None:
            raise beyond
        return days


def calendar_days(dated: DatedRun, bound: int, milestone: int, *, first: date, last: date) -> CalendarDays | None:
    """The fewest and most calendar days to a milestone over all start dates; of equals, the first is told.

    Arguments as for `lengths`.

    Returns:
        None when the run cannot be lawfully dated on any start date, or is longer than the horizon.
    """
    found = lengths(dated, bound, milestone, first=first, last=last)
    if not found:
        return None
    fewest, most = min(found, key=lambda one: one[1]), max(found, key=lambda one: one[1])
    return CalendarDays(fewest[1], fewest[0].isoformat(), most[1], most[0].isoformat())


def lengths(
    dated: DatedRun, bound: int, milestone: int, *, first: date, last: date
) -> tuple[tuple[date, int], ...]:
    """Each working day on which the run can be raised, with the calendar days to the milestone at the latest.

    Days from which a calendar of the file's own does not reach so far are left out.

    Args:
        bound: the bound of this run in working days; where all its limits are in working days, it decides.
        milestone: the step that reaches the milestone.
    """
    starts = dated.calendar.working_days(first, last)
    spans = [
        span
        for one in chain(*dated.rules())
        for span in (one.limit.at_most, one.limit.at_least, one.limit.starts_after)
        if span is not None
    ]
    if all(span.unit.startswith("working") for span in spans):
        days = dated.calendar.working_days(first, dated.calendar.add(starts[-1], bound)) if starts else []
        return tuple((day, (end - day).days) for day, end in zip(starts, days[bound:], strict=False))
    return tuple(_latest(dated, milestone, starts))


def _latest(dated: DatedRun, milestone: int, starts: list[date]) -> Iterator[tuple[date, int]]:
    for day in starts:
        with suppress(CalendarError):
            if (days := dated.latest(day, stay=None)) is not None:
                yield day, (days[milestone] - day).days


def last_start(calendar: Calendar, bound: int) -> date:
    """The last start date from which so many working days still end within the horizon; before it, if none does."""
    try:
        return min(LAST_START, calendar.add(calendar.provisional_after, -bound))
    except CalendarError:
        return calendar.first
