"""Protocols by name or by path."""

import re
import shlex
from collections.abc import Iterable
from pathlib import Path

import protocols
from model.errors import BadInput, Fault, did_you_mean
from model.loader import load_file
from model.protocol import Protocol

STAGES = re.compile(rb"^stages:", re.MULTILINE)
"""What tells a protocol from any other YAML file."""


def load(name: str | Path | Protocol) -> Protocol:
    """The built-in protocol of that name, or the protocol in that file; one that is loaded already stays as it is.

    Raises:
        BadInput: there is neither, or the file has faults; all of them are listed.
    """
    if isinstance(name, Protocol):
        return name
    known = protocols.names()
    if isinstance(name, str) and name in known:
        return load_file(protocols.path(name))
    path = Path(name)
    if name and (isinstance(name, Path) or path.suffix or len(path.parts) > 1 or _is_there(path)):
        return load_file(path)
    near = did_you_mean(str(name), known) or "or give the path of a file"
    found = "there is no built-in protocol of this name"
    raise BadInput([Fault(str(name) or '""', 0, 0, found, ", ".join(known), near)])


def load_all(names: Iterable[str] = ()) -> list[Protocol]:
    """The protocols of these names or paths, each once; all built-in ones when there are none.

    Raises:
        BadInput: with all faults of all files together.
    """
    return load_each(dict.fromkeys(list(names) or protocols.names()))


def load_each(names: Iterable[str | Path | Protocol]) -> list[Protocol]:
    """The protocols of these names or paths, in their order.

    Raises:
        BadInput: with all faults of all files together.
    """
    found: list[Protocol] = []
    faults: list[Fault] = []
    for name in names:
        try:
            found.append(load(name))
        except BadInput as bad:
            faults += [one for one in bad.faults if one not in faults]
    if faults:
        raise BadInput(faults)
    return found


def name_of(protocol: Protocol) -> str:
    """How to call it on the command line: a built-in one by its name, any other by the path of its file."""
    built_in = protocol.id in protocols.names() and Path(protocol.file) == protocols.path(protocol.id)
    return protocol.id if built_in or not protocol.file else shlex.quote(protocol.file)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no file can have
        return False
