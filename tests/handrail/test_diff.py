"""`handrail diff` as a user meets it: what it prints, its status, and that nothing doubtful passes."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import handrail as hr
import verify.refinement
from handrail import diff_command
from handrail.command_line import main
from handrail.diff_sentences import edit
from handrail.exit_code import ExitCode
from handrail.outcomes import of_comparison
from model.loader import load_text
from model.modality import Level
from verify.checker import Report, check
from verify.edits import edits
from verify.refinement import refine
from verify.verdict import Word

TESTS = Path(__file__).parents[1]
LIBRARY = (TESTS / "protocols" / "library.yaml").read_text(encoding="utf-8")
LIMIT = "id: five days to decide, within: 5 working days"
BASE = (
    LIBRARY.replace("when: not agreed, or time up\n        time_up: five days to talk\n", "when: not agreed\n")
    .replace("for: agree, word: should", "for: leaving, word: should")
    .replace("id: prompt decision, words: without undue delay", LIMIT)
)
"""The library with a limit on every stage."""
WORDS_ONLY = BASE.replace(LIMIT, "id: five days to decide, words: soon")

Run = Callable[..., tuple[int, str, str]]
Write = Callable[[str, str], str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `handrail diff` within this process; gives its status, what it printed, and its complaints."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)

    def ran(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["handrail", "diff", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), " ".join(printed.out.split()), " ".join(printed.err.split())

    return ran


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a protocol file and gives its path."""

    def written(name: str, text: str) -> str:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return str(file)

    return written


def test_the_same_file_twice_loses_nothing(run: Run, write: Write) -> None:
    """Status 0, and it says so."""
    file = write("same.yaml", BASE)
    status, out, _ = run(file, file)
    assert status == 0
    assert "Nothing is lost or weakened." in out
    assert "What was edited" not in out


def test_both_versions_stand_at_the_top(run: Run, write: Write) -> None:
    """Title, edition, file and calendar edition of each come before any verdict."""
    old, new = write("a.yaml", BASE), write("b.yaml", BASE.replace("January 2020", "May 2021"))
    _, out, _ = run(old, new)
    top = out[: out.index("Guarantees:")]
    assert top.count("calendar edition holidays") == 2
    assert all(said in top.replace(" ", "") for said in ("January2020", "May2021", "a.yaml", "b.yaml"))


def test_a_loss_is_told_with_numbers_clause_and_case(run: Run, write: Write) -> None:
    """What it was, what it is, the edit to blame, and a dated case that breaks it."""
    status, out, _ = run(write("a.yaml", BASE), write("b.yaml", WORDS_ONLY))
    assert status == 1
    assert "LOST Every dispute is decided or settled within a bounded number of working days." in out
    assert "It took at most 15 to 20 working days" in out
    assert "now there is no last day." in out
    assert (
        "Caused by: clause 2.3 (time limit “five days to decide” changed: within 5 working days → nothing; "
        "words nothing → soon)." in out
    )
    assert "A case that breaks it now Fri 18 Dec 2026" in out


def test_the_reverse_tells_a_gain(run: Run, write: Write) -> None:
    """Status 0: what was missing is there."""
    status, out, _ = run(write("a.yaml", WORDS_ONLY), write("b.yaml", BASE))
    assert status == 0
    assert "GAINED Every dispute is decided or settled within a bounded number of working days." in out
    assert "There was no last day; now it takes at most 15 to 20 working days" in out


def test_a_weaker_bound_is_told_with_the_difference(run: Run, write: Write) -> None:
    """Seven working days instead of five: two more."""
    status, out, _ = run(write("a.yaml", BASE), write("b.yaml", BASE.replace(LIMIT, LIMIT.replace("5", "7"))))
    assert status == 1
    assert "WEAKENED" in out
    assert "(2 working days more)" in out


def test_only_the_level_asked_for_makes_the_status(run: Run, write: Write) -> None:
    """A duty from must to should is lost at level must only; the page at another level points there."""
    strict = BASE.replace("word: should", "word: must")
    weaker = strict.replace("by: head librarian\n        word: must", "by: head librarian\n        word: should")
    assert weaker != strict
    old, new = write("a.yaml", strict), write("b.yaml", weaker)
    status, out, _ = run(old, new)
    assert status == 0
    assert "ask with --level must" in out
    status, out, _ = run(old, new, "--level", "must")
    assert status == 1
    assert "LOST Every open dispute always has somebody with a duty to move it on." in out


def test_a_guessed_name_is_shown(run: Run, write: Write) -> None:
    """A renamed stage is paired with its old self in front of the reader."""
    new = BASE.replace("to: review\n", "to: heads review\n").replace("  review:\n", "  heads review:\n")
    status, out, _ = run(write("a.yaml", BASE), write("b.yaml", new))
    assert status == 0
    assert "Taken to be the same under a new name (guessed) - stage “review” is now “heads review”" in out


