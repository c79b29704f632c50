"""How a protocol stands to its text, on one page: what was found where, and what needs another look."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from textwrap import fill

from handrail.output import PIPE_WIDTH
from handrail.wording import clauses
from model.errors import visible
from model.fidelity import (
    InText,
    Part,
    Source,
    Standing,
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


def page(protocol: Protocol, source: Source, newer: Source | None, beside: Iterable[Protocol] = ()) -> tuple[str, bool]:
    """The page, and whether everything is accounted for.

    Args:
        protocol: the encoding.
        source: the text it was made from.
        newer: a newer edition of it.
        beside: other encodings made from the same text, whose clauses account for their sentences.
    """
    found = {one.id: find(one, source) for one in protocol.clauses}
    others = {f"{other.id} {one.id}": find(one, source) for other in beside for one in other.clauses}
    sections = _standing(protocol, found)
    if numbers := unstated(protocol, found):
        rows = [f"{_part(one.part)}: {one.number} [{clauses(one.part.clauses)}]" for one in numbers]
        sections.append(("Numbers that stand in none of the sentences they rest on:", rows))
    if left := passed_over(source, {**others, **found}):
        sections.append(("Sentences that ask for something and belong to no clause:", list(map(_asking, left))))
    if newer is not None:
        sections += _newer(protocol, source, newer, found)
    said = [_summary(protocol, found)]
    said += ["\n".join([title, *map(_row, rows)]) for title, rows in sections]
    if not sections:
        said.append("Nothing needs another look.")
    if pins := _pins(found):
        said.append(pins)
    return "\n\n".join(said), not sections


def _row(text: str) -> str:
    return fill(visible(text), PIPE_WIDTH - 10, initial_indent="  - ", subsequent_indent="    ")


def _summary(protocol: Protocol, found: dict[str, InText]) -> str:
    count = Counter(one.standing for one in found.values())
    told = "; ".join(f"{count[one]} {one.value}" for one in Standing if count[one])
    return f"{protocol.id}: {len(found)} clauses{': ' if told else ''}{told}."


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


def _newer(protocol: Protocol, source: Source, newer: Source, found: dict[str, InText]) -> list[tuple[str, list[str]]]:
    """What a newer text says otherwise, or besides."""
    changed, added = reworded(source, newer, found)
    rows = []
    for one in changed:
        where = f"{_shown(one.new)}: {one.first_difference}" if one.new else "no sentence like it is left"
        rows.append(f"{one.clause.id}, {where}{_rests(protocol, one.clause.id)}")
    sections = [("Clauses that the newer text words otherwise:", rows)] if rows else []
    if added:
        sections.append(("Sentences of the newer text that ask for something new:", list(map(_asking, added))))
    return sections


def _rests(protocol: Protocol, clause: str) -> str:
    names = [_part(one) for one in parts(protocol) if clause in one.clauses]
    return f"; look again at {', '.join(names)}" if names else "; nothing rests on it"


def _part(part: Part) -> str:
    return f"{part.kind} “{part.name}”" + (f" (line {part.line})" if part.line else "")


def _asking(sentence: Sentence) -> str:
    return f"{_shown(sentence)} ({', '.join(asks(sentence))})"


def _shown(sentence: Sentence | None) -> str:
    assert sentence is not None
    words = sentence.text.split()
    return f"line {sentence.line} “{' '.join(words[:MOST_WORDS])}{' ...' if len(words) > MOST_WORDS else ''}”"


def _pins(found: dict[str, InText]) -> str:
    """What to add to the clauses that were found by their phrase and have no fingerprint yet."""
    rows = [
        f'  "{one.clause.id}": sha256: "{one.sentence.fingerprint}"'
        for one in found.values()
        if one.standing is Standing.UNPINNED and one.sentence
    ]
    return "\n".join(["To be told when one of these sentences changes, add to its clause:", *rows]) if rows else ""
