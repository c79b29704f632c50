"""Which figures of a scenario matter: by Morris, few runs for many figures, or by Sobol, many runs for a few."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulate.experiment import Factor, Sensitivity, grounds
from simulate.inputs import Fitting, ranged
from simulate.measures import Window
from simulate.replications import studies
from simulate.sweep import Workforce, one_by_one
from simulate.unit import Caseload
from simulate.yardsticks import yardstick

LEVELS = 4
"""The values that Morris tries of each figure, from the lowest to the highest of its range."""

AT_ONCE = 200
"""How many designs are worked off before their measures are thrown away."""


class Unbounded(ValueError):
    """The measure has no bound, or cannot be measured everywhere: one corner of the ranges would be all of it."""


def morris(
    caseload: Caseload,
    *,
    seed: int,
    measure: str = "open after 20 days",
    paths: Sequence[str] | None = None,
    ways: int = 12,
    replications: int = 4,
    window: Window | None = None,
    workforce: Workforce = one_by_one,
) -> Sensitivity:
    """How much each figure moves a measure over its range, by walks that change one figure at a time.

    Morris (1991), with mu star of Campolongo, Cariboni and Saltelli (2007). It takes ways x (figures + 1) designs.

    Args:
        paths: the figures; all with a range by default.
        ways: the walks.

    Raises:
        Unbounded: the measure has no highest value, or some design leaves nobody to be measured.
        KeyError: a path is that of no figure with a range.
    """
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sample

    problem = _problem(caseload, measure, paths)
    if not problem["names"]:
        return _told("morris", measure, caseload, seed, {}, 0)
    points = sample.sample(problem, ways, num_levels=LEVELS, seed=seed)
    found = _measured(caseload, problem, points, measure, seed, replications, window, workforce)
    shown = analysis.analyze(problem, points, found, num_levels=LEVELS, seed=seed)
    factors = {
        path: (shown["mu_star"][place], shown["sigma"][place], shown["mu_star_conf"][place])
        for place, path in enumerate(problem["names"])
    }
    return _told("morris", measure, caseload, seed, factors, len(points) * replications)


def sobol(
    caseload: Caseload,
    *,
    seed: int,
    paths: Sequence[str],
    measure: str = "open after 20 days",
    size: int = 512,
    replications: int = 10,
    window: Window | None = None,
    workforce: Workforce = one_by_one,
) -> Sensitivity:
    """The part of the variance of a measure that each of a few figures causes, alone and together with the others.

    Saltelli and others (2010). It takes size x (figures + 2) designs; the size is a power of two. Errors as for
    `morris`.
    """
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sample

    problem = _problem(caseload, measure, paths)
    if not problem["names"]:
        return _told("sobol", measure, caseload, seed, {}, 0)
    points = sample.sample(problem, size, calc_second_order=False, seed=seed)
    found = _measured(caseload, problem, points, measure, seed, replications, window, workforce)
    factors = dict.fromkeys(problem["names"], (0.0, 0.0, 0.0))
    if np.ptp(found) > 0:  # where nothing varies, nothing has a part in it
        shown = analysis.analyze(problem, found, calc_second_order=False, seed=seed)
        factors = {
            path: (shown["ST"][place], shown["S1"][place], shown["ST_conf"][place])
            for place, path in enumerate(problem["names"])
        }
    return _told("sobol", measure, caseload, seed, factors, len(points) * replications)


def _problem(caseload: Caseload, measure: str, paths: Sequence[str] | None) -> dict[str, Any]:
    if yardstick(measure).most is None:
        raise Unbounded(f'"{measure}" has no highest value; take one that has, such as "open after 20 days"')
    known = ranged(caseload.scenario)
    names = list(known if paths is None else dict.fromkeys(paths))
    return {"num_vars": len(names), "names": names, "bounds": [[known[one][0], known[one][2]] for one in names]}


def _measured(
    caseload: Caseload,
    problem: dict[str, Any],
    points: Any,
    measure: str,
    seed: int,
    replications: int,
    window: Window | None,
    workforce: Workforce,
) -> Any:
    fitting = Fitting(caseload)
    designs = [(caseload, fitting.fitted(dict(zip(problem["names"], row, strict=True)))) for row in points.tolist()]
    means: list[float | None] = []
    for first in range(0, len(designs), AT_ONCE):  # of each part only the means stay: Sobol may ask for many thousands
        part = designs[first : first + AT_ONCE]
        found = studies(part, seed=seed, replications=range(replications), window=window, workforce=workforce)
        means += [one.estimate(measure).mean for one in found]
    if None in means:
        raise Unbounded(f'"{measure}" cannot be measured everywhere: count disputes over a longer time')
    return np.array(means, dtype=np.float64)


def _told(
    method: str,
    measure: str,
    caseload: Caseload,
    seed: int,
    factors: Mapping[str, tuple[float, float, float]],
    runs: int,
) -> Sensitivity:
    made = [Factor(path, *(float(one) for one in numbers)) for path, numbers in factors.items()]
    made.sort(key=lambda one: (-one.effect, one.path))
    return Sensitivity(method, measure, grounds(caseload.scenario, seed), tuple(made), runs)
