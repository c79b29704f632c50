"""What one run leaves behind: a row for each stay in a state, the clocks that ran, and the counts of it all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from struct import Struct
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from model.protocol import START
from simulate.pool import PoolUse

if TYPE_CHECKING:  # pandas is slow to import, and only a table of the rows needs it
    import pandas

Column = NDArray[Any]

ENDED = "ended"
OPEN = "open"
STALLED = "stalled"
CAPPED = "capped"
NO_ROUTE = "no route"
FATES = (ENDED, OPEN, STALLED, CAPPED, NO_ROUTE)
"""How a stay ends other than by a move. Ended: the state is an end. Open: still there on the last day. Stalled:
nothing can happen any more. Capped: the loop was stopped by us. No route: the text gives this case no way in."""

VISITS = ("kind", "case", "urgent", "visit", "state", "entered", "left", "how")
CLOCKS = ("row", "limit", "due", "missed")
CASES = ("kind", "case", "urgent", "profile", "arrived")
HAPPENINGS = ("kind", "case", "stay", "event", "called", "due", "at")

LONGER = " (lengthened)"
"""After the name of a time limit: that it was lengthened for a dispute, among what came and was no move."""


class Records(StrEnum):
    """How much a run keeps: only what is counted (memory does not grow with the cases), the stays, or all to replay."""

    KPI = "kpi"
    STAYS = "stays"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Counts:
    """How often what happened. Times are in working minutes.

    Attributes:
        came: disputes by way in.
        fate: disputes by how they stand on the last day: ended, open, stalled, capped or no route.
        ended: ended disputes by final state.
        stalls: stalled disputes by state and reason.
        moves: how often each move was made.
        stays: finished and unfinished stays in each state.
        minutes: the time that disputes spent in each state.
        unclocked: the part of it in which no time limit ran.
        clocks: how often each time limit ran.
        missed: how often its time was up while the dispute still lay there.
        deferred: how often a panel put a dispute off to a later sitting, by state.
        ended_after: disputes that have ended by the whole working days from their coming to their end.
        open_for: the others, by the whole working days from their coming to the last day.
    """

    came: Counter[str] = field(default_factory=Counter)
    fate: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    stalls: Counter[tuple[str, str]] = field(default_factory=Counter)
    moves: Counter[str] = field(default_factory=Counter)
    stays: Counter[str] = field(default_factory=Counter)
    minutes: Counter[str] = field(default_factory=Counter)
    unclocked: Counter[str] = field(default_factory=Counter)
    clocks: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    deferred: Counter[str] = field(default_factory=Counter)
    ended_after: Counter[int] = field(default_factory=Counter)
    open_for: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Run:
    """One replication of a caseload.

    Attributes:
        protocol: the id of the protocol.
        scenario: the id of the scenario.
        seed: the root of the random numbers.
        replication: the number of this run.
        days: how many working days were simulated; the last one is closed.
        minutes_a_day: the length of a working day.
        dates: the date of each working day, in order.
        kinds: ways in, to which the column `kind` points.
        states: states, the pseudo-state of a case without a way in first; columns `state` and rows of `open_by_day`.
        hows: the moves, then the fates; column `how`.
        limits: time limits; column `limit`.
        profiles: what is true of a case (the answers to the case facts, in the order of the protocol).
        visits: a row for each stay, in the order in which they ended: `VISITS`. `entered` and `left` are
            minutes; what is still open has the last minute as `left`. Empty when only counts are kept.
        clocks: a row for each time limit that ran: `CLOCKS`. `row` is the row in `visits`; `missed` says
            that its time was up while the dispute lay there. Only in full records.
        cases: a row for each dispute, as it came: `CASES`. Only in full records.
        counts: how often what happened.
        pools: what each role did.
        open_by_day: disputes open at the close of each day, states by days.
        notes: what of the text is not simulated, in words.
        events: outside events, duties and lengthened limits; column `event`.
        happenings: a row for each of them that was called for: `HAPPENINGS`. `stay` counts the stays of the
            dispute, from 1, up to the one in which it came; `due` is -1 without a limit, and `at` where it did
            not come. The limit of a duty has its row among `clocks`, too. Only in full records.
    """

    protocol: str
    scenario: str
    seed: int
    replication: int
    days: int
    minutes_a_day: int
    dates: tuple[date, ...]
    kinds: tuple[str, ...]
    states: tuple[str, ...]
    hows: tuple[str, ...]
    limits: tuple[str, ...]
    profiles: tuple[tuple[str, ...], ...]
    visits: Mapping[str, Column]
    clocks: Mapping[str, Column]
    cases: Mapping[str, Column]
    counts: Counts
    pools: Mapping[str, PoolUse]
    open_by_day: Column
    notes: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    happenings: Mapping[str, Column] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What tells it from runs of other texts, scenarios and seeds."""
        return f"{self.protocol}/{self.scenario}/{self.seed}"

    @property
    def last(self) -> int:
        """The last minute of the run."""
        return self.days * self.minutes_a_day

    def day_of(self, minute: int) -> int:
        """The working day that a minute counts for, from 0."""
        return max(0, minute - 1) // self.minutes_a_day

    @cached_property
    def frame(self) -> "pandas.DataFrame":
        """The stays as a table, with names for the columns that point to them."""
        import pandas

        table = pandas.DataFrame(dict(self.visits))
        for column, names in (("kind", self.kinds), ("state", self.states), ("how", self.hows)):
            codes: NDArray[np.int64] = self.visits[column]
            table[column] = pandas.Categorical.from_codes(codes, pandas.Index(names))
        table["urgent"] = table["urgent"].astype(bool)
        table.insert(0, "run", self.name)
        table.insert(1, "replication", self.replication)
        return table


class Rows(bytearray):
    """Whole numbers of eight bytes, row after row; `row` makes one."""

    __slots__ = ("_blocks", "_names", "_packed", "row")

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names, self._packed = names, 0
        self._blocks: list[Column] = []
        self.row = Struct(f"{len(names)}q").pack

    @property
    def next(self) -> int:
        """The place of the next row, from 0."""
        return self._packed + len(self) // (8 * len(self._names))

    def pack(self, *, keep: bool = True) -> Column:
        """Take the rows that came since the last time, rows by columns; without `keep` they are forgotten."""
        block = np.frombuffer(bytes(self), np.int64).reshape(-1, len(self._names))
        self.clear()
        self._packed += len(block)
        if keep:
            self._blocks.append(block)
        return block

    def columns(self) -> dict[str, Column]:
        """All packed rows, as one array a column."""
        empty = np.empty((0, len(self._names)), np.int64)
        return {
            name: np.concatenate([one[:, place] for one in (empty, *self._blocks)])
            for place, name in enumerate(self._names)
        }


__all__ = [
    "CASES",
    "CLOCKS",
    "FATES",
    "HAPPENINGS",
    "LONGER",
    "START",
    "VISITS",
    "Counts",
    "Records",
    "Rows",
    "Run",
]
