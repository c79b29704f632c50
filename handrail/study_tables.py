"""What a caseload shows, as tables: the measures, stages, limits and roles of one text, and two texts side by side."""

from collections.abc import Mapping
from typing import Any

from handrail.grid import Grid
from model.protocol import START
from simulate.experiment import Comparison, Difference, InputInterval, Ranking, Sensitivity, Study
from simulate.yardsticks import SHARE, subject, yardstick

WHOLE = ("disputes", "mean days", "median days", "open", "stuck", "urgent", "unclocked share")
"""How the names of the measures of all disputes begin."""

PARTS: tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "stages",
        "Stages: how many disputes come there, and days there with no limit running",
        "Stage",
        (("reaches", "Come there"), ("unclocked days", "Days without a limit")),
    ),
    ("limits", "Time limits: how often each was missed", "Limit", (("missed", "Missed"), ("ran", "Ran"))),
    (
        "roles",
        "Roles: time spent of the time set aside, overtime, and work waiting",
        "Role",
        (("load", "Load"), ("overtime", "Overtime, hours a week"), ("queue", "Waiting")),
    ),
)
"""The tables by stage, limit and role: name, title, what a row is, and its measures with their headings."""

MONTE_CARLO = "95% luck (Monte-Carlo)"
INPUTS = "5-95% inputs"
WIDE = 0.1
"""Half the width of an interval of a part of the variance, from which on it says little."""
NOT_LOOKED_AT = "doubt about the figures themselves: not looked at"


def tables(study: Study, inputs: Mapping[str, InputInterval] | None = None) -> tuple[Grid, ...]:
    """The tables of one text; `inputs` are the intervals over the ranges of the figures, where they were looked at."""
    known = inputs or {}
    return _whole(study, known), *(_part(study, known, *part) for part in PARTS)


def basis(study: Study, inputs: bool = False) -> str:
    """What the figures of a study rest on."""
    window = study.window
    doubt = "5-95% over the ranges of the figures" if inputs else NOT_LOOKED_AT
    return (
        f"{study.grounds}; {len(study.runs)} replications; disputes that came in working days {window.first} to "
        f"{window.last}, each followed for {window.follow}; intervals: 95% for luck (Student's t); {doubt}"
    )


def _whole(study: Study, inputs: Mapping[str, InputInterval]) -> Grid:
    chosen = [one for one in study.measures if one.startswith(WHOLE) and not subject(one)]
    lines = tuple({"measure": one, **_measured(one, study, inputs)} for one in chosen)
    columns = (("Measure", "measure"), ("Estimate", "estimate"), (MONTE_CARLO, "monte_carlo"), *_doubt(inputs))
    return Grid("measures", "Disputes", (*columns, ("Unit", "unit")), lines, basis(study, bool(inputs)))


def _part(
    study: Study,
    inputs: Mapping[str, InputInterval],
    name: str,
    title: str,
    row: str,
    shown: tuple[tuple[str, str], ...],
) -> Grid:
    """A row for each stage, limit or role; the first of its measures with intervals, all of them in the rows."""
    key = row.lower()
    begins = tuple(f"{measure}: " for measure, _ in shown)
    subjects = dict.fromkeys(subject(one) for one in study.measures if one.startswith(begins))
    lines = []
    for one in subjects:
        told: dict[str, Any] = {key: one}
        for measure, _ in shown:
            found = _measured(f"{measure}: {one}", study, inputs)
            told |= {f"{measure} {part}".removesuffix(" estimate"): value for part, value in found.items()}
        if one != START or told[shown[0][0]] or told[shown[-1][0]]:  # where no dispute stays without a way in
            lines.append(told)
    unit = yardstick(shown[0][0]).unit
    first, *others = ((measure, heading, yardstick(measure).unit) for measure, heading in shown)
    columns = ((row, key), (first[1], first[0], unit), (MONTE_CARLO, f"{first[0]} monte_carlo", unit))
    doubt = tuple((heading, f"{first[0]} {part}", unit) for heading, part in _doubt(inputs))
    rest = tuple((heading, measure, unit) for measure, heading, unit in others)
    return Grid(name, title, (*columns, *doubt, *rest), tuple(lines), basis(study, bool(inputs)))


def _doubt(inputs: Mapping[str, InputInterval]) -> tuple[tuple[str, str], ...]:
    return ((INPUTS, "inputs"),) if inputs else ()


