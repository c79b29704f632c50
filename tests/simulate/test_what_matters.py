"""Doubt about inputs, bottlenecks and where the time goes, on ladders in which the answer is known."""

from dataclasses import replace

import pytest

from handrail.scenarios import with_protocol
from model.protocol import Protocol
from protocols import names
from simulate.bottleneck import bottlenecks
from simulate.comparison import compare
from simulate.decomposition import counterfactuals, decomposition
from simulate.inputs import Fitting, draws, input_interval, ranged, uncertainty, with_inputs
from simulate.measures import Window
from simulate.replications import studies
from simulate.scenario import Arrivals, Basis, Quantity, Scenario, Sitting, Staff, Step
from simulate.unit import Caseload
from tests.simulate.caseload import lasting, plain, q, with_step
from tests.simulate.test_engine import NO_START, ladder, timed

SHORT = Window(10, 40, 20)


def between(low: float, value: float, high: float) -> Quantity:
    """A figure with a range."""
    return Quantity(value, "", Basis.ASSUMPTION, low, high)


def talking(scenario: Scenario, days: Quantity, protocol: Protocol | None = None) -> Caseload:
    """The ladder with talks of so many days."""
    step = replace(scenario.steps["talk"], delay=replace(lasting(1.0), median=days))
    return Caseload(protocol or ladder(), with_step(scenario, "talk", step))


def test_figures_are_drawn_within_their_ranges() -> None:
    """Draws stay in the range, are as often below the scenario's value as above, and more of them begin with the same ones."""
    caseload = talking(timed(1.0), between(2.0, 3.0, 8.0))
    assert ranged(caseload.scenario) == {"steps.talk.delay.median": (2.0, 3.0, 8.0)}
    found = [one["steps.talk.delay.median"] for one in draws(caseload, seed=1, count=400)]
    assert 2 <= min(found) < 3 < max(found) <= 8
    assert sum(found) / 400 == pytest.approx(((2 + 3 + 3) / 3 + (3 + 3 + 8) / 3) / 2, abs=0.2)
    assert sum(one < 3 for one in found) == pytest.approx(200, abs=30)
    assert draws(caseload, seed=1, count=3) == draws(caseload, seed=1, count=400)[:3]


def test_one_range_more_changes_no_other_figure() -> None:
    """A range for the people leaves the draws of the talk as they are."""
    one = talking(timed(1.0), between(2.0, 3.0, 8.0))
    two = one.with_scenario(staff={**one.scenario.staff, "chief": Staff(between(1, 3, 5))})
    path = "steps.talk.delay.median"
    assert [row[path] for row in draws(one, seed=1, count=5)] == [row[path] for row in draws(two, seed=1, count=5)]


def test_probabilities_add_up_to_one_again() -> None:
    """Of moves in 77, 20 and 3 of a hundred, the first at 54 leaves the others twice what they had."""
    scenario, protocol, _ = with_protocol("rotherham-challenge")
    home = "steps.stage 1 judged.outcomes."
    fitting = Fitting(Caseload(protocol, scenario))
    found = fitting.fitted({f"{home}accept the answer at stage 1": 0.54})
    assert found == pytest.approx(
        {
            f"{home}accept the answer at stage 1": 0.54,
            f"{home}escalate to stage 2": 0.40,
            f"{home}escalate to stage 3": 0.06,
        }
    )
    both = {f"{home}accept the answer at stage 1": 0.9, f"{home}escalate to stage 2": 0.6}
    assert sum(fitting.fitted(both).values()) == pytest.approx(1)
    for one in draws(Caseload(protocol, scenario), seed=1, count=3):
        changed = scenario.with_values(one)
        for step in changed.steps.values():
            assert all(0 <= figure.value <= 1 for figure in step.outcomes.values())


def test_what_only_inputs_change_is_all_due_to_inputs() -> None:
    """Where a dispute takes as long as the talk, and the talk is what is in doubt, luck has no part."""
    found = uncertainty(
        talking(timed(1.0), between(2.0, 3.0, 4.0)), seed=1, count=5, per_draw=2, window=SHORT
    ).intervals["mean days"]
    assert found.low is not None
    assert found.high is not None
    assert 2 <= found.low < (found.median or 0) < found.high <= 4
    assert (found.draws, found.due_to_inputs) == (5, pytest.approx(1))


def test_variance_is_told_apart_by_hand() -> None:
    """Rows 0 and 10 with columns that differ by 2 have 50 between rows and 2 between columns."""
    found = input_interval([[0, 2], [10, 12]], judges=True)
    assert (found.median, found.better) == (6, 0.0)
    assert found.due_to_inputs == pytest.approx(50 / 52)
    assert input_interval([[None], [None]]).median is None
    assert input_interval([[1.0], [2.0]]).due_to_inputs is None


