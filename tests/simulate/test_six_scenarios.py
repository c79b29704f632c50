"""The six scenarios: what they rest on is said, and the figures are those of their sources."""

import pytest

import protocols
from handrail.loading import load
from simulate.fingerprint import changes
from simulate.scenario import Basis, Scenario
from simulate.scenario_loader import load_file

NAMES = protocols.names()


@pytest.fixture(scope="module", params=NAMES)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    """Each of the six."""
    return load_file(protocols.scenario_path(request.param), load(request.param))


def test_every_protocol_has_a_scenario() -> None:
    """There is one for each of the six, under the same name, and no other."""
    assert protocols.scenario_names() == NAMES


def test_the_protocol_has_not_changed_under_it(scenario: Scenario) -> None:
    """Each was written for the protocol as it stands; `handrail scenario check --accept NAME` renews that."""
    assert scenario.written_for
    assert changes(scenario, load(scenario.protocol)) == ()


def test_what_is_sourced_can_be_looked_up(scenario: Scenario) -> None:
    """Every sourced or proxy figure names a page, or the text of the protocol itself."""
    rests = [one for one in scenario.quantities().values() if one.basis is not Basis.ASSUMPTION]
    assert rests
    assert all(one.source for one in rests)
    assert all("." in said or "text of the protocol" in said for one in rests for said in one.source)


def test_every_role_that_works_has_people(scenario: Scenario) -> None:
    """No work waits for nobody, and nobody waits for work."""
    working = {role for step in scenario.steps.values() for role in step.hours}
    assert working == set(scenario.staff)


def test_everybody_who_is_awaited_can_stay_silent(scenario: Scenario) -> None:
    """Where a stage waits for an answer, how often there is none is a figure."""
    protocol = load(scenario.protocol)
    silent = [name for name, step in scenario.steps.items() if protocol.state[name].awaits and step.no_response is None]
    assert [name for name in silent if protocol.state[name].kind.value not in ("panel",)] == UNSAID.get(scenario.id, [])


UNSAID = {"bolton": ["conference talks"], "london": ["with the board"]}
"""Stages that wait for people who sit at the same table, or for a board that is called."""


@pytest.mark.parametrize(
    ("name", "path", "value", "basis"),
    [
        ("rotherham-challenge", "arrivals.issue found.per_year", 96, Basis.PROXY),
        ("rotherham-challenge", "staff.conference chair.people", 11, Basis.PROXY),
        ("rotherham-challenge", "sittings.practice review group meets.capacity", 4, Basis.ASSUMPTION),
        ("rotherham-practice", "steps.stage 1 talk.outcomes.settled at stage 1", 0.736, Basis.PROXY),
        ("bolton", "staff.practitioner raising it.people", 215, Basis.PROXY),
        ("london", "staff.LSCB.days_per_year", 30, Basis.SOURCED),
        ("wiltshire", "staff.Independent Chair.days_per_year", 30, Basis.SOURCED),
        ("wiltshire", "steps.urgent referral.delay.median", 0.25, Basis.PROXY),
        ("dyfed-powys", "absence.sick_rate", 0.032, Basis.SOURCED),
        ("dyfed-powys", "steps.stage 2.outcomes.agree at stage 2", 0.68, Basis.PROXY),
    ],
)
def test_known_figures(name: str, path: str, value: float, basis: Basis) -> None:
    """The figures that results turn on are those of the evidence, with the basis they have there."""
    one = load_file(protocols.scenario_path(name), load(name)).quantities()[path]
    assert (one.value, one.basis) == (value, basis)


def test_four_split_votes_a_year_in_bolton() -> None:
    """Differences at conferences, no consensus, an even vote: together half a per cent of 830 conferences."""
    one = load_file(protocols.scenario_path("bolton"), load("bolton")).quantities()
    votes = (
        one["arrivals.difference at a conference.per_year"].value
        * one["steps.conference talks.outcomes.ask for views"].value
        * one["steps.views are asked.outcomes.split equally"].value
    )
    assert round(votes) == 4
