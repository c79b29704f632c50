"""A protocol: who must take a dispute to whom, by when, and which clause says so.

These are frozen values. `model.loader` makes them from a file, `model.semantics` says what they mean. The parts
are at home in `ledger`, `people`, `movement` and `obligations`, and can be had from here.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

from model.ledger import Clause, Missing, Named, Place
from model.movement import START, Entry, Panel, Protection, State, StateKind, Transition, Trigger
from model.obligations import Duty, DutyKind, Extension, LimitKind, Suspension, TimeLimit
from model.own_days import OwnDays
from model.people import (
    BUILT_IN_READINGS,
    COUNTING,
    HANDOVER,
    SILENCE,
    Actors,
    CaseFact,
    Reading,
    Role,
    Settled,
    Side,
)
from model.time_span import TimeSpan

__all__ = [
    "BUILT_IN_READINGS",
    "COUNTING",
    "HANDOVER",
    "SILENCE",
    "START",
    "Actors",
    "CaseFact",
    "Clause",
    "Duty",
    "DutyKind",
    "Entry",
    "Extension",
    "LimitKind",
    "Missing",
    "Named",
    "Panel",
    "Place",
    "Protection",
    "Protocol",
    "Reading",
    "Role",
    "Settled",
    "Side",
    "State",
    "StateKind",
    "Suspension",
    "TimeLimit",
    "Transition",
    "Trigger",
]


@dataclass(frozen=True)
class Protocol:
    """One board's protocol, encoded clause by clause."""

    id: str
    title: str
    board: str
    edition: str
    nation: str
    roles: tuple[Role, ...]
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    entries: tuple[Entry, ...]
    limits: tuple[TimeLimit, ...] = ()
    duties: tuple[Duty, ...] = ()
    facts: tuple[CaseFact, ...] = ()
    readings: tuple[Reading, ...] = ()
    settled: tuple[Settled, ...] = ()
    clauses: tuple[Clause, ...] = ()
    missing: tuple[Missing, ...] = ()
    events: tuple[Named, ...] = ()
    parameters: tuple[Named, ...] = ()
    calendars: tuple[Named, ...] = ()
    raised: tuple[str, ...] = ()
    nobody_has_last_word: str = ""
    target: TimeSpan | None = None
    summary: str = ""
    file: str = field(default="", compare=False)
    target_asked: bool = field(default=False, compare=False)
    """Whether somebody asks for the target, and the file states none or another."""

    def __repr__(self) -> str:
        """On one line whose it is and how much it holds; its parts are long, and stand under their names."""
        held = {"stages and ends": self.states, "moves": self.transitions, "time limits": self.limits}
        counts = ", ".join(f"{len(parts)} {name}" for name, parts in {**held, "clauses": self.clauses}.items())
        return f"<Protocol {self.id}: {self.title}; {self.board}, {self.edition or 'no edition stated'}; {counts}>"

    @cached_property
    def state(self) -> dict[str, State]:
        """The states by id."""
        return {one.id: one for one in self.states}

    @cached_property
    def transition(self) -> dict[str, Transition]:
        """The transitions by id."""
        return {one.id: one for one in self.transitions}

    @cached_property
    def limit(self) -> dict[str, TimeLimit]:
        """The time limits by id."""
        return {one.id: one for one in self.limits}

    @cached_property
    def clause(self) -> dict[str, Clause]:
        """The clauses by id."""
        return {one.id: one for one in self.clauses}

    @cached_property
    def fact(self) -> dict[str, CaseFact]:
        """The case facts by id."""
        return {one.id: one for one in self.facts}

    @cached_property
    def role(self) -> dict[str, Role]:
        """The roles by id."""
        return {one.id: one for one in self.roles}

    @cached_property
    def all_readings(self) -> tuple[Reading, ...]:
        """The readings of its clauses, then the three that every protocol has; of a settled one only its choice."""
        fixed = {one.reading: one.choice for one in self.settled}
        return tuple(
            replace(one, choices=tuple(it for it in one.choices if it[0] == fixed[one.id])) if one.id in fixed else one
            for one in (*self.readings, *BUILT_IN_READINGS)
        )

    @cached_property
    def domains(self) -> dict[str, tuple[str, ...]]:
        """Every case fact and reading with the values it can take, facts first."""
        return {one.id: one.answers for one in self.facts} | {one.id: one.names for one in self.all_readings}

    @cached_property
    def own_days(self) -> dict[str, OwnDays]:
        """The days of the file's own that limits are counted in, by their name in the singular, where it lists them."""
        spans = (span for one in self.limits for span in (one.at_most, one.at_least, one.starts_after))
        return {one.unit: one.own for one in spans if one and one.own}

    @cached_property
    def outgoing(self) -> dict[str, tuple[Transition, ...]]:
        """The transitions out of each state."""
        found: dict[str, list[Transition]] = {one.id: [] for one in self.states}
        for one in self.transitions:
            found[one.source].append(one)
        return {state: tuple(moves) for state, moves in found.items()}

    @cached_property
    def cited(self) -> frozenset[str]:
        """The clauses that some part of the encoding rests on."""
        parts: tuple[tuple[object, ...], ...] = (
            self.roles,
            self.states,
            self.transitions,
            self.entries,
            self.limits,
            self.duties,
            self.facts,
            self.readings,
            self.settled,
            self.missing,
        )
        found = {clause for part in parts for one in part for clause in getattr(one, "clauses", ())}
        found |= {clause for one in self.states if one.meanwhile for clause in one.meanwhile.clauses}
        return frozenset(found)