def test_the_json_document_tells_all_levels_and_causes(run: Run, write: Write) -> None:
    """Both versions, the edits, and for each guarantee the change with both results and the clauses to blame."""
    status, out, _ = run(write("a.yaml", BASE), write("b.yaml", WORDS_ONLY), "--json")
    assert status == 1
    told = json.loads(out)
    assert told["old"]["calendar_edition"] == told["new"]["calendar_edition"]
    assert [edit["id"] for edit in told["edits"]] == ["five days to decide"]
    lost = [one for one in told["guarantees"] if one["change"] == "lost" and one["property"] == "decision-bounded"]
    assert {one["binding_level"] for one in lost} == {"should", "guide", "implied"}
    assert all(one["caused_by"][0]["clauses"] == ["2.3"] for one in lost)
    assert {(one["old"]["bound_working_days"], one["new"]["verdict"]) for one in lost} == {(20, "unbounded")}


# -- bad input, and what is never a pass -------------------------------------------------------------------------


def test_unrelated_protocols_are_refused(run: Run) -> None:
    """Two boards' protocols are no versions of one: status 2, a reason, and no verdict."""
    status, out, err = run("wiltshire", "london")
    assert (status, out) == (2, "")
    assert '"wiltshire" and "london" are not two versions of one protocol' in err
    assert "help:" in err


def test_all_faults_of_both_files_are_told(run: Run, write: Write) -> None:
    """A missing file and a file that is no protocol are both named."""
    status, _, err = run("nowhere.yaml", write("b.yaml", "title: nothing else"))
    assert status == 2
    assert "nowhere.yaml" in err
    assert "b.yaml" in err


def test_an_unknown_level_is_refused(run: Run, write: Write) -> None:
    """A level that does not exist is bad input."""
    file = write("a.yaml", BASE)
    assert run(file, file, "--level", "shall")[0] == 2


def test_what_no_proof_covers_is_undecided(run: Run, write: Write) -> None:
    """School days that the file does not list cannot be compared: status 4, never a pass."""
    own = BASE.replace("nation: England\n", "nation: England\ncalendars: {school day: when the school is open}\n")
    file = write("a.yaml", own.replace(LIMIT, LIMIT.replace("5 working days", "5 school days")))
    status, out, _ = run(file, file)
    assert status == 4
    assert "NOT COMPARABLE" in out
    assert "Nothing is lost" not in out


def test_how_long_a_proof_may_take_can_be_said(monkeypatch: pytest.MonkeyPatch, run: Run, write: Write) -> None:
    """The seconds hold for every proof of both versions, and of what comes between them."""
    given = set()

    def timed(protocol: object, *, milliseconds: int, **options: object) -> Report:
        given.add(milliseconds)
        return check(protocol, milliseconds=20_000, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(verify.refinement, "check", timed)
    run(write("a.yaml", BASE), write("b.yaml", WORDS_ONLY), "--solver-seconds", "0.5")
    assert given == {500}


def test_a_fault_of_ours_comes_before_a_loss(monkeypatch: pytest.MonkeyPatch, run: Run, write: Write) -> None:
    """Where the engines differ on either version, the status is 3, whatever else was found."""

    def differing(protocol: object, **options: object) -> Report:
        report = check(protocol, **options)  # type: ignore[arg-type]
        first, *rest = report.results
        return replace(report, results=(replace(first, verdict=Word.DISAGREEMENT), *rest))

    monkeypatch.setattr(verify.refinement, "check", differing)
    status, _, err = run(write("a.yaml", BASE), write("b.yaml", WORDS_ONLY))
    assert status == 3
    assert "This is a fault of Handrail" in err


def test_the_status_follows_the_gravest_change() -> None:
    """Broken before undecided, and each only at its level."""
    found = refine(load_text(BASE), load_text(WORDS_ONLY), properties=("decision-bounded",), blame_at=())
    told = {level: list(of_comparison(found, level, lambda _: "")) for level in Level}
    assert diff_command.status(told[Level.GUIDE]) is ExitCode.BROKEN
    assert diff_command.status(told[Level.MUST]) is ExitCode.FINE


def test_a_reading_that_is_settled_is_an_edit_with_words() -> None:
    """Settling a reading is told as such, with the choice made, by `diff` too."""
    new = LIBRARY.replace("ways_in:", "settled: {handover: {choice: prompt}}\nways_in:", 1)
    found = edits(load_text(LIBRARY), load_text(new))
    assert [edit(one) for one in found] == ["the readings that are settled changed: nothing → “handover” as “prompt”"]


def test_a_notebook_shows_a_comparison_as_a_table(write: Write) -> None:
    """`hr.diff`: what is lost comes first, with its edit; the rows are those of the document."""
    made = hr.diff(write("old.yaml", BASE), write("new.yaml", WORDS_ONLY))
    assert isinstance(made, hr.Diffed)
    first = made._repr_html_().split("<tr>")[2]
    assert "<td style='text-align:left'>lost</td>" in first
    assert "five days to decide" in first
    assert made.rows() == made.to_json()["guarantees"]
    assert repr(made).startswith("Two versions compared")
    with pytest.raises(ValueError, match="not two versions of one protocol"):
        hr.diff("wiltshire", "bolton")


def test_what_is_kept_is_a_whole_sentence(run: Run) -> None:
    """A guarantee kept in every reading is said to hold, also where it is told by the kind of case."""
    _, out, _ = run("wiltshire", "wiltshire")
    assert ", protocols/wiltshire.yaml (" in out  # wherever this is installed
    assert "Where “conference dissent” is “no” and “imminent risk” is “no”: It holds in every reading, as before." in out
