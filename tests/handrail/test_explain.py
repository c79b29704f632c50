"""`handrail explain` and `handrail silence` as people, programs and notebooks meet them."""

import json
from pathlib import Path
from unittest.mock import Mock

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

import handrail as hr
from handrail.command_line import app
from verify.encoding import Encoding, Undecided

ROOT = Path(__file__).parents[2]
LIBRARY = str(ROOT / "tests" / "protocols" / "library.yaml")
LOOP = str(ROOT / "tests" / "features" / "return-to-earlier-stage.yaml")
SCHEMA = json.loads((ROOT / "handrail" / "result.schema.json").read_text(encoding="utf-8"))


def said(*arguments: str) -> tuple[int, str]:
    """The status of a command and what it prints, each run of blanks as one."""
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, " ".join(done.output.split())


def test_what_adds_up_is_told_with_its_clauses() -> None:
    """The sum of the limits, what can be longer, and the clauses that carry the bound."""
    status, out = said("explain", LIBRARY, "receipt-bounded")
    assert status == 0
    assert (
        "5 for “five days to talk” (clause 2.1) + 10 for “ten days from the talk” (clause 2.2) = 15 working days" in out
    )
    assert "up to 5 working days longer: “ten days from the complaint” (10 working days, clause 2.2)" in out
    assert "Clauses 2.1, 2.2 and 2.3. With these clauses alone it still holds" in out
    assert "The set is minimal" in out
    assert "smallest" not in out


def test_the_days_of_a_file_are_told_with_their_reach() -> None:
    """What is proved of school days is proved for those that the file lists, and says so."""
    _, out = said("explain", str(ROOT / "tests" / "features" / "own-calendar.yaml"), "receipt-bounded")
    assert "School days are known from Wed 2 Sep 2026 to Fri 12 Feb 2027, as the file lists them" in out
    assert "nothing is claimed of a limit that starts or ends outside" in out
    assert "nothing is claimed of a limit that starts" not in said("explain", LIBRARY, "receipt-bounded")[1]


def test_an_absent_clause_is_told_with_what_goes_and_what_follows() -> None:
    """What is removed with the clause, and the verdict with it and without."""
    status, out = said("explain", LIBRARY, "no-dead-end", "--without", "2.3")
    assert status == 0
    assert "What if clause 2.3 were not there" in out
    assert "The moves “to trustees”, “waive” and “uphold”" in out
    assert "With it: Every case: proved" in out
    assert "Without: Every case: dead end" in out


def test_a_clause_that_carries_nothing_changes_nothing() -> None:
    """Background is left out with a reason, and the page says so."""
    _, out = said("explain", LIBRARY, "no-dead-end", "--without", "1.3")
    assert "Nothing is encoded from clause 1.3 (left out with a reason), so that no verdict changes." in out


def test_a_clause_that_is_not_there_is_refused() -> None:
    """A misspelt clause ends with status 2, and the clauses that there are."""
    done = CliRunner().invoke(app, ["explain", LIBRARY, "no-dead-end", "--without", "2.9"])
    assert isinstance(done.exception, ValueError)
    assert 'there is no clause "2.9"' in str(done.exception)


def test_the_document_of_an_explanation_is_valid() -> None:
    """As of a check, with sums, slack, the minimal set and what was imagined away."""
    status, out = said("explain", LIBRARY, "receipt-bounded", "--without", "2.2", "--json")
    document = json.loads(out)
    assert status == 0
    assert [one.message for one in Draft202012Validator(SCHEMA).iter_errors(document)] == []
    (protocol,) = document["protocols"]
    (evidence,) = protocol["evidence"]
    assert evidence["rests_on"]["clauses"] == ["2.1", "2.2", "2.3"]
    assert [one["working_days"] for one in evidence["room"]["sums"]] == [15, 10]
    assert {one["limit"]: one["can_be_longer_by"] for one in evidence["room"]["slacks"]} == {
        "five days to talk": 0,
        "ten days from the talk": 0,
        "ten days from the complaint": 5,
    }
    assert {"kind": "move", "id": "pass up"} in protocol["without"]["removed"]
    assert hr.explain(LIBRARY, "receipt-bounded", without=["2.2"]).to_json() == document


@pytest.mark.parametrize(
    ("target", "told", "holds"),
    [
        ("12", "(clause 2): up to 7 working days. Then it takes at most 12 working days. At the longest: 5 for", (0, 7)),
        ("3", "(clause 2): however short it is, no number makes sure that it takes at most 3 working days.", None),
    ],
)
def test_how_long_may_be_what_is_left_to_be_filled_in(
    tmp_path: Path, target: str, told: str, holds: tuple[int, int] | None
) -> None:
    """Of a target of 12 days the talk leaves the warden seven, of three none; for people and for programs."""
    text = (ROOT / "tests" / "features" / "parameter.yaml").read_text(encoding="utf-8")
    path = tmp_path / "lane.yaml"
    path.write_text(text.replace("people:", f"target: {target} working days\npeople:", 1), encoding="utf-8")
    _, out = said("explain", str(path), "within-target")
    assert f"How long what is left to be filled in may be - “ruling time” {told}" in out
    document = hr.explain(str(path), "within-target").to_json()
    assert [one.message for one in Draft202012Validator(SCHEMA).iter_errors(document)] == []
    (evidence,) = document["protocols"][0]["evidence"]
    (one,) = evidence["parameters"]
    ranges = [{"at_least": holds[0], "at_most": holds[1]}] if holds else []
    assert (one["parameter"], one["holds_for_working_days"]) == ("ruling time", ranges)


