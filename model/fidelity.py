"""How an encoding stands to the text it was made from, and to a newer one: clauses, numbers, what was passed over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from enum import StrEnum
from functools import cached_property

from model.ledger import Clause
from model.obligations import LimitKind
from model.protocol import Protocol
from model.source_text import Sentence, fingerprint, placed_sentences, plain, sentences
from model.time_span import TimeSpan
from model.written_numbers import numbers, states

NEAR = 0.6
"""How alike two sentences must be, from 0 to 1, for one to be taken as a new wording of the other."""

_UNIT = "minute|min|hour|hr|day|week|month|fortnight|time|timescale|timeframe|period|deadline"
_TIME = rf"(?:[\s-]+[^\s-]+){{0,4}}?[\s-]+\d*(?:{_UNIT})s?\b"
_ASKS = re.compile(
    rf"\b(must|shall|should|will|within(?={_TIME})|requires?|required|needs? to|ha(?:s|ve) to|no later than|"
    r"immediately|without delay|expected to|responsible for|responsibility of)\b"
)


class Standing(StrEnum):
    """What became of a clause in a text."""

    EXACT = "as encoded"
    UNPINNED = "found by a phrase alone"
    CHANGED = "worded otherwise"
    MISSING = "not found"
    UNSOUGHT = "with nothing to find it by"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the encoding, the clauses it rests on, and the numbers it has from them; line 0 where unknown."""

    kind: str
    name: str
    clauses: tuple[str, ...]
    lengths: tuple[TimeSpan, ...] = ()
    counts: tuple[int, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class InText:
    """Where a clause stands in a text, or why it could not be found there."""

    clause: Clause
    standing: Standing
    sentence: Sentence | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Unstated:
    """A number of the encoding that none of the sentences it rests on has."""

    part: Part
    number: str


@dataclass(frozen=True, slots=True)
class Reworded:
    """A clause whose sentence is not in the newer text: what came in its place, if anything."""

    clause: Clause
    old: Sentence
    new: Sentence | None
    first_difference: str = ""


@dataclass(frozen=True)
class Source:
    """A text by its sentences."""

    sentences: tuple[Sentence, ...]

    @classmethod
    def of(cls, text: str) -> "Source":
        """The sentences of a text, whatever its ends of line."""
        return cls(tuple(placed_sentences(text.replace("\r\n", "\n").replace("\r", "\n"))))

    @cached_property
    def by_print(self) -> dict[str, Sentence]:
        """The first sentence of each fingerprint."""
        return {one.fingerprint: one for one in reversed(self.sentences)}


def asks(sentence: Sentence) -> list[str]:
    """The words by which a sentence asks for something, each once: must, should, within and so on."""
    return list(dict.fromkeys(_ASKS.findall(sentence.text)))


def find(clause: Clause, source: Source) -> InText:
    """A clause in a text, by the fingerprint of its sentence first and by its locating phrase otherwise."""
    pins = [clause.sha256] if clause.sha256 else [fingerprint(one) for one in sentences(clause.text)]
    if pins and all(pin in source.by_print for pin in pins):
        return InText(clause, Standing.EXACT, source.by_print[pins[0]])
    if not clause.at:
        if pins:
            return InText(clause, Standing.MISSING, why="no sentence has its fingerprint, and it has no phrase")
        return InText(clause, Standing.UNSOUGHT, why="it has neither a phrase (at) nor a fingerprint (sha256)")
    wanted = plain(clause.at)
    having = {one.text: one for one in reversed(source.sentences) if wanted in one.text}
    if len(having) == 1:
        (sentence,) = having.values()
        return InText(clause, Standing.CHANGED if pins else Standing.UNPINNED, sentence)
    many = f"its phrase stands in {len(having)} different sentences"
    return InText(clause, Standing.MISSING, why=many if having else "its phrase is in no sentence")


def parts(protocol: Protocol) -> Iterator[Part]:
    """Every part of the encoding that rests on clauses."""
    for role in protocol.roles:
        yield Part("role", role.id, role.clauses)
    for fact in protocol.facts:
        yield Part("case fact", fact.id, fact.clauses)
    for reading in protocol.readings:
        yield Part("reading", reading.id, reading.clauses)
    for entry in protocol.entries:
        yield Part("way in", entry.id, entry.clauses, line=entry.place.line if entry.place else 0)
    for state in protocol.states:
        line, panel = state.place.line if state.place else 0, state.panel
        lengths = [one for one in (panel.papers, panel.every) if one] if panel else []
        counts = [panel.quorum] if panel and panel.quorum is not None else []
        yield Part("stage", state.id, state.clauses, tuple(lengths), tuple(counts), line)
        if state.meanwhile:
            yield Part("protection in", state.id, state.meanwhile.clauses, line=line)
    for move in protocol.transitions:
        yield Part("move", move.id, move.clauses, line=move.place.line if move.place else 0)
    for limit in protocol.limits:
        own = (limit.at_most, limit.at_least, limit.starts_after, limit.extension and limit.extension.up_to)
        given = () if limit.parameter or limit.kind is LimitKind.SITTING else own
        lengths = list(dict.fromkeys(one for one in given if one))
        yield Part("time limit", limit.id, limit.clauses, tuple(lengths), line=limit.place.line if limit.place else 0)
    for duty in protocol.duties:
        lengths = [one for one in (duty.within, duty.every) if one]
        yield Part("duty", duty.id, duty.clauses, tuple(lengths), line=duty.place.line if duty.place else 0)
    for one in protocol.missing:
        yield Part("missing part", one.what, one.clauses)


def unstated(protocol: Protocol, found: dict[str, InText]) -> tuple[Unstated, ...]:
    """The numbers that stand in none of the sentences they rest on, where all of these were found."""
    wrong = []
    for part in parts(protocol):
        placed = [found[name].sentence for name in part.clauses if name in found]
        texts = [one.text for one in placed if one is not None]
        if not placed or len(texts) < len(placed):
            continue
        wrong += [Unstated(part, str(one)) for one in part.lengths if not any(states(text, one) for text in texts)]
        wrong += [Unstated(part, str(one)) for one in part.counts if not any(one in numbers(text) for text in texts)]
    return tuple(wrong)


def passed_over(source: Source, found: dict[str, InText]) -> tuple[Sentence, ...]:
    """The sentences that ask for something and belong to no clause."""
    known = {one.sentence.text for one in found.values() if one.sentence}
    return tuple(one for one in source.sentences if one.text not in known and asks(one))


def reworded(old: Source, new: Source, found: dict[str, InText]) -> tuple[tuple[Reworded, ...], tuple[Sentence, ...]]:
    """The clauses whose sentence is not in the newer text; and its sentences that ask for something new."""
    before, after = {one.text for one in old.sentences}, {one.text for one in new.sentences}
    fresh = {one.text: one for one in reversed(new.sentences) if one.text not in before}
    changed: list[Reworded] = []
    taken: set[str] = set()
    for one in found.values():
        if one.sentence is None or one.sentence.text in after:
            continue
        match = _successor(one.clause, one.sentence.text, list(fresh))
        taken |= {match} if match else set()
        difference = first_difference(one.sentence.text, match) if match else ""
        changed.append(Reworded(one.clause, one.sentence, fresh[match] if match else None, difference))
    added = sorted((one for one in fresh.values() if one.text not in taken and asks(one)), key=lambda one: one.line)
    return tuple(changed), tuple(added)


def _successor(clause: Clause, text: str, among: list[str]) -> str:
    """The new wording of a sentence: the one with its phrase, else the one most like it; empty for none."""
    having = [one for one in among if clause.at and plain(clause.at) in one]
    near = having if len(having) == 1 else get_close_matches(text, among, n=1, cutoff=NEAR)
    return near[0] if near else ""


def first_difference(old: str, new: str) -> str:
    """Where two sentences first differ, at most four words of each: "five working days" is now "ten days"."""
    before, after = old.split(), new.split()
    for kind, one, other, third, fourth in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind != "equal":
            gone, come = " ".join(before[one:other][:4]), " ".join(after[third:fourth][:4])
            if gone and come:
                return f"“{gone}” is now “{come}”"
            return f"“{gone}” is gone" if gone else f"“{come}” is new"
    return ""
