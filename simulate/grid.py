"""A table of what-ifs: every combination of some values of some figures."""

from collections.abc import Mapping, Sequence
from itertools import product

from simulate.inputs import Fitting
from simulate.replications import Design
from simulate.unit import Caseload


def grid(caseload: Caseload, axes: Mapping[str, Sequence[float]]) -> list[Design]:
    """One design for each combination, the last figure changing first; other probabilities give way.

    Raises:
        KeyError: the scenario has no such figure.
    """
    known = caseload.scenario.quantities()
    for path in axes:
        if path not in known:
            raise KeyError(path)
    fitting = Fitting(caseload)
    rows = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    return [(caseload, fitting.fitted(row)) for row in rows]
