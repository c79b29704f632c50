"""No outcome of a stage leads to two places, unless the text gives somebody the choice.

What it checks.  For each outcome of a stage, in every case and reading, the moves that answer it lead to one place,
or the file says whose choice it is.
Why it matters.  When two routes apply, two people can each wait for the other's.
Holds in.  A reply is either satisfactory (closed) or not (passed up).
Violated by.  "If not resolved, refer to the head of service" beside "if not resolved, refer to the board".
"""

from itertools import combinations

from model.modality import Level
from verify.properties.guards import answers, outcomes
from verify.properties.guards_complete import result
from verify.properties.property import Property
from verify.readings import compatible, join
from verify.study import Study
from verify.verdict import Cause, Choices, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """The outcomes with two routes."""
    from verify.logic import conj, disj

    if study.obstacle:
        return [Result(PROPERTY.id, Word.UNDECIDED, level, note=study.obstacle)]
    walk = study.walk(level)
    if not walk.complete:
        return [Result(PROPERTY.id, Word.UNDECIDED, level, note=f"gave up after {walk.steps} steps")]
    arrivals = walk.arrivals
    failing: dict[str, tuple[list[Choices], Cause]] = {}
    for one in outcomes(study.protocol, waiting=False):
        places = dict.fromkeys(move.dest for move in one.moves)
        here = [node.known for node in arrivals.get(one.state.id, ())]
        cubes = [join(cube, one.choices) for cube in here if compatible(cube, one.choices)]
        if len(places) < 2 or one.state.choice_of or not cubes:
            continue
        named = " and ".join(f"“{move.id}”" for move in one.moves)
        why = f"“{one.outcome}” is answered by {named}, and nobody is given the choice"
        clauses = tuple(dict.fromkeys(clause for move in one.moves for clause in move.clauses))
        cause = Cause(one.state.id, clauses, why)
        failing.setdefault(f"{one.state.id} {one.outcome}", ([], cause))[0].extend(cubes)
    for state in study.protocol.states:
        for outcome in () if state.choice_of else state.outcomes:
            moves = answers(study.protocol, state, outcome, waiting=False)
            formula = study.formula(level)
            holds = dict(zip((one.id for one in moves), formula.holding(moves), strict=True))
            both = [conj(holds[a.id], holds[b.id]) for a, b in combinations(moves, 2) if a.dest != b.dest]
            question = conj(formula.comes_to(state.id), disj(*both))
            study.expect(level, question, (), answer=f"{state.id} {outcome}" in failing)
    return [result(study, level, PROPERTY.id, list(failing.values()))]


PROPERTY = Property("guards-exclusive", "No outcome leads to two places unless somebody has the choice.", check)
