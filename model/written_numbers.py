"""Whether a sentence states a number or a length of time, in figures or in words."""

import re
from collections.abc import Iterator

from model.time_span import WORDS, TimeSpan

_NUMBER = rf"\d+|{'|'.join(sorted(WORDS, key=len, reverse=True))}"
_ALONE = re.compile(rf"(?<![\w.])({_NUMBER})(?:st|nd|rd|th)?(?!\w|\.\d)")
_ONE = r"an?|each|every|per|next|following"
_LENGTH = re.compile(
    rf"\b({_NUMBER}|{_ONE})(?:\s*\(\w+\))?[\s-]+(?:(?:clear|full|further|single|working|calendar|school|business)\s+)*"
    r"(minute|hour|day|week|month|fortnight)s?\b"
)
_EVERY = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month"}


def numbers(sentence: str) -> set[int]:
    """The whole numbers that a sentence in plain form states by themselves, up to 99 also in words."""
    return {_value(one) for one in _ALONE.findall(sentence)}


def states(sentence: str, length: TimeSpan) -> bool:
    """Whether a sentence in plain form states this length: its number, or the same time in another unit.

    Five working days are also a week; 24 hours are also a day; one month is also "a month" and "monthly".
    """
    return length.amount in numbers(sentence) or not _same(length).isdisjoint(_lengths(sentence))


def _lengths(sentence: str) -> Iterator[tuple[int, str]]:
    for amount, unit in _LENGTH.findall(sentence):
        number = _value(amount)
        yield (2 * number, "week") if unit == "fortnight" else (number, unit)
    yield from ((1, unit) for word, unit in _EVERY.items() if re.search(rf"\b{word}\b", sentence))
    if re.search(r"\bfortnightly\b", sentence):
        yield 2, "week"


def _value(written: str) -> int:
    return int(written) if written.isdigit() else WORDS.get(written, 1)


def _same(length: TimeSpan) -> set[tuple[int, str]]:
    """The ways to write a length, as numbers of minutes, hours, days, weeks and months."""
    amount, unit = length.amount, length.unit.split()[-1]
    found = {(amount, unit)}
    match length.unit:
        case "working day" if amount % 5 == 0:
            found.add((amount // 5, "week"))
        case "calendar day" if amount % 7 == 0:
            found.add((amount // 7, "week"))
        case "working week":
            found.add((5 * amount, "day"))
        case "week":
            found |= {(5 * amount, "day"), (7 * amount, "day")}
        case "hour" if amount % 24 == 0:
            found.add((amount // 24, "day"))
        case "minute" if amount % 60 == 0:
            found.add((amount // 60, "hour"))
    return found
