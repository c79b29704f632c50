"""A caseload under every combination of some values of some figures: the verb `sweep`, and what it found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handrail.arguments import Refused, known
from handrail.asked import SEED, caseload_of, counted, positive, refusing, study_facts
from handrail.findings import Findings
from handrail.grid import Grid
from handrail.workforce import workforce
from model.protocol import Protocol
from simulate.experiment import Study
from simulate.figure import KINDS, FigureError
from simulate.measures import YEAR
from simulate.scenario import Scenario
from simulate.unit import Caseload
from simulate.yardsticks import yardstick

MEASURES = ("mean days", "open after 20 days", "open after 60 days", "unclocked share", "open disputes")
"""What a sweep shows of each combination; its rows have every measure of all disputes."""

MOST = 10_000
"""How many combinations one sweep may have."""


@dataclass(frozen=True, repr=False)
class Swept(Findings):
    """A text under a caseload with other figures.

    Attributes:
        caseload: the text with its scenario.
        points: each combination of values by path, with its study; all have the same luck.
        warnings: what was said about the scenario when it was read.
    """

    command = "sweep"
    caseload: Caseload
    points: tuple[tuple[Mapping[str, float], Study], ...]
    warnings: tuple[str, ...] = ()

    def heading(self) -> str:
        """What was swept, in one line."""
        return f"{self.caseload.protocol.id} — {self.caseload.scenario.title}, {len(self.points)} combinations"

    def tables(self) -> tuple[Grid, ...]:
        """One table, a row for each combination."""
        from handrail.study_tables import basis

        paths = list(self.points[0][0])
        headings = tuple((path, path) for path in paths)
        shown = tuple((one, one, yardstick(one).unit) for one in MEASURES)
        first = (("95% luck (Monte-Carlo)", f"{MEASURES[0]} monte_carlo", yardstick(MEASURES[0]).unit),)
        lines = tuple(_line(values, study) for values, study in self.points)
        columns = (*headings, shown[0], *first, *shown[1:])
        rests = f"{basis(self.points[0][1])}; every combination on the same luck"
        return (Grid("sweep", "What if these figures were others?", columns, lines, rests),)

    def notes(self) -> tuple[str, ...]:
        """What was said about the scenario, and whether nobody came."""
        nobody = not any(value for _, study in self.points for value in study.values("disputes"))
        none = ("no dispute came while they were counted, so there is nothing to measure",) if nobody else ()
        return (*self.warnings, *none)

    def facts(self) -> dict[str, Any]:
        """What was swept, for programs."""
        return study_facts(self.caseload, self.points[0][1]) | {"figures_varied": list(self.points[0][0])}

    def write_more(self, place: Path) -> dict[str, Any]:
        """Write the rows as CSV."""
        self.frame().to_csv(place / "sweep.csv", index=False, lineterminator="\n")
        return {}


def _line(values: Mapping[str, float], study: Study) -> dict[str, Any]:
    line: dict[str, Any] = {path: f"{value:g}" for path, value in values.items()}
    for one in study.measures:
        found = study.estimate(one)
        line |= {one: found.mean, f"{one} monte_carlo": (found.low, found.high)}
    return line


def sweep(
    protocol: Protocol | str | Path,
    vary: Mapping[str, Sequence[float]] | Iterable[str],
    scenario: Scenario | str | Path | None = None,
    *,
    years: float = 1.0,
    warm_up: int = YEAR,
    seed: int = SEED,
    replications: int = 10,
    workers: int = 1,
    dask: str | None = None,
    keep: str | Path | None = None,
    given: Iterable[str] = (),
) -> Swept:
    """Simulate every combination of some values of some figures, all with the same luck.

    The other arguments are those of `simulate`.

    Args:
        vary: the values of each figure by its path, or texts such as "staff.chair.people=8,11,14".

    Raises:
        BadInput: the protocol or the scenario has faults.
        Refused: there is no such figure, it cannot have such a value, or there are too many combinations.
    """
    from simulate.grid import grid
    from simulate.replications import studies

    window = counted(years, warm_up)
    positive(replications, "replications", 1)
    caseload, warnings = caseload_of(protocol, scenario, given)
    axes = _axes(caseload, vary if isinstance(vary, Mapping) else _split(vary))
    with refusing(), workforce(workers, dask, keep) as force:
        designs = grid(caseload, axes)
        found = studies(designs, seed=seed, replications=range(replications), window=window, workforce=force)
    points = tuple(
        ({path: values[path] for path in axes}, one) for (_, values), one in zip(designs, found, strict=True)
    )
    return Swept(caseload, points, warnings)


def _split(asked: Iterable[str]) -> dict[str, list[str]]:
    """The values of each figure as they were written."""
    made: dict[str, list[str]] = {}
    for one in asked:
        path, equals, values = (part.strip() for part in one.partition("="))
        if not equals or not values:
            help = "such as --vary staff.chair.people=8,11,14"
            raise Refused(f'"{one}" varies nothing', 'a figure, "=" and numbers with commas between them', help)
        made[path] = [value.strip() for value in values.split(",")]
    return made


def _axes(caseload: Caseload, vary: Mapping[str, Sequence[float | str]]) -> dict[str, list[float]]:
    """The values of each figure as numbers that it can have."""
    figures = caseload.scenario.quantities()
    made: dict[str, list[float]] = {}
    count = 1
    for path, values in vary.items():
        kind = KINDS[figures[known("figure", path, figures)].unit]
        try:
            made[path] = [kind.number(one) if isinstance(one, str) else kind.checked(float(one)) for one in values]
        except FigureError as wrong:
            raise Refused(f"{path}: {wrong.found}", wrong.allowed, wrong.help) from None
        count *= len(values)
    if not made or not 0 < count <= MOST:
        raise Refused(
            f"{count if made else 0} combinations cannot be swept", f"1 to {MOST:,}", "vary a figure with --vary"
        )
    return made
