"""What came in the course of one dispute and was no move of it."""

from dataclasses import dataclass, field

from simulate.case import Case, RunningClock


@dataclass(slots=True, eq=False)
class Aside:
    """The side of a dispute that its moves do not tell.

    Attributes:
        due: by event called for and round of it: when it was called for, and until when it is due.
        never: the events that were called for and, as was known when their time was up, never come.
        called: the events that have been called for: on which day last, and how often on that day.
        pauses: by time limit: from which minute to which its clock stands still, the last perhaps without end.
        longer: by time limit that can be lengthened: whether it is.
        settled: deadlines of duties that are over, to be written down with the stay: limit, due, missed.
        row: the last row written.
        caps: the time limits over several stages that what is due can still end, though the dispute has ended.
        reason: why the dispute is stalled.
    """

    due: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    never: set[str] = field(default_factory=set)
    called: dict[str, tuple[int, int]] = field(default_factory=dict)
    pauses: dict[str, list[tuple[int, int | None]]] = field(default_factory=dict)
    longer: dict[str, bool] = field(default_factory=dict)
    settled: list[tuple[int, int, int]] = field(default_factory=list)
    row: int = 0
    caps: list[RunningClock] = field(default_factory=list)
    reason: str = ""


def aside_of(case: Case) -> Aside:
    """That of a dispute, made when it is first asked for."""
    if case.aside is None:
        case.aside = Aside()
    found: Aside = case.aside
    return found
