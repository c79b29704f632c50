"""Judging a claim by runs: right about as often as it says, and undecided rather than wrong."""

import numpy as np
import pytest

from simulate.measures import Window
from simulate.model_checking import BROKEN, HOLDS, UNDECIDED, Claim, judge, judge_in_turn, sprt
from simulate.unit import Caseload
from tests.simulate.test_engine import ladder, timed

SHORT = Window(0, 20, 10)


def talks(days: float) -> Caseload:
    """The ladder with talks of exactly so many days, and rulings that take as long."""
    return Caseload(ladder(), timed(days))


def test_what_always_holds_holds() -> None:
    """Every dispute takes three days: at most four are kept in every run, and at most two in none."""
    kept, broken = (
        judge(talks(3.0), Claim("mean days", bound, share=0.7), seed=1, trials=20, window=SHORT) for bound in (4, 2)
    )
    assert (kept.verdict, kept.successes, kept.trials, kept.high) == (HOLDS, 20, 20, 1)
    assert kept.low == pytest.approx(0.005 ** (1 / 20))
    assert (broken.verdict, broken.successes, broken.low) == (BROKEN, 0, 0)


def test_too_few_runs_are_undecided() -> None:
    """Five runs out of five do not show that it holds in 95 of a hundred."""
    assert judge(talks(3.0), Claim("mean days", 4), seed=1, trials=5, window=SHORT).verdict == UNDECIDED


def test_one_dispute_is_taken_by_lot() -> None:
    """A claim about one dispute is judged once a run; beyond the days it is followed it cannot be."""
    found = judge(talks(3.0), Claim("one dispute", 3, share=0.5), seed=1, trials=10, window=SHORT)
    assert (found.verdict, found.trials + found.missing) == (HOLDS, 10)
    with pytest.raises(ValueError, match="followed for 10"):
        judge(talks(3.0), Claim("one dispute", 10), seed=1, window=SHORT)


def test_at_least_is_the_other_side() -> None:
    """At least three days is kept by disputes of three, at least four by none."""
    for bound, verdict in ((3, HOLDS), (4, BROKEN)):
        claim = Claim("mean days", bound, at_most=False, share=0.5)
        assert judge(talks(3.0), claim, seed=1, trials=10, window=SHORT).verdict == verdict


def test_what_nobody_is_there_for_is_undecided() -> None:
    """Without urgent disputes nothing is shown about them, either way."""
    claim = Claim("urgent mean days", 1)
    found = judge(talks(3.0), claim, seed=1, trials=3, window=SHORT)
    assert (found.verdict, found.trials, found.missing) == (UNDECIDED, 0, 3)
    in_turn = judge_in_turn(talks(3.0), claim, seed=1, most=3, window=SHORT)
    assert (in_turn.verdict, in_turn.missing) == (UNDECIDED, 3)


def test_in_turn_stops_when_it_has_seen_enough() -> None:
    """Runs that all hold settle 80% with a margin of ten points by the run that Wald's bound gives."""
    claim = Claim("mean days", 4, share=0.8)
    found = judge_in_turn(talks(3.0), claim, seed=1, margin=0.1, window=SHORT)
    assert (found.verdict, found.trials) == (HOLDS, 19)  # ln 99 / ln (0.9 / 0.7) = 18.3
    assert (found.low, found.high) == (None, None)
    assert judge_in_turn(talks(3.0), claim, seed=1, margin=0.1, most=18, window=SHORT).verdict == UNDECIDED


@pytest.mark.parametrize(("truth", "right"), [(0.95, HOLDS), (0.85, BROKEN)])
def test_a_sequential_test_is_wrong_as_seldom_as_it_says(truth: float, right: str) -> None:
    """Of four hundred tests at an error of 5%, the wrong ones are no more than luck explains."""
    streams = np.random.default_rng(7).random((400, 2000)) < truth
    verdicts = [sprt(stream.tolist(), 0.9, 0.05, 0.05)[0] for stream in streams]
    assert UNDECIDED not in verdicts
    assert sum(one != right for one in verdicts) <= 400 * 0.05 + 2 * (400 * 0.05 * 0.95) ** 0.5


def test_a_margin_that_leaves_the_line_is_refused() -> None:
    """95% with a margin of five points has no room above."""
    with pytest.raises(ValueError, match="margin"):
        sprt([True], 0.95, 0.05)


def test_a_claim_about_nothing_is_refused() -> None:
    """A measure that does not exist is a mistake, and no claim that cannot be decided."""
    with pytest.raises(KeyError):
        judge(talks(3.0), Claim("missed: fivv", 0), seed=1, trials=1, window=SHORT)
