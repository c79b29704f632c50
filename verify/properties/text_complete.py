"""Nothing that the text refers to is missing from it.

What it checks.  The file names no missing part (a flow chart, a table, another procedure), and the text breaks off
in no stage.
Why it matters.  Whoever acts by the text has to look for the rest of it, and may not find it.
Holds in.  A protocol that says in its own clauses what each stage does.
Violated by.  "Please refer to the flow chart in Appendix 1", where there is no Appendix 1.
"""

from model.modality import Level
from verify.properties.findings import Finding, about, verdict
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Cause, Result


def check(study: Study, level: Level) -> list[Result]:
    """What is missing, and where the text breaks off; the same at every level."""
    protocol = study.protocol
    found = [Finding(Cause("missing", one.clauses, f"not in the text: {one.what}")) for one in protocol.missing]
    for one in protocol.states:
        if one.text_stops:
            found.append(Finding(Cause(one.id, about(protocol, one), f"the text stops here: {one.text_stops}")))
    return verdict(study, level, PROPERTY.id, found)


PROPERTY = Property("text-complete", "Nothing that the text refers to is missing.", check, "info", "recommended")