def _measured(measure: str, study: Study, inputs: Mapping[str, InputInterval]) -> dict[str, Any]:
    known, found, doubt = yardstick(measure), study.estimate(measure), inputs.get(measure)
    most = known.most if known.most is not None else float("inf")
    low = None if found.low is None else max(0.0, found.low)
    high = None if found.high is None else min(most, found.high)
    return {
        "estimate": found.mean,
        "monte_carlo": (low, high),
        "inputs": None if doubt is None else (doubt.low, doubt.high),
        "says": known.says,
        "replications": found.count,
        "nothing_to_measure": found.missing,
        "unit": known.unit,
    }


def compared(found: Comparison) -> tuple[Grid, ...]:
    """The tables of two texts on the same luck: fixed yardsticks, then the limits that both have."""
    has_inputs = any(one.inputs is not None for one in found.differences)
    rests = f"{basis(found.new, has_inputs)}; both texts on the same luck, differences within pairs"
    columns = (
        ("Measure", "measure"),
        ("Old", "old"),
        ("New", "new"),
        ("Change", "change"),
        (MONTE_CARLO, "monte_carlo"),
        *(((INPUTS, "inputs"), ("New is better in (draws)", "better_in", SHARE)) if has_inputs else ()),
        ("The new text is", "verdict"),
        ("Runs that pairs save, times", "gain", "times"),
        ("Unit", "unit"),
    )
    lines = tuple(map(_difference, found.differences))
    limits = tuple(map(_difference, found.limits))
    return (
        Grid("comparison", "Old text and new text", columns, lines, rests),
        Grid("limits", "Missed limits that both texts have", columns, limits, rests),
    )


def _difference(one: Difference) -> dict[str, Any]:
    doubt = one.inputs
    return {
        "measure": one.measure,
        "old": one.old.mean,
        "new": one.new.mean,
        "change": one.change.mean,
        "monte_carlo": (one.change.low, one.change.high),
        "inputs": None if doubt is None else (doubt.low, doubt.high),
        "better_in": None if doubt is None else doubt.better,
        "verdict": "the same" if one.change.mean == 0 and not one.change.deviation else one.verdict,
        "gain": one.gain,
        "unit": one.yardstick.unit,
    }


def ranking(found: Ranking) -> Grid:
    """Whose help would matter most: one person more of each role, by what that does to one measure."""
    headings = (("For each hour a week", "per_hour"), ("Helps most in (draws)", "first_in", SHARE))
    return _effects(found, "bottlenecks", f"What would help most: {found.measure}", headings)


def delays(found: Ranking) -> Grid:
    """Where the time goes: what a measure would be without each kind of waiting."""
    return _effects(found, "delays", f"Where the time goes: {found.measure}", ())


def _effects(found: Ranking, name: str, title: str, more: tuple[tuple[str, ...], ...]) -> Grid:
    unit = yardstick(found.measure).unit
    lines = []
    for one in found.effects:
        change = one.changes[found.measure]
        lines.append(
            {
                "change": one.name,
                "says": one.says,
                "effect": change.mean,
                "monte_carlo": (change.low, change.high),
                "per_hour": None if one.per_hour is None else one.per_hour.mean,
                "first_in": one.first,
                "unit": unit,
            }
        )
    columns = (("If", "says"), (f"Change of {found.measure}", "effect"), (MONTE_CARLO, "monte_carlo"))
    return Grid(name, title, (*columns, *more, ("Unit", "unit")), tuple(lines), basis(found.base, found.draws > 0))


def sensitivity(found: Sensitivity) -> Grid:
    """Which figures of the scenario matter for one measure."""
    is_morris = found.method == "morris"
    headings = ("Mean effect (mu star)", "Unevenness (sigma)") if is_morris else ("With others", "Alone")
    columns = (("Figure", "path"), (headings[0], "effect"), ("Give or take", "doubt"), (headings[1], "other"))
    unit = yardstick(found.measure).unit if is_morris else "share"
    lines = tuple(
        {"path": one.path, "effect": one.effect, "doubt": one.doubt, "other": one.other, "unit": unit}
        for one in found.factors
    )
    how = f"{found.method} over the ranges of the figures; estimated, 95% intervals"
    rests = f"{found.grounds}; {found.runs} runs; {how}"
    parts = [part for one in found.factors for part in (one.effect, one.other)]
    if not is_morris and (max(parts) > 1 or min(parts) < 0 or max(one.doubt for one in found.factors) > WIDE):
        rests += "; too few points: a part below 0% or above 100% is an error of the estimate, ask for more --points"
    if is_morris:
        return Grid("sensitivity", f"Which figures matter: {found.measure}", columns, lines, rests)
    return Grid("variance", f"What part of the variance each figure causes: {found.measure}", columns, lines, rests)
