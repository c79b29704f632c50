"""The outcomes of a scenario's steps, made sense of: every move open to a case has a figure, and they add up to 1."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from model.protocol import Trigger
from model.yaml_places import Path
from simulate import figure as kinds
from simulate.chances import Case, Cases, drawn, in_words, is_certain
from simulate.figure_sense import FigureSense, certain
from simulate.scenario import NO_MOVE, CaseOutcomes, Quantity, Step
from simulate.scenario_document import FigureShape, StepShape


def outcomes(sense: FigureSense, shape: StepShape, path: Path) -> tuple[dict[str, Quantity], tuple[CaseOutcomes, ...]]:
    """The probabilities of the moves out of a state: for every case, and for some cases only."""
    return _moves(sense, shape.outcomes, (*path, "outcomes")), tuple(
        CaseOutcomes(
            sense.condition(one.if_, (*path, "outcomes_if", place, "if")),
            _moves(sense, one.outcomes, (*path, "outcomes_if", place, "outcomes")),
        )
        for place, one in enumerate(shape.outcomes_if)
    )


def _moves(sense: FigureSense, shapes: Mapping[str, FigureShape], path: Path) -> dict[str, Quantity]:
    state = str(path[1])
    moves = {one.id: one for one in sense.protocol.outgoing[state]}
    for name in shapes:
        elsewhere = sense.protocol.transition.get(name)
        if name in moves and moves[name].trigger is Trigger.EXPIRY:
            help = "leave it out: how often it happens follows from no_response and the delays"
            sense.fault((*path, name), f'the move "{name}" only waits for time to run out', help=help, key=True)
        elif name not in moves and elsewhere is not None:
            found = f'the move "{name}" leads out of "{elsewhere.source}", not out of "{state}"'
            sense.fault((*path, name), found, ", ".join([*moves, NO_MOVE]), key=True)
        elif name != NO_MOVE:
            sense.known(name, [*moves, NO_MOVE], "move", (*path, name), key=True)
    return sense.each_of(shapes, path, kinds.SHARE)


def completed(sense: FigureSense, steps: Mapping[str, Step]) -> dict[str, Step]:
    """The steps with the moves that are certain, for every kind of case that can come there; checks the others."""
    asked = {name: [one.condition for one in step.outcomes_if] for name, step in steps.items()}
    cases = Cases(sense.protocol, asked)
    return {name: _completed(sense, cases, name, step) for name, step in steps.items()}


def _completed(sense: FigureSense, cases: Cases, state: str, step: Step) -> Step:
    """One step; its cases are taken together where the same moves are open and the same figures count."""
    groups: dict[tuple[tuple[str, ...], int], list[Case]] = {}
    for crossroads in cases.crossroads(state):
        for case in crossroads.cases:
            value = dict(case).__getitem__
            which = next((n for n, one in enumerate(step.outcomes_if) if one.condition.holds(value)), -1)
            groups.setdefault((crossroads.moves, which), []).append(case)
    for place in range(len(step.outcomes_if)):
        if groups and not any(which == place for _, which in groups):
            found = "no case that comes here meets this condition, or one above it comes first"
            sense.fault(("steps", state, "outcomes_if", place, "if"), found, help="remove it, or correct it", key=True)
    branches = [dict(step.outcomes), *(dict(one.outcomes) for one in step.outcomes_if)]
    for (moves, which), alike in groups.items():
        figures = branches[which + 1]
        if is_certain(sense.protocol, state, moves) and moves[0] not in figures and NO_MOVE not in figures:
            figures[moves[0]] = certain("the only move open then")
        elif moves:
            _check(sense, state, which, moves, figures, alike)
    return replace(
        step,
        outcomes=_in_order(sense, state, branches[0]),
        outcomes_if=tuple(
            replace(one, outcomes=_in_order(sense, state, branch))
            for one, branch in zip(step.outcomes_if, branches[1:], strict=True)
        ),
    )


def _in_order(sense: FigureSense, state: str, figures: dict[str, Quantity]) -> dict[str, Quantity]:
    order = [*(one.id for one in drawn(sense.protocol, state)), NO_MOVE]
    return {name: figures[name] for name in order if name in figures}


def _check(
    sense: FigureSense,
    state: str,
    which: int,
    moves: Sequence[str],
    figures: Mapping[str, Quantity],
    alike: Sequence[Case],
) -> None:
    """The moves that are open to some cases have figures that add up to 1."""
    path: Path = ("steps", state, *(("outcomes",) if which < 0 else ("outcomes_if", which, "outcomes")))
    said = " or ".join(dict.fromkeys(f"({in_words(one)})" for one in alike[:3])) if alike[0] else ""
    more = f" and {len(alike) - 3} cases more" if len(alike) > 3 else ""
    case = f", for a case in which {said}{more}" if said else ""
    lacking = [name for name in moves if name not in figures]
    if lacking:
        names = ", ".join(f'"{name}"' for name in lacking)
        help = "give each a probability, 0 if it never happens"
        sense.fault(path, f'no figure for {names}, open in "{state}"{case}', help=help, key=True)
        return
    counted = [*moves, *([NO_MOVE] if NO_MOVE in figures else [])]
    total = sum(figures[name].value for name in counted)
    if abs(total - 1) > kinds.TOLERANCE:
        parts = " + ".join(f"{figures[name].value:g} ({name})" for name in counted)
        found = f'the moves open in "{state}" add up to {total:g}, not 1: {parts}{case}'
        help = f'correct one; what the text has no move for is "{NO_MOVE}"; other figures for some cases: outcomes_if'
        sense.fault(path, found, "a sum of 1, or 100%", help, key=True)
