"""The document of `handrail check --json`: its schema, that it holds everything, and that it never changes."""

import json
import os
import re
import subprocess
import sys
from copy import deepcopy
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import protocols
from handrail import check_json
from handrail.loading import load
from handrail.stepping import step_script
from model.calendar import Nation
from model.modality import Level
from model.protocol import Protocol
from model.trace import EVENT_KEYS, KEYS
from verify.checker import check
from verify.properties.catalogue import ALL
from verify.study import MILESTONES
from verify.verdict import Word

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
SCHEMA = json.loads((ROOT / "handrail" / "result.schema.json").read_text(encoding="utf-8"))
PARTS = SCHEMA["$defs"]
LIBRARY = TESTS / "protocols" / "library.yaml"
FEATURES = sorted(path.stem for path in (TESTS / "features").glob("*.yaml"))


@cache
def checked(path: Path, silent_role: str | None = None) -> tuple[Protocol, dict[str, Any]]:
    """A protocol and the document of its check, as another program reads it."""
    protocol = load(path)
    document = check_json.document([check(protocol, silent_role=silent_role)])
    return protocol, json.loads(json.dumps(document))


def results(path: Path, silent_role: str | None = None) -> list[dict[str, Any]]:
    """The results of a check."""
    found: list[dict[str, Any]] = checked(path, silent_role)[1]["protocols"][0]["results"]
    return found


def complaints(document: Any) -> list[str]:
    """What the schema says against a document."""
    return [f"{list(one.absolute_path)}: {one.message}" for one in Draft202012Validator(SCHEMA).iter_errors(document)]


BUILT_IN = [protocols.path(name) for name in protocols.names()]
SEVERAL = [*BUILT_IN, LIBRARY]


# -- the schema ------------------------------------------------------------------------------------------------


def test_the_schema_is_one() -> None:
    """The published schema is a JSON Schema of the 2020-12 draft."""
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_lists_the_words_that_there_are() -> None:
    """Verdicts, levels, milestones, nations and keys of a trace are those of the program; ids have their form."""
    result = PARTS["result"]["properties"]
    assert SCHEMA["properties"]["schema_version"]["const"] == check_json.SCHEMA_VERSION
    assert [one.id for one in ALL if not re.search(result["property"]["pattern"], one.id)] == []
    assert result["verdict"]["enum"] == [one.value for one in Word]
    assert result["milestone"]["enum"] == [*MILESTONES, None]
    assert PARTS["level"]["enum"] == [one.value for one in Level]
    assert PARTS["protocol"]["properties"]["nation"]["enum"] == [one.value for one in Nation]
    assert tuple(PARTS["trace"]["properties"]) == KEYS
    events = PARTS["trace"]["properties"]["events"]["items"]["oneOf"]
    assert tuple(key for one in events for key in one["properties"]) == EVENT_KEYS


def test_every_part_of_the_schema_is_explained_and_closed() -> None:
    """Each object says what it is and allows no further keys, so that a misspelt key is found."""
    for part in (SCHEMA, *PARTS.values()):
        if "properties" in part:
            assert part["description"]
            assert part["additionalProperties"] is False


@pytest.mark.parametrize("path", SEVERAL, ids=lambda one: one.stem)
def test_every_protocol_gives_a_valid_document(path: Path) -> None:
    """The built-in protocols and the library."""
    assert complaints(checked(path)[1]) == []


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_gives_a_valid_document(feature: str) -> None:
    """Also what is not proved yet."""
    assert complaints(checked(TESTS / "features" / f"{feature}.yaml")[1]) == []


@pytest.mark.parametrize("role", ["librarian", "head librarian", "trustees"])
def test_a_silent_role_gives_a_valid_document(role: str) -> None:
    """Results that turn on answers say who is silent, and a trace in which somebody falls silent is valid too."""
    assert complaints(checked(LIBRARY, role)[1]) == []
    answers = [one for one in results(LIBRARY, role) if one["property"] in ("decision-bounded", "no-dead-end")]
    assert {one["silent_role"] for one in answers} == {role}
    assert {one["silent_role"] for one in results(LIBRARY, role)} <= {None, role}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("verdict", "probably"),
        ("property", "decision bounded"),
        ("binding_level", "may"),
        ("readings", "some"),
        ("bound_working_days", -1),
        ("bound_working_days", 1.5),
        ("calendar_days_max_start", "18 December 2026"),
        ("case_story", {"steps": []}),
        ("note", ""),
        ("extra", 1),
    ],
)
def test_the_schema_refuses_what_is_wrong(key: str, value: object) -> None:
    """A wrong value of any key is found."""
    document = deepcopy(checked(LIBRARY)[1])
    document["protocols"][0]["results"][0][key] = value
    assert complaints(document) != []


