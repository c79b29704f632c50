"""Working days of the four nations: known answers, the laws of counting, and two independent witnesses."""

import pickle
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.calendar import (
    _SNAPSHOT_OF,
    SNAPSHOTS,
    Calendar,
    CalendarError,
    Nation,
    add_calendar_days,
    add_months,
    calendar,
)

ENGLAND = calendar("England")

calendars = st.sampled_from([calendar(nation) for nation in Nation])
days = st.dates(date(2013, 1, 1), date(2031, 12, 31))
lengths = st.integers(0, 60)
steps = st.integers(-60, 60)
law = settings(deadline=None)


# Known answers


def test_five_working_days_over_christmas() -> None:
    """Five working days from Friday 20 December 2024 end on Tuesday 31 December in England."""
    assert ENGLAND.add(date(2024, 12, 20), 5) == date(2024, 12, 31)


def test_five_working_days_over_new_year_differ_in_scotland() -> None:
    """From Friday 27 December 2024 they end on 6 January in Scotland, where 2 January is a holiday."""
    assert ENGLAND.add(date(2024, 12, 27), 5) == date(2025, 1, 6)
    assert calendar("Scotland").add(date(2024, 12, 27), 5) == date(2025, 1, 7)


def test_a_financial_year_has_254_working_days() -> None:
    """1 April 2024 (Easter Monday) to 31 March 2025 holds 254 working days in England."""
    assert ENGLAND.count_inclusive(date(2024, 4, 1), date(2025, 3, 31)) == 254


@pytest.mark.parametrize(
    ("nation", "day"),
    [
        (Nation.ENGLAND, date(2026, 4, 6)),  # Easter Monday
        (Nation.WALES, date(2026, 8, 31)),  # late summer
        (Nation.SCOTLAND, date(2026, 8, 3)),  # early summer
        (Nation.SCOTLAND, date(2026, 11, 30)),  # Saint Andrew
        (Nation.SCOTLAND, date(2026, 6, 15)),  # the World Cup, in holidays 0.109 only
        (Nation.NORTHERN_IRELAND, date(2026, 3, 17)),  # Saint Patrick
        (Nation.NORTHERN_IRELAND, date(2026, 7, 13)),  # the Boyne, kept on the Monday
    ],
)
def test_each_nation_keeps_its_own_days(nation: Nation, day: date) -> None:
    """A nation's bank holiday is not worked there, and is worked in some other nation."""
    assert not calendar(nation).is_working(day)
    assert any(calendar(other).is_working(day) for other in Nation)


def test_next_working_day() -> None:
    """It is the day itself when that is worked, and Tuesday for the Saturday before a bank holiday."""
    assert ENGLAND.next_working(date(2026, 5, 22)) == date(2026, 5, 22)
    assert ENGLAND.next_working(date(2026, 5, 23)) == date(2026, 5, 26)


def test_months_keep_the_corresponding_date() -> None:
    """Four months from 30 September end on 30 January (Dodds v Walker); 31 January has none in February."""
    assert add_months(date(1978, 9, 30), 4) == date(1979, 1, 30)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert add_months(date(2025, 3, 31), -4) == date(2024, 11, 30)
    assert add_months(date(2025, 10, 31), 2) == date(2025, 12, 31)


def test_calendar_days_count_every_day() -> None:
    """Seven calendar days over Christmas are seven days."""
    assert add_calendar_days(date(2024, 12, 20), 7) == date(2024, 12, 27)


# What is refused


@pytest.mark.parametrize("name", ["GB", "UK", "United Kingdom", "Great Britain", ""])
def test_no_calendar_of_several_nations(name: str) -> None:
    """A name that is none of the four is refused, all four are offered, and none is guessed."""
    with pytest.raises(CalendarError, match="choose England, Wales, Scotland or Northern Ireland") as refused:
        calendar(name)
    assert "did you mean" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("england", "England"),
        ("Scotand", "Scotland"),
        ("Whales", "Wales"),
        ("NI", "Northern Ireland"),
        ("N Ireland", "Northern Ireland"),
        ("Ireland", "Northern Ireland"),
        ("England and Wales", "England"),
    ],
)
def test_a_near_miss_is_recognised(name: str, meant: str) -> None:
    """A misspelt nation is refused with the name that was probably meant."""
    with pytest.raises(CalendarError, match=rf"did you mean {meant}\?"):
        calendar(name)


