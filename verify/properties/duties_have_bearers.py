"""Every duty names who bears it.

What it checks.  Each move that is a duty, and each duty to record, tell or act, says by whom: by one role, by one
of several, or by several together. That a role owns the stage does not name it as the one who must move.
Why it matters.  What "must be done" by nobody in particular is left by everybody to somebody else.
Holds in.  "The practitioner must tell their line manager."
Violated by.  "The matter must be passed upwards."
"""

from model.modality import Level
from verify.causes import short_name
from verify.properties.findings import Finding, cases, place, verdict
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Cause, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """The duties that nobody is named for."""
    protocol = study.protocol
    moves = [one for one in protocol.transitions if level.binds(one.modality)]
    duties = [one for one in protocol.duties if level.binds(one.modality)]
    if not moves and not duties:
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="nothing is anybody's duty at this strength")]
    found = []
    for move in moves:
        if not move.by:
            why = f"nobody is named who must see to “{short_name(move)}”"
            found.append(Finding(Cause(place(move), move.clauses, why), tuple(cases(protocol, move.condition))))
    for duty in duties:
        if not duty.by:
            why = f"nobody is named who must see to this: {duty.says}"
            found.append(Finding(Cause("duties", duty.clauses, why), tuple(cases(protocol, duty.condition))))
    return verdict(study, level, PROPERTY.id, found, from_silence=True)


PROPERTY = Property("duties-have-bearers", "Every duty names who bears it.", check, "warning", "recommended")
