"""A run told as a dated case: who did what on which day, by which clause, and how it ends.

Every story is replayed on the machine before anyone sees it. One that does not replay without a breach is a
fault of ours.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from itertools import chain

from model.calendar import CalendarError
from model.machine import in_words, replay
from model.modality import Level, Modality
from model.protocol import COUNTING, START, LimitKind, TimeLimit, Transition, Trigger
from model.time_span import TimeSpan
from model.trace import Step, Trace
from verify.dates import DatedRun
from verify.readings import Cube
from verify.runs import End, RunStep
from verify.study import EnginesDisagree, NotCovered, Study
from verify.verdict import Event, Story

RAISED_ON = date(2026, 12, 18)
"""The Friday before Christmas, on which example cases are raised; a fixed day, so that nothing depends on today."""

SHORT_STAY = 5
LONG_STAY = 250
"""Working days that an undated move takes in a story: a week, or, to show that nothing stops it, a year."""


def tell(
    study: Study, level: Level, end: End, *, long: bool, case: Cube = (), raised_on: date = RAISED_ON
) -> Story:
    """The story of a run that ends so.

    Args:
        case: the case class it is told of, which the run may be one of many in.
        long: whether moves without a time limit take a year, to show that nothing forbids it.

    Raises:
        EnginesDisagree: the machine does not accept the run.
    """
    protocol = study.protocol
    choices = complete(study, end, case)
    run = end.node.run(choices)
    made = study.unfolding(level)
    dated = DatedRun(made.protocol, run, choices[COUNTING.id], study.calendar)
    days = _dated(dated, raised_on, long=long) if run else []
    trace = Trace(
        protocol.id,
        tuple((one.id, choices[one.id]) for one in protocol.facts if one.at_start is None),
        tuple((one.id, choices[one.id]) for one in protocol.all_readings),
        level,
        tuple(Step(made.step.get(step.id, step.id), day) for step, day in zip(run, days, strict=True)),
        study.silent_role,
        next((n for n, step in enumerate(run) if step.silent), None),
    )
    if not run:
        return Story((), _ending(study, end), trace, end.node.cube)
    if trace not in study.replayed:
        again = replay(protocol, trace, study.calendar)
        study.replayed[trace] = again.state, again.stalled, again.breaches
    if study.replayed[trace] != (end.node.state, end.stalled, ()):
        raise EnginesDisagree(f"a case of {protocol.id} does not replay: {trace}; {study.replayed[trace]}")
    events = _events(study, level, run, days, dated.raising)
    return Story(events, _ending(study, end), trace, end.node.cube)


def most_telling(study: Study, ends: Sequence[End]) -> End:
    """The run to show: one that does not end by agreement, in the readings that the file lists first."""

    protocol = study.unfolding().protocol

    def key(end: End) -> tuple[int, int, int]:
        if id(end) in study.telling:
            return study.telling[id(end)][1]
        run = end.node.run(complete(study, end))
        moves = [protocol.transition[step.id] for step in run if step.id in protocol.transition]
        open_moves = sum(1 for one in moves if one.modality is Modality.OPEN)
        strained = sum(study.protocol.domains[name].index(value) for name, value in end.node.cube)
        study.telling[id(end)] = end, (open_moves, strained, len(run))
        return study.telling[id(end)][1]

    return min(ends, key=key)


def _dated(dated: DatedRun, raised_on: date, *, long: bool) -> list[date]:
    """Lawful days for each step of a run, raised on that day if it can be.

    Where undated moves have to leave time for a later wait, they take longer; where mixed units leave no room
    around Christmas, some later start has it; where the calendar ends too soon, they take less, or the case is
    raised as early as the calendar begins.
    """
    stays = (LONG_STAY, LONG_STAY // 5, SHORT_STAY) if long else (SHORT_STAY, LONG_STAY // 5, LONG_STAY)
    later = (dated.calendar.add(raised_on, n) for n in range(1, 261))
    for start in chain([raised_on], later, [dated.calendar.next_working(dated.calendar.first)]):
        for stay in stays:
            with suppress(CalendarError):
                days = dated.latest(start, stay=stay)
                if days is not None:
                    return days
    rules = [one.limit for kind in dated.rules() for one in kind]
    spans = [span for one in rules for span in (one.at_most, one.at_least, one.starts_after) if span is not None]
    if any(not span.unit.startswith("working") for span in spans):
        raise NotCovered("limits in working days and in calendar days that leave no real date")
    raise EnginesDisagree(f"no start day of a year gives {[step.id for step in dated.run]} lawful dates")


def complete(study: Study, end: End, case: Cube = ()) -> dict[str, str]:
    """Choices for every case fact and reading: those of the case and the run, and the first value of the rest."""
    made = {**dict(study.given), **dict(case), **dict(end.node.cube)}
    return {name: made.get(name, values[0]) for name, values in study.protocol.domains.items()}


def _events(
    study: Study, level: Level, run: tuple[RunStep, ...], days: list[date], raising: int
) -> tuple[Event, ...]:
    protocol, made, events = study.protocol, study.unfolding(level), []
    outside = {one.id: one.says for one in protocol.events} | {one.id: one.says for one in protocol.duties}
    entries = {one.id: one for one in protocol.entries}
    for index, (step, day) in enumerate(zip(run, days, strict=True)):
        number = study.calendar.count(days[raising], day) if index >= raising else None
        title = f"“{protocol.state[made.stage.get(step.dest, step.dest)].title}”"
        if step.id in entries:
            entry = entries[step.id]
            events.append(Event(day.isoformat(), number, f"{entry.says}; now {title}", "", entry.clauses))
            continue
        one = made.protocol.transition[step.id]
        name = made.step.get(step.id, step.id)
        limits = (*step.window.no_later, *step.caps)
        stay = study.calendar.count(days[index - 1], day) if index else 0
        timing = "" if index <= raising else f" ({_timing(one, limits, level, stay)})"
        who = in_words(one.by) if one.by else ""
        clauses = dict.fromkeys((*one.clauses, *(clause for limit in limits for clause in limit.clauses)))
        told = f"{name}{timing}; now {title}"
        if one.trigger is Trigger.EVENT:
            told = f"{name}: {outside[name]}; still {title}"
        events.append(Event(day.isoformat(), number, told, who, tuple(clauses)))
    return tuple(events)


def _timing(one: Transition, limits: tuple[TimeLimit, ...], level: Level, stay: int) -> str:
    """How a move kept to time, in words."""
    if not limits:
        return f"no time limit; here {TimeSpan(stay, 'working day')}"
    lengths = " and ".join(sorted({_length(limit) for limit in limits}))
    own = level.binds(one.modality) or any(one.id in limit.binds for limit in limits)
    return f"within the limit of {lengths}" if own else f"while the limit of {lengths} runs"


def _length(limit: TimeLimit) -> str:
    """How long a limit is, with the most by which it may get longer."""
    if limit.kind is LimitKind.SITTING:
        papers = f", after {limit.starts_after} for papers" if limit.starts_after else ""
        return f"{limit.at_most} to the next sitting{papers}"
    longer = limit.extension.up_to if limit.extension else None
    if longer is None or limit.extension is None:
        return str(limit.at_most)
    how = "its clock stands still" if limit.suspension else in_words(limit.extension.by)
    return f"{limit.at_most}, lengthened by up to {longer}{f' ({how})' if how else ''}"


def _ending(study: Study, end: End) -> str:
    state = end.node.state
    if state == START:
        return "There is no way in for this case."
    title = study.protocol.state[state].title
    if end.stalled:
        return f"There the case lies: nobody is obliged to move it on from “{title}”."
    if not study.protocol.state[state].final:
        return f"So the case can go round for ever, by way of “{title}”: nobody is obliged to lead it out."
    return f"The case ends: “{title}”."
