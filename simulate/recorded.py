"""What a full record says of each dispute, row by row."""

from collections import defaultdict
from dataclasses import dataclass

from simulate.records import Run


@dataclass(frozen=True, slots=True)
class Stay:
    """A row of the stays: where, which visit, from and until which minute, how it ended, and the limits that ran."""

    state: str
    visit: int
    entered: int
    left: int
    how: str
    clocks: tuple[tuple[str, int, bool], ...]


@dataclass(frozen=True, slots=True)
class Came:
    """A row of the record: which event in which stay, when it was called for, until when it is due, when it came.

    Times are minutes; below 0 there is none.
    """

    event: str
    stay: int
    called: int
    due: int
    at: int


def stays(run: Run) -> dict[tuple[int, int], list[Stay]]:
    """The stays of each dispute, by way in and number of the dispute."""
    visits, clocks = run.visits, run.clocks
    ran: dict[int, list[tuple[str, int, bool]]] = defaultdict(list)
    for row, limit, due, missed in zip(*(clocks[name].tolist() for name in clocks), strict=True):
        ran[row].append((run.limits[limit], due, bool(missed)))
    found: dict[tuple[int, int], list[Stay]] = defaultdict(list)
    rows = zip(*(visits[name].tolist() for name in visits), strict=True)
    for place, (kind, case, _, visit, state, entered, left, how) in enumerate(rows):
        stay = Stay(run.states[state], visit, entered, left, run.hows[how], tuple(ran.get(place, ())))
        found[kind, case].append(stay)
    return found


def came(run: Run) -> dict[tuple[int, int], list[Came]]:
    """What came beside the moves, by way in and number of the dispute."""
    columns = run.happenings
    found: dict[tuple[int, int], list[Came]] = defaultdict(list)
    names = ("kind", "case", "event", "stay", "called", "due", "at")
    if columns:
        for kind, case, event, *told in zip(*(columns[name].tolist() for name in names), strict=True):
            found[kind, case].append(Came(run.events[event], *told))
    return found
