"""The tutorial is followed to the letter: its files are made, its commands run, its answers compared."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handrail.command_line import app
from handrail.exit_code import ExitCode

ROOT = Path(__file__).parent.parent
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def edited(text: str, changes: str) -> str:
    """The text after the changes of a block in the form of a diff, parted by @@."""
    for change in changes.split("@@\n"):
        lines = change.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] != "+")
        new = "".join(line[1:] for line in lines if line[0] != "-")
        assert text.count(old) == 1, f"{text.count(old)} places are like this:\n{old}"
        text = text.replace(old, new)
    return text


def answers(block: str) -> list[tuple[str, str]]:
    """The commands of a block, each with the pattern of its answer: a line of dots stands for any lines."""
    found = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, answer = part.partition("\n")
        lines = [re.escape(line).replace(r"\.\.\.", ".*") if line != "..." else r"(?s:.*)" for line in answer.splitlines()]
        found.append((command, r"\n+".join(lines).replace(r"\n+(?s:.*)", r"(?s:.*)")))
    return found


def test_the_tutorial_is_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the text to the paper for the board, each step in the folder that the steps before have left."""
    monkeypatch.chdir(tmp_path)
    kinds = set()
    for kind, file, content in BLOCK.findall(TUTORIAL):
        kinds.add(kind)
        if kind == "diff":
            Path(file).write_text(edited(Path(file).read_text(encoding="utf-8"), content), encoding="utf-8")
        elif file:
            Path(file).write_text(content, encoding="utf-8")
        for command, answer in answers(content) if kind == "console" else []:
            program, *arguments = shlex.split(command)
            if program == "cp":
                shutil.copy(*arguments)
                continue
            assert program == "handrail"
            ran = CliRunner().invoke(app, arguments)
            assert ran.exception is None or isinstance(ran.exception, SystemExit), f"{command}: {ran.exception!r}"
            assert ran.exit_code in (ExitCode.FINE, ExitCode.BROKEN)
            assert re.fullmatch(answer, ran.stdout.rstrip("\n")), f"{command}\n{ran.stdout}\n{answer}"
    assert kinds == {"text", "yaml", "diff", "console"}
    assert (tmp_path / "board.html").stat().st_size > 10_000
