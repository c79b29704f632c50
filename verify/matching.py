"""Which parts of two versions of a protocol are the same: by name first, then guessed where a name has changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from model.names import COPY
from model.protocol import Protocol

SURE_ENOUGH = 0.6
"""How alike two parts must be, from 0 to 1, to be taken for one under a new name."""
RELATED = 0.3
"""How alike, on average, the stages of two protocols must be to be versions of one."""

EVENTS = ("state", "move", "way in", "duty", "event")
"""Kinds of part that can start a clock; they share their names."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A part of the old version and the part of the new one that is taken to be the same under another name."""

    kind: str
    old: str
    new: str
    likeness: float


@dataclass(frozen=True)
class Matching:
    """What stands for what: new names to old ones, kind by kind; names that did not change are left out.

    Attributes:
        pairs: the guesses, in the order in which they are shown.
        names: for each kind, the old name of a new one.
        values: for each case fact and reading (by its old name), the old value of a new one.
        related: whether the two are versions of one protocol at all.
    """

    pairs: tuple[Pair, ...] = ()
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    related: bool = True

    def old_name(self, kind: str, name: str) -> str:
        """The old name of a part, given its new one."""
        return self.names.get(kind, {}).get(name, name)

    def old_choices(self, choices: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Case facts and readings with their values, in the old names."""
        made = []
        for name, value in choices:
            old = self.old_name("case fact", self.old_name("reading", name))
            made.append((old, self.values.get(old, {}).get(value, value)))
        return tuple(made)


def match(old: Protocol, new: Protocol) -> Matching:
    """The parts that stand for each other in two versions."""
    finder = _Finder(old, new)
    for kind, parts, likeness in _kinds(finder):
        finder.pair(kind, parts(old), parts(new), likeness)
    for kind, parts in (("case fact", lambda one: one.facts), ("reading", lambda one: one.readings)):
        finder.pair_values(kind, parts(old), parts(new))
    return Matching(tuple(finder.pairs), finder.names, finder.values, finder.related())


Weighed = Iterable[tuple[int, float]]
Likeness = Callable[[Any, Any], Weighed]


class _Finder:
    def __init__(self, old: Protocol, new: Protocol) -> None:
        self.old, self.new = old, new
        self.pairs: list[Pair] = []
        self.names: dict[str, dict[str, str]] = {}
        self.values: dict[str, dict[str, str]] = {}
        self.place = {
            id(one): n / len(version.states) for version in (old, new) for n, one in enumerate(version.states)
        }

    def name(self, kind: str, new: str) -> str:
        return self.names.get(kind, {}).get(new, new)

    def pair(self, kind: str, old: Sequence[Any], new: Sequence[Any], likeness: Likeness) -> None:
        """Pair what has lost its name with what has a new one, the most alike first."""
        known = {one.id for one in old}
        names = self.names.setdefault(kind, {})
        if kind == "move":  # a move open anywhere has the stage in its name
            for one in new:
                copied = one.id.removesuffix(COPY + one.source) + COPY + self.name("state", one.source)
                if one.id.endswith(COPY + one.source) and copied in known:
                    names[one.id] = copied
        taken = {one.id for one in new} | set(names.values())
        left = [one for one in old if one.id not in taken and not self._elsewhere(kind, one.id, self.new)]
        fresh = [
            one
            for one in new
            if one.id not in known and one.id not in names and not self._elsewhere(kind, one.id, self.old)
        ]
        scored = [(_average(likeness(a, b)), n, m) for n, a in enumerate(left) for m, b in enumerate(fresh)]
        used_old, used_new = set(), set()
        for score, n, m in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
            if score >= SURE_ENOUGH and n not in used_old and m not in used_new:
                used_old.add(n)
                used_new.add(m)
                names[fresh[m].id] = left[n].id
                self.pairs.append(Pair(kind, left[n].id, fresh[m].id, round(score, 2)))

    def _elsewhere(self, kind: str, name: str, version: Protocol) -> bool:
        """Whether a name stands for an event of another kind in a version: then it is not reused."""
        others = [other for other in EVENTS if other != kind] if kind in EVENTS else []
        return any(name == one.id for other in others for one in _events(version, other))

    def pair_values(self, kind: str, old: Sequence[Any], new: Sequence[Any]) -> None:
        """Pair the answers or choices that have new names, within each fact or reading."""
        olds = {one.id: one for one in old}
        for one in new:
            before = olds.get(self.name(kind, one.id))
            if before is None:
                continue
            mine, his = _values(before), _values(one)
            left = [it for it in mine if it not in his]
            for value in [it for it in his if it not in mine]:
                near = max(left, key=lambda it: _text(mine[it], his[value]), default=None)
                if near is not None and _text(mine[near], his[value]) >= SURE_ENOUGH:
                    left.remove(near)
                    self.values.setdefault(before.id, {})[value] = near
                    likeness = round(_text(mine[near], his[value]), 2)
                    self.pairs.append(Pair(f"answer of “{before.id}”", near, value, likeness))

    def related(self) -> bool:
        """Whether the stages that have a counterpart say enough of the same."""
        old, new = self.old, self.new
        if old.id == new.id and any(self.name("state", one.id) in old.state and not one.final for one in new.states):
            return True
        scores = [
            _average(_state(self)(old.state[self.name("state", one.id)], one))
            for one in new.states
            if not one.final and self.name("state", one.id) in old.state
        ]
        count = sum(1 for version in (old, new) for one in version.states if not one.final)
        return bool(scores) and 2 * sum(scores) / count >= RELATED


def _values(one: Any) -> dict[str, str]:
    return dict(one.choices) if hasattr(one, "choices") else {answer: answer for answer in one.answers}


def _events(version: Protocol, kind: str) -> Sequence[Any]:
    parts = (version.states, version.transitions, version.entries, version.duties, version.events)
    return dict(zip(EVENTS, parts, strict=True))[kind]


def _state(finder: _Finder) -> Likeness:
    old, new, place = finder.old, finder.new, finder.place

    def likeness(a: Any, b: Any) -> Weighed:
        yield 3, _text(a.title, b.title)
        yield 1, _text(a.id, b.id)
        yield 1, float(a.kind == b.kind)
        yield 1, float(a.owner == finder.name("role", b.owner))
        yield 1, 1 - abs(place[id(a)] - place[id(b)])
        yield from _shared(2, a.clauses, b.clauses)
        yield from _shared(2, (one.id for one in old.outgoing[a.id]), (one.id for one in new.outgoing[b.id]))

    return likeness


def _kinds(finder: _Finder) -> Iterator[tuple[str, Callable[[Protocol], Sequence[Any]], Likeness]]:
    """The kinds of part in the order in which they are paired, each with how alike two of them are."""
    name = finder.name

    def move(a: Any, b: Any) -> Weighed:
        yield 2, _text(a.id, b.id)
        yield 2, float(a.source == name("state", b.source))
        yield 2, float(a.dest == name("state", b.dest))
        yield 1, float(a.trigger == b.trigger)
        yield from _shared(2, a.clauses, b.clauses)

    def limit(a: Any, b: Any) -> Weighed:
        yield 2, _text(a.id, b.id)
        yield 2, float(a.state == name("state", b.state))
        yield 1, float((a.at_most, a.at_least, a.words) == (b.at_most, b.at_least, b.words))
        yield from _shared(2, a.binds, (name("move", one) for one in b.binds))
        yield from _shared(2, a.clauses, b.clauses)

    def asked(a: Any, b: Any) -> Weighed:
        yield 1, _text(a.id, b.id)
        yield 2, _text(a.question, b.question)
        yield from _shared(3, _values(a), _values(b))
        yield from _shared(1, a.clauses, b.clauses)

    def told(a: Any, b: Any) -> Weighed:
        yield 1, _text(a.id, b.id)
        yield 2, _text(a.says, b.says)
        yield from _shared(1, getattr(a, "clauses", ()), getattr(b, "clauses", ()))

    def role(a: Any, b: Any) -> Weighed:
        yield 3, _text(a.id, b.id)
        yield 1, float((a.rank, a.side) == (b.rank, b.side))
        yield from _shared(1, a.clauses, b.clauses)

    yield "role", lambda one: one.roles, role
    yield "state", lambda one: one.states, _state(finder)
    yield "move", lambda one: one.transitions, move
    yield "way in", lambda one: one.entries, told
    yield "duty", lambda one: one.duties, told
    yield "event", lambda one: one.events, told
    yield "time limit", lambda one: one.limits, limit
    yield "case fact", lambda one: one.facts, asked
    yield "reading", lambda one: one.readings, asked


def _text(a: str, b: str) -> float:
    return SequenceMatcher(None, a.casefold(), b.casefold(), autojunk=False).ratio()


def _shared(weight: int, a: Iterable[str], b: Iterable[str]) -> Weighed:
    """The share of names that both have; nothing where neither has any."""
    mine, his = set(a), set(b)
    if mine | his:
        yield weight, len(mine & his) / len(mine | his)


def _average(scores: Weighed) -> float:
    listed = list(scores)
    return sum(weight * score for weight, score in listed) / sum(weight for weight, _ in listed)
