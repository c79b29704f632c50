"""A protocol: who must take a dispute to whom, by when, and which clause says so.

These are frozen values. `model.loader` makes them from a file, `model.semantics` says what they mean.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from model.condition import ALWAYS, Condition
from model.modality import Modality
from model.time_span import TimeSpan

START = "(start)"
"""The pseudo-state in which a dispute is before it takes one of the protocol's ways in."""

Actors = tuple[tuple[str, ...], ...]
"""Who acts: alternatives, each a group of roles that must act jointly; empty where the text names nobody."""


class Side(StrEnum):
    """Where a role stands in the dispute."""

    RAISER = "raiser"
    OTHER = "other"
    JOINT = "joint"
    NEUTRAL = "neutral"


class StateKind(StrEnum):
    """What goes on while a dispute rests in a state."""

    REFER = "refer"
    DISCUSS = "discuss"
    RESPOND = "respond"
    DECIDE = "decide"
    PANEL = "panel"
    MONITOR = "monitor"
    EXTERNAL = "external"
    CLOSED = "closed"
    DECIDED = "decided"


class Trigger(StrEnum):
    """What makes a transition fire."""

    AGREE = "agree"
    OUTCOME = "outcome"
    EXPIRY = "expiry"
    EITHER = "either"
    ACTION = "action"
    DECISION = "decision"
    WITHDRAW = "withdraw"


class LimitKind(StrEnum):
    """Window: binds named transitions. Stage: binds any way out of a state. Cap: nothing may pass it while open."""

    WINDOW = "window"
    STAGE = "stage"
    CAP = "cap"


class DutyKind(StrEnum):
    """What a duty that moves nothing asks for."""

    RECORD = "record"
    FEEDBACK = "feedback"
    NOTIFY = "notify"
    ACT = "act"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file something stands: line and column, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One normative sentence of the source, in our own words.

    `at` is a locating phrase of at most eight of its words; `sha256` starts the fingerprint of the original.
    `left_out` says why nothing encodes it; empty when something does.
    """

    id: str
    says: str
    at: str = ""
    sha256: str = ""
    left_out: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A kind of person or body with a part in the protocol. Rank 0 is the front line."""

    id: str
    rank: int
    side: Side
    note: str = ""
    substitutes: tuple[str, ...] = ()
    variants: tuple[tuple[str, str], ...] = ()
    independent_of: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFact:
    """Something true of a case that the text makes a difference of.

    Without `at_start` it is fixed for the whole dispute and any answer is possible; with it, the dispute
    starts with that answer and transitions may change it (a case becomes urgent, a stage has been used).
    """

    id: str
    question: str
    answers: tuple[str, ...]
    at_start: str | None = None
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A clause that can be understood in more than one way: the question, and each choice in words."""

    id: str
    question: str
    choices: tuple[tuple[str, str], ...]
    clauses: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the choices."""
        return tuple(name for name, _ in self.choices)


HANDOVER = Reading(
    "handover",
    "When a stage's time is up, does the case pass on that day, or is passing on undated?",
    (
        ("prompt", "the case passes on by the day the time limit ends"),
        ("undated", "the text puts no date on passing the case on"),
    ),
)
SILENCE = Reading(
    "silence",
    "Is no answer a disagreement?",
    (
        ("disagreement", "whoever does not answer is taken to disagree"),
        ("strict", "without an answer there is no outcome to act on"),
    ),
)
COUNTING = Reading(
    "counting",
    "Is the day of the event day 0 or day 1 of a time limit?",
    (
        ("next day", "counting starts on the day after the event"),
        ("same day", "the day of the event is the first day"),
    ),
)
BUILT_IN_READINGS = (HANDOVER, SILENCE, COUNTING)
"""Three questions that no text of the six answers and every protocol raises."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A body that must be called together: by whom, of whom, and on what schedule if it sits on one."""

    convened_by: Actors = ()
    members: tuple[str, ...] = ()
    quorum: int | None = None
    sits: str = ""
    papers: TimeSpan | None = None
    tie: str = ""


