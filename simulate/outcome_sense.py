"""The outcomes of a scenario's steps, made sense of: every move open to a case has a figure, and they add up to 1."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from model.condition import ALWAYS
from model.yaml_places import Path
from simulate import figure as kinds
from simulate.chances import Cases, Crossroads, drawn, is_certain, waits
from simulate.figure_sense import FigureSense, certain
from simulate.scenario import NO_MOVE, CaseOutcomes, Quantity, Step
from simulate.scenario_document import FigureShape, StepShape


def outcomes(sense: FigureSense, shape: StepShape, path: Path) -> tuple[dict[str, Quantity], tuple[CaseOutcomes, ...]]:
    """The probabilities of the moves out of a state: for every case, and for some cases only."""
    usual, special = _moves(sense, shape.outcomes, (*path, "outcomes")), []
    for place, one in enumerate(shape.outcomes_if):
        inside = (*path, "outcomes_if", place)
        figures = _moves(sense, one.outcomes, (*inside, "outcomes"))
        before = len(sense.faults)
        condition = sense.condition(one.if_, (*inside, "if"))
        if len(sense.faults) > before:  # nobody knows for which cases: no more words on this stage
            condition = ALWAYS
            sense.untrusted |= {path}
        special.append(CaseOutcomes(condition, figures))
    return usual, tuple(special)


def _moves(sense: FigureSense, shapes: Mapping[str, FigureShape], path: Path) -> dict[str, Quantity]:
    state = str(path[1])
    moves = {one.id: one for one in sense.protocol.outgoing[state]}
    before = len(sense.faults)
    for name in shapes:
        elsewhere = sense.protocol.transition.get(name)
        if name in moves and waits(moves[name]):
            found = f'the move "{name}" only waits for time to run out, or for silence'
            help = "leave it out: how often it happens follows from no_response and the delays"
            sense.fault((*path, name), found, help=help, key=True)
        elif name not in moves and elsewhere is not None:
            found = f'the move "{name}" leads out of "{elsewhere.source}", not out of "{state}"'
            sense.fault((*path, name), found, ", ".join([*moves, NO_MOVE]), key=True)
        elif name != NO_MOVE:
            sense.known(name, [*moves, NO_MOVE], "move", (*path, name), key=True)
    made = sense.each_of(shapes, path, kinds.SHARE)
    if len(sense.faults) > before:
        sense.untrusted |= {path}  # what they add up to is not worth a word yet
    return made


def completed(sense: FigureSense, steps: Mapping[str, Step]) -> dict[str, Step]:
    """The steps with the moves that are certain, for every kind of case that can come there; checks the others."""
    cases = Cases(sense.protocol, steps)
    return {name: _completed(sense, cases.crossroads(name), name, step) for name, step in steps.items()}


def _completed(sense: FigureSense, crossroads: Sequence[Crossroads], state: str, step: Step) -> Step:
    """One step, with its moves in the order of the protocol."""
    met = {one.figures for one in crossroads}
    for place in range(len(step.outcomes_if)):
        if met and place not in met:
            found = "no case that comes here meets this condition, or one above it comes first"
            sense.fault(("steps", state, "outcomes_if", place, "if"), found, help="remove it, or correct it", key=True)
    branches = {-1: dict(step.outcomes), **{n: dict(one.outcomes) for n, one in enumerate(step.outcomes_if)}}
    for one in crossroads:
        given = branches[one.figures]
        if is_certain(sense.protocol, state, one.moves) and NO_MOVE not in given:
            given.setdefault(one.moves[0], certain("the only move open then"))
    order = [*(one.id for one in drawn(sense.protocol, state)), NO_MOVE]
    ordered = {which: {name: given[name] for name in order if name in given} for which, given in branches.items()}
    made = replace(
        step,
        outcomes=ordered[-1],
        outcomes_if=tuple(replace(one, outcomes=ordered[place]) for place, one in enumerate(step.outcomes_if)),
    )
    for one in crossroads:
        found, help = one.fault(made)
        if found:
            inside = ("outcomes",) if one.figures < 0 else ("outcomes_if", one.figures, "outcomes")
            sense.fault(("steps", state, *inside), found, "a sum of 1, or 100%", help, key=True)
    return made
