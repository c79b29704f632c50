"""The status of the program is what a build server goes by: five codes, never one for another."""

import os
import sys
from collections.abc import Callable
from errno import ENAMETOOLONG
from pathlib import Path

import pytest

from handrail import exit_code
from handrail.arguments import Refused
from handrail.command_line import main
from handrail.exit_code import ExitCode, of
from model.calendar import CalendarError
from model.errors import BadInput, Fault
from model.modality import Level
from verify.verdict import Result, Word

TESTS = Path(__file__).parents[1]
LIBRARY = str(TESTS / "protocols" / "library.yaml")

Run = Callable[..., tuple[int, str]]

KEPT = (TESTS / "protocols" / "kept.yaml").read_text(encoding="utf-8")
"""A protocol that carries every guarantee."""


@pytest.fixture
def kept(tmp_path: Path) -> str:
    """The path of the protocol that carries every guarantee."""
    file = tmp_path / "kept.yaml"
    file.write_text(KEPT, encoding="utf-8")
    return str(file)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the program within this process; gives its status and standard error."""
    monkeypatch.delenv(exit_code.DEBUG, raising=False)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)

    def ran(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["handrail", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), capsys.readouterr().err

    return ran


def result(word: Word, level: Level = Level.GUIDE) -> Result:
    """A verdict on some guarantee."""
    return Result("consistent", word, level)


# -- which verdicts make which code ------------------------------------------------------------------------------

CODES = [
    ([], ExitCode.FINE),
    ([Word.PROVED], ExitCode.FINE),
    ([Word.PROVED, Word.REFUTED], ExitCode.BROKEN),
    ([Word.UNBOUNDED], ExitCode.BROKEN),
    ([Word.DEAD_END], ExitCode.BROKEN),
    ([Word.DEPENDS], ExitCode.BROKEN),
    ([Word.VACUOUS], ExitCode.BROKEN),
    ([Word.INCONSISTENT], ExitCode.BROKEN),
    ([Word.PROVED, Word.UNDECIDED], ExitCode.UNDECIDED),
    ([Word.UNDECIDED, Word.REFUTED], ExitCode.BROKEN),
    ([Word.DISAGREEMENT, Word.UNDECIDED, Word.REFUTED], ExitCode.OUR_BUG),
]


@pytest.mark.parametrize(("words", "code"), CODES)
def test_the_gravest_verdict_makes_the_code(words: list[Word], code: ExitCode) -> None:
    """Our fault before a broken guarantee, that before an undecided one, that before all is well."""
    assert of(map(result, words), Level.GUIDE) is code
    assert of(map(result, reversed(words)), Level.GUIDE) is code


def test_every_verdict_has_a_code() -> None:
    """Only a proof ends with 0: a new word could not pass unseen."""
    fine = {word for word in Word if of([result(word)], Level.GUIDE) is ExitCode.FINE}
    assert fine == {Word.PROVED}


def test_only_the_level_asked_for_counts_except_for_our_faults() -> None:
    """A guarantee lost at another level is not lost; two engines that differ anywhere are."""
    elsewhere = [result(Word.PROVED), result(Word.REFUTED, Level.MUST), result(Word.UNDECIDED, Level.MUST)]
    assert of(elsewhere, Level.GUIDE) is ExitCode.FINE
    assert of(elsewhere, Level.MUST) is ExitCode.BROKEN
    assert of([result(Word.DISAGREEMENT, Level.MUST)], Level.GUIDE) is ExitCode.OUR_BUG


FAILURES = [
    (BadInput([Fault("a.yaml", 1, 2, "wrong")]), ExitCode.BAD_INPUT, "a.yaml:1:2: wrong"),
    (Refused("no such thing", ["one", "two"], "try one"), ExitCode.BAD_INPUT, "allowed here: one, two"),
    (CalendarError("the calendar ends in 2028"), ExitCode.BAD_INPUT, "the calendar ends in 2028"),
    (OSError(ENAMETOOLONG, "too long", "a" * 300), ExitCode.BAD_INPUT, "no file can have a name as long as"),
    (ZeroDivisionError("division by zero"), ExitCode.OUR_BUG, "a fault of Handrail, not of your input"),
    (RecursionError(), ExitCode.OUR_BUG, "RecursionError"),
]


@pytest.mark.parametrize(("error", "code", "words"), FAILURES, ids=lambda one: type(one).__name__)
def test_whose_fault_a_failure_is(error: Exception, code: ExitCode, words: str) -> None:
    """Input that cannot be used is the user's to mend; everything else is ours."""
    found, said = exit_code.of_failure(error)
    assert found is code
    assert words in said


