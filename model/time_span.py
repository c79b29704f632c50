"""A length of time as a text states it: so many units of one kind.

Units stay what the text says. For the abstract clock of the proofs, which counts working days, a length in
calendar units becomes the largest number of working days it can hold (an upper limit) or the smallest
(a lower limit); real dates are worked out from the unit itself.
"""

import re
from dataclasses import dataclass

UNITS: dict[str, str] = {
    "minute": "minutes",
    "hour": "hours",
    "working day": "working days",
    "working week": "working weeks",
    "calendar day": "calendar days",
    "week": "weeks",
    "month": "months",
}
"""Every unit the format knows by itself, singular and plural. A file may name calendars of its own."""

_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_NUMBERS += ["eleven", "twelve", "thirteen", "fourteen"]
_WORDS = {
    word: number
    for number, word in enumerate(_NUMBERS)
}
_SHAPE = re.compile(r"^\s*(?P<amount>\d+|[a-z]+)\s+(?P<unit>[a-z][a-z -]*?)\s*$", re.IGNORECASE)


class TimeSpanError(ValueError):
    """The text is not a length of time; the message says why and what is allowed."""


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """An amount of one unit, for example 5 working days.

    `unit` is a key of `UNITS` (singular), or the name of a calendar that the file declares
    ("school day"), whose days are then counted.
    """

    amount: int
    unit: str

    def __str__(self) -> str:
        """As a text says it: "1 working day", "5 working days"."""
        if self.amount == 1:
            return f"1 {self.unit}"
        return f"{self.amount} {UNITS.get(self.unit, self.unit + 's')}"

    @property
    def in_days(self) -> bool:
        """Whether the abstract clock of working days can carry it (hours and own calendars cannot)."""
        return self.unit in ("working day", "working week", "calendar day", "week", "month")

    def most_working_days(self) -> int:
        """The largest number of working days it can hold, with no bank holiday in it."""
        match self.unit:
            case "working day":
                return self.amount
            case "working week":
                return 5 * self.amount
            case "calendar day":
                return _weekdays(self.amount, most=True)
            case "week":
                return 5 * self.amount
            case "month":  # 31 days hold at most 23 weekdays
                return _weekdays(31 * self.amount, most=True)
        raise TimeSpanError(f"{self} cannot be counted in working days")

    def fewest_working_days(self) -> int:
        """The smallest number of working days it surely holds: two bank holidays in any seven days."""
        match self.unit:
            case "working day":
                return self.amount
            case "working week":
                return 5 * self.amount
            case "calendar day":
                days = self.amount
            case "week":
                days = 7 * self.amount
            case "month":
                days = 28 * self.amount
            case _:
                raise TimeSpanError(f"{self} cannot be counted in working days")
        return max(0, _weekdays(days, most=False) - 2 * -(-days // 7))


def _weekdays(days: int, *, most: bool) -> int:
    """Mondays to Fridays in so many days in a row, at most or at least."""
    weeks, rest = divmod(days, 7)
    return 5 * weeks + (min(rest, 5) if most else max(0, rest - 2))


def parse(text: str, own_units: frozenset[str] = frozenset()) -> TimeSpan:
    """Read "5 working days", "three working days", "1 week", "10 school days".

    Args:
        text: the words of the file.
        own_units: names of calendars declared in the file, singular ("school day").

    Raises:
        TimeSpanError: it is no number with a unit; bare "days" is refused, because the text must say which.
    """
    shape = _SHAPE.match(text)
    if shape is None:
        raise TimeSpanError(
            f'"{text}" is not a length of time; write a whole number and a unit, such as "5 working days"'
        )
    amount, unit = shape["amount"].lower(), " ".join(shape["unit"].lower().split())
    if not amount.isdigit() and amount not in _WORDS:
        raise TimeSpanError(f'"{shape["amount"]}" is not a whole number; write it in digits, such as "5 working days"')
    number = int(amount) if amount.isdigit() else _WORDS[amount]
    if number > 10_000:
        raise TimeSpanError(f'"{text}" is too long to be a time limit; the most allowed is 10000')
    if unit in ("day", "days"):
        raise TimeSpanError(
            f'"{text}" does not say which days; write "{number} working days" or "{number} calendar days", '
            "and where the text leaves it open, make it a reading with one limit for each choice"
        )
    for singular in (*UNITS, *sorted(own_units)):
        if unit in (singular, UNITS.get(singular, singular + "s")):
            return TimeSpan(number, singular)
    allowed = ", ".join([*UNITS.values(), *(f"{name}s" for name in sorted(own_units))])
    raise TimeSpanError(f'"{unit}" is not a unit of time; allowed here: {allowed}')
