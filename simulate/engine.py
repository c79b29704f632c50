"""The caseload itself: disputes move through a protocol while people work and time limits run.

A dispute never waits for several things at once. Work that is done and limits whose time is up call back, and
whichever finds the dispute where it was arranged moves it; the rest finds another epoch and does nothing.
"""

from bisect import bisect_right
from datetime import date
from math import exp
from typing import Any

import simpy

from model.calendar import calendar as calendar_of
from model.protocol import START, Protocol, Transition
from simulate.arrivals import Kind, ScenarioGap, moments
from simulate.case import COMPLETION, EXPIRY, Case, CaseKind, Moment, RunningClock
from simulate.clock import NEVER, WorkingClock
from simulate.draws import Luck
from simulate.panel import Panel
from simulate.plan import NO_REMINDER, Plans
from simulate.pool import Pool
from simulate.records import (
    CAPPED,
    CASES,
    CLOCKS,
    ENDED,
    FATES,
    NO_ROUTE,
    STALLED,
    VISITS,
    Counts,
    Records,
    Run,
    columns,
    open_counts,
)
from simulate.scenario import Scenario
from simulate.staffing import Presence
from simulate.timing import Chasing

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
    return _Caseload(protocol, scenario, seed, replication, days, Records(records), most_visits, keep_limits).run()


