"""How long disputes stay open, by hand."""

import numpy as np
import pytest

from simulate.survival import Survival, survival


def watched(durations: list[float], ended: list[bool]) -> Survival:
    """The curve of disputes watched for so many days."""
    found = survival(np.array(durations), np.array(ended))
    assert found is not None
    return found


def test_what_is_still_open_counts_as_long_as_it_was_seen() -> None:
    """Of five, ends at 1, 3 and 4 with two still open at 2 and 5: 4/5, then 4/5 x 2/3, then half of that."""
    curve = watched([1, 2, 3, 4, 5], [True, False, True, True, False])
    assert [curve.after(day) for day in (0, 1, 2, 3, 4, 5)] == pytest.approx([1, 0.8, 0.8, 8 / 15, 4 / 15, 4 / 15])
    assert curve.after(5.5) is None
    assert curve.mean(5) == pytest.approx(1 + 0.8 * 2 + 8 / 15 + 4 / 15)
    assert curve.mean(6) is None
    assert curve.median() == 4


def test_without_open_disputes_the_curve_is_the_share_itself() -> None:
    """When all have ended, the share open after three days is the share that took longer, and later it is none."""
    curve = watched([1, 2, 3, 4], [True] * 4)
    assert (curve.after(3), curve.after(100), curve.mean(100), curve.median()) == (0.25, 0.0, 2.5, 2.0)


def test_a_dispute_that_ends_on_the_day_is_not_open_after_it() -> None:
    """Ended at exactly five days is not open after five days."""
    assert watched([5.0], [True]).after(5) == 0.0


def test_nothing_is_known_of_no_disputes() -> None:
    """No dispute has no curve, and disputes that never end have no median."""
    assert survival(np.array([]), np.array([], dtype=bool)) is None
    never = watched([9.0, 9.0], [False, False])
    assert (never.median(), never.after(9), never.mean(9)) == (None, 1.0, 9.0)
