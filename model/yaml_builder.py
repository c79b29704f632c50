"""Plain values with their places, built from the events of the YAML parser."""

import unicodedata
from typing import Any, NoReturn

from model.errors import BadInput, Fault, is_hidden, visible
from model.protocol import Place
from model.yaml_places import Path, Spot, YamlText

MOST_DEPTH = 20
MOST_PARTS = 200_000
KEPT_HIDDEN = "\n\t\u200c\u200d"
"""Line ends and tabs in long texts, and the joiners that some scripts need."""


class Builder:
    """Takes the parser's events one by one and builds plain values.

    `faults` are those that leave the rest readable. Anything else is refused while reading, before it can
    do harm.
    """

    def __init__(self, text: YamlText) -> None:
        self.text = text
        self.faults: list[Fault] = []
        self.content: Any = None
        self._open: list[tuple[Any, Path]] = []
        self._key: list[str | None] = []
        self._documents = 0
        self._parts = 0

    def take(self, event: Any) -> None:
        """One event of the parser."""
        kind = type(event).__name__
        spot = _spot(event)
        if getattr(event, "anchor", None) is not None:
            self._refuse(
                spot, "anchors and aliases (& and *) are not used here", "write it in full, or quote it"
            )
        tag = getattr(event, "tag", None)
        if tag is not None and kind != "DocumentStartEvent":
            self._refuse(spot, f"the tag {tag} is not used here", "remove it; every value is text")
        match kind:
            case "DocumentStartEvent":
                self._documents += 1
                if self._documents > 1:
                    self._refuse(spot, "a second document starts here", "one protocol a file: remove the ---")
            case "MappingStartEvent":
                self._begin({}, spot)
            case "SequenceStartEvent":
                self._begin([], spot)
            case "MappingEndEvent" | "SequenceEndEvent":
                self._open.pop()
                self._key.pop()
            case "ScalarEvent":
                self._scalar(event.value, spot)

    def _refuse(self, spot: Spot, found: str, help: str) -> NoReturn:
        raise BadInput([*self.faults, self.text.fault_at(spot, found, help=help)])

    def _begin(self, value: Any, spot: Spot) -> None:
        if self._open and isinstance(self._open[-1][0], dict) and self._key[-1] is None:
            self._refuse(spot, "a key must be text", "write the key as one word or phrase, then a colon")
        if len(self._open) >= MOST_DEPTH:
            self._refuse(spot, f"nested more than {MOST_DEPTH} deep", "is a bracket never closed?")
        path = self._put(value, spot)
        self._open.append((value, path))
        self._key.append(None)

    def _scalar(self, value: str, spot: Spot) -> None:
        hidden = ""
        if not value.isprintable():
            hidden = next((sign for sign in value if is_hidden(sign) and sign not in KEPT_HIDDEN), "")
        if hidden and hidden not in self.text.lines[spot.place.line - 1]:  # else that is already a fault
            self.faults.append(self.text.fault_at(spot, *hidden_sign(hidden)))
        if self._open and isinstance(self._open[-1][0], dict) and self._key[-1] is None:
            holder, path = self._open[-1]
            if value == "<<":
                self._refuse(spot, "merging with << is not used here", "write the keys out in full")
            if not value.strip():
                self._refuse(spot, "there is no key before this colon", "write a key, then a colon")
            if value in holder:
                first = self.text.keys[(*path, value)].place.line
                fault = self.text.fault_at(
                    spot, f'"{value}" is given twice; first on line {first}', help="remove one, or rename it"
                )
                self.faults.append(fault)
            self._key[-1] = value
            self.text.keys[(*path, value)] = spot
            holder[value] = ""
            return
        self._put(value, spot)

    def _put(self, value: Any, spot: Spot) -> Path:
        self._parts += 1
        if self._parts > MOST_PARTS:
            self._refuse(spot, f"the file has more than {MOST_PARTS:,} values", "is this the right file?")
        if not self._open:
            self.content = value
            path: Path = ()
        else:
            holder, above = self._open[-1]
            if isinstance(holder, dict):
                key = self._key[-1]
                assert key is not None
                holder[key] = value
                self._key[-1] = None
                path = (*above, key)
            else:
                holder.append(value)
                path = (*above, len(holder) - 1)
        self.text.values[path] = spot
        return path


def hidden_sign(sign: str) -> tuple[str, str, str]:
    """What to say about a hidden character: what was found, what is allowed, what to do."""
    name = unicodedata.name(sign, "control character").lower()
    found = f"there is a hidden character here: {visible(sign)} ({name})"
    return found, "characters that can be seen", "delete it"


def _spot(event: Any) -> Spot:
    first, last = event.start_mark, event.end_mark
    width = last.column - first.column if last.line == first.line else 1
    return Spot(Place(first.line + 1, first.column + 1), width)
