"""The same caseload again and again with other luck: so many times, or until its measures are precise enough."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from simulate.experiment import Study, Target, grounds
from simulate.interval import estimate
from simulate.measures import Measures, Window
from simulate.sweep import Workforce, one_by_one, worked_off
from simulate.unit import Caseload, Unit

Design = tuple[Caseload, Mapping[str, float]]
"""A caseload, and the figures of its scenario that have another value."""

FIRST, MORE, MOST = 20, 10, 1000
"""How many replications come first, how many are added at a time, and when it is enough."""

TARGETS = (
    Target("mean days"),
    Target("open after 20 days", absolute=0.01),
    Target("open after 60 days", absolute=0.01),
)
"""How precise the headlines have to be when nothing else is asked for."""


def studies(
    designs: Sequence[Design],
    *,
    seed: int,
    replications: Iterable[int],
    window: Window | None = None,
    workforce: Workforce = one_by_one,
) -> list[Study]:
    """Each design in the same replications, and so with the same luck: what every experiment is made of."""
    window, numbers = window or Window(), list(replications)
    units = [Unit(caseload, seed, number, window, values) for caseload, values in designs for number in numbers]
    found = iter(worked_off(workforce, units))
    return [
        Study(
            caseload.protocol.id,
            caseload.scenario.id,
            grounds(caseload.scenario, seed),
            window,
            tuple(next(found) for _ in numbers),
        )
        for caseload, _ in designs
    ]


def replicate(
    caseload: Caseload,
    *,
    seed: int,
    targets: Sequence[Target] = TARGETS,
    window: Window | None = None,
    most: int = MOST,
    workforce: Workforce = one_by_one,
) -> Study:
    """Replications until every target is precise enough, or there are too many.

    Each half width is that of an interval at 1 - 0.05 / k for k targets (Bonferroni), so that all of them hold at
    once. More runs are asked for by what the ones before show, so intervals for tables of pairs or for tests
    belong to a fixed number instead (`studies`). The rule is that of Law, Simulation Modeling and Analysis, ch. 9.

    Raises:
        KeyError: there is no measure of the name of a target.
    """
    runs: list[Measures] = []
    while True:
        wanted = range(len(runs), min(most, len(runs) + (MORE if runs else FIRST)))
        [study] = studies([(caseload, {})], seed=seed, replications=wanted, window=window, workforce=workforce)
        runs += study.runs
        unmet = tuple(_unmet(runs, targets))
        if not unmet or len(runs) >= most:
            return replace(study, runs=tuple(runs), unmet=unmet)


def _unmet(runs: Sequence[Measures], targets: Sequence[Target]) -> Iterable[tuple[Target, float | None]]:
    for target in targets:
        found = estimate([one.values[target.measure] for one in runs], 1 - 0.05 / len(targets))
        wide = found.half_width
        if wide is None or found.mean is None or wide > max(target.relative * abs(found.mean), target.absolute):
            yield target, wide
