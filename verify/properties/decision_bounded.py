"""Every dispute is decided, or settled, in bounded time.

What it checks.  On every lawful course of a dispute, an authority has fixed an outcome, or the dispute has ended
by agreement, after a number of working days that does not depend on anybody's good will.
Why it matters.  To receive a dispute is not to decide it: "hear", "review" and "liaise" are not "decide".
Holds in.  A protocol whose authority must decide within a stated time of receiving the dispute.
Violated by.  An authority that hears the dispute and need not decide, or decides without a date.
"""

from model.modality import Level
from verify.bounds import bounded
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Result


def check(study: Study, level: Level) -> list[Result]:
    """The bound on the decision, for each case class."""
    return bounded(study, level, "decision", property_id=PROPERTY.id)


PROPERTY = Property(
    "decision-bounded",
    "Every dispute is decided or settled within a bounded number of working days.",
    check,
)
