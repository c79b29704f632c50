"""One dispute on its way through a simulated caseload, and the moments that it is called back at."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from simpy.events import EventPriority

from model.protocol import START, TimeLimit
from simulate.arrivals import Kind
from simulate.clock import NEVER, WorkingClock
from simulate.draws import BLOCK, KEPT, Luck, Numbers, Shape
from simulate.plan import Plan, Plans
from simulate.pool import Job
from simulate.records import OPEN
from simulate.way import Term, Way

COMPLETION, EXPIRY = EventPriority(1), EventPriority(2)
"""Priorities on the heap of events: at one minute, work is done before a time limit is up."""


class StateLuck:
    """The random numbers of one block of cases for one visit to one state, drawn when they are first asked for.

    Attributes:
        work: by role, those for its work. Of all others, None stands for numbers that are not drawn yet.
    """

    __slots__ = ("_block", "_luck", "_name", "after", "answer", "delay", "heap", "outcome", "reminders", "work")

    def __init__(self, luck: Luck, name: str, block: int) -> None:
        self._luck, self._name, self._block = luck, name, block
        self.after: Numbers | None = None
        self.answer = self.delay = self.heap = self.outcome = self.reminders = self.after
        self.work: dict[str, Numbers] = {}

    def of(self, what: str, lot: int) -> float:
        """The number of one case, by where it stands in the block."""
        found: Numbers = getattr(self, what) or self.drawn(what)
        return found[lot]

    def drawn(self, what: str) -> Numbers:
        """Draw the numbers of one kind."""
        found = self._numbers(what, "normal" if what in ("after", "delay") else "uniform")
        setattr(self, what, found)
        return found

    def for_work(self, role: str) -> Numbers:
        """Draw the numbers for the work of a role."""
        found = self.work[role] = self._numbers(f"work/{role}", "normal")
        return found

    def _numbers(self, what: str, shape: Shape) -> Numbers:
        return self._luck.vector(f"{self._name}/{what}", shape)[self._block]


class Lucks(dict[tuple[Any, ...], StateLuck]):
    """The random numbers of all cases of one kind, by what they are for and the block of the case.

    Args:
        named: the name under which the numbers for something are drawn.
    """

    __slots__ = ("_luck", "_named", "_seen")

    def __init__(self, luck: Luck, named: Callable[..., str]) -> None:
        self._luck, self._named = luck, named
        self._seen: set[str] = set()

    def __missing__(self, key: tuple[Any, ...]) -> StateLuck:
        """Those for which none were asked for yet; of each thing, about as many blocks are kept as of a vector."""
        *what, block = key
        name = self._named(*what)
        self._seen.add(name)
        if len(self) >= KEPT * len(self._seen):
            del self[next(iter(self))]
        found = self[key] = StateLuck(self._luck, name, block)
        return found


Coming = tuple[int, int, Way, int, bool]
"""The minute and the number of a case, how it comes in, on which date, and whether it is urgent."""


class CaseKind:
    """All cases that come by one way in: their facts, and their luck in every state and visit."""

    __slots__ = (
        "_facts",
        "_kind",
        "_urgency",
        "_ways",
        "entry",
        "event_luck",
        "has_way",
        "luck",
        "place",
    )

    def __init__(self, place: int, kind: Kind, luck: Luck, plans: Plans) -> None:
        self.place, self._kind = place, kind
        self.entry, dest = kind.entry.id, kind.entry.dest
        self.has_way = dest is not None
        self._ways = [Way(plans, self.entry, dest or START, profile, 0) for profile in kind.profiles]
        self._facts = luck.vector(f"{self.entry}/facts")
        self._urgency = luck.vector(f"{self.entry}/urgent")
        self.luck = Lucks(
            luck, lambda place, visit: f"{self.entry}/{plans.states[place]}{f'#{visit}' if visit else ''}"
        )
        self.event_luck = Lucks(luck, lambda event: f"{self.entry}/event {event}")

    def coming(self, blocks: Iterable[tuple[list[int], list[int]]], clock: WorkingClock) -> Iterator[Iterable[Coming]]:
        """All cases in the order in which they come, block by block, given their minutes and numbers."""
        ways, shares, share = self._ways, self._kind.shares, self._kind.urgent
        for minutes, numbers in blocks:
            taken, urgent = ways * len(numbers), [False] * len(numbers)
            if len(ways) > 1:
                taken = [ways[shares.which(self._facts.of(one))] for one in numbers]
            if share > 0:
                urgent = [self._urgency.of(one) < share for one in numbers]
            yield zip(minutes, numbers, taken, [clock.ordinal(one) for one in minutes], urgent, strict=True)


class Case:
    """One dispute.

    Attributes:
        epoch: rises with every change of state, the end included; what was arranged for another epoch is void.
        last: by event that starts or ends a clock: its place in the order of events, its date, its minute.
        started: the same events as bits.
        block: in which block its random numbers stand, and `lot`, where in it.
        came: the minute in which it came; `entered` is that of its coming into the state it is in.
        day: the date of the last event, as an ordinal.
        way: how it came where it is: its state and what is true of it.
        at: its state as the meaning has it: one of the forms of the state where events that are no moves matter.
        aside: what came in its course and was no move; None where the scenario has no such thing.
        plan: what may happen there.
        clocks: the time limits that run in its state.
        jobs: the pieces of work that are not done, those of nobody who is counted among them.
        fate: how it will stand on the last day if nothing moves it on.
    """

    __slots__ = (
        "aside",
        "at",
        "block",
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
        "plan",
        "started",
        "told_caps",
        "urgent",
        "visit",
        "visits",
        "way",
    )

    def __init__(self, kind: CaseKind, number: int, way: Way, day: int, now: int, urgent: bool) -> None:
        self.kind, self.number, self.way, self.urgent = kind, number, way, urgent
        self.block, self.lot = divmod(number, BLOCK)
        self.fate = OPEN
        self.aside: Any = None
        self.forced: Moment | None = None
        self.epoch = self.events = self.visit = 0
        self.day, self.came, self.entered = day, now, now
        self.visits: dict[int, int] = {}
        self.last: dict[str, tuple[int, int, int]] = {}
        self.told_caps: tuple[tuple[str, int], ...] = ()
        self.clocks: list[RunningClock] = []
        self.jobs: list[Job | Moment] = []
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