def test_the_schema_refuses_a_missing_key() -> None:
    """Every key of a result is always there, with null where there is nothing to say."""
    for key in PARTS["result"]["properties"]:
        document = deepcopy(checked(LIBRARY)[1])
        del document["protocols"][0]["results"][0][key]
        assert complaints(document) != []


# -- what is in it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SEVERAL, ids=lambda one: one.stem)
def test_every_guarantee_is_told_at_every_level(path: Path) -> None:
    """All four levels for each guarantee; the one with a target only where the file states one."""
    protocol, _ = checked(path)
    usual = [one for one in ALL if one.profile == "correctness"]
    expected = {one.id for one in usual if one.id != "within-target" or protocol.target}
    told = {(one["property"], one["binding_level"]) for one in results(path)}
    assert told == {(name, level.value) for name in expected for level in Level}


@pytest.mark.parametrize("path", SEVERAL, ids=lambda one: one.stem)
def test_both_milestones_are_told(path: Path) -> None:
    """Reaching the last word and being decided are told apart."""
    assert {(one["property"], one["milestone"]) for one in results(path) if one["property"].endswith("-bounded")} == {
        ("receipt-bounded", "receipt"),
        ("decision-bounded", "decision"),
    }


@pytest.mark.parametrize("path", SEVERAL, ids=lambda one: one.stem)
def test_nobody_is_silent_unless_asked(path: Path) -> None:
    """`silent_role` is null in an ordinary check."""
    assert {one["silent_role"] for one in results(path)} == {None}


@pytest.mark.parametrize("path", SEVERAL, ids=lambda one: one.stem)
def test_names_in_the_document_are_names_in_the_file(path: Path) -> None:
    """Clauses, readings with their choices and case facts with their answers all come from the file."""
    protocol, _ = checked(path)
    for one in results(path):
        assert set(one["clauses"]) <= set(protocol.clause)
        assert all(set(cause["clauses"]) <= set(protocol.clause) for cause in one["causes"])
        holdings = [] if one["readings"] == "all" else [it["choices"] for it in one["readings"]]
        for choices in (one["case_class"], *holdings):
            assert all(value in protocol.domains[name] for name, value in choices.items())


@pytest.mark.parametrize("path", SEVERAL, ids=lambda one: one.stem)
def test_the_bound_is_the_longest_of_the_readings_in_which_it_holds(path: Path) -> None:
    """Where it depends on the reading, the one number is the worst of those listed."""
    for one in results(path):
        if one["readings"] != "all" and one["bound_working_days"] is not None:
            bounds = [it["bound_working_days"] for it in one["readings"]]
            assert one["bound_working_days"] == max(bounds)
            assert one["bound_working_days_kindest_reading"] <= min(bounds)


@pytest.mark.parametrize("path", SEVERAL, ids=lambda one: one.stem)
def test_calendar_days_hold_the_working_days(path: Path) -> None:
    """A bound is never shorter in the calendar than in working days, and the best start no worse than the worst."""
    for one in results(path):
        if one["calendar_days_min"] is not None:
            assert one["bound_working_days"] <= one["calendar_days_min"] <= one["calendar_days_max"]


@pytest.mark.parametrize("silent_role", [None, "head librarian"])
@pytest.mark.parametrize("path", SEVERAL, ids=lambda one: one.stem)
def test_every_trace_replays(path: Path, silent_role: str | None) -> None:
    """A case story's trace, read back, runs on the machine with no rule broken and on the days told."""
    if silent_role is not None and path != LIBRARY:
        pytest.skip("another protocol has other roles")
    protocol, _ = checked(path)
    stories = [(one, one["case_story"]) for one in results(path, silent_role) if one["case_story"]]
    assert stories
    for one, story in stories:
        trace = story["trace"]
        assert (trace["protocol"], trace.get("silent_role")) == (protocol.id, silent_role)
        for level in {trace["level"], one["binding_level"]}:  # levels at which the same rules bind share a story
            went = step_script(protocol, json.dumps(trace | {"level": level})).dispute
            assert went.breaches == ()
            assert {day.isoformat() for _, day in went.dates} <= {step["on"] for step in story["steps"]}


