"""What comes in the course of a dispute and moves nothing: outside events, duties that are done, and what they change.

The dispute stays where it is and the work on it goes on. Its clocks are seen to again: an event can start one, end
one, stop one or let it run on. What an event means for clocks and moves is asked of the verified meaning, in which
it is a move between two forms of one stage (`model.unfolding`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import simpy

from model.protocol import Duty, LimitKind, TimeLimit
from simulate.aside import aside_of
from simulate.books import Books
from simulate.case import COMPLETION, EXPIRY, Case, Moment, StateLuck
from simulate.clock import NEVER, can_be_dated, counts_own_days
from simulate.later_ends import LaterEnds
from simulate.needs import deadline
from simulate.plan import Plans, days_of, efforts
from simulate.pool import Job, Pool
from simulate.records import OPEN, STALLED
from simulate.scenario import Happening
from simulate.timing import Timing
from simulate.way import Term, Way
from simulate.work import Work

COMING = ""
"""What calls for the events that follow nothing but the dispute's coming."""

VOID = -1
"""The epoch of something that was arranged for a case and is not to be any more."""


class Course(Protocol):
    """What a dispute's course lets be done to it (`simulate.course`)."""

    final: set[str]
    most_visits: int
    undated: Counter[str]

    def note(self, case: Case, now: int, *events: str) -> None: ...  # noqa: D102

    def start_clock(self, case: Case, term: Term, now: int) -> None: ...  # noqa: D102

    def force(self, case: Case, way: Way, now: int) -> None: ...  # noqa: D102


class Errand:
    """The work of one duty in one dispute, from the moment it was begun; its epoch is void once it is done."""

    __slots__ = ("begun", "epoch", "jobs")

    def __init__(self, begun: Moment) -> None:
        self.begun, self.jobs, self.epoch = begun, list[Job | Moment](), 0


