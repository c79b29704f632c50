"""Bounds on real dates: counted by hand on the calendar of England, and against every way to date a short run."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from model.calendar import calendar
from model.deadline import begins_on, ends_on, expires_on
from model.loader import load_file
from model.machine import replay
from model.modality import Level
from model.protocol import COUNTING, Protocol
from model.time_span import TimeSpan
from model.trace import Step, Trace
from tests.verify.strategies import protocols
from verify.checker import check
from verify.dates import FIRST_START, LAST_START, DatedRun, calendar_days, last_start
from verify.explorer import End
from verify.readings import compatible
from verify.story import complete
from verify.study import Study
from verify.verdict import CalendarDays

GYM = Path(__file__).parent / "gym"
ENGLAND = calendar("England")


def gym(name: str) -> Protocol:
    """A protocol of the gym."""
    return load_file(GYM / f"{name}.yaml")


def decided(protocol: Protocol) -> CalendarDays:
    """The calendar days to the decision, as a check tells them."""
    (result,) = check(protocol, properties=("decision-bounded",)).of("decision-bounded", Level.MUST)
    assert result.calendar_days is not None
    return result.calendar_days


def with_ruling_within(span: TimeSpan) -> Protocol:
    """A ruling due so long after the complaint, after an undated talk."""
    protocol = gym("later-limit-presses")
    return replace(protocol, limits=tuple(replace(one, at_most=span) for one in protocol.limits))


def test_ten_working_days_in_england() -> None:
    """Two weeks at best; over Christmas with its two bank holidays, New Year's Day and three weekends, 19 days."""
    found = decided(with_ruling_within(TimeSpan(10, "working day")))
    assert (found.fewest, found.most) == (14, 19)
    worst = date.fromisoformat(found.most_start)
    assert worst.month == 12
    assert ENGLAND.count(worst, worst + timedelta(days=19)) == 10
    best = date.fromisoformat(found.fewest_start)
    assert ENGLAND.count(best, best + timedelta(days=14)) == 10


@pytest.mark.parametrize(("span", "days"), [(TimeSpan(2, "week"), 14), (TimeSpan(10, "calendar day"), 10)])
def test_calendar_units_run_through_holidays(span: TimeSpan, days: int) -> None:
    """Two weeks are 14 days and ten calendar days 10, whatever falls in them."""
    found = decided(with_ruling_within(span))
    assert (found.fewest, found.most) == (days, days)


def test_an_undated_stay_uses_what_a_later_limit_leaves() -> None:
    """The talk has no limit, the ruling is due two weeks after the complaint: receipt, too, on day 14 at the latest."""
    (result,) = check(gym("undated-then-weeks")).of("receipt-bounded", Level.MUST)
    assert result.calendar_days is not None
    assert (result.calendar_days.fewest, result.calendar_days.most) == (14, 14)


def test_mixed_units_add_up() -> None:
    """Two weeks and then ten working days: 28 days at best, 33 at worst, when the ten fall over Christmas."""
    found = decided(gym("mixed-units"))
    assert (found.fewest, found.most) == (28, 33)


def test_starts_reach_as_far_as_the_announced_holidays() -> None:
    """The last start leaves room for the bound before holidays are a guess; with none left, nothing is said."""
    assert last_start(ENGLAND, 0) == LAST_START
    late = last_start(ENGLAND, 60)
    assert ENGLAND.count(late, ENGLAND.provisional_after) <= 60
    assert last_start(ENGLAND, 5_000) < FIRST_START
    run = DatedRun(gym("cap-open"), (), "next day", ENGLAND)
    assert calendar_days(run, 5_000, 0, first=FIRST_START, last=last_start(ENGLAND, 5_000)) is None


