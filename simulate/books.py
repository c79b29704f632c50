"""Where a run is written down while it goes: counts always, stays and clocks as far as they are wanted."""

from array import array
from collections import Counter

from model.protocol import START, Transition
from simulate.case import Case, RunningClock
from simulate.needs import deadline
from simulate.plan import Plans
from simulate.records import (
    CASES,
    CLOCKS,
    ENDED,
    FATES,
    HAPPENINGS,
    LONGER,
    VISITS,
    Column,
    Counts,
    Records,
    columns,
    open_counts,
)


class Books:
    """The books of one run.

    Args:
        plans: those of the protocol whose states, moves and limits are named.
        days: how many working days are simulated.
        minutes_a_day: the length of one.
        records: what is kept besides counts.
    """

    def __init__(self, plans: Plans, days: int, minutes_a_day: int, records: Records) -> None:
        protocol, scenario, made = plans.protocol, plans.scenario, plans.made
        self.states = (START, *(one.id for one in protocol.states))
        self.hows = (*(one.id for one in protocol.transitions), *FATES)
        deadlines = [limit.id for one in protocol.duties if one.id in scenario.duties and (limit := deadline(one))]
        self.limits = (*(one.id for one in protocol.limits), *deadlines)
        longer = (f"{one}{LONGER}" for one in scenario.lengthened)
        self.events = (*scenario.events, *scenario.duties, *longer)
        self.came: Counter[str] = Counter()
        self.stalls: Counter[tuple[str, str]] = Counter()
        self.open: dict[Case, None] = {}
        self.profiles: dict[tuple[str, ...], int] = {}
        self._keeps_rows, self._keeps_all = records is not Records.NONE, records is Records.FULL
        self._minutes_a_day = minutes_a_day
        self._final = {one.id for one in (*protocol.states, *made.protocol.states) if one.final}
        self._state = {one: place for place, one in enumerate(self.states)}
        self._how = {one: place for place, one in enumerate(self.hows)}
        self._how |= {one: self._how[told] for one, told in made.step.items() if told in self._how}
        self._event = {one: place for place, one in enumerate(self.events)}
        self._ended = self._how[ENDED]
        self._limit = {one: place for place, one in enumerate(self.limits)}
        self._changes = [[0] * days for _ in self.states]
        # plain lists by place: they are touched at every step of every dispute
        self._left_by = [0] * len(self.hows)
        self._stays, self._minutes, self._unclocked = ([0] * len(self.states) for _ in range(3))
        self._ran, self._missed = ([0] * len(self.limits) for _ in range(2))
        # whole numbers without objects around them, row after row
        self._rows, self._clock_rows, self._case_rows, self._happening_rows = (array("q") for _ in range(4))

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

    def happened(self, case: Case, event: str, called: int, due: int | None, at: int | None) -> None:
        """What is no move was called for, and came or did not."""
        if self._keeps_all:
            told = (case.epoch, self._event[event], called, -1 if due is None else due, -1 if at is None else at)
            self._happening_rows.extend((case.kind.place, case.number, *told))

    def settled(self, case: Case, limit: str, due: int, *, missed: bool) -> None:
        """The time limit of a duty is over: told with the stay under way, or with the end."""
        case.aside.settled.append((self._limit[limit], due, int(missed)))
        if case not in self.open:
            self._settle(case)

    def goes_on(self, state: str, reason: str) -> None:
        """A dispute that was stalled is not any more."""
        self.stalls[state, reason] -= 1
        self.stalls += Counter()  # a reason that nobody is left with is none

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
        if case.aside is not None:
            case.aside.row = len(self._rows) // len(VISITS)
            self._settle(case)
        if self._keeps_rows:
            kind = case.kind.place
            self._rows.extend((kind, case.number, int(case.urgent), case.visit, place, case.entered, now, how))

    def _settle(self, case: Case) -> None:
        """Tell the duties that are done or overdue since the last stay was told."""
        for limit, due, missed in case.aside.settled:
            self._ran[limit] += 1
            self._missed[limit] += missed
            if self._keeps_all:
                self._clock_rows.extend((case.aside.row, limit, due, missed))
        case.aside.settled.clear()

    def _cap_is_over(self, case: Case, running: RunningClock, move: Transition | None) -> bool:
        """Whether a cap is told now: it runs over several stays, and is told once."""
        ends = running.limit.ends
        goes_on = move is not None and not (move.dest in self._final or move.id in ends or move.dest in ends)
        if goes_on and not running.missed and running.epoch == case.epoch:
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

    def happenings(self) -> dict[str, Column]:
        """What came and was no move."""
        return columns(HAPPENINGS, self._happening_rows)

    def open_by_day(self) -> Column:
        """Open disputes at the close of each day, states by days."""
        return open_counts(self._changes)


def _named(names: tuple[str, ...], counts: list[int]) -> Counter[str]:
    return Counter({name: count for name, count in zip(names, counts, strict=True) if count})
