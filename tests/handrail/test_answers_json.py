"""`--json` of `list`, `show`, `silence`, `calendar`, `dates`, `source` and `doctor`: every key is described, and none is missing."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from jsonschema import Draft202012Validator

from handrail import output
from handrail.beginning import template
from handrail.command_line import main
from handrail.loading import load_all
from handrail.tables import listing
from model.fidelity import Standing
from model.modality import Level
from verify.encoding import Encoding, Undecided
from verify.silence import Effect

TESTS = Path(__file__).parents[1]
SCHEMA = json.loads((TESTS.parent / "handrail" / "answers.schema.json").read_text(encoding="utf-8"))
LIBRARY, KEPT = (str(TESTS / "protocols" / f"{name}.yaml") for name in ("library", "kept"))
TEXT = "1.1 A reader may complain in writing.\n\n2.1 The two will talk within five working days.\n\nAll must be told.\n"
HOLIDAYS = TESTS.parent / "model" / "calendars" / "england-and-wales.csv"

Told = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs a command with --json in a folder of its own; its status and its document, which is as the schema says."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.chdir(tmp_path)
    Path("text.txt").write_text(TEXT, encoding="utf-8")
    Path("newer.txt").write_text(TEXT.replace("told.", "told.\n\nNobody should wait."), encoding="utf-8")
    Path("later.csv").write_text(HOLIDAYS.read_text(encoding="utf-8").replace("2026-12-25", "2026-12-24"), encoding="utf-8")

    def ran(*words: str) -> tuple[int, dict[str, Any]]:
        monkeypatch.setattr(sys, "argv", ["handrail", *words, "--json"])
        with pytest.raises(SystemExit) as ended:
            main()
        document = json.loads(capsys.readouterr().out)
        assert [one.message for one in Draft202012Validator(SCHEMA).iter_errors(document)] == []
        assert document["command"] == words[0]
        return int(ended.value.code or 0), document

    return ran


def parts(schema: Any) -> list[dict[str, Any]]:
    """Every object that a schema describes, at any depth."""
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    found = [one for part in inner for one in parts(part)]
    return [*found, schema] if isinstance(schema, dict) and isinstance(schema.get("properties"), dict) else found


def test_every_key_is_described() -> None:
    """Each object is closed and asks for all its keys; each key says what it is, here or where it points to."""
    Draft202012Validator.check_schema(SCHEMA)
    assert len(parts(SCHEMA)) > 8
    for one in parts(SCHEMA):
        assert one["description"]
        assert (one["additionalProperties"], one["required"]) == (False, list(one["properties"]))
        assert all({"description", "$ref", "anyOf"} & key.keys() for key in one["properties"].values())
    (source,) = (one for one in parts(SCHEMA) if "standing" in one["properties"])
    assert source["properties"]["standing"]["enum"] == [one.value for one in Standing]
    levels = SCHEMA["$defs"]["dates"]["properties"]["binding_level"]["enum"]
    assert levels == [one.value for one in Level]
    assert SCHEMA["$defs"]["dates"]["properties"]["schema_version"]["const"] == output.SCHEMA_VERSION


def test_the_protocols_that_there_are(told: Told) -> None:
    """The same rows as on the page, with numbers where there are numbers."""
    status, made = told("list")
    assert status == 0
    assert [tuple(map(str, one.values())) for one in made["protocols"]] == list(listing(load_all()).rows)


def test_a_protocol_in_tables(told: Told) -> None:
    """Every table of the page, as wide in each row as its columns; with the clauses, asked for or not."""
    status, made = told("show", LIBRARY)
    assert (status, made["about"]["Target"]) == (0, "20 working days")
    assert [one["title"] for one in made["tables"]][::10] == ["People", "Clauses"]
    assert all(len(row) == len(one["columns"]) for one in made["tables"] for row in one["rows"])
    (limits,) = (one for one in made["tables"] if one["title"] == "Time limits")
    assert limits["rows"][0][:2] == ["five days to talk", "5 working days"]


def test_who_can_stop_a_dispute_by_silence(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each effect that silence can have, also where nothing could be found out."""
    status, made = told("silence", KEPT)
    assert (status, made["undecided"]) == (0, None)
    effects = SCHEMA["$defs"]["silence"]["properties"]["silences"]["items"]["properties"]["effect"]["enum"]
    assert effects == [one.value for one in Effect]
    monkeypatch.setattr(Encoding, "_check", Mock(side_effect=Undecided))  # time runs out at once
    assert told("silence", KEPT)[0] == 4


def test_the_worst_and_best_days(told: Told) -> None:
    """One row for each bound and nation, and the stretches that another edition changes."""
    status, made = told("calendar", KEPT, "--against", "later.csv")
    assert status == 0
    assert {one["nation"] for one in made["bounds"]} == {"England", "Wales", "Scotland", "Northern Ireland"}
    assert made["compared_edition"]
    assert made["changed"]
    assert told("calendar", KEPT)[1]["changed"] == []


def test_the_dates_of_a_case(told: Told) -> None:
    """What has a date comes first, in order; the facts of the case and the edition stand beside it."""
    status, made = told("dates", KEPT, "--raised", "2026-12-18")
    assert (status, made["raised"]) == (0, "2026-12-18")
    (case,) = made["cases"]
    assert [one["on"] for one in case["dates"] if one["on"]] == ["2026-12-23", "2026-12-24"]


def test_the_dates_of_every_kind_of_case(told: Told) -> None:
    """Where facts are left open there is an entry for each kind, the same as when it is asked about alone."""
    asked = ("dates", "dyfed-powys", "--raised", "2026-12-18")
    cases = told(*asked)[1]["cases"]
    kinds = [one["case"]["kind"] for one in cases]
    assert len(set(kinds)) == 3
    assert cases == [told(*asked, "--fact", f"kind={one}")[1]["cases"][0] for one in kinds]


def test_a_protocol_and_its_text(told: Told) -> None:
    """A sentence of no clause is told by its first words, as on the page, with status 1; so is one that is new."""
    status, made = told("source", LIBRARY, "--text", "text.txt", "--newer", "newer.txt")
    assert (status, made["whole"]) == (1, False)
    assert [one["begins"] for one in made["sentences_of_no_clause"]] == ["all must be told."]
    assert [one["begins"] for one in made["newer"]["added"]] == ["nobody should wait."]
    assert all(len(one["sentence"]["begins"].split()) <= 9 for one in made["clauses"] if one["sentence"])
    assert told("source", LIBRARY, "--text", "text.txt")[1]["newer"] is None


def test_the_doctor(told: Told) -> None:
    """Each thing that was looked at, and whether all is well; the status says the same."""
    Path("ours.yaml").write_text(template("ours"), encoding="utf-8")
    status, made = told("doctor")
    assert (status, made["good"]) == (0, all(one["good"] for one in made["findings"]))
    assert any("1 protocol files here" in one["what"] for one in made["findings"])
