"""A scenario as a value: every figure by its path, other values for some, and overrides in words."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.loader import load_file
from simulate.figure import FigureError
from simulate.override import overridden
from simulate.scenario_loader import load_text

HERE = Path(__file__).parent
LANE = load_file(HERE / "lane.yaml")
SCENARIO = load_text((HERE / "lane-scenario.yaml").read_text(encoding="utf-8"), LANE)
FIGURES = SCENARIO.quantities()
some_values = st.dictionaries(st.sampled_from(sorted(FIGURES)), st.floats(0, 100), max_size=5)


def test_every_figure_has_a_path_that_an_author_would_write() -> None:
    """The path of a figure is the way to it in the file."""
    expected = {
        "arrivals.complaint.per_year": 40,
        "arrivals.complaint.facts.kind.hedge": 0.6,
        "staff.warden.people": 3,
        "steps.talk.delay.median": 3,
        "steps.talk.hours.owner": 0.75,
        "steps.talk.outcomes.pass up": 0.3,
        "steps.talk.outcomes_if.0.outcomes.warn": 0.2,
        "steps.answer.after_expiry.go past.median": 1,
        "sittings.meeting.every": 20,
        "absence.sick_rate": 0.03,
        "elasticity": 0.7,
    }
    assert {path: FIGURES[path].value for path in expected} == expected


@given(some_values)
def test_what_is_set_is_what_is_found(values: dict[str, float]) -> None:
    """Set, then get: the figures set have the new values, all others are as they were."""
    after = SCENARIO.with_values(values).quantities()
    assert {path: one.value for path, one in after.items()} == {p: q.value for p, q in FIGURES.items()} | values


@given(some_values)
def test_setting_back_restores(values: dict[str, float]) -> None:
    """The old values set again give the old scenario: range, basis, source and all else have stayed."""
    before = {path: FIGURES[path].value for path in values}
    assert SCENARIO.with_values(values).with_values(before) == SCENARIO


@given(some_values, some_values)
def test_the_last_setting_counts(first: dict[str, float], second: dict[str, float]) -> None:
    """Two settings in a row are one with the later value of each figure."""
    assert SCENARIO.with_values(first).with_values(second) == SCENARIO.with_values(first | second)


def test_a_figure_that_is_not_there_cannot_be_set() -> None:
    """An unknown path is refused, and nothing is made up."""
    with pytest.raises(KeyError):
        SCENARIO.with_values({"staff.mayor.people": 1})


def test_an_override_in_words() -> None:
    """A setting in range changes the figure without a word; one outside its range does so with a warning."""
    made, warnings = overridden(SCENARIO, LANE, ["staff.warden.people=4", "elasticity = 50%"])
    assert (made.staff["warden"].people.value, warnings) == (4, ())
    assert made.elasticity is not None
    assert made.elasticity.value == 0.5
    made, warnings = overridden(SCENARIO, LANE, ["staff.warden.people=12"])
    assert (made.staff["warden"].people.value, warnings) == (
        12,
        ("staff.warden.people is set to 12, outside its range of 2 to 4",),
    )


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (["staff.wardn.people=4"], 'did you mean "staff.warden.people"'),
        (["roles.chair.people=4"], "such as staff.warden.people"),
        (["staff.warden=4"], "staff.warden"),
        (["staff.warden.people"], "sets nothing"),
        (["staff.warden.people=0"], "with nobody in it"),
        (["staff.warden.people=many"], "not a number"),
        (["sittings.meeting.every=0"], "never comes"),
        (["steps.talk.delay.median=-1"], "no time can be negative"),
        (["steps.talk.outcomes.agree=60%"], "add up to 0.9"),
    ],
)
def test_an_override_that_makes_no_sense(settings: list[str], said: str) -> None:
    """An unknown figure, a value that it cannot have and probabilities that no longer add up are refused."""
    with pytest.raises(FigureError, match=said):
        overridden(SCENARIO, LANE, settings)


def test_probabilities_are_set_together() -> None:
    """Two settings that leave the sum at 1 are taken."""
    made, _ = overridden(SCENARIO, LANE, ["steps.talk.outcomes.agree=60%", "steps.talk.outcomes.pass up=40%"])
    assert made.steps["talk"].outcomes["agree"].value == 0.6
