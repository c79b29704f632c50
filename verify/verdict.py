"""What a check can say of a guarantee, and the evidence that goes with it."""

from dataclasses import dataclass, field
from enum import StrEnum

from model.modality import Level
from model.trace import Trace
from verify.runs import Course


class Word(StrEnum):
    """The words a verdict can use; none of them is ever merged with another."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNBOUNDED = "unbounded"
    DEAD_END = "dead end"
    DEPENDS = "depends on reading"
    VACUOUS = "vacuous"
    INCONSISTENT = "inconsistent"
    UNDECIDED = "undecided"
    DISAGREEMENT = "disagreement"

    @property
    def broken(self) -> bool:
        """Whether the guarantee is not carried by the text: refuted, or not in every reading."""
        return self in _BROKEN


_BROKEN = frozenset(
    {Word.REFUTED, Word.UNBOUNDED, Word.DEAD_END, Word.DEPENDS, Word.VACUOUS, Word.INCONSISTENT}
)

Choices = tuple[tuple[str, str], ...]
"""Readings with the choice made for each, or case facts with their answers."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for a verdict.

    Attributes:
        element: the id of the state (or other element) it lies in.
        why: the reason in plain words.
        when: in which readings, in words; empty for all.
        word: whether it is a dead end, an endless stay or a course too long (refuted), where it is one of these.
        round: whether it is a loop that can be gone for ever.
    """

    element: str
    clauses: tuple[str, ...]
    why: str
    when: str = ""
    word: Word | None = None
    round: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """Reading choices under which a guarantee holds, and its bound in working days under them.

    `bound` is that of the worst way to read what the choices leave open, `least` that of the kindest.
    """

    readings: Choices
    bound: int | None = None
    least: int | None = None


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """The bound in calendar days over all start dates of the horizon, with the first start that shows each."""

    fewest: int
    fewest_start: str
    most: int
    most_start: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case story: the date, the working day since raising, what happened, who, by which clause."""

    on: str
    day: int | None
    what: str
    who: str = ""
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """A run told as a dated case, with the trace that replays it, and the case and readings that it needs."""

    events: tuple[Event, ...]
    ending: str
    trace: Trace
    hangs_on: Choices = ()


@dataclass(frozen=True, slots=True)
class Result:
    """One verdict: a property, for a milestone and a case class, at a binding level.

    `bound` is in working days from the raising, `least_bound` that of the kindest reading in which the guarantee
    holds; `holds_under` lists the smallest sets of reading choices under which it holds, when it depends on them.
    `course` is the run that attains the bound, from which its real dates can be worked out.
    """

    property: str
    verdict: Word
    level: Level
    milestone: str | None = None
    case: Choices = ()
    silent_role: str | None = None
    holds_under: tuple[Holding, ...] = ()
    bound: int | None = None
    least_bound: int | None = None
    calendar_days: CalendarDays | None = None
    causes: tuple[Cause, ...] = ()
    clauses: tuple[str, ...] = ()
    story: Story | None = None
    note: str = ""
    course: Course | None = field(default=None, compare=False, repr=False)
    queries: int = field(default=0, compare=False)
