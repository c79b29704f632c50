"""No single role can keep a dispute from the last word by saying nothing.

What it checks.  For each role by itself: if it never answers, from any stage on, somebody else still has a duty to
move the dispute on, until it has come to whoever has the last word. What an authority's own silence does after that
is told by `handrail silence`.
Why it matters.  A rule that needs both sides to act is a rule that one side can stop by doing nothing.
Holds in.  "If no agreement has been reached in five days, for whatever reason, the manager passes the matter up."
Violated by.  "The other agency's manager refers the matter on", and no word of what happens if that manager does not.
"""

from model.modality import Level
from verify.properties.findings import Finding, unwalkable, verdict
from verify.properties.property import Property
from verify.silence import blockers, silencings
from verify.study import Study
from verify.verdict import Cause, Result


def check(study: Study, level: Level) -> list[Result]:
    """The roles whose silence stops a dispute before the last word, stage by stage."""
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    why = "if {} never answers, nobody else has a duty to move it on"
    found = [
        Finding(Cause(one.state, one.clauses, why.format(role)), one.cubes)
        for role, stages in blockers(silencings(study, level)).items()
        for one in stages
    ]
    return verdict(study, level, PROPERTY.id, found, from_silence=True)


PROPERTY = Property(
    "silence-proof",
    "No single role can keep a dispute from the last word by saying nothing.",
    check,
    "warning",
    "recommended",
)
