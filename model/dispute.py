"""One dispute on its way through a protocol, step by step and by real dates.

The states and moves are those of a `transitions` Machine; what may happen next, and by when, is asked of
`model.semantics`. Lateness is recorded, not refused, because real disputes are late. Time comes from outside:
the machine knows no today, and two things on one day happen in the order they are told.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date

from model.calendar import Calendar
from model.calendar import calendar as calendar_of
from model.chronicle import Chronicle, Happening
from model.deadline import Breach, UnknownCalendar, last_day
from model.errors import did_you_mean
from model.modality import Level
from model.option import Dates, Due, Option, dates, in_words, merge
from model.pause import without_pauses
from model.protocol import COUNTING, START, Duty, Entry, Protocol, TimeLimit
from model.refusal import NotAvailable, instead, settle, why_not
from model.semantics import Meaning, Move, Situation
from model.semantics import ways_in as open_ways_in
from model.statechart import to_machine
from model.trace import Step, Trace


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
        self.meaning = Meaning(without_pauses(protocol, level, silent_role), level, silent_role)
        self._machine = to_machine(protocol)
        self._began: dict[str, str] = dict(self._values)
        self._chronicle = Chronicle(protocol.raised)

    # -- how it stands -----------------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The state it rests in; `START` before it has begun."""
        return str(getattr(self._machine.model, self._machine.model_attribute))

    @property
    def history(self) -> tuple[Happening, ...]:
        """What has happened, in order."""
        return self._chronicle.history

    @property
    def dates(self) -> tuple[tuple[str, date], ...]:
        """Every event with its day, in order: what was done, then the state it led to."""
        return self._chronicle.dates

    @property
    def raised(self) -> date | None:
        """The day on which the measured clock started."""
        return self._chronicle.raised

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
        return Trace(
            self.protocol.id,
            tuple((one.id, self._began[one.id]) for one in self.protocol.facts),
            tuple((one.id, self._began[one.id]) for one in self.protocol.all_readings),
            self.level,
            tuple(Step(one.id, one.on) for one in self.history),
            self.silent_role,
            self._chronicle.silent_from,
        )

    def open_caps(self) -> tuple[TimeLimit, ...]:
        """The caps that bind some way on from here."""
        now = self._now()
        moves = self.protocol.outgoing.get(self.state, ())
        caps = (cap for one in moves for cap in self.meaning.open_caps(one, now, self._chronicle.ended))
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
        if moves:
            self._values.update(moves[0].transition.sets)
        self._chronicle.add(Happening(id, on, source, self.state, breaches), id, self.state)
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
        self._chronicle.add(Happening(event, on, self.state, self.state), event)

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
            self._chronicle.silence()

    # -- inside ------------------------------------------------------------------------------------------

    def _now(self) -> Situation:
        return Situation(self._values.__getitem__, self._chronicle.started, self.silent)

    def _moves(self) -> Iterator[Move]:
        return iter(()) if self.state == START else self.meaning.moves(self.state, self._now())

    def _dated(self, move: Move) -> Dates:
        caps = self.meaning.open_caps(move.transition, self._now(), self._chronicle.ended)
        return dates(move, caps, self._chronicle.clock, self.calendar, self._values[COUNTING.id])

    def _standing(self, duty: Duty) -> Due | None:
        """A duty that moves nothing, if it binds, was called for, and was not reported done since."""
        called = self._chronicle.last(duty.upon)
        binds = self.level.binds(duty.modality) and duty.condition.holds(self._values.__getitem__)
        if called is None or not binds or self._chronicle.since(duty.upon, (duty.id,)):
            return None
        by = None
        if duty.within is not None:
            with suppress(UnknownCalendar):
                by = last_day(duty.within, called, self.calendar, self._values[COUNTING.id])
        return Due(duty.id, duty.says, in_words(duty.by), by, duty.clauses)

    def _outside_events(self) -> tuple[str, ...]:
        return (*(one.id for one in self.protocol.events), *(one.id for one in self.protocol.duties))

    def _check_day(self, on: date) -> None:
        self.calendar.is_working(on)  # refuses a day that the calendar does not cover
        if self.today is not None and on < self.today:
            raise ValueError(f"{on} is before {self.today}, the day of the last step; dates cannot go back")

    def _instead(self) -> str:
        return instead(self.meaning, self.state, self._now())


def _severity(breaches: tuple[Breach, ...]) -> tuple[int, int]:
    return len(breaches), sum(abs((one.on - one.due).days) for one in breaches)
