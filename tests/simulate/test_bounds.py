"""What the proofs bound, no simulated dispute exceeds when everybody keeps the limits; and the slowest one meets it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import cache
from math import inf
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import protocols
from model.calendar import calendar
from model.deadline import UnknownCalendar
from model.loader import load_file
from model.modality import Level
from model.protocol import COUNTING, Protocol, Trigger
from simulate.engine import run
from simulate.recorded import stays as stays_of
from simulate.records import ENDED, FATES, Run
from simulate.scenario import Sitting
from tests.simulate.caseload import lasting, plain, q
from tests.verify import strategies
from tests.verify.agreement import Walked, milestones
from verify.courses import courses
from verify.dates import DatedRun
from verify.stays import longest_stays
from verify.study import Study

PARTS = ("state", "entered", "left", "how")
Facts = tuple[tuple[str, str], ...]


def times(found: Run, protocol: Protocol, places: frozenset[str]) -> Iterator[tuple[Facts, int]]:
    """For each dispute that was raised and came to a milestone or an end: its facts, and the working days between."""
    names = [(place, one.id) for place, one in enumerate(protocol.facts) if one.at_start is None]
    facts = {}
    for kind, case, profile in zip(*(found.cases[one].tolist() for one in ("kind", "case", "profile")), strict=True):
        facts[kind, case] = tuple((name, found.profiles[profile][place]) for place, name in names)
    ends = places | {one.id for one in protocol.states if one.final}
    event, raised, reached = {}, {}, {}
    columns = (found.visits[one].tolist() for one in ("kind", "case", "state", "entered", "how"))
    for kind, case, place, entered, how in zip(*columns, strict=True):
        one, state = (kind, case), found.states[place]
        came = {event.get(one, found.kinds[kind]), state}
        if not protocol.raised or came & set(protocol.raised):
            raised.setdefault(one, found.day_of(entered))
        if state in ends:
            reached.setdefault(one, found.day_of(entered))
        event[one] = found.hows[how]
    for one in raised.keys() & reached.keys():
        yield facts[one], reached[one] - raised[one]


def in_time(found: Run) -> Run:
    """The disputes in which no limit was outlasted: a step taken in time can leave none for a later limit."""
    rows = found.clocks["row"].astype(np.int64)
    late = rows[found.clocks["due"] < found.visits["left"][rows]]
    case = found.visits["kind"] * 1_000_000 + found.visits["case"]
    kept = ~np.isin(case, case[late])
    return replace(found, visits={name: column[kept] for name, column in found.visits.items()})


@settings(max_examples=40)
@given(strategies.protocols(), st.sampled_from(Level), st.sampled_from(["prompt", "undated"]), st.sampled_from([1.0, 30.0]))
def test_no_dispute_exceeds_a_proved_bound(protocol: Protocol, level: Level, handover: str, days: float) -> None:
    """On any protocol, with short and with long habits: when all limits are kept, the bound of the proofs holds.

    Where something must wait for calendar days, a limit may be one that no real date lets anybody keep.
    """
    study = Study(protocol)
    assume(not study.obstacle and strategies.mixed_units_leave_room(protocol))
    walk = study.walk(level)
    scenario = plain(protocol, days=days, sigma=None, per_year=20, level=level, readings={"handover": handover})
    found = run(protocol, scenario, seed=1, days=200, records="full", keep_limits=True)
    readings = tuple((name, choice) for name, choice in scenario.readings.items() if name != "counting")
    for milestone, places in milestones(protocol).items():
        for facts, took in times(found, protocol, places):
            bound = Walked(walk, facts + readings).longest(milestone)
            assert took <= bound or bound < 0  # below 0: no lawful course comes there at all


@cache
def six(name: str) -> tuple[Protocol, Study]:
    """A built-in protocol, and what is proved of it."""
    protocol = load_file(protocols.path(name))
    return protocol, Study(protocol)


SLOWEST: list[tuple[str, str, dict[str, str], int]] = [
    ("dyfed-powys", "decision", {"ten days are for": "all of stage 2", "ten days start": "end of stage 1",
                                 "review": "includes deciding"}, 25),
    ("bolton", "receipt", {"five days start": "the vote", "28 days": "working days",
                           "notification": "of the head of service", "done in 28 days": "hearing",
                           "task of the panel": "decides too"}, 33),
    ("wiltshire", "decision", {"five days": "one total", "start of the five days": "first disagreement",
                               "three days": "from the referral", "note on the form": "every case",
                               "nominated person": "the representative",
                               "after the Head of Service": "stage three"}, 8),
]  # fmt: skip


@pytest.mark.parametrize(("name", "milestone", "readings", "days"), SLOWEST)
def test_the_slowest_lawful_dispute_ends_on_the_day_of_the_proof(
    name: str, milestone: str, readings: dict[str, str], days: int
) -> None:
    """Nobody ever agrees, every limit is used to its last minute: so many working days, as proved and as by hand."""
    protocol, study = six(name)
    goes_on = {one.id: float(one.trigger is not Trigger.AGREE) for one in protocol.transitions}
    scenario = plain(protocol, days=60.0, sigma=None, per_year=30, outcomes=goes_on, readings=readings)
    found = run(protocol, scenario, seed=2, days=300, records="full", keep_limits=True)
    chosen = tuple((one, choice) for one, choice in scenario.readings.items() if one != "counting")
    walk = study.walk(scenario.level)
    took = [
        (took, Walked(walk, facts + chosen).longest(milestone))
        for facts, took in times(found, protocol, milestones(protocol)[milestone])
    ]
    assert max(one for one in took if one[1] < inf) == (days, days)
    assert all(one <= bound for one, bound in took)


STAY = 60
TESTS = Path(__file__).parent.parent
ON_A_SCHEDULE = [
    TESTS / "verify" / "gym" / "panel-every-four-weeks.yaml",
    TESTS / "verify" / "gym" / "panel-on-listed-days-in-units.yaml",
    TESTS / "features" / "panel.yaml",
    TESTS / "features" / "calendar-units.yaml",
]


@pytest.mark.parametrize(
    "path",
    [*(protocols.path(one) for one in protocols.names() if one != "london"), *ON_A_SCHEDULE],  # there only agreement ends it
    ids=lambda path: path.stem,
)
def test_the_slowest_dispute_is_where_the_proof_has_it_on_every_date(path: Path) -> None:
    """Nobody agrees, every limit is used up, what has none takes sixty days: each move is made on the day of the proof.

    The days are those of `verify.dates`, which knows nothing of caseloads: bank holidays, weekends and the sittings of
    panels included. A dispute that ends has taken a course; from its raising on, each of its dates is compared.
    """
    protocol, level = load_file(path), Level.GUIDE
    goes_on = {one.id: float(one.trigger is not Trigger.AGREE) for one in protocol.transitions}
    scenario = plain(protocol, days=STAY, sigma=None, per_year=40, outcomes=goes_on)
    acts = {one.id: lasting(STAY) for one in protocol.transitions if one.after}
    scenario = replace(scenario, steps={name: replace(one, after_expiry=acts) for name, one in scenario.steps.items()})
    if protocol.calendars:  # within the days that the file lists
        scenario = replace(scenario, starts=date(2026, 12, 29))
    found = run(protocol, scenario, seed=2, days=600, records="full", keep_limits=True)
    days, compared = calendar(protocol.nation), 0
    rows = zip(*(found.cases[one].tolist() for one in ("kind", "case", "profile")), strict=True)
    stays = stays_of(found)
    for kind, case, profile in rows:
        *went, last = stays[kind, case]
        facts = zip((one.id for one in protocol.facts), found.profiles[profile], strict=True)
        values = {**dict(facts), **scenario.readings}
        moves = (found.kinds[kind], *(one.how for one in went))
        steps = next((it for it in courses(protocol, level, values) if tuple(one.id for one in it) == moves), None)
        if last.how != ENDED or steps is None:  # still open, or gone round more than once
            continue
        course = DatedRun(protocol, steps, values[COUNTING.id], days)
        raised = course.raising
        on = [found.dates[found.day_of(one)] for one in (stays[kind, case][0].entered, *(one.left for one in went))]
        with suppress(UnknownCalendar):  # after the last sitting that the file lists
            latest = course.latest(on[raised], stay=STAY)
            assert latest is not None
            closed_until = [days.add(day, 1) for day in on]  # closing time lasts until the next opening
            assert all(day <= due < end for day, due, end in list(zip(on, latest, closed_until, strict=True))[raised:])
            compared += 1
    assert compared > 3


def test_a_panel_takes_a_dispute_on_the_last_day_of_the_proof_and_never_later() -> None:
    """It sits every 20 working days, with papers 5 before: the unluckiest waits 25 of them, after the 10 of the talk.

    Nobody hurries because of a limit: it is the sittings that keep to the schedule.
    """
    protocol = load_file(ON_A_SCHEDULE[0])
    scenario = plain(protocol, days=60.0, sigma=None, per_year=150, outcomes={"pass up": 1.0, "rule": 1.0})
    steps = {**scenario.steps, "ruling": replace(scenario.steps["ruling"], delay=None)}
    talk = replace(steps["talk"], delay=lasting(10.0))
    scenario = replace(scenario, steps={**steps, "talk": talk}, sittings={"ruling": Sitting(q(20), papers=q(5))})
    found = run(protocol, scenario, seed=2, days=250, records="full")
    took = {days for _, days in times(found, protocol, milestones(protocol)["decision"])}
    assert max(took) == 35 == Walked(Study(protocol).walk(Level.GUIDE), ()).longest("decision")


@pytest.mark.parametrize("name", ["bolton", "dyfed-powys", "wiltshire", "london", "rotherham-challenge"])
@pytest.mark.parametrize("level", [Level.SHOULD, Level.IMPLIED])
def test_no_dispute_of_the_six_exceeds_a_proved_bound(name: str, level: Level) -> None:
    """With habits far longer than any limit, everybody keeping the limits, on the first choice of each reading."""
    protocol, study = six(name)
    scenario = plain(protocol, days=60.0, sigma=None, per_year=60, level=level)
    found = run(protocol, scenario, seed=2, days=400, records="full", keep_limits=True)
    readings = tuple((one, choice) for one, choice in scenario.readings.items() if one != "counting")
    for milestone, places in milestones(protocol).items():
        for facts, took in times(found, protocol, places):
            assert took <= Walked(study.walk(level), facts + readings).longest(milestone)


@pytest.mark.parametrize("name", ["wiltshire", "rotherham-challenge"])
def test_no_stay_exceeds_what_is_proved_of_its_stage(name: str) -> None:
    """With habits far longer than any limit, nobody stays longer in a stage than the text lets them."""
    protocol, study = six(name)
    scenario = plain(protocol, days=60.0, sigma=None, per_year=60, level=Level.GUIDE)
    found = run(protocol, scenario, seed=2, days=400, records="full", keep_limits=True)
    stays = {one.state: one for one in longest_stays(study, scenario.level, tuple(scenario.readings.items()))}
    bounded = 0
    for place, entered, left, how in zip(*(found.visits[one].tolist() for one in PARTS), strict=True):
        stay = stays.get(found.states[place])
        if stay is None or found.hows[how] in FATES:
            continue
        assert stay.comes
        if stay.longest is not None:  # else it is not raised yet
            assert found.day_of(left) - found.day_of(entered) <= stay.longest
            bounded += stay.longest < inf
    assert bounded > 100
