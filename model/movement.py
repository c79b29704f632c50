"""Where a dispute can rest, and how it moves: states, transitions, ways in."""

from dataclasses import dataclass, field
from enum import StrEnum

from model.condition import ALWAYS, Condition
from model.ledger import Place
from model.modality import Modality
from model.people import Actors
from model.time_span import TimeSpan

START = "(start)"
"""The pseudo-state in which a dispute is before it takes one of the protocol's ways in."""


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
    """What makes a transition fire; an event is one that leaves the dispute where it is, and may start a clock."""

    AGREE = "agree"
    OUTCOME = "outcome"
    EXPIRY = "expiry"
    EITHER = "either"
    ACTION = "action"
    DECISION = "decision"
    WITHDRAW = "withdraw"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Panel:
    """A body that must be called together: by whom, of whom, and on what schedule if it sits on one.

    `sits` is the schedule in the words of the file, `every` the interval that they state, if they state one;
    `papers` is how long before it sits papers are due. What follows from these is in `model.sitting`.
    """

    convened_by: Actors = ()
    members: tuple[str, ...] = ()
    quorum: int | None = None
    sits: str = ""
    papers: TimeSpan | None = None
    tie: str = ""
    every: TimeSpan | None = None


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
