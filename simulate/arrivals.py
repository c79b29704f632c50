"""How disputes come in: when, by which way, and what is true of each.

Candidates come at a fixed rate well above the real one, and each is kept with the probability that its month
and the yearly number give (thinning; Lewis and Shedler, 1979). So a change of the yearly number takes cases
away or adds some, and the others keep their moment, their number and their luck.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import accumulate, count, product
from math import ceil, log2

import numpy as np

from model.protocol import Entry, Protocol
from simulate.clock import WorkingClock
from simulate.draws import BLOCK, Luck
from simulate.scenario import Arrivals, Quantity

Profile = tuple[str, ...]
"""The answer to each case fact, in the order of the protocol."""


class ScenarioGap(ValueError):
    """The scenario gives no figure for something that the protocol needs; the message lists all of it."""


def _most(figure: Quantity) -> float:
    return max(figure.value, figure.high or 0.0)


def moments(
    entry: str, arrivals: Arrivals, clock: WorkingClock, luck: Luck, last: int
) -> Iterator[tuple[list[int], list[int]]]:
    """The minutes and the numbers of the disputes that come by one way in, up to a last minute, block by block.

    The numbers leave gaps: candidates that did not come have one too.
    """
    per_year = arrivals.per_year.value
    factors = [one.value for one in arrivals.by_month] or [1.0] * 12
    most = _most(arrivals.per_year) * max([_most(one) for one in arrivals.by_month] or [1.0])
    if per_year < 0 or min(factors) < 0:
        raise ScenarioGap(f"fewer than no disputes cannot come by {entry}")
    if most <= 0 or per_year == 0:
        return
    envelope: float = 2.0 ** ceil(log2(most))  # a power of two, so that it stays when the figure moves a little
    gaps, kept = luck.vector(f"{entry}/gap", "exponential"), luck.vector(f"{entry}/comes")
    pace = _minutes_a_year(clock) / envelope
    moment = 0.0
    for block in count():
        passed = np.cumsum(np.append(moment, np.multiply(gaps[block], pace)))[1:]
        moment, minutes = passed[-1], passed[passed < last].astype(int) + 1
        months = [clock.on(one).month - 1 for one in minutes.tolist()] if arrivals.by_month else 0
        chances = np.multiply(kept[block][: len(minutes)], envelope)
        comes = np.flatnonzero(chances < per_year * np.array(factors)[months])
        yield minutes[comes].tolist(), (comes + block * BLOCK).tolist()
        if len(minutes) < BLOCK:
            return


def _minutes_a_year(clock: WorkingClock) -> int:
    """The working minutes in the year from the first day; a year that the calendar cuts off is made up."""
    first = date.fromordinal(clock.days[0])
    year = (first + timedelta(days=365)).toordinal()
    days = bisect_right(clock.days, year - 1)
    return (days if clock.days[-1] >= year else 253) * clock.minutes_a_day


class Shares:
    """How likely each of several things is, beside the others."""

    __slots__ = ("_reach", "_whole")

    def __init__(self, shares: Iterable[float]) -> None:
        reach = list(accumulate(shares))
        self._reach, self._whole = reach[:-1], sum(reach[-1:])

    def which(self, chance: float) -> int:
        """The place of one of them, for a random number between 0 and 1."""
        return bisect_right(self._reach, chance * self._whole)


class Kind:
    """The kinds of case that come by one way in, with the probability of each.

    A fact that the scenario leaves open takes the answer that the way in asks for. The probabilities of the
    facts are independent, given that the case may take this way in at all. A way that is closed under the
    readings gets nobody.

    Raises:
        ScenarioGap: a fact is open and has no probabilities.
    """

    def __init__(self, protocol: Protocol, entry: Entry, arrivals: Arrivals, readings: dict[str, str]) -> None:
        self.entry = entry
        self.urgent = arrivals.urgent.value if arrivals.urgent else 0.0
        choices: list[list[tuple[str, float]]] = []
        gaps: list[str] = []
        names = [one.id for one in protocol.facts]
        open_facts: list[str] = []
        for fact in protocol.facts:
            given = arrivals.facts.get(fact.id)
            if fact.at_start is not None:
                choices.append([(fact.at_start, 1.0)])
            elif given is not None:
                choices.append([(answer, one.value) for answer, one in given.items() if one.value > 0])
            else:
                open_facts.append(fact.id)
                choices.append([(answer, 1.0) for answer in fact.answers])
        weights: dict[Profile, float] = {}
        for combined in product(*choices):
            profile = tuple(answer for answer, _ in combined)
            if entry.condition.holds((readings | dict(zip(names, profile, strict=True))).__getitem__):
                weight = 1.0
                for _, share in combined:
                    weight *= share
                weights[profile] = weight
        self.comes = bool(weights) or entry.dest is None
        for name in open_facts:
            if len({profile[names.index(name)] for profile in weights}) > 1:
                gaps.append(f'{entry.id}: how likely is each answer to "{name}"?')
        if gaps:
            raise ScenarioGap("\n".join(gaps))
        if not weights:  # nobody comes, or the text gives these cases no way in: what is true of them is idle
            weights = {tuple(options[0][0] for options in choices): 1.0}
        self.profiles = list(weights)
        self.shares = Shares(weights.values())
