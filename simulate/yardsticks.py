"""The performance measures there are: what each says, in which unit, and whether two texts may be compared by it."""

from dataclasses import dataclass

HORIZON = 120
"""Working days up to which a dispute counts in a mean: without a bound, a few that never end would be all of it."""

OPEN_AFTER = (5, 10, 20, 60)
"""Working days after which the share of disputes still open is told."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """One performance measure.

    Attributes:
        name: how it is called; for a measure of a state, limit or role its name follows: "missed: five days".
        unit: what it counts: "disputes", "working days", "share", "hours a week".
        says: what it is in the world.
        less_is_better: whether a revision should lower it; False for what is neither good nor bad.
        is_fixed: whether it means the same under every text, so that two texts may be compared by it.
        most: the highest it can be; None when it has no bound.
    """

    name: str
    unit: str
    says: str
    less_is_better: bool = False
    is_fixed: bool = False
    most: float | None = None


DAYS, SHARE = "working days", "share"

YARDSTICKS = (
    Yardstick("disputes", "disputes", "disputes that came while they were counted", is_fixed=True),
    Yardstick(
        "mean days", DAYS, f"mean time to the end, {HORIZON} working days at most", True, True, most=float(HORIZON)
    ),
    Yardstick("median days", DAYS, "time by which half of the disputes have ended", True, True),
    *(
        Yardstick(f"open after {days} days", SHARE, f"disputes still open after {days} working days", True, True, 1.0)
        for days in OPEN_AFTER
    ),
    Yardstick("one dispute", DAYS, "time to the end of one dispute, taken by lot, as far as it is followed", True),
    Yardstick("stuck", SHARE, "disputes that nothing in the text moves on any more", True, True, 1.0),
    Yardstick("urgent mean days", DAYS, "the mean time to the end, of urgent disputes", True, True, HORIZON),
    Yardstick("urgent over 1 day", SHARE, "urgent disputes still open after one working day", True, True, 1.0),
    Yardstick("reaches", SHARE, "disputes that come to a stage at least once", most=1.0),
    Yardstick("missed", SHARE, "times that a limit ran in which its time was up first", True, most=1.0),
    Yardstick("ran", "times", "times that a limit ran"),
    Yardstick("unclocked share", SHARE, "time of all disputes in which no limit ran", True, most=1.0),
    Yardstick("unclocked days", DAYS, "time in a stage with no limit running, for each dispute that came", True),
    Yardstick("open disputes", "disputes", "disputes open at the close of a day", True, True),
    Yardstick("load", SHARE, "time spent of the time set aside; more than 1 is overtime", True, True),
    Yardstick("overtime", "hours a week", "time spent on urgent disputes beyond what was set aside", True, True),
    Yardstick("queue", "pieces of work", "work waiting for people of a role, on average", True, True),
)
"""All measures, in the order of a table."""

_BY_NAME = {one.name: one for one in YARDSTICKS}


def yardstick(measure: str) -> Yardstick:
    """What a measure such as "mean days" or "missed: five days" is.

    Raises:
        KeyError: there is no such measure.
    """
    return _BY_NAME[measure.partition(": ")[0]]


def subject(measure: str) -> str:
    """The state, limit or role that a measure is about; empty for a measure of all disputes."""
    return measure.partition(": ")[2]
