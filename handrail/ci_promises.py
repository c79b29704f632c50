"""What the CI configuration in a folder promises to check, and the protocol files that it never does.

Read are the workflows of GitHub and the hooks of pre-commit that mention Handrail. What a script makes of variables
cannot be read off; it is said so.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

PRE_COMMIT = ".pre-commit-config.yaml"
WORKFLOWS = ".github/workflows"
_LEFT_OUT = {"node_modules", "__pycache__", "build", "dist"}
_IS_PROTOCOL = re.compile(r"^handrail:.*\n(?:.*\n)*?protocol:", re.MULTILINE)
_IS_SCENARIO = re.compile(r"^scenario:", re.MULTILINE)
_COMMAND = re.compile(r"(?:\bhandrail|bootstrap\.py)\s+(check|diff)\b(.*)")
_HOOK_FILES = r"(^|/)protocols/[^/]+$"
_MOST_BYTES = 5_000_000
_BEGINNING = 20_000


@dataclass(frozen=True, slots=True)
class Promise:
    """One place in a configuration that runs Handrail: on which files, and what keeps it from failing.

    `files` are patterns of paths, or of one regular expression of pre-commit; `weak` says why a broken guarantee
    would go unnoticed, `unclear` why nobody can tell from the file what is checked.
    """

    file: str
    what: str
    files: tuple[str, ...] = ()
    expression: str = ""
    weak: str = ""
    unclear: str = ""

    def covers(self, path: str) -> bool:
        """Whether it checks the protocol file of this path."""
        if self.expression:
            return re.search(self.expression, path) is not None
        return any(fnmatch(path, pattern.removeprefix("./")) for pattern in self.files)


def protocol_files(folder: Path) -> list[str]:
    """The protocol files in a folder and below, by their paths from there.

    Hidden and made folders are left out, and repositories of their own, such as a checkout of Handrail.
    """
    found = []
    foreign = {one.parent for one in folder.rglob(".git")} - {folder}
    for path in sorted(folder.rglob("*.y*ml")):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") or part in _LEFT_OUT for part in parts) or foreign & {*path.parents}:
            continue
        if not path.is_file():
            continue
        with path.open(encoding="utf-8", errors="replace") as file:
            start = file.read(_BEGINNING)
        if _IS_PROTOCOL.search(start) and not _IS_SCENARIO.search(start):
            found.append("/".join(parts))
    return found


def promises(folder: Path) -> tuple[list[Promise], list[str]]:
    """Everything in the configuration of a folder that runs Handrail, and the files that could not be read."""
    found: list[Promise] = []
    unread: list[str] = []
    for path in [*sorted((folder / WORKFLOWS).glob("*.y*ml")), folder / PRE_COMMIT]:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if not re.search(r"handrail|bootstrap\.py", text, re.IGNORECASE):
            continue
        name = path.relative_to(folder).as_posix()
        try:
            found += _hooks(_yaml(text), name) if path.name == PRE_COMMIT else _workflow(_yaml(text), name)
        except ValueError as error:
            unread.append(f"{name}: {error}")
    return found, unread


def _yaml(text: str) -> dict[str, Any]:
    """The content of a configuration file.

    Raises:
        ValueError: it is not YAML, or no map.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        content = YAML(typ="safe").load(text)
    except YAMLError as error:
        raise ValueError(f"not YAML: {getattr(error, 'problem', '') or error}") from None
    if not isinstance(content, dict):
        raise ValueError("no configuration")
    return content


def _maps(content: Any) -> Iterator[dict[str, Any]]:
    """The maps in a list; nothing of what has another shape."""
    yield from (one for one in content if isinstance(one, dict)) if isinstance(content, list) else ()


def _workflow(content: dict[str, Any], name: str) -> Iterator[Promise]:
    jobs = content.get("jobs")
    for job_name, job in jobs.items() if isinstance(jobs, dict) else ():
        for step in _maps(job.get("steps") if isinstance(job, dict) else None):
            ignored = "its failure is ignored (continue-on-error)"
            weak = ignored if True in (step.get("continue-on-error"), job.get("continue-on-error")) else ""
            place = f"job {job_name}"
            used, given = str(step.get("uses", "")), step.get("with")
            if "handrail" in used.lower():
                files = str(given.get("files", "")).split() if isinstance(given, dict) else []
                unclear = "its files come from variables" if any("$" in one for one in files) else ""
                yield Promise(name, f"{place}: the action", tuple(files), weak=weak, unclear=unclear)
            for command, words in _COMMAND.findall(str(step.get("run", "")).replace("\\\n", " ")):
                yield _command(name, place, command, words, weak)


def _command(name: str, place: str, command: str, words: str, weak: str) -> Promise:
    """A command line that runs Handrail, up to where the next command begins."""
    alone, *rest = re.split(r"\|\||&&|[;|>]", words, maxsplit=1)
    try:
        given = shlex.split(alone, comments=True)
    except ValueError:
        return Promise(name, f"{place}: handrail {command}", unclear="its quotation marks do not match")
    if rest and re.match(r"\s*(true|:|exit 0)\b", rest[0]) and "||" in words:
        weak = "its failure is ignored (|| true)"
    for option, why in (("--exit-zero", "it never fails (--exit-zero)"), ("--shape-only", "it proves nothing")):
        weak = why if option in given else weak
    unclear = "its files come from variables" if any("$" in one for one in given) else ""
    files = tuple(one for one in given if one.endswith((".yaml", ".yml", "*")))
    if command == "diff" and not files:
        files = ("*",)  # every file that has changed
    return Promise(name, f"{place}: handrail {command}", files, weak=weak, unclear=unclear)


def _hooks(content: dict[str, Any], name: str) -> Iterator[Promise]:
    for repository in _maps(content.get("repos")):
        for hook in _maps(repository.get("hooks")):
            called, entry = str(hook.get("id", "")), str(hook.get("entry", ""))
            if not called.startswith("handrail") and not _COMMAND.search(entry):
                continue
            arguments = f"{entry} {' '.join(map(str, hook.get('args') or ()))}"
            weak = "it proves nothing" if called == "handrail-shape" or "--shape-only" in arguments else ""
            weak = "it never fails (--exit-zero)" if "--exit-zero" in arguments else weak
            pattern = str(hook.get("files") or ("." if entry or called == "handrail-diff" else _HOOK_FILES))
            try:
                re.compile(pattern)
            except re.error:
                yield Promise(name, f"hook {called}", unclear="its files: is no regular expression")
                continue
            yield Promise(name, f"hook {called}", expression=pattern, weak=weak)
