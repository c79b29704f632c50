"""Recommended guarantees are shown when they are asked for, and never change the status."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from handrail import exit_code
from handrail.arguments import Refused
from handrail.command_line import app
from handrail.exit_code import ExitCode
from model.modality import Level
from verify.properties.catalogue import ALL
from verify.properties.property import Property
from verify.verdict import Result, Word

LIBRARY = str(Path(__file__).parents[1] / "protocols" / "library.yaml")
RECOMMENDED = [one for one in ALL if one.profile == "recommended"]


def shown(*arguments: str) -> tuple[int, str]:
    """Status and output of a check of the library, on one line."""
    done = CliRunner().invoke(app, ["check", LIBRARY, *arguments])
    return done.exit_code, " ".join(done.output.split())


def test_a_check_shows_correctness_alone() -> None:
    """Without a profile no recommended guarantee is shown; asking for correctness changes nothing."""
    status, out = shown()
    assert (status, out) == shown("--profile", "correctness")
    assert all(one.sentence not in out for one in RECOMMENDED)


def test_all_shows_the_recommended_ones_too_with_the_same_status() -> None:
    """`--profile all` adds them, and those that do not hold say that they only warn or inform."""
    status, out = shown("--profile", "all")
    assert status == shown()[0] == ExitCode.BROKEN
    assert all(one.sentence.rstrip(".") in out for one in ALL)
    assert "REFUTED (warning) Every judgement, handover and ending is recorded." in out
    assert "REFUTED (info) Nothing that the text refers to is missing." in out


def test_what_is_only_recommended_leaves_the_status_at_zero() -> None:
    """The library lacks some of them, and a check of them alone ends with 0."""
    status, out = shown("--profile", "recommended")
    assert status == ExitCode.FINE
    assert "REFUTED (warning)" in out


def test_an_unknown_profile_is_refused() -> None:
    """A misspelt profile is told with what is allowed."""
    done = CliRunner().invoke(app, ["check", LIBRARY, "--profile", "strict"])
    assert isinstance(done.exception, Refused)
    assert "recommended" in done.exception.allowed


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_only_errors_count(one: Property) -> None:
    """A broken or undecided guarantee changes the status if it is an error to lack it; a fault of ours always."""
    advice = one in RECOMMENDED
    for word, status in ((Word.REFUTED, ExitCode.BROKEN), (Word.UNDECIDED, ExitCode.UNDECIDED)):
        result = Result(one.id, word, Level.GUIDE)
        assert exit_code.of([result], Level.GUIDE) is (ExitCode.FINE if advice else status)
    fault = Result(one.id, Word.DISAGREEMENT, Level.MUST)
    assert exit_code.of([fault], Level.GUIDE) is ExitCode.OUR_BUG