def test_a_revision_that_is_better_whatever_holds_is_better_in_every_draw() -> None:
    """A talk half as long shortens disputes over the whole range."""
    old, new = (talking(timed(1.0), between(*range)) for range in ((3.0, 4.0, 5.0), (1.5, 2.0, 2.5)))
    made = with_inputs(compare(old, new, seed=1, replications=2, window=SHORT), old, new, count=3, per_draw=2)
    mean = next(one for one in made.differences if one.measure == "mean days")
    assert mean.inputs is not None
    assert (mean.inputs.better, mean.change.mean) == (1.0, -2)
    assert mean.inputs.high is not None
    assert mean.inputs.high < 0
    assert next(one for one in made.differences if one.measure == "disputes").inputs == input_interval([[0, 0]] * 3)


def crowded() -> Caseload:
    """The other has far too little time for its share of the talk, the raiser has plenty."""
    scenario = plain(ladder(limits=NO_START), days=0.0, sigma=None, per_year=150)
    step = Step(hours={"raiser": q(1.0), "other": between(3.0, 3.0, 3.5)}, outcomes={"agree": q(1.0)})
    people = {"raiser": Staff(q(3), q(0.5)), "other": Staff(q(1), q(0.2))}
    return Caseload(ladder(limits=NO_START), replace(with_step(scenario, "talk", step), staff=people))


def test_the_role_that_is_short_of_time_is_the_bottleneck() -> None:
    """One more of the few helps; one more of those with plenty of time changes nothing at all."""
    found = bottlenecks(crowded(), seed=1, replications=3, input_draws=3, per_draw=1, window=SHORT)
    first, second = found.effects
    assert (first.name, second.name) == ("other", "raiser")
    change, per_hour = first.changes["mean days"], first.per_hour
    assert change.mean is not None
    assert change.mean < 0 == second.changes["mean days"].mean
    assert per_hour is not None
    assert per_hour.mean == pytest.approx(change.mean / (37 * 0.2))
    assert (first.first, second.first) == (1.0, 0.0)


def test_nobody_holds_up_disputes_that_never_come() -> None:
    """Without disputes there is nothing to rank by, and no number stands in for it."""
    nobody = crowded().with_scenario(arrivals={"complaint": Arrivals(q(0.0))})
    for found in (
        bottlenecks(nobody, seed=1, replications=2, input_draws=2, per_draw=1, window=SHORT),
        decomposition(nobody, seed=1, replications=2, window=SHORT),
    ):
        assert {one.changes["mean days"].mean for one in found.effects} == {None}
        assert {one.first for one in found.effects} <= {None, 0.0}
    assert uncertainty(nobody, seed=1, count=2, per_draw=2, window=SHORT).intervals["mean days"].median is None


def test_time_goes_where_it_was_put() -> None:
    """Talks of two days, and hands that are always free: talks on the same day save the two days, staff nothing."""
    scenario = replace(timed(2.0), staff={"chief": Staff(q(50))})
    found = decomposition(Caseload(ladder(), scenario), seed=1, replications=2, window=SHORT)
    saved = {one.name: one.changes["mean days"].mean for one in found.effects}
    assert saved == {"talks": -2, "decisions": 0, "staff": 0}
    assert found.effects[0].name == "talks"


def test_each_kind_of_waiting_can_be_taken_away() -> None:
    """Without people, silence, acting late and a panel's rhythm, those worlds differ; what is not there has none."""
    bare = replace(timed(2.0), staff={})
    assert {name for name, _ in counterfactuals(Caseload(ladder(), bare))} == {"talks", "decisions"}
    scenario, protocol, _ = with_protocol("rotherham-challenge")
    names = {name for name, _ in counterfactuals(Caseload(protocol, scenario))}
    assert names == {"staff", "silence", "after a limit", "talks", "answers", "judging", "passing on", "panels", "watching"}
    sits = replace(bare, sittings={"ruling": Sitting(every=q(20))})
    [world] = [world for name, (_, world) in counterfactuals(Caseload(ladder(), sits)) if name == "decisions"]
    assert world.scenario.sittings == {}


@pytest.mark.parametrize("name", names())
def test_the_six_can_be_doubted_and_taken_apart(name: str) -> None:
    """Every built-in scenario runs with figures drawn from its ranges, and without each kind of waiting."""
    scenario, protocol, _ = with_protocol(name)
    caseload = Caseload(protocol, scenario)
    doubt = [(caseload, values) for values in draws(caseload, seed=1, count=2)]
    worlds = [(world, {}) for _, (_, world) in counterfactuals(caseload)]
    found = studies([(caseload, {}), *doubt, *worlds], seed=1, replications=[0], window=Window(0, 60, 30))
    base, *others = (one.values("disputes")[0] for one in found)
    assert base is not None
    assert base > 0
    assert others[2:] == [base] * len(worlds)  # who is spared a wait is no other dispute
    assert others[:2] != [base, base]
