"""One dispute on its way through a simulated caseload, and the moments that it is called back at."""

from typing import Any

import simpy
from simpy.events import EventPriority

from model.protocol import TimeLimit, Transition
from simulate.arrivals import Kind, Profile
from simulate.draws import Luck, Vector
from simulate.plan import Plan
from simulate.pool import Job
from simulate.records import OPEN

COMPLETION, EXPIRY = EventPriority(1), EventPriority(2)
"""Priorities on the heap of events: at one minute, work is done before a time limit is up."""


class StateLuck:
    """The random numbers for one visit to one state, by all cases of one kind."""

    __slots__ = ("_luck", "_name", "_work", "after", "answer", "delay", "heap", "outcome", "reminders")

    def __init__(self, luck: Luck, name: str) -> None:
        self._luck, self._name = luck, name
        self.delay = luck.vector(f"{name}/delay", "normal")
        self.heap = luck.vector(f"{name}/heap")
        self.outcome = luck.vector(f"{name}/outcome")
        self.answer = luck.vector(f"{name}/answer")
        self.reminders = luck.vector(f"{name}/reminders")
        self.after = luck.vector(f"{name}/after", "normal")
        self._work: dict[str, Vector] = {}

    def work(self, role: str) -> Vector:
        """The numbers for the work of a role."""
        found = self._work.get(role)
        if found is None:
            found = self._work[role] = self._luck.vector("/".join((self._name, "work", role)), "normal")
        return found


class CaseKind:
    """All cases that come by one way in: their facts, and their luck in every state and visit."""

    __slots__ = ("_facts", "_kind", "_luck", "_states", "_urgent", "dest", "entry", "place")

    def __init__(self, place: int, kind: Kind, luck: Luck) -> None:
        self.place, self._kind, self._luck = place, kind, luck
        self.entry = kind.entry.id
        self.dest = kind.entry.dest
        self._facts = luck.vector(f"{self.entry}/facts")
        self._urgent = luck.vector(f"{self.entry}/urgent")
        self._states: dict[tuple[str, int], StateLuck] = {}

    def profile(self, number: int) -> Profile:
        """What is true of the n-th case."""
        return self._kind.profile(self._facts[number])

    def is_urgent(self, number: int) -> bool:
        """Whether the n-th case is served before others."""
        return self._kind.urgent > 0 and self._urgent[number] < self._kind.urgent

    def luck(self, state: str, visit: int) -> StateLuck:
        """The random numbers for the n-th visit to a state, from 0."""
        found = self._states.get((state, visit))
        if found is None:
            name = f"{self.entry}/{state}{f'#{visit}' if visit else ''}"
            found = self._states[state, visit] = StateLuck(self._luck, name)
        return found

    def luck_of(self, event: str) -> StateLuck:
        """The random numbers for something that is no move."""
        return self.luck(f"event {event}", 0)


class Case:
    """One dispute.

    Attributes:
        epoch: rises with every change of state, the end included; what was arranged for another epoch is void.
        last: by event that starts or ends a clock: its place in the order of events, its date, its minute.
        started: the same events as bits.
        day: the date of the last event, as an ordinal.
        at: its state as the meaning has it: one of the forms of `state` where events that are no moves matter.
        aside: what came in its course and was no move; None where the scenario has no such thing.
        fate: how it will stand on the last day if nothing moves it on.
    """

    __slots__ = (
        "aside",
        "at",
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
        "luck",
        "number",
        "pending",
        "place",
        "plan",
        "profile",
        "started",
        "state",
        "told_caps",
        "urgent",
        "visit",
        "visits",
    )

    def __init__(self, kind: CaseKind, number: int, day: int) -> None:
        self.kind, self.number = kind, number
        self.profile, self.urgent = kind.profile(number), kind.is_urgent(number)
        self.fate = OPEN
        self.epoch = self.events = self.started = self.pending = self.visit = self.entered = self.place = 0
        self.day = day
        self.state = self.at = ""
        self.aside: Any = None
        self.forced: Moment | None = None
        self.visits: dict[str, int] = {}
        self.last: dict[str, tuple[int, int, int]] = {}
        self.told_caps: tuple[tuple[str, int], ...] = ()
        self.clocks: list[RunningClock] = []
        self.jobs: list[tuple[Any, Job]] = []
        self.plan: Plan
        self.luck: StateLuck
        self.choice: Transition | None = None

    def begun(self, limit: TimeLimit) -> tuple[int, int, int]:
        """The start event of a limit that came last: place, date, minute."""
        start, last = limit.start, self.last
        if len(start) == 1:
            return last[start[0]]
        return max(last[event] for event in start if event in last)

    def has_ended(self, cap: TimeLimit) -> bool:
        """Whether an end of a cap came after its last start."""
        begun = self.begun(cap)[0]
        return any(self.last[event][0] > begun for event in cap.ends if event in self.last)


class Moment(simpy.Event):
    """Something arranged for a case at a minute, void when its epoch has passed."""

    _ok = True  # it succeeds: what the constructor of the base class would set, for less time

    def __init__(self, then: Any, case: Any, epoch: int = 0, about: Any = None) -> None:
        self.callbacks = then
        self.case = case
        self.epoch = epoch
        self.about = about


class RunningClock(Moment):
    """A time limit that runs for one case, and the moment at which its time is up."""

    missed = False

    def __init__(
        self, then: Any, case: Case, limit: TimeLimit, due: int, ends: int, began: int, is_cap: bool
    ) -> None:
        self.callbacks = then
        self.case = case
        self.epoch = case.epoch
        self.limit, self.due, self.ends, self.began, self.is_cap = limit, due, ends, began, is_cap
