"""Which parts are to blame: a set with an effect that can do without none of them; and which edits go together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from model.condition import Condition
from model.protocol import LimitKind
from model.time_span import TimeSpan
from verify.edits import DROPPED, EVENTS, NAMED, Edit

MOST_ALTERNATIVES = 3
"""How many separate sets of edits, at most, are looked for that have the same effect each by itself."""


def minimal_sets(found: Sequence[Edit], effective: Callable[[Sequence[Edit]], bool]) -> tuple[tuple[Edit, ...], ...]:
    """Sets of edits that have an effect, each by itself, none of which can do without a member.

    The first is found by taking edits away while the effect lasts, each with those that need it; the others
    among the edits outside those found so far. Nothing when all edits together have no such effect.
    """
    sets: list[tuple[Edit, ...]] = []
    with_dependents = dependents(found)
    left = list(found)
    while left and len(sets) < MOST_ALTERNATIVES and effective(left):
        rules = _left(left, [one for one in left if one.change == "reworded"], with_dependents)
        kept = minimal(rules if rules and effective(rules) else left, effective, with_dependents)
        sets.append(tuple(kept))
        left = _left(left, kept, with_dependents)
    return tuple(sets)


Member = TypeVar("Member")


def minimal(
    kept: list[Member],
    effective: Callable[[Sequence[Member]], bool],
    needing: Mapping[Member, frozenset[Member]] | None = None,
) -> list[Member]:
    """The members left when more and more are taken away while the effect lasts; it lasts without none of them.

    Many are taken away at once first, then one at a time, each with those that need it.
    """
    size = len(kept)
    while size := max(1, size // 2):
        place, before = 0, len(kept)
        while place < len(kept):
            rest = _left(kept, kept[place : place + size], needing)
            if rest and effective(rest):
                kept = rest
            else:
                place += size
        if size == 1 and len(kept) == before:
            return kept
    return kept


def _left(
    kept: Sequence[Member], dropped: Iterable[Member], needing: Mapping[Member, frozenset[Member]] | None
) -> list[Member]:
    gone = {other for one in dropped for other in (needing[one] if needing is not None else (one,))}
    return [one for one in kept if one not in gone]


def dependents(found: Sequence[Edit]) -> dict[Edit, frozenset[Edit]]:
    """For each edit, itself and those that no well-formed protocol can have without it."""
    import networkx

    needed_by: networkx.DiGraph[Edit] = networkx.DiGraph()
    needed_by.add_nodes_from(found)
    pairs = ((one, other) for one in found for other in found if other is not one)
    needed_by.add_edges_from((one, other) for one, other in pairs if _needs(other, one))
    return {one: frozenset({one, *networkx.descendants(needed_by, one)}) for one in found}


def _needs(one: Edit, other: Edit) -> bool:
    """Whether an edit can only be made together with another.

    What is added must be there before anything refers to it, and what is removed must no longer be referred to.
    A new stage comes with its moves and limits, and what takes the place of something goes with it.
    """
    if other.change == "added" and _uses(one.new, other):
        return True
    if one.change == "removed" and _uses(other.old, one):
        return True
    if _belongs(one, other) or _belongs(other, one) or _replaces(one, other) or _replaces(other, one):
        return True
    if other.kind in ("case fact", "reading") and set(other.fields) & {"answers", "at_start", "choices"}:
        return other.change == "changed" and any(other.id in _asked(it) for it in (one.old, one.new))
    if one.kind in ("case fact", "reading") and one.change == "changed" and set(one.fields) & {"answers", "choices"}:
        return any(one.id in _asked(it) for it in (other.old, other.new))
    if {one.kind, other.kind} == {"stage", "move"}:
        stage, move = (one, other) if one.kind == "stage" else (other, one)
        leaves = any(it is not None and it.source == stage.id for it in (move.old, move.new))
        results = "outcomes" in stage.fields and (move.change != "changed" or "outcomes" in move.fields)
        return leaves and (results or ("final" in stage.fields and move.change != "changed"))
    if {one.id, other.id} & {"nobody_has_last_word"} and {one.kind, other.kind} == {"heading", "stage"}:
        return "last_word" in (*one.fields, *other.fields)
    return False


def _belongs(one: Edit, other: Edit) -> bool:
    """Whether one is a stage, added or removed, and the other a move or limit that comes or goes with it."""
    if one.kind != "stage" or one.change != other.change or one.change not in ("added", "removed"):
        return False
    part = other.new or other.old
    return one.id == getattr(part, {"move": "source", "time limit": "state"}.get(other.kind, "kind"), None)


def _replaces(one: Edit, other: Edit) -> bool:
    """Whether a move or limit that is added stands where one that is removed stood."""
    if one.kind != other.kind or (one.change, other.change) != ("added", "removed"):
        return False
    if one.kind == "move" and one.new.source == other.old.source:
        return one.new.trigger is other.old.trigger or bool(set(one.new.outcomes) & set(other.old.outcomes))
    if one.kind == "time limit":
        return bool(set(one.new.binds) & set(other.old.binds) or set(one.new.ends) & set(other.old.ends))
    return False


def _uses(part: Any, other: Edit) -> bool:
    """Whether a part refers to the part of an edit otherwise than in a list from which that can drop out."""
    if part is None or isinstance(part, str | TimeSpan):
        return False
    if isinstance(part, tuple):  # the events that start the measured clock
        return other.kind in EVENTS and set(part) == {other.id}
    kinds = {other.kind, *(("event",) if other.kind in EVENTS else ())}
    for kind, names, listed in _references(part):
        if kind in kinds and other.id in names and (not listed or set(names) == {other.id}):
            return True
    return other.kind in ("case fact", "reading") and other.id in _asked(part)


def _references(part: Any) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """The names a part refers to: of which kind, and whether they stand in a list from which one can drop out."""
    for name, kind in NAMED.items():
        value = getattr(part, name, None) or ()
        if name == "binds" and getattr(part, "kind", None) is LimitKind.STAGE:
            continue  # it follows from the stage
        groups = [value] if isinstance(value, str) else value
        names = (one for group in groups for one in ((group,) if isinstance(group, str) else group))
        yield kind, tuple(names), name in DROPPED and not isinstance(value, str)
    for inside in ("panel", "extension", "suspension"):
        if (one := getattr(part, inside, None)) is not None:
            yield from _references(one)
    yield "parameter", (getattr(part, "parameter", ""),), False
    spans = [getattr(part, name, None) for name in ("at_most", "at_least", "starts_after", "within", "every")]
    yield "calendar", tuple(one.unit for one in spans if one is not None), False


def _asked(part: Any) -> set[str]:
    """The case facts and readings that a part depends on or sets."""
    condition = getattr(part, "condition", None)
    names = set(condition.names()) if isinstance(condition, Condition) else set()
    return names | {name for name, _ in getattr(part, "sets", ())}
