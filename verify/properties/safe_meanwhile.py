"""While a dispute is pending, something protects the child.

What it checks.  Each stage in which a dispute can rest names what protects the child meanwhile, with a force that
binds. The weakest kind that is relied on is told: something operational (a plan is in force), a duty of somebody,
or no more than a principle.
Why it matters.  The professionals disagree about a child who may be in danger tonight.
Holds in.  "Until the panel has decided, the child is the subject of a child protection plan."
Violated by.  A month's wait for a hearing, with no word on the child.
"""

from model.modality import Level
from model.protocol import State
from verify.properties.findings import Finding, about, verdict
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Cause, Result, Word

WEAKEST_FIRST = {"principle": "a principle", "duty": "a duty", "operational": "something operational"}


def check(study: Study, level: Level) -> list[Result]:
    """The stages in which nothing protects the child, and the weakest protection of the others."""
    pending = [one for one in study.protocol.states if not one.final]
    if not pending:
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="no dispute is ever pending")]
    kinds = {one.id: _kind(one, level) for one in pending}
    found = [
        Finding(Cause(one.id, one.meanwhile.clauses if one.meanwhile else about(study.protocol, one), _why(one)))
        for one in pending
        if kinds[one.id] is None
    ]
    weakest = next((name for kind, name in WEAKEST_FIRST.items() if kind in kinds.values()), "")
    note = f"at its weakest, the protection named is {weakest}" if weakest else ""
    return verdict(study, level, PROPERTY.id, found, from_silence=True, note=note)


def _kind(state: State, level: Level) -> str | None:
    """The kind of protection that binds in a state; None where there is none."""
    named = state.meanwhile
    if named is None or named.kind == "nothing" or not level.binds(named.modality):
        return None
    return named.kind


def _why(state: State) -> str:
    if state.meanwhile is None or state.meanwhile.kind == "nothing":
        return "nothing is said of what protects the child meanwhile"
    return f"what protects the child meanwhile is put only as “{state.meanwhile.modality.value}”"


PROPERTY = Property(
    "safe-meanwhile", "While a dispute is pending, something protects the child.", check, "warning", "recommended"
)
