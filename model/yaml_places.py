"""Where the parts of a YAML file stand: the line and column of every key and value."""

from dataclasses import dataclass
from typing import Any

from model.errors import Fault
from model.protocol import Place

Path = tuple[str | int, ...]
"""The keys and list positions that lead to a part of a file."""


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

    def renamed(self, names: dict[Path, Path]) -> "YamlText":
        """The same, in which some parts can also be found under another path."""
        values, keys = dict(self.values), dict(self.keys)
        for new, old in names.items():
            values |= {
                new + path[len(old) :]: spot for path, spot in self.values.items() if path[: len(old)] == old
            }
            keys |= {
                new + path[len(old) :]: spot for path, spot in self.keys.items() if path[: len(old)] == old
            }
        return YamlText(self.file, self.lines, self.content, values, keys)

    def place(self, path: Path) -> Place | None:
        """The place of the part at that path: of its name, where it has one, else of its content."""
        spot = self.keys.get(path) or self.values.get(path)
        return spot.place if spot else None
