"""Every dispute is decided, or settled, within the time the board aims at.

What it checks.  As "decision bounded", with the number of working days that the file states as its target, or
that the caller asks for. Without a target there is nothing to check.
Why it matters.  A bound of a year is a bound, and no help to a child.
Holds in.  A protocol whose limits add up to no more than the target.
Violated by.  Limits that are each reasonable and together too long.
"""

from model.modality import Level
from verify.bounds import bounded
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Result


def check(study: Study, level: Level) -> list[Result]:
    """Whether the decision comes within the target, for each case class; nothing when there is no target."""
    target = study.protocol.target
    if target is None:
        return []
    return bounded(study, level, "decision", property_id=PROPERTY.id, within=target.most_working_days())


PROPERTY = Property(
    "within-target", "Every dispute is decided or settled within the time the board aims at.", check
)
