"""Where a run is written down while it goes: counts always, stays and clocks as far as they are wanted."""

from array import array
from collections import Counter

from model.protocol import START, Protocol, Transition
from simulate.case import Case, RunningClock
from simulate.records import CASES, CLOCKS, ENDED, FATES, VISITS, Column, Counts, Records, columns, open_counts


class Books:
    """The books of one run.

    Args:
        protocol: whose states, moves and limits are named.
        days: how many working days are simulated.
        minutes_a_day: the length of one.
        records: what is kept besides counts.
    """

    def __init__(self, protocol: Protocol, days: int, minutes_a_day: int, records: Records) -> None:
        self.states = (START, *(one.id for one in protocol.states))
        self.hows = (*(one.id for one in protocol.transitions), *FATES)
        self.limits = tuple(one.id for one in protocol.limits)
        self.came: Counter[str] = Counter()
        self.stalls: Counter[tuple[str, str]] = Counter()
        self.open: dict[Case, None] = {}
        self.profiles: dict[tuple[str, ...], int] = {}
        self._keeps_rows, self._keeps_all = records is not Records.NONE, records is Records.FULL
        self._minutes_a_day = minutes_a_day
        self._final = {one.id for one in protocol.states if one.final}
        self._state = {one: place for place, one in enumerate(self.states)}
        self._how = {one: place for place, one in enumerate(self.hows)}
        self._ended = self._how[ENDED]
        self._limit = {one: place for place, one in enumerate(self.limits)}
        self._changes = [[0] * days for _ in self.states]
        # plain lists by place: they are touched at every step of every dispute
        self._left_by = [0] * len(self.hows)
        self._stays, self._minutes, self._unclocked = ([0] * len(self.states) for _ in range(3))
        self._ran, self._missed = ([0] * len(self.limits) for _ in range(2))
        # whole numbers without objects around them, row after row
        self._rows, self._clock_rows, self._case_rows = array("q"), array("q"), array("q")

    def arrived(self, case: Case, now: int) -> None:
        """A dispute has come."""
        self.came[case.kind.entry] += 1
        self.open[case] = None
        if self._keeps_all:
            told = self.profiles.setdefault(case.profile, len(self.profiles))
            self._case_rows.extend((case.kind.place, case.number, int(case.urgent), told, now))

    def entered(self, case: Case, state: str, now: int) -> None:
        """It has come into a state."""
        case.state, case.entered = state, now
        place = case.place = self._state[state]
        self._changes[place][(now - 1) // self._minutes_a_day] += 1

    def moved(self, case: Case, move: Transition, now: int) -> None:
        """It has left its state by a move."""
        self._changes[case.place][(now - 1) // self._minutes_a_day] -= 1
        self._stayed(case, self._how[move.id], now, move)

    def ended(self, case: Case, state: str, now: int) -> None:
        """It has come into a state that is an end."""
        case.state, case.entered, case.place = state, now, self._state[state]
        del self.open[case]
        self._stayed(case, self._ended, now, None)

    def close(self, last: int) -> None:
        """The last day is over: what is still open is told, too."""
        for case in self.open:
            self._stayed(case, self._how[case.fate], last, None)

    def _stayed(self, case: Case, how: int, now: int, move: Transition | None) -> None:
        place = case.place
        self._left_by[how] += 1
        self._stays[place] += 1
        stay = now - case.entered
        self._minutes[place] += stay
        if not case.clocks:
            self._unclocked[place] += stay
        for running in case.clocks:
            if running.is_cap and not self._cap_is_over(case, running, move):
                continue
            limit = self._limit[running.limit.id]
            self._ran[limit] += 1
            self._missed[limit] += running.missed
            if self._keeps_all:
                self._clock_rows.extend((len(self._rows) // len(VISITS), limit, running.due, int(running.missed)))
        if self._keeps_rows:
            kind = case.kind.place
            self._rows.extend((kind, case.number, int(case.urgent), case.visit, place, case.entered, now, how))

    def _cap_is_over(self, case: Case, running: RunningClock, move: Transition | None) -> bool:
        """Whether a cap is told now: it runs over several stays, and is told once."""
        ends = running.limit.ends
        goes_on = move is not None and not (move.dest in self._final or move.id in ends or move.dest in ends)
        if goes_on and not running.missed:
            return False
        case.told_caps += ((running.limit.id, running.began),)
        return True

    def counts(self, deferred: Counter[str]) -> Counts:
        """How often what happened."""
        left_by = _named(self.hows, self._left_by)
        stays = _named(self.states, self._stays)
        return Counts(
            self.came,
            Counter({how: left_by[how] for how in FATES if how in left_by}),
            Counter({state: stays[state] for state in self.states if state in self._final and state in stays}),
            self.stalls,
            Counter({how: count for how, count in left_by.items() if how not in FATES}),
            stays,
            _named(self.states, self._minutes),
            _named(self.states, self._unclocked),
            _named(self.limits, self._ran),
            _named(self.limits, self._missed),
            deferred,
        )

    def visits(self) -> dict[str, Column]:
        """The stays."""
        return columns(VISITS, self._rows)

    def clocks(self) -> dict[str, Column]:
        """The time limits that ran."""
        return columns(CLOCKS, self._clock_rows)

    def cases(self) -> dict[str, Column]:
        """The disputes."""
        return columns(CASES, self._case_rows)

    def open_by_day(self) -> Column:
        """Open disputes at the close of each day, states by days."""
        return open_counts(self._changes)


def _named(names: tuple[str, ...], counts: list[int]) -> Counter[str]:
    return Counter({name: count for name, count in zip(names, counts, strict=True) if count})
