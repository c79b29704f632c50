"""From a scenario file to a `Scenario`: every fault at once, each with its place and the way out."""

from pathlib import Path

from model.errors import BadInput
from model.loader import shaped, text_of
from model.protocol import Protocol
from model.yaml_text import scan
from simulate.scenario import Scenario
from simulate.scenario_document import ScenarioDocument
from simulate.scenario_sense import try_to_make_sense


def load_file(path: Path, protocol: Protocol, *, accept: bool = False) -> Scenario:
    """Read a scenario for a protocol from a file.

    Args:
        path: the file.
        protocol: what its figures are attached to.
        accept: take it although the protocol has changed since, or is another version under another id.

    Raises:
        BadInput: with every fault of the file; also when it cannot be read.
    """
    return load_text(text_of(path, "scenario"), protocol, str(path), accept=accept)


def load_text(text: str, protocol: Protocol, file: str = "scenario.yaml", *, accept: bool = False) -> Scenario:
    """Read a scenario for a protocol from YAML text; `file` is the name used in messages.

    Raises:
        BadInput: with every fault of the text.
    """
    yaml, faults = scan(text, file)
    document, yaml, wrong, untrusted = shaped(yaml, ScenarioDocument, "scenario", "scenario, protocol, steps")
    faults += wrong
    if document is None:
        raise BadInput(faults)
    made, senseless = try_to_make_sense(document, yaml, untrusted, protocol, accept=accept)
    if faults or senseless:
        raise BadInput([*faults, *senseless])
    return made


def protocol_named(text: str, file: str = "scenario.yaml") -> str:
    """The id of the protocol that a scenario says it is for; "" where it says none.

    Raises:
        BadInput: it is not YAML.
    """
    content = scan(text, file)[0].content
    named = content.get("protocol", "") if isinstance(content, dict) else ""
    return named if isinstance(named, str) else ""
