"""The real dates of a protocol's bounds: the worst and best days to raise a case, per nation and per edition."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handrail import output, sentences
from handrail.arguments import Refused
from handrail.wording import day, grouped
from model.calendar import Calendar, CalendarError, Nation, calendar, edition
from model.loader import text_of
from model.modality import Level
from verify.checker import Report
from verify.start_dates import Change, Starts, changes, starts

if TYPE_CHECKING:  # slow to import; only pages of tables need it
    from rich.console import RenderableType

GUARANTEES = ("receipt-bounded", "decision-bounded")


@dataclass(frozen=True)
class RealDates:
    """For each bound of a protocol, how many days of the calendar it takes, by the day on which a case is raised.

    Attributes:
        starts: the start dates of each bound, in the protocol's own nation and then in the others.
        edited: for each bound in the protocol's own nation, the same under the calendar it is compared with.
    """

    report: Report
    level: Level
    starts: tuple[Starts, ...]
    edited: tuple[tuple[Starts, Starts], ...] = ()

    def rows(self) -> list[dict[str, Any]]:
        """One row for each bound and nation, ready for a DataFrame; dates are year-month-day."""
        return [
            {
                "guarantee": one.result.property,
                "case": dict(one.result.case),
                "verdict": one.result.verdict.value,
                "bound_working_days": one.result.bound,
                "nation": one.calendar.nation.value,
                "most_calendar_days": one.worst[1],
                "most_if_raised": one.worst[0].isoformat(),
                "fewest_calendar_days": one.best[1],
                "fewest_if_raised": one.best[0].isoformat(),
            }
            for one in self.starts
        ]

    def changed(self) -> list[dict[str, Any]]:
        """One row for each bound and stretch of start dates on which the compared edition makes a difference."""
        return [
            {
                "guarantee": before.result.property,
                "case": dict(before.result.case),
                "first_start": one.first.isoformat(),
                "last_start": one.last.isoformat(),
                "more_calendar_days": one.days,
            }
            for before, after in self.edited
            for one in changes(before, after)
        ]

    def to_json(self) -> dict[str, Any]:
        """The document of `handrail calendar --json`, without its head."""
        return {
            "protocol": self.report.protocol.id,
            "binding_level": self.level.value,
            "calendar_edition": self.report.calendar_edition,
            "compared_edition": self.edited[0][1].calendar.edition if self.edited else None,
            "bounds": self.rows(),
            "changed": self.changed(),
        }

    def __repr__(self) -> str:
        """The page of `handrail calendar` as text."""
        return output.text_of(*self.page())

    def page(self) -> "Iterable[RenderableType]":
        """The page of `handrail calendar`."""
        from rich.text import Text

        from handrail.sheet import Sheet

        protocol = self.report.protocol
        yield Text(f"{protocol.id} — {protocol.title}")
        yield Text(f"Counting {sentences.LEVELS[self.level]}.\n")
        if not self.starts:
            yield Text("There is no bound that can be given in days of the calendar: handrail check says why.")
            return
        columns = ("At the latest", "Working days", "Nation", "Most calendar days", "Fewest")
        rows = tuple(row for group in self._alike() for row in _rows(group))
        yield Sheet("The slowest lawful case, by the day it is raised", columns, rows, airy=False, grouped=True)
        own = self.starts[0]
        first, last = own.days[0][0], max(one.days[-1][0] for one in self.starts)
        yield Text(
            f"\nOver every working day from {day(first)} to {day(last)}, as far as announced bank holidays and the "
            "file's own days reach; of several such days the first is told. Where a bound hangs on how the text is "
            f"read, it is that of the readings in which it holds. The text is for {protocol.nation}; others show "
            f"the same rules under their bank holidays. Calendar edition {own.calendar.edition}."
        )
        for before, after in self.edited:
            yield Text("\n" + "\n".join(_told(before, after, changes(before, after))))

    def _alike(self) -> list[tuple[tuple[Starts, ...], ...]]:
        """The bounds, each in all its nations; those of one milestone that have the same dates together."""

        def same(bound: tuple[Starts, ...]) -> tuple[object, ...]:
            first = bound[0].result
            return first.property, sentences.range_of(first), *(one.days for one in bound)

        return grouped(grouped(self.starts, lambda one: id(one.result)), same)


def _rows(group: tuple[tuple[Starts, ...], ...]) -> Iterable[tuple[str, ...]]:
    """The rows of bounds that have the same dates: one for each set of nations with the same worst and best days."""
    first = group[0]
    title = f"{_milestone(first[0])}: {sentences.cases(bound[0].result.case for bound in group)}"
    for several in grouped(first, lambda one: (one.worst, one.best)):
        most, fewest = several[0].worst, several[0].best
        yield (
            title,
            sentences.range_of(first[0].result),
            ", ".join(one.calendar.nation.value for one in several),
            f"{most[1]}, if raised on {day(most[0])}",
            f"{fewest[1]}, if raised on {day(fewest[0])}",
        )


def real_dates(report: Report, level: Level, against: str | None = None) -> RealDates:
    """The real dates of what a check proved at a level.

    Args:
        against: a file with another edition of the bank holidays of the protocol's nation.

    Raises:
        Refused: that file cannot be read, or is in another form.
    """
    protocol = report.protocol
    home = calendar(protocol.nation)
    results = [one for name in GUARANTEES for one in report.of(name, level)]
    # a file's own days are worked out for its own nation
    others = [] if protocol.own_days else [calendar(nation) for nation in Nation if nation is not home.nation]
    found = [starts(result, place) for result in results for place in (home, *others)]
    edited: list[tuple[Starts, Starts]] = []
    if against is not None:
        other = _edition(against, home)
        for one in (one for one in found if one is not None and one.calendar is home):
            after = starts(one.result, other, one.days[-1][0])
            if after is not None:
                edited.append((one, after))
    return RealDates(report, level, tuple(one for one in found if one is not None), tuple(edited))


def _edition(file: str, home: Calendar) -> Calendar:
    try:
        return edition(text_of(Path(file), "bank holiday", yaml=False), home.nation)
    except CalendarError as error:
        help = "write it in the form of the files in model/calendars, such as england-and-wales.csv"
        raise Refused(f'"{file}" is no list of bank holidays: {error}', help=help) from None


def _milestone(one: Starts) -> str:
    return "Decided" if one.result.property == "decision-bounded" else "Handed over"


def _told(before: Starts, after: Starts, found: list[Change]) -> Iterable[str]:
    what = f"{_milestone(before)}: {sentences.case_class(before.result.case)}"
    editions = f"edition {after.calendar.edition} instead of {before.calendar.edition}"
    if not found:
        yield f"{what}: {editions} changes nothing."
        return
    yield f"{what}: with {editions}, if raised"
    for one in found:
        when = f"on {day(one.first)}" if one.first == one.last else f"from {day(one.first)} to {day(one.last)}"
        size = f"{abs(one.days)} calendar day{'' if abs(one.days) == 1 else 's'}"
        yield f"  {when}: {size} {'later' if one.days > 0 else 'sooner'}"
