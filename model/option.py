"""What a dispute may do next: one way on, who takes it, and the days on which it is lawful."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from model.calendar import Calendar
from model.deadline import Breach, UnknownCalendar, begins_on, ends_on, expires_on, missed
from model.modality import Modality
from model.protocol import Actors, TimeLimit
from model.semantics import Move

_Dating = Callable[[TimeLimit, date, Calendar, str], date]


@dataclass(frozen=True, slots=True)
class Option:
    """One way on from here.

    Attributes:
        transition: its id; `dest` is the state it leads to.
        who: who takes it, in words; empty where the text names nobody.
        is_duty: whether somebody is obliged to take it, at the level that binds.
        modality: how strongly the text puts it.
        earliest: the first lawful day; None when any day is. After `latest` when no day keeps every limit.
        latest: the last lawful day; None when the text sets none, or when no date can be worked out.
        waits_for_expiry: whether it is lawful only once a time limit has run out.
        limits: the limits that these days come from.
        undated: limits that apply but have no date here, because only the file knows their days.
        clauses: the clauses it and its limits rest on.
    """

    transition: str
    dest: str
    who: str
    is_duty: bool
    modality: Modality
    earliest: date | None
    latest: date | None
    waits_for_expiry: bool
    limits: tuple[str, ...] = ()
    undated: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """Something somebody is obliged to do, and the last day for it (None where there is no date)."""

    id: str
    says: str
    who: str
    by: date | None
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """The days that one limit allows a move: from, until, or neither where it has no date here."""

    limit: TimeLimit
    not_before: date | None = None
    not_after: date | None = None

    def missed_by(self, on: date) -> date | None:
        """The day that an act on `on` should have kept, when it did not."""
        if self.not_after is not None and on > self.not_after:
            return self.not_after
        if self.not_before is not None and on < self.not_before:
            return self.not_before
        return None


@dataclass(frozen=True, slots=True)
class Dates:
    """One lawful way on with the days that each limit of it allows, caps included."""

    move: Move
    bounds: tuple[Bound, ...]

    @property
    def opens(self) -> date | None:
        """The first lawful day; None when any day is."""
        return max((one.not_before for one in self.bounds if one.not_before), default=None)

    @property
    def closes(self) -> date | None:
        """The last lawful day; None when there is none."""
        return min((one.not_after for one in self.bounds if one.not_after), default=None)

    @property
    def empty(self) -> bool:
        """Whether no day keeps all its limits, because one begins after another has ended."""
        return self.opens is not None and self.closes is not None and self.opens > self.closes

    def breaches(self, on: date, calendar: Calendar) -> tuple[Breach, ...]:
        """The limits that taking it on a day does not keep."""
        found = ((one.limit, one.missed_by(on)) for one in self.bounds)
        return tuple(missed(limit, due, on, calendar) for limit, due in found if due is not None)


def dates(
    move: Move,
    caps: Iterable[TimeLimit],
    clock: Callable[[TimeLimit], date],
    calendar: Calendar,
    counting: str,
) -> Dates:
    """The days of one lawful way on.

    Args:
        move: the transition with its window.
        caps: the caps that are open.
        clock: tells the day on which a limit's clock started.
        calendar: whose working days count.
        counting: the choice of the reading `counting`.

    Raises:
        CalendarError: a day lies outside the calendar.
    """

    def day(limit: TimeLimit, reach: _Dating) -> date | None:
        try:
            return reach(limit, clock(limit), calendar, counting)
        except UnknownCalendar:
            return None

    window = move.window
    found = [Bound(one, not_after=day(one, ends_on)) for one in dict.fromkeys((*window.no_later, *caps))]
    found += [Bound(one, not_before=day(one, begins_on)) for one in window.no_earlier]
    if window.expired is not None:
        found.append(Bound(window.expired, not_before=day(window.expired, expires_on)))
    return Dates(move, tuple(found))


def merge(windows: list[Dates], *, is_duty: bool) -> Option:
    """The lawful windows of one move as an option, with the most that those allow together which can be kept.

    When none can be kept, `earliest` lies after `latest`: the text contradicts itself here.
    """
    one = windows[0].move.transition
    can_be_kept = [window for window in windows if not window.empty] or windows[:1]
    opens = [window.opens for window in can_be_kept]
    closes = [window.closes for window in can_be_kept]
    bounds = [bound for window in windows for bound in window.bounds]
    dated = dict.fromkeys(one.limit.id for one in bounds if one.not_before or one.not_after)
    undated = dict.fromkeys(one.limit.id for one in bounds if one.limit.id not in dated)
    clauses = (*one.clauses, *(clause for bound in bounds for clause in bound.limit.clauses))
    return Option(
        transition=one.id,
        dest=one.dest,
        who=in_words(one.by),
        is_duty=is_duty,
        modality=one.modality,
        earliest=None if None in opens else min(day for day in opens if day),
        latest=None if None in closes else max(day for day in closes if day),
        waits_for_expiry=all(window.move.window.expired is not None for window in windows),
        limits=tuple(dated),
        undated=tuple(undated),
        clauses=tuple(dict.fromkeys(clauses)),
    )


def in_words(actors: Actors) -> str:
    """Who acts: "a or b"; "a and b, or c"; empty where the text names nobody."""
    joint = any(len(group) > 1 for group in actors)
    return (", or " if joint else " or ").join(" and ".join(group) for group in actors)
