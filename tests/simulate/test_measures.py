"""What a run shows, on ladders whose numbers are known beforehand."""

from dataclasses import replace

import pytest

from simulate.engine import run
from simulate.measures import Measures, TooShort, Window, measure
from simulate.scenario import Arrivals, Scenario, Step
from simulate.yardsticks import YARDSTICKS, subject, yardstick
from tests.simulate.caseload import lasting, plain, q, with_step
from tests.simulate.test_engine import NO_START, ladder, timed

WINDOW = Window(0, 60, 40)


def seen(scenario: Scenario, window: Window = WINDOW, days: int | None = None) -> Measures:
    """The measures of one run on the ladder."""
    return measure(run(ladder(), scenario, seed=1, days=days or window.days, records="full"), window)


def test_everybody_agrees_on_the_third_day() -> None:
    """All disputes are open for three days exactly, none after five, none is missed, all are under a limit."""
    values = seen(timed(3.0)).values
    assert values["mean days"] == values["median days"] == 3
    assert (values["open after 5 days"], values["missed: five"], values["unclocked share"]) == (0, 0, 0)
    assert (values["reaches: settled"], values["reaches: ruling"], values["stuck"]) == (1, 0, 0)
    assert values["ran: five"] == values["disputes"]
    assert values["urgent mean days"] is values["urgent over 1 day"] is None


def test_every_limit_is_missed_and_the_rest_has_none() -> None:
    """Nobody agrees in time: each goes up at the close of the fifth day after it came, and is ruled on fifty later."""
    values = seen(timed(50.0)).values
    assert values["missed: five"] == values["reaches: ruling"] == 1
    assert values["open after 20 days"] == 1
    assert values["unclocked days: talk"] == 0
    assert values["unclocked share"] is not None
    assert values["unclocked share"] > 0.5


def test_what_ends_after_the_last_followed_day_is_open() -> None:
    """A dispute of fifty-five days that is followed for forty has not ended: its mean is the forty days."""
    values = seen(timed(50.0)).values
    assert (values["mean days"], values["median days"], values["reaches: decided"]) == (40, None, 0)
    assert values["open after 60 days"] is None


def test_a_limit_that_still_runs_on_the_last_day_is_not_yet_met() -> None:
    """In a run that ends with the window, limits that nobody knows the end of are left out of the share missed."""
    whole, cut = seen(timed(3.0)), seen(timed(3.0), Window(0, 60, 40), days=60)
    assert (whole.values["disputes"], whole.values["missed: five"]) == (cut.values["disputes"], 0)
    ran = cut.values["ran: five"]
    assert ran is not None
    assert whole.values["disputes"] is not None
    assert ran < whole.values["disputes"]
    assert cut.values["mean days"] == pytest.approx(3)


def test_only_disputes_of_the_window_count() -> None:
    """Two halves of a window have the disputes of the whole between them."""
    whole, early, late = (
        seen(timed(3.0), Window(first, last, 40), 100).values["disputes"] for first, last in ((0, 60), (0, 30), (30, 60))
    )
    assert whole == (early or 0) + (late or 0) > 0


def test_urgent_disputes_are_measured_apart() -> None:
    """When every dispute is urgent, the urgent ones are all of them."""
    scenario = timed(0.5)
    urgent = {name: replace(one, urgent=q(1)) for name, one in scenario.arrivals.items()}
    values = seen(replace(scenario, arrivals=urgent)).values
    assert values["urgent mean days"] == values["mean days"] == 0.5
    assert values["urgent over 1 day"] == 0


def test_a_stuck_dispute_is_told() -> None:
    """What people do there is nothing the text has a move for, and no limit runs: all stay for ever."""
    protocol = ladder(limits=NO_START)
    scenario = with_step(plain(protocol, days=1.0, sigma=None), "talk", Step(lasting(1.0), outcomes={"no move": q(1)}))
    found = run(protocol, scenario, seed=1, days=WINDOW.days, records="full")
    values = measure(found, WINDOW).values
    assert (values["stuck"], values["open after 20 days"], values["unclocked share"]) == (1, 1, 1)


def test_no_disputes_have_no_measures_and_no_fault() -> None:
    """Without arrivals, what cannot be measured is None, and the rest is 0."""
    scenario = replace(timed(3.0), arrivals={"complaint": Arrivals(q(0.0))})
    found = seen(scenario)
    assert (found.values["disputes"], found.values["mean days"], found.values["open disputes"]) == (0, None, 0)
    assert found.survival == ()


def test_a_run_shorter_than_its_warm_up_is_refused() -> None:
    """The window has to be simulated, and to have days."""
    with pytest.raises(TooShort, match="has 50"):
        seen(timed(3.0), days=50)
    with pytest.raises(TooShort, match="first day"):
        Window(60, 60)


def test_every_measure_is_explained() -> None:
    """Every number of a run has a yardstick, and what is a share is none beyond 1 but load."""
    values = seen(plain(ladder(), hours=2.0)).values
    assert {yardstick(name).name for name in values} == {one.name for one in YARDSTICKS}
    for name, value in values.items():
        most = yardstick(name).most
        assert value is None or most is None or 0 <= value <= most
    assert subject("missed: five") == "five"
    assert subject("mean days") == ""
