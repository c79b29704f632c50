"""What is wrong with an input, where, and the way out."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

MOST_SHOWN = 20
"""How many faults a message spells out; the rest are counted."""
_LONGEST_NAME = 100
_LONGEST_SENTENCE = 400


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake in a file: the place, what was found, what is allowed, and what to do.

    Lines and columns count from 1; 0 means the file as a whole. Characters that a terminal would act on, or
    that cannot be seen, are made visible, so that a fault can be printed whatever the file holds.
    """

    file: str
    line: int
    column: int
    found: str
    allowed: str = ""
    help: str = ""
    source_line: str = ""
    width: int = 1

    def __post_init__(self) -> None:
        """Make every text safe to print."""
        for name in ("file", "found", "allowed", "help"):
            object.__setattr__(self, name, _cut(visible(getattr(self, name))))
        if not self.source_line.isprintable():
            object.__setattr__(self, "source_line", "".join(map(_one_column, self.source_line)))

    def __str__(self) -> str:
        """The place and the mistake, the line with a caret below it, what is allowed, what to do."""
        place = self.file if not self.line else f"{self.file}:{self.line}:{self.column}"
        lines = [f"{place}: {self.found}"]
        if self.source_line.strip():
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


class BadInput(Exception):
    """Input that cannot be used; carries every fault found, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults, sorted by place; what two readers of one line found alike is told once."""
        self.faults = tuple(sorted(dict.fromkeys(faults), key=lambda one: (one.file, one.line, one.column)))
        shown = [str(fault) for fault in self.faults[:MOST_SHOWN]]
        more = len(self.faults) - len(shown)
        super().__init__("\n\n".join([*shown, *([f"and {more} more like these"] if more else [])]))


def is_hidden(sign: str) -> bool:
    """Whether a character steers a terminal or the direction of writing, or cannot be seen at all."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def visible(text: str) -> str:
    r"""Text with hidden characters and odd spaces spelt out, such as \x1b, \u202e or \xa0."""
    if text.isprintable():
        return text
    return "".join(
        ascii(sign)[1:-1] if is_hidden(sign) or (sign.isspace() and sign != " ") else sign for sign in text
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known name, also across "2" and "two"; empty when nothing is near."""
    if len(word) > _LONGEST_NAME:
        return ""
    plain: dict[str, str] = {}
    for name in known:
        if len(name) <= _LONGEST_NAME and len(plain) < 1_000:
            plain.setdefault(_plain(name), name)
    near = get_close_matches(_plain(word), list(plain), n=1, cutoff=0.6)
    if not near:
        return ""
    name = plain[near[0]]
    odd = next((sign for sign in word if not sign.isascii() and sign not in name), "")
    what = f' (yours has the character "{unicodedata.name(odd, hex(ord(odd)))}")' if odd else ""
    return f'did you mean "{name}"?{what}'


_NUMERALS = {
    word: str(number)
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
    )
}

_PARTED = str.maketrans("-_“”", "    ")


def _plain(text: str) -> str:
    """A name as it is compared: small letters, single spaces, numbers in digits, no "the", no curly quotes."""
    words = unicodedata.normalize("NFKC", text).casefold().translate(_PARTED).split()
    return " ".join(_NUMERALS.get(word, word) for word in words if word != "the")


def _one_column(sign: str) -> str:
    """A hidden character as one that can be seen and is as wide, so that the caret stays in place."""
    if sign == "\t" or (sign.isspace() and not is_hidden(sign)):
        return " "
    if ord(sign) < 0x20:
        return chr(0x2400 + ord(sign))
    return "\N{REPLACEMENT CHARACTER}" if is_hidden(sign) else sign


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SENTENCE else text[: _LONGEST_SENTENCE - 4] + " ..."


def _shorten(line: str, column: int, most: int = 100) -> tuple[str, int]:
    """The part of a long line around a column, and the column within that part."""
    line = line.rstrip()
    if len(line) <= most:
        return line, column
    first = max(0, min(column - 1 - most // 2, len(line) - most))
    return line[first : first + most], column - first
