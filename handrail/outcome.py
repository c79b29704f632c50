"""What became of one guarantee for one kind of case, with the line of the file: what every format for CI tells."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from os.path import realpath
from pathlib import Path

from model import protocol as parts
from model.errors import Fault
from model.protocol import Place, Protocol
from model.source_text import place_of
from verify.properties.catalogue import ALL

BAD_INPUT = "bad-input"
"""The rule under which mistakes of a file are told."""

RULES = {one.id: (one.sentence, one.page, one.severity) for one in ALL} | {
    BAD_INPUT: ("The file can be read.", "A file with mistakes is not checked; every mistake is told.", "error"),
    "accepted-expired": (
        "Nothing is weaker than it was for longer than was accepted.",
        "A change that was accepted until a day counts again after that day.",
        "error",
    ),
    "accepted-exceeded": (
        "Nothing is weaker than was accepted.",
        "A later change that makes an accepted value worse must be accepted anew.",
        "error",
    ),
    "accepted-unused": (
        "Every accepted change is still needed.",
        "An entry that accepts nothing would let a later loss pass unseen: remove it.",
        "warning",
    ),
    "protocol-kept": (
        "No protocol disappears.",
        "Whoever removes a protocol removes every guarantee in it.",
        "error",
    ),
    "protocol-compared": (
        "Every protocol has an older version to be compared with.",
        "A new protocol loses nothing, whatever it lacks: check it by itself.",
        "info",
    ),
}
"""Everything that can be told, by id: the sentence, the page, and how much it matters."""


Part = parts.State | parts.TimeLimit | parts.Transition | parts.Entry | parts.Duty


class State(StrEnum):
    """How it stands with an outcome; only what is broken or undecided can fail a check."""

    FINE = "fine"
    BROKEN = "broken"
    UNDECIDED = "undecided"
    ACCEPTED = "accepted"
    OUR_FAULT = "fault of ours"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file, and in a few words what stands there."""

    file: str
    place: Place
    says: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """The original wording of a protocol: the file it is in, and the text."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that was checked.

    Attributes:
        subject: the protocol or file that it is about.
        rule: the id of the guarantee, or another key of `RULES`.
        case: the kind of case in words.
        verdict: the verdict, or what became of it, in a word.
        says: all of it in a sentence or two.
        details: the reasons or the edits to blame, a line each.
        help: what to do; empty where nothing need be done.
        file, line, column: where in the file it lies; line 0 is the file as a whole.
        also: further places that it rests on, in this file or in the source text.
        reason: why it was accepted, by whom and until when.
        grave: whether it counts as an error, however little the rule matters elsewhere.
    """

    subject: str
    rule: str
    case: str
    state: State
    verdict: str
    says: str
    details: tuple[str, ...] = ()
    help: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    also: tuple[Spot, ...] = ()
    reason: str = ""
    grave: bool = False

    @property
    def severity(self) -> str:
        """How much it matters: "error", "warning" or "info"."""
        return "error" if self.grave else RULES[self.rule][2]

    @property
    def told(self) -> bool:
        """Whether there is something to tell: all but what is fine."""
        return self.state is not State.FINE

    @property
    def fails(self) -> bool:
        """Whether it counts against the file."""
        return self.told and self.state is not State.ACCEPTED and self.severity == "error"

    @property
    def is_entry(self) -> bool:
        """Whether it is about an entry that accepts a change, and not about a protocol."""
        return self.rule.startswith("accepted-")

    @property
    def text(self) -> str:
        """Everything in several lines."""
        parts = [self.says, *(f"- {one}" for one in self.details), self.help, self.reason]
        return "\n".join(part for part in parts if part)

    @property
    def fingerprint(self) -> str:
        """The same for the same finding wherever its line moves to."""
        return hashlib.sha256("\n".join((self.subject, self.rule, self.case)).encode()).hexdigest()[:32]


def of_faults(faults: Iterable[Fault]) -> list[Outcome]:
    """Mistakes of a file."""
    return [
        Outcome(
            Path(one.file).name, BAD_INPUT, f"line {one.line}" if one.line else "the file", State.BROKEN, "bad input",
            one.found + (f" (allowed here: {one.allowed})" if one.allowed else ""), (), one.help,
            shown(one.file), one.line, one.column,
        )
        for one in faults
    ]  # fmt: skip


def shown(file: str) -> str:
    """A path as CI knows it: from the working folder, where it lies below it, with forward slashes."""
    if not file:
        return ""
    path = Path(file)
    try:
        return Path(realpath(path)).relative_to(Path.cwd()).as_posix()
    except (OSError, ValueError):
        pass
    import protocols

    folder = Path(protocols.__file__).resolve().parent
    inside = folder in Path(realpath(path)).parents
    return f"protocols/{path.name}" if inside else path.as_posix()


def placed(
    one: Outcome, protocol: Protocol, elements: Iterable[str], clauses: Iterable[str], source: SourceText | None = None
) -> Outcome:
    """An outcome with its place: the first of these elements that the file has, else the first clause cited.

    The other elements and clauses become further places, and so do the clauses in the source, where it is given and
    has the words that locate them.
    """
    file, spots, original = shown(protocol.file), dict[Place, str](), []
    for name in elements:
        part = next((known[name] for known in _parts(protocol) if name in known), None)
        if part is not None and part.place is not None:
            spots.setdefault(part.place, f"“{name}”")
    for clause in (protocol.clause[name] for name in clauses if name in protocol.clause):
        if clause.place is not None:
            spots.setdefault(clause.place, f"clause {clause.id}: {clause.says}")
        there = place_of(clause.at, source.text) if source else None
        if source and there:
            original.append(Spot(shown(source.file), there, f"clause {clause.id} in the source text"))
    (at, _), *others = spots.items() or [(Place(1, 1), "")]
    also = (*(Spot(file, place, says) for place, says in others), *original)
    return replace(one, file=file, line=at.line, column=at.column, also=also)


def _parts(protocol: Protocol) -> Iterable[Mapping[str, Part]]:
    yield from (protocol.state, protocol.limit, protocol.transition)
    yield {one.id: one for one in protocol.entries}
    yield {one.id: one for one in protocol.duties}
