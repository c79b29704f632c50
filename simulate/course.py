"""The course of a dispute: from state to state, while people work on it and its time limits run.

A dispute never waits for several things at once. Work that is done and limits whose time is up call back, and
whichever finds the dispute where it was arranged moves it; the rest finds another epoch and does nothing.
"""

from bisect import bisect_right
from collections import Counter
from math import exp
from typing import Any

import simpy

from model.protocol import TimeLimit, Transition
from simulate.books import Books
from simulate.case import COMPLETION, EXPIRY, Case, Moment, RunningClock
from simulate.clock import NEVER, WorkingClock, counts_own_days
from simulate.happenings import VOID, Happenings
from simulate.panel import Panel
from simulate.plan import NO_DATE, NO_MOVE_FITS, NO_REMINDER, Plans
from simulate.pool import DONE, Pool
from simulate.records import CAPPED, STALLED
from simulate.scenario import NO_MOVE, Scenario
from simulate.timing import Chasing


class Course:
    """How all disputes of one run go their way.

    Args:
        env: the simulated time.
        plans: what may happen, asked of the verified meaning.
        clock: dates and working minutes.
        pools: the people, by role.
        books: where everything is written down.
        last: the last minute.
        keep_limits: what would outlast a limit is done on its last lawful minute, and nobody is silent for ever.
        most_visits: how often a dispute may come into one state.
    """

    def __init__(
        self,
        env: simpy.Environment,
        plans: Plans,
        clock: WorkingClock,
        pools: dict[str, Pool],
        books: Books,
        scenario: Scenario,
        *,
        last: int,
        keep_limits: bool,
        most_visits: int,
    ) -> None:
        self._env: Any = env  # its minutes are whole here; its types allow others
        self._plans, self._clock, self._pools, self._books = plans, clock, pools, books
        self._last, self._keep_limits, self.most_visits = last, keep_limits, most_visits
        self._bits = plans.bits
        self._days = clock.days
        self._minutes_a_day = scenario.working_minutes
        self._chasing = Chasing(scenario)
        self._told = plans.made.stage
        self.final = {one.id for one in plans.protocol.states if one.final}
        self.panels = {
            state: Panel(env, sitting, self._minutes_a_day, self._taken) for state, sitting in scenario.sittings.items()
        }
        self.undated: Counter[str] = Counter()
        """How often each limit could not run, because its end lies beyond the days that the file lists."""
        # what is called back, as SimPy wants it: callbacks are a sequence
        self._on_delay, self._on_work = (self._delayed,), (self._worked_alone,)
        self._on_move, self._on_due = (self._move,), (self._time_up,)
        happenings = Happenings(env, self, plans, clock, books, last=last, keep_limits=keep_limits)
        self.happenings = happenings if happenings.are_any else None
        self._changing = happenings.changing

    # -- a stay in a state -------------------------------------------------------------------------------

    def enter(self, case: Case, state: str, now: int) -> None:
        """A dispute comes into a state: its clocks start, and people begin."""
        case.epoch += 1
        case.at, case.choice = state, None
        state = self._told.get(state, state)
        visit = case.visit = case.visits.get(state, 0)
        case.visits[state] = visit + 1
        case.clocks = []
        if state in self.final:
            self._books.ended(case, state, now)
            return
        self._books.entered(case, state, now)
        if visit >= self.most_visits:
            case.fate = CAPPED
            return
        plan = case.plan = self._plans.plan(case.at, case.profile, case.started)
        if plan.stalls:
            self._stall(case, plan.stalls)
        for limit in plan.clocks:
            self.start_clock(case, limit, now, False)
        for cap in plan.caps:
            if not case.has_ended(cap):
                self.start_clock(case, cap, now, True)
        if not plan.reach or plan.reach[-1] <= 0:
            return
        luck = case.luck = case.kind.luck(state, visit)
        number, delay, reach = case.number, plan.delay, plan.reach
        wait = 0
        if delay is not None:
            wait = delay.minutes(luck.delay[number], luck.heap[number] if delay.heaped else 0.0)
        if plan.no_response > 0 and luck.answer[number] < plan.no_response:
            if plan.on_silence and self._chasing.every is not None:
                reach = plan.silence_reach
                wait += self._chasing.every
            else:
                more = self._chasing.minutes(luck.reminders[number])
                if more is None and not self._keep_limits:
                    if not plan.expiring:
                        self._stall(case, NO_REMINDER)
                    return
                wait += more or 0
        if len(plan.free) == 1:
            case.choice = plan.free[0]
        else:
            place = bisect_right(reach, luck.outcome[number] * reach[-1])
            case.choice = plan.free[min(place, len(reach) - 1)]
        chosen = case.choice.id if case.choice else NO_MOVE
        if wait or state in self.panels or not plan.work[chosen][0]:
            self._env.schedule(Moment(self._on_delay, case, case.epoch), COMPLETION, wait)
        else:  # an event at once would only cost time; where nobody works, it keeps loops from nesting
            self._work(case)
        if self._keep_limits and case.choice:
            self.force(case, case.choice, now)

    def start_clock(self, case: Case, limit: TimeLimit, now: int, is_cap: bool) -> None:
        """Let a time limit run in the stay under way."""
        began, day, minute = case.begun(limit)
        if is_cap and (limit.id, began) in case.told_caps:
            return
        due, ends = self._clock.due(limit, day, minute)
        if due == NEVER and counts_own_days(limit):
            self.undated[limit.id] += 1
            if limit.id in case.plan.expiring and not case.plan.free:
                self._stall(case, NO_DATE)
            return
        if limit.id in self._changing and self.happenings is not None:
            due, ends = self.happenings.due(case, limit, (due, ends))
        running = RunningClock(self._on_due, case, limit, due, ends, began, is_cap)
        case.clocks.append(running)
        if due <= self._last:
            self._env.schedule(running, EXPIRY, due - now if due > now else 0)

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
        plan = case.plan
        groups = plan.work[case.choice.id if case.choice else NO_MOVE]
        roles = groups[0] if len(groups) == 1 else min(groups, key=self._queue)
        if not roles:
            self._complete(case)
            return
        case.pending = len(roles)
        number = case.number
        for role, median in roles:
            minutes = round(median * exp(plan.sigma * case.luck.work(role)[number])) if plan.sigma else round(median)
            pool = self._pools.get(role)
            if pool is None:
                self._env.schedule(Moment(self._on_work, case, case.epoch), COMPLETION, minutes)
            else:
                case.jobs.append((pool, pool.submit(minutes, self._worked, case, urgent=case.urgent)))

    def _queue(self, roles: list[tuple[str, float]]) -> int:
        return sum(self._pools[role].length for role, _ in roles if role in self._pools)

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
        if case.choice:
            self._fire(case, case.choice, self._env.now)
        elif not case.plan.expiring:
            self._stall(case, NO_MOVE_FITS)

    # -- time limits -------------------------------------------------------------------------------------

    def _time_up(self, running: Any) -> None:
        case = running.case
        if running.epoch != case.epoch:
            return
        running.missed = True
        move, delay = case.plan.expiring.get(running.limit.id, (None, None))
        if move is None:
            return
        now = self._env.now
        if delay is None or self._keep_limits:
            self._fire(case, move, now, running.ends)
            return
        luck = case.kind.luck(case.state, case.visit)
        wait = delay.minutes(luck.after[case.number], luck.heap[case.number])
        self._env.schedule(Moment(self._on_move, case, case.epoch, (move, running.ends)), COMPLETION, wait)

    def _move(self, moment: Any) -> None:
        case = moment.case
        if moment.epoch == case.epoch:
            move, ends = moment.about
            self._fire(case, self._plans.at(case.at, move) if self._told else move, self._env.now, ends)

    def force(self, case: Case, move: Transition, now: int) -> None:
        """Arrange the last lawful minute of a move, for disputes that keep every limit."""
        plan = case.plan
        own = [self._last_minute(case, window) for window in plan.windows[move.id]]
        caps = (one.limit for one in case.clocks if one.is_cap and one.epoch == case.epoch)
        others = (*caps, *plan.later)
        last = min(max(own, default=NEVER), self._last_minute(case, others))
        if case.forced is not None:
            case.forced.epoch = VOID
        if last <= self._last:
            moment = case.forced = Moment(self._on_move, case, case.epoch, (move, 0))
            self._env.schedule(moment, COMPLETION, max(0, last - now))

    def _last_minute(self, case: Case, limits: Any) -> int:
        return min((self._due(case, one) for one in limits), default=NEVER)

    def _due(self, case: Case, limit: TimeLimit) -> int:
        found = self._clock.due(limit, *case.begun(limit)[1:])
        if limit.id in self._changing and self.happenings is not None:
            found = self.happenings.due(case, limit, found)
        return found[0]

    # -- a move ------------------------------------------------------------------------------------------

    def _fire(self, case: Case, move: Transition, now: int, ends: int = 0) -> None:
        lower = case.plan.not_before.get(move.id)
        if lower is not None:
            earliest = max(self._clock.earliest(one, case.begun(one)[1]) for one in lower)
            if earliest > now:
                if earliest <= self._last:
                    self._at(earliest, Moment(self._on_move, case, case.epoch, (move, ends)))
                elif earliest == NEVER:
                    self.undated.update(one.id for one in lower if counts_own_days(one))
                return
        ended, past = divmod(now - 1, self._minutes_a_day)
        day = self._days[ended]
        if past + 1 == self._minutes_a_day and ends > day:
            day = ends  # at closing time it is also every closed day until the next opening
        if day > case.day:
            case.day = day
        for pool, job in case.jobs:
            if job.status < DONE:
                pool.withdraw(job)
        case.jobs.clear()
        self._books.moved(case, move, now)
        if move.sets:
            case.profile = self._plans.after_sets(case.profile, move.sets)
        self.note(case, now, move.id, move.dest)
        self.enter(case, move.dest, now)

    def note(self, case: Case, now: int, *events: str) -> None:
        """Keep what has happened, in order, as far as a clock looks back to it."""
        for event in events:
            bit = self._bits.get(event)
            if bit is not None:
                case.events += 1
                case.last[event] = (case.events, case.day, now)
                case.started |= bit
        if self.happenings is not None:
            self.happenings.noted(case, now, events)

    def _at(self, minute: int, moment: Moment) -> None:
        self._env.schedule(moment, COMPLETION, minute - self._env.now)

    def _stall(self, case: Case, reason: str) -> None:
        case.fate = STALLED
        self._books.stalls[case.state, reason] += 1
        if self.happenings is not None:
            self.happenings.stalled(case, reason)
