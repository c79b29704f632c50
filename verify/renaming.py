"""The new version of a protocol in the names of the old one, so that the two can be compared part by part."""

from dataclasses import fields, replace
from typing import Any

from model.condition import Condition
from model.protocol import Extension, Panel, Protocol, Suspension
from verify.edits import NAMED, PARTS
from verify.matching import EVENTS, Matching

_RENAMED = {"stage": "state"}
"""What a matching calls a kind of part, where that is another word."""


def renamed(new: Protocol, matching: Matching) -> Protocol:
    """The new version in the old names; nothing else changes."""
    renaming = _Renaming(matching)
    parts: dict[str, Any] = {
        part: tuple(renaming.part(one, _RENAMED.get(kind, kind)) for one in getattr(new, part))
        for kind, part in PARTS.items()
    }
    return replace(new, raised=renaming.names("event", new.raised), **parts)


class _Renaming:
    def __init__(self, matching: Matching) -> None:
        self.matching = matching
        self.event_names = {new: old for kind in EVENTS for new, old in matching.names.get(kind, {}).items()}

    def part(self, one: Any, kind: str) -> Any:
        """A part of the protocol, with all that it names."""
        id = self.matching.old_name(kind, getattr(one, "id", ""))
        values = self.matching.values.get(id, {})
        changed: dict[str, Any] = {}
        for field in fields(one):
            value = getattr(one, field.name)
            if field.name == "id":
                changed["id"] = id
            elif field.name in NAMED and value is not None:
                changed[field.name] = self.names(NAMED[field.name], value)
            elif field.name == "sets":
                changed["sets"] = self.matching.old_choices(value)
            elif field.name == "choices":
                changed["choices"] = tuple((values.get(name, name), says) for name, says in value)
            elif field.name in ("answers", "pressing"):
                changed[field.name] = tuple(values.get(it, it) for it in value)
            elif field.name == "at_start":
                changed["at_start"] = values.get(value, value)
            elif isinstance(value, Condition):
                changed[field.name] = self.condition(value)
            elif isinstance(value, Panel | Extension | Suspension):
                changed[field.name] = self.part(value, "")
        return replace(one, **changed)

    def names(self, kind: str, value: Any) -> Any:
        """A name of a part of a kind, or several."""
        if isinstance(value, tuple):
            return tuple(self.names(kind, one) for one in value)
        if kind == "event":
            return self.event_names.get(value, value)
        return self.matching.old_name(_RENAMED.get(kind, kind), value)

    def condition(self, condition: Condition) -> Condition:
        def literal(one: Any) -> Any:
            made = self.matching.old_choices((one.name, value) for value in one.values)
            return replace(one, name=made[0][0], values=tuple(value for _, value in made))

        return Condition(tuple(tuple(map(literal, every)) for every in condition.alternatives))
