"""A length of time as a text states it: so many units of one kind.

Units stay what the text says; real dates are worked out from them. The abstract clock of the proofs counts whole
working days. For it a length becomes the largest number of working days it can hold when it limits from above, so
that a bound is never too low, and the smallest when it limits from below:

* hours and minutes run through the night, so that 4 hours may end on the next day, and 30 hours two days later;
  from below they count the whole days they surely last;
* calendar days, weeks and months hold five working days a week at most, and two fewer a week at least;
* days of a calendar of the file's own last as long as the nation's calendar says they can, from any start on the
  file's list; where the file lists no days, nobody can say.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from model.errors import did_you_mean
from model.own_days import OwnDays

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

MINUTES = {"minute": 1, "hour": 60}
"""The units shorter than a day, in minutes."""
_MINUTES_A_DAY = 24 * 60

_SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_SMALL += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: number for number, word in enumerate(_SMALL)}
"""The whole numbers that can be written in words, up to ninety-nine."""
WORDS |= {ten: 10 * number for number, ten in enumerate(_TENS, start=2)}
WORDS |= {
    f"{ten}{mark}{one}": 10 * number + WORDS[one]
    for number, ten in enumerate(_TENS, start=2)
    for one in _SMALL[1:10]
    for mark in ("-", " ")
}
_OTHER_UNITS = {"fortnight": (2, "week"), "year": (12, "month")}
_SHAPE = re.compile(r"^\s*(?P<amount>\d+|[a-z]+(?:-[a-z]+)?)\s+(?P<unit>[a-z][a-z -]*?)\s*$", re.IGNORECASE)


class TimeSpanError(ValueError):
    """The text is not a length of time: what was found, what is allowed, and what to write."""

    def __init__(self, found: str, allowed: str = "", help: str = "") -> None:
        """Keep the parts apart, so that each can be told where it belongs."""
        self.found, self.allowed, self.help = found, allowed, help
        super().__init__("; ".join(part for part in (found, allowed and f"allowed here: {allowed}", help) if part))


class NoNumber(TimeSpanError):
    """The text states no whole number of anything, such as "promptly"."""

    def __init__(self, found: str) -> None:
        """Say what to write instead."""
        super().__init__(found, help='write a whole number and a unit, such as "5 working days"')


TARGETS = "one or more working days, working weeks, calendar days, weeks or months"
"""What a board can aim at."""


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """An amount of one unit, for example 5 working days.

    `unit` is a key of `UNITS` (singular), or the name of a calendar that the file declares
    ("school day"), whose days are then counted.
    """

    amount: int
    unit: str
    own: OwnDays | None = field(default=None, compare=False, repr=False)
    """Which days count, when the unit is a calendar of the file's own and the file lists them."""

    def __str__(self) -> str:
        """As a text says it: "1 working day", "5 working days"."""
        if self.amount == 1:
            return f"1 {self.unit}"
        return f"{self.amount} {UNITS.get(self.unit, self.unit + 's')}"

    @property
    def in_days(self) -> bool:
        """Whether the abstract clock can carry it: not days of the file's own that the file does not list."""
        return self.unit in UNITS or (self.own is not None and self.own.holds(self.amount) is not None)

    @property
    def in_hours(self) -> bool:
        """Whether it is shorter than days are: hours or minutes, which run on from the moment of the event."""
        return self.unit in MINUTES

    @property
    def can_be_aimed_at(self) -> bool:
        """Whether a board can aim at it: some time, and none that is shorter than days are."""
        return self.amount > 0 and not self.in_hours

    def whole_days(self, *, up: bool) -> int:
        """Hours or minutes in days of the calendar, rounded up or down."""
        minutes = self.amount * MINUTES[self.unit]
        return -(-minutes // _MINUTES_A_DAY) if up else minutes // _MINUTES_A_DAY

    def most_working_days(self, *, first_counts: bool = False) -> int:
        """The largest number of working days it can hold, with no bank holiday in it.

        Args:
            first_counts: the day of the event is day 1; that shortens neither hours nor, when the event is on a
                day that is none of them, days of the file's own.

        Raises:
            TimeSpanError: only the file knows its days, and does not list them.
        """
        match self.unit:
            case "working day":
                days = self.amount
            case "working week" | "week":
                days = 5 * self.amount
            case "calendar day":
                days = _weekdays(self.amount, most=True)
            case "month":  # 31 days hold at most 23 weekdays
                days = _weekdays(31 * self.amount, most=True)
            case "hour" | "minute":
                return _weekdays(self.whole_days(up=True), most=True)
            case _:
                return self._held(self.amount)[1]
        return max(0, days - 1) if first_counts else days

    def fewest_working_days(self, *, first_counts: bool = False) -> int:
        """The smallest number of working days it surely holds: two bank holidays in any seven days.

        Arguments and errors are those of `most_working_days`.
        """
        match self.unit:
            case "working day":
                days = self.amount
            case "working week":
                days = 5 * self.amount
            case "calendar day":
                days = _surely_held(self.amount)
            case "week":
                days = _surely_held(7 * self.amount)
            case "month":
                days = _surely_held(28 * self.amount)
            case "hour" | "minute":
                return _surely_held(self.whole_days(up=False))
            case _:
                return self._held(max(0, self.amount - 1) if first_counts else self.amount)[0]
        return max(0, days - 1) if first_counts else days

    def _held(self, amount: int) -> tuple[int, int]:
        held = self.own.holds(amount) if self.own is not None else None
        if held is None:
            raise TimeSpanError(f"{self} cannot be counted in working days: the file does not list enough of them")
        return held


def _surely_held(days: int) -> int:
    """Working days in so many days in a row, at least: with two bank holidays in any seven."""
    return max(0, _weekdays(days, most=False) - 2 * -(-days // 7))


def _weekdays(days: int, *, most: bool) -> int:
    """Mondays to Fridays in so many days in a row, at most or at least."""
    weeks, rest = divmod(days, 7)
    return 5 * weeks + (min(rest, 5) if most else max(0, rest - 2))


def parse(text: str, own_units: Mapping[str, OwnDays | None] | None = None) -> TimeSpan:
    """Read "5 working days", "twenty-one working days", "a week", "10 school days".

    Args:
        text: the words of the file.
        own_units: calendars declared in the file, by name in the singular ("school day"), with their days.

    Raises:
        TimeSpanError: it is no number with a unit; bare "days" is refused, because the text must say which.
    """
    shape = _SHAPE.match(text)
    if text.strip().isdecimal():
        raise TimeSpanError(f'"{text}" has no unit', help='say of what, such as "5 working days"')
    if shape is None:
        raise NoNumber(f'"{text}" is not a length of time')
    amount, unit = shape["amount"].lower(), " ".join(shape["unit"].lower().split())
    number = int(amount) if amount.isdigit() else 1 if amount in ("a", "an") else WORDS.get(amount)
    if number is None:
        raise NoNumber(f'"{shape["amount"]}" is not a whole number')
    if number > 10_000:
        raise TimeSpanError(f'"{text}" is too long to be a time limit', help="the most allowed is 10000")
    own_units = own_units or {}
    for singular in (*UNITS, *sorted(own_units)):
        if unit in (singular, UNITS.get(singular, singular + "s")):
            return TimeSpan(number, singular, own_units.get(singular))
    either = f'write "{TimeSpan(number, "working day")}" or "{TimeSpan(number, "calendar day")}"'
    if unit in ("day", "days"):
        help = f"{either}, and where the text leaves it open, make it a reading with one limit for each choice"
        raise TimeSpanError(f'"{text}" does not say which days', help=help)
    every = [*UNITS.values(), *(f"{name}s" for name in sorted(own_units))]
    if unit.endswith(("day", "days")):
        help = f"{either}, or declare days of another kind under calendars:"
    elif unit.removesuffix("s") in _OTHER_UNITS:
        times, name = _OTHER_UNITS[unit.removesuffix("s")]
        help = f'write "{TimeSpan(times * number, name)}"'
    else:
        help = did_you_mean(unit, every)
    raise TimeSpanError(f'"{unit}" is not a unit of time', ", ".join(every), help)
