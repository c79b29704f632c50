"""Where a dispute can lie with no limit running: stage by stage, what the text allows and what the caseload shows."""

from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np

from handrail.grid import Grid
from handrail.wording import length
from model.protocol import LimitKind, Protocol
from model.time_span import TimeSpan
from simulate.records import Run
from simulate.unit import Caseload
from simulate.yardsticks import SHARE
from verify.stays import Stay, longest_stays
from verify.study import Study

MILLISECONDS = 5_000
"""How long the solver may think about one question of a table that is about something else."""

LONGEST_QUOTE = 90
"""Letters of a clause that a cell of the table shows; rows for programs have all of it."""


def gaps(caseload: Caseload, runs: Sequence[Run], basis: str) -> Grid:
    """The gap table, from runs that kept their stays; the stages that hold most time without a limit come first.

    What the text lets a stay last is proved; what the caseload shows is estimated. Each column is one of the two.
    """
    protocol = caseload.protocol
    whole, proved = sum(one.counts.minutes.total() for one in runs), bounds(caseload)
    states = [one.id for one in protocol.states if not one.final]
    lines = [_stage(protocol, runs, one, whole) | proved[one] for one in states]
    lines.sort(key=lambda one: -(one["unclocked"] or 0))
    columns = (
        ("Stage", "stage"),
        ("Limits", "limits"),
        ("The text allows (proved)", "proved"),
        ("Of all time", "of_all_time", SHARE),
        ("There without a limit", "unclocked", SHARE),
        ("90% stay at most", "p90"),
        ("99% stay at most", "p99"),
        ("Longest seen", "longest"),
        ("The text", "quote"),
    )
    which = f"stays from {len(runs)} of the replications" if len(runs) > 1 else "stays from the first replication"
    return Grid(
        "gaps",
        "Where time passes with no limit running (stays in working days)",
        columns,
        tuple(lines),
        f"{basis}; {which}, unfinished ones as long as they were seen; proved: on the readings of this scenario, when "
        "every limit is kept",
    )


def bounds(caseload: Caseload) -> dict[str, dict[str, Any]]:
    """What the text lets a stay in each stage last, on the readings and the level of the scenario.

    Each in words, and in working days where it has a bound.
    """
    study, scenario = Study(caseload.protocol, milliseconds=MILLISECONDS), caseload.scenario
    if study.obstacle:
        return {one.id: {"proved": study.obstacle, "proved_days": None} for one in caseload.protocol.states}
    found = longest_stays(study, scenario.level, tuple(scenario.readings.items()))
    return {one.state: {"proved": _allowed(one), "proved_days": _days(one)} for one in found}


def _days(stay: Stay) -> int | None:
    return None if stay.longest in (None, inf) or stay.rests else int(stay.longest)


def _allowed(stay: Stay) -> str:
    if stay.undecided:
        return "undecided: time ran out"
    if not stay.comes:
        return "nobody comes here"
    if stay.longest is None:
        return "it rests here for ever" if stay.rests else "not measured: here it is not raised yet"
    said = "no limit bounds it" if stay.longest == inf else f"at most {TimeSpan(int(stay.longest), 'working day')}"
    return f"{said}, or it rests here for ever" if stay.rests else said


def _stage(protocol: Protocol, runs: Sequence[Run], state: str, whole: int) -> dict[str, Any]:
    days = np.concatenate([_stays(one, state) for one in runs]) if runs else np.empty(0)
    minutes = sum(one.counts.minutes[state] for one in runs)
    unclocked = sum(one.counts.unclocked[state] for one in runs)
    said = limits_of(protocol, state)
    moves = protocol.outgoing[state]
    clauses = dict.fromkeys((*protocol.state[state].clauses, *(cited for one in moves for cited in one.clauses)))
    words = "; ".join(f"{one}: {protocol.clause[one].says}" for one in clauses if one in protocol.clause)
    return {
        "stage": state,
        "limits": ", ".join(said) or "none",
        "of_all_time": minutes / whole if whole else None,
        "unclocked": unclocked / whole if whole else None,
        "p90": _at(days, 90),
        "p99": _at(days, 99),
        "longest": float(days.max()) if len(days) else None,
        "stays": len(days),
        "quote": words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1].rsplit(" ", 1)[0] + " …",
        "text": words,
    }


def limits_of(protocol: Protocol, state: str) -> list[str]:
    """The time limits of a stage in words; those that run through several stages are named as such."""
    moves = {one.id for one in protocol.outgoing[state]}
    said = [length(one) for one in protocol.limits if one.state == state or moves & set(one.binds)]
    if any(one.kind is LimitKind.CAP for one in protocol.limits):
        said.append("one over several stages")
    return list(dict.fromkeys(said))


def _stays(run: Run, state: str) -> Any:
    rows = run.visits["state"] == run.states.index(state)
    return (run.visits["left"][rows] - run.visits["entered"][rows]) / run.minutes_a_day


def _at(days: Any, percent: int) -> float | None:
    return float(np.percentile(days, percent)) if len(days) else None
