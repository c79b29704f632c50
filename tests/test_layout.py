"""The house rules that can be read off the files: who imports whom, what stands where, what is not called."""

import ast
import fnmatch
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

FLOOR = {"protocols": 0, "model": 1, "verify": 2, "simulate": 2, "handrail": 3}
TOP_LEVEL = {
    *FLOOR, "tests", "benchmarks", "notebooks", "docs", ".ci",
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "CITATION.cff", "LICENSE",
    "bootstrap.py", "pyproject.toml", "requirements.lock",
    ".gitignore", ".gitattributes", ".editorconfig", ".pre-commit-config.yaml", ".pre-commit-hooks.yaml", "action.yml",
}  # fmt: skip
VAGUE_NAMES = {"util", "utils", "utility", "utilities", "helper", "helpers", "common", "manager", "managers"}
LONGER_FILES: set[str] = set()  # files outside tests/ that may have more than 300 lines: none

SLOW = {"matplotlib", "networkx", "numpy", "pandas", "pydantic", "rich", "simpy", "transitions", "z3"}

UNSEEDED = {"random", "secrets", "uuid"}
CLOCK_CALLS = {"now", "utcnow", "today"}
CLOCK_FUNCTIONS = {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"}


def sources() -> dict[str, ast.Module]:
    """The syntax tree of every file of the five packages, by its path from the root."""
    paths = sorted(path for package in FLOOR for path in (ROOT / package).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_bytes(), str(path)) for path in paths}


SOURCES = sources()


def module_name(path: str) -> str:
    """The dotted name under which the file at this path is imported."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module_name(path) for path in SOURCES}


def imported(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name that a file imports, with its line: at the top, inside functions, or by import_module."""
    name = module_name(path)
    package = name if path.endswith("__init__.py") else name.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield node.lineno, full if full in MODULES else base
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant):
                    yield node.lineno, str(argument.value)


def called(call: ast.Call) -> str:
    """The last word of what is called: `today` for `date.today()`."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def words(name: str) -> set[str]:
    """The words of a name in snake_case or CamelCase, in lower case."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def assert_none(faults: Iterable[str]) -> None:
    """Fails with every fault on a line of its own."""
    listed = list(faults)
    assert not listed, "\n" + "\n".join(listed)


def test_imports_run_one_way() -> None:
    """Protocols know nobody; model, then verify or simulate, then handrail know what stands below them."""
    faults = []
    for path, tree in SOURCES.items():
        own = path.split("/")[0]
        below = {own, *(package for package, floor in FLOOR.items() if floor < FLOOR[own])}
        for line, name in imported(path, tree):
            first = name.split(".")[0]
            if first in TOP_LEVEL | {"bootstrap"} and first not in below:
                faults.append(f"{path}:{line}: {own} imports {name}")
    assert_none(faults)


def test_the_import_reader_sees_every_form() -> None:
    """Plain, relative, nested and computed imports are all seen, so that none gets past the test above."""
    text = "import verify.zone\ndef f():\n    from . import errors\n    from ..model import calendar\n"
    text += "    importlib.import_module('handrail.shelf')\nfrom model.protocol import Protocol\n"
    seen = {name for _, name in imported("model/sample.py", ast.parse(text))}
    assert {"verify.zone", "model.errors", "handrail.shelf", "model.protocol"} <= seen


def test_no_two_modules_import_each_other() -> None:
    """No module imports itself by way of others, not even inside a function or for types alone."""
    graph = nx.DiGraph()
    for path, tree in SOURCES.items():
        graph.add_edges_from((module_name(path), name) for _, name in imported(path, tree) if name in MODULES)
    circles = [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1]
    assert_none(map(str, circles))
    assert list(nx.selfloop_edges(graph)) == []


def test_only_what_is_slow_to_load_is_imported_for_types_alone() -> None:
    """Under TYPE_CHECKING stand slow packages and own modules that load one; they count as imports above.

    The face of the package is excepted: whatever it names is imported when it is first used.
    """
    loads = {
        module_name(path): {
            name.split(".")[0]
            for part in tree.body
            if isinstance(part, ast.Import | ast.ImportFrom)
            for _, name in imported(path, part)
        }
        for path, tree in SOURCES.items()
    }
    faults = [
        f"{path}:{line}: {name}"
        for path, tree in SOURCES.items()
        if path != "handrail/__init__.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for part in node.body
        for line, name in imported(path, part)
        if not ({name.split(".")[0]} | loads.get(name, set())) & SLOW
    ]
    assert_none(faults)


@pytest.mark.parametrize("package", ["model", "verify", "simulate"])
def test_the_package_file_says_what_the_package_is_and_no_more(package: str) -> None:
    """The __init__ file holds a docstring only, so that an import names the module it means."""
    tree = SOURCES[f"{package}/__init__.py"]
    assert ast.get_docstring(tree)
    assert len(tree.body) == 1


def test_the_top_level_holds_only_what_is_agreed() -> None:
    """Beside the fixed folders and the usual project files nothing stands at the top."""
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split()]
    found = {entry.name for entry in ROOT.iterdir()} - {".git"}
    kept = {name for name in found if not any(fnmatch.fnmatch(name, pattern) for pattern in ignored)}
    assert kept - TOP_LEVEL == set()