def test_counting_the_day_of_the_event_ends_a_day_sooner() -> None:
    """From Monday 5 January 2026, ten working days end on Monday 19 January, or on Friday 16 if the 5th counts."""
    protocol = gym("later-limit-presses")
    study = Study(protocol, careful=True)
    ends = [one for one in study.walk(Level.MUST).ends if one.node.state == "decided"]
    for counting, day in (("next day", date(2026, 1, 19)), ("same day", date(2026, 1, 16))):
        end = next(one for one in ends if compatible(one.node.cube, ((COUNTING.id, counting),)))
        run = end.node.run({**complete(study, end), COUNTING.id: counting})
        days = DatedRun(protocol, run, counting, ENGLAND).latest(date(2026, 1, 5), stay=None)
        assert days is not None
        assert days[-1] == day


def test_a_wait_is_no_shorter_than_the_text_says() -> None:
    """A talk of at least ten working days is left on the tenth, even where undated moves take a week."""
    protocol = gym("least-time-only")
    study = Study(protocol, "warden")
    end = next(one for one in study.walk(Level.MUST).ends if one.stalled)
    run = end.node.run(complete(study, end))
    days = DatedRun(protocol, run, "next day", ENGLAND).latest(date(2026, 1, 5), stay=5)
    assert days is not None
    assert days[1] == date(2026, 1, 19)


HORIZON = 12


def lawful(study: Study, end: End, start: date) -> list[tuple[date, ...]]:
    """Every way to date a run from a start day, up to a horizon, that the machine accepts without a breach."""
    protocol, choices = study.protocol, complete(study, end)
    run = end.node.run(choices)
    found = []
    for gaps in product(range(HORIZON + 1), repeat=len(run) - 1):
        if sum(gaps) > HORIZON:
            continue
        days = [start]
        for gap in gaps:
            days.append(days[-1] + timedelta(days=gap))
        trace = Trace(
            protocol.id,
            tuple((one.id, choices[one.id]) for one in protocol.facts),
            tuple((one.id, choices[one.id]) for one in protocol.all_readings),
            Level.MUST,
            tuple(Step(step.id, day) for step, day in zip(run, days, strict=True)),
        )
        if not replay(protocol, trace, study.calendar).breaches and keeps(study, end, days):
            found.append(tuple(days))
    return found


def keeps(study: Study, end: End, days: list[date]) -> bool:
    """Whether days keep the very limits that a run was walked with; the machine accepts another window, too."""
    choices = complete(study, end)
    counting = choices[COUNTING.id]
    upper, lower, expired = DatedRun(study.protocol, end.node.run(choices), counting, study.calendar).rules()
    return all(
        [
            *(days[one.later] <= ends_on(one.limit, days[one.start], study.calendar, counting) for one in upper),
            *(days[one.later] >= begins_on(one.limit, days[one.start], study.calendar, counting) for one in lower),
            *(days[one.later] >= expires_on(one.limit, days[one.start], study.calendar, counting) for one in expired),
        ]
    )


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(protocols(most_states=3, most_days=4, most_limits=4), st.dates(date(2026, 12, 18), date(2027, 1, 2)))
def test_the_latest_days_are_the_latest_of_all_lawful_ones(protocol: Protocol, start: date) -> None:
    """Law: against every way to date a run over Christmas, none is later at any step, and the latest is lawful."""
    assume(not protocol.raised)
    study = Study(protocol, careful=True)
    walk = study.walk(Level.MUST)
    bounded = [one for one in walk.ends if one.longest and max(one.longest.values()) <= 5 and one.node.state != "(start)"]
    compared = 0
    for end in bounded[:3]:
        choices = complete(study, end)
        run = end.node.run(choices)
        if not 1 < len(run) < 4:
            continue
        latest = DatedRun(protocol, run, choices[COUNTING.id], study.calendar).latest(start, stay=None)
        every = lawful(study, end, start)
        if latest is None:
            assert not every
        elif (latest[-1] - start).days <= HORIZON:
            assert every
            assert tuple(latest) in every
            assert latest == [max(column) for column in zip(*every, strict=True)]
            compared += 1
    assume(compared)  # an example with nothing to compare shows nothing
