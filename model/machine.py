"""One dispute on its way through a protocol, step by step and by real dates.

The states and moves are those of a `transitions` Machine; what may happen next, and by when, is asked of
`model.semantics`. Lateness is recorded, not refused, because real disputes are late. Time comes from outside:
the machine knows no today, and two things on one day happen in the order they are told.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from transitions import Machine

from model.calendar import Calendar
from model.calendar import calendar as calendar_of
from model.deadline import Breach, UnknownCalendar, last_day
from model.errors import did_you_mean
from model.modality import Level
from model.option import Dates, Due, Option, dates, in_words, merge
from model.protocol import COUNTING, START, Duty, Entry, Protocol, TimeLimit
from model.refusal import MissingAnswers, NotAvailable, instead, settle, why_not
from model.semantics import Meaning, Move, Situation
from model.semantics import ways_in as open_ways_in
from model.trace import Step, Trace

__all__ = [
    "Breach",
    "Dispute",
    "Due",
    "Happening",
    "MissingAnswers",
    "NotAvailable",
    "Option",
    "Replay",
    "in_words",
    "replay",
    "to_machine",
]


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened on a day, the state it left and the state it led to (the same for an outside event)."""

    id: str
    on: date
    source: str
    dest: str
    breaches: tuple[Breach, ...] = ()
    silence_begins: bool = False


@dataclass(frozen=True, slots=True)
class Replay:
    """How a trace went: a counterexample is genuine when `breaches` is empty.

    `dates` has every event in order: what was done, then the state it led to.
    """

    dispute: "Dispute"
    state: str
    breaches: tuple[Breach, ...]
    stalled: bool
    final: bool
    dates: tuple[tuple[str, date], ...]


class _Position:
    """Where the machine keeps the state it is in, and its triggers."""


def to_machine(protocol: Protocol) -> Any:
    """The protocol as a plain `transitions` Machine: states with START, a trigger for each move and way in.

    It knows nothing of time, duty or case facts. `machine.model.trigger("pass up")` fires, and
    `machine.model.state` tells the state (or `machine.model.resting_in`, should a move be called "state").
    """
    moves = [{"trigger": one.id, "source": START, "dest": one.dest} for one in protocol.entries if one.dest]
    moves += [{"trigger": one.id, "source": one.source, "dest": one.dest} for one in protocol.transitions]
    return Machine(
        model=_Position(),
        states=[START, *({"name": one.id, "final": one.final} for one in protocol.states)],
        transitions=moves,
        initial=START,
        auto_transitions=False,
        model_attribute="resting_in" if any(one["trigger"] == "state" for one in moves) else "state",
    )


