"""A scenario for a protocol nobody has seen: complete, every figure to replace, and fit to run as it is."""

from pathlib import Path

import pytest

import protocols
from model.loader import load_file
from model.loader import load_text as load_text_of_protocol
from simulate.scenario import Basis
from simulate.scenario_loader import load_text
from simulate.skeleton import key, skeleton

TESTS = Path(__file__).parent.parent
PATHS = [
    *map(protocols.path, protocols.names()),
    *sorted((TESTS / "features").glob("*.yaml")),
    TESTS / "simulate" / "lane.yaml",
    TESTS / "protocols" / "library.yaml",
]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_skeleton_of_any_protocol_loads(path: Path) -> None:
    """Every role, way in, reading and stage has its part, and every figure is an assumption that says replace."""
    protocol = load_file(path)
    made = load_text(skeleton(protocol), protocol)
    written = [one for one in made.quantities().values() if one.place is not None]
    assert {one.basis for one in written} == {Basis.ASSUMPTION}
    assert {one.note for one in written} == {"replace"}
    assert set(made.staff) == {one.id for one in protocol.roles}
    assert set(made.readings) == {one.id for one in protocol.all_readings}
    assert set(made.arrivals) == {one.id for one in protocol.entries if one.dest is not None}
    assert set(made.steps) == {one.id for one in protocol.states if protocol.outgoing[one.id] and not one.final}


def test_a_panel_of_nobody_still_has_its_place() -> None:
    """A text may name nobody for a meeting: its step has nobody's hours, and loads."""
    text = (TESTS / "features" / "convene-and-hold.yaml").read_text(encoding="utf-8")
    protocol = load_text_of_protocol(text.replace("when: decided, to: decided, by: warden", "when: decided, to: decided"))
    assert load_text(skeleton(protocol), protocol).steps["meeting"].hours == {}


def test_the_skeleton_is_the_same_every_time() -> None:
    """Two skeletons of one protocol are equal to the last byte."""
    one = load_file(protocols.path("wiltshire"))
    assert skeleton(one) == skeleton(one)


def test_a_dead_end_of_the_text_is_not_papered_over() -> None:
    """Where a reading leaves a disagreement without a move, the skeleton lets the dispute stay there."""
    protocol = load_file(protocols.path("wiltshire"))
    step = load_text(skeleton(protocol), protocol).steps["head of service"]
    stays = step.outcomes_of({"after the Head of Service": "stops there", "representative": "yes"}.__getitem__)
    assert {name: one.value for name, one in stays.items()} == {"accept what the Head says": 0.7, "no move": 0.3}


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("stage 1", "stage 1"),
        ("withdraw, from talk", "withdraw, from talk"),
        ("facility's own protocol", "facility's own protocol"),
        ("a: b", '"a: b"'),
        ("- a", '"- a"'),
        ("'a", "\"'a\""),
        ("why?", '"why?"'),
        (" a", '" a"'),
        ("", '""'),
    ],
)
def test_names_are_quoted_where_yaml_needs_it(name: str, written: str) -> None:
    """A name that YAML would take for something else is put in quotes."""
    assert key(name) == written
