"""What may happen next in a dispute: the one meaning that machine, proofs and simulation share.

The rules are those of `docs/verdicts.md`, "How the text is taken": which transition is available, by when it must fire,
and when a dispute stalls. Nothing else decides these. Pauses and events that are no moves come to it as lengthened
limits and as moves (`model.pause`, `model.unfolding`). Going round for ever is no complete run, and within a number of
days no course of the world; but where only options lead out of a loop, its time is called unbounded.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from model.graph import states_before
from model.modality import Level
from model.protocol import (
    COUNTING,
    HANDOVER,
    SILENCE,
    Entry,
    LimitKind,
    Protocol,
    TimeLimit,
    Transition,
    Trigger,
)
from model.silence import cannot_act_without, waits_for_answer
from model.time_span import TimeSpan


class Permission(Enum):
    """Whether a transition may fire now: not at all, only once its time is up, or freely."""

    NO = 0
    ON_EXPIRY = 1
    FREE = 2


@dataclass(frozen=True, slots=True)
class Situation:
    """What the meaning asks of a dispute at one moment.

    Attributes:
        value: tells the value of a case fact or reading.
        started: tells whether one of these events has happened (the start of a clock).
        silent: whether the silent role has fallen silent by now.
    """

    value: Callable[[str], str]
    started: Callable[[tuple[str, ...]], bool]
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """The time in which a transition may fire.

    Attributes:
        no_later: limits it must keep: fire before or on the day they end.
        no_earlier: limits with a least time, which must have passed.
        expired: a limit whose end it must wait for.
    """

    no_later: tuple[TimeLimit, ...] = ()
    no_earlier: tuple[TimeLimit, ...] = ()
    expired: TimeLimit | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One way a dispute may lawfully go on: a transition and the window in which it may fire."""

    transition: Transition
    window: Window


@dataclass(frozen=True)
class Meaning:
    """The meaning of a protocol when so much of its text binds and, perhaps, one role never answers."""

    protocol: Protocol
    level: Level
    silent_role: str | None = None

    # -- who may do what ---------------------------------------------------------------------------------

    def is_duty(self, transition: Transition) -> bool:
        """Whether somebody is obliged to fire it when it is available."""
        return self.level.binds(transition.modality)

    def active(self, limit: TimeLimit, now: Situation) -> bool:
        """Whether it has a number, binds at this level, applies to the case, and its clock has started."""
        return (
            (limit.at_most is not None or limit.at_least is not None)
            and self.level.binds(limit.modality)
            and bool(limit.start)
            and now.started(limit.start)
            and limit.condition.holds(now.value)
        )

    def expiring(self, transition: Transition, now: Situation) -> tuple[TimeLimit, ...]:
        """The active limits whose running out triggers it."""
        named = (self.protocol.limit[name] for name in transition.after)
        return tuple(limit for limit in named if limit.at_most is not None and self.active(limit, now))

    def permission(self, transition: Transition, now: Situation) -> Permission:
        """Whether it may fire in this situation."""
        if not transition.condition.holds(now.value):
            return Permission.NO
        expires = transition.trigger in (Trigger.EXPIRY, Trigger.EITHER)
        if now.silent and cannot_act_without(self.protocol, self.silent_role, transition):
            return Permission.NO
        if transition.trigger is Trigger.EXPIRY:
            return Permission.ON_EXPIRY if self.expiring(transition, now) else Permission.NO
        if (
            now.silent
            and waits_for_answer(self.protocol, self.silent_role, transition)
            and now.value(SILENCE.id) == "strict"
        ):
            return Permission.ON_EXPIRY if expires and self.expiring(transition, now) else Permission.NO
        return Permission.FREE

    def available_duties(self, state: str, now: Situation) -> list[Transition]:
        """The transitions that somebody is obliged to fire and may."""
        return [
            one
            for one in self.protocol.outgoing[state]
            if self.is_duty(one) and self.permission(one, now) is not Permission.NO
        ]

    @cached_property
    def waits(self) -> bool:
        """Whether some move may have to wait for a day.

        Where none must, whatever can lawfully be done can be done at once.
        """
        return (
            any(one.at_least is not None for one in self.protocol.limits)
            or any(one.trigger is Trigger.EXPIRY for one in self.protocol.transitions)
            or self.silent_role is not None
        )

    # -- by when ----------------------------------------------------------------------------------------

    @cached_property
    def binding(self) -> dict[str, tuple[TimeLimit, ...]]:
        """For each transition, the window and stage limits that bind it."""
        found: dict[str, list[TimeLimit]] = {one.id: [] for one in self.protocol.transitions}
        for limit in self.protocol.limits:
            for name in limit.binds:
                found[name].append(limit)
        return {name: tuple(limits) for name, limits in found.items()}

    @cached_property
    def caps(self) -> tuple[TimeLimit, ...]:
        """The limits that nothing may pass while they are open."""
        return tuple(limit for limit in self.protocol.limits if limit.kind is LimitKind.CAP)

    def own_windows(self, transition: Transition, permission: Permission, now: Situation) -> list[Window]:
        """The windows that the text sets for this transition itself; any one of them is lawful.

        With several limits that can expire, each gives a window of its own.
        """
        limits = [one for one in self.binding[transition.id] if self.active(one, now)]
        upper = tuple(one for one in limits if one.at_most is not None and not one.endless)
        lower = tuple(one for one in limits if one.at_least is not None)
        expiring = self.expiring(transition, now) if transition.after else ()
        prompt = (
            not upper
            and self.is_duty(transition)
            and bool(expiring)
            and now.value(HANDOVER.id) == "prompt"
        )
        if permission is not Permission.ON_EXPIRY and not prompt:
            return [Window(upper, lower)]
        waits = permission is Permission.ON_EXPIRY
        ends = ((one, (one,) if prompt and not one.endless else upper) for one in expiring)
        return [Window(no_later, lower, one if waits else None) for one, no_later in ends]

    def moves(self, state: str, now: Situation) -> Iterator[Move]:
        """Every lawful way on from a state."""
        for one in self.protocol.outgoing[state]:
            yield from self.moves_by(one, now)

    def moves_by(self, transition: Transition, now: Situation) -> Iterator[Move]:
        """Every lawful way to fire one transition; none when it is not available.

        An option with no limit of its own must be taken before the last moment at which some available duty
        of the state may lawfully be done: a stage cannot outlast its duties. So must an event that comes
        meanwhile.
        """
        permission = self.permission(transition, now)
        if permission is Permission.NO:
            return
        duties: dict[tuple[TimeLimit, ...], None] | None = None
        leads_on = transition.trigger is not Trigger.EVENT
        for window in self.own_windows(transition, permission, now):
            by_itself = leads_on and (self.is_duty(transition) or window.no_later)
            if by_itself or self.protocol.state[transition.source].final:
                yield Move(transition, window)
                continue
            if duties is None:
                duties = self._last_moments(transition.source, now)
            for no_later in duties or {(): None}:
                yield Move(transition, Window((*window.no_later, *no_later), window.no_earlier, window.expired))

    def _last_moments(self, state: str, now: Situation) -> dict[tuple[TimeLimit, ...], None]:
        """For each available duty to leave a state, the limits that end its last lawful moment."""
        return {
            window.no_later: None
            for one in self.protocol.outgoing[state]
            if self.is_duty(one) and one.trigger is not Trigger.EVENT
            if (permission := self.permission(one, now)) is not Permission.NO
            for window in self.own_windows(one, permission, now)
        }

    def stalls(self, state: str, now: Situation) -> bool:
        """Whether a dispute may lie here for ever because nobody is obliged to move it."""
        return not self.protocol.state[state].final and not self.available_duties(state, now)

    def open_caps(
        self, transition: Transition, now: Situation, ended: Callable[[TimeLimit], bool]
    ) -> Iterator[TimeLimit]:
        """The active caps that are open when the transition fires: not ended, though they still could.

        So are the time limits of a duty that can be done meanwhile and is not: nothing may pass them either.
        """
        for cap in self.caps:
            running = cap.at_most is not None and not cap.endless and self.active(cap, now)
            if running and not ended(cap) and self.can_end(cap, transition):
                yield cap
        for one in self.protocol.outgoing[transition.source]:
            due = one.trigger is Trigger.EVENT and self.is_duty(one)
            if due and self.permission(one, now) is Permission.FREE:
                yield from self.own_windows(one, Permission.FREE, now)[0].no_later

    def can_end(self, cap: TimeLimit, transition: Transition) -> bool:
        """Whether the cap can still end where the transition starts: so long, nothing may pass it.

        Only the shape of the protocol counts here, not conditions. An agreement is bound like any other way
        out: until it is reached, the dispute lies in a stage that the cap does not let it outstay.
        """
        return transition.source in self._states_before_end[cap.id]

    @cached_property
    def _states_before_end(self) -> dict[str, frozenset[str]]:
        return {cap.id: states_before(self.protocol, cap.ends) for cap in self.caps}


