"""No outcome of a stage leads to two places, unless the text gives somebody the choice.

What it checks.  For each outcome of a stage, in every case and reading, the moves that answer it lead to one place,
or the file says whose choice it is.
Why it matters.  When two routes apply, two people can each wait for the other's.
Holds in.  A reply is either satisfactory (closed) or not (passed up).
Violated by.  "If not resolved, refer to the head of service" beside "if not resolved, refer to the board".
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from model.ledger import clauses_of
from model.modality import Level
from model.protocol import State, Transition
from verify.properties.guards import checked
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Cause, Result


def check(study: Study, level: Level) -> list[Result]:
    """The outcomes with two routes."""
    from verify.logic import conj, disj

    def contested(state: State, outcome: str, moves: list[Transition]) -> Cause | None:
        if len({one.dest for one in moves}) < 2:
            return None
        named = " and ".join(f"“{one.id}”" for one in moves)
        why = f"“{outcome}” is answered by {named}, and nobody is given the choice"
        return Cause(state.id, clauses_of(moves), why)

    def two(moves: Sequence[Transition], holding: Sequence[Any]) -> Any:
        pairs = combinations(zip(moves, holding, strict=True), 2)
        return disj(*(conj(one, other) for (a, one), (b, other) in pairs if a.dest != b.dest))

    states = [one for one in study.protocol.states if not one.choice_of]
    return checked(study, level, PROPERTY.id, states, contested, two, waiting=False)


PROPERTY = Property("guards-exclusive", "No outcome leads to two places unless somebody has the choice.", check)
