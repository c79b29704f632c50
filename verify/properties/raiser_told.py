"""Every ending is told to whoever raised the dispute.

What it checks.  Upon each move that ends a dispute, or upon the ending it leads to, a duty to give feedback or
notice names whoever raised it (of the raiser's side, the roles nearest the front line); or whoever raised it
takes part in that move, and so knows. Where they are told and no number of days says by when, that is noted.
Why it matters.  Whoever raised a concern and hears nothing cannot tell whether the child is safe, nor go on.
Holds in.  "The outcome will be shared with the worker who raised the concern."
Violated by.  A meeting of senior managers that decides, and tells only the heads of service.
"""

from model.modality import Level
from model.protocol import DutyKind, Transition
from verify.causes import short_name
from verify.properties.endings import endings, raisers, upon
from verify.properties.findings import Finding, happening, place, unwalkable, verdict
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Cause, Result, Word

TELLING = (DutyKind.FEEDBACK, DutyKind.NOTIFY)


def check(study: Study, level: Level) -> list[Result]:
    """The endings that whoever raised the dispute may never hear of."""
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    protocol, who = study.protocol, raisers(study.protocol)
    if not who:
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="the file puts nobody on the side that raises disputes")]
    ends = endings(study, level)
    if not ends:
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="no dispute comes to an end")]
    found, undated = [], []
    for move in ends:
        if _takes_part(move, who):
            continue
        telling = [one for one in upon(protocol, level, move, TELLING) if who & set(one.to)]
        cubes = happening(study, level, move, [one.condition for one in telling])
        if cubes:
            why = f"no clause says that whoever raised the dispute is told of “{short_name(move)}”"
            found.append(Finding(Cause(place(move), move.clauses, why), cubes))
        elif happening(study, level, move, [one.condition for one in telling if one.within]):
            undated.append(short_name(move))
    names = ", ".join(f"“{one}”" for one in dict.fromkeys(undated))
    note = f"no number of days says by when {names} must be told" if undated else ""
    return verdict(study, level, PROPERTY.id, found, from_silence=True, note=note)


def _takes_part(move: Transition, who: frozenset[str]) -> bool:
    """Whether the move cannot be made without somebody who raised the dispute."""
    return bool(move.by) and all(who & set(group) for group in move.by)


PROPERTY = Property(
    "raiser-told", "Every ending is told to whoever raised the dispute.", check, "warning", "recommended"
)
