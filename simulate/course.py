"""The course of a dispute: from state to state, while people work on it and its time limits run.

A dispute never waits for several things at once. Work that is done and limits whose time is up call back, and
whichever finds the dispute where it was arranged moves it; the rest finds another epoch and does nothing.
"""

from collections import Counter
from typing import Any

import simpy

from model.protocol import TimeLimit
from simulate.books import Books
from simulate.case import COMPLETION, Case, Moment, RunningClock
from simulate.clock import NEVER, counts_own_days
from simulate.deadlines import Deadlines
from simulate.happenings import COMING, VOID, Happenings
from simulate.panel import Panel
from simulate.plan import NO_DATE, NO_MOVE_FITS, NO_REMINDER, Plans
from simulate.pool import Pool
from simulate.records import CAPPED, STALLED
from simulate.scenario import Scenario
from simulate.timing import Chasing
from simulate.way import Term, Way
from simulate.work import Work


class Course:
    """How all disputes of one run go their way.

    Args:
        env: the simulated time.
        plans: what may happen, asked of the verified meaning.
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
        pools: dict[str, Pool],
        books: Books,
        scenario: Scenario,
        *,
        last: int,
        keep_limits: bool,
        most_visits: int,
    ) -> None:
        self._env: Any = env  # its minutes are whole here; its types allow others
        self._plans, self._clock, self._books = plans, plans.clock, books
        self._last, self._keep_limits, self.most_visits = last, keep_limits, most_visits
        self._bits = plans.bits
        self._days = plans.clock.days
        self._minutes_a_day = scenario.working_minutes
        self._chasing = Chasing(scenario)
        self._told = plans.made.stage
        self.final = plans.final
        self._deadlines = Deadlines(env, self._minutes_a_day, self._time_up)
        self.panels = {
            state: Panel(env, sitting, self._minutes_a_day, self._taken) for state, sitting in scenario.sittings.items()
        }
        self.undated: Counter[str] = Counter()
        """How often each limit could not run, because its end lies beyond the days that the file lists."""
        # what is called back, as SimPy wants it: callbacks are a sequence
        self._on_delay, self._on_move = (self._delayed,), (self._move,)
        self._hands = Work(env, pools, self._complete)
        happenings = Happenings(env, self, plans, pools, books, last=last, keep_limits=keep_limits)
        self.happenings = happenings if happenings.are_any else None
        self._changing = happenings.later.changing

    # -- a stay in a state -------------------------------------------------------------------------------

    def enter(self, case: Case, way: Way, now: int) -> None:
        """A dispute comes into a state: its clocks start, and people begin."""
        for event in way.events:
            case.events += 1
            case.last[event] = (case.events, case.day, now)
        if self.happenings is not None:
            case.at, case.started = way.dest, way.started
            self.happenings.noted(case, now, way.told if case.epoch else (COMING, *way.told))
        case.epoch += 1
        case.way, case.choice, case.entered = way, None, now
        place, visit = way.place, 0
        if way.returns:
            visit = case.visits[place] = case.visits.get(place, -1) + 1
        case.visit = visit
        if way.is_end:
            case.forced = None  # it names the dispute, which would hold itself in memory
            self._books.ended(case, now)
            return
        if visit >= self.most_visits:
            case.fate = CAPPED
            return
        plan = way.plan
        if plan is None:
            plan = way.plan = self._plans.plan(way.dest, way.profile, way.started)
        case.plan = plan
        if plan.stalls:
            self._stall(case, plan.stalls)
        for term in plan.terms:
            if not (term.is_cap and case.has_ended(term.limit)):
                self.start_clock(case, term, now)
        if not plan.acts:
            return
        luck = case.luck = case.kind.luck[place, visit, case.block]
        lot, delay, shares, wait = case.lot, plan.delay, plan.answers, 0
        if delay is not None:
            heap = luck.of("heap", lot) if delay.heaped else 0.0
            wait = delay.minutes((luck.delay or luck.drawn("delay"))[lot], heap)
        if plan.no_response > 0 and luck.of("answer", lot) < plan.no_response:
            if plan.on_silence and self._chasing.every is not None:
                shares = plan.silence
                wait += self._chasing.every
            else:
                more = self._chasing.minutes(luck.of("reminders", lot))
                if more is None and not self._keep_limits:
                    if not plan.expiring:
                        self._stall(case, NO_REMINDER)
                    return
                wait += more or 0
        choice = plan.only
        if choice is None:
            choice = plan.free[shares.which((luck.outcome or luck.drawn("outcome"))[lot])]
        case.choice = choice
        if wait or not choice.at_once:
            self._env.schedule(Moment(self._on_delay, case, case.epoch), COMPLETION, wait)
        else:
            self._hands.begin(case, case, luck, choice.work, plan.sigma, now)
        if self._keep_limits and choice.dest:
            self.force(case, choice, now)

    def start_clock(self, case: Case, term: Term, now: int) -> None:
        """Let a time limit run in the stay under way."""
        began, day, minute = case.last[term.start] if term.start else case.begun(term.limit)
        if term.is_cap and (term.limit.id, began) in case.told_caps:
            return
        if term.minutes:  # up within a working day, so that no closed day belongs to its end
            due, ends = minute + term.minutes, 0
        else:
            limit = term.limit
            due, ends = self._clock.due(limit, day, minute)
            if due == NEVER and term.own_days:
                self.undated[limit.id] += 1
                if case.fate != STALLED and not (case.plan.free or case.has_date(self._clock)):
                    self._stall(case, NO_DATE)
                return
        if self._changing and term.limit.id in self._changing and self.happenings is not None:
            due, ends = self.happenings.later.due(case, term.limit, (due, ends))
        running = RunningClock()
        running.case, running.term, running.missed = case, term, False
        running.due, running.ends, running.began = due, ends, began
        case.clocks.append(running)
        if due <= self._last:
            self._deadlines.add(running, due if due > now else now, now)

    def _delayed(self, moment: Any) -> None:
        case = moment.case
        if moment.epoch != case.epoch:
            return
        panel = self.panels.get(case.way.state)
        if panel is None:
            self._work(case, self._env.now)
        else:
            panel.join(case, case.epoch, urgent=case.urgent)

    def _taken(self, case: Case, epoch: int) -> bool:
        if case.epoch != epoch:
            return False
        self._work(case, self._env.now)
        return True

    def _work(self, case: Case, now: int) -> None:
        choice: Any = case.choice
        self._hands.begin(case, case, case.luck, choice.work, case.plan.sigma, now)

    def _complete(self, case: Case, now: int) -> None:
        choice: Any = case.choice
        if choice.dest:
            self._fire(case, choice, now)
        elif not (case.plan.expiring or case.plan.stalls):
            self._stall(case, NO_MOVE_FITS)

    # -- time limits -------------------------------------------------------------------------------------

    def _time_up(self, running: RunningClock, now: int) -> None:
        case: Any = running.case
        running.missed = True
        way, delay = case.plan.expiring.get(running.term.limit.id, (None, None))
        if way is None:
            return
        if delay is None:
            return self._fire(case, way, now, running.ends)
        luck, lot = case.kind.luck[case.way.place, case.visit, case.block], case.lot
        at, ends = now + delay.minutes(luck.of("after", lot), luck.of("heap", lot)), running.ends
        if self._keep_limits:
            at, ends = min((at, ends), self._last_lawful(case, way))
        self._env.schedule(Moment(self._on_move, case, case.epoch, (way, ends)), COMPLETION, max(0, at - now))

    def _move(self, moment: Any) -> None:
        case = moment.case
        if moment.epoch == case.epoch:
            way, ends = moment.about
            self._fire(case, case.plan.ways.get(way.told[0], way), self._env.now, ends)

    def force(self, case: Case, way: Way, now: int) -> None:
        """Arrange the last lawful minute of a move, for disputes that keep every limit."""
        last, ends = self._last_lawful(case, way)
        if case.forced is not None:
            case.forced.epoch = VOID
        if last <= self._last:
            moment = case.forced = Moment(self._on_move, case, case.epoch, (way, ends))
            self._env.schedule(moment, COMPLETION, max(0, last - now))

    def _last_lawful(self, case: Case, way: Way) -> tuple[int, int]:
        caps = (one.term.limit for one in case.clocks if one.term.is_cap and one.case is not None)
        others = (*caps, *self._plans.later(case.plan, way))
        windows = ((*window, *others) for window in way.windows or ((),))
        return max(min((self._due(case, one) for one in window), default=(NEVER, 0)) for window in windows)

    def _due(self, case: Case, limit: TimeLimit) -> tuple[int, int]:
        found = self._clock.due(limit, *case.begun(limit)[1:])
        if limit.id in self._changing and self.happenings is not None:
            found = self.happenings.later.due(case, limit, found)
        return found

    # -- a move ------------------------------------------------------------------------------------------

    def _fire(self, case: Case, way: Way, now: int, ends: int = 0) -> None:
        if way.not_before:
            earliest = max(self._clock.earliest(one, case.begun(one)[1]) for one in way.not_before)
            if earliest > now:
                if earliest <= self._last:
                    self._env.schedule(Moment(self._on_move, case, case.epoch, (way, ends)), COMPLETION, earliest - now)
                elif earliest == NEVER:
                    self.undated.update(one.id for one in way.not_before if counts_own_days(one))
                return
        day = self._days[(now - 1) // self._minutes_a_day]
        if ends > day and now % self._minutes_a_day == 0:
            day = ends  # at closing time it is also every closed day until the next opening
        if day > case.day:
            case.day = day
        if case.jobs:
            self._hands.end(case)
        self._books.left(case, way.how, now, way)
        self.enter(case, way, now)

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

    def _stall(self, case: Case, reason: str) -> None:
        case.fate = STALLED
        self._books.stalls[case.way.state, reason] += 1
        if self.happenings is not None:
            self.happenings.stalled(case, reason)