def test_names_say_what_a_thing_is() -> None:
    """No module and no class is called a utility, a helper, common or a manager."""
    faults = [path for path in SOURCES if any(words(part) & VAGUE_NAMES for part in path[:-3].split("/"))]
    faults += [
        f"{path}:{node.lineno}: {node.name}"
        for path, tree in SOURCES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and words(node.name) & VAGUE_NAMES
    ]
    assert_none(faults)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("CaseManager", {"case", "manager"}),
        ("yaml_text", {"yaml", "text"}),
        ("HTMLReport", {"html", "report"}),
        ("common", {"common"}),
    ],
)
def test_names_are_read_word_by_word(name: str, parts: set[str]) -> None:
    """A name is judged by its words, whichever way it is written."""
    assert words(name) == parts


def outside_handrail(kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """Every node of a kind in the packages below handrail, with its place."""
    for path, tree in SOURCES.items():
        if not path.startswith("handrail/"):
            nodes = (node for node in ast.walk(tree) if isinstance(node, kind))
            yield from ((f"{path}:{getattr(node, 'lineno', 0)}", node) for node in nodes)


def test_only_handrail_prints() -> None:
    """Below handrail nothing is printed."""
    places = [place for place, node in outside_handrail(ast.Name) if getattr(node, "id", "") == "print"]
    places += [
        place
        for place, node in outside_handrail(ast.Attribute)
        if getattr(node, "attr", "") in {"stdout", "stderr"}
    ]
    assert_none(places)


def test_only_handrail_knows_the_clock_and_chance() -> None:
    """Below handrail nobody reads the clock or draws a number without a seed that was handed in."""
    faults = []
    for path, tree in SOURCES.items():
        if not path.startswith("handrail/"):
            faults += [f"{path}:{line}: {what}" for line, what in clock_and_chance(path, tree)]
    assert_none(faults)


def clock_and_chance(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every reading of the clock and every draw without a seed, with its line."""
    for line, name in imported(path, tree):
        if name.split(".")[0] in UNSEEDED:
            yield line, f"import {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from ((node.lineno, f"time.{a.name}") for a in node.names if a.name in CLOCK_FUNCTIONS)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = getattr(node.func.value, "id", "")
            if node.func.attr in CLOCK_CALLS or (owner == "time" and node.func.attr in CLOCK_FUNCTIONS):
                yield node.lineno, ast.unparse(node)
        if isinstance(node, ast.Call) and called(node) == "default_rng" and not (node.args or node.keywords):
            yield node.lineno, ast.unparse(node)


@pytest.mark.parametrize(
    "text",
    [
        "import random",
        "from random import choice",
        "import time\ntime.time()",
        "from time import time",
        "from datetime import date\ndate.today()",
        "import datetime\ndatetime.datetime.now()",
        "import numpy\nnumpy.random.default_rng()",
    ],
)
def test_the_clock_reader_sees_every_form(text: str) -> None:
    """Each way to read the clock or to draw unseeded is seen."""
    assert len(list(clock_and_chance("model/sample.py", ast.parse(text)))) == 1


def test_files_are_short() -> None:
    """Outside the tests no file has more than 300 lines: a longer one is two nouns in one."""
    paths = [*SOURCES, "bootstrap.py"]
    for folder in ("benchmarks", "benchmarks/peers"):  # not .peers, where peers may be installed
        paths += [path.relative_to(ROOT).as_posix() for path in (ROOT / folder).glob("*.py")]
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in paths}
    longer = {path: length for path, length in lengths.items() if length > 300}
    assert_none(f"{path}: {length} lines" for path, length in longer.items() if path not in LONGER_FILES)
    assert longer.keys() >= LONGER_FILES


def test_bootstrap_needs_nothing_but_python() -> None:
    """bootstrap.py imports the standard library only, and an older Python can read why it is refused."""
    text = (ROOT / "bootstrap.py").read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 7))
    names = {name.split(".")[0] for _, name in imported("bootstrap.py", tree)}
    assert names <= set(sys.stdlib_module_names)


def test_the_lock_names_no_place() -> None:
    """requirements.lock holds names, versions and hashes: no address and no folder."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pin = re.compile(r"([a-z0-9][a-z0-9.-]*==[\w.]+( ; [\w'. <>=!()]+)?|    --hash=sha256:[0-9a-f]{64})( \\)?")
    assert [line for line in lines if not pin.fullmatch(line)] == []


def test_ci_runs_the_commands_of_the_readme() -> None:
    """What .ci/run runs is what a reader is told to run."""
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    commands = re.findall(r"^python3 bootstrap\.py \w+", script, re.M)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert sorted(commands) == ["python3 bootstrap.py check", "python3 bootstrap.py test"]
    assert [command for command in commands if command not in readme] == []


def test_the_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    """What pip installs has all that a checkout has: code, protocols, calendars, schema and type markers."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    here = {
        path.relative_to(ROOT).as_posix()
        for package in FLOOR
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == here
    assert {f"{package}/py.typed" for package in FLOOR} <= held
    assert {Path(name).suffix for name in held} >= {".py", ".yaml", ".csv", ".json"}
    assert PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == list(FLOOR)
