"""Mutants of protocols: what each operator makes, and that a complete check tells those apart that differ."""

from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks import engine_mutants
from benchmarks.mutants import SAME, judge, main
from benchmarks.noticing import Known, difference
from benchmarks.table_rows import same
from model.condition import ALWAYS
from model.loader import load_file
from model.protocol import Protocol
from tests.verify.strategies import protocols
from verify.mutants import OPERATORS, mutants

GYM = Path(__file__).parent / "gym"
LIBRARY = Path(__file__).parent.parent / "protocols/library.yaml"


def test_every_operator_changes_the_library() -> None:
    """The library has something for every operator but caps and marks; the numbers are counted by hand in its file."""
    count = Counter(one.operator for one in mutants(load_file(LIBRARY)))
    assert set(OPERATORS) - set(count) == {"cap to window", "drop a mark"}
    assert count["drop a limit"] == 4
    assert count["one more"] == 4  # three limits with a number, and the time to tell the reader
    assert count["drop a move"] == 7  # six moves and one way in
    assert count["drop an expiry"] == 3
    assert count["any to all"] == 1
    assert count["drop a guard"] == 3
    assert count["make a stage final"] == 3
    assert count["drop an obligation"] == count["drop a recipient"] == 1
    assert count["drop a reading"] == 2


def test_a_reading_taken_for_granted_leaves_one_limit_of_two() -> None:
    """With the review clock from the talk, the limit from the talk always applies and the other is gone."""
    (mutant,) = [one.protocol for one in mutants(load_file(LIBRARY)) if one.what == "reading review clock: from talk"]
    assert mutant.limit["ten days from the talk"].condition == ALWAYS
    assert "ten days from the complaint" not in mutant.limit
    assert mutant.transition["to trustees"].after == ("ten days from the talk",)
    assert not mutant.readings


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(protocols())
def test_mutants_are_whole(protocol: Protocol) -> None:
    """Law: a mutant is another protocol, and names no move, stage or limit that it has not."""
    for one in mutants(protocol):
        made = one.protocol
        assert made != protocol
        events = {*made.transition, *made.state, *(entry.id for entry in made.entries)}
        assert {move.source for move in made.transitions} | {move.dest for move in made.transitions} <= set(made.state)
        assert {name for move in made.transitions for name in move.after} <= set(made.limit)
        for limit in made.limits:
            assert set(limit.binds) <= set(made.transition)
            assert set(chain(limit.start, limit.ends)) <= events


SAME_MEANING = {
    "cap-open": {"limit fifteen in all: from talk"},  # the dispute comes into the talk when it is complained of
    "later-of-two-starts": {"limit five to pass up: from talk", "limit ten to rule: from ruling"},
}


@pytest.mark.parametrize("name", SAME_MEANING)
def test_a_complete_check_notices_all_but_what_is_the_same(name: str) -> None:
    """Of all mutants just those are not noticed that mean the same, worked out by hand."""
    path = GYM / f"{name}.yaml"
    findings = [judge((path, number)) for number in range(len(list(mutants(load_file(path)))))]
    quiet = {one.what: one.why for one in findings if one.told_by == SAME}
    assert quiet.keys() == SAME_MEANING[name]
    assert "the clock starts at the same moments" in quiet.values()
    assert {one.told_by for one in findings} <= {SAME, "stages", "other duties", "real days", "stays", "guarantees"}


def test_a_run_that_was_stopped_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was judged already is not judged again, and the report is the same."""
    kept = tmp_path / "judged"
    monkeypatch.setattr("sys.argv", ["", str(LIBRARY), "--every", "20", "--processes", "1", "--judged", str(kept)])
    assert main() == 0
    report, judged = capsys.readouterr().out, kept.read_text(encoding="utf-8").splitlines()
    assert len(judged) == 4
    kept.write_text("\n".join(judged[:3]) + "\n", encoding="utf-8")
    assert main() == 0
    told = capsys.readouterr()
    assert told.out == report
    assert told.err.startswith("1 of 1  ")


def test_a_difference_that_no_table_shows_would_be_found() -> None:
    """A limit of 15 days instead of 16 is not called the same, whatever the tables say; nor is one on other dates."""
    made = {one.what: one.protocol for one in mutants(load_file(GYM / "cap-open.yaml"))}
    original = Known(load_file(GYM / "cap-open.yaml"))
    longer = made["limit fifteen in all: at most 15 working days to 16 working days"]
    assert difference(original, Known(longer)).startswith("some limit ends on another day")
    assert difference(original, Known(made["limit fifteen in all"])).startswith("some course")
    assert not difference(original, Known(made["limit fifteen in all: from talk"]))


def test_tables_that_say_the_same_in_other_words_are_the_same() -> None:
    """One row for all cases says what two rows, one for each case, say; a larger number says something else."""
    whole = [((), ("stays", "talk"), (5.0,))]
    halves = [((("urgent", "yes"),), ("stays", "talk"), (5.0,)), ((("urgent", "no"),), ("stays", "talk"), (5.0,))]
    domains = {"urgent": ("no", "yes")}
    assert same(whole, halves, domains)
    assert not same(whole, halves[:1], domains)
    assert not same(whole, [*halves, ((("urgent", "no"),), ("stays", "talk"), (6.0,))], domains)


def test_a_word_that_names_no_break_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 2 and one sentence, before any break is made."""
    monkeypatch.setattr("sys.argv", ["engine_mutants", "--only", "nowhere"])
    with pytest.raises(SystemExit, match="2"):
        engine_mutants.main()
    assert 'no break has "nowhere" in the name of its file, or in its line' in capsys.readouterr().err