def test_the_check_page_names_the_one_clarification() -> None:
    """One paragraph: what to say, and how many answers each choice settles."""
    _, out = said("check", "wiltshire", "--exit-zero")
    assert out.count("The one clarification that would settle most") == 1
    assert "Say what “start of the five days” means (clauses timescales 6 and form 2)" in out
    assert "Of the 10 answers that hang on how the text is read" in out
    assert "read as “not stated”, 7 become definite (7 do not)" in out


def test_kinds_of_case_that_share_reasons_hear_them_once() -> None:
    """The reason why London's board is a dead end is given in full for the first kind of case only."""
    _, out = said("explain", "london", "decision-bounded")
    assert out.count("nothing says what the LSCB does with the matter") == 1
    assert "as above, in “With the Local Safeguarding Children Board”" in out


def test_silence_is_told_role_by_role() -> None:
    """Who waits, who stops a dispute, whom nobody can block, and whose silence changes nothing."""
    status, out = said("silence", LIBRARY)
    assert status == 0
    assert "it waits until the time is up (5 working days), and then goes on" in out
    assert "Nobody else can keep a dispute of the reader from the last word by saying nothing." in out
    assert "Once it has reached the last word, it still needs an answer of: the trustees." in out
    assert "the head librarian and the deputy head" in out


def test_who_can_block_whom_is_in_the_document() -> None:
    """Every role that can stop a dispute before the last word, with whose dispute it is."""
    status, out = said("silence", "bolton", "--json")
    document = json.loads(out)
    assert status == 0
    blocks = {one["role"]: one["disputes_of"] for one in document["blocks"]}
    assert blocks["Independent Reviewing Officer"]
    assert "Appeals and Split Decisions Panel" in document["guarantees_lost"]["no-dead-end"]
    assert hr.silence("bolton").to_json().items() <= document.items()


def test_silence_is_told_of_a_loop_and_is_undecided_when_time_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 0 where a dispute can be sent back, too; 4, and the reason, where the time is too short."""
    assert said("silence", LOOP)[0] == 0
    monkeypatch.setattr(Encoding, "_check", Mock(side_effect=Undecided))  # it does at once
    status, out = said("silence", LOOP)
    assert (status, "Undecided: time ran out." in out) == (4, True)


@pytest.mark.parametrize("name", ["wiltshire", LIBRARY])
def test_silence_is_a_table_in_a_notebook(name: str) -> None:
    """A row for each role and stage, as HTML and as rows for a DataFrame."""
    told = hr.silence(name)
    assert told._repr_html_().count("<tr>") == len(told.rows()) + 1
    assert {tuple(row) for row in told.rows()} == {
        ("role", "state", "effect", "keeps_from", "always", "when", "waits_for", "clauses")
    }
    assert "What if one of them never answers?" in repr(told)


def test_a_page_says_who_is_taken_to_be_silent_and_how_to_ask_further() -> None:
    """A verdict under a role's silence names the role and the target, and the command beside it asks the same again."""
    asked = ("--silent", "deputy head", "--within", "12 working days", "--level", "should")
    _, out = said("check", LIBRARY, *asked)
    heard = "and taking it that nothing is heard from the deputy head from some moment on"
    assert f"Counting what the text says “must” or “should” be done, {heard}:" in out
    assert "within the time the board aims at, 12 working days." in out
    options = "--level should --silent 'deputy head' --within '12 working days'"
    assert f"handrail explain {LIBRARY} within-target {options}" in out
    _, out = said("check", LIBRARY, *asked[:2], "--within", "20 working days")  # as the file says itself
    assert f"handrail explain {LIBRARY} within-target --silent 'deputy head'" in out
    assert "--within" not in out
    _, out = said("explain", LIBRARY, "within-target", *asked)
    assert heard in out


def test_a_target_that_the_limits_do_not_meet_is_told_as_that() -> None:
    """How long the limits let a case take, and which they are; nothing is said to be missing."""
    kept = str(ROOT / "tests" / "protocols" / "kept.yaml")
    _, out = said("explain", kept, "within-target", "--within", "1 working day")
    assert "In every reading, it can take longer." in out
    assert "- the time limits on the way let it take 3 working days [clause 1]" in out
    assert "What to do - Shorten the time limits on the way, or aim at more days: clause 1." in out
    assert "Fill what is missing" not in out


def test_strengths_with_the_same_verdicts_are_told_in_one_phrase() -> None:
    """The two strengths at the end of the row are "at least" the first of them; of what is never there, no verdict."""
    _, out = said("explain", "wiltshire", "decision-bounded")
    assert "Counting at least everything the text asks for, also “as a guide”: Where" in out
    _, out = said("explain", "bolton", "caps-and-sums-agree")
    assert "However much of the text is taken to bind, there is nothing here to be guaranteed." in out


def test_a_limit_that_adds_up_alone_has_its_unit() -> None:
    """One limit that is the whole sum is so many working days, not a bare number."""
    _, out = said("explain", "wiltshire", "decision-bounded")
    assert "- 5 working days for “guide from the disagreement to the decision” (clause timescales 6)" in out


def test_any_of_several_settlings_is_named() -> None:
    """Where either of two readings would do, both are told; a question put to every text stands in words."""
    _, out = said("explain", "london", "silence-proof")
    assert (
        "Settle what “silence” means (Is no answer a disagreement?), or what “weeks” means, in clauses 11.1.4 and" in out
    )
    assert "or if “plan cases”" not in out  # which would only repeat a wider reading


def test_an_explanation_that_is_undecided_claims_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """When time runs out the status is 4, and the page does not say that the text falls short."""
    monkeypatch.setattr(Encoding, "_check", Mock(side_effect=Undecided))
    status, out = said("explain", "wiltshire", "decision-bounded")
    assert (status, "UNDECIDED" in out) == (4, True)
    assert "not guaranteed in every case" not in out
