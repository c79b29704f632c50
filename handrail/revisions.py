"""The versions that `handrail diff` compares: two named ones, or files and what they were at a commit."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handrail.arguments import Refused
from handrail.git_versions import PREFIX, Commit, Pair, Repository, repository_of, with_renames
from handrail.loading import STAGES, load_each
from model.errors import BadInput, Fault
from model.loader import load_file, load_text
from model.modality import Level
from model.protocol import Protocol
from model.yaml_text import decode
from verify.properties.catalogue import ALL
from verify.refinement import Refinement, Unrelated, refine

_ID = re.compile(rb"^protocol:[ \t]*[\"']?([^\"'#\r\n]+?)[\"']?[ \t]*(?:#.*)?\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Revision:
    """Two versions of one file. `file` is the path now; `before` the path then, where it has another name."""

    old: Protocol
    new: Protocol
    file: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Revisions:
    """What is compared, in words and one by one; and the files that only one side has."""

    pairs: tuple[Revision, ...]
    lines: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    base: Commit | None = None
    head: Commit | None = None


def named(old: str, new: str) -> Revisions:
    """Two versions by built-in name or path.

    Raises:
        BadInput: with the faults of both.
    """
    before, after = load_each((old, new))
    return Revisions((Revision(before, after, new),))


def since(against: str, files: Sequence[str]) -> Revisions:
    """The protocol files that differ from a commit, or those named, each with what it was there.

    A renamed file is followed, by git's own judgement or by the name of the protocol in it.

    Raises:
        Refused: this is no repository, it has no such commit, or a file is not in it.
        BadInput: with the faults of all files, then and now.
    """
    if not against.startswith(PREFIX):
        raise Refused(f'"--against {against}" names no version', f"{PREFIX}REF, such as {PREFIX}main")
    paths = [Path(one) for one in files]
    if missing := next((one for one in paths if not one.is_file()), None):
        raise Refused(f'there is no file "{missing}"', help="name a protocol file as it is now")
    repository = repository_of(paths)
    base, head = repository.commit(against.removeprefix(PREFIX)), repository.commit("HEAD")
    changed = _protocols(repository, base)
    pairs = [_pair(repository, base, changed, one) for one in paths] if paths else changed
    lines = (f"Compared with {base}.", f"Now: the files as they are here, on {head}.")
    both = [(one.old, one.new) for one in pairs if one.old is not None and one.new is not None]
    return Revisions(
        tuple(_loaded(repository, base, both)),
        lines,
        tuple(one.old for one in pairs if one.old is not None and one.new is None),
        tuple(repository.here(one.new).as_posix() for one in pairs if one.new is not None and one.old is None),
        base,
        head,
    )


def refined(old: Protocol, new: Protocol, blame_at: Sequence[Level], milliseconds: int = 20_000) -> Refinement:
    """Every guarantee of two versions compared, with the edits behind each loss at these levels.

    Raises:
        Refused: they are not versions of one protocol.
    """
    try:
        every = tuple(one.id for one in ALL)
        return refine(old, new, properties=every, blame_at=blame_at, milliseconds=milliseconds)
    except Unrelated as reason:
        help = "name two versions of one protocol, with the same stages or the same short name"
        raise Refused(str(reason), help=help) from None


def _protocols(repository: Repository, base: Commit) -> list[Pair]:
    """The protocol files that differ, in the order of their paths."""
    gone, fresh, found = {}, {}, []
    for one in repository.changed(base):
        then = repository.read(base, one.old) if one.old is not None else None
        now = _bytes(repository.root / one.new) if one.new is not None else None
        if not any(STAGES.search(raw or b"") for raw in (then, now)):
            continue
        found.append(one)
        if one.new is None and (name := _id(then)):
            gone[name] = one.old
        if one.old is None and (name := _id(now)):
            fresh[name] = one.new
    same = {str(gone[name]): str(fresh[name]) for name in gone if name in fresh}
    return sorted(with_renames(found, same), key=lambda one: one.new or one.old or "")


def _pair(repository: Repository, base: Commit, changed: Sequence[Pair], file: Path) -> Pair:
    path = repository.inside(file)
    for one in changed:
        if one.new == path and one.old is not None:
            return one
    if repository.read(base, path) is None:
        help = f"add nothing to compare a new file with: check it with handrail check {shlex.quote(str(file))}"
        raise Refused(f'"{file}" is not in git at {base.name}', help=help)
    return Pair(path, path)


def _loaded(repository: Repository, base: Commit, pairs: Sequence[tuple[str, str]]) -> list[Revision]:
    made, faults = [], []
    for before, now in pairs:
        versions: list[Protocol] = []
        name = f"{before} at {base}"
        try:
            versions.append(load_text(decode(repository.read(base, before) or b"", name), name))
        except BadInput as bad:
            help = "compare with a version that can be read"
            faults += [Fault(name, 0, 0, f"the version before cannot be read: {bad.faults[0].found}", help=help)]
        file = repository.here(now)
        try:
            versions.append(load_file(file))
        except BadInput as bad:
            faults += bad.faults
        if len(versions) == 2:
            made.append(Revision(versions[0], versions[1], file.as_posix(), before if before != now else ""))
    if faults:
        raise BadInput(faults)
    return made


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= 5_000_000 else b""
    except OSError:
        return b""


def _id(raw: bytes | None) -> str:
    found = _ID.search(raw or b"")
    return found.group(1).decode(errors="replace") if found else ""
