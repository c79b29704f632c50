"""How long a caseload that starts empty takes to fill, and whether it ever stops filling."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simulate.arrivals import ScenarioGap
from simulate.experiment import WarmUp
from simulate.measures import YEAR, Window
from simulate.replications import FIRST, studies
from simulate.sweep import Workforce, one_by_one
from simulate.unit import Caseload

BATCH = 5
"""Days whose mean is one value: the 5 of MSER-5."""

LEAST_LEFT = 5
"""Values that have to be left: of fewer, the variance says nothing."""


def mser_5(series: Sequence[float]) -> int | None:
    """How many days to leave out at the beginning of a series, so that the mean of the rest is surest.

    The least of the variance of what is left, divided by how much is left, over means of five days (White, 1997;
    White, Cobb and Spratt, 2000). None when that leaves out half or more, or the series is too short: no steady
    state is shown.
    """
    values = np.asarray(series, dtype=np.float64)
    values = values[: len(values) // BATCH * BATCH].reshape(-1, BATCH).mean(axis=1)
    if len(values) < 2 * LEAST_LEFT:
        return None
    errors = [values[left_out:].var() / (len(values) - left_out) for left_out in range(len(values) - LEAST_LEFT + 1)]
    best = int(np.argmin(errors))
    return best * BATCH if best < len(values) / 2 else None


def warm_up(
    caseload: Caseload,
    *,
    seed: int,
    days: int = 3 * YEAR,
    replications: int = FIRST,
    workforce: Workforce = one_by_one,
) -> WarmUp:
    """The warm-up of a caseload, by the mean over replications of the disputes open at the close of each day.

    The season is left out: it comes back every year, and would be taken for a rise or a fall. A run that shows no
    steady state is made twice as long once, where the calendar goes so far. None then is a finding: cases
    accumulate, or two spans were too short.
    """
    arrivals = {entry: replace(one, by_month=()) for entry, one in caseload.scenario.arrivals.items()}
    caseload = caseload.with_scenario(arrivals=arrivals)
    first = _looked_at(caseload, seed, days, replications, workforce, was_doubled=False)
    if first.days is not None:
        return first
    try:
        return _looked_at(caseload, seed, 2 * days, replications, workforce, was_doubled=True)
    except ScenarioGap:  # the calendar ends before
        return first


def _looked_at(
    caseload: Caseload, seed: int, days: int, replications: int, workforce: Workforce, *, was_doubled: bool
) -> WarmUp:
    window = Window(0, days - 1, 1)
    [study] = studies([(caseload, {})], seed=seed, replications=range(replications), window=window, workforce=workforce)
    mean = np.mean([one.open_by_day for one in study.runs], axis=0)
    return WarmUp(mser_5(mean), days, was_doubled, tuple(mean.tolist()))
