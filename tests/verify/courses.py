"""Courses of a dispute: walked at random on the machine, spoilt, and put to the solver step by step and day by day.

Days are real working days of a nation, so only protocols whose lengths are in working days can be compared exactly:
`in_working_days` makes such a one of any other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import z3

from model.calendar import calendar
from model.machine import Dispute, NotAvailable, replay
from model.modality import Level
from model.protocol import Extension, Protocol, TimeLimit
from model.time_span import TimeSpan
from model.trace import Step, Trace
from verify.encoding import Encoding, SolverRun

ENGLAND = calendar("England")
STARTS = (date(2026, 3, 2), date(2026, 12, 21), date(2027, 3, 24))
"""An ordinary Monday, the week of Christmas, the eve of Easter."""
PATIENCE = 12
"""Working days that a walker waits at most where nothing presses."""


def in_working_days(protocol: Protocol) -> Protocol:
    """The same protocol with every length of a limit in working days, as many as the length can hold."""

    def days(span: TimeSpan | None) -> TimeSpan | None:
        return None if span is None else TimeSpan(span.most_working_days(), "working day")

    def extended(one: TimeLimit) -> Extension | None:
        return None if one.extension is None else replace(one.extension, up_to=days(one.extension.up_to))

    limits = tuple(
        replace(
            one,
            at_most=days(one.at_most),
            at_least=days(one.at_least),
            starts_after=days(one.starts_after),
            extension=extended(one),
        )
        for one in protocol.limits
    )
    return replace(protocol, limits=limits, nation="England")


def walk(protocol: Protocol, level: Level, role: str | None, luck: Random) -> Trace | None:
    """One lawful course from a way in to its end; None when the walker came to where no day is lawful."""
    facts = {one.id: one.at_start or luck.choice(one.answers) for one in protocol.facts}
    readings = {one.id: luck.choice(one.names) for one in protocol.all_readings}
    dispute = Dispute(protocol, case=facts, readings=readings, level=level, silent_role=role)
    ways = dispute.ways_in()
    if not ways:
        return None
    today = luck.choice(STARTS)
    dispute.fire(luck.choice(ways).id, today)
    while not dispute.final:
        if role is not None and not luck.randrange(3):
            dispute.fall_silent()
        options = list(_lawful_days(dispute, today))
        if dispute.stalled and (not options or luck.randrange(2)):
            break
        if not options:
            return None
        name, first, last = luck.choice(options)
        place = luck.choice((0, last, luck.randint(0, last)))
        today = ENGLAND.add(first, place)
        if dispute.fire(name, today):
            return None  # between two windows of one move, or a day that a cap does not allow
    return dispute.trace


def _lawful_days(dispute: Dispute, today: date) -> Iterator[tuple[str, date, int]]:
    """Each move with its first lawful working day and how many more there are, up to the patience of the walker."""
    for one in dispute.options():
        first = ENGLAND.next_working(max(today, one.earliest or today))
        last = ENGLAND.add(first, PATIENCE) if one.latest is None else one.latest
        if first <= last:
            yield one.transition, first, ENGLAND.count(first, last)


def accepted(protocol: Protocol, trace: Trace) -> bool:
    """Whether the machine finds every limit kept, and the course at an end."""
    try:
        went = replay(protocol, trace)
    except (NotAvailable, ValueError):
        return False
    return not went.breaches and (went.final or went.stalled)


def spoilt(protocol: Protocol, trace: Trace, luck: Random) -> Iterator[Trace]:
    """The same course with a step, or all from one on, on other days; without a step; with another move."""
    steps = trace.steps
    place = luck.randrange(len(steps))
    for days in (-1, 1, 7):
        for many in (1, len(steps) - place):
            moved = tuple(
                Step(one.transition, ENGLAND.add(one.on, days)) if 0 <= n - place < many else one
                for n, one in enumerate(steps)
            )
            if place and list(moved) == sorted(moved, key=lambda one: one.on):
                yield replace(trace, steps=moved)
    if place:
        kept = None if trace.silent_from is None else min(trace.silent_from, len(steps) - 2)
        yield replace(trace, steps=(*steps[:place], *steps[place + 1 :]), silent_from=kept)
        old = protocol.transition[steps[place].transition]
        for other in protocol.outgoing[old.source]:
            if other is not old:
                yield replace(trace, steps=(*steps[:place], Step(other.id, steps[place].on), *steps[place + 1 :]))


def pinned(formula: Encoding, trace: Trace) -> Any:
    """That a lawful course has just these steps, on these days, and ends there."""
    protocol, steps = formula.protocol, trace.steps
    began = steps[0].on
    entry = next(one for one in protocol.entries if one.id == steps[0].transition)
    done = {one.transition for one in steps}
    dests = [str(entry.dest), *(protocol.transition[one.transition].dest for one in steps[1:])]
    says = [did if name in done else z3.Not(did) for name, did in (*formula.enters.items(), *formula.fires.items())]
    says += [
        formula.time[dest] == ENGLAND.count(began, step.on) for dest, step in zip(dests, steps, strict=True)
    ]
    says.append(formula.ends[dests[-1]])
    for place, dest in enumerate(dests if trace.silent_role else ()):
        silent = trace.silent_from is not None and place >= trace.silent_from
        says.append(formula.silent[dest] if silent else z3.Not(formula.silent[dest]))
    return z3.And(*says)


def choices(protocol: Protocol, trace: Trace) -> tuple[tuple[str, str], ...]:
    """The case facts that stay, and the readings, of a course."""
    fixed = {one.id for one in protocol.facts if one.at_start is None}
    return (*((name, value) for name, value in trace.case if name in fixed), *trace.readings)


def as_trace(protocol: Protocol, run: SolverRun, level: Level, role: str | None, start: date) -> Trace:
    """A run of the solver as a course on real days."""
    made = dict(run.choices)
    facts = tuple((one.id, one.at_start or made[one.id]) for one in protocol.facts)
    readings = tuple((one.id, made[one.id]) for one in protocol.all_readings)
    steps = tuple(Step(name, ENGLAND.add(start, day)) for name, day in run.steps)
    dests = [_dest(protocol, name) for name, _ in run.steps]
    silent_from = None if run.silent_from is None else dests.index(run.silent_from)
    return Trace(protocol.id, facts, readings, level, steps, role, silent_from)


def _dest(protocol: Protocol, name: str) -> str:
    entries = {one.id: str(one.dest) for one in protocol.entries}
    return entries.get(name) or protocol.transition[name].dest


def questions(formula: Encoding) -> Sequence[Any]:
    """Every move fired, and every state stalled in, within 150 working days."""
    soon = z3.And(*(at <= 150 for at in formula.time.values()), *(at >= 0 for at in formula.time.values()))
    asked = [*formula.fires.values(), *formula.ends.values()]
    return [z3.And(soon, one) for one in asked]
