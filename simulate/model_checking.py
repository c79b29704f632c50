"""Whether a stated property holds often enough, judged by simulated runs: an estimate, and never a proof.

The runs are independent, and disputes within one are not; so what is judged is one whole run ("at most 5% of its
disputes are open after 60 working days") or one dispute of it, taken by lot ("it ends within 20").
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from math import log

from simulate.experiment import Grounds, grounds
from simulate.interval import clopper_pearson
from simulate.measures import Measures, Window
from simulate.replications import studies
from simulate.sweep import Workforce, one_by_one
from simulate.unit import Caseload

AT_ONCE = 20
"""Runs that are asked for at a time by a test that may stop after any."""

HOLDS, BROKEN, UNDECIDED = "holds", "broken", "undecided"


@dataclass(frozen=True, slots=True)
class Claim:
    """A property of one run: a measure is at most, or at least, so much.

    Attributes:
        measure: its name; "one dispute" is the working days to the end of one dispute, taken by lot.
        bound: what it must not pass.
        at_most: whether the bound is an upper one.
        share: how often it has to hold, over runs.
    """

    measure: str
    bound: float
    at_most: bool = True
    share: float = 0.95

    def __str__(self) -> str:
        """In words."""
        side = "at most" if self.at_most else "at least"
        return f"{self.measure}: {side} {self.bound:g}, in {self.share:.0%} of runs"

    def holds(self, found: Measures) -> bool | None:
        """Whether it holds in one run; None where nobody was there to be measured.

        Raises:
            KeyError: there is no such measure.
        """
        value = found.values[self.measure]
        if value is None:
            return None
        return value <= self.bound if self.at_most else value >= self.bound


@dataclass(frozen=True, slots=True)
class Judgement:
    """What so many runs say about a claim.

    Attributes:
        claim: what was judged.
        grounds: what the runs rest on.
        verdict: "holds", "broken" or "undecided".
        successes: runs in which it held.
        trials: runs in which it could be judged.
        missing: runs in which nobody was there to be measured.
        low: the lower end of the exact interval of the share (Clopper and Pearson); None for a test that stops
            when it has seen enough, after which such an interval would say too much.
        high: its upper end.
        confidence: of the interval, or of the verdict.
    """

    claim: Claim
    grounds: Grounds
    verdict: str
    successes: int
    trials: int
    missing: int
    low: float | None
    high: float | None
    confidence: float


def judge(
    caseload: Caseload,
    claim: Claim,
    *,
    seed: int,
    trials: int = 200,
    confidence: float = 0.99,
    window: Window | None = None,
    workforce: Workforce = one_by_one,
) -> Judgement:
    """A claim judged by a fixed number of runs: undecided when its share lies within the interval.

    Raises:
        ValueError: the claim is about more days than a dispute is followed.
        KeyError: there is no such measure.
    """
    _can_be_judged(claim, window)
    told = list(_runs(caseload, claim, seed, range(trials), window, workforce))
    seen = [one for one in told if one is not None]
    low, high = clopper_pearson(sum(seen), len(seen), confidence) if seen else (0.0, 1.0)
    verdict = HOLDS if low >= claim.share else BROKEN if high < claim.share else UNDECIDED
    return Judgement(
        claim,
        grounds(caseload.scenario, seed),
        verdict,
        sum(seen),
        len(seen),
        len(told) - len(seen),
        low,
        high,
        confidence,
    )


def judge_in_turn(
    caseload: Caseload,
    claim: Claim,
    *,
    seed: int,
    margin: float = 0.02,
    error: float = 0.01,
    most: int = 2000,
    window: Window | None = None,
    workforce: Workforce = one_by_one,
) -> Judgement:
    """A claim judged by one run after the other until they say enough, or there are too many: then undecided.

    Errors as for `judge` and `sprt`.
    """
    _can_be_judged(claim, window)
    verdict, successes, trials, missing = sprt(
        _in_turn(caseload, claim, seed, most, window, workforce), claim.share, margin, error
    )
    return Judgement(
        claim, grounds(caseload.scenario, seed), verdict, successes, trials, missing, None, None, 1 - error
    )


def sprt(stream: Iterable[bool | None], share: float, margin: float, error: float = 0.01) -> tuple[str, int, int, int]:
    """The sequential probability ratio test of Wald (1945): is the share of successes this high?

    It decides between share + margin and share - margin, and is wrong about either with the probability of the
    error at most, nearly; within the margin, either answer will do. None in the stream counts as missing.

    Returns:
        The verdict, successes, trials, and those missing.

    Raises:
        ValueError: a share with its margin is not between 0 and 1, or the error is none.
    """
    high, low = share + margin, share - margin
    if not (0 < low < high < 1 and 0 < error < 0.5):
        raise ValueError("the share with its margin to either side lies between 0 and 1, and the error below one half")
    enough, ratio = log((1 - error) / error), 0.0
    successes = trials = missing = 0
    for success in stream:
        if success is None:
            missing += 1
            continue
        trials += 1
        successes += success
        ratio += log(high / low) if success else log((1 - high) / (1 - low))
        if abs(ratio) >= enough:
            return (HOLDS if ratio > 0 else BROKEN), successes, trials, missing
    return UNDECIDED, successes, trials, missing


def _can_be_judged(claim: Claim, window: Window | None) -> None:
    follow = (window or Window()).follow
    if claim.measure == "one dispute" and claim.bound >= follow:
        raise ValueError(f"disputes are followed for {follow} working days: a claim about more cannot be judged")


def _runs(
    caseload: Caseload,
    claim: Claim,
    seed: int,
    replications: Iterable[int],
    window: Window | None,
    workforce: Workforce,
) -> Iterator[bool | None]:
    [study] = studies([(caseload, {})], seed=seed, replications=replications, window=window, workforce=workforce)
    yield from map(claim.holds, study.runs)


def _in_turn(
    caseload: Caseload, claim: Claim, seed: int, most: int, window: Window | None, workforce: Workforce
) -> Iterator[bool | None]:
    """Runs by the score, as far as somebody asks for them; so the answer is the same for any number of workers."""
    for first in count(0, AT_ONCE):
        numbers = range(first, min(most, first + AT_ONCE))
        if not numbers:
            return
        yield from _runs(caseload, claim, seed, numbers, window, workforce)
