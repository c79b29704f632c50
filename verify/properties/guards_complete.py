"""Every outcome of a stage leads somewhere.

What it checks.  For each outcome that a stage can have (agreed, not satisfied, no answer, a tie), some move answers
it, in every case that comes there and in every reading.
Why it matters.  Silence, a tied vote and a meeting without a quorum are what protocols forget.
Holds in.  "If no reply comes, or the reply is unsatisfactory, the chair escalates."
Violated by.  "If the reply is unsatisfactory, the chair escalates", with no word on no reply.
"""

from collections.abc import Sequence
from typing import Any

from model.ledger import clauses_of
from model.modality import Level
from model.protocol import State, Transition
from verify.properties.guards import checked
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Cause, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """The outcomes that lead nowhere."""
    from verify.logic import disj, neg

    protocol = study.protocol
    if not study.obstacle and not any(one.outcomes for one in protocol.states):
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="no stage lists its outcomes")]

    def unanswered(state: State, outcome: str, moves: list[Transition]) -> Cause | None:
        clauses = clauses_of((state, *protocol.outgoing[state.id]))
        return None if moves else Cause(state.id, clauses, f"no clause says what follows “{outcome}”")

    def none(_: Sequence[Transition], holding: Sequence[Any]) -> Any:
        return neg(disj(*holding))

    return checked(study, level, PROPERTY.id, protocol.states, unanswered, none, waiting=True)


PROPERTY = Property("guards-complete", "Every outcome of a stage leads somewhere.", check)
