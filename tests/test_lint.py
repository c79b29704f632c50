"""The style and the types of the whole project, as ruff and mypy see them."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.lint


def run(*command: str) -> None:
    """Runs the tool on the project and fails with all that it says."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff() -> None:
    """Ruff finds no fault in any file."""
    run("ruff", "check", ".")


def test_mypy() -> None:
    """Mypy, in its strict mode, finds no fault in the packages and bootstrap.py."""
    run("mypy")
