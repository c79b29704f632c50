"""The hands-on hours of duties: the work enters the queue of the same people as that of stages.

Known answers are computed by hand: a working day has 444 minutes, and work that is begun runs on into the next one.
"""

from dataclasses import replace

import pytest

from model.errors import BadInput
from model.protocol import Protocol
from simulate.figure import FigureError
from simulate.measures import Window, measure
from simulate.override import overridden
from simulate.records import Run
from simulate.scenario import Happening, Scenario, Staff
from simulate.scenario_loader import load_text
from simulate.skeleton import skeleton
from tests.simulate.caseload import lasting, plain, q
from tests.simulate.test_happenings import simulated, tiny

LANE = tiny("notice-to-a-third-party")
(TELL,) = LANE.duties
TWO = replace(LANE, duties=tuple(replace(TELL, id=name, within=None) for name in ("tell", "note")))
"""Two duties of the neighbour upon each complaint, with no time limit."""


def taking(**hours: float) -> Happening:
    """A duty that is always done, begun at once, and takes each role so many hours."""
    return Happening(q(1.0), lasting(0.0), hours={role: q(one, "hours") for role, one in hours.items()})


def quiet(protocol: Protocol, duties: dict[str, Happening], **staff: int) -> Scenario:
    """A few disputes a year that rest for sixty days, duties, and people who have all their time for them."""
    made = plain(protocol, days=60.0, sigma=None, per_year=10)
    return replace(made, duties=duties, staff={role: Staff(q(people)) for role, people in staff.items()})


def took(found: Run, duty: str) -> list[int]:
    """The minutes from the call of a duty until it was done, dispute by dispute."""
    rows = found.happenings["event"] == found.events.index(duty)
    return (found.happenings["at"] - found.happenings["called"])[rows].tolist()


def test_one_person_does_two_duties_one_after_the_other() -> None:
    """Two duties of three hours at once: with one person the second is done after six hours, with two after three."""
    duties = {"tell": taking(neighbour=3), "note": taking(neighbour=3)}
    alone, both = (simulated(TWO, quiet(TWO, duties, neighbour=people)) for people in (1, 2))
    assert (took(alone, "tell")[0], took(alone, "note")[0]) == (180, 360)
    assert (took(both, "tell")[0], took(both, "note")[0]) == (180, 180)


def test_work_of_nobody_that_is_counted_waits_for_nobody() -> None:
    """Where the scenario names no people, both are done after three hours, and the run says so."""
    found = simulated(TWO, quiet(TWO, {"tell": taking(neighbour=3), "note": taking(neighbour=3)}))
    assert set(took(found, "tell") + took(found, "note")) == {180}
    assert any(one.startswith("no people are given for neighbour") for one in found.notes)


def test_a_duty_is_done_when_all_its_roles_are() -> None:
    """One hour of the neighbour and four of the clerk: done after four."""
    found = simulated(TWO, quiet(TWO, {"tell": taking(neighbour=1, **{"parish clerk": 4})}, neighbour=5))
    assert set(took(found, "tell")) == {240}


def test_the_work_of_duties_is_part_of_the_load() -> None:
    """Three hours for each duty that is done, in the weeks in which they are begun; without hours, none."""
    duties = {"tell": taking(neighbour=3), "note": taking(neighbour=3)}
    found = simulated(TWO, quiet(TWO, duties, neighbour=1))
    use = found.pools["neighbour"]
    assert use.worked == sum(use.spent_by_week) == 180 * use.begun > 0
    assert use.submitted == 2 * found.counts.came.total()
    assert measure(found, Window(0, 250)).values["load: neighbour"] == pytest.approx(use.worked / (250 * 444))
    idle = simulated(TWO, quiet(TWO, dict.fromkeys(duties, taking()), neighbour=1))
    assert idle.pools["neighbour"].submitted == 0
    assert set(took(idle, "tell")) == {0}