class _Caseload:
    """One run under way."""

    def __init__(
        self,
        protocol: Protocol,
        scenario: Scenario,
        seed: int,
        replication: int,
        days: int,
        records: Records,
        most_visits: int,
        keep_limits: bool,
    ) -> None:
        self.protocol, self.scenario, self.seed, self.replication = protocol, scenario, seed, replication
        self.plans = Plans(protocol, scenario)
        self.minutes_a_day = scenario.working_minutes
        self.clock = WorkingClock(
            calendar_of(protocol.nation, scenario.closed),
            scenario.starts,
            self.minutes_a_day,
            self.plans.counting,
            elapsed=scenario.due_at == "elapsed",
        )
        if not 0 < days <= len(self.clock.days):
            raise ScenarioGap(
                f"{days} working days cannot be simulated: from {scenario.starts} on, the calendar of "
                f"{protocol.nation} has {len(self.clock.days)}, and at least one is needed"
            )
        self.days, self.last = days, days * self.minutes_a_day
        self.env = simpy.Environment()
        self.luck = Luck(seed, replication)
        self.keeps_rows, self.keeps_all = records is not Records.NONE, records is Records.FULL
        self.most_visits, self.keep_limits = most_visits, keep_limits
        self.chasing = Chasing(scenario)
        self.pools = {
            role: Pool(self.env, role, Presence(role, staff, scenario.absence, self.luck), self.minutes_a_day)
            for role, staff in scenario.staff.items()
        }
        self.panels = {
            state: Panel(self.env, sitting, self.minutes_a_day, self._taken)
            for state, sitting in scenario.sittings.items()
        }
        self.states = (START, *(one.id for one in protocol.states))
        self.hows = (*(one.id for one in protocol.transitions), *FATES)
        self.limits = tuple(one.id for one in protocol.limits)
        self.state_place = {one: place for place, one in enumerate(self.states)}
        self.how_place = {one: place for place, one in enumerate(self.hows)}
        self.limit_place = {one: place for place, one in enumerate(self.limits)}
        self.final = {one.id for one in protocol.states if one.final}
        self.counts = Counts()
        self.changes = [[0] * days for _ in self.states]
        self.rows: list[tuple[int, ...]] = []
        self.clock_rows: list[tuple[int, ...]] = []
        self.case_rows: list[tuple[int, ...]] = []
        self.profiles: dict[tuple[str, ...], int] = {}
        self.open: dict[Case, None] = {}
        # what is called back, as SimPy wants it: callbacks are a sequence
        self.on_arrival, self.on_delay = (self._arrive,), (self._delayed,)
        self.on_work, self.on_move, self.on_due = (self._worked_alone,), (self._move,), (self._time_up,)

    def run(self) -> Run:
        """All of it, from the first arrival to the close of the last day."""
        self._begin()
        self.env.run(until=self.last + 1)
        for case in self.open:
            self._leave(case, case.fate, self.last)
            self.counts.fate[case.fate] += 1
        self.counts.deferred.update({state: one.deferred for state, one in self.panels.items() if one.deferred})
        return Run(
            self.protocol.id,
            self.scenario.id,
            self.seed,
            self.replication,
            self.days,
            self.minutes_a_day,
            tuple(date.fromordinal(day) for day in self.clock.days[: self.days]),
            tuple(one.id for one in self.protocol.entries),
            self.states,
            self.hows,
            self.limits,
            tuple(self.profiles),
            columns(VISITS, self.rows),
            columns(CLOCKS, self.clock_rows),
            columns(CASES, self.case_rows),
            self.counts,
            {role: pool.use(self.last) for role, pool in self.pools.items()},
            open_counts(self.changes),
            self.plans.notes(),
        )

    # -- disputes come in --------------------------------------------------------------------------------

    def _begin(self) -> None:
        gaps = []
        for place, entry in enumerate(self.protocol.entries):
            arrivals = self.scenario.arrivals.get(entry.id)
            if arrivals is None:
                continue
            try:
                kind = CaseKind(place, Kind(self.protocol, entry, arrivals, self.plans.readings), self.luck)
            except ScenarioGap as gap:
                gaps.append(str(gap))
                continue
            self._next(kind, moments(entry.id, arrivals, self.clock, self.luck, self.last))
        if gaps:
            raise ScenarioGap("\n".join(gaps))

    def _next(self, kind: CaseKind, coming: Any) -> None:
        found = next(coming, None)
        if found is not None:
            minute, number = found
            self._at(minute, Moment(self.on_arrival, kind, number, coming))

    def _arrive(self, moment: Any) -> None:
        kind, number = moment.case, moment.epoch
        self._next(kind, moment.about)
        now = int(self.env.now)
        entry = kind.kind.entry
        profile = kind.kind.profile(kind.facts[number])
        urgent = kind.kind.urgent > 0 and kind.urgent[number] < kind.kind.urgent
        case = Case(kind, number, profile, self.clock.ordinal(now), urgent=urgent)
        self.counts.came[entry.id] += 1
        self.open[case] = None
        if self.keeps_all:
            told = self.profiles.setdefault(profile, len(self.profiles))
            self.case_rows.append((kind.place, number, int(urgent), told, now))
        if kind.kind.has_route:
            self._note(case, now, entry.id, entry.dest)
            self._enter(case, entry.dest, now)
            return
        case.state, case.entered = START, now
        self.changes[0][(now - 1) // self.minutes_a_day] += 1
        case.fate = NO_ROUTE

    # -- a stay in a state -------------------------------------------------------------------------------

    def _enter(self, case: Case, state: str, now: int) -> None:
        case.epoch += 1
        case.state, case.entered = state, now
        visit = case.visit = case.visits.get(state, 0)
        case.visits[state] = visit + 1
        self.changes[self.state_place[state]][(now - 1) // self.minutes_a_day] += 1
        case.clocks = []
        if state in self.final:
            self._leave(case, ENDED, now)
            self.counts.fate[ENDED] += 1
            self.counts.ended[state] += 1
            case.epoch += 1
            del self.open[case]
            return
        if visit >= self.most_visits:
            case.fate = CAPPED
            return
        plan = case.plan = self.plans.plan(state, case.profile, case.started)
        if plan.stalls:
            self._stall(case, plan.stalls)
        for limit in plan.clocks:
            self._start_clock(case, limit, now, is_cap=False)
        for cap in plan.caps:
            if not case.has_ended(cap):
                self._start_clock(case, cap, now, is_cap=True)
        if not plan.reach or plan.reach[-1] <= 0:
            return
        luck = case.luck = case.kind.luck(state, visit)
        number = case.number
        wait = plan.delay.minutes(luck.delay[number], luck.heap[number] if plan.delay.heaped else 0.0) if plan.delay else 0
        reach = plan.reach
        if plan.no_response > 0 and luck.answer[number] < plan.no_response:
            if plan.on_silence and self.chasing.every is not None:
                reach = plan.silence_reach
                wait += self.chasing.every
            else:
                more = self.chasing.minutes(luck.reminders[number])
                if more is None and not self.keep_limits:
                    case.choice = None
                    if not plan.expiring:
                        self._stall(case, NO_REMINDER)
                    return
                wait += more or 0
        if len(plan.free) == 1:
            case.choice = plan.free[0]
        else:
            place = bisect_right(reach, luck.outcome[number] * reach[-1])
            case.choice = plan.free[min(place, len(reach) - 1)]
        self.env.schedule(Moment(self.on_delay, case, case.epoch), COMPLETION, wait)
        if self.keep_limits:
            self._force(case, case.choice, now)

    def _start_clock(self, case: Case, limit: Any, now: int, *, is_cap: bool) -> None:
        began, day, minute = case.begun(limit)
        if is_cap and (limit.id, began) in case.told_caps:
            return
        due, ends = self.clock.due(limit, day, minute)
        running = RunningClock(limit, due, ends, began, is_cap=is_cap)
        case.clocks.append(running)
        if due <= self.last:
            self.env.schedule(Moment(self.on_due, case, case.epoch, running), EXPIRY, max(0, due - now))

    def _delayed(self, moment: Any) -> None:
        case = moment.case
        if moment.epoch != case.epoch:
            return
        panel = self.panels.get(case.state)
        if panel is None:
            self._work(case)
        else:
            panel.join(case, case.epoch, urgent=case.urgent)

    def _taken(self, case: Case, epoch: int) -> bool:
        if case.epoch != epoch:
            return False
        self._work(case)
        return True

    def _work(self, case: Case) -> None:
        """Everybody's work begins; of alternatives, those with the shortest queues do it, or else the first named."""
        plan, choice = case.plan, case.choice
        assert choice is not None
        groups = plan.work[choice.id]
        roles = groups[0] if len(groups) == 1 else min(groups, key=self._queue)
        if not roles:
            self._complete(case)
            return
        case.pending = len(roles)
        number = case.number
        for role, median in roles:
            minutes = round(median * exp(plan.sigma * case.luck.work(role)[number])) if plan.sigma else round(median)
            pool = self.pools.get(role)
            if pool is None:
                self.env.schedule(Moment(self.on_work, case, case.epoch), COMPLETION, minutes)
            else:
                case.jobs.append((pool, pool.submit(minutes, self._worked, case, urgent=case.urgent)))

    def _queue(self, roles: list[tuple[str, float]]) -> int:
        return sum(self.pools[role].length for role, _ in roles if role in self.pools)

    def _worked(self, job: Any) -> None:
        case = job.owner
        case.pending -= 1
        if not case.pending:
            self._complete(case)

    def _worked_alone(self, moment: Any) -> None:
        case = moment.case
        if moment.epoch == case.epoch:
            case.pending -= 1
            if not case.pending:
                self._complete(case)

    def _complete(self, case: Case) -> None:
        self._fire(case, case.choice, int(self.env.now))

    # -- time limits -------------------------------------------------------------------------------------

    def _time_up(self, moment: Any) -> None:
        case = moment.case
        if moment.epoch != case.epoch:
            return
        running = moment.about
        running.missed = True
        move, delay = case.plan.expiring.get(running.limit.id, (None, None))
        if move is None:
            return
        now = int(self.env.now)
        if delay is None or self.keep_limits:
            self._fire(case, move, now, running.ends)
            return
        luck = case.kind.luck(case.state, case.visit)
        wait = delay.minutes(luck.after[case.number], luck.heap[case.number])
        self.env.schedule(Moment(self.on_move, case, case.epoch, (move, running.ends)), COMPLETION, wait)

    def _move(self, moment: Any) -> None:
        case = moment.case
        if moment.epoch == case.epoch:
            self._fire(case, moment.about[0], int(self.env.now), moment.about[1])

    def _force(self, case: Case, move: Transition, now: int) -> None:
        """Arrange the last lawful minute of a move, for disputes that keep every limit."""
        plan = case.plan
        own = [self._last_minute(case, window) for window in plan.windows[move.id]]
        others = (*(one.limit for one in case.clocks if one.is_cap), *plan.later)
        last = min(max(own, default=NEVER), self._last_minute(case, others))
        if last <= self.last:
            moment = Moment(self.on_move, case, case.epoch, (move, 0))
            self.env.schedule(moment, COMPLETION, max(0, last - now))

    def _last_minute(self, case: Case, limits: Any) -> int:
        return min((self.clock.due(one, *case.begun(one)[1:])[0] for one in limits), default=NEVER)

    # -- a move ------------------------------------------------------------------------------------------

    def _fire(self, case: Case, move: Transition, now: int, ends: int = 0) -> None:
        lower = case.plan.not_before.get(move.id)
        if lower is not None:
            earliest = max(self.clock.earliest(one, case.begun(one)[1]) for one in lower)
            if earliest > now:
                if earliest <= self.last:
                    self._at(earliest, Moment(self.on_move, case, case.epoch, (move, ends)))
                return
        day = max(case.day, self.clock.ordinal(now))
        case.day = max(day, ends) if now % self.minutes_a_day == 0 else day
        self.counts.moves[move.id] += 1
        self._leave(case, move.id, now, move)
        if move.sets:
            case.profile = self.plans.after_sets(case.profile, move.sets)
        self._note(case, now, move.id, move.dest)
        self._enter(case, move.dest, now)

    def _note(self, case: Case, now: int, *events: str) -> None:
        for event in events:
            if event in self.plans.tracked:
                case.events += 1
                case.last[event] = (case.events, case.day, now)
                case.started |= self.plans.bits.get(event, 0)

    def _leave(self, case: Case, how: str, now: int, move: Transition | None = None) -> None:
        for pool, job in case.jobs:
            pool.withdraw(job)
        case.jobs.clear()
        state = case.state
        place = self.state_place[state]
        if move is not None or how == ENDED:
            self.changes[place][(now - 1) // self.minutes_a_day] -= 1
        counts = self.counts
        counts.stays[state] += 1
        counts.minutes[state] += now - case.entered
        if not case.clocks:
            counts.unclocked[state] += now - case.entered
        for running in case.clocks:
            if running.is_cap:
                if not running.missed and not self._cap_ends(running, move):
                    continue
                case.told_caps.add((running.limit.id, running.began))
            counts.clocks[running.limit.id] += 1
            counts.missed[running.limit.id] += running.missed
            if self.keeps_all:
                limit = self.limit_place[running.limit.id]
                self.clock_rows.append((len(self.rows), limit, running.due, int(running.missed)))
        if self.keeps_rows:
            self.rows.append(
                (
                    case.kind.place,
                    case.number,
                    int(case.urgent),
                    case.visit,
                    place,
                    case.entered,
                    now,
                    self.how_place[how],
                )
            )

    def _cap_ends(self, running: RunningClock, move: Transition | None) -> bool:
        if move is None or move.dest in self.final:
            return True
        return move.id in running.limit.ends or move.dest in running.limit.ends

    def _stall(self, case: Case, reason: str) -> None:
        case.fate = STALLED
        self.counts.stalls[case.state, reason] += 1

    def _at(self, minute: int, moment: Moment) -> None:
        self.env.schedule(moment, COMPLETION, minute - int(self.env.now))
