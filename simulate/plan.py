"""What may happen to a dispute in one state and situation, asked of the verified meaning once and kept.

Nothing here decides a rule: permissions, windows, limits that bind and limits that expire all come from
`model.semantics.Meaning`. The scenario adds how likely, how long and whose work.
"""

from collections.abc import Mapping
from dataclasses import replace

from model.calendar import calendar as calendar_of
from model.graph import rounds
from model.movement import StateKind
from model.people import Actors
from model.protocol import COUNTING, START, Protocol, TimeLimit, Transition, Trigger
from model.semantics import Meaning, Permission, Situation
from model.silence import NO_ANSWER
from model.unfolding import TooManyEvents, side_events, unfolded
from simulate.arrivals import Profile, ScenarioGap, Shares
from simulate.clock import WorkingClock, can_be_dated
from simulate.draws import NamesCollide
from simulate.needs import clock_duties, longer_limits, outside_events, timed_duties
from simulate.records import FATES
from simulate.scenario import NO_MOVE, Delay, Happening, Quantity, Scenario, Step
from simulate.timing import Timing
from simulate.way import Term, Way

NOBODY_MOVES = "nothing that the text allows can happen here"
NO_CHANCE = "the scenario gives none of the moves open here a probability"
NO_DATE = "the only way on waits for a time limit of days that the file does not list"
NO_MOVE_FITS = "what people do here is nothing that the text has a move for"
NO_REMINDER = "nobody answers, and no reminder helps"

MINUTES_AN_HOUR = 60


class Plan:
    """One state in one situation.

    Attributes:
        state: the state as it is told; `ways`, all moves out of it by the names under which they are told.
        free: the ways that people may choose among, with `answers`, how likely each is.
        acts: whether they choose any of them at all; `only` is the one that there is.
        silence: how likely each is where nobody answers, if any of them answers to silence (`on_silence`).
        expiring: by limit, the way that is gone when its time is up, and how long people take to act on it.
        terms: the limits that run here, and after them the caps that bind here unless they have ended.
        stalls: why a dispute cannot leave, or nothing.
        now: the situation, as the meaning asks for it.
    """

    __slots__ = (
        "acts", "answers", "delay", "expiring", "free", "no_response", "now", "on_silence", "only", "sigma",
        "silence", "stalls", "state", "terms", "ways",
    )

    def __init__(self, plans: "Plans", state: str, profile: Profile, started: int) -> None:
        self.now = now = plans.situation(profile, started)
        meaning, scenario = plans.meaning, plans.scenario
        told = plans.made.step
        self.state = plans.made.stage.get(state, state)
        step = scenario.steps.get(self.state) or Step()
        moves = [(one, meaning.permission(one, now)) for one in meaning.protocol.outgoing[state]]
        possible = [(one, kind) for one, kind in moves if kind is not Permission.NO]
        open_moves = [(one, kind) for one, kind in possible if one.trigger is not Trigger.EVENT]
        outcomes = step.outcomes_of(now.value)
        free: list[Transition | None] = [one for one, kind in open_moves if kind is Permission.FREE]
        named = [told.get(one.id, one.id) if one else "" for one in free]
        chances = [outcomes[name].value if name in outcomes else 0.0 for name in named]
        if len(free) == 1 and free[0] and not outcomes:
            chances = [1.0]  # the only way on needs no figure
        for_silence = [NO_ANSWER in one.outcomes for one in free if one]
        answers = [
            0.0 if one and one.outcomes == (NO_ANSWER,) else chance for one, chance in zip(free, chances, strict=True)
        ]
        silence = [chance * meant for chance, meant in zip(chances, for_silence, strict=True)]
        if not any(silence):  # a move for silence needs no figure of its own: how often there is silence is one
            silence = [float(meant) for meant in for_silence]
        if not any(answers):
            answers = chances
        if NO_MOVE in outcomes:
            free.append(None)
            answers.append(outcomes[NO_MOVE].value)
            silence.append(0.0)
        self.answers, self.silence = Shares(answers), Shares(silence)
        self.acts, self.on_silence = any(answers), any(silence)
        self.expiring: dict[str, tuple[Way, Timing | None]] = {}
        limits: dict[str, TimeLimit] = {}
        self.ways: dict[str, Way] = {}
        for move in (*(one for one, _ in moves), None):
            event, dest, sets = (move.id, move.dest, move.sets) if move else (NO_MOVE, "", ())
            way = Way(plans, event, dest, plans.after_sets(profile, sets), started)
            way.work = efforts(step.hours, move.by if move else ())
            # an event at once would only cost time; where nobody works, it keeps loops from nesting
            way.at_once = bool(way.work[0]) and self.state not in scenario.sittings
            self.ways[way.told[0]] = way
        for one, kind in open_moves:
            way = self.ways[told.get(one.id, one.id)]
            for limit in meaning.expiring(one, now):
                if can_be_dated(limit):
                    limits[limit.id] = limit
                    self.expiring.setdefault(limit.id, (way, plans.after(step, one)))
            for window in meaning.own_windows(one, kind, now):
                limits |= {limit.id: limit for limit in window.no_later if can_be_dated(limit)}
                lower = tuple(limit for limit in window.no_earlier if can_be_dated(limit))
                if lower:
                    way.not_before = lower
            way.windows = [
                tuple(limit for limit in move.window.no_later if can_be_dated(limit))
                for move in meaning.moves_by(one, now)
            ]
        self.free = [self.ways[name or NO_MOVE] for name in (*named, "")[: len(free)]]
        self.only = self.free[0] if len(self.free) == 1 else None
        caps = [
            cap
            for cap in meaning.caps
            if cap.id not in limits
            and cap.at_most is not None
            and can_be_dated(cap)
            and meaning.active(cap, now)
            and any(meaning.can_end(cap, one) for one, _ in possible)
        ]
        self.terms = [
            *(Term(plans, one, is_cap=False) for one in limits.values()),
            *(Term(plans, one, is_cap=True) for one in caps),
        ]
        text_days = min((days_of(limit) for limit in (*limits.values(), *caps)), default=None)
        self.delay = plans.habit(step.delay, text_days) if step.delay else None
        self.sigma = step.hours_sigma.value if step.hours_sigma else 0.0
        self.no_response = step.no_response.value if step.no_response else 0.0
        self.stalls = ""
        if not self.expiring:
            self.stalls = NOBODY_MOVES if not open_moves else NO_DATE if not free else "" if any(answers) else NO_CHANCE


