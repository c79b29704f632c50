"""`handrail doctor`: what does not work, and protocol files that CI only seems to check."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handrail import doctor
from handrail.beginning import template
from handrail.command_line import app

WORKFLOW = """\
on: push
jobs:
  check:
    steps:
      - uses: actions/checkout@v4
      - run: {run}
"""
HOOKS = "repos:\n  - repo: x\n    hooks:\n      - {{{hook}}}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two protocols, and files that are none."""
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    for name in ("protocols/ours.yaml", "drafts/new.yml", ".hidden/old.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(template("ours"), encoding="utf-8")
    (tmp_path / "scenario.yaml").write_text("handrail: 1\nscenario: a\nprotocol: ours\n", encoding="utf-8")
    (tmp_path / "other.yaml").write_text("key: value\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(folder: Path, *, run: str = "", hook: str = "") -> tuple[bool, str]:
    """Whether the configuration does what it promises, and what is said of it."""
    if run:
        (folder / ".github/workflows/ci.yml").write_text(WORKFLOW.format(run=run), encoding="utf-8")
    if hook:
        (folder / ".pre-commit-config.yaml").write_text(HOOKS.format(hook=hook), encoding="utf-8")
    found = list(doctor.in_ci(folder))
    return all(one.good for one in found), "\n".join(map(str, found))


def test_without_configuration_nothing_is_promised(folder: Path) -> None:
    """That is told, and is no fault; files of another repository that lies here do not count."""
    (folder / "handrail" / "protocols").mkdir(parents=True)
    (folder / "handrail" / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    (folder / "handrail" / "protocols" / "theirs.yaml").write_text(template("theirs"), encoding="utf-8")
    assert told(folder) == (True, "ok   2 protocol files here; no CI configuration here runs Handrail")


@pytest.mark.parametrize(
    ("run", "well", "words"),
    [
        ("handrail check protocols/*.yaml drafts/new.yml", True, "job check: handrail check: 2 of 2 protocol files"),
        ("python3 bootstrap.py check ./protocols/ours.yaml", False, "drafts/new.yml is never checked"),
        ("handrail check protocol/*.yaml", False, "no protocol file here is one of its files"),
        ("handrail check protocols/ours.yaml drafts/new.yml --exit-zero", False, "it never fails (--exit-zero)"),
        ("handrail check --shape-only protocols/ours.yaml", False, "it proves nothing"),
        ("handrail check protocols/* drafts/* || true", False, "its failure is ignored (|| true)"),
        ("handrail check $FILES", True, "its files come from variables, so it cannot be told"),
        ("handrail check", False, "no protocol file here is one of its files"),
        ("handrail diff --against git:main", True, "handrail diff: 2 of 2 protocol files"),
        ("handrail check protocols/* drafts/* && echo fine", True, "2 of 2 protocol files"),
        ("handrail check 'protocols/ours.yaml", True, "its quotation marks do not match"),
        ("handrail check protocols/* drafts/*\n        continue-on-error: true", False, "continue-on-error"),
    ],
)
def test_what_a_workflow_checks_is_told(folder: Path, run: str, well: bool, words: str) -> None:
    """Files that no command reaches, and commands that cannot fail, are found."""
    good, said = told(folder, run=run)
    assert words in said
    assert good is well


def test_the_action_is_read_by_its_files(folder: Path) -> None:
    """Its input "files" holds one path a line."""
    text = WORKFLOW.replace("- run: {run}", "- uses: ./handrail\n        with: {files: protocols/ours.yaml}")
    (folder / ".github/workflows/ci.yaml").write_text(text, encoding="utf-8")
    good, said = told(folder)
    assert "the action: 1 of 2 protocol files" in said
    assert "drafts/new.yml is never checked" in said
    assert not good


@pytest.mark.parametrize(
    ("hook", "well", "words"),
    [
        ("id: handrail-check", False, "hook handrail-check: 1 of 2 protocol files"),
        ("id: handrail-check, files: '(protocols|drafts)/'", True, "2 of 2 protocol files"),
        ("id: handrail-shape, files: '.'", False, "it proves nothing"),
        ("id: handrail-diff", True, "2 of 2 protocol files"),
        ("id: mine, entry: handrail check, args: [--exit-zero]", False, "it never fails"),
        ("id: handrail-check, files: '('", True, "no regular expression"),
    ],
)
def test_what_a_hook_checks_is_told(folder: Path, hook: str, well: bool, words: str) -> None:
    """Hooks of pre-commit take files by a regular expression."""
    good, said = told(folder, hook=hook)
    assert words in said
    assert good is well


@pytest.mark.parametrize("text", ["handrail: [", "- handrail", "jobs: handrail", "jobs: {a: {steps: handrail}}"])
def test_a_configuration_of_another_shape_is_no_crash(folder: Path, text: str) -> None:
    """What is no workflow promises nothing, or is told to be unreadable."""
    (folder / ".github/workflows/odd.yml").write_text(text, encoding="utf-8")
    said = told(folder)[1]
    assert "cannot be told what it checks" in said or "no CI configuration" in said


def test_the_installation_that_runs_the_tests_is_well(folder: Path) -> None:
    """Versions, a known answer, four calendars and a drawing; with a broken drawing the status is 1."""
    ran = CliRunner().invoke(app, ["doctor"])
    assert ran.exit_code == 0, ran.output
    assert "both ways of checking agree on a protocol whose answer is known" in ran.output
    assert len(re.findall(r"until \d{4}-\d\d-\d\d", ran.output)) == 4


def test_what_does_not_work_is_told_with_a_way_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Graphviz the rest is still looked at, and the status is 1."""
    from handrail import picture

    monkeypatch.setattr(picture, "_GRAPHVIZ", "no-such-program")
    ran = CliRunner().invoke(app, ["doctor"])
    assert ran.exit_code == 1
    assert "NOT  a drawing: " in ran.output
    assert "= help: install Handrail anew" in ran.output
    assert "no CI configuration here" in ran.output
