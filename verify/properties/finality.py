"""A decided case cannot be reopened without a limit.

What it checks.  Each lawful move that takes a decided dispute further has a number of days, from a stated start,
within which it must be made. Closing it, or watching over what was decided, does not reopen it.
Why it matters.  A decision that can be reviewed at any later time settles nothing for the child.
Holds in.  "An appeal must be made within ten working days of the decision."
Violated by.  "In exceptional cases the heads of service may review the outcome."
"""

from model.modality import Level
from model.protocol import StateKind
from verify.causes import short_name
from verify.properties.findings import Finding, happening, place, unwalkable, verdict
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Cause, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """The ways to reopen a decided case that no number of days limits."""
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    protocol, walk = study.protocol, study.walk(level)
    decided = [one.id for one in protocol.states if one.kind is StateKind.DECIDED and one.id in walk.arrivals]
    if not decided:
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="no dispute is decided by an authority")]
    found = []
    for move in protocol.transitions:
        if move.source not in decided or protocol.state[move.dest].kind in (StateKind.MONITOR, StateKind.CLOSED):
            continue
        limits = [
            one.condition
            for one in protocol.limits
            if move.id in one.binds and one.at_most and one.start and level.binds(one.modality)
        ]
        why = f"“{short_name(move)}” reopens what was decided, and no number of days limits it"
        found.append(Finding(Cause(place(move), move.clauses, why), happening(study, level, move, limits)))
    return verdict(study, level, PROPERTY.id, found, from_silence=True)


PROPERTY = Property(
    "finality", "A decided case cannot be reopened without a limit.", check, "warning", "recommended"
)
