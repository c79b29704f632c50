"""Every dispute reaches an authority with the last word in bounded time.

What it checks.  On every lawful course of a dispute, a terminal authority has been handed it, or it has ended,
after a number of working days that does not depend on anybody's good will. The exact number is given.
Why it matters.  It is the first half of what every protocol promises. One stage without a time limit, or one
clock without a start, is enough to lose it.
Holds in.  A protocol whose every move has a duty and a date.
Violated by.  A stage that somebody must end, but no clause says by when.
"""

from model.modality import Level
from verify.bounds import bounded
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Result


def check(study: Study, level: Level) -> list[Result]:
    """The bound on receipt, for each case class."""
    return bounded(study, level, "receipt", property_id=PROPERTY.id)


PROPERTY = Property(
    "receipt-bounded",
    "Every dispute reaches an authority that has the last word, within a bounded number of working days.",
    check,
)
