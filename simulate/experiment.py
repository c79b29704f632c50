"""What experiments find out: frozen results, each with what it rests on.

The experiments themselves: `replications`, `comparison`, `inputs`, `bottleneck`, `decomposition`, `sensitivity`
and `model_checking`. All of them are sets of independent units (`simulate.unit`), worked off in any way (`sweep`).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from simulate.interval import Estimate, estimate
from simulate.measures import Measures, Window
from simulate.scenario import Basis, Scenario
from simulate.yardsticks import Yardstick, yardstick


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a simulated figure rests on: how many figures of each basis went in, and the root of the luck.

    Attributes:
        sourced: figures of the scenario that were published for this board.
        proxy: figures that stand in from something alike.
        assumption: figures that nobody counted.
        seed: the root of the random numbers.
    """

    sourced: int
    proxy: int
    assumption: int
    seed: int

    def __str__(self) -> str:
        """The line that goes with every table."""
        return f"{self.sourced} sourced, {self.proxy} proxy, {self.assumption} assumption; seed {self.seed}"


def grounds(scenario: Scenario, seed: int) -> Grounds:
    """What results of this scenario rest on; what follows from the text alone is no figure and does not count."""
    count = Counter(one.basis for one in scenario.quantities().values() if one.place is not None)
    return Grounds(count[Basis.SOURCED], count[Basis.PROXY], count[Basis.ASSUMPTION], seed)


@dataclass(frozen=True, slots=True)
class WarmUp:
    """How long a caseload that starts empty takes to fill, by the mean over replications of the open disputes.

    Attributes:
        days: working days to leave out; None when no steady state was shown.
        simulated: working days that were looked at.
        was_doubled: whether the run was made twice as long because the first showed no steady state.
        open_by_day: the mean number of open disputes at the close of each day.
    """

    days: int | None
    simulated: int
    was_doubled: bool
    open_by_day: tuple[float, ...]

    def __str__(self) -> str:
        """In words."""
        if self.days is None:
            return f"no steady state in {self.simulated} working days: cases accumulate, or the run is too short"
        return f"steady after {self.days} working days"


@dataclass(frozen=True, slots=True)
class Target:
    """How precise a measure has to be: its half width within a part of the mean or a fixed amount, if larger."""

    measure: str
    relative: float = 0.05
    absolute: float = 0.0


@dataclass(frozen=True, slots=True)
class Study:
    """One text under one scenario, in several replications.

    Attributes:
        protocol: the id of the protocol.
        scenario: the id of the scenario.
        grounds: what the figures rest on.
        window: which disputes count.
        runs: the measures of each replication, in order.
        warm_up: how long the caseload takes to fill; None when it was not looked at.
        unmet: the targets whose precision was not reached, with the half width that was; empty when all were.
    """

    protocol: str
    scenario: str
    grounds: Grounds
    window: Window
    runs: tuple[Measures, ...]
    warm_up: WarmUp | None = None
    unmet: tuple[tuple[Target, float | None], ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of all measures, in the order of a table."""
        return tuple(dict.fromkeys(name for one in self.runs for name in one.values))

    def values(self, measure: str) -> tuple[float | None, ...]:
        """A measure in each replication; None where there was nothing to measure, or no such thing in the text."""
        return tuple(one.values.get(measure) for one in self.runs)

    def estimate(self, measure: str, confidence: float = 0.95) -> Estimate:
        """A measure over all replications, with its Monte-Carlo interval."""
        return estimate(self.values(measure), confidence)

    def still_open(self) -> tuple[Estimate, ...]:
        """The share of disputes still open after 0, 1, 2 ... working days, each with its interval."""
        length = max((len(one.survival) for one in self.runs), default=0)
        return tuple(
            estimate([one.survival[day] if day < len(one.survival) else None for one in self.runs])
            for day in range(length)
        )


@dataclass(frozen=True, slots=True)
class InputInterval:
    """How far a result moves when the figures of a scenario move within their ranges.

    Attributes:
        median: of the results over the draws; None when nothing could be measured.
        low: 5% of the results lie below.
        high: 5% lie above.
        draws: how many sets of figures were tried.
        better: for a difference, the share of draws in which the revision was better; None where no side is better.
        due_to_inputs: the part of all variance that the figures cause; the rest is luck.
    """

    median: float | None
    low: float | None
    high: float | None
    draws: int
    better: float | None = None
    due_to_inputs: float | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure under two texts, with the same luck.

    Attributes:
        measure: its name.
        old: under the first text.
        new: under the second.
        change: the mean of new less old over the pairs of replications.
        gain: how many times more replications it would have taken without the same luck; None when the pairs
            do not differ at all.
        inputs: the same difference over the ranges of the figures; None when it was not looked at.
    """

    measure: str
    old: Estimate
    new: Estimate
    change: Estimate
    gain: float | None
    inputs: InputInterval | None = None

    @property
    def yardstick(self) -> Yardstick:
        """What is measured."""
        return yardstick(self.measure)

    @property
    def verdict(self) -> str:
        """Whether the new text is "better", "worse" or, where neither side is, "different"; "unclear": perhaps luck."""
        if not self.change.is_clear or self.change.mean is None:
            return "unclear"
        if not self.yardstick.less_is_better:
            return "different"
        return "better" if self.change.mean < 0 else "worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts on the same luck, by yardsticks that mean the same under both.

    Attributes:
        old: the first text.
        new: the second.
        differences: the fixed yardsticks.
        limits: missed limits that both texts have.
        only_old: limits that only the first has; they are not compared with anything.
        only_new: limits that only the second has.
    """

    old: Study
    new: Study
    differences: tuple[Difference, ...]
    limits: tuple[Difference, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Results of one text over the ranges of the figures.

    Attributes:
        grounds: what they rest on.
        paths: the figures that were moved.
        intervals: by measure.
    """

    grounds: Grounds
    paths: tuple[str, ...]
    intervals: Mapping[str, InputInterval]


@dataclass(frozen=True, slots=True)
class Effect:
    """What one change of a scenario does to measures, with the same luck.

    Attributes:
        name: what was changed: a role that got one person more, or what no longer takes time.
        says: the same in words.
        changes: by measure, with the change less without.
        per_hour: of the measure that was ranked by, the change for each hour a week that the person gives to
            disputes; None where nobody was added.
        first: how often over the ranges of the figures this was the change that helps most; None when not looked at.
    """

    name: str
    says: str
    changes: Mapping[str, Estimate]
    per_hour: Estimate | None = None
    first: float | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Changes of a scenario, the one that helps most first.

    Attributes:
        measure: what they are ranked by.
        base: the scenario as it is.
        effects: each change.
        draws: how many sets of figures were tried for `first`; 0 for none.
    """

    measure: str
    base: Study
    effects: tuple[Effect, ...]
    draws: int = 0


@dataclass(frozen=True, slots=True)
class Factor:
    """How much one figure of a scenario matters.

    Morris: `effect` is the mean size of its effects over its range (mu star), `other` their deviation (sigma: it
    acts unevenly or together with others). Sobol: `effect` is its part of the variance with all it does together
    with others (total), `other` its part alone (first order). `doubt` is the half width of the 95% interval of
    `effect`.
    """

    path: str
    effect: float
    other: float
    doubt: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Which figures matter for a measure, the one that matters most first; `method` is "morris" or "sobol"."""

    method: str
    measure: str
    grounds: Grounds
    factors: tuple[Factor, ...]
    runs: int
