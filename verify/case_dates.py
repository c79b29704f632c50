"""The dates of one case: by when each thing must happen if everything before it happens as late as it lawfully may.

For each time limit that some lawful course of the case keeps, the last of its ends over these courses; for each duty
with a limit, counted from the last lawful day of what calls for it. What has no date is told with the reason.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from model.calendar import Calendar, CalendarError
from model.deadline import ends_on, last_day
from model.modality import Level, Modality
from model.option import in_words
from model.protocol import COUNTING, Duty, LimitKind, Protocol, TimeLimit, Transition
from verify.courses import courses
from verify.dates import DatedRun

MOST_MOVES = 3
"""A limit on more moves than these is told by its name."""


@dataclass(frozen=True, slots=True)
class CaseDate:
    """One thing that must happen in a case.

    Attributes:
        id: the time limit, duty or move it comes from.
        what: what must happen, in words.
        on: the last lawful day; None where there is none.
        why: why there is no date, or what may change it; empty where nothing does.
    """

    id: str
    what: str
    who: str
    modality: Modality
    clauses: tuple[str, ...]
    on: date | None = None
    why: str = ""


@dataclass(frozen=True)
class Case:
    """One case: when it is raised, its facts and how its text is read.

    Args:
        values: the answer of every case fact, as it is at first, and the choice of every reading.
    """

    protocol: Protocol
    level: Level
    raised: date
    values: Mapping[str, str]
    calendar: Calendar

    def dates(self) -> list[CaseDate]:
        """Everything that must happen in the case: first what has a date, soonest first, then what has none.

        Raises:
            TooMany: the case has too many courses.
        """
        runs = list(self._dated())
        limits = list(self._limits(runs))
        told = {move for one in limits if one.on is None for move in self.protocol.limit[one.id].binds}
        count = Counter(one.what for one in limits)  # where several limits bind the same, their names tell them apart
        limits = [replace(one, what=f"{one.id}: {one.what}") if count[one.what] > 1 else one for one in limits]
        found = [*limits, *self._undated_moves(runs, told), *self._duties(runs)]
        dated = sorted((one for one in found if one.on is not None), key=lambda one: one.on or self.raised)
        return [*dated, *(one for one in found if one.on is None)]

    def _dated(self) -> Iterator[tuple[DatedRun, list[date]]]:
        for steps in courses(self.protocol, self.level, self.values):
            run = DatedRun(self.protocol, steps, self.values[COUNTING.id], self.calendar)
            with suppress(CalendarError):
                if (days := run.latest(self.raised, stay=None)) is not None:
                    yield run, days

    def _limits(self, runs: list[tuple[DatedRun, list[date]]]) -> Iterator[CaseDate]:
        kept: dict[str, list[date]] = {}
        for run, days in runs:
            for rule in run.rules()[0]:
                kept.setdefault(rule.limit.id, []).append(days[rule.start])
        made = {step.id for run, _ in runs for step in run.run}
        for limit in self.protocol.limits:
            moves = [self.protocol.transition[name] for name in limit.binds]
            moves = [one for one in moves if one.id in made] or moves  # those of other cases do not matter here
            holds = limit.condition.holds(self.values.__getitem__)
            if not self.level.binds(limit.modality) or not (limit.id in kept or (holds and self._met(limit, runs))):
                continue
            on, why = self._end(limit, kept.get(limit.id, []))
            who = in_words(tuple(dict.fromkeys(group for one in moves for group in one.by)))
            yield CaseDate(limit.id, self._bound(limit, moves), who, limit.modality, limit.clauses, on, why)

    def _met(self, limit: TimeLimit, runs: list[tuple[DatedRun, list[date]]]) -> bool:
        """Whether the case can come to where a limit would apply."""
        return not limit.state or any(step.dest == limit.state for run, _ in runs for step in run.run)

    def _end(self, limit: TimeLimit, starts: list[date]) -> tuple[date | None, str]:
        """The last day of a limit, or why it has none."""
        if limit.words:
            return None, f"“{limit.words}” is no number"
        if limit.at_most is None:
            return None, "to be filled in locally" if limit.parameter else "it says only how long at least"
        if limit.endless:
            return None, "it may be lengthened without end"
        if not limit.start:
            return None, "the text does not say when its clock starts"
        if not starts:
            return None, f"its clock starts with “{' or '.join(limit.start)}”, which no course of this case dates"
        if self.calendar.last in starts:
            return None, "nothing says by when its clock must have started"
        remark = f"lengthened by all of {limit.extension.up_to}" if limit.extension else ""
        remark = "or later, if its clock is stopped" if limit.suspension else remark
        try:
            ends = [ends_on(limit, day, self.calendar, self.values[COUNTING.id]) for day in starts]
        except CalendarError as error:
            return None, str(error)
        return max(ends), f"or sooner, {limit.or_sooner}" if limit.or_sooner else remark

    def _bound(self, limit: TimeLimit, moves: Sequence[Transition]) -> str:
        """What must have happened when a limit ends, in words."""
        title = {one.id: one.title for one in self.protocol.states}
        if limit.kind is LimitKind.CAP:
            ends = [f"“{title.get(name, name)}”" for name in limit.ends]
            return f"{limit.id}: {' or '.join(ends)}"
        if limit.kind is LimitKind.STAGE:
            return f"“{title[limit.state]}” is left"
        told = list(dict.fromkeys(f"{one.id}, to “{title[one.dest]}”" for one in moves))
        return " or ".join(told) if len(told) <= MOST_MOVES else f"{limit.id}: {len(told)} moves"

    def _undated_moves(self, runs: list[tuple[DatedRun, list[date]]], told: Set[str]) -> Iterator[CaseDate]:
        """The moves that somebody must make, and that no limit dates on some course; but for those that are told."""
        title = {one.id: one.title for one in self.protocol.states}
        undated = {
            step.id
            for run, _ in runs
            for step in run.run
            if step.id in self.protocol.transition and not (step.window.no_later or step.caps)
        }
        for one in self.protocol.transitions:
            if one.id in undated - told and self.level.binds(one.modality):
                what = f"{one.id}, to “{title[one.dest]}”"
                why = "no clause says by when"
                yield CaseDate(one.id, what, in_words(one.by), one.modality, one.clauses, None, why)

    def _duties(self, runs: list[tuple[DatedRun, list[date]]]) -> Iterator[CaseDate]:
        happened: dict[str, list[date]] = {}
        for run, days in runs:
            for step, day in zip(run.run, days, strict=True):
                for event in (step.id, step.dest):
                    happened.setdefault(event, []).append(day)
        for duty in self.protocol.duties:
            called = [day for event in duty.upon for day in happened.get(event, ())]
            if not self.level.binds(duty.modality) or not duty.condition.holds(self.values.__getitem__):
                continue
            if duty.upon and not called:
                continue  # this case never calls for it
            on, why = self._due(duty, called)
            yield CaseDate(duty.id, duty.says, in_words(duty.by), duty.modality, duty.clauses, on, why)

    def _due(self, duty: Duty, called: list[date]) -> tuple[date | None, str]:
        if duty.every is not None:
            return None, f"it recurs every {duty.every}"
        if duty.within is None:
            return None, f"“{duty.words}” is no number" if duty.words else "no clause says by when"
        if not called or self.calendar.last in called:
            return None, "nothing says by when what calls for it must have happened"
        try:
            return max(last_day(duty.within, day, self.calendar, self.values[COUNTING.id]) for day in called), ""
        except CalendarError as error:
            return None, str(error)
