"""No single role can keep a dispute from the last word by saying nothing.

What it checks.  For each role by itself: if it never answers, from any stage on, somebody else still has a duty to
move the dispute on, until it has come to whoever has the last word. What an authority's own silence does after that
is told by `handrail silence`.
Why it matters.  A rule that needs both sides to act is a rule that one side can stop by doing nothing.
Holds in.  "If no agreement has been reached in five days, for whatever reason, the manager passes the matter up."
Violated by.  "The other agency's manager refers the matter on", and no word of what happens if that manager does not.
"""

from model.modality import Level
from model.people import the
from verify.causes import in_readings, listed
from verify.properties.findings import Finding, unwalkable, verdict
from verify.properties.property import Property
from verify.readings import Cube, restrict
from verify.silence import Silencing, blockers, silencings
from verify.study import Study
from verify.verdict import Cause, Result


def check(study: Study, level: Level) -> list[Result]:
    """The roles whose silence stops a dispute before the last word, stage by stage."""
    study = study.silenced(None)  # it asks this of every role by itself, whoever is silent besides
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    alike: dict[tuple[str, tuple[Cube, ...]], list[Silencing]] = {}
    for stages in blockers(silencings(study, level)).values():
        for one in stages:
            alike.setdefault((one.state, one.cubes), []).append(one)
    found = [Finding(_cause(study, level, group), cubes) for (_, cubes), group in alike.items()]
    return verdict(study, level, PROPERTY.id, found, from_silence=True)


def _cause(study: Study, level: Level, group: list[Silencing]) -> Cause:
    """Why a dispute stops in a stage: whose silence is enough, where it should go from there, and in which readings."""
    one, protocol, readings = group[0], study.protocol, {it.id for it in study.protocol.all_readings}
    roles = " or ".join(the(it.role) for it in group)
    onward = [protocol.state[it.dest].title for it in protocol.outgoing[one.state] if level.binds(it.modality)]
    stages = listed(dict.fromkeys(f"“{title}”" for title in onward), "or")
    why = f"the dispute stops if nothing is ever heard from {roles}: nobody else has a duty to take it on to {stages}"
    return Cause(one.state, one.clauses, why, in_readings(list({restrict(cube, readings): None for cube in one.when})))


PROPERTY = Property(
    "silence-proof",
    "No single role can keep a dispute from the last word by saying nothing.",
    check,
    "warning",
    "recommended",
    of_courses=True,
)
