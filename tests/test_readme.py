"""The README and the pages it leads to say what is so: tables, commands, Python and words are run or looked up."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import protocols
from handrail.loading import load
from handrail.reference import dashboard, replaced
from verify.checker import check
from verify.properties.catalogue import ALL
from verify.verdict import Word

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
VERDICTS = (ROOT / "docs" / "verdicts.md").read_text(encoding="utf-8")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user would."""
    command = [sys.executable, "-m", "handrail", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False)


def test_the_table_of_the_six_protocols_is_current() -> None:
    """The dashboard in the README is what a check finds; `python -m handrail.reference` renews it."""
    table = dashboard(check(load(name)) for name in protocols.names())
    assert replaced(README, table) == README


def test_every_guarantee_is_explained() -> None:
    """The page of verdicts lists exactly the guarantees of the catalogue."""
    listed = re.findall(r"^\| `([a-z-]+)` \| ", VERDICTS.split("## What it checks")[1].split("\n## ")[0], re.MULTILINE)
    assert listed == [one.id for one in ALL]


def test_every_verdict_is_explained() -> None:
    """Each word a verdict can use stands in bold, with what it claims."""
    claims = VERDICTS.split("## What a verdict claims")[1].split("\n\n")[1]
    assert set(re.findall(r"\*\*([a-z ]+)\*\*:? ?", claims)) == {word.value for word in Word}


@pytest.mark.parametrize("line", re.findall(r"`python3 bootstrap.py ((?:explain|show|draw|list)[^`]*)`", README))
def test_the_commands_in_the_text_run(line: str) -> None:
    """A command named in the README answers with status 0."""
    done = run(*shlex.split(line))
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_python_of_the_commands_runs() -> None:
    """The Python block of the page of commands runs as it stands."""
    (code,) = re.findall(r"```python\n(.*?)```", COMMANDS, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


def test_every_file_that_the_readme_names_exists() -> None:
    """Paths in backticks lead somewhere."""
    named = re.findall(r"`((?:model|verify|handrail|protocols|tests|benchmarks|simulate|notebooks|docs)/[\w./-]*)`", README)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
