"""Every clause is encoded, or left out with a reason.

What it checks.  Each clause that the file lists is cited by some part of the encoding or says why it is left out.
Whether all sentences of the source are listed, no program can tell.
Why it matters.  Only then can one say "no clause says so", on which many of the other findings rest.
Holds in.  A file in which each clause is cited or has a `left_out`.
Violated by.  A clause that is listed and forgotten.
"""

from model.modality import Level
from verify.properties.findings import Finding, unaccounted, verdict
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Cause, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """The clauses of which nothing became; the same at every level."""
    protocol = study.protocol
    if not protocol.clauses:
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="the file lists no clauses")]
    found = [
        Finding(Cause("clauses", (one,), f"no part of the encoding cites this clause: {protocol.clause[one].says}"))
        for one in unaccounted(protocol)
    ]
    return verdict(study, level, PROPERTY.id, found)


PROPERTY = Property(
    "coverage", "Every clause is encoded, or left out with a reason.", check, "warning", "recommended"
)