def test_dates_outside_are_refused() -> None:
    """No question is answered for a date, or with a date, that the calendar does not cover."""
    covers = "covers 2012-01-01 to 2032-12-31"
    early, late = date(2011, 12, 30), date(2033, 1, 4)
    with pytest.raises(CalendarError, match=f"2011-12-30 is outside .* England, which {covers}"):
        ENGLAND.is_working(early)
    for ask in (ENGLAND.is_provisional, ENGLAND.next_working):
        with pytest.raises(CalendarError, match=covers):
            ask(late)
    with pytest.raises(CalendarError, match=covers):
        ENGLAND.count(date(2032, 1, 1), late)
    with pytest.raises(CalendarError, match=f"2 working days from 2032-12-30 is outside .*{covers}"):
        ENGLAND.add(date(2032, 12, 30), 2)
    with pytest.raises(CalendarError, match=covers):
        ENGLAND.add(date(2012, 1, 3), -1)
    with pytest.raises(CalendarError, match=covers):
        calendar("England", [(late, "boiler")])
    with pytest.raises(CalendarError, match=covers):
        calendar("England", [(date(2032, 12, 31), "boiler")]).next_working(date(2032, 12, 31))


def test_other_senseless_questions_are_refused() -> None:
    """A period that ends before it starts, and a closure without a reason."""
    with pytest.raises(CalendarError, match="ends before it starts"):
        ENGLAND.count_inclusive(date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(CalendarError, match="needs a reason"):
        calendar("England", [(date(2026, 1, 2), " ")])
    with pytest.raises(TypeError):
        ENGLAND.add(datetime(2026, 1, 2, 9, 0), 1)


# What a calendar carries


def test_a_calendar_is_one_value() -> None:
    """Asked twice it is the same object; its closures have no order; it survives pickling."""
    one, other = (date(2026, 1, 5), "training day"), (date(2026, 9, 1), "training day")
    assert calendar(Nation.WALES) is calendar("Wales")
    closed = calendar("Wales", [one, other])
    assert closed is calendar("Wales", (other, one))
    assert closed.closures == (one, other)
    assert not closed.is_working(one[0])
    assert pickle.loads(pickle.dumps(closed)) == closed


def test_edition_and_provisional_days() -> None:
    """The edition is named, and days past the last announced bank holiday are provisional."""
    assert ENGLAND.edition == "holidays 0.109"
    assert not ENGLAND.is_provisional(date(2028, 12, 26))
    assert ENGLAND.is_provisional(date(2028, 12, 27))


def test_england_and_wales_keep_the_same_days() -> None:
    """Their bank holidays are one list, and are not Scotland's or Northern Ireland's."""
    assert calendar("Wales").holidays == ENGLAND.holidays
    assert len({calendar(nation).holidays for nation in Nation}) == 3


def test_single_dates_need_neither_numpy_nor_holidays() -> None:
    """Counting single dates imports no numpy, and nothing at run time imports ``holidays``."""
    question = (
        "import sys; from datetime import date; from model.calendar import calendar;"
        "calendar('Wales').add(date(2026, 1, 5), 5); sys.exit(bool({'numpy', 'holidays'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", question], cwd=Path(__file__).parents[2], check=False)
    assert answer.returncode == 0


# Laws


@law
@given(calendars, days, lengths)
def test_count_undoes_add(cal: Calendar, day: date, n: int) -> None:
    """count(day, add(day, n)) == n, from any day forwards."""
    assert cal.count(day, cal.add(day, n)) == n


@law
@given(calendars, days, steps)
def test_forwards_and_backwards_are_inverse(cal: Calendar, day: date, n: int) -> None:
    """On working days add(add(day, n), -n) == day, and count undoes add backwards too."""
    start = cal.next_working(day)
    end = cal.add(start, n)
    assert cal.add(end, -n) == start
    assert cal.count(start, end) == n


@law
@given(calendars, days, steps, st.integers(0, 30), st.integers(0, 5))
def test_add_is_monotone(cal: Calendar, day: date, n: int, later: int, more: int) -> None:
    """A later start never ends sooner, and neither does a greater number of days."""
    assert cal.add(day, n) <= cal.add(day + timedelta(days=later), n)
    assert cal.add(day, n) <= cal.add(day, n + more)


