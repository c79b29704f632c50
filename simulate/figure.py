"""A figure of a scenario file as an author writes it: "11 people (8 to 14) proxy from bradford; by caseload".

One line holds the value, perhaps its unit, its range in brackets, what it rests on, the names of its sources joined
by "&", and a note after a semicolon. A map with the same parts as keys says the same.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_NUMBER = r"-?\d+(?:\.\d+)?"
_SHORT = re.compile(
    r"(?P<value>[^\s(;%]+(?: ?%)?)(?: (?P<unit>[a-z][a-z -]*?))??(?: ?\((?P<range>[^()]*)\))?"
    r"(?: (?P<basis>[a-z]+))?(?: from (?P<source>[^;]+?))?(?: ?; ?(?P<note>.+))?"
)
_AMOUNT = re.compile(rf"({_NUMBER}) ?(%?)")
_RANGE = re.compile(r"(.+?) to (.+)")


class FigureError(ValueError):
    """The text is no such figure: what was found, what is allowed, what to do."""

    def __init__(self, found: str, allowed: str = "", help: str = "") -> None:
        """Keep the parts apart, to be told at a place of a file."""
        self.found, self.allowed, self.help = found, allowed, help
        super().__init__("; ".join(part for part in (found, allowed, help) if part))


@dataclass(frozen=True, slots=True)
class Kind:
    """What a figure counts: its unit, the least and the most it can sensibly be, and whether it is whole."""

    unit: str
    least: float
    most: float
    whole: bool = False
    too_little: str = ""

    def number(self, text: str) -> float:
        """The number a text says, as a share where the figure is one ("5%" is 0.05).

        Raises:
            FigureError: it is none, or none that such a figure can be.
        """
        written = _AMOUNT.fullmatch(text.strip())
        if written is None or len(text) > 30:
            raise FigureError(f'"{text}" is not a number', self.allowed, "write it in digits, such as 12 or 0.5")
        if written[2] and self.unit != "share":
            raise FigureError(f'"{text}" is a percentage, and this counts {self.unit}', self.allowed)
        return self.checked(float(Decimal(written[1]) / (100 if written[2] else 1)), text)

    def checked(self, number: float, text: str = "") -> float:
        """The number, if such a figure can be so much.

        Raises:
            FigureError: it cannot.
        """
        said = text or f"{number:g}"
        if self.whole and number != int(number):
            raise FigureError(f'"{said}" is not a whole number', self.allowed)
        if not self.least <= number <= self.most:
            why = self.too_little if number < self.least and self.too_little else f'it cannot be "{said}"'
            raise FigureError(why, self.allowed, "write a percentage: 60% or 0.6" if self.unit == "share" else "")
        return number

    @property
    def allowed(self) -> str:
        """What such a figure can be, in words."""
        if self.unit == "share":
            return "0 to 1, or 0% to 100%"
        return f"{'a whole number' if self.whole else 'a number'} of {self.unit}, {self.least:g} to {self.most:,.12g}"

    def bounds(self, text: str) -> tuple[float, float]:
        """The two ends of a range such as "8 to 14".

        Raises:
            FigureError: it is no range of such figures.
        """
        both = _RANGE.fullmatch(text.strip())
        if both is None:
            raise FigureError(f'"{text}" is not a range', 'two numbers such as "8 to 14"')
        low, high = self.number(both[1]), self.number(both[2])
        if low > high:
            raise FigureError(f'the range "{text}" ends below its beginning', help="write the lower number first")
        return low, high


TOLERANCE = 1e-6
"""How far from 1 the sum of probabilities may be."""
_BELOW_ZERO = "no time can be negative"
SHARE = Kind("share", 0, 1)
TIME_SHARE = Kind("share", 0.0001, 1, too_little="people with no time at all do no work")
DAYS = Kind("working days", 0, 10_000, too_little=_BELOW_ZERO)
ALLOWED = Kind("working days allowed", 1, 10_000)
EVERY = Kind("working days apart", 1, 10_000, too_little="what comes every 0 days never comes")
HOURS = Kind("hours", 0, 10_000, too_little=_BELOW_ZERO)
PEOPLE = Kind("people", 1, 100_000, whole=True, too_little="with nobody in it this role does no work")
A_YEAR = Kind("a year", 0, 10_000_000)
DAYS_A_YEAR = Kind("days a year", 1, 366, too_little="who is there on no day of the year does no work")
LEAVE = Kind("days of leave a year", 0, 260)
CASES = Kind("disputes", 1, 1_000_000, whole=True, too_little="a sitting that takes no dispute never decides one")
FACTOR = Kind("times the average", 0, 100)
SPREAD = Kind("of the logarithm", 0, 5)
_ALL = (SHARE, DAYS, ALLOWED, EVERY, HOURS, PEOPLE, A_YEAR, DAYS_A_YEAR, LEAVE, CASES, FACTOR, SPREAD)
KINDS = {one.unit: one for one in _ALL}
"""What a figure of each unit can be."""


_KEYS = {
    SHARE: ("no_response", "chance", "urgent", "sick_rate", "chase_success", "elasticity"),
    TIME_SHARE: ("share",),
    DAYS: ("median", "notice", "papers", "by"),
    ALLOWED: ("under_limit",),
    EVERY: ("every", "spell", "chase_every"),
    PEOPLE: ("people",),
    A_YEAR: ("per_year",),
    DAYS_A_YEAR: ("days_per_year",),
    LEAVE: ("leave_days",),
    CASES: ("capacity",),
    SPREAD: ("sigma", "hours_sigma"),
}
KIND_OF = {key: kind for kind, keys in _KEYS.items() for key in keys}
"""What the figure under each key of a scenario file can be."""


def spelt_out(text: Any) -> Any:
    """A figure of one line as a map of its parts; anything else as it is."""
    if not isinstance(text, str):
        return text
    found = _SHORT.fullmatch(" ".join(text.split()))
    if found is None:
        return {"value": text or "nothing"}
    parts: dict[str, Any] = {name: part.strip() for name, part in found.groupdict().items() if part is not None}
    if "source" in parts:
        parts["source"] = [name.strip() for name in parts["source"].split("&")]
    return parts
