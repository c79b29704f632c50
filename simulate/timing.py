"""How long a delay lasts in one case: a habit around a median, which a changed time limit may move."""

from math import exp, log

from simulate.scenario import Delay, Family, Scenario

JUST_BEFORE = (0.96, 0.06)
"""Of the heaped family: where most are done, and the deviation, as parts of the limit (see `Family`)."""

LATE = (1.16, 1.0)
"""Of the heaped family: the median of the others as a part of the limit, and the deviation of its logarithm."""

MOST_ARE_HEAPED = 0.72


class Timing:
    """One delay of a scenario under one text.

    Args:
        delay: the habit.
        limit_days: the time limit that the text sets there, in working days; None when it sets none.
        elasticity: how far the habit follows a limit other than the one under which it was seen.
        minutes_a_day: the length of a working day.
    """

    __slots__ = ("_before", "_late", "_median", "_sigma", "heaped")

    def __init__(self, delay: Delay, limit_days: float | None, elasticity: float, minutes_a_day: int) -> None:
        seen = delay.under_limit.value if delay.under_limit else None
        factor = 1.0
        if seen is not None and seen > 0 and limit_days is not None:
            factor = (max(limit_days, 0.1) / seen) ** elasticity
        self._median = delay.median.value * factor * minutes_a_day
        self.heaped = delay.family is Family.HEAPED
        self._sigma = delay.sigma.value if delay.sigma and delay.family is Family.LOGNORMAL else 0.0
        heap = limit_days if seen is None else seen * factor
        if heap is None:  # nothing to heap before: then the median stands for the limit that people go by
            heap = delay.median.value
        self._before = (JUST_BEFORE[0] * heap * minutes_a_day, JUST_BEFORE[1] * heap * minutes_a_day)
        self._late = LATE[0] * heap * minutes_a_day

    def minutes(self, normal: float, uniform: float) -> int:
        """How long it lasts in working minutes, for two random numbers of the case."""
        if self.heaped:
            if uniform < MOST_ARE_HEAPED:
                centre, deviation = self._before
                return max(0, round(centre + deviation * normal))
            return round(self._late * exp(LATE[1] * normal))
        return round(self._median * exp(self._sigma * normal)) if self._sigma else round(self._median)


class Chasing:
    """Reminders to somebody who does not answer: every so many days, each with a chance of success."""

    def __init__(self, scenario: Scenario) -> None:
        every, success = scenario.chase_every, scenario.chase_success
        self.every = round(every.value * scenario.working_minutes) if every else None
        self._success = success.value if success else 0.0

    def minutes(self, chance: float) -> int | None:
        """The time until a reminder brings the answer, for a random number; None when none ever does."""
        if self.every is None or self._success <= 0:
            return None
        reminders = 1 if self._success >= 1 else 1 + int(log(1 - chance) / log(1 - self._success))
        return reminders * self.every