@law
@given(calendars, days, lengths, st.sets(st.integers(0, 120), min_size=1, max_size=5))
def test_a_closure_never_shortens_a_deadline(cal: Calendar, day: date, n: int, closed: set[int]) -> None:
    """Days added to the closures leave a working-day deadline where it is or move it later."""
    closures = [(day + timedelta(days=after), "closed") for after in closed]
    assert calendar(cal.nation, closures).add(day, n) >= cal.add(day, n)


@law
@given(calendars, days, st.integers(1, 60))
def test_a_closure_before_the_deadline_lengthens_it(cal: Calendar, day: date, n: int) -> None:
    """A closure is not silently ignored: closing the deadline itself moves it to the next working day."""
    end = cal.add(day, n)
    assert calendar(cal.nation, [(end, "closed")]).add(day, n) == cal.add(end, 1)


@law
@given(calendars, days, steps)
def test_a_deadline_is_a_working_day(cal: Calendar, day: date, n: int) -> None:
    """Any number of working days but none ends on a working day."""
    assert n == 0 or cal.is_working(cal.add(day, n))


@law
@given(calendars, days, days, days)
def test_counts_add_up(cal: Calendar, one: date, two: date, three: date) -> None:
    """count(a, b) + count(b, c) == count(a, c), so it turns its sign with its direction."""
    assert cal.count(one, two) + cal.count(two, three) == cal.count(one, three)


@law
@given(calendars, days, lengths)
def test_an_inclusive_count_includes_its_first_day(cal: Calendar, first: date, longer: int) -> None:
    """count_inclusive is count from the day before."""
    last = first + timedelta(days=longer)
    assert cal.count_inclusive(first, last) == cal.count(first - timedelta(days=1), last)


@law
@given(days, steps)
def test_months_are_within_their_days(day: date, n: int) -> None:
    """The n-th month on has the same date, or is at its end."""
    end = add_months(day, n)
    assert (end.year - day.year) * 12 + end.month - day.month == n
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


# Witnesses: numpy counts by itself, GOV.UK lists by itself


@law
@given(calendars, days, steps)
def test_add_agrees_with_numpy(cal: Calendar, day: date, n: int) -> None:
    """One date at a time or all at once, the n-th working day is the same."""
    starts = np.arange(np.datetime64(day), np.datetime64(day) + 40)
    working = np.busdaycalendar(holidays=sorted(cal.holidays))
    ends = np.busday_offset(starts, n, roll="backward" if n > 0 else "forward", busdaycal=working) if n else starts
    assert ends.tolist() == [cal.add(start, n) for start in starts.tolist()]


@pytest.mark.parametrize("nation", list(Nation))
def test_pinned_days_equal_the_package(nation: Nation) -> None:
    """The files are what the installed ``holidays`` gives; if not, read the difference and pin it anew."""
    pytest.importorskip("holidays")
    from model.calendar_snapshot import snapshot

    def rows(text: str) -> list[str]:
        return [line for line in text.splitlines() if not line.startswith("# edition: ")]

    pinned = (SNAPSHOTS / _SNAPSHOT_OF[nation]).read_text(encoding="utf-8")
    assert rows(pinned) == rows(snapshot(nation))


@pytest.mark.parametrize(
    ("nation", "division", "not_listed"),
    [
        (Nation.ENGLAND, "england-and-wales", set()),
        (Nation.WALES, "england-and-wales", set()),
        (Nation.SCOTLAND, "scotland", {date(2026, 6, 15)}),
        (Nation.NORTHERN_IRELAND, "northern-ireland", set()),
    ],
)
def test_weekday_holidays_agree_with_gov_uk(nation: Nation, division: str, not_listed: set[date]) -> None:
    """2012 to 2028 agrees with GOV.UK's list as ``govuk-bank-holidays`` keeps it, but for the World Cup."""
    listed_by = pytest.importorskip("govuk_bank_holidays.bank_holidays")
    listed = {
        day["date"]
        for day in listed_by.BankHolidays(use_cached_holidays=True).get_holidays(division=division)
    }
    cal = calendar(nation)
    ours = {day for day in cal.holidays if day.weekday() < 5 and day <= cal.provisional_after}
    assert ours - listed <= not_listed  # a later edition of the list has it
    assert {day for day in listed if day <= cal.provisional_after} <= ours
    assert max(listed) >= cal.provisional_after
