"""One dispute on its way through a simulated caseload, and the moments that it is called back at."""

from typing import Any

from simpy.events import EventPriority

from model.protocol import START, TimeLimit
from simulate.arrivals import Kind
from simulate.clock import NEVER, WorkingClock
from simulate.draws import BLOCK, Luck, Vector
from simulate.plan import Plan, Plans
from simulate.pool import Job
from simulate.records import OPEN
from simulate.way import Term, Way

COMPLETION, EXPIRY = EventPriority(1), EventPriority(2)
"""Priorities on the heap of events: at one minute, work is done before a time limit is up."""


class StateLuck(dict[str, Vector]):
    """The random numbers for one visit to one state, by all cases of one kind; by role, those for its work."""

    __slots__ = ("_luck", "_name", "after", "answer", "delay", "heap", "outcome", "reminders")

    def __init__(self, luck: Luck, name: str) -> None:
        self._luck, self._name = luck, name
        self.delay = luck.vector(f"{name}/delay", "normal")
        self.heap = luck.vector(f"{name}/heap")
        self.outcome = luck.vector(f"{name}/outcome")
        self.answer = luck.vector(f"{name}/answer")
        self.reminders = luck.vector(f"{name}/reminders")
        self.after = luck.vector(f"{name}/after", "normal")

    def __missing__(self, role: str) -> Vector:
        """The numbers for the work of a role."""
        found = self[role] = self._luck.vector("/".join((self._name, "work", role)), "normal")
        return found


class Lucks(dict[tuple[int, int], StateLuck]):
    """The random numbers of all cases of one kind, by the place of a state and the number of the visit, from 0."""

    __slots__ = ("_entry", "_luck", "_states")

    def __init__(self, luck: Luck, entry: str, states: tuple[str, ...]) -> None:
        self._luck, self._entry, self._states = luck, entry, states

    def __missing__(self, key: tuple[int, int]) -> StateLuck:
        """Those of a visit for which none were asked for yet."""
        place, visit = key
        name = f"{self._entry}/{self._states[place]}{f'#{visit}' if visit else ''}"
        found = self[key] = StateLuck(self._luck, name)
        return found


class CaseKind:
    """All cases that come by one way in: their facts, and their luck in every state and visit."""

    __slots__ = (
        "_events",
        "_facts",
        "_kind",
        "_luck",
        "_ways",
        "entry",
        "has_way",
        "luck",
        "place",
        "urgency",
        "urgent",
    )

    def __init__(self, place: int, kind: Kind, luck: Luck, plans: Plans) -> None:
        self.place, self._kind, self._luck = place, kind, luck
        self.entry, dest = kind.entry.id, kind.entry.dest
        self.has_way = dest is not None
        self._ways = [Way(plans, self.entry, dest or START, profile, 0) for profile in kind.profiles]
        self._facts = luck.vector(f"{self.entry}/facts")
        self.urgent, self.urgency = kind.urgent, luck.vector(f"{self.entry}/urgent")
        self._events: dict[str, StateLuck] = {}
        self.luck = Lucks(luck, self.entry, plans.states)

    def way(self, number: int) -> Way:
        """How the n-th case comes in, and what is true of it."""
        ways = self._ways
        return ways[0] if len(ways) == 1 else ways[self._kind.shares.which(self._facts.of(number))]

    def luck_of(self, event: str) -> StateLuck:
        """The random numbers for something that is no move."""
        found = self._events.get(event)
        if found is None:
            found = self._events[event] = StateLuck(self._luck, f"{self.entry}/event {event}")
        return found


class Case:
    """One dispute.

    Attributes:
        epoch: rises with every change of state, the end included; what was arranged for another epoch is void.
        last: by event that starts or ends a clock: its place in the order of events, its date, its minute.
        started: the same events as bits.
        lot: where its random numbers stand: in which block, and where in it.
        came: the minute in which it came; `entered` is that of its coming into the state it is in.
        day: the date of the last event, as an ordinal.
        way: how it came where it is: its state and what is true of it.
        at: its state as the meaning has it: one of the forms of the state where events that are no moves matter.
        aside: what came in its course and was no move; None where the scenario has no such thing.
        plan: what may happen there.
        clocks: the time limits that run in its state.
        pending: how many pieces of work are not done; `jobs` are those of people that are counted.
        fate: how it will stand on the last day if nothing moves it on.
    """

    __slots__ = (
        "aside",
        "at",
        "came",
        "choice",
        "clocks",
        "day",
        "entered",
        "epoch",
        "events",
        "fate",
        "forced",
        "jobs",
        "kind",
        "last",
        "lot",
        "luck",
        "number",
        "pending",
        "plan",
        "started",
        "told_caps",
        "urgent",
        "visit",
        "visits",
        "way",
    )

    def __init__(self, kind: CaseKind, number: int, way: Way, day: int, now: int) -> None:
        self.kind, self.number, self.way = kind, number, way
        self.lot = number // BLOCK, number % BLOCK
        self.urgent = kind.urgent > 0 and kind.urgency.of(number) < kind.urgent  # served before others
        self.fate = OPEN
        self.aside: Any = None
        self.forced: Moment | None = None
        self.epoch = self.events = self.pending = self.visit = 0
        self.day, self.came, self.entered = day, now, now
        self.visits: dict[int, int] = {}
        self.last: dict[str, tuple[int, int, int]] = {}
        self.told_caps: tuple[tuple[str, int], ...] = ()
        self.clocks: list[RunningClock] = []
        self.jobs: list[Job] = []
        self.at: str
        self.started: int
        self.plan: Plan
        self.luck: StateLuck
        self.choice: Way | None

    def begun(self, limit: TimeLimit) -> tuple[int, int, int]:
        """The start event of a limit that came last: place, date, minute."""
        start, last = limit.start, self.last
        if len(start) == 1:
            return last[start[0]]
        return max(last[event] for event in start if event in last)

    def has_date(self, clock: WorkingClock) -> bool:
        """Whether a limit whose running out moves it on has an end among the days that the file lists."""
        return any(
            not one.own_days or clock.due(one.limit, *self.begun(one.limit)[1:])[0] < NEVER
            for one in self.plan.terms
            if one.limit.id in self.plan.expiring
        )

    def has_ended(self, cap: TimeLimit) -> bool:
        """Whether an end of a cap came after its last start."""
        begun = self.begun(cap)[0]
        return any(self.last[event][0] > begun for event in cap.ends if event in self.last)


class Moment:
    """Something arranged for a case at a minute, void when its epoch has passed: an event of SimPy that succeeds."""

    __slots__ = ("about", "callbacks", "case", "epoch")
    _ok = True

    def __init__(self, then: Any, case: Any, epoch: int = 0, about: Any = None) -> None:
        self.callbacks = then
        self.case = case
        self.epoch = epoch
        self.about = about


class RunningClock:
    """A time limit that runs for one case; when that is over, or the case leaves the state, it has none.

    It is filled in where it is started, since to call an initialiser would take longer than all of that.
    """

    __slots__ = ("began", "case", "due", "ends", "missed", "term")
    began: int
    case: Case | None
    due: int
    ends: int
    missed: bool
    term: Term
