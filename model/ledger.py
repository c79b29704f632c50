"""What a protocol file lists beside its rules: clauses, missing texts, declared names, places."""

from collections.abc import Iterable
from dataclasses import dataclass, field


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
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that the text refers to and that is not in it."""

    what: str
    clauses: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A name the file declares with a few words: an external event, a parameter, a calendar of its own.

    `open` are the terms and dates that a calendar lists, as the file writes them.
    """

    id: str
    says: str
    value: int | None = None
    open: tuple[str, ...] = ()


def clauses_of(parts: Iterable[object]) -> tuple[str, ...]:
    """The clauses that some parts rest on, each once."""
    return tuple(dict.fromkeys(clause for one in parts for clause in getattr(one, "clauses", ())))