def upper_offset(limit: TimeLimit, value: Callable[[str], str]) -> int:
    """The last working day on which a limit can be kept, counted from its start event: lengthened, if it may be."""
    assert limit.at_most is not None
    lag = limit.starts_after.most_working_days() if limit.starts_after else 0
    longer = limit.extension.up_to.most_working_days() if limit.extension and limit.extension.up_to else 0
    return lag + limit.at_most.most_working_days(first_counts=value(COUNTING.id) == "same day") + longer


def expiry_offset(limit: TimeLimit, value: Callable[[str], str]) -> int:
    """The first working day on which a limit can be up, from its start event: not lengthened, as it need not be."""
    assert limit.at_most is not None
    return _first_day(limit, limit.at_most, value)


def lower_offset(limit: TimeLimit, value: Callable[[str], str]) -> int:
    """The first working day that a least time allows, counted from its start event."""
    assert limit.at_least is not None
    return _first_day(limit, limit.at_least, value)


def _first_day(limit: TimeLimit, span: TimeSpan, value: Callable[[str], str]) -> int:
    lag = limit.starts_after.fewest_working_days() if limit.starts_after else 0
    return lag + span.fewest_working_days(first_counts=value(COUNTING.id) == "same day")


def ways_in(protocol: Protocol, value: Callable[[str], str]) -> list[Entry]:
    """The entries open to a case: those with a destination whose condition holds."""
    return [one for one in protocol.entries if one.dest is not None and one.condition.holds(value)]


def receipt_states(protocol: Protocol) -> frozenset[str]:
    """States in which a terminal authority has been handed the dispute, or has decided it."""
    return frozenset(one.id for one in protocol.states if one.last_word) | decision_states(protocol)


def decision_states(protocol: Protocol) -> frozenset[str]:
    """States in which an authority has fixed an outcome."""
    return frozenset(one.id for one in protocol.states if one.kind.value == "decided")
