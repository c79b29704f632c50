"""From a scenario file to a scenario: what is understood, and what is said of a newcomer's mistakes."""

import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from model.errors import BadInput
from model.loader import load_file
from model.protocol import Protocol
from simulate import scenario_loader
from simulate.figure import PEOPLE, SHARE, FigureError, spelt_out
from simulate.scenario import NO_MOVE, Basis, Family, Quantity, Scenario, Sitting
from simulate.scenario_document import json_schema

HERE = Path(__file__).parent
SCENARIOS = HERE.parent.parent / "protocols" / "scenarios"
GOOD = (HERE / "lane-scenario.yaml").read_text(encoding="utf-8")
MISTAKES = sorted((HERE / "mistakes").glob("*.txt"))


@pytest.fixture(scope="module")
def lane() -> Protocol:
    """A protocol with one of each thing that a scenario can have figures for."""
    return load_file(HERE / "lane.yaml")


def load(lane: Protocol, *pairs: tuple[str, str]) -> Scenario:
    """The good scenario with some text replaced."""
    text = GOOD
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return scenario_loader.load_text(text, lane, "scenario.yaml")


def found(lane: Protocol, *pairs: tuple[str, str]) -> list[str]:
    """What is found wrong when some text is replaced."""
    with pytest.raises(BadInput) as caught:
        load(lane, *pairs)
    return [one.found for one in caught.value.faults]


# -- what is understood --------------------------------------------------------------------------------------


def test_the_lane(lane: Protocol) -> None:
    """The example is understood as its reader would tell it."""
    made = load(lane)
    assert (made.id, made.title, made.starts) == ("lane", "Quarrels in the lane", date(2025, 4, 1))
    per_year = made.arrivals["complaint"].per_year
    assert (per_year.value, per_year.low, per_year.high, per_year.unit) == (40, 20, 60, "a year")
    assert (per_year.basis, per_year.source, per_year.note) == (Basis.PROXY, ("the log of the lane",), "last year")
    assert made.sittings["meeting"] == Sitting(
        every=Quantity(20, "working days apart", Basis.ASSUMPTION),
        papers=Quantity(5, "working days", Basis.ASSUMPTION),
        capacity=Quantity(4, "disputes", Basis.ASSUMPTION),
    )
    assert made.steps["talk"].delay is not None
    assert made.steps["talk"].delay.family is Family.LOGNORMAL
    assert made.steps["answer"].after_expiry["go past"].family is Family.FIXED


def test_a_figure_says_the_same_on_one_line_and_as_a_map(lane: Protocol) -> None:
    """11 (8 to 14) proxy from log; why, is the map with the same parts."""
    parts = "{value: 40, range: 20 to 60, basis: proxy, source: [log], note: last year}"
    assert load(lane, ("40 (20 to 60) proxy from log; last year", parts)) == load(lane)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("11 assumption", {"value": "11", "basis": "assumption"}),
        ("11 people (8 to 14) proxy", {"value": "11", "unit": "people", "range": "8 to 14", "basis": "proxy"}),
        ("5% (1% to 9%) assumption", {"value": "5%", "range": "1% to 9%", "basis": "assumption"}),
        ("3 working days assumption", {"value": "3", "unit": "working days", "basis": "assumption"}),
        ("0.5 sourced from a & b", {"value": "0.5", "basis": "sourced", "source": ["a", "b"]}),
        ("1 proxy from log; a, b: c", {"value": "1", "basis": "proxy", "source": ["log"], "note": "a, b: c"}),
    ],
)
def test_a_line_is_read_part_by_part(text: str, parts: dict[str, object]) -> None:
    """Value, unit, range, basis, sources and note each have their place."""
    assert spelt_out(text) == parts


def test_numbers_are_those_that_are_written() -> None:
    """A percentage is a share to the last digit, and no rounding creeps in."""
    assert SHARE.number("73.6%") == 0.736
    assert SHARE.number("0.1") == 0.1
    assert PEOPLE.number("12") == 12
    with pytest.raises(FigureError):
        SHARE.number("nan")
    with pytest.raises(FigureError):
        PEOPLE.number("1e3")


def test_what_the_text_settles_needs_no_figure(lane: Protocol) -> None:
    """The only move open, and the only kind of case a way in is for, are certain and count as nobody's figure."""
    made = load(lane)
    reply = made.steps["answer"].outcomes["reply"]
    dog = made.arrivals["bite"].facts["kind"]
    assert (reply.value, reply.place) == (1, None)
    assert {answer: one.value for answer, one in dog.items()} == {"dog": 1}
    assert made.steps["meeting"].outcomes["uphold"].place is not None


