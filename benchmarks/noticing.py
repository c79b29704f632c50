"""Whether a complete check tells two versions of a protocol apart, and if not, whether there is anything to tell.

A complete check compares, at every level of binding: the stage table (where a dispute can come, how it can end, and
the longest and shortest days to each, in every kind of case and reading, counted from the raising, the way in and
every stage), the longest stay in each stage, the same with each role silent, who acts upon what, what else must be
done for whom, on what real days each limit ends, and every guarantee of both profiles. The cheap comparisons come
first; the first that differs ends the search, so that the dear ones are made for few.

Versions that it cannot tell apart are the same where the solver proves that they have the same lawful courses, in
every case and reading, at every level, whoever is silent, no length of time differs on any real date, and neither
does any guarantee that is about something else than courses.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from math import inf

import z3

from benchmarks.table_rows import Row, same
from model.calendar import calendar
from model.condition import Condition
from model.deadline import UnknownCalendar, last_day
from model.modality import Level
from model.protocol import Protocol
from model.silence import matters
from model.time_span import TimeSpan
from verify.checker import check
from verify.explorer import RAISED
from verify.properties.catalogue import ALL
from verify.readings import Cube, assignments
from verify.runs import Exploration
from verify.study import Study
from verify.zone import NOW

STARTS = [date(2025, 1, 1) + timedelta(days=n) for n in range(730)]
SLOWEST = "silence-proof"
OF_COURSES = ("receipt-bounded", "decision-bounded", "within-target", "no-dead-end", SLOWEST)
"""Guarantees that say nothing but which courses are lawful: whoever is silent, they are the same where these are."""


class Known:
    """What has been worked out about one protocol: rows, made once for many comparisons."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self.whole = Study(protocol)
        self.counted: dict[tuple[str, ...], Study] = {}
        self.made: dict[tuple[object, ...], object] = {}
        self.roles = {one.id for one in protocol.roles if matters(protocol, one.id)}

    def study(self, role: str | None = None) -> Study:
        """The study of it, with a role silent."""
        return self.whole.silenced(role)

    def counted_from(self, *start: str) -> Study:
        """The study of it with days counted from a stage on; from the way in, where none is named."""
        return self.counted.setdefault(start, Study(replace(self.protocol, raised=start)))

    def rows(self, what: str, level: Level, *more: str) -> list[Row]:
        """The rows of one table at one level."""
        if what in _WALKED:
            level = self.study().same_as(level)
        key = (what, level, *more)
        if key not in self.made:
            self.made[key] = list(_TABLES[what](self, level, *more))
        return self.made[key]  # type: ignore[return-value]

    def guarantees(self, *names: str) -> frozenset[object]:
        """The verdict of some guarantees, at every level and for every kind of case, with its numbers and causes.

        Not the sentences, which quote numbers and so would tell every change of one.
        """
        if names not in self.made:
            results = check(self.protocol, properties=names).results
            self.made[names] = frozenset(
                (
                    *(one.property, one.milestone, one.case, one.level, one.verdict, one.holds_under),
                    *(one.bound, one.least_bound, one.calendar_days),
                    frozenset((cause.element, cause.when, cause.word) for cause in one.causes),
                )
                for one in results
            )
        return self.made[names]  # type: ignore[return-value]


# -- tables ----------------------------------------------------------------------------------------------------


def _walked(walk: Exploration) -> Iterator[Row]:
    """How disputes can end, and when; where they can come, what having changed, and when; what can happen."""
    for end in walk.ends:
        longest = (end.longest.get(name, -inf) for name in ("receipt", "decision"))
        soonest = (-end.shortest.get(name, inf) for name in ("receipt", "decision"))
        yield end.node.cube, ("ends in", end.node.state, end.stalled, end.reached), (*longest, *soonest)
    for state, nodes in walk.arrivals.items():
        for node in nodes:
            timed = node.zone.has(RAISED)
            days = (node.zone.longest(RAISED, NOW), -node.zone.shortest(RAISED, NOW)) if timed else (-inf, -inf)
            yield node.cube, ("comes to", state, node.changed, node.silent), days
    yield from (((), ("can happen", name), ()) for name in walk.fired)
    yield from (((), ("can be left at any time", name), ()) for name in walk.unlimited)
    yield from (((), ("no clock", limit, move), ()) for limit, move, _ in walk.unstarted)


def _stages(known: Known, level: Level) -> Iterator[Row]:
    study = known.study()
    if study.obstacle:
        yield (), ("obstacle", study.obstacle), ()
        return
    yield from _walked(study.walk(level))


def _counted_from(known: Known, level: Level, *start: str) -> Iterator[Row]:
    if known.protocol.raised != start and not known.study().obstacle:
        yield from _walked(known.counted_from(*start).walk(level))


def _real_days(known: Known, level: Level) -> Iterator[Row]:
    """How many calendar days each limit can take that binds and has a clock."""
    protocol = known.protocol
    for one in protocol.limits:
        for span, what in ((one.at_most, "at most"), (one.at_least, "at least"), (one.starts_after, "starts after")):
            if span is not None and one.start and level.binds(one.modality):
                taken = [(day - start).days for start, day in zip(STARTS, _last_days(span, protocol), strict=True)]
                for cube in _when(one.condition):
                    yield cube, ("takes", one.kind, one.binds, one.ends, what), (max(taken), -min(taken))


def _stays(known: Known, level: Level) -> Iterator[Row]:
    for state in known.protocol.states if not known.study().obstacle else ():
        for end in known.study().walk(level, stay=state.id).ends:
            if end.stay is not None:
                yield end.node.cube, ("stays in", state.id), (end.stay,)


