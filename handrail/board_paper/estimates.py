"""The estimates of a board paper: what a simulated caseload shows, as tables and pictures with what they rest on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from handrail import figures
from handrail.board_paper.paper import Figure, Table
from handrail.grid import Grid
from handrail.simulated import Simulated, simulate
from handrail.study_tables import MONTE_CARLO
from model.protocol import Protocol
from simulate.interval import Estimate
from simulate.scenario import Scenario
from simulate.yardsticks import SHARE

REPLICATIONS = 10
"""How often a caseload is simulated for a paper, each time with other luck; everything is kept of each."""

DAYS = (5, 10, 20, 30, 40, 60, 90, 120)
"""After how many working days the table says how many disputes are still open."""


def estimates(protocol: Protocol, scenario: Scenario | str, *, years: float = 1.0) -> tuple[Figure, ...]:
    """What a caseload under a text shows; the seed and the number of runs stand in each basis.

    Raises:
        BadInput: the scenario has faults.
        Refused: it cannot be simulated.
    """
    found = simulate(protocol, scenario, years=years, replications=REPLICATIONS, records=REPLICATIONS, draws=0)
    drawings = found.drawings()
    return (
        _figure("All disputes together", _in_words(found.table("measures")), notes=found.notes()),
        _figure("Gaps in the text, and what lies in them", found.table("gaps")),
        _figure("Time to resolution", _still_open(found), drawings["survival"]),
        _figure("Open cases by stage", _open_by_stage(found), drawings["open cases"]),
    )


def _figure(title: str, grid: Grid, draw: Callable[[], Any] | None = None, notes: tuple[str, ...] = ()) -> Figure:
    name, says = title.lower().replace(" ", "-"), f"{title}; its figures are in the table “{grid.title}”"
    svg = figures.svg(name, draw, says) if draw else ""
    table = Table(grid.title, tuple(heading for heading, *_ in grid.columns), tuple(grid.cells()))
    to_know = f". To know: {'; '.join(notes)}" if notes else ""
    return Figure(title, svg, table, f"{grid.basis}{to_know}")


def _in_words(grid: Grid) -> Grid:
    """A table of measures that says of each what it is in the world, in place of its short name."""
    return replace(grid, columns=(("What", "says"), *grid.columns[1:]))


def _still_open(found: Simulated) -> Grid:
    days = found.study.still_open()
    lines = tuple(
        {"day": day, "open": days[day].mean, "luck": _share(days[day])} for day in DAYS if day < len(days)
    )
    columns = (("After working days", "day"), ("Still open", "open", SHARE), (MONTE_CARLO, "luck", SHARE))
    return Grid("still open", "How long disputes stay open", columns, lines, found.basis)


def _share(found: Estimate) -> tuple[float | None, float | None]:
    """The interval of a share, as far as a share can go."""
    return None if found.low is None else max(0.0, found.low), None if found.high is None else min(1.0, found.high)


def _open_by_stage(found: Simulated) -> Grid:
    """Stages by disputes that lie there at the close of a day, over the days on which disputes were counted."""
    window, runs = found.study.window, found.runs
    lines = []
    for state in found.caseload.protocol.states:
        if not state.final:
            row = runs[0].states.index(state.id)
            days = np.array([one.open_by_day[row][window.first : window.last] for one in runs])
            lines.append({"stage": state.id, "mean": float(days.mean()), "most": int(days.max())})
    columns = (("Stage", "stage"), ("Open at the close of a day, mean", "mean"), ("Most on one day", "most"))
    basis = f"{found.basis}; the table: working days {window.first} to {window.last} of all replications"
    return Grid("open by stage", "Where open disputes lie", columns, tuple(lines), basis)