def test_outcomes_for_some_cases_replace_the_others(lane: Protocol) -> None:
    """The first condition that is met says which probabilities count; none met, those of every case."""
    talk = load(lane).steps["talk"]
    noise, hedge = talk.outcomes_of({"kind": "noise"}.__getitem__), talk.outcomes_of({"kind": "hedge"}.__getitem__)
    assert {name: one.value for name, one in noise.items()} == {"agree": 0.5, "pass up": 0.3, "warn": 0.2}
    assert hedge == talk.outcomes


def test_one_move_of_several_outcomes_is_not_certain(lane: Protocol) -> None:
    """A tie for which the text has no move must be given its probability, be it 0."""
    assert load(lane).steps["meeting"].outcomes[NO_MOVE].value == 0.1
    said = found(lane, ("    outcomes: {uphold: 90% assumption, no move: 10% assumption}\n", ""))
    assert said == ['no figure for "uphold", open in "meeting", for a case in which (ruling is yes)']


def test_a_case_counts_only_where_it_can_come(lane: Protocol) -> None:
    """A dog comes to the talk only where a split panel sends it back, in that reading."""
    one = "      - if: {kind: noise}"
    dog = "      - if: {kind: dog, ruling: %s}\n        outcomes: {agree: 100%% assumption, pass up: 0%% assumption}\n"
    never = "no case that comes here meets this condition, or one above it comes first"
    assert found(lane, (one, dog % "yes" + one)) == [never]
    assert load(lane, (one, dog % "no" + one))


# -- mistakes ------------------------------------------------------------------------------------------------


def replaced(path: Path) -> tuple[str, str, str]:
    """What a mistake replaces in the good file, with what, and what is said of it."""
    change, _, said = path.read_text(encoding="utf-8").partition("\n\n")
    lines = change.split("\n")
    old, new = ("\n".join(one[2:] for one in lines if one.startswith(sign)) for sign in "<>")
    return (old, new, said) if new else (f"{old}\n", "", said)


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_mistake(lane: Protocol, path: Path) -> None:
    """Each mistake is told with its place, what is allowed and the way out."""
    old, new, said = replaced(path)
    with pytest.raises(BadInput) as caught:
        load(lane, (old, new))
    assert f"{caught.value}\n" == said
    assert all(one.line > 0 and (one.help or one.allowed) for one in caught.value.faults)


def test_all_mistakes_at_once(lane: Protocol) -> None:
    """Mistakes of shape, of names and of numbers are told in one go, in the order of the file."""
    three = [replaced(HERE / "mistakes" / f"{name}.txt") for name in ("unknown-reading", "nobody-there", "misspelt-key")]
    with pytest.raises(BadInput) as caught:
        load(lane, *((old, new) for old, new, _ in three))
    assert [one.line for one in caught.value.faults] == [7, 8, 22, 31]


def test_any_line_spoilt_is_told_in_words(lane: Protocol) -> None:
    """Without any one line, or with its value changed, a file is read or refused in words: never anything else."""
    lines = GOOD.splitlines()
    for place, line in enumerate(lines):
        for spoilt in ([], [line.split(":")[0] + ":"], [line.replace(": ", ": {} #", 1)], [line.replace("a", "o")]):
            text = "\n".join([*lines[:place], *spoilt, *lines[place + 1 :]])
            with suppress(BadInput):
                scenario_loader.load_text(text, lane)


@pytest.mark.parametrize("text", ["", "steps", "- 1", "steps: {", "\0", "handrail: 2"])
def test_no_scenario_at_all(lane: Protocol, text: str) -> None:
    """What is no scenario is refused in words."""
    with pytest.raises(BadInput):
        scenario_loader.load_text(text, lane)


def test_a_file_that_is_not_there(lane: Protocol, tmp_path: Path) -> None:
    """A missing file is told as a missing scenario."""
    with pytest.raises(BadInput, match="a scenario file"):
        scenario_loader.load_file(tmp_path / "none.yaml", lane)


def test_another_version_of_a_protocol_can_be_accepted(lane: Protocol) -> None:
    """For a comparison the same figures can be attached to a revised text, whatever it is called."""
    text = GOOD.replace("protocol: lane", "protocol: lane-before")
    with pytest.raises(BadInput, match="lane-before"):
        scenario_loader.load_text(text, lane)
    assert scenario_loader.load_text(text, lane, accept=True).protocol == "lane"


# -- the published schema ------------------------------------------------------------------------------------


def test_published_schema_is_current_and_accepts_good_files() -> None:
    """The published schema is the one the loader's shapes make, and flags no good file."""
    from ruamel.yaml import YAML

    schema = json.loads((SCENARIOS / "scenario.schema.json").read_text(encoding="utf-8"))
    assert schema == json_schema()
    validator = jsonschema.Draft202012Validator(schema)
    yaml = YAML(typ="safe", pure=True)
    for path in [HERE / "lane-scenario.yaml", *SCENARIOS.glob("*.yaml")]:
        content = json.loads(json.dumps(yaml.load(path.read_text(encoding="utf-8")), default=str))
        assert [error.message for error in validator.iter_errors(content)] == []
