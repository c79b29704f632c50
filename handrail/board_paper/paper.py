"""A board paper as a value: everything the page, the Markdown and the JSON say, already in words.

All three are made from this one value, so that none can say what another does not. Dates are ISO dates (2026-12-18),
counts are working days unless the name says calendar days.
"""

from dataclasses import dataclass
from typing import Literal

Source = Literal["", "repair", "reading", "sentence"]
"""Where a suggested redraft comes from; see `Finding`."""

Status = Literal["encoded", "ambiguous", "left out", "not accounted for"]
"""What became of a clause: a rule of the encoding, one that can be read in several ways, or none."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words; the first cell of a row names it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a case: its date, the working day since the raising, and how long the case then waits."""

    on: str
    day: str
    working_day: int | None
    what: str
    clauses: tuple[str, ...]
    calendar_days_to_next: int | None


@dataclass(frozen=True, slots=True)
class Case:
    """A lawful case told with dates, how it ends, and the case facts and readings that it needs."""

    title: str
    steps: tuple[Step, ...]
    ending: str
    hangs_on: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One guarantee that the text does not carry in some kinds of case: why, by which clauses, and a redraft.

    Attributes:
        case: a case that shows it; None where none is needed, or where `case_told_in` names the finding that tells it.
        redraft: suggestions; what stands in square brackets only the board can settle.
        redraft_from: "repair", sentences that were proved to carry the guarantee; "reading", readings that were proved
            to; or "sentence", one of the kind that is missing, of which nothing was proved. Empty for no redraft.
        redraft_basis: the same in words.
        redraft_told_in: the finding whose redraft was proved to carry this guarantee too, told there.
    """

    id: str
    guarantee: str
    sentence: str
    verdict: str
    severity: str
    where: str
    meaning: str
    holds_if: tuple[str, ...]
    because: tuple[str, ...]
    clauses: tuple[str, ...]
    case: Case | None
    case_told_in: str
    redraft: tuple[str, ...]
    redraft_from: Source
    redraft_basis: str
    redraft_told_in: str


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One guarantee in brief: its verdicts, a line for each kind of case, and how much of the text it needs."""

    id: str
    sentence: str
    severity: str
    verdicts: tuple[str, ...]
    in_short: tuple[str, ...]
    by_strength: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseFate:
    """A clause and what became of it; `text` is the original sentence where the author supplies it."""

    id: str
    says: str
    at: str
    text: str
    status: Status
    fate: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """One way to read a sentence."""

    name: str
    says: str


@dataclass(frozen=True, slots=True)
class OpenReading:
    """A sentence that can be read in several ways, and the guarantees that hang on which is meant."""

    id: str
    question: str
    clauses: tuple[str, ...]
    choices: tuple[ReadingChoice, ...]
    hangs_on_it: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diagram:
    """The stages and moves: in sentences, in tables, and as a picture (SVG, empty where none could be drawn)."""

    sentences: tuple[str, ...]
    tables: tuple[Table, ...]
    svg: str


@dataclass(frozen=True, slots=True)
class ChangedGuarantee:
    """What became of a guarantee in a revision, and the edits that did it."""

    change: str
    worse: bool
    sentence: str
    said: str
    caused_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """What changed against an older version."""

    old: str
    new: str
    summary: str
    guarantees: tuple[ChangedGuarantee, ...]
    renamed: tuple[str, ...]
    edits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate from simulated cases: a picture, the same as a table, and what its figures rest on."""

    title: str
    svg: str
    table: Table
    basis: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A board paper about one protocol, at one level of binding."""

    schema_version: Literal[1]
    made_by: str
    protocol: str
    title: str
    board: str
    edition: str
    nation: str
    summary: str
    level: str
    counting: str
    headline: tuple[str, ...]
    guarantees: tuple[Guarantee, ...]
    findings: tuple[Finding, ...]
    worst_case: Case | None
    revision: Revision | None
    diagram: Diagram
    clauses: tuple[ClauseFate, ...]
    coverage: str
    readings: tuple[OpenReading, ...]
    clarification: str
    missing: tuple[str, ...]
    figures: tuple[Figure, ...]
    assumptions: tuple[str, ...]
