"""bootstrap.py: what it runs, when it sets up anew, and which of the user's settings it leaves out."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import bootstrap

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have run in an environment that stands already."""
    commands: list[list[str]] = []
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(bootstrap, "set_up", lambda: None)
    monkeypatch.setattr(bootstrap, "run", lambda words: commands.append([str(word) for word in words]) or 7)
    return commands


@pytest.fixture
def checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A checkout of its own, with a lock, a project and a finished environment."""
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\n[project]\nname = "x"\n[tool.hatch]\n[tool.ruff]\n'
    )
    (tmp_path / "requirements.lock").write_text("six==1.17.0\n")
    places = {"ROOT": "", "LOCK": "requirements.lock", "ENVIRONMENT": ".venv"}
    places |= {"STAMP": ".venv/stamp", "PYTHON": ".venv/python"}
    for name, place in places.items():
        monkeypatch.setattr(bootstrap, name, tmp_path / place)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/python").touch()
    (tmp_path / ".venv/stamp").write_text(bootstrap.fingerprint())
    return tmp_path


def test_check_alone_is_a_demonstration(ran: list[list[str]]) -> None:
    """`check` without a further word does not fail for a broken guarantee."""
    assert bootstrap.main(["check"]) == 7
    assert ran == [[str(bootstrap.HANDRAIL), "check", "--exit-zero"]]


@pytest.mark.parametrize("words", [["check", "mine.yaml"], ["explain", "wiltshire"], ["--version"]])
def test_other_commands_go_to_handrail_as_they_are(ran: list[list[str]], words: list[str]) -> None:
    """Every other command is passed on unchanged, and its exit status comes back."""
    assert bootstrap.main(words) == 7
    assert ran == [[str(bootstrap.HANDRAIL), *words]]


def test_further_words_of_test_go_to_pytest(ran: list[list[str]]) -> None:
    """`test` with further words hands exactly these to pytest; without, it uses every core."""
    bootstrap.main(["test", "tests/model", "-x"])
    bootstrap.main(["test"])
    assert [command[1:] for command in ran] == [
        ["-m", "pytest", "tests/model", "-x"],
        ["-m", "pytest", *bootstrap.SPREAD],
    ]


@pytest.mark.parametrize(("words", "status"), [(["--help"], 0), (["-h"], 0), ([], 2)])
def test_help_sets_nothing_up(words: list[str], status: int) -> None:
    """Help names both commands of the README and touches nothing; without a word it is an error."""
    command = [sys.executable, str(ROOT / "bootstrap.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == status
    assert "bootstrap.py check" in done.stdout
    assert "bootstrap.py test" in done.stdout
    assert done.stderr == ""


def test_a_failed_set_up_has_a_status_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A step that fails ends the run with status 3 and a sentence, not with a traceback."""

    def fails() -> None:
        raise subprocess.CalledProcessError(1, ["pip"])

    monkeypatch.setattr(bootstrap, "set_up", fails)
    assert bootstrap.main(["check"]) == 3
    assert "did not finish" in capsys.readouterr().err


def test_a_finished_environment_is_used_again(checkout: Path) -> None:
    """Nothing is set up while the lock, the project and the place are the same."""
    assert bootstrap.is_ready(bootstrap.fingerprint())


def test_settings_of_tools_do_not_count(checkout: Path) -> None:
    """A change for ruff alone does not ask for a new environment."""
    with (checkout / "pyproject.toml").open("a") as file:
        file.write("line-length = 99\n")
    assert bootstrap.is_ready(bootstrap.fingerprint())


@pytest.mark.parametrize("change", ["lock", "project", "interpreter", "stamp"])
def test_what_asks_for_a_new_environment(checkout: Path, change: str) -> None:
    """Another lock or project, a Python that is gone, a set-up stopped half-way: each is set up anew."""
    if change == "lock":
        (checkout / "requirements.lock").write_text("six==1.16.0\n")
    elif change == "project":
        text = (checkout / "pyproject.toml").read_text()
        (checkout / "pyproject.toml").write_text(text.replace('"x"', '"y"'))
    elif change == "interpreter":
        (checkout / ".venv/python").unlink()
    else:
        (checkout / ".venv/stamp").unlink()
    assert not bootstrap.is_ready(bootstrap.fingerprint())


def test_a_moved_checkout_is_set_up_anew(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment holds the path of its checkout, so it does not serve at another place."""
    before = bootstrap.fingerprint()
    monkeypatch.setattr(bootstrap, "ROOT", checkout / ".." / checkout.name)
    assert bootstrap.fingerprint() != before


def test_only_settings_for_reaching_packages_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps see how to reach packages, and neither another environment nor another target folder."""
    seen: dict[str, str] = {}

    def record(command: list[str], env: dict[str, str], **rest: Any) -> None:
        seen.update(env)

    reach = {"PIP_CERT": "a", "PIP_PROXY": "b", "UV_CACHE_DIR": "c"}
    other = ["PIP_TARGET", "UV_PYTHON", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "CONDA_PREFIX"]
    for name, value in {**reach, **dict.fromkeys(other, "elsewhere"), "PIP_USER": "1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(subprocess, "run", record)
    bootstrap.step(["pip"], quietly=True)
    assert {name: seen.get(name) for name in reach} == reach
    assert [name for name in other if name in seen] == []
    assert seen["PIP_USER"] == "0"
    assert seen["PATH"] == os.environ["PATH"]
