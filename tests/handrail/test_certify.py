"""`handrail certify` writes proofs to a file; `handrail recheck` accepts that file, and nothing else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handrail import certification
from handrail.arguments import Refused
from handrail.command_line import app
from handrail.exit_code import ExitCode
from verify.study import Study

ROOT = Path(__file__).parents[2]
LIBRARY = str(ROOT / "tests" / "protocols" / "library.yaml")
WITHOUT_SOLVER = """
import sys
import handrail.certification as certification
sys.exit(certification.recheck(sys.argv[1], None) or 10 * ("z3" in sys.modules))
"""


def run(*arguments: str) -> Result:
    """What a command answers."""
    return CliRunner().invoke(app, list(arguments))


def refusal(file: Path, protocol: str | None = None) -> str:
    """What is said of a file that cannot be checked; the command line turns it into status 2."""
    with pytest.raises(Refused) as refused:
        certification.recheck(str(file), protocol)
    return str(refused.value)


@pytest.fixture(scope="module")
def bolton(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate of Bolton's protocol, as the command writes it."""
    file = tmp_path_factory.mktemp("certificates") / "bolton.json"
    done = run("certify", "bolton", "-o", str(file))
    assert done.exit_code == ExitCode.FINE, done.output
    assert "bounds" in done.output
    assert "handrail recheck" in done.output
    return file


def changed(file: Path, folder: Path, before: str, after: str) -> Path:
    """The same certificate with one thing in it replaced, once."""
    text = file.read_text(encoding="utf-8")
    assert before in text
    other = folder / "changed.json"
    other.write_text(text.replace(before, after, 1), encoding="utf-8")
    return other


def test_what_certify_writes_recheck_accepts(bolton: Path) -> None:
    """Every claim has a line of its own, and the last lines say what they are worth."""
    done = run("recheck", str(bolton))
    made = json.loads(bolton.read_text(encoding="utf-8"))
    assert done.exit_code == ExitCode.FINE
    assert done.output.count("accepted  ") == len(made["claims"]) > 0
    assert f"All {len(made['claims'])} claims about bolton are accepted" in done.output
    assert made["calendar_edition"] in done.output


def test_the_file_says_what_it_is_for(bolton: Path) -> None:
    """Form, version, protocol with its fingerprint, and calendar stand at its head; every claim on a line."""
    text = bolton.read_text(encoding="utf-8")
    made = json.loads(text)
    assert list(made) == ["schema_version", "tool", "protocol", "calendar_edition", "claims"]
    assert made["protocol"]["id"] == "bolton"
    assert len(made["protocol"]["sha256"]) == 64
    assert text.count('\n{"property":') == len(made["claims"])
    assert run("certify", "bolton").output == text