def test_waiting_for_people_makes_a_duty_late() -> None:
    """Thirteen hours of work are done within the two days of the text, but not by one person for 400 disputes a year."""
    scenario = replace(quiet(LANE, {TELL.id: taking(neighbour=13)}), arrivals=plain(LANE, per_year=400).arrivals)
    alone = replace(scenario, staff={"neighbour": Staff(q(1))})
    limit = f"{TELL.id} (duty)"
    assert simulated(LANE, scenario).counts.missed[limit] == 0
    late = simulated(LANE, alone).counts
    assert 0 < late.missed[limit] <= late.clocks[limit]


def test_where_limits_are_kept_a_duty_is_done_on_its_last_minute() -> None:
    """Work of a hundred hours is broken off at the close of the second day, however long the queue is."""
    scenario = quiet(LANE, {TELL.id: taking(neighbour=100)}, neighbour=1)
    found = simulated(LANE, scenario, keep=True)
    came = found.happenings["at"] >= 0
    assert came.any()
    assert (found.happenings["at"] == found.happenings["due"])[came].all()
    use = found.pools["neighbour"]
    assert use.wasted + use.withdrawn > 0 == found.counts.missed.total()


def test_the_hours_of_a_duty_change_nobody_elses_luck() -> None:
    """Work of somebody who does nothing else leaves every stay of every dispute as it was."""
    scenario = plain(LANE, hours=1.0, per_year=60)
    duty = replace(scenario.duties[TELL.id], hours={"parish clerk": q(3.0, "hours")})
    without, with_work = (
        simulated(LANE, replace(scenario, duties={TELL.id: one})) for one in (replace(duty, hours={}), duty)
    )
    for column in without.visits:
        assert (with_work.visits[column] == without.visits[column]).all()
    assert with_work.pools["parish clerk"].worked > 0 == without.pools["parish clerk"].worked


def test_work_that_is_begun_outlasts_the_dispute() -> None:
    """What a decision calls for is done after the end, in its hours, and called off by nobody."""
    protocol = tiny("duty-after-the-decision")
    scenario = plain(protocol, days=1.0, sigma=None, per_year=20)
    scenario = replace(scenario, duties={"tell both": taking(warden=10)}, staff={})
    found = simulated(protocol, scenario)
    assert set(took(found, "tell both")[:5]) == {600}
    ended = found.visits["how"] == found.hows.index("ended")
    assert set(found.happenings["called"]) <= set(found.visits["entered"][ended])


def test_duties_again_and_again_are_worked_on_each_time() -> None:
    """A report of two hours in each round: as many pieces of work as rounds."""
    protocol = tiny("recurring-duty")
    (duty,) = protocol.duties
    by = duty.by[0][0]
    found = simulated(protocol, quiet(protocol, {duty.id: taking(**{by: 2})}, **{by: 3}))
    assert found.pools[by].submitted == len(found.happenings["case"]) > found.counts.came.total()


# -- as an author writes it ----------------------------------------------------------------------------------

HOURS = "    hours:\n      neighbour: 0.25 assumption; replace\n"


def test_the_skeleton_gives_duties_hours() -> None:
    """Whoever bears a duty has hours for it, which can be set for a try."""
    made = load_text(skeleton(LANE), LANE)
    assert {role: one.value for role, one in made.duties[TELL.id].hours.items()} == {"neighbour": 0.25}
    path = f"duties.{TELL.id}.hours.neighbour"
    changed, _ = overridden(made, LANE, [f"{path}=3", f"duties.{TELL.id}.hours_sigma=0"])
    assert changed.quantities()[path].value == 3
    with pytest.raises(FigureError, match="no time can be negative"):
        overridden(made, LANE, [f"{path}=-1"])


def test_the_hours_of_a_role_that_the_text_lacks_are_refused() -> None:
    """With line and column, and the roles that there are."""
    text = skeleton(LANE)
    assert HOURS in text
    wrong = text.replace(HOURS, HOURS.replace("neighbour", "nieghbour"))
    line = wrong[: wrong.index("nieghbour")].count("\n") + 1
    with pytest.raises(BadInput) as caught:
        load_text(wrong, LANE)
    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == (line, 7)
    assert "nieghbour" in fault.found
    assert "parish clerk" in fault.allowed
    assert "neighbour" in fault.help
