"""One replication of a caseload, from the first working day to the close of the last."""

from collections import Counter
from collections.abc import Iterator
from heapq import heappop
from itertools import chain
from typing import Any

import simpy

from model import collector
from model.protocol import Protocol
from simulate.arrivals import Kind, ScenarioGap, moments
from simulate.books import Books
from simulate.case import COMPLETION, Case, CaseKind, Coming
from simulate.course import Course
from simulate.draws import Luck
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
    records: Records | str = Records.STAYS,
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
        records: what to keep: "kpi" for what is counted, "stays" for every stay, "full" to replay it.
        keep_limits: everybody keeps every limit: what would take longer is done on the last lawful day.
        most_visits: how often a dispute may come into one state before it is stopped as caught in a loop.

    Raises:
        ScenarioGap: the scenario has no figure for something that the protocol needs.
        CalendarError: the calendar does not cover the simulated days.
        NamesCollide: two names have the same random numbers.
    """
    caseload = _Caseload(protocol, scenario, Luck(seed, replication), days, Records(records), keep_limits, most_visits)
    with collector.paused():
        caseload.go()
    books = caseload.books
    return Run(
        protocol.id,
        scenario.id,
        seed,
        replication,
        days,
        scenario.working_minutes,
        caseload.clock.dates[:days],
        tuple(one.id for one in protocol.entries),
        caseload.plans.states,
        caseload.plans.hows,
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


class _Time(simpy.Environment):
    """Simulated time whose events each call back once: none fails, and none comes again unless it is scheduled anew."""

    def step(self) -> None:
        """All events one after the other, until the stop that `run` has arranged: a call for each takes longer."""
        queue = self._queue
        while True:
            self._now, _, _, event = heappop(queue)
            (call_back,) = event.callbacks
            call_back(event)


class _Stream:
    """Disputes that come by one way in; on the heap of events, the next of them is an event of SimPy that succeeds."""

    __slots__ = ("callbacks", "coming", "kind", "rest")
    _ok = True

    def __init__(self, kind: CaseKind, rest: Iterator[Coming], then: Any) -> None:
        self.kind, self.rest, self.callbacks = kind, rest, then
        self.coming: Any = None


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
        self.clock = self.plans.clock
        if not 0 < days <= len(self.clock.days):
            raise ScenarioGap(
                f"{days} working days cannot be simulated: from {scenario.starts} on, the calendar of "
                f"{protocol.nation} has {len(self.clock.days)}, and at least one is needed"
            )
        self._env: Any = _Time()
        self.last = days * scenario.working_minutes
        self.books = Books(self.plans, days, scenario.working_minutes, records)
        self.pools = {
            role: Pool(self._env, role, Presence(role, staff, scenario.absence, luck), scenario.working_minutes)
            for role, staff in scenario.staff.items()
        }
        self._course = Course(
            self._env,
            self.plans,
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
        looped = self._course.happenings.looped if self._course.happenings is not None else Counter[str]()
        loops = (
            f'"{name}" calls for itself again, directly or through others, with hardly any time between: '
            f"stopped after {self._course.most_visits} times in a day, {count} times"
            for name, count in sorted(looped.items())
        )
        return (*self.plans.notes(), *undated, *loops)

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
                    blocks = moments(entry.id, arrivals, self.clock, luck, self.last)
                    cases = CaseKind(place, kind, luck, self.plans)
                    coming = chain.from_iterable(cases.coming(blocks, self.clock))
                    self._next(_Stream(cases, coming, self._on_arrival), 0)
            except ScenarioGap as gap:
                gaps.append(str(gap))
        if gaps:
            raise ScenarioGap("\n".join(gaps))

    def _next(self, stream: _Stream, now: int) -> None:
        """The next dispute that comes by one way in is on the heap of events, and the others wait for that."""
        found = stream.coming = next(stream.rest, None)
        if found is not None:
            self._env.schedule(stream, COMPLETION, found[0] - now)

    def _arrive(self, stream: _Stream) -> None:
        now, number, way, day, urgent = stream.coming
        kind = stream.kind
        case = Case(kind, number, way, day, now, urgent)
        self._next(stream, now)
        self.books.arrived(case, now)
        if kind.has_way:
            self._course.enter(case, way, now)
        else:
            case.fate = NO_ROUTE