class Happenings:
    """All that happens beside the moves in one run.

    Args:
        course: the course of the disputes, which these events change.
        last: the last minute.
        keep_limits: duties with a time limit are done within it.
    """

    def __init__(
        self,
        env: simpy.Environment,
        course: Course,
        plans: Plans,
        pools: Mapping[str, Pool],
        books: Books,
        *,
        last: int,
        keep_limits: bool,
    ) -> None:
        self._env: Any = env
        self._course, self._plans, self._clock, self._books = course, plans, plans.clock, books
        self._last, self._keep_limits = last, keep_limits
        protocol, scenario = plans.protocol, plans.scenario
        self._figures: dict[str, Happening] = {**scenario.events, **scenario.duties}
        self._duties: dict[str, Duty] = {one.id: one for one in protocol.duties if one.id in self._figures}
        self._deadlines: dict[str, TimeLimit] = {}
        for name, duty in self._duties.items():
            limit = deadline(duty)
            if limit is not None and can_be_dated(limit) and scenario.level.binds(duty.modality):
                self._deadlines[name] = limit
        self._upon: dict[str, list[str]] = {}
        self._timings: dict[str, Timing] = {}
        for name, one in self._figures.items():
            upon = self._duties[name].upon if name in self._duties else (one.upon,)
            for event in upon or (COMING,):
                self._upon.setdefault(event, []).append(name)
            allowed = days_of(self._deadlines[name]) if name in self._deadlines else None
            self._timings[name] = plans.habit(one.delay, allowed)
        self._work = Work(env, pools, self._finished)
        self._efforts = {name: efforts(self._figures[name].hours, duty.by) for name, duty in self._duties.items()}
        self.later = LaterEnds(env, plans, books)
        self._enders = {event for one in protocol.limits if one.kind is LimitKind.CAP for event in one.ends}
        watched = {*self._upon, *(event for _, stop in self.later.stops for event in (stop.start, stop.end))}
        self._watched = {event: event for event in watched}
        for names in (plans.made.stage, plans.made.step):
            self._watched |= {name: told for name, told in names.items() if told in watched}
        self._open: dict[Case, None] = {}
        self.looped: Counter[str] = Counter()
        """How often each was called for once more in a day than we let it be."""
        self._on_start, self._on_coming, self._on_round = (self._starts,), (self._comes,), (self._again,)
        self._on_last_minute = (self._in_time,)

    @property
    def are_any(self) -> bool:
        """Whether the scenario has figures for any such thing."""
        return bool(self._figures or self.later.changing)

    # -- what is called for ------------------------------------------------------------------------------

    def noted(self, case: Case, now: int, events: Iterable[str]) -> None:
        """Something has happened: events of the text that follow upon it are called for, clocks stop or run on.

        The events have the names that they have where events that are no moves matter.
        """
        for one in events:
            event = self._watched.get(one)
            if event is None:
                continue
            self.later.happened(case, event, now)
            for name in self._upon.get(event, ()):
                self._call(case, name, now, 0)

    def stalled(self, case: Case, reason: str) -> None:
        """Nothing can happen to a dispute any more, unless an event comes; `reason` says why."""
        aside_of(case).reason = reason

    def _call(self, case: Case, name: str, now: int, place: int) -> None:
        aside, figure = aside_of(case), self._figures[name]
        is_once = name in self._plans.side_events and name in aside.called
        if (name, place) in aside.due or (is_once and place == 0):
            return  # what a clock looks back to comes once, as it is proved
        if place == 0:
            today = self._clock.day_of(now)
            day, times = aside.called.get(name, (today, 0))
            times = times + 1 if day == today else 1
            if times > self._course.most_visits:  # events that call for each other, perhaps with no time between them
                return self.looped.update((name,))
            aside.called[name] = today, times
        limit = self._deadlines.get(name)
        due = NEVER if limit is None else self._clock.due(limit, max(case.day, self._clock.ordinal(now)), now)[0]
        if limit is not None and due == NEVER and counts_own_days(limit):
            self._course.undated[limit.id] += 1
        luck, lot = _luck(case, name, place), case.lot
        comes = luck.of("answer", lot) < figure.chance.value or (self._keep_limits and due < NEVER)
        timing = self._timings[name]
        heap = luck.of("heap", lot) if timing.heaped else 0.0
        at = now + timing.minutes(luck.of("delay", lot), heap) if comes else NEVER
        if self._keep_limits:
            at = min(at, due)
        aside.due[name, place] = (now, due)
        self._open[case] = None
        if at <= self._last:
            then = self._on_start if figure.hours else self._on_coming
            self._env.schedule(Moment(then, case, 0, (name, place, True)), COMPLETION, at - now)
        elif at >= NEVER and due <= self._last:  # it never comes: that is known when its time is up
            self._env.schedule(Moment(self._on_coming, case, 0, (name, place, False)), EXPIRY, max(0, due - now))
        elif at >= NEVER and due >= NEVER and name not in self._enders:
            self._over(case, name, place, None)
        if limit is not None and name in self._duties and self._duties[name].every and due < self._last:
            self._env.schedule(Moment(self._on_round, case, 0, (name, place + 1)), EXPIRY, max(1, due - now))

    def _again(self, moment: Any) -> None:
        """The next round of a duty that is to be done again and again, as long as the dispute lasts."""
        case, (name, place) = moment.case, moment.about
        if case.way.state not in self._course.final:
            self._call(case, name, self._env.now, place)

    def _starts(self, moment: Any) -> None:
        """The work of a duty begins; the duty is done when that is, or where limits are kept on its last minute."""
        case, (name, place, _) = moment.case, moment.about
        now, due = self._env.now, case.aside.due[name, place][1]
        if not self._plans.applies(name, case.way.profile):
            return self._comes(moment)
        errand = Errand(moment)
        if self._keep_limits and due <= self._last:
            self._env.schedule(Moment(self._on_last_minute, errand, errand.epoch), COMPLETION, due - now)
        sigma = self._figures[name].hours_sigma
        spread = sigma.value if sigma else 0.0
        self._work.begin(errand, case, _luck(case, name, place), self._efforts[name], spread, now)

    def _in_time(self, moment: Any) -> None:
        if moment.epoch == moment.case.epoch:
            self._finished(moment.case, self._env.now)

    def _finished(self, errand: Errand, _: int) -> None:
        errand.epoch = VOID
        self._work.end(errand)
        self._comes(errand.begun)

    def _comes(self, moment: Any) -> None:
        case, (name, place, is_done) = moment.case, moment.about
        now = self._env.now
        duty = self._duties.get(name)
        has_ended = case.way.state in self._course.final
        if duty is None and has_ended:
            self._drop(case, name, place)  # a dispute that has ended is not touched from outside
            return
        self._over(case, name, place, now if is_done else None)
        if not is_done or not self._plans.applies(name, case.way.profile):
            return
        if place and name in self._plans.side_events:
            return
        case.day = max(case.day, self._clock.ordinal(now))
        move = self._plans.here.get((case.at, name))
        if move is None:
            self.noted(case, now, (name,))
        else:
            case.at = move.dest
            self._course.note(case, now, move.id)
        if not has_ended:
            self._see_again(case, now)

    def _drop(self, case: Case, name: str, place: int) -> tuple[int, int]:
        aside = case.aside
        found: tuple[int, int] = aside.due.pop((name, place))
        if not aside.due:
            del self._open[case]
        return found

    def _over(self, case: Case, name: str, place: int, at: int | None) -> None:
        """What was called for is done or never will be: write it down."""
        called, due = self._drop(case, name, place)
        applies = self._plans.applies(name, case.way.profile)
        self._books.done(case, name, at if applies else None)
        if applies and at is None:
            case.aside.never.add(name)
        if applies:
            has_limit = due < NEVER
            self._books.happened(case, name, called, due if has_limit else None, at)
            if has_limit and (at is not None or due <= self._last):
                self._books.settled(case, self._deadlines[name].id, due, missed=at is None or at > due)

    def close(self) -> None:
        """The last day is over: what was called for and has not come is told, too."""
        for case in list(self._open):
            for name, place in list(case.aside.due):
                self._over(case, name, place, None)

    # -- what it changes ---------------------------------------------------------------------------------

    def _see_again(self, case: Case, now: int) -> None:
        """An event has come: the dispute rests in another form of its stage, perhaps, and its clocks run by that."""
        if case.visit >= self._course.most_visits:
            return
        case.plan = self._plans.plan(case.at, case.way.profile, case.started)
        if case.choice is not None:
            case.choice = case.plan.ways.get(case.choice.told[0], case.choice)
        for running in case.clocks:
            if running.term.is_cap and case.has_ended(running.term.limit):
                running.case = None
        for term in case.plan.terms:
            if not (term.is_cap and case.has_ended(term.limit)):
                self._restart(case, term, now)
        if case.fate == STALLED and case.has_date(self._clock):
            case.fate = OPEN
            self._books.goes_on(case.way.state, aside_of(case).reason)
        if self._keep_limits and case.choice is not None and case.choice.dest:
            self._course.force(case, case.choice, now)

    def _restart(self, case: Case, term: Term, now: int) -> None:
        limit = term.limit
        old = next((one for one in case.clocks if one.term.limit.id == limit.id and one.case is not None), None)
        began, day, minute = case.begun(limit)
        if old is not None:
            found = self._clock.due(limit, day, minute)
            due = self.later.due(case, limit, found) if limit.id in self.later.changing else found
            if old.began == began and old.due == due[0]:
                return
            old.case = None
            if not old.missed:
                case.clocks.remove(old)
        self._course.start_clock(case, term, now)


def _luck(case: Case, name: str, place: int) -> StateLuck:
    """The random numbers of a dispute for a round of something that is no move."""
    return case.kind.event_luck[f"{name}#{place}" if place else name, case.block]