def _silent(known: Known, level: Level, role: str) -> Iterator[Row]:
    if not known.study().obstacle and role in known.protocol.role:
        yield from _walked(known.study(role).walk(level))


def _when(condition: Condition) -> Iterator[Cube]:
    for every in condition.alternatives or ((),):
        for values in assignments([one.name for one in every], {one.name: one.values for one in every}):
            if len({name for name, _ in values}) == len(set(values)):
                yield tuple(sorted(set(values)))


def _actors(known: Known, level: Level) -> Iterator[Row]:
    for one in known.protocol.transitions:
        for cube in _when(one.condition):
            yield cube, ("acts", one.source, one.dest, one.trigger, one.by, level.binds(one.modality)), ()


def _duties(known: Known, level: Level) -> Iterator[Row]:
    for one in known.protocol.duties:
        if level.binds(one.modality):
            for cube in _when(one.condition):
                asked = (one.kind, one.says, one.by, frozenset(one.to), frozenset(one.upon))
                yield cube, ("must be done", *asked, one.within, one.words, one.every), ()


_WALKED = ("stages", "stays", "silence", "stages from")
_TABLES = {
    "stages": _stages,
    "stays": _stays,
    "silence": _silent,
    "who acts": _actors,
    "other duties": _duties,
    "stages from": _counted_from,
    "real days": _real_days,
}


# -- comparing -------------------------------------------------------------------------------------------------


def noticed(original: Known, mutant: Known) -> str:
    """The first of the quick tables that differs; empty when these say the same of both."""
    return _noticed(original, mutant, [("stages",), ("other duties",), ("stages from",)])


def noticed_late(original: Known, mutant: Known, *, same: bool) -> str:
    """The first other table that differs, or "guarantees". Of the same courses only what is no matter of courses."""
    if same:
        return _promised(original, mutant, *(one.id for one in ALL if one.id not in OF_COURSES))
    return (
        _noticed(original, mutant, [("who acts",), ("real days",), ("stays",)])
        or _promised(original, mutant, *(one.id for one in ALL if one.id != SLOWEST))
        or _noticed(original, mutant, [("silence", role) for role in silent(original, mutant)])
        or _promised(original, mutant, SLOWEST)
        or _noticed(original, mutant, [("stages from", one.id) for one in original.protocol.states])
    )


def silent(original: Known, mutant: Known) -> list[str]:
    """The roles whose silence can change something in one of them."""
    return sorted(original.roles | mutant.roles)


def _promised(original: Known, mutant: Known, *names: str) -> str:
    return "" if original.guarantees(*names) == mutant.guarantees(*names) else "guarantees"


def _noticed(original: Known, mutant: Known, tables: list[tuple[str, ...]]) -> str:
    domains = mutant.protocol.domains | original.protocol.domains
    for what, *more in tables:
        compared = set()
        for level in Level:
            mine, theirs = original.rows(what, level, *more), mutant.rows(what, level, *more)
            if (id(mine), id(theirs)) not in compared and not same(mine, theirs, domains):
                return what
            compared.add((id(mine), id(theirs)))
    return ""


def difference(original: Known, mutant: Known) -> str:
    """What differs in the meaning of both, in words; empty when nothing does."""
    if not same_days(original.protocol, mutant.protocol):
        return "some limit ends on another day"
    return "" if same_courses(original, mutant) else "some course is not proved to be lawful in both or neither"


def same_courses(original: Known, mutant: Known, milliseconds: int = 60_000) -> bool:
    """Whether the solver proves that both allow the same courses, at every level and whoever is silent."""
    if original.study().obstacle or mutant.study().obstacle:
        return False
    for levels in dict.fromkeys((original.study().same_as(one), mutant.study().same_as(one)) for one in Level):
        for role in silent(original, mutant) or [None]:
            mine, theirs = original.study(role).formula(levels[0]), mutant.study(role).formula(levels[1])
            for one, other in ((mine, theirs), (theirs, mine)):
                solver = z3.Solver()
                solver.set("timeout", milliseconds)
                solver.add(*one.solver.assertions(), *one._given, *other._given)  # it is this role that falls silent
                for name in ("fires", "enters", "visited"):
                    here, there = getattr(one, name), getattr(other, name)
                    solver.add(*(z3.Not(did) for event, did in there.items() if event not in here))
                for name, values in other.values.items():
                    if name not in one.values:
                        solver.add(z3.PbEq([(value, 1) for value in values.values()], 1))
                solver.add(z3.Not(z3.And(*other.solver.assertions())))
                if solver.check() != z3.unsat:
                    return False
    return True


def same_days(original: Protocol, mutant: Protocol) -> bool:
    """Whether every length of time of both ends on the same day, from any day of two years.

    One whose clock nothing starts has no days.
    """
    for part in ("limits", "duties"):
        theirs = {one.id: one for one in getattr(mutant, part)}
        for one in getattr(original, part):
            for name in ("at_most", "at_least", "starts_after", "within", "every"):
                old, new = getattr(one, name, None), getattr(theirs.get(one.id), name, None)
                timed = getattr(one, "start", True) and old is not None and new is not None
                if timed and old != new and not _alike(old, new, original):
                    return False
    return True


def _alike(one: TimeSpan, other: TimeSpan, protocol: Protocol) -> bool:
    return _last_days(one, protocol) == _last_days(other, protocol)


def _last_days(span: TimeSpan, protocol: Protocol) -> list[date]:
    """The last day of a length of time, from each start; counted in plain days where only the file knows its days."""
    days = calendar(protocol.nation)
    try:
        return [last_day(span, start, days, "next day") for start in STARTS]
    except UnknownCalendar:
        return [start + timedelta(days=span.amount) for start in STARTS]
