"""Every judgement, handover and ending is recorded.

What it checks.  A duty to record follows upon each move that judges an outcome, hands the dispute to another
owner, or ends it; or upon coming to where the move leads. Who records is for "duties have bearers".
Why it matters.  What is not written down cannot be taken up by the next person, or looked into later.
Holds in.  "Every discussion and its outcome must be recorded on the child's file."
Violated by.  Records asked of the first talk only, and not of the referral to the board.
"""

from model.modality import Level
from model.protocol import DutyKind, Protocol, Transition, Trigger
from verify.causes import short_name
from verify.properties.endings import upon
from verify.properties.findings import Finding, happening, place, unwalkable, verdict
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Cause, Result, Word

JUDGING = (Trigger.OUTCOME, Trigger.EITHER, Trigger.DECISION, Trigger.AGREE)


def check(study: Study, level: Level) -> list[Result]:
    """The moves that nobody has to record."""
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    protocol, fired = study.protocol, study.walk(level).fired
    moves = [one for one in protocol.transitions if one.id in fired and _matters(protocol, one)]
    if not moves:
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="nothing is judged, handed over or ended")]
    found = []
    for move in moves:
        recording = upon(protocol, level, move, (DutyKind.RECORD,))
        cubes = happening(study, level, move, [one.condition for one in recording])
        why = f"no clause says that “{short_name(move)}” is recorded"
        found.append(Finding(Cause(place(move), move.clauses, why), cubes))
    return verdict(study, level, PROPERTY.id, found, from_silence=True)


def _matters(protocol: Protocol, move: Transition) -> bool:
    """Whether a move judges an outcome, hands the dispute over, or ends it."""
    source, dest = protocol.state[move.source], protocol.state[move.dest]
    return not source.final and (dest.final or move.trigger in JUDGING or source.owner != dest.owner)


PROPERTY = Property(
    "recorded", "Every judgement, handover and ending is recorded.", check, "warning", "recommended"
)
