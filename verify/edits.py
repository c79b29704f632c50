"""What was edited between two versions of a protocol, part by part; and the old version with some of the edits."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, fields, replace
from typing import Any

from model.protocol import LimitKind, Protocol

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
HEADINGS = ("settled", "raised", "target", "nation", "nobody_has_last_word")
"""What stands at the top of a protocol and can decide a guarantee."""
_WORDING = frozenset(
    ("title", "note", "says", "question", "at", "text", "sha256", "clauses", "place", "or_sooner", "spawns")
)
"""What can change in a part without changing a rule."""
NAMING = {
    "role": (
        *("owner", "judge", "choice_of", "awaits", "members", "convened_by"),
        *("by", "to", "substitutes", "independent_of"),
    ),
    "stage": ("source", "dest", "state", "touches"),
    "time limit": ("after",),
    "move": ("binds",),
    "event": ("start", "end", "ends", "upon", "raised"),
}
"""Where parts name other parts, by the kind of these; an event can be any of `EVENTS`."""
NAMED = {field: kind for kind, names in NAMING.items() for field in names}
DROPPED = ("after", "start", "binds", "ends", "upon", "raised")
"""Lists from which a part that is removed simply drops out."""
EVENTS = ("stage", "move", "way in", "duty", "event")
"""The kinds of part that can start a clock."""


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
            mine = without(mine, removed)
        if mine != his:
            found.append(Edit("heading", name, "changed", (), (name,), getattr(old, name), his))
    return tuple(found)


def applied(old: Protocol, new: Protocol, chosen: Iterable[Edit]) -> Protocol:
    """The old version with these edits made.

    No edit may be left out that another needs. A list that names parts drops those that are not there.
    """
    made = {(one.kind, one.id): one for one in chosen}
    parts: dict[str, list[Any]] = {}
    for kind, part in PARTS.items():
        before, after = _by_id(getattr(old, part)), _by_id(getattr(new, part))
        parts[kind] = []
        for name in _order(list(before), list(after)):
            one = made[kind, name].new if (kind, name) in made else before.get(name)
            parts[kind] += [one] if one is not None else []
    known = {(kind, name) for kind, listed in parts.items() for name in _by_id(listed)}
    gone = {(kind, name) for version in (old, new) for kind, name in _names(version)} - known
    changed: dict[str, Any] = {
        part: tuple(placed(pruned(one, gone), parts["move"]) for one in parts[kind]) for kind, part in PARTS.items()
    }
    for name in HEADINGS:
        edit = made.get(("heading", name))
        value = getattr(old, name) if edit is None else edit.new
        changed[name] = without(value, gone) if name == "raised" else value
    return replace(old, **changed)


Keys = Set[tuple[str, str]]
"""Parts by kind and name."""


def _names(version: Protocol) -> Iterator[tuple[str, str]]:
    for kind, part in PARTS.items():
        yield from ((kind, name) for name in _by_id(getattr(version, part)))


def placed(part: Any, moves: Iterable[Any]) -> Any:
    """A limit on a stage binds every way out that the stage now has."""
    if getattr(part, "kind", None) is not LimitKind.STAGE:
        return part
    return replace(part, binds=tuple(move.id for move in moves if move.source == part.state))


def _by_id(parts: Iterable[Any]) -> dict[str, Any]:
    return {getattr(one, "id", None) or one.what: one for one in parts}


def _edit(kind: str, name: str, old: Any, new: Any, removed: Keys) -> Edit | None:
    if old is None or new is None:
        part, change = (old, "removed") if new is None else (new, "added")
        return Edit(kind, name, change, _clauses(kind, part), (), old, new)
    before = pruned(old, removed)
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


def without(names: tuple[str, ...], removed: Keys, kind: str = "event") -> tuple[str, ...]:
    """Those names of parts of a kind that are still there."""
    kinds = EVENTS if kind == "event" else (kind,)
    return tuple(one for one in names if not any((it, one) in removed for it in kinds))


def pruned(part: Any, removed: Keys) -> Any:
    """A part without in its lists those that are not there."""
    lists = {name: getattr(part, name) for name in DROPPED if getattr(part, name, ())}
    kept = {name: without(listed, removed, NAMED[name]) for name, listed in lists.items()}
    return replace(part, **kept) if kept != lists else part


def _order(old: list[str], new: list[str]) -> list[str]:
    """The names of both versions: in the new order, each old one that is gone after the one it followed."""
    order = list(new)
    for place, name in enumerate(old):
        if name not in new:
            order.insert(order.index(old[place - 1]) + 1 if place else 0, name)
    return order
