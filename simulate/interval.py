"""How sure an estimate is: intervals around a mean and around a share."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications with its Monte-Carlo interval, which knows nothing of doubt about the inputs.

    Attributes:
        mean: the mean; None where no replication had anything to measure.
        half_width: from the mean to either end of the interval; None with fewer than two replications.
        count: the replications it rests on.
        missing: replications in which there was nothing to measure.
        deviation: the standard deviation between replications; None with fewer than two.
        confidence: how often such an interval holds the true mean.
    """

    mean: float | None
    half_width: float | None
    count: int
    missing: int = 0
    deviation: float | None = None
    confidence: float = 0.95

    @property
    def low(self) -> float | None:
        """The lower end of the interval."""
        return None if self.mean is None or self.half_width is None else self.mean - self.half_width

    @property
    def high(self) -> float | None:
        """The upper end."""
        return None if self.mean is None or self.half_width is None else self.mean + self.half_width

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out: for a difference, that there is one."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def estimate(values: Sequence[float | None], confidence: float = 0.95) -> Estimate:
    """The mean of independent replications with the interval of Student's t; None is nothing to measure."""
    there = [one for one in values if one is not None]
    missing = len(values) - len(there)
    if len(there) < 2:
        return Estimate(there[0] if there else None, None, len(there), missing, None, confidence)
    deviation = stdev(there)
    half_width = students_t(len(there) - 1, confidence) * deviation / sqrt(len(there))
    return Estimate(fmean(there), half_width, len(there), missing, deviation, confidence)


def students_t(freedom: int, confidence: float) -> float:
    """The two-sided quantile of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + confidence) / 2))


def clopper_pearson(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval around a share of independent trials (Clopper and Pearson, 1934).

    Raises:
        ValueError: fewer than no successes, or more than trials.
    """
    from scipy.special import betaincinv

    if not 0 <= successes <= trials:
        raise ValueError("a share has from none to all of its trials as successes")
    tail = (1 - confidence) / 2
    low = float(betaincinv(successes, trials - successes + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, trials - successes, 1 - tail)) if successes < trials else 1.0
    return low, high
