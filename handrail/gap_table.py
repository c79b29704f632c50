"""Where a dispute can lie with no limit running: stage by stage, what the text says and what the caseload shows."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from handrail.grid import Grid
from handrail.wording import length
from model.protocol import LimitKind, Protocol
from simulate.records import Run
from simulate.yardsticks import SHARE

LONGEST_QUOTE = 90
"""Letters of a clause that a cell of the table shows; rows for programs have all of it."""


def gaps(protocol: Protocol, runs: Sequence[Run], basis: str) -> Grid:
    """The gap table, from runs that kept their stays; the stages that hold most time without a limit come first."""
    whole = sum(one.counts.minutes.total() for one in runs)
    lines = [_stage(protocol, runs, state.id, whole) for state in protocol.states if not state.final]
    lines.sort(key=lambda one: -(one["unclocked"] or 0))
    columns = (
        ("Stage", "stage"),
        ("Limits", "limits"),
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
        f"{basis}; {which}, unfinished ones as long as they were seen",
    )


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
