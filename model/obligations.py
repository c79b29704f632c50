"""What must be done by when: time limits, and duties that move nothing."""

from dataclasses import dataclass, field
from enum import StrEnum

from model.condition import ALWAYS, Condition
from model.ledger import Place
from model.modality import Modality
from model.people import Actors
from model.time_span import TimeSpan


class LimitKind(StrEnum):
    """Window: binds named transitions. Stage: binds any way out of a state. Cap: nothing may pass it while open.

    Sitting: a window that no text states, but that follows from the schedule on which a panel sits.
    """

    WINDOW = "window"
    STAGE = "stage"
    CAP = "cap"
    SITTING = "sitting"


class DutyKind(StrEnum):
    """What a duty that moves nothing asks for."""

    RECORD = "record"
    FEEDBACK = "feedback"
    NOTIFY = "notify"
    ACT = "act"
    ACCEPT = "accept"


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

    @property
    def endless(self) -> bool:
        """Whether it may be lengthened without end, so that nothing ever has to be done by it."""
        return self.extension is not None and self.extension.up_to is None


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
