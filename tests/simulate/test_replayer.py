"""The second opinion: it finds nothing in what the engine does, and every fault that is planted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import protocols
from model.loader import load_file
from model.modality import Level
from model.protocol import Protocol
from simulate.engine import run
from simulate.records import Run
from simulate.replayer import replay
from simulate.scenario import Scenario
from simulate.scenario_loader import load_file as load_scenario
from tests.simulate.caseload import plain
from tests.verify import strategies

FEATURES = sorted((Path(__file__).parent.parent / "features").glob("*.yaml"))


@pytest.mark.parametrize("name", protocols.names())
def test_every_dispute_of_the_six_can_be_walked_again(name: str) -> None:
    """With queues, silence and lateness, every move is one that the verified meaning allows on that day."""
    protocol = load_file(protocols.path(name))
    scenario = plain(protocol, hours=1.0, silent=0.1, per_year=60)
    assert replay(run(protocol, scenario, seed=1, days=250, records="full"), protocol, scenario) == ()


@pytest.mark.parametrize("name", protocols.scenario_names())
def test_the_built_in_scenarios_run(name: str) -> None:
    """Each of them, for half a year: disputes end, people work, and every dispute can be walked again."""
    protocol = load_file(protocols.path(name))
    scenario = load_scenario(protocols.scenario_path(name), protocol)
    found = run(protocol, scenario, seed=1, days=130, records="full")
    assert found.counts.fate["ended"] > 0 < sum(one.worked for one in found.pools.values())
    assert replay(found, protocol, scenario) == ()


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.stem)
def test_every_part_of_the_language_runs(path: Path) -> None:
    """A caseload of each tiny protocol runs, and every dispute of it can be walked again."""
    protocol = load_file(path)
    scenario = plain(protocol, days=4.0, hours=1.0, silent=0.1, per_year=40)
    days = 100
    if protocol.calendars:  # within the days that the file lists
        scenario, days = replace(scenario, starts=date(2026, 9, 2)), 40
    found = run(protocol, scenario, seed=1, days=days, records="full")
    assert found.counts.came.total() > 0
    assert replay(found, protocol, scenario) == ()


@settings(max_examples=40)
@given(
    strategies.protocols(),
    st.sampled_from(Level),
    st.sampled_from(["prompt", "undated"]),
    st.sampled_from(["next day", "same day"]),
    st.sampled_from(["close", "elapsed"]),
    st.booleans(),
)
def test_every_dispute_of_any_protocol_can_be_walked_again(
    protocol: Protocol, level: Level, handover: str, counting: str, due_at: str, keep: bool
) -> None:
    """On random protocols and readings, whether limits are kept or not."""
    readings = {"handover": handover, "counting": counting}
    scenario = plain(protocol, days=4.0, hours=1.0, silent=0.1, per_year=15, level=level, readings=readings)
    scenario = replace(scenario, due_at=due_at)
    found = run(protocol, scenario, seed=1, days=150, records="full", keep_limits=keep)
    assert replay(found, protocol, scenario) == ()


@pytest.fixture(scope="module")
def good() -> tuple[Run, Protocol, Scenario]:
    """A run with expiries, soft limits and open disputes, in which there is no fault."""
    protocol = load_file(protocols.path("dyfed-powys"))
    readings = {"ten days are for": "all of stage 2", "ten days start": "end of stage 1"}
    scenario = plain(protocol, days=6.0, per_year=40, readings=readings)
    found = run(protocol, scenario, seed=1, days=200, records="full")
    assert found.counts.missed.total() > 0
    return found, protocol, scenario


Table = dict[str, np.ndarray]


def first(found: Run, how: str) -> int:
    """The first stay that ended so."""
    return int(np.flatnonzero(found.visits["how"] == found.hows.index(how))[0])


def wrong_move(found: Run, visits: Table, clocks: Table) -> None:
    """A move that leads out of another state."""
    visits["how"][first(found, "write and inform")] = found.hows.index("contact senior managers")


def other_move(found: Run, visits: Table, clocks: Table) -> None:
    """A move out of the right state that leads elsewhere than the next stay."""
    visits["how"][first(found, "write and inform")] = found.hows.index("settle at first talk")


def a_gap(found: Run, visits: Table, clocks: Table) -> None:
    """An hour that belongs to no stay."""
    visits["left"][first(found, "write and inform")] -= 60


def lost(found: Run, visits: Table, clocks: Table) -> None:
    """An open dispute that is told as ended."""
    visits["how"][first(found, "open")] = found.hows.index("ended")


def forgotten(found: Run, visits: Table, clocks: Table) -> None:
    """An ended dispute that is told as open."""
    visits["how"][first(found, "ended")] = found.hows.index("open")


def cut_off(found: Run, visits: Table, clocks: Table) -> None:
    """An open dispute whose record stops before the last day."""
    visits["left"][first(found, "open")] -= 1


def visit_repeated(found: Run, visits: Table, clocks: Table) -> None:
    """A first visit that is told as the second."""
    visits["visit"][first(found, "write and inform")] = 1


def other_end(found: Run, visits: Table, clocks: Table) -> None:
    """A limit that ends a day later than the text says."""
    clocks["due"][0] += found.minutes_a_day


def not_missed(found: Run, visits: Table, clocks: Table) -> None:
    """A limit that was outstayed and is told as kept."""
    outstayed = visits["left"][clocks["row"]] > clocks["due"]
    clocks["missed"][np.flatnonzero(outstayed & (clocks["missed"] == 1))[0]] = 0


def other_limit(found: Run, visits: Table, clocks: Table) -> None:
    """A limit that does not apply there."""
    clocks["limit"][0] = found.limits.index("ten days to pass up with no start")


FAULTS = [
    wrong_move, other_move, a_gap, lost, forgotten, cut_off, visit_repeated, other_end, not_missed, other_limit
]  # fmt: skip


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_found(
    plant: Callable[[Run, Table, Table], None], good: tuple[Run, Protocol, Scenario]
) -> None:
    """One dispute's record is changed: that one is told, with what would have been allowed, and no other."""
    found, protocol, scenario = good
    assert replay(found, protocol, scenario) == ()
    visits = {name: column.copy() for name, column in found.visits.items()}
    clocks = {name: column.copy() for name, column in found.clocks.items()}
    plant(found, visits, clocks)
    faults = replay(replace(found, visits=visits, clocks=clocks), protocol, scenario)
    assert len(faults) == 1
    assert faults[0].allowed
    assert str(faults[0]).startswith(f"case {faults[0].case} (")