def test_recheck_runs_without_the_solver(bolton: Path) -> None:
    """A certificate is checked in a process that never loads it."""
    command = [sys.executable, "-c", WITHOUT_SOLVER, str(bolton)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_a_file_of_ones_own_is_named_after_the_certificate(tmp_path: Path) -> None:
    """A protocol that is not built in is checked against its file, and not without it."""
    file = tmp_path / "library.json"
    assert run("certify", LIBRARY, "-o", str(file)).exit_code == ExitCode.FINE
    assert run("recheck", str(file), LIBRARY).exit_code == ExitCode.FINE
    assert "no built-in protocol has this name" in refusal(file)


def test_one_level_can_be_asked_for(tmp_path: Path) -> None:
    """With --level only what holds at that level is claimed; with --silent every claim names the role."""
    file = tmp_path / "library.json"
    assert run("certify", LIBRARY, "-o", str(file), "--level", "guide", "--silent", "librarian").exit_code == 0
    claims = json.loads(file.read_text(encoding="utf-8"))["claims"]
    assert {(one["level"], one["silent_role"]) for one in claims} == {("guide", "librarian")}
    assert run("recheck", str(file), LIBRARY).exit_code == ExitCode.FINE


def test_where_nothing_holds_nothing_is_written(tmp_path: Path) -> None:
    """A protocol that guarantees nothing gets status 1 and no file."""
    file = tmp_path / "none.json"
    done = run("certify", "rotherham-practice", "-o", str(file))
    assert done.exit_code == ExitCode.BROKEN
    assert "nothing to certify" in done.output
    assert not file.exists()


def test_what_is_not_covered_yet_is_undecided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A protocol that says something no proof covers gets status 4, with the reason, and no file."""
    monkeypatch.setattr(Study, "obstacle", "not yet covered: the phase of the moon")
    file = tmp_path / "moon.json"
    done = run("certify", LIBRARY, "-o", str(file))
    assert done.exit_code == ExitCode.UNDECIDED, done.output
    assert "the phase of the moon" in done.output
    assert not file.exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"bound":28', '"bound":27'),
        ('"bound":28', '"bound":29'),
        ('"bound":28', '"bound":"28"'),
        ('"level":"must"', '"level":"most"'),
        ('"case":', '"cases":'),
        ('"most":[[0,0,', '"most":[[0,1,'),
        ('"witness":{', '"witness":null,"other":{'),
    ],
)
def test_a_tampered_claim_is_rejected(bolton: Path, tmp_path: Path, before: str, after: str) -> None:
    """Status 1, and the output says which claim, and where it shows."""
    done = run("recheck", str(changed(bolton, tmp_path, before, after)))
    assert done.exit_code == ExitCode.BROKEN
    assert done.output.count("rejected  ") == 1
    assert "do not rely on this file" in done.output


def test_a_witness_on_other_dates_is_rejected(bolton: Path, tmp_path: Path) -> None:
    """A case that would be raised where the calendar cannot follow does not show the bound."""
    done = run("recheck", str(changed(bolton, tmp_path, '"raised_on":"2026-01-02"', '"raised_on":"2032-12-30"')))
    assert done.exit_code == ExitCode.BROKEN
    assert "does not replay" in done.output


def test_another_protocol_or_version_is_refused(bolton: Path, tmp_path: Path) -> None:
    """The answer names both, and nothing is accepted."""
    assert "bolton" in refusal(bolton, "london")
    assert "another" not in run("recheck", str(bolton)).output
    sha = json.loads(bolton.read_text(encoding="utf-8"))["protocol"]["sha256"]
    assert "0" * 64 in refusal(changed(bolton, tmp_path, sha, "0" * 64))
    assert "version of Handrail" in refusal(changed(bolton, tmp_path, '"version": "', '"version": "9.'))
    assert "form" in refusal(changed(bolton, tmp_path, '"schema_version": 1', '"schema_version": 2'))
    assert "calendar" in refusal(changed(bolton, tmp_path, '"calendar_edition": "', '"calendar_edition": "other '))


def test_an_edited_protocol_refuses_the_certificate_of_the_old_text(tmp_path: Path) -> None:
    """A word changed anywhere in the protocol makes it another."""
    file, edited = tmp_path / "library.json", tmp_path / "edited.yaml"
    run("certify", LIBRARY, "-o", str(file))
    text = Path(LIBRARY).read_text(encoding="utf-8")
    edited.write_text(text.replace("so may staff; fines", "so may staff; all fines"), encoding="utf-8")
    assert "library" in refusal(file, str(edited))
    edited.write_text("# a remark\n" + text, encoding="utf-8")
    assert certification.recheck(str(file), str(edited)) is ExitCode.FINE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hello", "what stands from line 1, column 1, on is no JSON"),
        ('{\n"days": 1.5}', "1.5 is not a whole number"),
        ("[" * 100_000, "too much stands within each other"),
    ],
)
def test_what_is_no_json_is_refused_in_plain_words(tmp_path: Path, text: str, said: str) -> None:
    """The place where it cannot be read on, or what is wrong with it, and not the words of the reader of JSON."""
    (tmp_path / "file.json").write_text(text, encoding="utf-8")
    assert f"not a whole one: {said}" in refusal(tmp_path / "file.json")


@pytest.mark.parametrize("kept", [0, 1, 300, 2000, -3])
def test_a_truncated_file_is_refused(bolton: Path, tmp_path: Path, kept: int) -> None:
    """Whatever is missing at the end, the file is no certificate."""
    part = tmp_path / "part.json"
    part.write_text(bolton.read_text(encoding="utf-8")[:kept], encoding="utf-8")
    assert "cannot be checked" in refusal(part)


def test_what_is_no_file_of_text_is_refused(tmp_path: Path) -> None:
    """A picture, a folder and a file that is not there each get an answer of their own."""
    picture = tmp_path / "picture.json"
    picture.write_bytes(b"\x89PNG\xff\xfe")
    assert "it is no text" in refusal(picture)
    assert "folder" in refusal(tmp_path)
    assert "no file" in refusal(tmp_path / "none.json")


def test_a_claim_is_told_with_its_readings_and_its_unit(tmp_path: Path) -> None:
    """What a case is and what a clause is read as stand apart, and a bound has its unit."""
    file = tmp_path / "certificate.json"
    assert run("certify", "dyfed-powys", "-o", str(file), "--level", "guide").exit_code == 0
    assert (
        "at most 25 working days: level guide, if “kind” is “practice”, “completion of stage 2” is read as "
        in run("recheck", str(file)).output
    )