@dataclass(frozen=True, slots=True)
class Protection:
    """What protects the child while the dispute rests in a state."""

    says: str
    kind: str
    modality: Modality
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Where a dispute can rest, and who holds it there.

    `awaits` are the roles whose answer it waits for; `outcomes` the results a stage can have;
    `last_word` marks the terminal authority; `text_stops` says that the source breaks off here.
    """

    id: str
    title: str
    kind: StateKind
    stage: str = ""
    owner: str = ""
    awaits: tuple[str, ...] = ()
    final: bool = False
    last_word: bool = False
    outcomes: tuple[str, ...] = ()
    judge: str = ""
    choice_of: str = ""
    meanwhile: Protection | None = None
    text_stops: str = ""
    continues_in: str = ""
    panel: Panel | None = None
    note: str = ""
    clauses: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Transition:
    """One move of a dispute from a state to another: what triggers it, who acts, how strongly the text binds.

    `after` names the time limits whose running out triggers it; `sets` gives case facts new answers.
    """

    id: str
    source: str
    dest: str
    trigger: Trigger
    modality: Modality
    by: Actors = ()
    outcomes: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    condition: Condition = ALWAYS
    sets: tuple[tuple[str, str], ...] = ()
    binding: Modality | None = None
    spawns: str = ""
    note: str = ""
    clauses: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A way in: a kind of case that the text mentions, and where it starts, or why it has no route."""

    id: str
    says: str
    dest: str | None
    condition: Condition = ALWAYS
    no_route: str = ""
    clauses: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Extension:
    """A lengthening of a time limit, by somebody, up to so much or without end."""

    up_to: TimeSpan | None
    by: Actors = ()


@dataclass(frozen=True, slots=True)
class Suspension:
    """The clock of a time limit stops between two events."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long something may take: from an event, at most and at least so much, binding some transitions.

    `start` are the events that start its clock (whichever came last); empty where the text states none.
    `binds` are transition ids: those named (window), every way out of a state (stage), or none (cap, which
    instead is open until one of `ends`). `words` stand where the text has no number, and constrain nothing.
    """

    id: str
    kind: LimitKind
    modality: Modality
    start: tuple[str, ...] = ()
    binds: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    at_most: TimeSpan | None = None
    at_least: TimeSpan | None = None
    words: str = ""
    parameter: str = ""
    starts_after: TimeSpan | None = None
    condition: Condition = ALWAYS
    or_sooner: str = ""
    extension: Extension | None = None
    suspension: Suspension | None = None
    state: str = ""
    note: str = ""
    clauses: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that must be done upon an event and moves nothing: a record, feedback, a notice, an act."""

    id: str
    kind: DutyKind
    says: str
    modality: Modality
    by: Actors = ()
    to: tuple[str, ...] = ()
    upon: tuple[str, ...] = ()
    within: TimeSpan | None = None
    words: str = ""
    every: TimeSpan | None = None
    condition: Condition = ALWAYS
    clauses: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that the text refers to and that is not in it."""

    what: str
    clauses: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A name the file declares with a few words: an external event, a parameter, a calendar of its own."""

    id: str
    says: str
    value: int | None = None


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
        """The readings of its clauses, then the three that every protocol has."""
        return (*self.readings, *BUILT_IN_READINGS)

    @cached_property
    def domains(self) -> dict[str, tuple[str, ...]]:
        """Every case fact and reading with the values it can take, facts first."""
        return {one.id: one.answers for one in self.facts} | {one.id: one.names for one in self.all_readings}

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
            self.missing,
        )
        found = {clause for part in parts for one in part for clause in getattr(one, "clauses", ())}
        found |= {clause for one in self.states if one.meanwhile for clause in one.meanwhile.clauses}
        return frozenset(found)