@pytest.mark.parametrize("path", SEVERAL, ids=lambda one: one.stem)
def test_a_story_goes_forward(path: Path) -> None:
    """The dates of a story never go back, and neither do its working days."""
    for one in results(path):
        if one["case_story"]:
            steps = one["case_story"]["steps"]
            days = [step["working_day"] for step in steps if step["working_day"] is not None]
            assert [step["on"] for step in steps] == sorted(step["on"] for step in steps)
            assert days == sorted(days)


@pytest.mark.parametrize("path", SEVERAL, ids=lambda one: one.stem)
def test_every_clause_is_encoded_left_out_or_named(path: Path) -> None:
    """The three numbers of the coverage add up."""
    counts = checked(path)[1]["protocols"][0]["coverage"]
    assert counts["clauses"] == counts["encoded"] + counts["left_out"] + len(counts["unaccounted"])


def test_what_is_broken_has_a_reason() -> None:
    """A broken guarantee of a built-in protocol names at least one cause, and a cause says why."""
    broken = [one for path in BUILT_IN for one in results(path) if Word(one["verdict"]).broken]
    assert broken
    assert [one for one in broken if not one["causes"] and one["note"] is None] == []


def test_an_undecided_guarantee_claims_nothing() -> None:
    """No bound, no reading and no case where nothing is covered, but a note that says why."""
    for one in results(TESTS / "features" / "repeat-until.yaml"):
        if one["verdict"] == Word.UNDECIDED:
            assert (one["bound_working_days"], one["readings"], one["case_story"]) == (None, [], None)
            assert one["note"].startswith("not yet covered")


# -- the same every time -------------------------------------------------------------------------------------


def printed(*asked: str, code: int = 0, **settings: str) -> bytes:
    """What the program prints as JSON, with these settings of the environment."""
    command = [sys.executable, "-m", "handrail", *asked, "--json"]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=os.environ | settings, check=False)
    assert (done.returncode, done.stderr) == (code, b"")
    return done.stdout


both = partial(printed, "check", "wiltshire", str(LIBRARY), code=1)
"""What a check of two protocols prints."""


def test_the_bytes_are_the_same_every_time() -> None:
    """Neither the order of sets, nor the time zone, nor the language, nor a second run changes a byte."""
    first = both(PYTHONHASHSEED="1", TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8")
    assert first == both(PYTHONHASHSEED="1", TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8")
    assert first == both(PYTHONHASHSEED="2", TZ="America/Los_Angeles", LC_ALL="C", COLUMNS="40", NO_COLOR="1")
    assert first.endswith(b"}\n")
    assert b"\r" not in first


def test_a_proof_ends_after_as_many_steps_every_time() -> None:
    """Where the time of a proof runs out it does so at one point: what is undecided of one protocol stays so."""
    asked = ("explain", "wiltshire", "decision-bounded", "--solver-seconds", "0.002")
    first, second = (printed(*asked, code=4, PYTHONHASHSEED=seed) for seed in "01")
    assert first == second
    verdicts = {one["verdict"] for one in json.loads(first)["protocols"][0]["results"]}
    assert verdicts > {Word.UNDECIDED.value}


def test_the_rounds_of_a_dispute_are_told_in_one_order() -> None:
    """The ways round that nothing counts: found in another order with each of these hashes, and told in one."""
    calls = str(TESTS / "protocols" / "machine" / "calls.yaml")
    first, second = (printed("explain", calls, "cycles-bounded", PYTHONHASHSEED=seed) for seed in "01")
    assert first == second


def test_what_was_checked_before_changes_nothing() -> None:
    """The third check of a protocol in one process is told as the first; which states are come to is one question."""
    protocol = load(TESTS / "features" / "clock-from-named-event.yaml")
    told = [check_json.document([check(protocol, properties=("reachable",))]) for _ in range(4)]
    assert [one["protocols"][0]["solver_questions"] for one in told] == [1, 1, 1, 1]
    assert all(one == told[0] for one in told)


def test_protocols_checked_together_are_checked_as_alone() -> None:
    """Two protocols in one document each stand there as in a document of their own."""
    together = json.loads(both())
    assert [one["id"] for one in together["protocols"]] == ["wiltshire", "library"]
    assert together["protocols"][1] == checked(LIBRARY)[1]["protocols"][0]
    assert complaints(together) == []