def test_a_move_before_its_time_is_found() -> None:
    """Time is not up on the fourth day, and a dispute may not lie there on the sixth."""
    protocol = load_file(Path(__file__).parent.parent / "features" / "authority-by-time-out.yaml")
    expiry = next(one for one in protocol.transitions if one.trigger.value == "expiry")
    scenario = plain(protocol, days=50.0, sigma=None, per_year=100)
    found = run(protocol, scenario, seed=1, days=100, records="full")
    assert replay(found, protocol, scenario) == ()
    row = first(found, expiry.id)
    case, left = found.visits["case"][row], found.visits["left"][row]
    for days, said in ((-1, "before its time"), (1, "it still lies in")):
        visits = {name: column.copy() for name, column in found.visits.items()}
        mine = visits["case"] == case
        visits["left"][mine & (visits["left"] == left)] += days * found.minutes_a_day
        visits["entered"][mine & (visits["entered"] == left)] += days * found.minutes_a_day
        clocks = {name: column[:0] for name, column in found.clocks.items()}
        faults = replay(replace(found, visits=visits, clocks=clocks), protocol, scenario)
        assert [said in one.found for one in faults] == [True]


def test_only_full_records_can_be_replayed() -> None:
    """A run that kept less says so."""
    protocol = load_file(protocols.path("london"))
    scenario = plain(protocol)
    with pytest.raises(ValueError, match="full records"):
        replay(run(protocol, scenario, seed=1, days=50), protocol, scenario)
