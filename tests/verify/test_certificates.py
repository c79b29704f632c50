"""Every proved bound is certified and accepted; whatever is changed in a certificate is noticed."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import protocols as built_in
from model.loader import load_file, load_text
from model.modality import Level
from model.protocol import Protocol
from model.time_span import TimeSpan
from tests.verify.agreement import spread
from tests.verify.strategies import protocols
from verify.certificate import PROPERTIES, certificate, provable
from verify.certificate_form import MILESTONES, NO_DEAD_END, Unreadable, fingerprint, header, read
from verify.checker import Report, check
from verify.explorer import Explorer
from verify.proving import prove
from verify.recheck import recheck
from verify.verdict import Word

TESTS = Path(__file__).parent.parent
ROOT = TESTS.parent
LIBRARY = TESTS / "protocols" / "library.yaml"
NAMES = [*built_in.names(), "library", "dated library"]
MANY = settings(max_examples=120, suppress_health_check=list(HealthCheck))
RANDOM = settings(max_examples=25, suppress_health_check=list(HealthCheck))
JUNK: tuple[Any, ...] = (None, 0, 7, -3, 10**30, True, "", "junk", "now", [], ["junk"], [[0]], {}, {"junk": "junk"})

Path_ = tuple[str | int, ...]


@cache
def protocol(name: str) -> Protocol:
    """A built-in protocol, or the library of the tests, once as it is and once with a date for the decision."""
    if name == "dated library":
        text = LIBRARY.read_text(encoding="utf-8").replace("words: without undue delay", "within: 7 working days")
        return load_text(text)
    return load_file(LIBRARY if name == "library" else built_in.path(name))


@cache
def report(name: str, silent: str | None = None) -> Report:
    """What a check finds out about it, so far as it can be certified."""
    return check(protocol(name), silent_role=silent, properties=PROPERTIES)


@cache
def _made(name: str, silent: str | None = None) -> str:
    return json.dumps(certificate(report(name, silent)))


def made(name: str, silent: str | None = None) -> dict[str, Any]:
    """Its certificate, as a reader of the file gets it."""
    return dict(json.loads(_made(name, silent)))


POOL = [("library", None), ("dated library", None), ("library", "librarian"), ("bolton", None), ("rotherham-challenge", None)]


@cache
def pool() -> list[tuple[str, dict[str, Any]]]:
    """Claims to tamper with: bounds and dead ends, with caps, readings, cases and a silent role."""
    found = [(name, one) for name, silent in POOL for one in made(name, silent)["claims"]]
    assert {one["property"] for _, one in found} >= {"receipt-bounded", "decision-bounded", NO_DEAD_END}
    assert any(one["silent_role"] for _, one in found)
    return found


claims = st.integers(0, len(pool()) - 1).map(lambda place: deepcopy(pool()[place]))


def reason(name: str | Protocol, claim: dict[str, Any]) -> str:
    """Why the checker rejects one claim about a protocol; "" when it accepts it."""
    about = protocol(name) if isinstance(name, str) else name
    (said,) = recheck({**header(about), "claims": [claim]}, about)
    return said


def is_true(about: Protocol, claim: dict[str, Any]) -> bool:
    """Whether the walk bears out what a claim says, whatever its proof."""
    case = tuple(claim["case"].items()) + tuple(claim["readings"].items())
    timed = claim["property"] != NO_DEAD_END
    states = {"timed": MILESTONES[claim["property"]](about)} if timed else {}
    ends = Explorer(about, Level(claim["level"]), states, claim["silent_role"], given=case).explore().ends
    if any(end.stalled and "timed" not in end.reached for end in ends):
        return False
    times = [end.longest["timed"] for end in ends if "timed" in end.longest]
    return max(times, default=None) == claim["bound"]


# -- everything proved is certified ----------------------------------------------------------------------------


def test_every_finite_bound_is_certified_and_accepted() -> None:
    """All bounds and all "no dead end" of the six and of the library: each has a claim, and each is accepted."""
    counted: Counter[str] = Counter()
    for name in NAMES:
        found = made(name)
        said = {
            (one["property"], one["level"], *map(json.dumps, (one["case"], one["readings"], one["bound"])))
            for one in found["claims"]
        }
        for result in report(name).results:
            held = [((), result.bound)] if result.verdict is Word.PROVED else []
            held += [(one.readings, one.bound) for one in result.holds_under]
            for readings, bound in held:
                if bound is not None or result.property == NO_DEAD_END:
                    key = (result.property, result.level.value)
                    assert (*key, *map(json.dumps, (dict(result.case), dict(readings), bound))) in said
                    counted["bounds" if bound is not None else "no dead end"] += 1
        reasons = recheck(found, protocol(name))
        counted["accepted"] += reasons.count("")
        counted["dated"] += sum(1 for one in found["claims"] if one["witness"] and one["witness"]["raised_on"])
        assert [one for one in reasons if one] == [], name
    told = f"certified {dict(counted)}"
    assert counted["accepted"] == counted["bounds"] + counted["no dead end"], told
    assert counted["dated"] == counted["bounds"] >= 90, told


@RANDOM
@given(about=protocols(), silent=st.sampled_from((None, None, "raiser", "other")))
def test_every_bound_of_random_protocols_is_certified_and_accepted(about: Protocol, silent: str | None) -> None:
    """Law: what both engines prove, the checker accepts."""
    found = check(about, silent_role=silent, properties=PROPERTIES)
    written = json.loads(json.dumps(certificate(found)))
    assert len(written["claims"]) == len(list(provable(found)))
    assert [one for one in recheck(written, about) if one] == []


@RANDOM
@given(about=protocols(), level=st.sampled_from(Level), silent=st.sampled_from((None, "raiser", "other")))
def test_no_false_claim_is_accepted(about: Protocol, level: Level, silent: str | None) -> None:
    """Law: with all that the walk found in hand, "no dead end" is accepted exactly when there is none."""
    claim = json.loads(json.dumps(prove(about, NO_DEAD_END, level, silent, (), (), None)))
    assert (reason(about, claim) == "") == is_true(about, claim)


def test_a_certificate_is_the_same_every_time() -> None:
    """Making it twice gives the same bytes."""
    assert json.dumps(certificate(check(protocol("library"), properties=PROPERTIES))) == _made("library")


# -- tampering -------------------------------------------------------------------------------------------------


@MANY
@given(about=claims, data=st.data())
def test_a_changed_number_of_a_node_is_rejected(about: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    """Law: any number of any node, made larger, smaller or infinite, or infinite made finite.

    But where the dispute has ended and no bound is claimed, a larger number only says less: nothing rests on it.
    """
    name, claim = about
    node = data.draw(st.sampled_from(claim["nodes"]))
    most = node["most"]
    row = data.draw(st.sampled_from(most))
    place = data.draw(st.integers(0, len(row) - 1))
    changed = data.draw(st.one_of(st.none(), st.integers(-30, 60), st.integers(-(10**9), 10**9)))
    assume(changed != row[place])
    larger = row[place] is not None and (changed is None or changed > row[place])
    assume(not (larger and claim["bound"] is None and protocol(name).state[node["state"]].final))
    row[place] = changed
    assert reason(name, claim)


def test_every_node_is_needed() -> None:
    """Each node of the pool (twenty of a long proof), dropped by itself, is missed; so is each witness."""
    missed = 0
    for name, whole in pool():
        for place in spread(range(len(whole["nodes"])), 20):
            nodes = whole["nodes"][:place] + whole["nodes"][place + 1 :]
            assert reason(name, {**whole, "nodes": nodes}), (name, place)
            missed += 1
        if whole["witness"] is not None:
            assert reason(name, {**whole, "witness": None})
    assert missed > 300


@MANY
@given(about=claims, data=st.data())
def test_a_foreign_node_is_rejected(about: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    """Law: a node that no move makes has no place in a proof, even where it does no harm."""
    name, claim = about
    node = deepcopy(data.draw(st.sampled_from(claim["nodes"])))
    node["most"][0][-1] = 999
    assert reason(name, {**claim, "nodes": [*claim["nodes"], node]})


@MANY
@given(about=claims, data=st.data())
def test_another_place_of_a_node_is_rejected(about: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    """Law: another state, silence, answer, choice or event, or an ended cap more or less."""
    name, claim = about
    node = data.draw(st.sampled_from(claim["nodes"]))
    caps = [one.id for one in protocol(name).limits]
    match data.draw(st.sampled_from(("state", "silent", "ended", "changed", "choices", "events"))):
        case "state":
            other = data.draw(st.sampled_from(sorted(protocol(name).state)))
            assume(other != node["state"])
            node["state"] = other
        case "silent":
            node["silent"] = not node["silent"]
        case "ended":
            node["ended"] = sorted(set(node["ended"]) ^ {data.draw(st.sampled_from(caps))})
        case "changed":
            node["changed"]["junk"] = "junk"
        case "choices":
            domains = protocol(name).domains
            choice = data.draw(st.sampled_from(sorted(domains)))
            assume(choice not in {**claim["case"], **claim["readings"]})
            answer = data.draw(st.sampled_from(domains[choice]))
            assume(node["choices"].get(choice) != answer)
            node["choices"][choice] = answer
        case "events":
            place = data.draw(st.integers(0, len(node["events"]) - 1))
            node["events"][place] = ["junk"]
    assert reason(name, claim)


@MANY
@given(about=claims, data=st.data())
def test_another_head_of_a_claim_is_rejected(about: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    """Law: another guarantee, level, case, reading, silent role or bound is rejected when it makes the claim false."""
    name, claim = about
    here = protocol(name)
    facts = {one.id: one.answers for one in here.facts if one.at_start is None}
    readings = {one.id: one.names for one in here.all_readings}
    before = deepcopy(claim)
    kind = data.draw(st.sampled_from(("property", "level", "silent_role", "bound", "case", "readings", "drop")))
    match kind:
        case "property":
            claim["property"] = data.draw(st.sampled_from([*MILESTONES, NO_DEAD_END]))
        case "level":
            claim["level"] = data.draw(st.sampled_from(list(Level))).value
        case "silent_role":
            claim["silent_role"] = data.draw(st.sampled_from((None, *here.role)))
        case "bound":
            claim["bound"] = data.draw(st.one_of(st.none(), st.integers(-5, 100)))
        case "drop":
            given = data.draw(st.sampled_from(("case", "readings")))
            assume(claim[given])
            claim[given].popitem()
        case _:
            domains = facts if kind == "case" else readings
            assume(domains)
            choice = data.draw(st.sampled_from(sorted(domains)))
            claim[kind][choice] = data.draw(st.sampled_from(domains[choice]))
    assume(claim != before)
    if kind == "bound" or not is_true(here, claim):
        assert reason(name, claim)


@MANY
@given(data=st.data())
def test_another_course_of_the_witness_is_rejected(data: st.DataObject) -> None:
    """Law: a step left out or told twice, and any other length of time between the raising and the end."""
    name = "dated library"
    claim = data.draw(st.sampled_from([one for one in made(name)["claims"] if one["property"] == "decision-bounded"]))
    steps = claim["witness"]["steps"]
    place = data.draw(st.integers(0, len(steps) - 1))
    match data.draw(st.sampled_from(("wait", "drop", "twice"))):
        case "wait":
            steps[place][1] += data.draw(st.integers(1, 30)) * data.draw(st.sampled_from((1, -1)))
        case "drop":
            del steps[place]
        case "twice":
            steps.insert(place, deepcopy(steps[place]))
    assert reason(name, claim)


def leaves(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The paths of all values within a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield (*path, key)
        yield from leaves(part, (*path, key))


@MANY
@given(about=claims, junk=st.sampled_from(JUNK), data=st.data())
def test_junk_anywhere_is_rejected_without_a_crash(
    about: tuple[str, dict[str, Any]], junk: Any, data: st.DataObject
) -> None:
    """Law: a value of another kind, anywhere in a claim, never passes (a day for the dated case may be left out)."""
    name, claim = about
    path = data.draw(st.sampled_from(list(leaves(claim))))
    assume(path[-1] != "raised_on" and not (path[0] == "witness" and path[-1] == 1))
    holder: Any = claim
    for key in path[:-1]:
        holder = holder[key]
    assume(holder[path[-1]] != junk and not (holder[path[-1]] == [] and junk == {}))
    assume(not (path[-1] == "choices" and len(path) == 3 and junk == {}))  # fewer choices can be a wider proof
    holder[path[-1]] = junk
    assert reason(name, claim)


@pytest.mark.parametrize("missing", ["property", "level", "silent_role", "case", "readings", "bound", "nodes", "witness"])
def test_a_claim_with_a_part_missing_is_rejected(missing: str) -> None:
    """No part of a claim has a value by default, and there is none besides."""
    name, claim = deepcopy(pool()[0])
    assert not reason(name, claim)
    assert reason(name, {**claim, "besides": 1})
    del claim[missing]
    assert reason(name, claim)


# -- another protocol, another version, a part of a file --------------------------------------------------------


def test_each_protocol_refuses_the_certificate_of_another() -> None:
    """No certificate can be checked against any protocol but its own."""
    for name in NAMES:
        for other in NAMES:
            if name != other:
                with pytest.raises(Unreadable):
                    recheck(made(name), protocol(other))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("schema_version", 2),
        ("schema_version", True),
        ("tool", {"name": "handrail", "version": "0.0.1"}),
        ("protocol", {"id": "library", "sha256": "0" * 64}),
        ("protocol", {"id": "london", "sha256": fingerprint(protocol("library"))}),
        ("calendar_edition", "holidays 0.1"),
        ("besides", 1),
    ],
)
def test_another_version_is_refused(key: str, value: object) -> None:
    """Another form, version, protocol or calendar is refused as a whole: nothing is said of the claims."""
    with pytest.raises(Unreadable):
        recheck({**made("library"), key: value}, protocol("library"))


def test_any_change_of_content_changes_the_fingerprint() -> None:
    """Every text, number and order counts; the place in the file does not."""
    here = protocol("library")
    changed = [
        replace(here, title="Another"),
        replace(here, limits=here.limits[::-1]),
        replace(here, limits=(replace(here.limits[0], at_most=TimeSpan(6, "working day")), *here.limits[1:])),
        replace(here, clauses=(replace(here.clauses[0], says="another"), *here.clauses[1:])),
    ]
    assert len({fingerprint(one) for one in (here, *changed)}) == len(changed) + 1
    assert fingerprint(replace(here, file="elsewhere.yaml")) == fingerprint(here)


def test_a_forged_fingerprint_does_not_carry_a_proof_over() -> None:
    """Limits a day longer, under a header made to fit: every claim that rests on them is rejected."""
    here = protocol("library")
    rejected = 0
    for place, limit in enumerate(here.limits):
        if limit.at_most is None:
            continue
        longer = replace(limit, at_most=TimeSpan(limit.at_most.amount + 1, limit.at_most.unit))
        other = replace(here, limits=(*here.limits[:place], longer, *here.limits[place + 1 :]))
        for claim in made("library")["claims"]:
            if not is_true(other, claim):
                assert reason(other, claim)
                rejected += 1
    assert rejected > 5


@given(st.floats(0, 1, exclude_max=True))
def test_a_truncated_certificate_is_refused(share: float) -> None:
    """However much of the end is missing."""
    text = _made("library")
    with pytest.raises(Unreadable):
        read(text[: int(share * len(text))])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"protocol": {"id": "library"}, "claims": []}',
        '{"protocol": {"id": "library"}, "claims": [1]}',
        '{"protocol": {"id": 1}, "claims": [{}]}',
        '{"protocol": {"id": "library"}, "claims": [{"bound": 1.5}]}',
        '{"protocol": {"id": "library"}, "claims": [{"bound": NaN}]}',
        '{"protocol": {"id": "library"}, "claims": [{"bound": 1e999}]}',
        '{"protocol": {"id": "library"}, "claims": [{"bound": 1, "bound": 2}]}',
        "[" * 100_000,
        "handrail: 1\nprotocol: library\n",
    ],
)
def test_what_is_no_certificate_is_refused(text: str) -> None:
    """No JSON, no claim, a number that is not whole, or a name that stands twice."""
    with pytest.raises(Unreadable):
        read(text)


# -- the checker itself ------------------------------------------------------------------------------------------


def test_the_checker_knows_no_engine() -> None:
    """Importing it loads neither the solver nor any file of `verify` but itself, the reader, and the few it trusts."""
    code = "import verify.recheck, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {one for one in loaded if one.startswith("verify.")} == {
        f"verify.{one}" for one in ("recheck", "certificate_form", "days", "leaving", "readings")
    }
    assert not loaded & {"z3", "numpy", "networkx", "simulate", "handrail"}


def test_the_checker_is_small() -> None:
    """Under 150 lines, so that it can be read whole."""
    assert len((ROOT / "verify" / "recheck.py").read_text(encoding="utf-8").splitlines()) < 150


def test_infinity_is_null() -> None:
    """Where nothing bounds two events, the file says null, and no other word for infinity."""
    cells = [cell for _, one in pool() for node in one["nodes"] for row in node["most"] for cell in row]
    assert None in cells
    assert all(cell is None or abs(cell) < inf for cell in cells)
