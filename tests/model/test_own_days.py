"""Days that a file lists itself: terms, single dates, and what lengths of them can hold."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.calendar import CalendarError, calendar
from model.deadline import begins_on, ends_on
from model.errors import BadInput
from model.loader import load_text
from model.modality import Modality
from model.obligations import LimitKind, TimeLimit
from model.own_days import OwnDays, own_days, term
from model.semantics import lower_offset, upper_offset
from model.time_span import TimeSpan

ENGLAND = calendar("England")
FEATURE = Path(__file__).parents[1] / "features" / "own-calendar.yaml"
TERMS = ["2026-09-02 to 2026-10-23", "2026-11-02 to 2026-12-18", "2027-01-04 to 2027-02-12"]


def days_of(*terms: str) -> OwnDays:
    """The days that a file in England would list so."""
    return own_days(ENGLAND, [term(one, ENGLAND) for one in terms])


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        (date(2026, 10, 22), 2, date(2026, 11, 2)),  # over half-term
        (date(2026, 12, 18), 10, date(2027, 1, 15)),  # over Christmas
        (date(2026, 12, 25), 1, date(2027, 1, 4)),
        (date(2026, 9, 7), 5, date(2026, 9, 14)),
    ],
)
def test_school_days_counted_by_hand(start: date, amount: int, end: date) -> None:
    """Only school days count, and the day of the event does not."""
    assert days_of(*TERMS).add(start, amount) == end


def test_a_bank_holiday_within_a_term_does_not_count() -> None:
    """Monday 3 May 2027 is a bank holiday in England: from Friday the next day of a term is Tuesday."""
    assert days_of("2027-04-19 to 2027-05-28").add(date(2027, 4, 30), 1) == date(2027, 5, 4)


def test_single_dates_are_days() -> None:
    """A panel that sits on three dates: from the first, the next is four weeks later; none is the day itself."""
    panel = days_of("2027-01-12", "2027-02-09", "2027-03-09")
    assert panel.add(date(2027, 1, 12), 1) == date(2027, 2, 9)
    assert panel.add(date(2027, 1, 12), 1, inclusive=True) == date(2027, 1, 12)
    assert panel.holds(1) == (1, 20)


def test_ten_school_days_last_up_to_17_working_days() -> None:
    """Over Christmas 2026 ten school days take 17 working days of England; within a term just ten."""
    assert days_of(*TERMS).holds(10) == (10, 17)


def test_what_the_list_does_not_reach_is_unknown() -> None:
    """No start leaves room for two hundred school days here, and none is guessed."""
    school = days_of(*TERMS)
    assert school.holds(200) is None
    with pytest.raises(CalendarError, match="from 2026-09-02 to 2027-02-12"):
        school.add(date(2027, 2, 11), 10)


@given(
    st.dates(date(2026, 9, 2), date(2027, 1, 20)),
    st.integers(0, 15),
    st.sampled_from(["next day", "same day"]),
)
def test_days_held_lie_between_fewest_and_most(start: date, amount: int, counting: str) -> None:
    """Law: on real dates, own days last no fewer and no more working days than the abstract clock allows."""
    span = TimeSpan(amount, "school day", days_of(*TERMS))
    limit = TimeLimit("x", LimitKind.WINDOW, Modality.MUST, ("a",), ("b",), at_most=span, at_least=span)
    latest, soonest = (day(limit, start, ENGLAND, counting) for day in (ends_on, begins_on))
    assert ENGLAND.count(start, latest) <= upper_offset(limit, {"counting": counting}.__getitem__)
    assert ENGLAND.count(start, soonest) >= lower_offset(limit, {"counting": counting}.__getitem__)


@given(st.dates(date(2026, 9, 2), date(2027, 1, 20)), st.integers(0, 15))
def test_a_later_start_never_ends_sooner(start: date, amount: int) -> None:
    """Law: own days are a monotone map from the day of the event to the last day."""
    school = days_of(*TERMS)
    assert school.add(start, amount) <= school.add(start + timedelta(days=1), amount)


@pytest.mark.parametrize(
    ("listed", "says"),
    [
        ("in autumn", "neither a date nor two dates"),
        ("2026-13-02", "is not a day"),
        ("2026-10-23 to 2026-09-02", "ends before it starts"),
        ("1999-09-02 to 1999-10-23", "is outside the calendar of England"),
    ],
)
def test_a_list_that_is_none_is_refused_in_its_place(listed: str, says: str) -> None:
    """What is no stretch of days is refused, with its line and column."""
    good = FEATURE.read_text(encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_text(good.replace("2026-11-02 to 2026-12-18", listed))
    (fault,) = caught.value.faults
    assert says in fault.found
    assert fault.line == 10


def test_only_words_will_do() -> None:
    """A calendar may be named with what it is alone; then its days are unknown."""
    good = FEATURE.read_text(encoding="utf-8")
    head, _, rest = good.partition("  school day:\n")
    named = load_text(head + "  school day: when the school is open\n" + rest.split("\n", 2)[2])
    assert named.calendars[0].says == "when the school is open"
    assert named.limits[0].at_most is not None
    assert named.limits[0].at_most.own is None
