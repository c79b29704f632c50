"""The documents of simulate, compare, sweep and replay are what simulation.schema.json says."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import handrail as hr
from handrail.findings import SCHEMA_VERSION, Findings

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "handrail" / "simulation.schema.json").read_text(encoding="utf-8"))
LANE, SCENARIO = (ROOT / "tests" / "simulate" / name for name in ("lane.yaml", "lane-scenario.yaml"))
SMALL: dict[str, Any] = {"years": 0.2, "warm_up": 0, "replications": 2}
EVERYTHING: dict[str, Any] = {"bottlenecks": True, "delays": True, "sensitivity": True, "sobol": ["elasticity"]}
EVERYTHING |= {"points": 2, "claims": ["mean days: at most 3"], "trials": 2}
NOBODY = ("arrivals.complaint.per_year=0", "arrivals.bite.per_year=0")


def simulated() -> Findings:
    """A simulation with every table there is."""
    return hr.simulate(LANE, SCENARIO, draws=1, **SMALL, **EVERYTHING)


def unfed() -> Findings:
    """A simulation in which nothing can be measured."""
    return hr.simulate(LANE, SCENARIO, draws=0, given=NOBODY, **SMALL)


def compared() -> Findings:
    """Two texts, with doubt about the figures."""
    return hr.compare(LANE, LANE, SCENARIO, draws=1, **SMALL)


def swept() -> Findings:
    """Two combinations."""
    return hr.sweep(LANE, ["staff.warden.people=2,3"], SCENARIO, **SMALL)


def replayed(place: Path) -> Findings:
    """Recorded disputes of which one is not lawful."""
    hr.simulate(LANE, SCENARIO, draws=0, **SMALL).write(place)
    visits = place / "visits.csv"
    visits.write_text(visits.read_text(encoding="utf-8").replace(",agree,", ",reply,", 1), encoding="utf-8")
    return hr.replay(LANE, place)


@cache
def document(make: Any, *given: Path) -> dict[str, Any]:
    """The document as another program reads it."""
    made: dict[str, Any] = json.loads(json.dumps(make(*given).to_json(), allow_nan=False))
    return made


def complaints(made: Any) -> list[str]:
    """What the schema says against a document."""
    command = made["command"] if made.get("command") in SCHEMA["$defs"] else "simulate"
    one = Draft202012Validator({**SCHEMA, "oneOf": [{"$ref": f"#/$defs/{command}"}]})  # so that it names the place
    assert one.is_valid(made) == Draft202012Validator(SCHEMA).is_valid(made)
    return [f"{list(it.absolute_path)}: {it.message}" for it in one.iter_errors(made)]


def test_the_schema_is_one() -> None:
    """It is a JSON Schema of the 2020-12 draft, for the version that is printed."""
    Draft202012Validator.check_schema(SCHEMA)
    for command in SCHEMA["properties"]["command"]["enum"]:
        assert SCHEMA["$defs"][command]["properties"]["schema_version"]["const"] == SCHEMA_VERSION


@pytest.mark.parametrize("make", [simulated, unfed, compared, swept])
def test_a_document_keeps_to_the_schema(make: Any) -> None:
    """Nothing is missing and nothing is there that the schema does not describe; without any key it is another."""
    made = document(make)
    assert complaints(made) == []
    for key in made:
        assert complaints({name: value for name, value in made.items() if name != key})
    assert complaints(made | {"more": 1})


def test_the_document_of_a_replay_keeps_to_the_schema(tmp_path: Path) -> None:
    """With the dispute that is not lawful."""
    made = document(replayed, tmp_path / "lane")
    assert complaints(made) == []
    assert len(made["tables"]["faults"]["rows"]) == 1


def test_every_table_that_the_schema_describes_is_made() -> None:
    """A simulation that is asked everything has them all, each with a row."""
    made = document(simulated)
    assert made["tables"].keys() == SCHEMA["$defs"]["simulate"]["properties"]["tables"]["properties"].keys()
    assert all(one["rows"] for one in made["tables"].values())


@pytest.mark.parametrize("make", [simulated, compared])
def test_a_row_that_lacks_a_key_is_refused(make: Any) -> None:
    """In each table, a row without one of its keys, or with another, does not keep to the schema."""
    made = document(make)
    for name, table in made["tables"].items():
        row = table["rows"][0]
        less, more = dict(list(row.items())[1:]), row | {"more": 1}
        for bad in (less, more):
            changed = made | {"tables": made["tables"] | {name: table | {"rows": [bad]}}}
            assert complaints(changed), name
