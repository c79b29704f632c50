"""What the shell offers while a command is typed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = "tests/protocols/library.yaml"


def run(env: dict[str, str], *arguments: str) -> str:
    """What the program prints to a shell."""
    command = [sys.executable, "-c", "from handrail.start import main; main()", *arguments]
    settings = os.environ | {"PYTHONPATH": str(ROOT), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"} | env
    done = subprocess.run(command, env=settings, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("handrail repo", ["report"]),
        ("handrail check wil", ["wiltshire"]),
        ("handrail explain wiltshire no-d", ["no-dead-end"]),
        ("handrail rule recei", ["receipt-bounded"]),
        (f"handrail check {LIBRARY} --silent lib", ["librarian"]),
        (f"handrail silence {LIBRARY} --level sh", ["should"]),
        ("handrail explain nothere.yaml no-dead-end --silent x", []),
    ],
)
def test_the_shell_completes_names(typed: str, offered: list[str]) -> None:
    """Commands, protocols, guarantees, roles and levels are completed; an unreadable file offers nothing."""
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1), "_HANDRAIL_COMPLETE": "complete_bash"}
    assert run(words).split() == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_can_be_shown(shell: str) -> None:
    """`--show-completion` prints what the shell has to read."""
    assert "_HANDRAIL_COMPLETE" in run({}, "--show-completion", shell)