class Dispute:
    """One dispute under a protocol, from the way in to its end.

    Args:
        protocol: the protocol.
        case: case facts with their answers; those that a move may change start as the file says.
        readings: readings with the choices made, the three built-in ones too.
        level: how much of the text is taken to bind.
        silent_role: a role that may fall silent.
        calendar: the working days; those of the protocol's nation by default.

    Raises:
        MissingAnswers: a case fact or reading is not settled, or has an answer that it cannot have.
        ValueError: there is no such role.
    """

    def __init__(
        self,
        protocol: Protocol,
        *,
        case: Mapping[str, str],
        readings: Mapping[str, str],
        level: Level = Level.GUIDE,
        silent_role: str | None = None,
        calendar: Calendar | None = None,
    ) -> None:
        self._values = settle(protocol, case, readings)
        if silent_role is not None and silent_role not in protocol.role:
            hint = did_you_mean(silent_role, protocol.role) or f"there is {', '.join(protocol.role)}"
            raise ValueError(f'there is no role "{silent_role}"; {hint}')
        self.protocol = protocol
        self.level = level
        self.silent_role = silent_role
        self.silent = False
        self.calendar = calendar or calendar_of(protocol.nation)
        self.meaning = Meaning(protocol, level, silent_role)
        self.history: tuple[Happening, ...] = ()
        self.dates: tuple[tuple[str, date], ...] = ()
        self.raised: date | None = None
        self._machine = to_machine(protocol)
        self._began: dict[str, str] = dict(self._values)
        self._events: dict[str, tuple[int, date]] = {}

    # -- how it stands -----------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The state it rests in; `START` before it has begun."""
        return str(getattr(self._machine.model, self._machine.model_attribute))

    @property
    def today(self) -> date | None:
        """The day of the last thing that happened."""
        return self.history[-1].on if self.history else None

    @property
    def values(self) -> dict[str, str]:
        """Case facts and readings as they are now."""
        return dict(self._values)

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """Every time limit not kept so far."""
        return tuple(breach for one in self.history for breach in one.breaches)

    @property
    def final(self) -> bool:
        """Whether the dispute has ended."""
        return self.state != START and self.protocol.state[self.state].final

    @property
    def stalled(self) -> bool:
        """Whether it may lie here for ever, because nobody is obliged to move it (or it has no way in)."""
        return not self.ways_in() if self.state == START else self.meaning.stalls(self.state, self._now())

    @property
    def trace(self) -> Trace:
        """The dispute so far, as a trace that replays to it."""
        silent = [place for place, one in enumerate(self.history) if one.silence_begins]
        return Trace(
            self.protocol.id,
            tuple((one.id, self._began[one.id]) for one in self.protocol.facts),
            tuple((one.id, self._began[one.id]) for one in self.protocol.all_readings),
            self.level,
            tuple(Step(one.id, one.on) for one in self.history),
            self.silent_role,
            silent[0] if silent else None,
        )

    def open_caps(self) -> tuple[TimeLimit, ...]:
        """The caps that bind some way on from here."""
        now = self._now()
        moves = self.protocol.outgoing.get(self.state, ())
        caps = (cap for one in moves for cap in self.meaning.open_caps(one, now, self._ended))
        return tuple(dict.fromkeys(caps))

    # -- what may happen ---------------------------------------------------------------------------------

    def ways_in(self) -> list[Entry]:
        """The ways in that are open to this case; none once it has begun."""
        return open_ways_in(self.protocol, self._values.__getitem__) if self.state == START else []

    def options(self) -> list[Option]:
        """Every way on from here with its days, in the order of the file; none before it has begun.

        Where a move has several lawful windows, the days run from the earliest to the latest of them.

        Raises:
            CalendarError: a day to be worked out lies outside the calendar.
        """
        windows: dict[str, list[Dates]] = {}
        for move in self._moves():
            windows.setdefault(move.transition.id, []).append(self._dated(move))
        is_duty = self.meaning.is_duty
        return [merge(found, is_duty=is_duty(found[0].move.transition)) for found in windows.values()]

    def who_must_act(self) -> tuple[str, ...]:
        """Those who are obliged to take some way on from here, in words; "" where the text names nobody."""
        return tuple(dict.fromkeys(one.who for one in self.options() if one.is_duty))

    def standing_duties(self) -> list[Due]:
        """Duties that move nothing, called for by what has happened and not reported done since."""
        return [due for one in self.protocol.duties if (due := self._standing(one)) is not None]

    def overdue(self, on: date) -> list[Due]:
        """The duties whose last day lies before `on`: moves that somebody must make, and standing duties."""
        title = {one.id: one.title for one in self.protocol.states}
        moves = [
            Due(one.transition, f"move to {title[one.dest]}", one.who, one.latest, one.clauses)
            for one in self.options()
            if one.is_duty
        ]
        return [one for one in (*moves, *self.standing_duties()) if one.by is not None and one.by < on]

    # -- what happens ------------------------------------------------------------------------------------

    def do(self, id: str, on: date) -> tuple[Breach, ...]:
        """Fire a move or way in, or note an outside event or a duty done; see `fire` and `happened`."""
        if id in self._outside_events():
            self.happened(id, on)
            return ()
        return self.fire(id, on)

    def fire(self, id: str, on: date) -> tuple[Breach, ...]:
        """Take a way in or a move on a day, and tell the limits that this did not keep.

        Of several lawful windows the one that is missed least counts. A move open from several stages may be
        named without its stage.

        Raises:
            NotAvailable: it cannot happen now.
            ValueError: the day is before the last one.
            CalendarError: the calendar does not cover the days.
        """
        self._check_day(on)
        copy = f"{id}, from {self.state}"
        id = copy if copy in self.protocol.transition else id
        moves = [move for move in self._moves() if move.transition.id == id]
        entry = next((one for one in self.ways_in() if one.id == id), None)
        if not moves and entry is None:
            why = why_not(id, self.meaning, self.state, self._now())
            raise NotAvailable(f"{why} {self._instead()}")
        windows = (self._dated(move).breaches(on, self.calendar) for move in moves)
        breaches = min(windows, key=_severity, default=())
        source = self.state
        self._machine.model.trigger(id)
        self.history += (Happening(id, on, source, self.state, breaches),)
        if moves:
            self._values.update(moves[0].transition.sets)
        for event in (id, self.state):
            self._note(event, on)
        if entry is not None and not self.protocol.raised:
            self.raised = on
        return breaches

    def happened(self, event: str, on: date) -> None:
        """Note that an outside event of the protocol happened, or that a duty was done, on a day.

        Raises:
            NotAvailable: the protocol has no such event, or the dispute has not begun.
            ValueError: the day is before the last one.
        """
        names = self._outside_events()
        if event not in names:
            known = did_you_mean(event, names) or f"there is {', '.join(names) or 'none'}"
            raise NotAvailable(f'There is no outside event or duty "{event}"; {known}.')
        if self.state == START:
            raise NotAvailable(f'"{event}" cannot be noted before the dispute has begun. {self._instead()}')
        self._check_day(on)
        self.history += (Happening(event, on, self.state, self.state),)
        self._note(event, on)

    def fall_silent(self) -> None:
        """From now on the silent role does nothing and answers nothing.

        Raises:
            ValueError: no silent role was named, or the dispute has not begun.
        """
        if self.silent_role is None:
            raise ValueError("nobody can fall silent: no silent role was named for this dispute")
        if self.state == START:
            raise ValueError(f"{self.silent_role} cannot fall silent before the dispute has begun")
        if not self.silent:
            self.silent = True
            self.history = (*self.history[:-1], replace(self.history[-1], silence_begins=True))

    # -- inside ------------------------------------------------------------------------------------------

    def _now(self) -> Situation:
        def started(events: tuple[str, ...]) -> bool:
            return any(event in self._events for event in events)

        return Situation(self._values.__getitem__, started, self.silent)

    def _moves(self) -> Iterator[Move]:
        return iter(()) if self.state == START else self.meaning.moves(self.state, self._now())

    def _note(self, event: str, on: date) -> None:
        self.dates += ((event, on),)
        self._events[event] = (len(self.dates), on)
        if self.raised is None and event in self.protocol.raised:
            self.raised = on

    def _ended(self, cap: TimeLimit) -> bool:
        """Whether an end of the cap came after the last event that started its clock."""
        last = max(self._events[event][0] for event in cap.start if event in self._events)
        return any(self._events[event][0] > last for event in cap.ends if event in self._events)

    def _clock(self, limit: TimeLimit) -> date:
        return max(self._events[event] for event in limit.start if event in self._events)[1]

    def _dated(self, move: Move) -> Dates:
        caps = self.meaning.open_caps(move.transition, self._now(), self._ended)
        return dates(move, caps, self._clock, self.calendar, self._values[COUNTING.id])

    def _standing(self, duty: Duty) -> Due | None:
        """A duty that moves nothing, if it binds, was called for, and was not reported done since."""
        calls = [self._events[event] for event in duty.upon if event in self._events]
        binds = self.level.binds(duty.modality) and duty.condition.holds(self._values.__getitem__)
        if not binds or not calls or (duty.id in self._events and self._events[duty.id] > max(calls)):
            return None
        by = None
        if duty.within is not None:
            with suppress(UnknownCalendar):
                by = last_day(duty.within, max(calls)[1], self.calendar, self._values[COUNTING.id])
        return Due(duty.id, duty.says, in_words(duty.by), by, duty.clauses)

    def _outside_events(self) -> tuple[str, ...]:
        return (*(one.id for one in self.protocol.events), *(one.id for one in self.protocol.duties))

    def _check_day(self, on: date) -> None:
        self.calendar.is_working(on)  # refuses a day that the calendar does not cover
        if self.today is not None and on < self.today:
            raise ValueError(f"{on} is before {self.today}, the day of the last step; dates cannot go back")

    def _instead(self) -> str:
        return instead(self.meaning, self.state, self._now())


def replay(protocol: Protocol, trace: Trace, calendar: Calendar | None = None) -> Replay:
    """Run a trace on the machine.

    Raises:
        NotAvailable: a step cannot happen when the trace has it.
        MissingAnswers: the trace leaves a case fact or reading open.
        ValueError: its dates go back, or a name is unknown.
        CalendarError: a day lies outside the calendar.
    """
    dispute = Dispute(
        protocol,
        case=dict(trace.case),
        readings=dict(trace.readings),
        level=trace.level,
        silent_role=trace.silent_role,
        calendar=calendar,
    )
    for place, step in enumerate(trace.steps):
        dispute.do(step.transition, step.on)
        if place == trace.silent_from:
            dispute.fall_silent()
    return Replay(dispute, dispute.state, dispute.breaches, dispute.stalled, dispute.final, dispute.dates)


def _severity(breaches: tuple[Breach, ...]) -> tuple[int, int]:
    return len(breaches), sum(abs((one.on - one.due).days) for one in breaches)
