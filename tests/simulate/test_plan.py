"""How long a time limit is for habits that follow it."""

import pytest

from model.modality import Modality
from model.protocol import LimitKind, TimeLimit
from model.time_span import TimeSpan
from simulate.plan import days_of


@pytest.mark.parametrize(
    ("span", "days"),
    [
        (TimeSpan(12, "hour"), 0.5),
        (TimeSpan(90, "minute"), 0.0625),
        (TimeSpan(5, "working day"), 5.0),
        (TimeSpan(2, "week"), 10.0),
        (TimeSpan(10, "school day"), 10.0),
    ],
)
def test_the_length_of_a_limit_in_days(span: TimeSpan, days: float) -> None:
    """Hours are a part of a day and not rounded up; days that the file does not list count as days."""
    assert days_of(TimeLimit("x", LimitKind.WINDOW, Modality.MUST, at_most=span)) == days
