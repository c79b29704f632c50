"""SARIF of every command that tells its results so, held against the official schema of SARIF 2.1.0.

The schema is that of OASIS as Microsoft's package @microsoft/jest-sarif brings it; `npm ci --prefix .ci` installs it,
and `.ci/run` does that. Without it these tests say that they were skipped.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from handrail.command_line import main
from handrail.outcome import Outcome, State
from handrail.outcomes import of_check
from handrail.sarif import sarif
from model.loader import load_file
from model.modality import Level
from verify.checker import check

TESTS = Path(__file__).parents[1]
KEPT, LIBRARY = ((TESTS / "protocols" / f"{name}.yaml").read_text(encoding="utf-8") for name in ("kept", "library"))
SCHEMA = TESTS.parent / ".ci/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"

Complaints = Callable[[Any], list[str]]


@pytest.fixture(scope="module")
def complaints() -> Complaints:
    """What the official schema says against a document."""
    if not SCHEMA.is_file():
        pytest.skip("the official schema of SARIF is not installed: npm ci --prefix .ci")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert schema["title"].startswith("Static Analysis Results Format (SARIF) Version 2.1.0")

    def said(document: Any) -> list[str]:
        return [f"{list(one.absolute_path)}: {one.message}" for one in Draft4Validator(schema).iter_errors(document)]

    return said


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which one clause was weakened, one protocol went and one has a mistake since the last commit."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.chdir(tmp_path)
    old, new, bad = Path("old.yaml"), Path("new.yaml"), Path("bad.yaml")
    for path, text in ((old, KEPT), (new, KEPT), (Path("library.yaml"), LIBRARY)):
        path.write_text(text, encoding="utf-8")
    who = [word for one in ("name=Board", "email=board@example.org") for word in ("-c", f"user.{one}")]
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "first"]):
        subprocess.run(["git", *words], check=True)
    new.write_text(KEPT.replace("within: 3 working days", "within: 4 working days"), encoding="utf-8")
    bad.write_text(LIBRARY.replace("nation: England", "nation: Narnia"), encoding="utf-8")
    Path("policy.txt").write_text("Readers may complain. So may staff, too.\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("check library.yaml --profile all --text policy.txt", 1),
        ("check {folder}/new.yaml", 0),
        ("check bad.yaml", 2),
        ("diff library.yaml bad.yaml", 2),
        ("diff old.yaml new.yaml", 1),
        ("diff --against git:HEAD new.yaml", 1),
    ],
)
def test_what_each_command_writes_is_valid(folder: Path, complaints: Complaints, words: str, status: int) -> None:
    """Findings, losses, mistakes of a file and nothing at all, with paths from here and whole ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["handrail", *words.format(folder=folder).split(), "--format", "sarif=o.sarif"])
        with pytest.raises(SystemExit) as ended:
            main()
    assert int(ended.value.code or 0) == status
    assert complaints(json.loads(Path("o.sarif").read_text(encoding="utf-8"))) == []


def test_the_schema_would_find_a_fault(complaints: Complaints) -> None:
    """A key too many, a level that is none and a line before the first are told, each at its place."""
    document = json.loads(sarif([Outcome("a", "coverage", "a case", State.BROKEN, "x", "x", file="a", line=1)], "check"))
    assert complaints(document) == []
    (result,) = document["runs"][0]["results"]
    result["levle"], result["level"] = "error", "fatal"
    result["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert len(complaints(document)) == 3


def test_what_a_schema_cannot_say_holds_too(complaints: Complaints) -> None:
    """Ids are told once and names are more than ids, indices lead to the rule, and no level for what is no failure.

    SARIF 2.1.0, 3.49.7 and 3.27.10; whatever words stand in a file, a path is a valid reference.
    """
    told = list(of_check(check(load_file(TESTS / "protocols" / "library.yaml"), profile="all"), Level.GUIDE))
    says = "<script>alert(1)</script> ![x](http://a.b)\n| y %0A\x1b[2J"
    nasty = Outcome(says, "coverage", says, State.BROKEN, says, says, (says,), says, "a:b,c d|.yaml", 3, 4)
    document = json.loads(sarif([*told, nasty, replace(nasty, state=State.ACCEPTED)], "check"))
    assert complaints(document) == []
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({one["id"] for one in rules}) == len(rules)
    assert [one for one in rules if one.get("name", "").lower() == one["id"]] == []
    assert all(one["shortDescription"]["text"] and one["help"]["text"] for one in rules)
    assert run["results"]
    for one in run["results"]:
        assert rules[one["ruleIndex"]]["id"] == one["ruleId"]
        assert (one["kind"] == "fail") == (one["level"] in ("error", "warning", "note"))
        for place in [*one["locations"], *one["relatedLocations"]]:
            assert not set(place["physicalLocation"]["artifactLocation"]["uri"]) & set(' <>"\\^`{|}')
        ids = [place["id"] for place in one["relatedLocations"]]
        assert len(set(ids)) == len(ids)
