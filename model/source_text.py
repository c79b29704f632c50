"""The original wording of a source: where a clause stands in it, and the fingerprint of its sentence.

The project carries no sentence of a source. A clause has a locating phrase of at most eight words and the
start of a SHA-256 over the sentence around it, so that anyone who has the source can see whether it is still
the text that was encoded.
"""

import hashlib
import re
from dataclasses import dataclass

from model.ledger import Place

FINGERPRINT_DIGITS = 16

_PLAIN = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u2013": "-"})
_BREAK = re.compile(r"\n\s*\n|\n\s*(?=[-\u00b7\u2022*]\s)|(?<=[.;:?!])\s+")
_LEAD = re.compile(r"[-\s*\u00b7\u2022\u2013]*")


def plain(text: str) -> str:
    """Text as it is compared: lower case, straight quotes, single spaces, no marks of emphasis."""
    return " ".join(text.translate(_PLAIN).replace("*", "").lower().split())


def sentences(source: str) -> list[str]:
    """The sentences and list items of a source, in plain form and in order."""
    return [one.text for one in placed_sentences(source)]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or list item in plain form, and the line of the source on which it begins, from 1."""

    line: int
    text: str

    @property
    def fingerprint(self) -> str:
        """What a clause that encodes it is pinned to."""
        return fingerprint(self.text)


def _lead(part: str) -> str:
    """What stands before the first word: blanks and the mark of a list item."""
    found = _LEAD.match(part)
    return found[0] if found else ""


def placed_sentences(source: str) -> list[Sentence]:
    """The sentences and list items of a source in order, each with its line."""
    found, begin, line = [], 0, 1
    for end, after in [*((one.start(), one.end()) for one in _BREAK.finditer(source)), (len(source), len(source))]:
        part = source[begin:end]
        if text := plain(part).lstrip("-\u00b7\u2022 "):
            found.append(Sentence(line + _lead(part).count("\n"), text))
        line += source.count("\n", begin, after)
        begin = after
    return found


def fingerprint(sentence: str) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of a sentence in plain form."""
    return hashlib.sha256(plain(sentence).encode()).hexdigest()[:FINGERPRINT_DIGITS]


def place_of(phrase: str, source: str) -> Place | None:
    """Where in a source the word stands with which a phrase begins; None where it is not there, or more than once."""
    words = [(plain(one.group()), one.start()) for one in re.finditer(r"\S+", source)]
    words = [(word, start) for word, start in words if word]
    whole, wanted = " ".join(word for word, _ in words), plain(phrase)
    if not wanted or whole.count(wanted) != 1:
        return None
    start = words[whole.count(" ", 0, whole.index(wanted))][1]
    return Place(source.count("\n", 0, start) + 1, start - (source.rfind("\n", 0, start) + 1) + 1)
