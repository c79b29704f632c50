"""How long disputes stay open, when some of them are still open at the end of what was seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Survival:
    """The share of disputes still open over time (Kaplan and Meier, 1958).

    Attributes:
        times: when disputes ended, each moment once, rising; in working days from their arrival.
        shares: the share still open just after each of these moments.
        seen: how long the longest-watched dispute was watched; nothing is known of later times.
    """

    times: NDArray[np.float64]
    shares: NDArray[np.float64]
    seen: float

    def after(self, days: float) -> float | None:
        """The share still open after so many working days; None where nobody was watched for so long."""
        place = int(np.searchsorted(self.times, days, side="right"))
        share = float(self.shares[place - 1]) if place else 1.0
        return None if days > self.seen and share > 0 else share

    def mean(self, horizon: float) -> float | None:
        """The mean of the working days that disputes are open, each counted up to a horizon; None as for `after`."""
        if self.after(horizon) is None:
            return None
        before = self.times < horizon
        moments = np.concatenate(([0.0], self.times[before], [horizon]))
        shares = np.concatenate(([1.0], self.shares[before]))
        return float(np.sum(np.diff(moments) * shares))

    def median(self) -> float | None:
        """The working days after which no more than half are open; None when it was not seen."""
        ended = np.flatnonzero(self.shares <= 0.5)
        return float(self.times[ended[0]]) if len(ended) else None


def survival(durations: NDArray[np.float64], ended: NDArray[np.bool_]) -> Survival | None:
    """The share still open over time; None for no dispute at all.

    Args:
        durations: how long each dispute was watched, in working days.
        ended: whether it had ended then; the others were still open.
    """
    if not len(durations):
        return None
    times, ends = np.unique(durations[ended], return_counts=True)
    watched = len(durations) - np.searchsorted(np.sort(durations), times, side="left")
    shares: NDArray[np.float64] = np.cumprod(1 - ends / watched, dtype=np.float64)
    return Survival(times, shares, float(durations.max()))
