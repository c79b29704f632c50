"""Doubt about the inputs: the figures of a scenario drawn from their ranges, all of them at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulate.chances import Cases
from simulate.comparison import changes
from simulate.draws import Luck
from simulate.experiment import Comparison, Difference, InputInterval, Study, Uncertainty, grounds
from simulate.measures import Window
from simulate.replications import Design, studies
from simulate.scenario import NO_MOVE, Quantity, Scenario
from simulate.sweep import Workforce, one_by_one
from simulate.unit import Caseload
from simulate.yardsticks import yardstick

DRAWS, PER_DRAW = 200, 4
"""Sets of figures that are tried, and the replications of each: the same ones for all."""


def ranged(scenario: Scenario) -> dict[str, tuple[float, float, float]]:
    """The figures with a range: the lowest value, that of the scenario, and the highest."""
    found = {}
    for path, one in scenario.quantities().items():
        if one.low is not None and one.high is not None and one.low < one.high:
            found[path] = (one.low, min(max(one.value, one.low), one.high), one.high)
    return found


def draws(caseload: Caseload, *, seed: int, count: int = DRAWS) -> list[dict[str, float]]:
    """So many sets of values for the figures with a range, each figure drawn by itself.

    A figure is as likely too high as too low: half of the chance rises in a line from the low end of its range
    to the value that the scenario gives, half falls from there to the high end. (One triangle over a lopsided
    range would put most draws on its long side, and the interval beside the estimate.) Each figure has random
    numbers of its own, so that one range more changes no other figure, and two texts draw alike.
    """
    luck, columns = Luck(seed, 0), {}
    for path, (low, middle, high) in ranged(caseload.scenario).items():
        columns[path] = _around(luck.row(f"input/{path}", count), low, middle, high).tolist()
    rows = [{path: column[number] for path, column in columns.items()} for number in range(count)]
    fitting = Fitting(caseload)
    return [fitting.fitted(row) for row in rows]


def _around(chance: NDArray[np.float64], low: float, middle: float, high: float) -> NDArray[np.float64]:
    """The value below which a figure lies with such a chance."""
    below = low + (middle - low) * np.sqrt(2 * np.minimum(chance, 0.5))
    above = high - (high - middle) * np.sqrt(2 * np.minimum(1 - chance, 0.5))
    found: NDArray[np.float64] = np.where(chance < 0.5, below, above)
    return found


class Fitting:
    """Probabilities that add up to 1 again when some of them are set to other values.

    What is set keeps its value as far as there is room for it, and the others share what is left as before.
    """

    def __init__(self, caseload: Caseload) -> None:
        self._known = caseload.scenario.quantities()
        self._groups = list(_groups(caseload, self._known))

    def fitted(self, values: Mapping[str, float]) -> dict[str, float]:
        """The values, and those of the figures that have to give way."""
        made = dict(values)
        for group in self._groups:
            given = [path for path in group if path in made]
            if not given:
                continue
            others = [path for path in group if path not in made]
            used, rest = sum(made[path] for path in given), sum(self._known[path].value for path in others)
            if used > 1 or not rest:
                made |= {path: made[path] / used for path in given if used}
                used = 1.0
            if rest:
                made |= {path: self._known[path].value * (1 - used) / rest for path in others}
        return made


def _groups(caseload: Caseload, known: Mapping[str, Quantity]) -> Iterator[tuple[str, ...]]:
    """The paths of the probabilities that add up to 1 together."""
    scenario = caseload.scenario
    cases = Cases(caseload.protocol, scenario.steps)
    found: list[list[str]] = []
    for state in scenario.steps:
        for one in cases.crossroads(state):
            home = f"steps.{state}.outcomes" if one.figures < 0 else f"steps.{state}.outcomes_if.{one.figures}.outcomes"
            found.append([f"{home}.{move}" for move in (*one.moves, NO_MOVE)])
    for entry, arrivals in scenario.arrivals.items():
        for fact, given in arrivals.facts.items():
            found.append([f"arrivals.{entry}.facts.{fact}.{answer}" for answer in given])
    yield from dict.fromkeys(tuple(path for path in group if path in known) for group in found)


def uncertainty(
    caseload: Caseload,
    *,
    seed: int,
    count: int = DRAWS,
    per_draw: int = PER_DRAW,
    window: Window | None = None,
    workforce: Workforce = one_by_one,
) -> Uncertainty:
    """Every measure over the ranges of the figures."""
    drawn = draws(caseload, seed=seed, count=count)
    found = _studied([(caseload, one) for one in drawn], seed, per_draw, window, workforce)
    names = found[0].measures if found else ()
    intervals = {name: input_interval([one.values(name) for one in found]) for name in names}
    return Uncertainty(grounds(caseload.scenario, seed), tuple(ranged(caseload.scenario)), intervals)


def with_inputs(
    comparison: Comparison,
    old: Caseload,
    new: Caseload,
    *,
    count: int = DRAWS,
    per_draw: int = PER_DRAW,
    workforce: Workforce = one_by_one,
) -> Comparison:
    """A comparison with the differences over the ranges of the figures, both texts drawn alike."""
    seed, window = comparison.old.grounds.seed, comparison.old.window
    designs = [(text, one) for text in (old, new) for one in draws(text, seed=seed, count=count)]
    found = _studied(designs, seed, per_draw, window, workforce)
    return replace(
        comparison,
        differences=tuple(_over(one, found[:count], found[count:]) for one in comparison.differences),
        limits=tuple(_over(one, found[:count], found[count:]) for one in comparison.limits),
    )


def _studied(
    designs: Sequence[Design], seed: int, per_draw: int, window: Window | None, workforce: Workforce
) -> list[Study]:
    return studies(designs, seed=seed, replications=range(per_draw), window=window, workforce=workforce)


def _over(one: Difference, old: Sequence[Study], new: Sequence[Study]) -> Difference:
    rows = [changes(one.measure, before, after) for before, after in zip(old, new, strict=True)]
    return replace(one, inputs=input_interval(rows, judges=yardstick(one.measure).less_is_better))


def input_interval(rows: Iterable[Sequence[float | None]], *, judges: bool = False) -> InputInterval:
    """The interval over draws, each a row of the same replications.

    The part of the inputs is that of an analysis of variance in two ways, draws and replications: all draws share
    their luck, so that its part can be told from theirs. Draws in which something could not be measured are left
    out of it.

    Args:
        rows: for each draw, the measure in each replication.
        judges: whether less is better, and the share of draws with less is wanted.
    """
    rows = list(rows)
    there = [[one for one in row if one is not None] for row in rows]
    means = [sum(row) / len(row) for row in there if row]
    if not means:
        return InputInterval(None, None, None, len(rows))
    low, median, high = (float(one) for one in np.percentile(means, (5, 50, 95)))
    better = sum(one < 0 for one in means) / len(means) if judges else None
    whole = np.array([row for row, found in zip(rows, there, strict=True) if len(found) == len(row)], dtype=np.float64)
    return InputInterval(median, low, high, len(rows), better, _due_to_rows(whole))


def _due_to_rows(table: NDArray[np.float64]) -> float | None:
    """The part of the variance of one number that lies between rows; None when it cannot be told."""
    if table.ndim < 2 or min(table.shape) < 2:
        return None
    count, length = table.shape
    of_rows, of_columns = table.mean(axis=1), table.mean(axis=0)
    left = table - of_rows[:, None] - of_columns + table.mean()
    residual = float((left**2).sum()) / ((count - 1) * (length - 1))
    between = max(0.0, float(of_rows.var(ddof=1)) - residual / length)
    luck = max(0.0, float(of_columns.var(ddof=1)) - residual / count) + residual
    return between / (between + luck) if between + luck > 0 else None
