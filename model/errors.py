"""What is wrong with an input, where, and the way out."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in a file: the place, what was found, what is allowed, and what to do.

    Lines and columns count from 1; 0 means the file as a whole.
    """

    file: str
    line: int
    column: int
    found: str
    allowed: str = ""
    help: str = ""
    source_line: str = ""
    width: int = 1

    def __str__(self) -> str:
        """The place and the mistake, the line with a caret below it, what is allowed, what to do."""
        place = self.file if not self.line else f"{self.file}:{self.line}:{self.column}"
        lines = [f"{place}: {self.found}"]
        if self.source_line:
            number = str(self.line)
            margin = " " * len(number)
            shown, column = _shorten(self.source_line, self.column)
            carets = "^" * max(1, min(self.width, len(shown) - column + 1))
            lines += [f"{margin} |", f"{number} | {shown}", f"{margin} | {' ' * (column - 1)}{carets}"]
        if self.allowed:
            lines.append(f"  = allowed here: {self.allowed}")
        if self.help:
            lines.append(f"  = help: {self.help}")
        return "\n".join(lines)


def _shorten(line: str, column: int, most: int = 100) -> tuple[str, int]:
    """The part of a long line around a column, and the column within that part."""
    line = line.rstrip().replace("\t", " ")
    if len(line) <= most:
        return line, column
    first = max(0, min(column - 1 - most // 2, len(line) - most))
    return line[first : first + most], column - first


class BadInput(Exception):
    """Input that cannot be used; carries every fault found, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults, sorted by place."""
        self.faults = tuple(sorted(faults, key=lambda one: (one.file, one.line, one.column)))
        super().__init__("\n\n".join(str(fault) for fault in self.faults))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known name, also across "2" and "two"; empty when nothing is near."""
    names = list(known)
    plain = {_numerals(name.lower()): name for name in names}
    near = get_close_matches(_numerals(word.lower()), list(plain), n=1, cutoff=0.6)
    return f'did you mean "{plain[near[0]]}"?' if near else ""


_NUMERALS = dict(zip("zero one two three four five six seven eight nine ten".split(), map(str, range(11)), strict=True))


def _numerals(text: str) -> str:
    words = text.replace("-", " ").replace("_", " ").split()
    return " ".join(_NUMERALS.get(word, word) for word in words)