def _unchanging(protocol: Protocol) -> Protocol:
    """The protocol with each limit as it is when nobody lengthens it and its clock never stops."""
    if all(one.extension is None and one.suspension is None for one in protocol.limits):
        return protocol
    return replace(protocol, limits=tuple(replace(one, extension=None, suspension=None) for one in protocol.limits))


def efforts(hours: Mapping[str, Quantity], by: Actors) -> list[list[tuple[str, float]]]:
    """Whose work it is, in minutes: for each alternative of those who act, its roles and all that none names."""
    minutes = {role: one.value * MINUTES_AN_HOUR for role, one in hours.items()}
    named = {role for group in by for role in group}
    groups = [set(group) for group in by] if len(by) > 1 else [named]
    return [[(role, work) for role, work in minutes.items() if role not in named or role in one] for one in groups]


def days_of(limit: TimeLimit) -> float:
    """The length of a limit in working days, for habits that follow it."""
    span = limit.at_most
    assert span is not None
    if not span.in_hours:  # of days that the file does not list, nobody can say more than that they are days
        return float(span.most_working_days() if span.in_days else span.amount)
    return span.amount * (MINUTES_AN_HOUR if span.unit == "hour" else 1) / (24 * MINUTES_AN_HOUR)


class Plans:
    """The plans of one protocol under one scenario, made when a dispute first needs them.

    Raises:
        ScenarioGap: a state in which people act has no step.
    """

    def __init__(self, protocol: Protocol, scenario: Scenario) -> None:
        self.protocol, self.scenario = protocol, scenario
        try:
            self.made = unfolded(_unchanging(protocol), scenario.level)
        except TooManyEvents:
            raise ScenarioGap("outside events and duties can come in too many orders here to be followed") from None
        self.meaning = Meaning(self.made.protocol, scenario.level)
        gaps = [f"{one.id}: which choice is made?" for one in protocol.all_readings if one.id not in scenario.readings]
        gaps += [
            f"{one.id}: how long does it take there, and which move is how likely?"
            for one in protocol.states
            if not one.final and protocol.outgoing[one.id] and one.id not in scenario.steps
        ]
        given = {**scenario.events, **scenario.duties}
        wanted = (*outside_events(protocol), *clock_duties(protocol))
        gaps += [f"{name}: how likely is it, and when does it come?" for name in wanted if name not in given]
        longer = longer_limits(protocol)
        gaps += [f"{name}: how often is it lengthened?" for name in longer if name not in scenario.lengthened]
        if gaps:
            raise ScenarioGap("\n".join(gaps))
        if taken := [one.id for one in protocol.transitions if one.id in {*FATES, NO_MOVE}]:
            raise NamesCollide(f'"{taken[0]}" is a move of the text, and in records it is how a stay ends without one')
        self.side_events = frozenset(side_events(protocol))
        self._asked_if = {one.id: one.condition for one in protocol.duties}
        # the moves as the forms of a stage have them; those of a protocol that is not unfolded are found without
        moves = self.made.protocol.transitions if self.made.step else ()
        self.here = {(one.source, self.made.step.get(one.id, one.id)): one for one in moves}
        self.entries = self.made.protocol.entries
        self.states = (START, *(one.id for one in protocol.states))
        self.hows = (*(one.id for one in protocol.transitions), *FATES)
        self.place = {one: place for place, one in enumerate(self.states)}
        self.how = {one: place for place, one in enumerate(self.hows)}
        self.again = frozenset().union(*rounds(protocol))
        self.final = {one.id for one in protocol.states if one.final}
        self.readings = {one.id: scenario.readings[one.id] for one in protocol.all_readings}
        self.counting = self.readings[COUNTING.id]
        self.clock = WorkingClock(
            calendar_of(protocol.nation, scenario.closed),
            scenario.starts,
            scenario.working_minutes,
            self.counting,
            elapsed=scenario.due_at == "elapsed",
        )
        self._facts = [one.id for one in protocol.facts]
        # the events that a clock looks back to; those that only end a cap change no plan, and have no bit of their own
        starts = dict.fromkeys(event for limit in self.meaning.protocol.limits for event in limit.start)
        self.bits = dict.fromkeys((event for cap in self.meaning.caps for event in cap.ends), 0)
        self.bits |= {event: 1 << place for place, event in enumerate(starts)}
        self._made: dict[tuple[str, Profile, int], Plan] = {}
        self._elasticity = scenario.elasticity.value if scenario.elasticity else 0.0

    def plan(self, state: str, profile: Profile, started: int) -> Plan:
        """The plan for a state, the case facts, and the events that have happened (as bits)."""
        key = (state, profile, started)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = Plan(self, *key)
        return found

    def situation(self, profile: Profile, started: int) -> Situation:
        """The moment as the meaning asks for it."""
        values = self.readings | dict(zip(self._facts, profile, strict=True))
        bits = self.bits

        def has_started(names: tuple[str, ...]) -> bool:
            return any(bits.get(name, 0) & started for name in names)

        return Situation(values.__getitem__, has_started)

    def applies(self, name: str, profile: Profile) -> bool:
        """Whether an outside event, or a duty for such a dispute, is asked for as it now is."""
        return name not in self._asked_if or self._asked_if[name].holds(self.situation(profile, 0).value)

    def after_sets(self, profile: Profile, sets: tuple[tuple[str, str], ...]) -> Profile:
        """The case facts after a move has changed some."""
        if not sets:
            return profile
        changed: Mapping[str, str] = dict(sets)
        pairs = zip(self._facts, profile, strict=True)
        return tuple(changed.get(name, value) for name, value in pairs)

    def habit(self, delay: Delay, text_days: float | None) -> Timing:
        """A delay under a limit of so many working days."""
        return Timing(delay, text_days, self._elasticity, self.scenario.working_minutes)

    def after(self, step: Step, move: Transition) -> Timing | None:
        """How long people take to act when the time of a move is up."""
        delay = step.after_expiry.get(self.made.step.get(move.id, move.id))
        return Timing(delay, None, 0.0, self.scenario.working_minutes) if delay else None

    def later(self, plan: Plan, way: Way) -> tuple[TimeLimit, ...]:
        """Limits whose clock runs already and that bind moves of other states which can come after a way out."""
        if way.later is None:
            here, transitions = self.made.stages(plan.state), self.meaning.protocol.transition
            way.later = tuple(
                limit
                for limit in self.meaning.protocol.limits
                if limit.at_most is not None
                and limit.id in self.protocol.limit
                and can_be_dated(limit)
                and self.meaning.active(limit, plan.now)
                and {transitions[one].source for one in limit.binds}.difference(here) & self._after(way, {*limit.start})
            )
        return way.later

    def _after(self, way: Way, starts: set[str]) -> set[str]:
        """The states that can come after a way out before any event that would start a clock anew."""
        found: set[str] = set()
        more = {way.dest} if starts.isdisjoint(way.events) else set[str]()
        while more:
            found |= more
            onward = (one for state in more for one in self.meaning.protocol.outgoing[state])
            more = {one.dest for one in onward if starts.isdisjoint((one.id, one.dest))} - found
        return found

    def notes(self) -> tuple[str, ...]:
        """What of the text is not simulated, in words."""
        told = [
            f'"{one.id}" counts {one.at_most or one.at_least} of the file\'s own calendar: it does not run here'
            for one in self.protocol.limits
            if not can_be_dated(one)
        ]
        timed, given = timed_duties(self.protocol), self.scenario.duties
        told += [f'"{one}" has no figures: that it is done is not simulated' for one in timed if one not in given]
        if quiet := sum(one.id not in (*timed, *given) for one in self.protocol.duties):
            told.append(f"duties without a time limit, to which no clock looks back, are not simulated: {quiet}")
        tasks: tuple[Step | Happening, ...] = (*self.scenario.steps.values(), *given.values())
        busy = {role for task in tasks for role, one in task.hours.items() if one.value}
        if unstaffed := [one for one in self.protocol.role if one in busy and one not in self.scenario.staff]:
            told.append(f"no people are given for {', '.join(unstaffed)}: their work takes time and waits for nobody")
        told += [
            f"{one.id}: the {'panel' if one.kind is StateKind.PANEL else 'state'} takes no time of anybody"
            for one in self.protocol.states
            if one.id in self.scenario.steps and not self.scenario.steps[one.id].hours and not one.final
        ]
        return tuple(told)
