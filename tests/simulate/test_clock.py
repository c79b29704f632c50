"""The clock of working minutes: known dates, and that nothing falls between two days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.calendar import calendar
from model.deadline import ends_on
from model.modality import Modality
from model.protocol import LimitKind, TimeLimit
from model.time_span import TimeSpan
from simulate.clock import WorkingClock, can_be_dated

DAY = 444


def limit(amount: int, unit: str, *, least: bool = False) -> TimeLimit:
    """A limit of so much."""
    span = TimeSpan(amount, unit)
    return TimeLimit(
        f"{amount} {unit}",
        LimitKind.WINDOW,
        Modality.MUST,
        at_most=None if least else span,
        at_least=span if least else None,
    )


def clock(starts: date, *, counting: str = "next day", elapsed: bool = False) -> WorkingClock:
    """England, from a day on."""
    return WorkingClock(calendar("England"), starts, DAY, counting, elapsed=elapsed)


KNOWN = [
    (5, "working day", date(2024, 12, 20), date(2024, 12, 31)),
    (1, "working week", date(2024, 12, 20), date(2024, 12, 31)),
    (28, "calendar day", date(2024, 4, 2), date(2024, 4, 30)),
    (2, "week", date(2024, 4, 2), date(2024, 4, 16)),
    (1, "month", date(2024, 1, 31), date(2024, 2, 29)),
    (2, "calendar day", date(2024, 4, 5), date(2024, 4, 5)),  # ends on Sunday: kept until Friday's close
    (1, "month", date(2024, 4, 1 + 1), date(2024, 5, 2)),
    (0, "working day", date(2024, 4, 2), date(2024, 4, 2)),
]


@pytest.mark.parametrize(("amount", "unit", "start", "last"), KNOWN)
def test_a_limit_ends_at_the_close_of_its_last_working_day(amount: int, unit: str, start: date, last: date) -> None:
    """Known answers in every unit that counts days; what ends on a day not worked is rolled back."""
    working = clock(start)
    due, _ = working.due(limit(amount, unit), start.toordinal(), 100)
    assert working.on(due) == last
    assert due % DAY == 0
    assert due == working.close(last.toordinal())


@given(
    st.integers(1, 60),
    st.dates(date(2024, 4, 2), date(2026, 12, 31)),
    st.sampled_from(["next day", "same day"]),
)
def test_working_days_end_as_the_meaning_of_limits_says(amount: int, start: date, counting: str) -> None:
    """Counting on the clock gives the day that `model.deadline` gives, also from days that are not worked."""
    working, one = clock(date(2024, 4, 2), counting=counting), limit(amount, "working day")
    due, ends = working.due(one, start.toordinal(), 1)
    expected = ends_on(one, start, calendar("England"), counting).toordinal()
    assert (due, ends) == (working.close(expected), expected)


HOURS = [
    (2, "hour", 100, date(2024, 4, 5), 220),  # from 10:40 to 12:40
    (30, "minute", 100, date(2024, 4, 5), 130),
    (6, "hour", 300, date(2024, 4, 5), DAY),  # to 20:00: kept until closing time
    (24, "hour", 100, date(2024, 4, 5), DAY),  # to Saturday 10:40: until Friday's close
    (72, "hour", 100, date(2024, 4, 8), DAY + 100),
]


@pytest.mark.parametrize(("amount", "unit", "minute", "last", "due"), HOURS)
def test_hours_run_through_nights_and_weekends(amount: int, unit: str, minute: int, last: date, due: int) -> None:
    """A limit in hours or minutes is a moment on the wall, rolled back to when people are there (from a Friday)."""
    friday = date(2024, 4, 5)
    working = clock(friday)
    assert working.due(limit(amount, unit), friday.toordinal(), minute)[0] == due
    assert working.on(due) == last


def test_the_weekend_is_remembered() -> None:
    """A limit that ends on a Sunday is kept until Friday's close, and its end is still the Sunday."""
    friday = date(2024, 4, 5)
    due, ends = clock(friday).due(limit(2, "calendar day"), friday.toordinal(), 100)
    assert (due, date.fromordinal(ends)) == (DAY, date(2024, 4, 7))


def test_the_day_of_the_event_can_count_as_the_first() -> None:
    """Counted from the same day, 5 working days from a Monday end on its Friday."""
    monday = date(2024, 4, 15)
    due, _ = clock(monday, counting="same day").due(limit(5, "working day"), monday.toordinal(), 100)
    assert due == 5 * DAY


def test_a_limit_can_run_from_minute_to_minute() -> None:
    """Elapsed, 5 working days are five days' minutes; calendar days still end with a day."""
    monday = date(2024, 4, 15)
    working = clock(monday, elapsed=True)
    assert working.due(limit(5, "working day"), monday.toordinal(), 100)[0] == 100 + 5 * DAY
    assert working.due(limit(7, "calendar day"), monday.toordinal(), 100)[0] % DAY == 0


def test_a_least_time_opens_with_its_day() -> None:
    """What may not happen before Sunday may happen from the first minute of Monday."""
    friday = date(2024, 4, 5)
    assert clock(friday).earliest(limit(2, "calendar day", least=True), friday.toordinal()) == DAY + 1


def test_days_that_only_the_file_knows_have_no_date() -> None:
    """School days are not dated, and the clock says so beforehand."""
    assert not can_be_dated(limit(10, "school day"))
    assert can_be_dated(limit(10, "hour"))


@given(st.integers(0, 3000))
def test_closing_and_opening_are_neighbours(day: int) -> None:
    """The close of each working day is the minute before the opening of the next, and each minute has one day."""
    working = clock(date(2020, 1, 1))
    close = (day + 1) * DAY
    assert working.close(working.days[day]) == close
    assert working.opening(working.days[day + 1]) == close + 1
    assert (working.day_of(close), working.day_of(close + 1)) == (day, day + 1)


@given(
    st.sampled_from(["working day", "calendar day", "week", "month", "hour"]), st.integers(0, 40), st.integers(1, 5000)
)
def test_a_longer_limit_never_ends_sooner(unit: str, amount: int, minute: int) -> None:
    """The end of a limit grows with its length, and never lies before the close of the day before its start."""
    working = clock(date(2024, 1, 2))
    day = working.ordinal(minute)
    due, ends = working.due(limit(amount, unit), day, minute)
    later, _ = working.due(limit(amount + 1, unit), day, minute)
    assert minute <= due <= later or due >= working.close(day)
    assert ends >= day
