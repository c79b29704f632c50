"""Where a run is written down while it goes: counts always, stays and clocks as far as they are wanted."""

from collections import Counter, defaultdict

import numpy as np

from simulate.case import Case, RunningClock
from simulate.needs import limits_told
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
    Rows,
)
from simulate.way import Way

MANY = 1 << 19
"""How many bytes of stays are written down before they are counted."""


class Books:
    """The books of one run.

    Args:
        plans: whose states, moves and limits are named.
        days: how many working days are simulated.
        minutes_a_day: the length of one.
        records: what is kept besides counts.
    """

    def __init__(self, plans: Plans, days: int, minutes_a_day: int, records: Records) -> None:
        self._plans, self._minutes_a_day, self._last = plans, minutes_a_day, days * minutes_a_day
        scenario = plans.scenario
        self.limits = limits_told(plans.protocol, scenario.duties)
        longer = (f"{one}{LONGER}" for one in scenario.lengthened)
        self.events = (*scenario.events, *scenario.duties, *longer)
        self._limit = {one: place for place, one in enumerate(self.limits)}
        self._event = {one: place for place, one in enumerate(self.events)}
        self.stalls: Counter[tuple[str, str]] = Counter()
        self._ended_after, self._open_for = defaultdict[int, int](int), Counter[int]()
        self._outliving: list[RunningClock] = []
        self.open: dict[Case, None] = {}
        self.profiles: dict[tuple[str, ...], int] = {}
        self._keeps_rows, self._keeps_all = records is not Records.KPI, records is Records.FULL
        self._ended = plans.how[ENDED]
        # plain lists by place: they are touched at every step of every dispute
        self._unclocked = [0] * len(plans.states)
        self._ran, self._missed = ([0] * len(self.limits) for _ in range(2))
        self._rows, self._clock_rows, self._case_rows = Rows(VISITS), Rows(CLOCKS), Rows(CASES)
        self._happening_rows = Rows(HAPPENINGS)
        self._came, self._left_by = np.zeros(len(plans.entries), np.int64), np.zeros(len(plans.hows), np.int64)
        self._stays, self._minutes = np.zeros((2, len(plans.states)), np.int64)
        self._changes = np.zeros((len(plans.states), days), np.int64)

    def arrived(self, case: Case, now: int) -> None:
        """A dispute has come."""
        self.open[case] = None
        if self._keeps_all:
            told = self.profiles.setdefault(case.way.profile, len(self.profiles))
            self._case_rows += self._case_rows.row(case.kind.place, case.number, case.urgent, told, now)
        if len(self._rows) > MANY:
            self._count()

    def left(self, case: Case, how: int, now: int, way: Way | None = None) -> None:
        """It has left its state, or stays there for good."""
        place, clocks = case.way.place, case.clocks
        if not clocks:
            self._unclocked[place] += now - case.entered
        for running in clocks:
            term = running.term
            if term.is_cap:
                if running.case is not None and not self._cap_is_told(running, way):
                    running.case = None
                    if way is not None and way.is_end:
                        self._outliving.append(running)
                    continue
                case.told_caps += ((term.limit.id, running.began),)
            running.case = None
            self._ran[term.place] += 1
            if running.missed:
                self._missed[term.place] += 1
            if self._keeps_all:
                self._clock_rows += self._clock_rows.row(self._rows.next, term.place, running.due, running.missed)
        clocks.clear()
        if self._outliving:
            clocks += self._outliving
            self._outliving.clear()
        if case.aside is not None:
            case.aside.row = self._rows.next
            self._settle(case)
        rows, row = self._rows, self._rows.row  # which is quicker than to call it as if it were a method
        rows += row(case.kind.place, case.number, case.urgent, case.visit, place, case.entered, now, how)

    def _settle(self, case: Case) -> None:
        """Tell the duties that are done or overdue since the last stay was told."""
        for limit, due, missed in case.aside.settled:
            self._ran[limit] += 1
            self._missed[limit] += missed
            if self._keeps_all:
                self._clock_rows += self._clock_rows.row(case.aside.row, limit, due, missed)
        case.aside.settled.clear()

    def ended(self, case: Case, now: int) -> None:
        """It has come into a state that is an end."""
        del self.open[case]
        self._ended_after[(now - case.came) // self._minutes_a_day] += 1
        if case.clocks and case.aside is not None:
            aside, clocks = case.aside, case.clocks
            called = {name for name, _ in aside.due if self._plans.applies(name, case.way.profile)}
            aside.caps = [one for one in clocks if not called.isdisjoint(one.term.closing)]
            rest = [one for one in clocks if called.isdisjoint(one.term.closing)]
            case.clocks = [one for one in rest if aside.never.isdisjoint(one.term.closing)]
            open_for_ever = (one for one in rest if not aside.never.isdisjoint(one.term.closing))
            aside.settled += ((one.term.place, one.due, int(one.due <= self._last)) for one in open_for_ever)
        if case.clocks or case.aside is not None:
            self.left(case, self._ended, now)
        else:
            rows, row = self._rows, self._rows.row
            rows += row(case.kind.place, case.number, case.urgent, case.visit, case.way.place, now, now, self._ended)

    def happened(self, case: Case, event: str, called: int, due: int | None, at: int | None) -> None:
        """What is no move was called for, and came or did not."""
        if self._keeps_all:
            told = (case.epoch, self._event[event], called, -1 if due is None else due, -1 if at is None else at)
            self._happening_rows += self._happening_rows.row(case.kind.place, case.number, *told)

    def settled(self, case: Case, limit: str, due: int, *, missed: bool) -> None:
        """The time limit of a duty is over: told with the stay under way, or with the end."""
        case.aside.settled.append((self._limit[limit], due, int(missed)))
        if case not in self.open:
            self._settle(case)

    def done(self, case: Case, duty: str, at: int | None) -> None:
        """A duty is done, or never will be: caps that it could still end after the dispute are told with the end."""
        for cap in list(case.aside.caps):
            waits = any(name in cap.term.closing for name, _ in case.aside.due)
            if duty in cap.term.closing and (at is not None or not waits):
                case.aside.caps.remove(cap)
                self.settled(case, cap.term.limit.id, cap.due, missed=(self._last + 1 if at is None else at) > cap.due)

    def goes_on(self, state: str, reason: str) -> None:
        """A dispute that was stalled is not any more."""
        self.stalls[state, reason] -= 1
        self.stalls += Counter()  # a reason that nobody is left with is none

    def close(self, last: int) -> None:
        """The last day is over: what is still open is told, too."""
        for case in self.open:
            self._open_for[(last - case.came) // self._minutes_a_day] += 1
            self.left(case, self._plans.how[case.fate], last)
        self._count()

    def _count(self) -> None:
        """Count the stays that wait."""
        self._clock_rows.pack()
        self._case_rows.pack()
        self._happening_rows.pack()
        kind, *_, state, entered, left, how = self._rows.pack(keep=self._keeps_rows).T
        np.add.at(self._left_by, how, 1)
        np.add.at(self._stays, state, 1)
        np.add.at(self._minutes, state, left - entered)
        is_open, is_move = how != self._ended, how < len(self._plans.hows) - len(FATES)
        np.add.at(self._came, kind[~is_move], 1)  # each dispute has one stay that it does not leave
        np.add.at(self._changes, (state[is_open], (entered[is_open] - 1) // self._minutes_a_day), 1)
        np.add.at(self._changes, (state[is_move], (left[is_move] - 1) // self._minutes_a_day), -1)

    def _cap_is_told(self, running: RunningClock, way: Way | None) -> bool:
        """Whether a cap is told now: it runs over several stays, and is told once."""
        term = running.term
        may_run = way is not None and (not way.is_end or term.closing)  # for what the closing calls for can end it, too
        goes_on = may_run and way is not None and set(way.events).isdisjoint(term.limit.ends)
        return running.missed or not goes_on

    def counts(self, deferred: Counter[str]) -> Counts:
        """How often what happened."""
        plans = self._plans
        left_by = _named(plans.hows, self._left_by.tolist())
        stays = _named(plans.states, self._stays.tolist())
        return Counts(
            _named(tuple(one.id for one in plans.entries), self._came.tolist()),
            Counter({how: left_by[how] for how in FATES if how in left_by}),
            Counter({state: count for state, count in stays.items() if state in plans.final}),
            self.stalls,
            Counter({how: count for how, count in left_by.items() if how not in FATES}),
            stays,
            _named(plans.states, self._minutes.tolist()),
            _named(plans.states, self._unclocked),
            _named(self.limits, self._ran),
            _named(self.limits, self._missed),
            deferred,
            Counter(self._ended_after),
            self._open_for,
        )

    def visits(self) -> dict[str, Column]:
        """The stays."""
        return self._rows.columns()

    def clocks(self) -> dict[str, Column]:
        """The time limits that ran."""
        return self._clock_rows.columns()

    def cases(self) -> dict[str, Column]:
        """The disputes."""
        return self._case_rows.columns()

    def happenings(self) -> dict[str, Column]:
        """What came and was no move."""
        return self._happening_rows.columns()

    def open_by_day(self) -> Column:
        """Open disputes at the close of each day, states by days."""
        return np.cumsum(self._changes, axis=1)


def _named(names: tuple[str, ...], counts: list[int]) -> Counter[str]:
    return Counter({name: count for name, count in zip(names, counts, strict=True) if count})
