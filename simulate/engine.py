"""One replication of a caseload, from the first working day to the close of the last."""

import gc
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import simpy

from model.calendar import calendar as calendar_of
from model.protocol import START, Protocol
from simulate.arrivals import Kind, ScenarioGap, moments
from simulate.books import Books
from simulate.case import COMPLETION, Case, CaseKind, Moment
from simulate.clock import WorkingClock
from simulate.course import Course
from simulate.draws import Luck
from simulate.happenings import COMING
from simulate.plan import Plans
from simulate.pool import Pool
from simulate.records import NO_ROUTE, Records, Run
from simulate.scenario import Scenario
from simulate.staffing import Presence

MOST_VISITS = 20
"""How often a dispute may come into one state before its loop is stopped and reported."""


def run(
    protocol: Protocol,
    scenario: Scenario,
    *,
    seed: int,
    replication: int = 0,
    days: int = 762,
    records: Records | str = Records.KPI,
    keep_limits: bool = False,
    most_visits: int = MOST_VISITS,
) -> Run:
    """Simulate one replication of a caseload; the same arguments always give the same run.

    Args:
        protocol: the text, as it is verified.
        scenario: arrivals, durations, probabilities and staff for it.
        seed: the root of all random numbers of a study.
        replication: the number of this run in the study; texts are compared on the same numbers.
        days: working days to simulate, from the first working day of the scenario (three years by default).
        records: what to keep: "none" for counts only, "kpi" for every stay, "full" to replay it.
        keep_limits: everybody keeps every limit: what would take longer is done on the last lawful day.
        most_visits: how often a dispute may come into one state before it is stopped as caught in a loop.

    Raises:
        ScenarioGap: the scenario has no figure for something that the protocol needs.
        CalendarError: the calendar does not cover the simulated days.
        NamesCollide: two names have the same random numbers.
    """
    caseload = _Caseload(protocol, scenario, Luck(seed, replication), days, Records(records), keep_limits, most_visits)
    # what a run makes goes away by counting references; looking for circles meanwhile costs a sixth of the time
    collects = gc.isenabled()
    gc.disable()
    try:
        caseload.go()
    finally:
        if collects:
            gc.enable()
    books = caseload.books
    return Run(
        protocol.id,
        scenario.id,
        seed,
        replication,
        days,
        scenario.working_minutes,
        tuple(date.fromordinal(day) for day in caseload.clock.days[:days]),
        tuple(one.id for one in protocol.entries),
        books.states,
        books.hows,
        books.limits,
        tuple(books.profiles),
        books.visits(),
        books.clocks(),
        books.cases(),
        books.counts(caseload.deferred()),
        {role: pool.use(caseload.last) for role, pool in caseload.pools.items()},
        books.open_by_day(),
        (*caseload.notes(), *caseload.never_sat()),
        books.events,
        books.happenings(),
    )


class _Caseload:
    """One run under way: who is there, what comes in."""

    def __init__(
        self,
        protocol: Protocol,
        scenario: Scenario,
        luck: Luck,
        days: int,
        records: Records,
        keep_limits: bool,
        most_visits: int,
    ) -> None:
        self.plans = Plans(protocol, scenario)
        self.clock = WorkingClock(
            calendar_of(protocol.nation, scenario.closed),
            scenario.starts,
            scenario.working_minutes,
            self.plans.counting,
            elapsed=scenario.due_at == "elapsed",
        )
        if not 0 < days <= len(self.clock.days):
            raise ScenarioGap(
                f"{days} working days cannot be simulated: from {scenario.starts} on, the calendar of "
                f"{protocol.nation} has {len(self.clock.days)}, and at least one is needed"
            )
        self._env = simpy.Environment()
        self.last = days * scenario.working_minutes
        self.books = Books(self.plans, days, scenario.working_minutes, records)
        self.pools = {
            role: Pool(self._env, role, Presence(role, staff, scenario.absence, luck), scenario.working_minutes)
            for role, staff in scenario.staff.items()
        }
        self._course = Course(
            self._env,
            self.plans,
            self.clock,
            self.pools,
            self.books,
            scenario,
            last=self.last,
            keep_limits=keep_limits,
            most_visits=most_visits,
        )
        self._on_arrival = (self._arrive,)
        self._begin(luck)

    def go(self) -> None:
        """Let it run to the close of the last day."""
        self._env.run(until=self.last + 1)
        if self._course.happenings is not None:
            self._course.happenings.close()
        self.books.close(self.last)

    def notes(self) -> tuple[str, ...]:
        """What of the text was not simulated, in words."""
        undated = (
            f'"{name}" did not run {count} times: its days lie outside those that the file lists'
            for name, count in sorted(self._course.undated.items())
        )
        return (*self.plans.notes(), *undated)

    def deferred(self) -> Counter[str]:
        """How often each panel put a dispute off."""
        return Counter({state: one.deferred for state, one in self._course.panels.items() if one.deferred})

    def never_sat(self) -> Iterator[str]:
        """What is said of each panel that disputes waited for in vain."""
        for state, one in self._course.panels.items():
            if one.waiting and not one.sittings:
                yield f'the panel of "{state}" never sat in the time simulated: {one.waiting} waited for it'

    def _begin(self, luck: Luck) -> None:
        gaps = []
        scenario = self.plans.scenario
        for place, entry in enumerate(self.plans.entries):
            arrivals = scenario.arrivals.get(entry.id)
            if arrivals is None:
                continue
            try:
                kind = Kind(self.plans.protocol, entry, arrivals, self.plans.readings)
                if kind.comes:
                    coming = moments(entry.id, arrivals, self.clock, luck, self.last)
                    self._next(CaseKind(place, kind, luck), coming)
            except ScenarioGap as gap:
                gaps.append(str(gap))
        if gaps:
            raise ScenarioGap("\n".join(gaps))

    def _next(self, kind: CaseKind, coming: Iterator[tuple[int, int]]) -> None:
        found = next(coming, None)
        if found is not None:
            minute, number = found
            moment = Moment(self._on_arrival, kind, number, coming)
            self._env.schedule(moment, COMPLETION, minute - self._env.now)

    def _arrive(self, moment: Any) -> None:
        kind, number = moment.case, moment.epoch
        self._next(kind, moment.about)
        now: Any = self._env.now
        case = Case(kind, number, self.clock.ordinal(now))
        self.books.arrived(case, now)
        if kind.dest is None:
            case.fate = NO_ROUTE
            self.books.entered(case, START, now)
            return
        self._course.note(case, now, COMING, kind.entry, kind.dest)
        self._course.enter(case, kind.dest, now)
