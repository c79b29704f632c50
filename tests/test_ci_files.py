"""What CI of others takes from here: the action and the hooks call commands that exist, with options that exist."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from handrail.command_line import app

ROOT = Path(__file__).resolve().parent.parent
COMMANDS: Any = get_command(app)


def parsed(name: str) -> Any:
    """A file of YAML at the top of the project."""
    return YAML(typ="safe", pure=True).load((ROOT / name).read_text(encoding="utf-8"))


ACTION = parsed("action.yml")
HOOKS = parsed(".pre-commit-hooks.yaml")


def unknown(words: list[str]) -> list[str]:
    """The command, or the options, that `handrail` does not have."""
    command, rest = COMMANDS, words
    while hasattr(command, "commands"):
        name, *rest = rest
        if name not in command.commands:
            return [name]
        command = command.commands[name]
    options = {name for one in command.params for name in one.opts}
    return [word for word in rest if word.startswith("--") and word != "--" and word not in options]


def test_unknown_words_are_seen() -> None:
    """A command or an option that does not exist is told, and no other."""
    assert unknown(["chek"]) == ["chek"]
    assert unknown(["check", "--nope", "--format", "sarif", "--", "x"]) == ["--nope"]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda one: one["id"])
def test_a_hook_calls_what_exists(hook: dict[str, Any]) -> None:
    """Each hook says what pre-commit asks for, and runs a command of the installed program."""
    assert {"id", "name", "entry", "language"} <= hook.keys()
    program, *words = shlex.split(hook["entry"])
    assert program == "handrail"
    assert unknown(words) == []
    if "files" in hook:
        assert re.search(hook["files"], "policy/protocols/ours.yaml")
        assert not re.search(hook["files"], "protocols/scenarios/ours.yaml")


SCRIPTS = [step for step in ACTION["runs"]["steps"] if "run" in step]


@pytest.mark.parametrize("step", SCRIPTS, ids=lambda one: one["name"])
def test_a_step_of_the_action_calls_what_exists(step: dict[str, Any]) -> None:
    """Every script is bash without mistakes, calls commands and options that exist, and has no input pasted in."""
    assert step["shell"] == "bash"
    assert subprocess.run(["bash", "-n"], input=step["run"], text=True, check=False).returncode == 0
    assert "${{" not in step["run"]
    calls = re.findall(r'bootstrap\.py" (.*)', step["run"].replace("\\\n", " "))
    assert calls
    for call in calls:
        words = shlex.split(call)
        assert words == ["setup"] or unknown(words) == []


def test_the_action_uses_only_inputs_it_declares_and_all_of_them() -> None:
    """A misspelt input would be empty and silently check nothing."""
    used = set(re.findall(r"inputs\.([a-z-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert used == ACTION["inputs"].keys()
    assert ACTION["runs"]["using"] == "composite"
    assert all("run" in step or "uses" in step for step in ACTION["runs"]["steps"])


def test_the_check_of_the_action_runs(tmp_path: Path) -> None:
    """With a program of that name in its place, the script passes each file as one word, odd names too."""
    (step,) = [one for one in SCRIPTS if one["name"] == "Check the protocols"]
    (tmp_path / "bootstrap.py").write_text("import sys\nprint(sys.argv[1:])\n", encoding="utf-8")
    given = {"FILES": "a b.yaml\n\n$(id).yaml\n", "LEVEL": "must", "PROFILE": "all", "FAIL_ON": "info", "SARIF": "o"}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {"PATH": path, "GITHUB_ACTION_PATH": str(tmp_path), **given}
    done = subprocess.run(["bash", "-e", "-c", step["run"]], env=env, capture_output=True, text=True, check=True)
    words = ["check", "--level", "must", "--profile", "all", "--fail-on", "info", "--format", "text", "--format", "github"]
    assert done.stdout.strip() == str([*words, "--format", "sarif=o", "--", "a b.yaml", "$(id).yaml"])
    none = subprocess.run(["bash", "-e", "-c", step["run"]], env=env | {"FILES": " \n"}, capture_output=True, text=True, check=False)
    assert (none.returncode, "names no protocol file" in none.stdout) == (2, True)


def test_the_pages_name_every_command_and_no_other() -> None:
    """`docs/commands.md` has all commands; those in the README are some of them, with options that exist."""
    pages = [(ROOT / name).read_text(encoding="utf-8") for name in ("docs/commands.md", "README.md")]
    lines = [re.findall(r"^\| `handrail ([^`]*)`", one, re.MULTILINE) for one in pages]
    assert {one.split()[0] for one in lines[0]} == set(COMMANDS.commands)
    calls = [shlex.split(re.sub(r"[][]", " ", one)) for page in lines for one in page]
    assert [unknown(one) for one in calls] == [[]] * len(calls)


def test_the_commands_of_the_page_on_ci_exist() -> None:
    """So do those of `docs/ci.md`."""
    part = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    calls = re.findall(r"^\$ handrail (.*)$", part, re.MULTILINE) + re.findall(r"`handrail ([^`]*--[^`]*)`", part)
    assert len(calls) >= 3
    assert [unknown(shlex.split(one)) for one in calls] == [[]] * len(calls)
    (snippet,) = re.findall(r"```yaml\n(.*?)```", part, re.DOTALL)
    steps = YAML(typ="safe", pure=True).load(snippet)["steps"]
    assert steps[1]["with"].keys() <= ACTION["inputs"].keys()
