"""Lengths of time as texts state them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.time_span import UNITS, TimeSpan, TimeSpanError, parse

SPANS = st.builds(TimeSpan, st.integers(0, 10_000), st.sampled_from([*UNITS, "school day"]))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("5 working days", TimeSpan(5, "working day")),
        ("five working days", TimeSpan(5, "working day")),
        ("twenty-one working days", TimeSpan(21, "working day")),
        ("a week", TimeSpan(1, "week")),
        ("1 working week", TimeSpan(1, "working week")),
        ("Two  Weeks", TimeSpan(2, "week")),
        ("10 calendar days", TimeSpan(10, "calendar day")),
        ("4 hours", TimeSpan(4, "hour")),
        ("30 minutes", TimeSpan(30, "minute")),
        ("0 working days", TimeSpan(0, "working day")),
        ("10 school days", TimeSpan(10, "school day")),
    ],
)
def test_reads_lengths(text: str, span: TimeSpan) -> None:
    """A length is read as the text says it, in digits or words."""
    assert parse(text, {"school day": None}) == span


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("5 days", "does not say which days"),
        ("several working days", "not a whole number"),
        ("5 wrkng days", "not a unit of time"),
        ("5 school days", "not a unit of time"),
        ("5 business days", 'write "5 working days" or "5 calendar days"'),
        ("5", '"5" has no unit; say of what, such as "5 working days"'),
        ("a fortnight", 'write "2 weeks"'),
        ("working days", "not a whole number"),
        ("soon", "not a length of time"),
        ("", "not a length of time"),
        ("-1 weeks", "not a length of time"),
        ("1.5 weeks", "not a length of time"),
        ("10001 weeks", "too long"),
        ("² weeks", "not a length of time"),
    ],
)
def test_refuses_what_is_no_length(text: str, says: str) -> None:
    """What is no length of time is refused, and the message says why."""
    with pytest.raises(TimeSpanError, match=says):
        parse(text)


@given(SPANS)
def test_reading_undoes_writing(span: TimeSpan) -> None:
    """Law: a length written in words is read as the same length."""
    assert parse(str(span), {"school day": None}) == span


@pytest.mark.parametrize(
    ("span", "fewest", "most"),
    [
        (TimeSpan(5, "working day"), 5, 5),
        (TimeSpan(1, "working week"), 5, 5),
        (TimeSpan(2, "week"), 6, 10),
        (TimeSpan(7, "calendar day"), 3, 5),
        (TimeSpan(10, "calendar day"), 2, 8),
        (TimeSpan(1, "month"), 12, 23),
        (TimeSpan(0, "calendar day"), 0, 0),
        (TimeSpan(30, "minute"), 0, 1),
        (TimeSpan(24, "hour"), 0, 1),
        (TimeSpan(30, "hour"), 0, 2),
        (TimeSpan(10 * 24, "hour"), 2, 8),
    ],
)
def test_working_days_it_can_hold(span: TimeSpan, fewest: int, most: int) -> None:
    """Ten calendar days hold at most eight working days, and surely two when four are bank holidays."""
    assert (span.fewest_working_days(), span.most_working_days()) == (fewest, most)


@given(SPANS.filter(lambda span: span.in_days))
def test_fewest_is_not_more_than_most(span: TimeSpan) -> None:
    """Law: a length never surely holds more working days than it can hold."""
    assert 0 <= span.fewest_working_days() <= span.most_working_days()


def test_unlisted_days_are_not_counted_in_working_days() -> None:
    """Days of the file's own that it does not list have no number of working days."""
    span = TimeSpan(3, "school day")
    assert not span.in_days
    with pytest.raises(TimeSpanError, match="does not list enough"):
        span.most_working_days()
    with pytest.raises(TimeSpanError, match="does not list enough"):
        span.fewest_working_days()


@pytest.mark.parametrize("span", [TimeSpan(4, "hour"), TimeSpan(3, "working day"), TimeSpan(2, "week")])
def test_when_the_first_day_counts_only_days_get_shorter(span: TimeSpan) -> None:
    """With the day of the event as day 1, days end a day sooner, and hours just when they did."""
    less = 0 if span.in_hours else 1
    assert span.most_working_days(first_counts=True) == span.most_working_days() - less
