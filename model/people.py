"""The roles of a protocol, and the questions a case and a text leave open."""

import re
from dataclasses import dataclass
from enum import StrEnum

Actors = tuple[tuple[str, ...], ...]
"""Who acts: alternatives, each a group of roles that must act jointly; empty where the text names nobody."""


class Side(StrEnum):
    """Where a role stands in the dispute."""

    RAISER = "raiser"
    OTHER = "other"
    JOINT = "joint"
    NEUTRAL = "neutral"


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
    `pressing` are the answers that, in the words of the text, make a case more pressing than the others do.
    """

    id: str
    question: str
    answers: tuple[str, ...]
    at_start: str | None = None
    clauses: tuple[str, ...] = ()
    pressing: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Settled:
    """A reading that the board has decided on: its other choices no longer count. With the clause that says so."""

    reading: str
    choice: str
    clauses: tuple[str, ...] = ()


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


def the(role: str) -> str:
    """A role in a sentence, with an article unless it has one of its own: "the reader", "any adult"."""
    own = re.match(r"(the|an?|any|each|every|all|both|either|whoever|anyone|nobody)\b", role, re.IGNORECASE)
    return role if own else f"the {role}"
