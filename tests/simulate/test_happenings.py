"""Outside events, duties done by a time, limits that are lengthened and clocks that stop: in a caseload.

The known answers are computed by hand, and are those of the proofs (`tests/verify/test_side_events.py`).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from model.condition import Condition, Literal
from model.loader import load_file
from model.modality import Level, Modality
from model.protocol import CaseFact, Duty, DutyKind, Extension, LimitKind, Protocol, Suspension, TimeLimit, Trigger
from model.time_span import TimeSpan
from simulate.arrivals import ScenarioGap
from simulate.clock import NEVER
from simulate.engine import run
from simulate.measures import Window, measure
from simulate.needs import longer_limits
from simulate.plan import Plans
from simulate.records import Run
from simulate.replayer import replay
from simulate.scenario import Happening, Lengthening, Scenario
from tests.simulate.caseload import lasting, plain, q
from tests.simulate.test_bounds import in_time, times
from tests.verify import strategies
from tests.verify.agreement import Walked, milestones
from verify.study import Study

TESTS = Path(__file__).parent.parent
SURE = q(1.0, "share")


def tiny(name: str) -> Protocol:
    """A tiny protocol by its name."""
    folder = "verify/gym" if name.startswith(("clock-from-a-duty", "pause")) else "features"
    return load_file(TESTS / folder / f"{name}.yaml")


def working(days: int) -> TimeSpan:
    """So many working days."""
    return TimeSpan(days, "working day")


def limited(protocol: Protocol, id: str, **changed: Any) -> Protocol:
    """A protocol with one limit changed."""
    return replace(protocol, limits=tuple(replace(one, **changed) if one.id == id else one for one in protocol.limits))


def waiting(protocol: Protocol, id: str, limit: str) -> Protocol:
    """A protocol in which one move waits until a limit is up, which binds nothing."""
    moves = (
        replace(one, trigger=Trigger.EXPIRY, after=(limit,), outcomes=()) if one.id == id else one
        for one in protocol.transitions
    )
    return limited(replace(protocol, transitions=tuple(moves)), limit, binds=())


def comes(after: float, chance: float = 1.0, upon: str = "") -> Happening:
    """Something that comes so many working days after what it follows."""
    return Happening(q(chance, "share"), lasting(after), upon)


def slow(protocol: Protocol, **changed: Any) -> Scenario:
    """Nobody ever agrees, and everybody takes sixty days for everything."""
    goes_on = {one.id: float(one.trigger is not Trigger.AGREE) for one in protocol.transitions}
    return replace(plain(protocol, days=60.0, sigma=None, per_year=30, outcomes=goes_on, chance=1.0), **changed)


def simulated(protocol: Protocol, scenario: Scenario, *, keep: bool = False, days: int = 250) -> Run:
    """A run in which the second opinion finds nothing wrong."""
    found = run(protocol, scenario, seed=1, days=days, records="full", keep_limits=keep)
    assert replay(found, protocol, scenario) == ()
    return found


def took(found: Run, protocol: Protocol, milestone: str) -> set[int]:
    """The working days that disputes took to a milestone."""
    return {days for _, days in times(found, protocol, milestones(protocol)[milestone])}


# -- the slowest lawful dispute ------------------------------------------------------------------------------


def back_within_eight() -> Protocol:
    """Five days to pass up, not counting those that the owner is away, who must be back within eight."""
    back = Duty("owner back", DutyKind.ACT, "the owner returns", Modality.MUST, upon=("owner away",), within=working(8))
    return replace(tiny("suspension"), duties=(back,), events=tiny("suspension").events[:1])


def away_for_eight() -> Protocol:
    """The same, with a limit of eight days from going away until being back."""
    made = tiny("suspension")
    away = TimeLimit(
        "away", LimitKind.CAP, Modality.MUST, ("owner away",), ends=("owner back",), at_most=working(8)
    )
    return replace(made, limits=(*made.limits, away))


def minutes_in_time() -> Protocol:
    """Five days to pass up from the complaint, or from the minutes where they come later."""
    return limited(tiny("clock-from-named-event"), "from the minutes", start=("complaint", "minutes sent"))


def minutes_within_three() -> Protocol:
    """Five days to pass up, three to take the minutes, ten to rule from these."""
    made = tiny("clock-from-a-duty")
    return replace(made, duties=tuple(replace(one, within=working(3)) for one in made.duties))


SLOWEST: list[tuple[Protocol, dict[str, Any], str, int]] = [
    (tiny("bounded-extension"), {"lengthened": {"five days": Lengthening(SURE, q(10))}}, "receipt", 15),
    (back_within_eight(), {"events": {"owner away": comes(2)}}, "receipt", 13),
    (away_for_eight(), {"events": {"owner away": comes(2), "owner back": comes(8, upon="owner away")}}, "receipt", 13),
    (minutes_in_time(), {"events": {"minutes sent": comes(4.99)}}, "receipt", 10),
    (minutes_within_three(), {}, "decision", 18),
    (tiny("deemed-receipt"), {}, "receipt", 7),
]  # fmt: skip


@pytest.mark.parametrize(("protocol", "changed", "milestone", "days"), SLOWEST)
def test_the_slowest_dispute_ends_on_the_day_of_the_proof(
    protocol: Protocol, changed: dict[str, Any], milestone: str, days: int
) -> None:
    """Every limit used to the last minute, every lengthening and pause to the full: so many days, as by hand."""
    found = simulated(protocol, slow(protocol, **changed), keep=True)
    assert took(found, protocol, milestone) == {days}
    assert Walked(Study(protocol).walk(Level.GUIDE), ()).longest(milestone) == days


@pytest.mark.parametrize("name", ["notice-to-a-third-party", "duty-after-the-decision", "recurring-duty"])
def test_a_duty_is_done_on_its_last_day_when_limits_are_kept(name: str) -> None:
    """Sixty days would be too long; it is done at the close of the last day, after the end of the dispute as well."""
    protocol = tiny(name)
    scenario = plain(protocol, days=20.0, sigma=None, per_year=30, share=None)
    scenario = replace(scenario, duties=dict.fromkeys(scenario.duties, comes(60)))
    found = simulated(protocol, scenario, keep=True)
    came = found.happenings["at"] >= 0
    assert came.any()
    assert (found.happenings["at"] == found.happenings["due"])[came].all()
    assert found.counts.missed.total() == 0


BUSY = st.booleans().flatmap(lambda loops: strategies.busy(most_states=4, most_limits=4, loops=loops))


@settings(max_examples=30)
@given(
    strategies.eventful() | BUSY,
    st.sampled_from(Level),
    st.sampled_from([1.0, 30.0]),
    st.sampled_from([0.5, 1.0]),
    st.sampled_from([0.0, 9.0]),
)
def test_no_dispute_exceeds_a_proved_bound(
    protocol: Protocol, level: Level, days: float, chance: float, hours: float
) -> None:
    """On random protocols with such events: a dispute in which all limits are kept stays within the bound.

    What comes from outside, or is lengthened, can come too late for a later limit to be kept; these are left out.
    """
    study = Study(protocol)
    assume(not study.obstacle)
    scenario = plain(protocol, days=days, sigma=None, hours=hours, per_year=20, level=level, chance=chance)
    found = simulated(protocol, scenario, keep=True, days=150)
    readings = tuple((name, choice) for name, choice in scenario.readings.items() if name != "counting")
    for milestone, places in milestones(protocol).items():
        for facts, passed in times(in_time(found), protocol, places):
            bound = Walked(study.walk(level), facts + readings).longest(milestone)
            assert passed <= bound or bound < 0


@settings(max_examples=25)
@given(strategies.eventful() | BUSY, st.sampled_from(Level), st.sampled_from(["close", "elapsed"]))
def test_every_dispute_can_be_walked_again(protocol: Protocol, level: Level, due_at: str) -> None:
    """With lateness, silence and queues, what comes beside the moves is as the text has it."""
    scenario = plain(protocol, days=4.0, hours=1.0, silent=0.1, per_year=20, level=level)
    simulated(protocol, replace(scenario, due_at=due_at), days=150)


# -- what each part does -------------------------------------------------------------------------------------


def test_what_is_lengthened_ends_by_the_figure_of_the_scenario() -> None:
    """Five days and three more, where the text sets no end; nobody lengthens it at a chance of 0."""
    protocol = waiting(tiny("unbounded-extension"), "pass up", "five days")
    for chance, days in ((1.0, 8), (0.0, 5)):
        longer = {"five days": Lengthening(q(chance), q(3))}
        assert took(simulated(protocol, slow(protocol, lengthened=longer)), protocol, "receipt") == {days}


def test_no_figure_lengthens_beyond_the_text() -> None:
    """Ten days at most, whatever is set for a try."""
    protocol = waiting(tiny("bounded-extension"), "pass up", "five days")
    scenario = slow(protocol, lengthened={"five days": Lengthening(SURE, q(99))})
    assert took(simulated(protocol, scenario), protocol, "receipt") == {15}


@pytest.mark.parametrize(("away", "back", "days"), [(2, 4, {9}), (2, 0, {5}), (7, 4, {5}), (2, 999, set())])
def test_a_clock_that_stands_still_ends_later_by_the_pause(away: float, back: float, days: set[int]) -> None:
    """Away for four days from the second on: nine. From the seventh on it is too late; never back, it is never up."""
    protocol = waiting(tiny("suspension"), "pass up", "five days")
    events = {"owner away": comes(away), "owner back": comes(back, upon="owner away")}
    assert took(simulated(protocol, slow(protocol, events=events)), protocol, "receipt") == days


def test_a_clock_that_can_be_stopped_again_ends_later_by_each_pause() -> None:
    """Three days for each time that advice is asked for: eleven at most where that is twice, else without end."""
    for name, most in (("pause-in-a-counted-loop", 11), ("pause-in-a-loop", None)):
        protocol = tiny(name)
        goes_on = {one.id: float(one.trigger is not Trigger.AGREE) for one in protocol.transitions}
        found = simulated(protocol, plain(protocol, days=60.0, sigma=None, outcomes=goes_on), keep=True)
        days = took(found, protocol, "receipt")
        assert days >= {5, 8, 11}
        assert max(days) == most or (most is None and max(days) >= 14)
        assert all((one - 5) % 3 == 0 for one in days)
        assert found.counts.missed.total() == 0


def test_a_clock_starts_when_the_event_comes() -> None:
    """Nothing runs until the minutes are sent, on the third day; the dispute that was stuck goes on five days later."""
    protocol = waiting(tiny("clock-from-named-event"), "pass up", "from the minutes")
    found = simulated(protocol, slow(protocol, events={"minutes sent": comes(3)}))
    assert took(found, protocol, "receipt") == {8}
    assert not [state for state, _ in found.counts.stalls if state == "talk"]
    never = simulated(protocol, slow(protocol, events={"minutes sent": comes(3, chance=0.0)}))
    assert took(never, protocol, "receipt") == set()


def test_the_work_goes_on_while_an_event_comes() -> None:
    """Minutes that start no limit anybody must keep change no stay: the same luck, the same days."""
    protocol = tiny("clock-from-named-event")
    scenario = plain(protocol, hours=1.0, per_year=60)
    with_minutes, without = (
        simulated(protocol, replace(scenario, events={"minutes sent": comes(1, chance)})) for chance in (1.0, 0.0)
    )
    for column in with_minutes.visits:
        assert (with_minutes.visits[column] == without.visits[column]).all()
    assert with_minutes.counts.clocks["from the minutes"] > 0 == without.counts.clocks["from the minutes"]


def test_an_event_ends_a_limit_over_several_stages() -> None:
    """Sent within the twenty days, the limit is kept however long the dispute lasts; sent later, it is missed."""
    made = tiny("clock-from-named-event")
    cap = TimeLimit("all", LimitKind.CAP, Modality.MUST, ("complaint",), ends=("minutes sent",), at_most=working(20))
    protocol = replace(made, limits=(cap,))
    for after, missed in ((5, False), (30, True)):
        found = simulated(protocol, slow(protocol, events={"minutes sent": comes(after)}))
        assert found.counts.clocks["all"] > 0
        assert (found.counts.missed["all"] > 0) is missed


@pytest.mark.parametrize(("after", "chance", "missed"), [(3, 1.0, False), (7, 1.0, True), (3, 0.0, True)])
def test_a_record_after_the_end_ends_a_limit_over_all(after: float, chance: float, missed: bool) -> None:
    """Decided on day 4, to be recorded by day 10: kept when that takes three days more; missed after seven, or never.

    So it is proved: the limit is open until the record, which the decision calls for, is made. A record in which it
    is judged on the day of the decision is found wrong.
    """
    made = tiny("clock-from-a-duty")
    record = replace(made.duties[0], upon=("decided",))
    cap = TimeLimit("ten", LimitKind.CAP, Modality.MUST, ("complaint",), ends=("minutes",), at_most=working(10))
    protocol = replace(made, duties=(record,), limits=(cap,))
    scenario = plain(protocol, days=2.0, sigma=None, per_year=100, outcomes={"pass up": 1.0, "rule": 1.0})
    scenario = replace(scenario, duties={"minutes": comes(after, chance)})
    found = simulated(protocol, scenario)
    assert Walked(Study(protocol).walk(Level.GUIDE), ()).longest("decision") == 10
    values = measure(found, Window(0, 150, 60)).values
    assert values["ran: ten"]
    assert values["missed: ten"] == missed
    row = found.clocks["row"].copy()
    row[found.visits["how"][row] == found.hows.index("ended")] -= 1
    early = {**found.clocks, "row": row, "missed": np.zeros_like(row)}
    assert replay(replace(found, clocks=early), protocol, scenario)


def test_a_record_that_is_not_asked_for_keeps_no_limit_open() -> None:
    """To be recorded only where it was loud, and never done: missed in loud disputes, and kept by the end of others."""
    made = tiny("clock-from-a-duty")
    loud = Condition(((Literal("loud", ("yes",)),),))
    record = replace(made.duties[0], upon=("pass up",), condition=loud)
    cap = TimeLimit("ten", LimitKind.CAP, Modality.MUST, ("complaint",), ends=("minutes",), at_most=working(10))
    protocol = replace(made, duties=(record,), limits=(cap,), facts=(CaseFact("loud", "Was it loud?", ("no", "yes")),))
    scenario = plain(protocol, days=2.0, sigma=None, per_year=100, outcomes={"pass up": 1.0, "rule": 1.0})
    found = simulated(protocol, replace(scenario, duties={"minutes": comes(3, 0.0)}))
    profiles = dict(zip(found.cases["case"].tolist(), found.cases["profile"].tolist(), strict=True))
    cases = found.visits["case"][found.clocks["row"]]
    due = found.clocks["due"] <= found.last
    assert 0 < found.counts.missed["ten"] < found.counts.clocks["ten"]
    assert [found.profiles[profiles[one]] == ("yes",) for one in cases[due].tolist()] == [bool(one) for one in found.clocks["missed"][due]]


def test_a_record_that_never_comes_keeps_a_later_limit_open() -> None:
    """Due on day 1 and never made: what starts on day 2 until it is made is not kept by the end on day 4."""
    made = tiny("clock-from-a-duty")
    record = replace(made.duties[0], upon=("complaint",), within=working(1))
    cap = TimeLimit("ten", LimitKind.CAP, Modality.MUST, ("pass up",), ends=("minutes",), at_most=working(10))
    protocol = replace(made, duties=(record,), limits=(cap,))
    scenario = plain(protocol, days=2.0, sigma=None, per_year=100, outcomes={"pass up": 1.0, "rule": 1.0})
    found = simulated(protocol, replace(scenario, duties={"minutes": comes(0, 0.0)}))
    values = measure(found, Window(0, 150, 60)).values
    assert values["ran: ten"] > 0
    assert values["missed: ten"] == values["missed: minutes (duty)"] == 1


def test_the_end_starts_no_clock_again_and_stops_none() -> None:
    """Ten days from passing up until the minutes: neither is the ruling a later start, nor does it stop the clock."""
    made = tiny("clock-from-a-duty")
    record = replace(made.duties[0], upon=("decided",))
    plainly = TimeLimit("ten", LimitKind.CAP, Modality.MUST, ("pass up",), ends=("minutes",), at_most=working(10))
    for cap in (
        plainly,
        replace(plainly, start=("pass up", "decided")),
        replace(plainly, suspension=Suspension("decided", "complaint")),
    ):
        protocol = replace(made, duties=(record,), limits=(cap,))
        scenario = plain(protocol, days=2.0, sigma=None, per_year=100, outcomes={"pass up": 1.0, "rule": 1.0})
        for after, missed in ((7, 0), (9, 1)):
            found = simulated(protocol, replace(scenario, duties={"minutes": comes(after)}))
            assert measure(found, Window(0, 150, 60)).values["missed: ten"] == missed


def test_a_limit_that_is_open_after_the_end_counts_once_its_time_is_up() -> None:
    """Never recorded within 200 days: none is told as kept where disputes are followed for 60; all are missed at 210."""
    made = tiny("clock-from-a-duty")
    record = replace(made.duties[0], upon=("decided",))
    cap = TimeLimit("long", LimitKind.CAP, Modality.MUST, ("complaint",), ends=("minutes",), at_most=working(200))
    protocol = replace(made, duties=(record,), limits=(cap,))
    scenario = plain(protocol, days=2.0, sigma=None, per_year=100, outcomes={"pass up": 1.0, "rule": 1.0})
    found = simulated(protocol, replace(scenario, duties={"minutes": comes(3, 0.0)}))
    for window, missed in ((Window(0, 150, 60), None), (Window(0, 40, 210), 1.0)):
        values = measure(found, window).values
        assert (values["ran: long"] == 0, values["missed: long"]) == (missed is None, missed)


def test_how_often_a_duty_is_done_in_time_is_measured() -> None:
    """Done two days after the decision, within three: never missed. After five, or never: always."""
    protocol = tiny("duty-after-the-decision")
    scenario = plain(protocol, days=1.0, sigma=None, per_year=100)
    for after, chance, share in ((2, 1.0, 0.0), (5, 1.0, 1.0), (2, 0.0, 1.0)):
        found = simulated(protocol, replace(scenario, duties={"tell both": comes(after, chance)}))
        assert measure(found, Window(0, 150, 60)).values["missed: tell both (duty)"] == share


def test_a_duty_is_done_again_and_again_while_the_dispute_lasts() -> None:
    """A report every two weeks over a dispute of 62 working days: in each full round, and not after the end."""
    protocol = tiny("recurring-duty")
    scenario = plain(protocol, days=31.0, sigma=None, per_year=20, outcomes={"pass up": 1.0, "rule": 1.0}, share=None)
    found = simulated(protocol, replace(scenario, duties={"report": comes(1)}), days=150)
    ended = set(found.visits["case"][found.visits["how"] == found.hows.index("ended")].tolist())
    reports = [case for case in found.happenings["case"].tolist() if case in ended]
    assert ended
    assert {reports.count(case) for case in ended} <= {6, 7}


def test_only_those_it_is_for_have_a_duty() -> None:
    """A duty under a condition is called for, and done, in no other case."""
    made = tiny("duty-after-the-decision")
    condition = made.duties[0].condition.also("silence", "strict")
    protocol = replace(made, duties=(replace(made.duties[0], condition=condition),))
    found = simulated(protocol, plain(protocol, days=1.0, per_year=60))
    assert found.counts.came.total() > 0 == len(found.happenings["case"])


@pytest.mark.parametrize(("after", "asked", "stops"), [(0.0, 20, True), (0.01, 20, True), (1.0, 10, False)])
def test_what_calls_for_itself_at_once_is_stopped(after: float, asked: int, stops: bool) -> None:
    """Asking calls for an answer, which calls for asking again. With no time between, that never ends.

    Twenty times and no more with no time or a few minutes between; once in each of ten days with a day.
    """
    made = tiny("notice-to-a-third-party")
    ask, answer = (replace(made.duties[0], id=name, within=None) for name in ("ask", "answer"))
    protocol = replace(made, duties=(replace(ask, upon=("complaint", "answer")), replace(answer, upon=("ask",))))
    duties = {"ask": comes(after), "answer": comes(0)}
    scenario = plain(protocol, days=99.0, sigma=None, per_year=3000, outcomes={"agree": 1.0})
    found = simulated(protocol, replace(scenario, duties=duties), days=10)
    asks = found.happenings["event"] == found.events.index("ask")
    assert found.happenings["case"][asks].tolist().count(0) == asked
    said = [one for one in found.notes if "calls for itself" in one]
    assert bool(said) == stops
    assert all("stopped after 20 times in a day" in one for one in said)


# -- what is not simulated -----------------------------------------------------------------------------------


def test_a_limit_outside_the_listed_days_says_so() -> None:
    """School days are listed for one year: after that, ten of them have no end, and the run says how often."""
    protocol = tiny("own-calendar")
    scenario = replace(plain(protocol, per_year=60), starts=date(2027, 1, 4))
    found = simulated(protocol, scenario, days=60)
    (said,) = (one for one in found.notes if one.startswith('"ten days"'))
    assert "outside those that the file lists" in said
    assert 0 < found.counts.clocks["ten days"] < found.counts.came.total()


def test_another_limit_with_a_date_moves_what_one_without_would_hold() -> None:
    """No school day is listed: with twelve working days as well it is passed up on the twelfth, else it is stuck."""
    made = tiny("own-calendar")
    made = replace(made, transitions=tuple(one for one in made.transitions if one.id != "agree"))
    twelve = replace(made.limits[0], id="twelve days", at_most=working(12))
    for order in ((*made.limits, twelve), (twelve, *made.limits), made.limits):
        named = waiting(replace(made, limits=order), "pass up", "ten days")
        moves = (replace(one, after=tuple(it.id for it in order)) if one.after else one for one in named.transitions)
        protocol = replace(named, transitions=tuple(moves))
        found = simulated(protocol, slow(protocol, starts=date(2027, 6, 7)), days=60)
        is_stuck = twelve not in order
        assert bool(found.counts.stalls) is is_stuck
        assert took(found, protocol, "receipt") == (set() if is_stuck else {12})


@pytest.mark.parametrize("protocol", [tiny("bounded-extension"), tiny("unbounded-extension"), tiny("suspension")])
def test_a_limit_can_end_beyond_the_calendar(protocol: Protocol) -> None:
    """In the last forty days that it lists, what is lengthened or stands still ends later than the run."""
    starts = date.fromordinal(Plans(protocol, slow(protocol)).clock.days[-40])
    longer = {one: Lengthening(SURE, q(10)) for one in longer_limits(protocol)}
    events = {"owner away": comes(2), "owner back": comes(4, upon="owner away")} if protocol.events else {}
    found = simulated(protocol, slow(protocol, starts=starts, lengthened=longer, events=events), days=40)
    assert found.clocks["due"].max() == NEVER


def test_what_a_clock_needs_must_have_figures() -> None:
    """Without them nothing runs; a duty that no clock looks back to is left out, and the run says so."""
    protocol = tiny("clock-from-named-event")
    with pytest.raises(ScenarioGap, match="minutes sent"):
        run(protocol, replace(plain(protocol), events={}), seed=1, days=20)
    protocol = tiny("notice-to-a-third-party")
    found = simulated(protocol, replace(plain(protocol), duties={}), days=20)
    assert any('"tell the clerk" has no figures' in one for one in found.notes)


# -- planted faults ------------------------------------------------------------------------------------------

Tables = dict[str, dict[str, np.ndarray]]


def called_too_soon(found: Run, tables: Tables) -> None:
    """A duty that is called for before what it is upon."""
    tables["happenings"]["called"][0] -= 1


def due_later(found: Run, tables: Tables) -> None:
    """A duty that is due a day later than the text says."""
    tables["happenings"]["due"][0] += found.minutes_a_day


def not_told(found: Run, tables: Tables) -> None:
    """A duty done too late that is told as done in time."""
    row = int(np.flatnonzero(tables["clocks"]["missed"] == 1)[0])
    tables["clocks"]["missed"][row] = 0


def in_another_stay(found: Run, tables: Tables) -> None:
    """A duty done in a stay that was over."""
    tables["happenings"]["at"][0] += 1000 * found.minutes_a_day


@pytest.mark.parametrize("plant", [called_too_soon, due_later, not_told, in_another_stay], ids=lambda one: one.__name__)
def test_a_planted_fault_in_a_duty_is_found(plant: Callable[[Run, Tables], None]) -> None:
    """One row is changed: that dispute is told, and no other."""
    protocol = tiny("notice-to-a-third-party")
    scenario = replace(plain(protocol, per_year=60), duties={"tell the clerk": Happening(SURE, lasting(2.0, 0.8))})
    found = simulated(protocol, scenario, days=100)
    tables = {
        name: {key: column.copy() for key, column in getattr(found, name).items()} for name in ("happenings", "clocks")
    }
    plant(found, tables)
    faults = replay(replace(found, **tables), protocol, scenario)  # type: ignore[arg-type]
    assert len(faults) == 1
    assert faults[0].allowed


def test_a_planted_fault_in_an_end_is_found() -> None:
    """A pause that is left out, or a lengthening that the text does not let be, gives the limit another end."""
    protocol = tiny("suspension")
    events = {"owner away": comes(1), "owner back": comes(2, upon="owner away")}
    found = simulated(protocol, slow(protocol, events=events), days=100)
    none = {name: column[:0] for name, column in found.happenings.items()}
    assert len(replay(replace(found, happenings=none), protocol, slow(protocol, events=events))) > 0
    protocol = tiny("bounded-extension")
    scenario = slow(protocol, lengthened={"five days": Lengthening(SURE, q(4))})
    found = simulated(protocol, scenario, days=100)
    shorter = limited(protocol, "five days", extension=Extension(working(3)))
    assert len(replay(found, shorter, scenario)) > 0
