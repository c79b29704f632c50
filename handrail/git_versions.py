"""Protocol files as they stood at a commit of the git repository that they are in."""

import os
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from handrail.arguments import Refused

PREFIX = "git:"
_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
"""What git sets for a hook, and what would hide where the root is."""
_YAML = ("*.yaml", "*.yml")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: the name it was asked for by, its id, and the day of its committer, such as 2026-11-21."""

    name: str
    id: str
    day: str

    def __str__(self) -> str:
        """In words: "main, commit 1a2b3c4d5e of 2026-11-21"."""
        return f"{self.name}, commit {self.id[:10]} of {self.day}"


@dataclass(frozen=True, slots=True)
class Pair:
    """A file then and now, by its paths from the root of the repository; None where there was or is none."""

    old: str | None
    new: str | None


class Repository:
    """A git repository on this machine, read and never written to."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def around(cls, folder: Path) -> "Repository":
        """The repository that a folder lies in.

        Raises:
            Refused: it lies in none, or there is no git.
        """
        done = _git(folder, "rev-parse", "--show-toplevel")
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip()
            help = "run it inside a checkout, or compare two files: handrail diff OLD NEW"
            if "dubious ownership" in said:
                help = "git does not trust this folder, as it belongs to another user; see git's safe.directory"
            raise Refused(f'"{folder}" is in no git repository', help=help)
        return cls(Path(os.fsdecode(done.stdout.removesuffix(b"\n"))))

    def commit(self, name: str) -> Commit:
        """The commit that a branch, a tag or an id names.

        Raises:
            Refused: there is none.
        """
        done = None
        if name and not name.startswith("-") and "\0" not in name:
            done = _git(self.root, "log", "-1", "--no-show-signature", "--format=%H %cs", f"{name}^{{commit}}", "--")
        if done is None or done.returncode or not done.stdout:
            help = "check its name; in CI fetch it first (git fetch, or fetch-depth: 0 where the files are checked out)"
            raise Refused(f'git knows no commit "{name}"', help=help)
        id, day = done.stdout.decode().split()
        return Commit(name, id, day)

    def read(self, commit: Commit, path: str) -> bytes | None:
        """A file as it was at a commit; None where there was none."""
        done = _git(self.root, "cat-file", "blob", f"{commit.id}:{path}")
        return None if done.returncode else done.stdout

    def here(self, path: str) -> Path:
        """Where a file lies on this machine: from the working folder, where it lies below it."""
        file = self.root / path
        try:
            return file.resolve().relative_to(Path.cwd())
        except ValueError:
            return file

    def inside(self, file: Path) -> str:
        """The path of a file from the root.

        Raises:
            Refused: it lies outside.
        """
        try:
            return file.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            raise Refused(f'"{file}" is not in the repository "{self.root.name}"', help="name files in it") from None

    def changed(self, since: Commit) -> list[Pair]:
        """The YAML files that differ from a commit: changed, renamed, removed or new, also those not yet added."""
        listed = _git(
            self.root, "diff", "--name-status", "-M", "-z", "--no-ext-diff", "--no-textconv", since.id, "--", *_YAML
        )  # fmt: skip
        words = iter([os.fsdecode(one) for one in listed.stdout.split(b"\0") if one])
        pairs = []
        for status in words:
            if status[0] in "RC":
                old, new = next(words), next(words)
                pairs.append(Pair(old, new))
            else:
                path = next(words)
                pairs.append(Pair(None if status[0] == "A" else path, None if status[0] == "D" else path))
        fresh = _git(self.root, "ls-files", "--others", "--exclude-standard", "-z", "--", *_YAML)
        return [*pairs, *(Pair(None, os.fsdecode(one)) for one in fresh.stdout.split(b"\0") if one)]


def repository_of(files: Sequence[Path]) -> Repository:
    """The repository of these files, or of the working folder without any.

    Raises:
        Refused: there is none.
    """
    folder = files[0].resolve().parent if files else Path.cwd()
    while not folder.is_dir():
        folder = folder.parent
    return Repository.around(folder)


def day_of(file: Path) -> str | None:
    """The committer's day of the commit on which a file is worked; None outside a repository with commits."""
    try:
        return repository_of([file]).commit("HEAD").day
    except Refused:
        return None


def with_renames(pairs: Iterable[Pair], same: dict[str, str]) -> list[Pair]:
    """The pairs, in which a file that is gone and a new one are one file where `same` says so."""
    listed = list(pairs)
    joined = [Pair(old, new) for old, new in same.items()]
    return joined + [one for one in listed if one.old not in same and one.new not in same.values()]


def _git(folder: Path, *words: str) -> "subprocess.CompletedProcess[bytes]":
    """Run git without pager, prompt or colour.

    Raises:
        Refused: there is no git.
    """
    settings = {name: said for name, said in os.environ.items() if name not in _OF_HOOKS}
    settings |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        return subprocess.run(
            ["git", "--no-pager", "-C", str(folder), *words], capture_output=True, env=settings, check=False
        )
    except FileNotFoundError:
        raise Refused("there is no git on this machine", help="install it, or compare two files") from None
