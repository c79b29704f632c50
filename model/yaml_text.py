"""A YAML file as written: every scalar as text, and where each key and value stands.

All scalars stay text, so that `3.10` is not 3.1 and `no` is not false. Keys given twice, aliases, tags and
nesting beyond any protocol are refused while reading, before they can do harm.
"""

from dataclasses import dataclass
from typing import Any

from model.errors import BadInput, Fault
from model.protocol import Place

MOST_BYTES = 5_000_000
MOST_DEPTH = 20

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands in the file, and how many columns it takes on its first line."""

    place: Place
    width: int


@dataclass(frozen=True, slots=True)
class YamlText:
    """The text of one file with its content as plain values and the place of every part."""

    file: str
    lines: tuple[str, ...]
    content: Any
    values: dict[Path, Spot]
    keys: dict[Path, Spot]

    def fault(self, path: Path, found: str, allowed: str = "", help: str = "", *, key: bool = False) -> Fault:
        """A fault at the value (or the key) of that path, or at the nearest part around it that exists."""
        while True:
            spot = (self.keys.get(path) if key else None) or self.values.get(path)
            if spot is not None or not path:
                break
            path = path[:-1]
        return self.fault_at(spot, found, allowed, help)

    def fault_at(self, spot: Spot | None, found: str, allowed: str = "", help: str = "") -> Fault:
        """A fault at a spot, with the line of the file."""
        if spot is None:
            return Fault(self.file, 0, 0, found, allowed, help)
        line = self.lines[spot.place.line - 1] if spot.place.line <= len(self.lines) else ""
        return Fault(
            self.file, spot.place.line, spot.place.column, found, allowed, help, line, max(1, spot.width)
        )

    def place(self, path: Path) -> Place | None:
        """The place of the value at that path."""
        spot = self.values.get(path)
        return spot.place if spot else None


def decode(raw: bytes, file: str) -> str:
    """The text of a file's bytes.

    Raises:
        BadInput: it is too large, empty, binary, or not UTF-8.
    """
    if len(raw) > MOST_BYTES:
        raise _bad(file, f"the file has {len(raw):,} bytes", f"at most {MOST_BYTES:,} bytes", "is this the right file?")
    if b"\0" in raw:
        raise _bad(file, "this is a binary file", "a protocol as YAML text", "save the protocol as plain text, UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        fault = Fault(file, line, column, "this byte is not UTF-8 text", "UTF-8", "save the file with encoding UTF-8")
        raise BadInput([fault]) from None
    if not text.strip():
        raise _bad(file, "the file is empty", "a protocol", "copy one of the built-in protocols and change it")
    return text


def read(text: str, file: str) -> YamlText:
    """Read YAML text into plain values with their places.

    Raises:
        BadInput: it is not YAML, or has duplicate keys, aliases, tags or too deep a nesting.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    lines = tuple(text.splitlines())
    builder = _Builder(YamlText(file, lines, None, {}, {}))
    try:
        for event in YAML(typ="safe", pure=False).parse(text):
            builder.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        spot = Spot(Place(mark.line + 1, mark.column + 1), 1) if mark else None
        problem = error.problem or "something else"
        hint = "look at the indentation, a missing colon, or a quote that is not closed, here or on the line above"
        if "\t" in (lines[mark.line] if mark and mark.line < len(lines) else ""):
            hint = "YAML indents with spaces; there is a tab on this line"
        raise BadInput([builder.text.fault_at(spot, f"this is not YAML: {problem}", help=hint)]) from None
    except YAMLError as error:
        raise _bad(file, f"this is not YAML: {error}", "YAML text", "save the protocol as plain text, UTF-8") from None
    if builder.faults:
        raise BadInput(builder.faults)
    made = builder.text
    return YamlText(file, lines, builder.content, made.values, made.keys)


def _bad(file: str, found: str, allowed: str, help: str) -> BadInput:
    return BadInput([Fault(file, 0, 0, found, allowed, help)])


class _Builder:
    """Takes the parser's events one by one and builds plain values."""

    def __init__(self, text: YamlText) -> None:
        self.text = text
        self.faults: list[Fault] = []
        self.content: Any = None
        self._open: list[tuple[Any, Path]] = []
        self._key: list[str | None] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        """One event of the parser."""
        kind = type(event).__name__
        spot = _spot(event)
        if getattr(event, "anchor", None) is not None:
            self._refuse(spot, "anchors and aliases (& and *) are not used here", "write the value out in full")
        tag = getattr(event, "tag", None)
        if tag is not None and kind != "DocumentStartEvent":
            self._refuse(spot, f"the tag {tag} is not used here", "remove the tag; every value is read as text")
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

    def _refuse(self, spot: Spot, found: str, help: str) -> None:
        raise BadInput([*self.faults, self.text.fault_at(spot, found, help=help)])

    def _begin(self, value: Any, spot: Spot) -> None:
        if self._open and isinstance(self._open[-1][0], dict) and self._key[-1] is None:
            self._refuse(spot, "a key must be text", "write the key as one word or phrase, then a colon")
        if len(self._open) >= MOST_DEPTH:
            self._refuse(spot, f"nested more than {MOST_DEPTH} deep", "no part of a protocol needs this")
        path = self._put(value, spot)
        self._open.append((value, path))
        self._key.append(None)

    def _scalar(self, value: str, spot: Spot) -> None:
        if self._open and isinstance(self._open[-1][0], dict) and self._key[-1] is None:
            holder, path = self._open[-1]
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


def _spot(event: Any) -> Spot:
    first, last = event.start_mark, event.end_mark
    width = last.column - first.column if last.line == first.line else 1
    return Spot(Place(first.line + 1, first.column + 1), width)
