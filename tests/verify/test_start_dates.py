"""The day a case is raised: known answers, another calendar, and a solver that is free to choose the day."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.loading import load
from model.calendar import Calendar, CalendarError, Nation, calendar, edition
from model.loader import load_file
from model.modality import Level
from model.protocol import Protocol
from model.time_span import TimeSpan
from verify.checker import check
from verify.dates import FIRST_START, DatedRun
from verify.start_dates import Change, Starts, changes, starts

GYM = Path(__file__).parent / "gym"
ENGLAND = calendar("England")


def gym(name: str, span: TimeSpan | None = None) -> Protocol:
    """A protocol of the gym, perhaps with all its limits so long."""
    made = load_file(GYM / f"{name}.yaml")
    return made if span is None else replace(made, limits=tuple(replace(one, at_most=span) for one in made.limits))


def decided(protocol: Protocol, place: Calendar) -> Starts:
    """The start dates of the bound on its decision; of the first kind of case that has one."""
    results = check(protocol, properties=("decision-bounded",)).of("decision-bounded", Level.GUIDE)
    found = starts(next(one for one in results if one.bound is not None), place)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("nation", "raised", "days"),
    [
        ("England", date(2026, 12, 22), 9),  # 23, 24, 29, 30 and 31 December
        ("Scotland", date(2026, 12, 22), 9),
        ("England", date(2026, 12, 23), 12),  # 24, 29, 30, 31 December, then Monday 4 January
        ("Scotland", date(2026, 12, 23), 13),  # the 4th is a bank holiday there
        ("England", date(2026, 3, 31), 9),  # over Easter: 1, 2, 7, 8 and 9 April
        ("Northern Ireland", date(2026, 7, 9), 8),  # the 13th is a bank holiday there
        ("England", date(2026, 7, 9), 7),
    ],
)
def test_five_working_days_counted_by_hand(nation: str, raised: date, days: int) -> None:
    """A case that must be decided within five working days, raised on that day, takes so many calendar days."""
    found = decided(gym("later-limit-presses", TimeSpan(5, "working day")), calendar(nation))
    assert dict(found.days)[raised] == days


def test_the_worst_start_is_the_first_of_equals() -> None:
    """Five working days take 12 days at most in England: first from 23 December 2026, again a year later."""
    found = decided(gym("later-limit-presses", TimeSpan(5, "working day")), ENGLAND)
    assert found.worst == (date(2026, 12, 23), 12)
    assert [day for day, length in found.days if length == 12][1] > date(2026, 12, 23)
    assert found.best == (date(2026, 1, 2), 7)


def with_holiday(*days: date) -> Calendar:
    """England with further bank holidays."""
    return replace(ENGLAND, holidays=ENGLAND.holidays | set(days))


def test_what_a_new_bank_holiday_changes() -> None:
    """With Thursday 24 December 2026 off, five working days from 17 to 23 December end a day or more later."""
    protocol = gym("later-limit-presses", TimeSpan(5, "working day"))
    before, after = decided(protocol, ENGLAND), decided(protocol, with_holiday(date(2026, 12, 24)))
    assert changes(before, after) == [
        Change(date(2026, 12, 17), date(2026, 12, 17), 5),  # from 24 to Tuesday 29 December
        Change(date(2026, 12, 18), date(2026, 12, 21), 1),
        Change(date(2026, 12, 22), date(2026, 12, 22), 4),  # from 31 December to 4 January
        Change(date(2026, 12, 23), date(2026, 12, 23), 1),
    ]
    assert changes(before, before) == []


@settings(max_examples=25, deadline=None)
@given(
    st.sets(st.dates(date(2026, 1, 1), date(2028, 11, 1)), min_size=1, max_size=4),
    st.sampled_from(["mixed-units", "later-limit-presses", "cap-open", "panel-every-four-weeks", "units-in-hours"]),
)
def test_a_new_bank_holiday_never_lets_a_case_end_earlier(days: set[date], name: str) -> None:
    """Law: with more bank holidays the slowest lawful case, raised on the same day, ends no earlier."""
    protocol = gym(name)
    result = RESULTS.setdefault(name, decided(protocol, ENGLAND).result)
    before, after = starts(result, ENGLAND), starts(result, with_holiday(*days))
    assert before is not None
    assert after is not None
    assert all(one.days > 0 for one in changes(before, after))


RESULTS: dict[str, Any] = {}


@given(st.dates(date(2026, 1, 1), date(2028, 6, 1)), st.integers(0, 60), st.dates(date(2026, 1, 1), date(2028, 11, 1)))
def test_a_new_bank_holiday_never_shortens_a_deadline(start: date, n: int, holiday: date) -> None:
    """Law: n working days from a day end no sooner when one more day is a bank holiday."""
    assert with_holiday(holiday).add(start, n) >= ENGLAND.add(start, n)


# -- a solver that chooses the day ---------------------------------------------------------------------------


class Free:
    """The latest days of one course as formulas, with the day of the raising left to the solver.

    A limit is told as: if its clock starts no later than this day, the act is no later than that one. The days are
    counted off one by one; nothing of `Calendar` is used but the list of holidays.
    """

    def __init__(self, found: Starts, first: date, last: date) -> None:
        assert found.result.course is not None
        self.solver = z3.Solver()
        self.course, self.holidays = found.result.course, found.calendar.holidays
        self.days = [z3.Int(f"day {n}") for n in range(len(self.course.steps))]
        dated = DatedRun(self.course.protocol, self.course.steps, self.course.counting, found.calendar)
        self.start = self.days[dated.raising]
        upper, lower, expired = dated.rules()
        assert lower == []
        assert expired == []
        window = [first + timedelta(days=n) for n in range((last - first).days + 90)]
        starts_on = [self.start == day.toordinal() for day in window if day <= last and self.worked(day)]
        self.solver.add(z3.Or(*starts_on))
        self.solver.add(*(a <= b for a, b in zip(self.days, self.days[1:], strict=False)))
        self.solver.add(*(one == self.start for one in self.days[: dated.raising]))
        for rule in upper:
            span, begun, moment = rule.limit.at_most, self.days[rule.start], self.days[rule.later]
            assert span is not None
            for day in window:
                lag = rule.limit.starts_after
                end = self.after(day if lag is None else self.after(day, lag), span)
                self.solver.add(z3.Implies(begun <= day.toordinal(), moment <= end.toordinal()))

    def worked(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() < 5 and day not in self.holidays

    def after(self, day: date, span: TimeSpan) -> date:
        """The last day of a limit whose clock starts on a day."""
        if span.unit == "week":
            return day + timedelta(weeks=span.amount)
        assert span.unit == "working day"
        left = span.amount
        while left:
            day += timedelta(days=1)
            left -= self.worked(day)
        return day

    def takes(self, days: int, *, before: date | None = None) -> bool:
        """Whether some start (before a day) makes the course take more than so many calendar days."""
        more = [self.days[self.course.reached] - self.start > days]
        more += [self.start < before.toordinal()] if before is not None else []
        answer = self.solver.check(*more)
        assert answer != z3.unknown
        return bool(answer == z3.sat)


@pytest.mark.parametrize("protocol", [gym("mixed-units"), load("dyfed-powys")], ids=lambda one: one.id)
def test_the_solver_finds_no_worse_start(protocol: Protocol) -> None:
    """Left to choose the day, over Christmas and Easter, it finds no longer case, none as long sooner, and this one."""
    first, last = date(2026, 11, 2), date(2027, 4, 30)
    found = decided(protocol, calendar(protocol.nation))
    free = Free(found, first, last)
    within = replace(found, days=tuple((day, length) for day, length in found.days if first <= day <= last))
    worst, days = within.worst
    assert not free.takes(days)
    assert not free.takes(days - 1, before=worst)
    assert free.takes(days - 1, before=worst + timedelta(days=1))


# -- another edition -----------------------------------------------------------------------------------------

HEAD = "# edition: trial\n# first: 2025-01-01\n# last: 2030-12-31\n# provisional after: 2029-12-26\n"


def test_another_edition_is_read() -> None:
    """A file in the form of the pinned ones is a calendar; names may be left out, and stand in quotation marks."""
    made = edition(f'{HEAD}date,name\n2026-01-01,"New Year, of course"\n\n2026-12-25\n', Nation.WALES)
    assert (made.edition, made.holidays) == ("trial", {date(2026, 1, 1), date(2026, 12, 25)})
    assert not made.is_working(date(2026, 12, 25))
    assert made.first < FIRST_START


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1"),
        ("day;name\n", 'line 1: a list of bank holidays starts with "date,name"'),
        (f"{HEAD}date,name\n1 May 2027,May Day\n", 'line 6: "1 May 2027" is not a date'),
        ("date,name\n2026-12-25,Christmas\n", 'there is no line "# edition'),
        (HEAD.replace("2030-12-31", "never") + "date,name\n", '"# last:": "never" is not a date'),
    ],
)
def test_what_is_no_edition_is_refused(text: str, says: str) -> None:
    """The message tells the line and what stands there."""
    with pytest.raises(CalendarError) as caught:
        edition(text, Nation.WALES)
    assert says in str(caught.value)
