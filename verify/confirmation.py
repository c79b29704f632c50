"""The second opinion on loops, of which the solver sees only so many rounds.

That something holds however often a dispute comes round is checked in plain arithmetic, by the table of situations
that also makes its certificate. That a time has no end is believed when one run shows a round that can be repeated,
and the solver finds the run lawful too.
"""

from model.modality import Level
from verify.lasso import Lasso, lasso
from verify.proving import prove
from verify.readings import Cube, join
from verify.recheck import reason
from verify.runs import End
from verify.story import complete
from verify.study import EnginesDisagree, NotCovered, Study
from verify.verdict import Cause, Choices, Holding, Word


def must_hold_for_ever(study: Study, level: Level, property_id: str, case: Choices, holding: Holding) -> None:
    """Check that the situations the walk has met are all there are.

    Raises:
        EnginesDisagree: they are not.
    """
    said = prove(study.protocol, property_id, level, study.silent_role, case, holding.readings, holding.bound)
    if why := reason(study.protocol, said):
        raise EnginesDisagree(f"{study.protocol.id}, {property_id}, {level.value}: {why}")


def confirm_endless(
    study: Study, level: Level, milestone: str, case: Choices, end: End, stands: Choices = ()
) -> None:
    """Check that the time to a milestone of runs that end so has no bound, or that nobody need lead them to it.

    Args:
        stands: case facts that moves can change, as they stand in the end, or where it goes round.

    Raises:
        EnginesDisagree: the solver does not find the run.
        NotCovered: no round of the run can be shown to repeat.
    """
    from verify.laps import largest_finite_bound
    from verify.logic import conj

    formula, states = study.formula(level), study.milestones[milestone]
    choices: Cube = join((*case, *study.given), end.node.cube)
    if end in study.walk(level).endless.get(milestone, ()):
        here = (formula.changing[name, end.node.state][answer] for name, answer in stands)
        if not formula.ask(conj(formula.goes_round(end.node.state), *here), choices, for_ever=True):
            raise EnginesDisagree(f"{study.protocol.id}: the solver does not come round to {end.node.state}")
        return
    such = conj(*(formula.ends_with(name, answer) for name, answer in stands))
    if not formula.ask(conj(such, formula.exceeds(states, largest_finite_bound(formula.protocol))), choices):
        found = round_of(study, level, milestone, case, end)
        if found is None:
            raise NotCovered(f"whether a dispute can come round to “{end.node.state}” for ever")
        study.expect(level, conj(such, formula.exceeds(states, found.days - 1)), choices, answer=True)


def round_of(study: Study, level: Level, milestone: str, case: Choices, end: End) -> Lasso | None:
    """The round that a run which ends so can repeat for ever; None when it shows none."""
    made = complete(study, end, case)
    run = end.node.run(made)
    if end not in study.walk(level).endless.get(milestone, ()):
        return lasso(study, level, milestone, run, made)
    last = max((place for place, step in enumerate(run[:-1]) if step.dest == run[-1].dest), default=-1)
    return Lasso(run[last + 1 :], 0)


def endless_round(study: Study, level: Level, milestone: str, case: Choices, end: End) -> Cause | None:
    """Why a dispute whose run ends so can go round for ever; None when it need not."""
    found = round_of(study, level, milestone, case, end)
    if found is None:
        return None
    made, steps = study.unfolding(level), found.steps
    places = dict.fromkeys(f"“{made.protocol.state[step.dest].title}”" for step in (steps[-1], *steps[:-1]))
    moves = [made.protocol.transition[step.id] for step in steps if step.id in made.protocol.transition]
    clauses = tuple(dict.fromkeys(clause for one in moves for clause in one.clauses))
    why = f"the dispute can go round for ever ({', '.join(places)}, and again): "
    if found.days == 0:
        why += "nobody is obliged to take it out of the round"
    else:
        why += "the rounds are not counted, and no number limits the time of all of them together"
    return Cause(made.stage.get(steps[-1].dest, steps[-1].dest), clauses, why, word=Word.UNBOUNDED, round=True)
