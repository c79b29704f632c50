"""What was edited between two versions of a protocol, part by part, and the fewest edits that have an effect."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from model.condition import Condition
from model.protocol import Actors, LimitKind, Protocol

PARTS = {
    "role": "roles",
    "stage": "states",
    "move": "transitions",
    "way in": "entries",
    "time limit": "limits",
    "duty": "duties",
    "case fact": "facts",
    "reading": "readings",
    "event": "events",
    "parameter": "parameters",
    "calendar": "calendars",
    "missing text": "missing",
    "clause": "clauses",
}
"""Every kind of part, with where a protocol lists it."""
HEADINGS = ("raised", "target", "nation", "nobody_has_last_word")
"""What stands at the top of a protocol and can decide a guarantee."""
_WORDING = frozenset(
    ("title", "note", "says", "question", "at", "text", "sha256", "clauses", "place", "or_sooner", "spawns")
)
"""What can change in a part without changing a rule."""
_DROPPED = ("after", "start", "binds", "ends", "upon", "raised")
"""Lists from which a part that is removed simply drops out."""
_EVENTS = ("stage", "move", "way in", "duty", "event")

MOST_ALTERNATIVES = 3
"""How many separate sets of edits, at most, are looked for that have the same effect each by itself."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One part that was added, removed, changed, or only reworded; `old` and `new` are the part before and after.

    Names are the old ones where a part has been renamed. `fields` says what changed in it.
    """

    kind: str
    id: str
    change: str
    clauses: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    old: Any = None
    new: Any = None


Group = tuple[Edit, ...]
"""Edits that only make sense together, such as a new stage and the moves that lead there."""


def edits(old: Protocol, new: Protocol) -> tuple[Edit, ...]:
    """The edits that lead from the old version to the new one, which must use the old names."""
    found = []
    removed = {
        (kind, name)
        for kind, part in PARTS.items()
        for name in _by_id(getattr(old, part)).keys() - _by_id(getattr(new, part)).keys()
    }
    for kind, part in PARTS.items():
        before, after = _by_id(getattr(old, part)), _by_id(getattr(new, part))
        for name in [*before, *(one for one in after if one not in before)]:
            edit = _edit(kind, name, before.get(name), after.get(name), removed)
            found += [edit] if edit is not None else []
    for name in HEADINGS:
        mine, his = getattr(old, name), getattr(new, name)
        if name == "raised":
            mine = _without(mine, removed)
        if mine != his:
            found.append(Edit("heading", name, "changed", (), (name,), getattr(old, name), his))
    return tuple(found)


def groups(found: Sequence[Edit]) -> tuple[Group, ...]:
    """The edits, those together that no well-formed protocol could have one without the other."""
    leader = list(range(len(found)))

    def root(n: int) -> int:
        while leader[n] != n:
            n = leader[n]
        return n

    for n, one in enumerate(found):
        for m, other in enumerate(found):
            if n != m and _needs(one, other):
                leader[max(root(n), root(m))] = min(root(n), root(m))
    return tuple(
        tuple(one for m, one in enumerate(found) if root(m) == n) for n in range(len(found)) if leader[n] == n
    )


def applied(old: Protocol, new: Protocol, chosen: Iterable[Edit]) -> Protocol:
    """The old version with these edits made; they must be whole groups."""
    made = {(one.kind, one.id): one for one in chosen}
    removed = {key for key, one in made.items() if one.change == "removed"}
    changed: dict[str, Any] = {}
    for kind, part in PARTS.items():
        before, after = _by_id(getattr(old, part)), _by_id(getattr(new, part))
        listed = []
        for name in _order(list(before), list(after)):
            edit = made.get((kind, name))
            if edit is not None:
                listed += [edit.new] if edit.new is not None else []
            elif name in before:
                listed.append(_pruned(before[name], removed))
        changed[part] = tuple(listed)
    moves = changed["transitions"]
    changed["limits"] = tuple(
        replace(one, binds=tuple(move.id for move in moves if move.source == one.state))
        if one.kind is LimitKind.STAGE
        else one
        for one in changed["limits"]
    )
    for name in HEADINGS:
        edit = made.get(("heading", name))
        value = getattr(old, name) if edit is None else edit.new
        changed[name] = _without(value, removed) if name == "raised" and edit is None else value
    return replace(old, **changed)


def minimal_sets(
    all_groups: Sequence[Group], effective: Callable[[Sequence[Group]], bool]
) -> tuple[tuple[Group, ...], ...]:
    """Sets of groups that have an effect, each by itself, none of which can do without a member.

    The first is found by taking edits away while the effect lasts; the others among the edits outside those
    found so far. Nothing when all edits together have no such effect.
    """
    found: list[tuple[Group, ...]] = []
    left = list(all_groups)
    while left and len(found) < MOST_ALTERNATIVES and effective(left):
        kept = _minimal(left, effective)
        found.append(tuple(kept))
        left = [one for one in left if one not in kept]
    return tuple(found)


def _minimal(kept: list[Group], effective: Callable[[Sequence[Group]], bool]) -> list[Group]:
    """The members without which the effect is lost: large parts are taken away first, then one at a time."""
    rules = [one for one in kept if any(edit.change != "reworded" for edit in one)]
    if rules and len(rules) < len(kept) and effective(rules):
        kept = rules
    size = len(kept) // 2
    while size:
        place, before = 0, len(kept)
        while place < len(kept) and len(kept) > 1:
            rest = kept[:place] + kept[place + size :]
            if rest and effective(rest):
                kept = rest
            else:
                place += size
        if size == 1 and len(kept) == before:
            break
        size = max(1, size // 2)
    return kept


# -- parts and what they refer to ------------------------------------------------------------------------------


def _by_id(parts: Iterable[Any]) -> dict[str, Any]:
    return {getattr(one, "id", None) or one.what: one for one in parts}


def _edit(kind: str, name: str, old: Any, new: Any, removed: set[tuple[str, str]]) -> Edit | None:
    if old is None or new is None:
        part, change = (old, "removed") if new is None else (new, "added")
        return Edit(kind, name, change, _clauses(kind, part), (), old, new)
    before = _pruned(old, removed)
    derived = {"binds"} if getattr(old, "kind", None) is LimitKind.STAGE and old.kind is new.kind else set()
    differ = tuple(
        one.name
        for one in fields(old)
        if one.compare and one.name not in derived and getattr(before, one.name) != getattr(new, one.name)
    )
    if not differ:
        return None
    same_choices = kind == "reading" and old.names == new.names
    wording = set(differ) <= (_WORDING | {"choices"} if same_choices else _WORDING)
    clauses = tuple(dict.fromkeys((*_clauses(kind, old), *_clauses(kind, new))))
    return Edit(kind, name, "reworded" if wording else "changed", clauses, differ, old, new)


def _clauses(kind: str, part: Any) -> tuple[str, ...]:
    return (part.id,) if kind == "clause" else tuple(getattr(part, "clauses", ()))


def _without(names: tuple[str, ...], removed: set[tuple[str, str]]) -> tuple[str, ...]:
    """The events that are still there."""
    return tuple(one for one in names if not any((kind, one) in removed for kind in _EVENTS))


def _pruned(part: Any, removed: set[tuple[str, str]]) -> Any:
    """A part without the removed ones in its lists."""
    changed = {}
    for name in _DROPPED:
        listed = getattr(part, name, ())
        if listed and name == "after":
            changed[name] = tuple(one for one in listed if ("time limit", one) not in removed)
        elif listed:
            changed[name] = _without(listed, removed)
    return replace(part, **changed) if any(getattr(part, name) != it for name, it in changed.items()) else part


def _order(old: list[str], new: list[str]) -> list[str]:
    """The names of both versions: in the new order, each old one that is gone after the one it followed."""
    order = list(new)
    for place, name in enumerate(old):
        if name not in new:
            order.insert(order.index(old[place - 1]) + 1 if place else 0, name)
    return order


def _needs(one: Edit, other: Edit) -> bool:
    """Whether one edit refers to what another adds, removes, or changes the values of."""
    if other.change == "removed":
        return _uses(one.old, other, pruning=True)
    if other.change == "added":
        return _uses(one.new, other, pruning=False)
    if other.kind in ("case fact", "reading") and set(other.fields) & {"answers", "at_start", "choices"}:
        return other.change == "changed" and any(other.id in _asked(it) for it in (one.old, one.new))
    if other.kind == "stage" and one.kind == "move":
        source = (one.old or one.new).source == other.id or (one.new or one.old).source == other.id
        ends = "final" in other.fields and one.change != "changed"
        return source and (ends or ("outcomes" in other.fields and (not one.fields or "outcomes" in one.fields)))
    if one.id == "nobody_has_last_word" and one.kind == "heading":
        return other.kind == "stage" and "last_word" in other.fields
    return False


def _uses(part: Any, other: Edit, *, pruning: bool) -> bool:
    """Whether a part refers to the part of an edit; with `pruning`, not where it can simply drop out of a list."""
    if part is None:
        return False
    if isinstance(part, tuple):  # the events that start the measured clock
        return other.kind in _EVENTS and other.id in part and (not pruning or set(part) == {other.id})
    kinds = {other.kind, *(("event",) if other.kind in _EVENTS else ())}
    for kind, names, listed in _references(part):
        if kind in kinds and other.id in names and (not (pruning and listed) or set(names) == {other.id}):
            return True
    return other.kind in ("case fact", "reading") and other.id in _asked(part)


def _references(part: Any) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """The names a part refers to: of which kind, and whether they stand in a list from which one can drop out."""
    for name in _DROPPED:
        derived = name == "binds" and getattr(part, "kind", None) is LimitKind.STAGE
        kind = {"after": "time limit", "binds": "move"}.get(name, "event")
        yield kind, () if derived else getattr(part, name, ()), True
    for name in ("source", "dest", "state"):
        yield "stage", (getattr(part, name, "") or "",), False
    yield "stage", tuple(getattr(part, "touches", ())), False
    for name in ("owner", "judge", "choice_of"):
        yield "role", (getattr(part, name, ""),), False
    for name in ("awaits", "to", "substitutes", "independent_of"):
        yield "role", tuple(getattr(part, name, ())), False
    yield "role", _people(getattr(part, "by", ())), False
    if (panel := getattr(part, "panel", None)) is not None:
        yield "role", (*panel.members, *_people(panel.convened_by)), False
    if (extension := getattr(part, "extension", None)) is not None:
        yield "role", _people(extension.by), False
    if (suspension := getattr(part, "suspension", None)) is not None:
        yield "event", (suspension.start, suspension.end), False
    yield "parameter", (getattr(part, "parameter", ""),), False
    spans = [getattr(part, name, None) for name in ("at_most", "at_least", "starts_after", "within", "every")]
    yield "calendar", tuple(one.unit for one in spans if one is not None), False


def _people(actors: Actors) -> tuple[str, ...]:
    return tuple(role for group in actors for role in group)


def _asked(part: Any) -> set[str]:
    """The case facts and readings that a part depends on or sets."""
    condition = getattr(part, "condition", None)
    names = set(condition.names()) if isinstance(condition, Condition) else set()
    return names | {name for name, _ in getattr(part, "sets", ())}
