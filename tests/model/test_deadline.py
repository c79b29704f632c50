"""The last and first days of time limits: known answers, units, agreement with the abstract clock."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from model.calendar import CalendarError, Nation, calendar
from model.deadline import Breach, UnknownCalendar, begins_on, ends_on, expires_on, last_day, missed
from model.modality import Modality
from model.protocol import LimitKind, TimeLimit
from model.semantics import lower_offset, upper_offset
from model.time_span import TimeSpan, parse

ENGLAND = calendar("England")
FRIDAY = date(2026, 12, 18)
law = settings(deadline=None, max_examples=200)

calendars = st.sampled_from([calendar(nation) for nation in Nation])
days = st.dates(date(2013, 1, 1), date(2030, 12, 31))
countings = st.sampled_from(["next day", "same day"])
working_spans = st.builds(TimeSpan, st.integers(0, 30), st.just("working day")) | st.builds(
    TimeSpan, st.integers(0, 6), st.just("working week")
)
plain_spans = (
    st.builds(TimeSpan, st.integers(0, 60), st.just("calendar day"))
    | st.builds(TimeSpan, st.integers(0, 8), st.just("week"))
    | st.builds(TimeSpan, st.integers(0, 3), st.just("month"))
)
hour_spans = st.builds(TimeSpan, st.integers(0, 200), st.sampled_from(["hour", "minute"]))
all_spans = working_spans | plain_spans | hour_spans


def limit(text: str = "", *, least: str = "", lag: str = "") -> TimeLimit:
    """A limit of so much, off one event."""
    return TimeLimit(
        "limit",
        LimitKind.WINDOW,
        Modality.MUST,
        start=("event",),
        at_most=parse(text) if text else None,
        at_least=parse(least) if least else None,
        starts_after=parse(lag) if lag else None,
        clauses=("1",),
    )


# Known answers


@pytest.mark.parametrize(
    ("text", "counting", "end"),
    [
        ("5 working days", "next day", date(2026, 12, 29)),  # 21-24, then 25 and 28 are bank holidays
        ("5 working days", "same day", date(2026, 12, 24)),  # 18, 21-24
        ("0 working days", "same day", FRIDAY),
        ("1 working week", "next day", date(2026, 12, 29)),
        ("10 calendar days", "next day", date(2026, 12, 28)),  # a bank holiday: calendar days run through
        ("10 calendar days", "same day", date(2026, 12, 27)),
        ("1 week", "next day", date(2026, 12, 25)),
        ("1 week", "same day", date(2026, 12, 24)),
        ("2 months", "next day", date(2027, 2, 18)),
        ("2 months", "same day", date(2027, 2, 17)),
    ],
)
def test_limits_from_the_friday_before_christmas(text: str, counting: str, end: date) -> None:
    """From Friday 18 December 2026 in England each unit ends on the day counted by hand."""
    assert ends_on(limit(text), FRIDAY, ENGLAND, counting) == end


def test_a_month_from_the_last_of_january_ends_with_february() -> None:
    """A month from 31 January 2027 ends on 28 February."""
    assert ends_on(limit("1 month"), date(2027, 1, 31), ENGLAND, "next day") == date(2027, 2, 28)


def test_an_event_on_a_saturday() -> None:
    """Off a Saturday the next Monday is day 1, whichever way days are counted."""
    saturday = date(2027, 1, 9)
    assert ends_on(limit("1 working day"), saturday, ENGLAND, "next day") == date(2027, 1, 11)
    assert ends_on(limit("1 working day"), saturday, ENGLAND, "same day") == date(2027, 1, 11)
    assert ends_on(limit("2 working days"), saturday, ENGLAND, "same day") == date(2027, 1, 12)


def test_scotland_has_a_later_end_over_new_year() -> None:
    """Ten working days from 18 December 2026 end a day later in Scotland, which keeps 2 January."""
    assert ends_on(limit("10 working days"), FRIDAY, ENGLAND, "next day") == date(2027, 1, 6)
    assert ends_on(limit("10 working days"), FRIDAY, calendar("Scotland"), "next day") == date(2027, 1, 7)


def test_deemed_receipt_comes_first_in_its_own_unit() -> None:
    """Two calendar days of deemed receipt reach Sunday; five working days from there end on 29 December."""
    assert ends_on(limit("5 working days", lag="2 calendar days"), FRIDAY, ENGLAND, "next day") == date(
        2026, 12, 29
    )
    assert ends_on(limit("5 working days", lag="2 working days"), FRIDAY, ENGLAND, "next day") == date(
        2026, 12, 31
    )
    assert ends_on(limit("1 week", lag="2 working days"), FRIDAY, ENGLAND, "next day") == date(2026, 12, 29)


@pytest.mark.parametrize(
    ("text", "last", "first"),
    [
        ("4 hours", date(2026, 12, 19), FRIDAY),
        ("24 hours", date(2026, 12, 19), date(2026, 12, 19)),
        ("30 hours", date(2026, 12, 20), date(2026, 12, 19)),
        ("48 hours", date(2026, 12, 20), date(2026, 12, 20)),
        ("90 minutes", date(2026, 12, 19), FRIDAY),
    ],
)
def test_hours_accuse_nobody(text: str, last: date, first: date) -> None:
    """The last day is the latest that hours can reach, and their time can be up on the earliest."""
    assert ends_on(limit(text), FRIDAY, ENGLAND, "next day") == last
    assert expires_on(limit(text), FRIDAY, ENGLAND, "next day") == first
    assert begins_on(limit(least=text), FRIDAY, ENGLAND, "next day") == first


def test_a_least_time_begins_on_its_last_day() -> None:
    """What may not come before two working days after Friday may come on Tuesday."""
    assert begins_on(limit(least="2 working days"), FRIDAY, ENGLAND, "next day") == date(2026, 12, 22)


# What has no date


def test_days_of_the_file_have_no_date() -> None:
    """School days are known to the file alone, as a limit and as deemed receipt."""
    school = TimeSpan(5, "school day")
    with pytest.raises(UnknownCalendar, match="5 school days cannot be dated here"):
        ends_on(replace(limit("1 week"), at_most=school), FRIDAY, ENGLAND, "next day")
    with pytest.raises(UnknownCalendar, match="school days"):
        begins_on(replace(limit(least="1 week"), starts_after=school), FRIDAY, ENGLAND, "next day")


def test_a_limit_needs_the_time_that_is_asked_for() -> None:
    """A limit in words ends on no day, and one without a least time begins on none."""
    for ask in (ends_on, expires_on):
        with pytest.raises(ValueError, match="no greatest time"):
            ask(limit(least="1 week"), FRIDAY, ENGLAND, "next day")
    with pytest.raises(ValueError, match="no least time"):
        begins_on(limit("1 week"), FRIDAY, ENGLAND, "next day")


def test_a_working_day_outside_the_calendar_is_refused() -> None:
    """The calendar covers its years and no more."""
    with pytest.raises(CalendarError, match="outside the calendar"):
        ends_on(limit("5 working days"), date(2032, 12, 30), ENGLAND, "next day")


# By how much it was missed


def test_a_late_act_is_late_by_working_days() -> None:
    """Friday to Tuesday is two working days; a day too soon is counted back."""
    end = date(2027, 1, 8)
    assert str(missed(limit("5 working days"), end, date(2027, 1, 12), ENGLAND)) == "2 working days late"
    assert (
        str(missed(limit(least="5 working days"), end, date(2027, 1, 7), ENGLAND)) == "1 working day too soon"
    )


def test_the_weekend_after_the_last_day_is_late_in_calendar_days() -> None:
    """A limit that ended on Friday is missed by one calendar day on Saturday."""
    breach = missed(limit("5 working days"), date(2027, 1, 8), date(2027, 1, 9), ENGLAND)
    assert breach == Breach("limit", date(2027, 1, 8), date(2027, 1, 9), 1, "calendar day", ("1",))


def test_calendar_limits_are_late_in_calendar_days() -> None:
    """A week that ended on Friday is three calendar days late on Monday."""
    assert missed(limit("1 week"), date(2027, 1, 8), date(2027, 1, 11), ENGLAND).days_late == 3


# Laws


@law
@given(calendars, days, working_spans, st.none() | working_spans, countings)
def test_agreement_with_the_abstract_clock(cal, start, span, lag, counting) -> None:
    """Limits in working days end, and begin, exactly as many working days on as the abstract clock says."""
    assume(cal.is_working(start))
    one = replace(limit(), at_most=span, at_least=span, starts_after=lag)
    value = {"counting": counting}.__getitem__
    assert cal.count(start, ends_on(one, start, cal, counting)) == upper_offset(one, value)
    assert cal.count(start, begins_on(one, start, cal, counting)) == lower_offset(one, value)


@law
@given(calendars, days, plain_spans | working_spans, st.none() | plain_spans, countings)
def test_the_abstract_clock_is_safe(cal, start, span, lag, counting) -> None:
    """Calendar days, weeks and months never hold more, or fewer, working days than the clock says."""
    assume(cal.is_working(start))
    one = replace(limit(), at_most=span, at_least=span, starts_after=lag)
    value = {"counting": counting}.__getitem__
    held = cal.count(start, ends_on(one, start, cal, counting))
    assert lower_offset(one, value) <= held <= upper_offset(one, value)


@law
@given(calendars, days, st.integers(0, 20), all_spans, st.none() | all_spans, countings)
def test_a_later_start_never_ends_sooner(cal, start, later, span, lag, counting) -> None:
    """Each limit is a non-decreasing map of its start, on which the real-date bounds rest."""
    one = replace(limit(), at_most=span, at_least=span, starts_after=lag)
    for ask in (ends_on, expires_on, begins_on):
        assert ask(one, start, cal, counting) <= ask(one, start + timedelta(days=later), cal, counting)


@law
@given(calendars, days, all_spans)
def test_same_day_counting_never_ends_later(cal, start, span) -> None:
    """Counting the day of the event as day 1 shortens a limit, or leaves it."""
    assert last_day(span, start, cal, "same day") <= last_day(span, start, cal, "next day")


@law
@given(calendars, days, all_spans, countings)
def test_time_is_up_no_later_than_the_limit_ends(cal, start, span, counting) -> None:
    """A limit can run out on its last day at the latest, and never before its start."""
    one = replace(limit(), at_most=span)
    assert start <= expires_on(one, start, cal, counting) <= ends_on(one, start, cal, counting)
