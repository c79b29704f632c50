"""A change for the worse that somebody has accepted: until when, how far, and how it stands with it now.

An entry speaks of what a guarantee was and of what it may become. How it stands does not depend on which version
a revision is compared with: it is in force as long as the guarantee is worse than it was and no worse than was
accepted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from handrail import sentences
from handrail.outcome import Outcome, State, shown
from model.modality import Level
from model.protocol import Place, Protocol
from verify.checker import Report
from verify.comparison import Comparison
from verify.readings import covered
from verify.verdict import Choices, Result, Word

_RANK = {Word.PROVED: 0, Word.DEPENDS: 1}
_BROKEN = 2


@dataclass(frozen=True, slots=True)
class Value:
    """What a guarantee is worth: its verdict, its bounds in working and in calendar days, the readings it needs."""

    verdict: Word
    bound: int | None = None
    kindest: int | None = None
    calendar: int | None = None
    holds: tuple[Choices, ...] = ()

    def as_good(self, other: "Value", domains: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether this is at least as good. Two ways to be broken are never the same, nor a bound and none."""
        mine, his = _RANK.get(self.verdict, _BROKEN), _RANK.get(other.verdict, _BROKEN)
        if mine > his or (mine == his == _BROKEN and self.verdict is not other.verdict):
            return False
        if his == _BROKEN:
            return True
        if (self.bound is None) != (other.bound is None):
            return False
        if mine == his == _RANK[Word.DEPENDS] and not all(covered(it, self.holds, domains) for it in other.holds):
            return False
        pairs = ((self.bound, other.bound), (self.kindest, other.kindest), (self.calendar, other.calendar))
        return all(one is None or limit is None or one <= limit for one, limit in pairs)

    def __str__(self) -> str:
        """In words: "depends on reading, at most 25 working days"."""
        return self.verdict.value + (f", at most {sentences.days(self.bound)}" if self.bound is not None else "")


def value(result: Result) -> Value:
    """What a result says the guarantee is worth."""
    days = result.calendar_days
    holds = tuple(one.readings for one in result.holds_under) if result.verdict is Word.DEPENDS else ()
    return Value(result.verdict, result.bound, result.least_bound, days.most if days else None, holds)


class Standing(StrEnum):
    """How it stands with an entry."""

    IN_FORCE = "in force"
    EXPIRED = "expired"
    EXCEEDED = "exceeded"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Accepted:
    """One entry: a guarantee of a protocol for some kind of case, what it was, and what it may be until a day.

    `was` is None where the guarantee is accepted as broken, whatever it was before.
    """

    protocol: str
    guarantee: str
    level: Level
    case: Choices
    was: Value | None
    now: Value
    reason: str
    approver: str
    until: date
    place: Place | None = None

    def about(self, result: Result) -> bool:
        """Whether a result is of this guarantee, level and kind of case."""
        return (
            result.property == self.guarantee
            and result.level is self.level
            and set(self.case) <= {*result.case, *([("silent", result.silent_role)] if result.silent_role else [])}
        )

    def needed(self, result: Result, domains: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether a result is worse than what the guarantee was."""
        if self.was is None:
            return result.verdict is not Word.PROVED
        return not value(result).as_good(self.was, domains)

    @property
    def says(self) -> str:
        """Reason, approver and last day."""
        return f"Accepted by {self.approver} until {self.until.isoformat()}: {self.reason}"


class Acceptances:
    """The entries for one protocol at one level, judged on a day."""

    def __init__(self, entries: Iterable[Accepted], report: Report, level: Level, today: date) -> None:
        self.protocol: Protocol = report.protocol
        self.entries = [one for one in entries if one.protocol == self.protocol.id and one.level is level]
        self.today = today
        self.standing = [(one, self._standing(one, report)) for one in self.entries]

    def _standing(self, one: Accepted, report: Report) -> Standing:
        domains = self.protocol.domains
        needing = [it for it in report.results if one.about(it) and one.needed(it, domains)]
        if not needing:
            return Standing.UNUSED
        if not all(value(it).as_good(one.now, domains) for it in needing):
            return Standing.EXCEEDED
        return Standing.EXPIRED if self.today > one.until else Standing.IN_FORCE

    def of_result(self, result: Result) -> str:
        """The reason for which a broken guarantee is accepted; empty where it is not."""
        return next((one.says for one in self._in_force() if self._covers(one, result)), "")

    def of_change(self, change: Comparison) -> str:
        """The reason for which a change for the worse is accepted; empty where it is not.

        The entry must start from no better a value than the version before really had, and must state each kind
        of number that has become worse.
        """
        if change.new is None or change.old is None:
            return ""
        for one in self._in_force():
            stated = {"kindest reading": one.now.kindest, "calendar days": one.now.calendar}
            if (
                self._covers(one, change.new)
                and one.was is not None
                and one.was.as_good(value(change.old), self.protocol.domains)
                and all(stated.get(kind, 0) is not None for kind in change.worse)
            ):
                return one.says
        return ""

    def _in_force(self) -> Iterator[Accepted]:
        return (one for one, how in self.standing if how is Standing.IN_FORCE)

    def _covers(self, one: Accepted, result: Result) -> bool:
        return one.about(result) and value(result).as_good(one.now, self.protocol.domains)

    def outcomes(self, file: str) -> Iterator[Outcome]:
        """The entries that are a finding themselves: expired, exceeded or unused; `file` is where they stand."""
        tell: dict[Standing, Callable[[Accepted], tuple[str, str]]] = {
            Standing.EXPIRED: lambda one: (
                f"What was accepted until {one.until.isoformat()} counts again on {self.today.isoformat()}.",
                "Restore the guarantee; or, after review, write a later day, or remove the entry if it is to stay.",
            ),
            Standing.EXCEEDED: lambda one: (
                f"It is worse now than was accepted ({one.now}).",
                "Restore what was accepted, or have the new value reviewed and write it into the entry.",
            ),
            Standing.UNUSED: lambda one: (
                f"Nothing is worse than it was ({one.was or 'proved'}): the entry accepts nothing.",
                "Remove the entry.",
            ),
        }
        for one, how in self.standing:
            if how is not Standing.IN_FORCE:
                said, help = tell[how](one)
                yield Outcome(
                    self.protocol.id, f"accepted-{how.value}", f"{one.guarantee}, {sentences.case_class(one.case)}",
                    State.BROKEN, how.value, f"Accepted change of {one.guarantee}: {said}", (one.says,), help,
                    shown(file), one.place.line if one.place else 0, one.place.column if one.place else 0,
                )  # fmt: skip
