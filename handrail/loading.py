"""Protocols by name or by path."""

from pathlib import Path

import protocols
from model.errors import BadInput, Fault, did_you_mean
from model.loader import load_file
from model.protocol import Protocol


def load(name: str | Path) -> Protocol:
    """The built-in protocol of that name, or the protocol in that file.

    Raises:
        BadInput: there is neither, or the file has faults; all of them are listed.
    """
    if isinstance(name, str) and name in protocols.names():
        return load_file(protocols.path(name))
    path = Path(name)
    looks_like_path = isinstance(name, Path) or path.suffix or path.exists() or len(path.parts) > 1
    if not looks_like_path:
        known = protocols.names()
        near = did_you_mean(str(name), known) or "or give the path of a file"
        raise BadInput([Fault(str(name), 0, 0, "there is no built-in protocol of this name", ", ".join(known), near)])
    return load_file(path)
