"""Scenarios by name or by path, each with the protocol that it is for."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import protocols
from handrail.arguments import Refused
from handrail.loading import STAGES, load
from model.errors import BadInput, Fault, did_you_mean
from model.protocol import Protocol
from simulate.scenario import Scenario


def scenario(
    name: str | Path, protocol: str | Path | Protocol | None = None, *, accept: bool = False, given: Iterable[str] = ()
) -> Scenario:
    """The built-in scenario of that name, or the one in that file.

    Args:
        name: a built-in protocol, whose scenario is meant, or the path of a file.
        protocol: what the scenario is attached to; by default the protocol it names, in a file of that name beside
            it or one folder up, else built in.
        accept: take it although the protocol has changed since, or is another version under another id.
        given: other values for some figures, such as "staff.chair.people=12".

    Raises:
        BadInput: there is no such scenario, or it or its protocol has faults; all of them are listed.
        Refused: a figure cannot be set so.
    """
    return with_protocol(name, protocol, accept=accept, given=given)[0]


def with_protocol(
    name: str | Path, protocol: str | Path | Protocol | None = None, *, accept: bool = False, given: Iterable[str] = ()
) -> tuple[Scenario, Protocol, tuple[str, ...]]:
    """The same, with the protocol, and a warning for each value given that lies outside the range of its figure."""
    from model.loader import text_of
    from simulate.figure import FigureError
    from simulate.override import overridden
    from simulate.scenario_loader import load_text

    path = file_of(name)
    text = text_of(path, "scenario")
    found = protocol if isinstance(protocol, Protocol) else load(protocol or _protocol_of(text, path))
    made = load_text(text, found, str(path), accept=accept)
    try:
        changed, warnings = overridden(made, found, given)
    except FigureError as wrong:
        raise Refused(wrong.found, wrong.allowed, wrong.help) from None
    return changed, found, warnings


def file_of(name: str | Path) -> Path:
    """The file of a scenario.

    Raises:
        BadInput: there is no built-in scenario of this name, and it is no path.
    """
    known = protocols.scenario_names()
    if isinstance(name, str) and name in known:
        return protocols.scenario_path(name)
    path = Path(name)
    if name and (isinstance(name, Path) or path.suffix or len(path.parts) > 1):
        return path
    near = did_you_mean(str(name), known) or "or give the path of a file; handrail scenario new makes one"
    found = "there is no built-in scenario of this name"
    raise BadInput([Fault(str(name) or '""', 0, 0, found, ", ".join(known), near)])


def _protocol_of(text: str, path: Path) -> str | Path:
    """Where the protocol is that a scenario names.

    Raises:
        BadInput: it names one that is nowhere.
    """
    from simulate.scenario_loader import protocol_named

    named = protocol_named(text, str(path))
    for file in [folder / f"{named}.yaml" for folder in (path.parent, path.parent.parent)]:
        with suppress(OSError):  # there is none, or no file can have that name
            if STAGES.search(file.read_bytes()):  # a scenario may have the name of its protocol
                return file
    if not named or named in protocols.names():
        return named or protocols.names()[0]
    near = did_you_mean(named, protocols.names()) or f"put {named}.yaml beside it, or name it with --protocol FILE"
    found = f'this scenario is for the protocol "{named}", which is not built in and not beside it'
    raise BadInput([Fault(str(path), 0, 0, found, ", ".join(protocols.names()), near)])
