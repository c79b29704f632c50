"""A run told as a dated case: who did what on which day, by which clause, and how it ends.

Every story is replayed on the machine before anyone sees it. One that does not replay without a breach is a
fault of ours.
"""

from datetime import date

from model.machine import in_words, replay
from model.modality import Level
from model.protocol import COUNTING, START
from model.trace import Step, Trace
from verify.dates import DatedRun
from verify.explorer import End, RunStep
from verify.study import EnginesDisagree, Study
from verify.verdict import Event, Story

RAISED_ON = date(2026, 12, 18)
"""The Friday before Christmas, on which example cases are raised; a fixed day, so that nothing depends on today."""

SHORT_STAY = 5
LONG_STAY = 250
"""Working days that an undated move takes in a story: a week, or, to show that nothing stops it, a year."""


def tell(study: Study, level: Level, end: End, *, long: bool, raised_on: date = RAISED_ON) -> Story:
    """The story of a run that ends so.

    Args:
        long: whether moves without a time limit take a year, to show that nothing forbids it.

    Raises:
        EnginesDisagree: the machine does not accept the run.
    """
    protocol = study.protocol
    choices = complete(study, end)
    run = end.node.run(choices)
    dated = DatedRun(protocol, run, choices[COUNTING.id], study.calendar)
    days = dated.latest(raised_on, stay=LONG_STAY if long else SHORT_STAY) if run else []
    if days is None:
        days = _other_start(dated, long=long)
    trace = Trace(
        protocol.id,
        tuple((one.id, choices[one.id]) for one in protocol.facts if one.at_start is None),
        tuple((one.id, choices[one.id]) for one in protocol.all_readings),
        level,
        tuple(Step(step.id, day) for step, day in zip(run, days, strict=True)),
        study.silent_role,
        next((n for n, step in enumerate(run) if step.silent), None),
    )
    if not run:
        return Story((), _ending(study, end), trace)
    again = replay(protocol, trace, study.calendar)
    if again.breaches or again.state != end.node.state or again.stalled != end.stalled:
        raise EnginesDisagree(f"a case of {protocol.id} does not replay: {trace}; {again.breaches}")
    return Story(_events(study, run, days, dated.raising, long=long), _ending(study, end), trace)


def _other_start(dated: DatedRun, *, long: bool) -> list[date]:
    """Days for a run whose mixed units leave no room around Christmas: some later start has it."""
    day = RAISED_ON
    for _ in range(260):
        day = dated.calendar.add(day, 1)
        days = dated.latest(day, stay=LONG_STAY if long else SHORT_STAY)
        if days is not None:
            return days
    raise EnginesDisagree(f"no start day of a year gives {[step.id for step in dated.run]} lawful dates")


def complete(study: Study, end: End) -> dict[str, str]:
    """Choices for every case fact and reading: those of the run, and the first value where it does not matter."""
    made = {**dict(study.given), **dict(end.node.cube)}
    return {name: made.get(name, values[0]) for name, values in study.protocol.domains.items()}


def _events(study: Study, run: tuple[RunStep, ...], days: list[date], raising: int, *, long: bool) -> tuple[Event, ...]:
    protocol, events = study.protocol, []
    entries = {one.id: one for one in protocol.entries}
    for index, (step, day) in enumerate(zip(run, days, strict=True)):
        number = study.calendar.count(days[raising], day) if index >= raising else None
        title = protocol.state[step.dest].title
        if step.id in entries:
            entry = entries[step.id]
            events.append(Event(day.isoformat(), number, f"{entry.says}: {title}", "", entry.clauses))
            continue
        one = protocol.transition[step.id]
        limits = (*step.window.no_later, *step.caps)
        if limits:
            lengths = " and ".join(sorted({str(limit.at_most) for limit in limits}))
            timing = f"within the limit of {lengths}"
        else:
            timing = f"no time limit; here a {'year' if long else 'week'}"
        who = in_words(one.by) if one.by else ""
        clauses = dict.fromkeys((*one.clauses, *(clause for limit in limits for clause in limit.clauses)))
        events.append(Event(day.isoformat(), number, f"{one.id} ({timing}): {title}", who, tuple(clauses)))
    return tuple(events)


def _ending(study: Study, end: End) -> str:
    state = end.node.state
    if state == START:
        return "There is no way in for this case."
    title = study.protocol.state[state].title
    if end.stalled:
        return f'There the case lies: nobody is obliged to move it on from "{title}".'
    return f'The case ends: "{title}".'