# -- the program -------------------------------------------------------------------------------------------------


def test_0_when_every_guarantee_is_carried(run: Run, kept: str) -> None:
    """A protocol with one stage, one duty and one limit carries everything, at every level."""
    for level in Level:
        assert run("check", kept, "--level", level.value) == (0, "")


def test_1_when_a_guarantee_is_broken(run: Run, kept: str) -> None:
    """The library has no last day; a target too short breaks even the best protocol."""
    assert run("check", LIBRARY) == (1, "")
    assert run("check", kept, LIBRARY) == (1, "")
    assert run("check", kept, "--within", "2 working days") == (1, "")


def test_a_silent_role_can_break_a_guarantee(run: Run, kept: str) -> None:
    """The warden who never answers is enough."""
    assert run("check", kept, "--silent", "warden") == (1, "")
    assert run("check", kept, "--silent", "neighbour") == (0, "")


def test_exit_zero_forgives_a_broken_guarantee_only(run: Run, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad input, an undecided guarantee and a fault of ours keep their codes."""
    assert run("check", LIBRARY, "--exit-zero") == (0, "")
    assert run("check", "nothere.yaml", "--exit-zero")[0] == 2
    assert run("check", unlisted(kept), "--exit-zero")[0] == 4
    break_an_engine(monkeypatch)
    assert run("check", kept, "--exit-zero")[0] == 3


def unlisted(kept: str) -> str:
    """A protocol beside another whose limit counts in school days, of which it lists none."""
    file = Path(kept).with_name("unlisted.yaml")
    text = (TESTS / "features" / "own-calendar.yaml").read_text(encoding="utf-8")
    file.write_text("\n".join(line for line in text.split("\n") if "open:" not in line), encoding="utf-8")
    return str(file)


def test_4_when_the_file_does_not_list_its_own_days(run: Run, kept: str) -> None:
    """How long ten school days last nobody can say without a list: loaded, not proved, never passed."""
    assert run("check", unlisted(kept)) == (4, "")


def test_4_when_the_time_for_a_proof_runs_out(run: Run, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that gives up leaves the guarantee undecided."""
    from verify import encoding

    def gives_up(*_: object) -> bool:
        raise encoding.Undecided("canceled")

    monkeypatch.setattr(encoding.Encoding, "ask", gives_up)
    assert run("check", kept) == (4, "")


def test_a_short_time_never_changes_a_verdict() -> None:
    """In a millisecond a proof is found or not found; no other verdict comes out of haste."""
    from handrail.loading import load
    from verify.checker import check

    protocol = load("wiltshire")
    whole = {(one.property, one.level, one.case): one.verdict for one in check(protocol, milliseconds=60_000).results}
    for one in check(protocol, milliseconds=1).results:
        if one.verdict is not Word.UNDECIDED:
            assert one.verdict is whole[one.property, one.level, one.case]


def break_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the solver says that nothing can ever happen."""
    from verify.encoding import Encoding

    monkeypatch.setattr(Encoding, "ask", lambda *_: False)


def test_3_when_two_ways_of_checking_differ(run: Run, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A difference is told as our fault, with how to report it, and is no verdict on the text."""
    break_an_engine(monkeypatch)
    for command in (["check", kept], ["check", kept, "--json"], ["explain", kept, "decision-bounded"]):
        status, said = run(*command)
        assert status == 3
        assert "fault of Handrail, not of your input: two ways of checking differ on " in said
        assert "please report it" in said
        assert "Traceback" not in said


def test_3_when_handrail_itself_fails(run: Run, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash of ours is one sentence and how to report it; HANDRAIL_DEBUG=1 adds where it happened."""
    from verify import checker

    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(checker, "Study", crash)
    status, said = run("check", kept)
    assert status == 3
    assert said == (
        "This is a fault of Handrail, not of your input: ZeroDivisionError: division by zero\n"
        "  = help: please report it with the command, the protocol file, and what it prints with "
        "HANDRAIL_DEBUG=1 set\n"
    )
    monkeypatch.setenv(exit_code.DEBUG, "1")
    status, said = run("check", kept)
    assert status == 3
    assert said.startswith("Traceback")
    assert 'raise ZeroDivisionError("division by zero")' in said


def test_130_when_it_is_stopped(run: Run, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends quietly with the status that shells use for it."""
    from verify import checker

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checker, "Study", stopped)
    assert run("check", kept) == (130, "")
