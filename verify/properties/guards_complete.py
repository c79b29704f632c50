"""Every outcome of a stage leads somewhere.

What it checks.  For each outcome that a stage can have (agreed, not satisfied, no answer, a tie), some move answers
it, in every case that comes there and in every reading.
Why it matters.  Silence, a tied vote and a meeting without a quorum are what protocols forget.
Holds in.  "If no reply comes, or the reply is unsatisfactory, the chair escalates."
Violated by.  "If the reply is unsatisfactory, the chair escalates", with no word on no reply.
"""

from model.modality import Level
from verify.properties.guards import answers, outcomes
from verify.properties.property import Property
from verify.readings import avoiding, compatible, join, restrict
from verify.study import Study
from verify.verdict import Cause, Choices, Holding, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """The outcomes that lead nowhere."""
    from verify.logic import conj, disj, neg

    if study.obstacle:
        return [Result(PROPERTY.id, Word.UNDECIDED, level, note=study.obstacle)]
    if not any(one.outcomes for one in study.protocol.states):
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="no stage lists its outcomes")]
    walk = study.walk(level)
    if not walk.complete:
        return [Result(PROPERTY.id, Word.UNDECIDED, level, note=f"gave up after {walk.steps} steps")]
    arrivals = walk.arrivals
    failing: dict[str, tuple[list[Choices], Cause]] = {}
    for one in outcomes(study.protocol, waiting=True):
        here = [node.known for node in arrivals.get(one.state.id, ())]
        cubes = [join(cube, one.choices) for cube in here if compatible(cube, one.choices)]
        if one.moves or not cubes:
            continue
        why = f"no clause says what follows “{one.outcome}”"
        clauses = tuple(
            dict.fromkeys(
                (*one.state.clauses, *(c for move in study.protocol.outgoing[one.state.id] for c in move.clauses))
            )
        )
        cause = Cause(one.state.id, clauses, why)
        failing.setdefault(f"{one.state.id} {one.outcome}", ([], cause))[0].extend(cubes)
    for state in study.protocol.states:
        for outcome in state.outcomes:
            moves = answers(study.protocol, state, outcome, waiting=True)
            formula = study.formula(level)
            question = conj(formula.comes_to(state.id), neg(disj(*formula.holding(moves))))
            study.expect(level, question, (), answer=f"{state.id} {outcome}" in failing)
    return [result(study, level, PROPERTY.id, list(failing.values()))]


def result(study: Study, level: Level, property_id: str, failing: list[tuple[list[Choices], Cause]]) -> Result:
    """One result for guards that fail under some choices."""
    readings = {one.id: one.names for one in study.protocol.all_readings}
    causes = tuple(cause for _, cause in failing)
    cubes = [restrict(one, readings) for choices, _ in failing for one in choices]
    ways_out = avoiding(cubes, readings) if cubes else []
    word = Word.PROVED if not failing else Word.DEPENDS if ways_out else Word.REFUTED
    clauses = tuple(dict.fromkeys(clause for cause in causes for clause in cause.clauses))
    holds = tuple(Holding(one) for one in ways_out) if failing else ()
    return Result(property_id, word, level, None, (), study.silent_role, holds, causes=causes, clauses=clauses)


PROPERTY = Property("guards-complete", "Every outcome of a stage leads somewhere.", check)
