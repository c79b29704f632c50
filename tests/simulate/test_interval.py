"""Intervals, against values worked out by hand or printed in tables."""

from math import sqrt

import pytest

from simulate.interval import clopper_pearson, estimate, students_t


def test_an_interval_is_that_of_student() -> None:
    """Mean of 1 to 5 is 3, and 2.776 standard errors go to either side."""
    found = estimate([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found.mean == 3
    assert found.half_width == pytest.approx(2.776445 * sqrt(2.5) / sqrt(5))
    assert (found.low, found.high) == pytest.approx((3 - 1.963243, 3 + 1.963243), abs=1e-5)
    assert students_t(19, 0.95) == pytest.approx(2.093024)


def test_what_could_not_be_measured_is_counted_and_left_out() -> None:
    """Two of four replications had something to measure; one alone has no interval; none has no mean."""
    found = estimate([None, 1.0, 3.0, None])
    assert (found.mean, found.count, found.missing) == (2.0, 2, 2)
    assert (estimate([7.0]).mean, estimate([7.0]).half_width, estimate([7.0]).low) == (7.0, None, None)
    assert (estimate([None]).mean, estimate([]).count) == (None, 0)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 10, 0.0, 0.30850), (10, 10, 0.69150, 1.0), (4, 10, 0.12155, 0.73762), (1, 100, 0.00025, 0.05446)],
)
def test_the_exact_interval_of_a_share(successes: int, trials: int, low: float, high: float) -> None:
    """Clopper and Pearson's intervals as tables print them; none of ten and ten of ten have the ends 0 and 1."""
    assert clopper_pearson(successes, trials) == pytest.approx((low, high), abs=1e-5)


def test_more_successes_than_trials_are_refused() -> None:
    """There is no share above one."""
    with pytest.raises(ValueError, match="successes"):
        clopper_pearson(3, 2)
