"""`handrail new`: a file that a policy author can change line by line, and that is right before the first change."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import protocols
from handrail.arguments import Refused
from handrail.beginning import SCHEMA, begin
from handrail.exit_code import of
from model.loader import load_file
from model.modality import Level
from verify.checker import check


def test_the_template_loads_and_checks(tmp_path: Path) -> None:
    """What is written has no mistake, and every guarantee of correctness holds in it at the strictest level."""
    file, schema = begin("our-board", str(tmp_path / "ours.yaml"))
    protocol = load_file(file)
    assert protocol.id == "our-board"
    assert of(check(protocol, levels=[Level.MUST]).results, Level.MUST) == 0
    assert protocol.cited | {one.id for one in protocol.clauses if one.left_out} == set(protocol.clause)
    assert schema.read_bytes() == (protocols.FOLDER / SCHEMA).read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ours.yaml", SCHEMA]


def test_editors_find_the_schema_beside_the_file(tmp_path: Path) -> None:
    """The first line names a file that was written too, and it is a JSON Schema."""
    file, schema = begin("a", str(tmp_path / "a.yml"))
    first = file.read_text(encoding="utf-8").split("\n")[0]
    assert first == f"# yaml-language-server: $schema={schema.name}"
    assert "$schema" in json.loads(schema.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["no", "2026", "true", "3.10"])
def test_a_name_that_yaml_would_take_for_something_else_is_kept(tmp_path: Path, name: str) -> None:
    """The id is the name that was asked for, letter by letter."""
    file, *_ = begin(name, str(tmp_path / "a.yaml"))
    assert load_file(file).id == name


@pytest.mark.parametrize("name", ["ours", "ours.yaml", "ours.yml"])
def test_the_name_of_a_file_stands_for_the_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """With or without its ending the file is ours.yaml, and the id ours."""
    monkeypatch.chdir(tmp_path)
    file, *_ = begin(name, None)
    assert (file.name, load_file(file).id) == ("ours.yaml", "ours")


def test_nothing_is_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is there stays as it is, and so does another schema."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / SCHEMA).write_text("mine")
    assert begin("a", None) == [Path("a.yaml")]
    assert (tmp_path / SCHEMA).read_text() == "mine"
    with pytest.raises(Refused, match="already"):
        begin("a", None)


@pytest.mark.parametrize(
    ("name", "file"),
    [("wiltshire", None), ("a/b", None), ("a", "a.txt"), ("a", "nofolder/a.yaml"), ('a"b', "a.yaml"), ("", "a.yaml")],
)
def test_what_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, file: str | None
) -> None:
    """A built-in name, a path for a name, another ending, no folder, and no id at all are refused."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused):
        begin(name, file)
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_to_do_next(tmp_path: Path) -> None:
    """The message names the files and the next command, which a shell takes as it stands."""
    command = [sys.executable, "-m", "handrail", "new", "ours", "-o", "our draft.yaml"]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(root)}
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Wrote our draft.yaml and protocol.schema.json." in done.stdout
    assert "handrail check --shape-only 'our draft.yaml'\n" in done.stdout
