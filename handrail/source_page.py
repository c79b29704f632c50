"""How a protocol stands to its text, on one page or as JSON: what was found where, and what needs another look."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any

from handrail.output import PIPE_WIDTH
from handrail.wording import clauses
from model.errors import visible
from model.fidelity import (
    InText,
    Part,
    Reworded,
    Source,
    Standing,
    Unstated,
    asks,
    find,
    parts,
    passed_over,
    reworded,
    unstated,
)
from model.loader import text_of
from model.protocol import Protocol
from model.source_text import Sentence

MOST_WORDS = 8
"""How many words of a text are shown in a row, so that no page carries its sentences."""


def read(file: str) -> Source:
    """The sentences of a text in a file.

    Raises:
        BadInput: there is no such file, or it is no plain text in UTF-8, or too large.
    """
    return Source.of(text_of(Path(file), "text", yaml=False))


@dataclass(frozen=True)
class Examined:
    """How a protocol stands to the text it was made from.

    Attributes:
        found: each clause in the text, by its id.
        unstated: numbers that stand in none of the sentences they rest on.
        passed_over: sentences that ask for something and belong to no clause.
        reworded: clauses that a newer text words otherwise; None where there is no newer text.
        added: sentences of it that ask for something new.
    """

    protocol: Protocol
    found: dict[str, InText]
    unstated: tuple[Unstated, ...]
    passed_over: tuple[Sentence, ...]
    reworded: tuple[Reworded, ...] | None
    added: tuple[Sentence, ...]

    @property
    def whole(self) -> bool:
        """Whether everything is accounted for, and as it was encoded."""
        other = {Standing.CHANGED, Standing.MISSING, Standing.UNSOUGHT}
        moved = any(one.standing in other for one in self.found.values())
        return not (moved or self.unstated or self.passed_over or self.reworded or self.added)

    def to_json(self) -> dict[str, Any]:
        """The document of `handrail source --json`, without its head; no more words of the text than on the page."""
        clauses = [
            {
                "clause": name,
                "standing": one.standing.value,
                "why": one.why,
                "sentence": _sentence(one.sentence),
                "sha256": one.sentence.fingerprint if one.sentence else None,
                "rests_on_it": _resting(self.protocol, name),
            }
            for name, one in self.found.items()
        ]
        numbers = [{"number": one.number, "part": _part_of(one.part)} for one in self.unstated]
        newer = None if self.reworded is None else {
            "reworded": [
                {
                    "clause": one.clause.id,
                    "sentence": _sentence(one.new),
                    "first_difference": one.first_difference,
                    "rests_on_it": _resting(self.protocol, one.clause.id),
                }
                for one in self.reworded
            ],
            "added": list(map(_sentence, self.added)),
        }  # fmt: skip
        return {
            "protocol": self.protocol.id,
            "whole": self.whole,
            "clauses": clauses,
            "numbers_not_in_the_text": numbers,
            "sentences_of_no_clause": list(map(_sentence, self.passed_over)),
            "newer": newer,
        }


def examined(protocol: Protocol, source: Source, newer: Source | None, beside: Iterable[Protocol] = ()) -> Examined:
    """Compare a protocol with the text it was made from.

    Args:
        protocol: the encoding.
        source: the text it was made from.
        newer: a newer edition of it.
        beside: other encodings made from the same text, whose clauses account for their sentences.
    """
    found = {one.id: find(one, source) for one in protocol.clauses}
    others = {f"{other.id} {one.id}": find(one, source) for other in beside for one in other.clauses}
    changed, added = reworded(source, newer, found) if newer is not None else (None, ())
    left = tuple(passed_over(source, {**others, **found}))
    return Examined(protocol, found, unstated(protocol, found), left, changed, added)


def page(made: Examined) -> str:
    """The page of `handrail source`."""
    protocol, found = made.protocol, made.found
    sections = _standing(protocol, found)
    if made.unstated:
        rows = [f"{_part(one.part)}: {one.number} [{clauses(one.part.clauses)}]" for one in made.unstated]
        sections.append(("Numbers that stand in none of the sentences they rest on:", rows))
    if made.passed_over:
        rows = list(map(_asking, made.passed_over))
        sections.append(("Sentences that ask for something and belong to no clause:", rows))
    sections += _newer(made)
    said = [*_summary(protocol, found)]
    said += ["\n".join([title, *map(_row, rows)]) for title, rows in sections]
    if made.whole:
        said.append("Nothing needs another look.")
    if pins := _pins(found):
        said.append(pins)
    return "\n\n".join(said)


def _row(text: str) -> str:
    return fill(visible(text), PIPE_WIDTH - 10, initial_indent="  - ", subsequent_indent="    ")


def _summary(protocol: Protocol, found: dict[str, InText]) -> Iterator[str]:
    """How many clauses became what, and on which line each begins."""
    count = Counter(one.standing for one in found.values())
    told = "; ".join(f"{count[one]} {one.value}" for one in Standing if count[one])
    yield f"{protocol.id}: {len(found)} clauses{': ' if told else ''}{told}."
    there = ", ".join(f"{name} on {one.sentence.line}" for name, one in found.items() if one.sentence)
    if there:
        yield fill(visible(f"Lines of the text on which they begin: {there}."), PIPE_WIDTH - 10)


def _standing(protocol: Protocol, found: dict[str, InText]) -> list[tuple[str, list[str]]]:
    """The clauses that are not in the text as they were encoded, and what rests on them."""
    changed = [one for one in found.values() if one.standing is Standing.CHANGED]
    lost = [one for one in found.values() if one.standing in (Standing.MISSING, Standing.UNSOUGHT)]
    sections = []
    if changed:
        rows = [f"{one.clause.id}, {_shown(one.sentence)}{_rests(protocol, one.clause.id)}" for one in changed]
        sections.append(("Clauses whose sentence is worded otherwise than it was encoded:", rows))
    if lost:
        rows = [f"{one.clause.id}: {one.why}{_rests(protocol, one.clause.id)}" for one in lost]
        sections.append(("Clauses that could not be found:", rows))
    return sections


def _newer(made: Examined) -> list[tuple[str, list[str]]]:
    """What a newer text says otherwise, or besides."""
    rows = []
    for one in made.reworded or ():
        where = f"{_shown(one.new)}: {one.first_difference}" if one.new else "no sentence like it is left"
        rows.append(f"{one.clause.id}, {where}{_rests(made.protocol, one.clause.id)}")
    sections = [("Clauses that the newer text words otherwise:", rows)] if rows else []
    if made.added:
        sections.append(("Sentences of the newer text that ask for something new:", list(map(_asking, made.added))))
    return sections


def _rests(protocol: Protocol, clause: str) -> str:
    names = [_part(one) for one in parts(protocol) if clause in one.clauses]
    return f"; look again at {', '.join(names)}" if names else "; nothing rests on it"


def _resting(protocol: Protocol, clause: str) -> list[dict[str, Any]]:
    return [_part_of(one) for one in parts(protocol) if clause in one.clauses]


def _part(part: Part) -> str:
    return f"{part.kind} “{part.name}”" + (f" (line {part.line})" if part.line else "")


def _part_of(part: Part) -> dict[str, Any]:
    return {"kind": part.kind, "name": part.name, "line": part.line or None, "clauses": list(part.clauses)}


def _asking(sentence: Sentence) -> str:
    return f"{_shown(sentence)} ({', '.join(asks(sentence))})"


def _shown(sentence: Sentence | None) -> str:
    assert sentence is not None
    return f"line {sentence.line} “{_beginning(sentence)}”"


def _sentence(sentence: Sentence | None) -> dict[str, Any] | None:
    if sentence is None:
        return None
    return {"line": sentence.line, "begins": _beginning(sentence), "asks_by": asks(sentence)}


def _beginning(sentence: Sentence) -> str:
    words = sentence.text.split()
    return f"{' '.join(words[:MOST_WORDS])}{' ...' if len(words) > MOST_WORDS else ''}"


def _pins(found: dict[str, InText]) -> str:
    """What to add to the clauses that were found by their phrase and have no fingerprint yet."""
    rows = [
        f'  "{one.clause.id}": sha256: "{one.sentence.fingerprint}"'
        for one in found.values()
        if one.standing is Standing.UNPINNED and one.sentence
    ]
    return "\n".join(["To be told when one of these sentences changes, add to its clause:", *rows]) if rows else ""
