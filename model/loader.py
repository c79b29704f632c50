"""From a protocol file to a `Protocol`: every fault at once, each with its place and the way out."""

from pathlib import Path

from pydantic import ValidationError

from model.document import Document
from model.errors import BadInput, Fault, did_you_mean
from model.mending import mended
from model.protocol import Protocol
from model.sense import try_to_make_sense
from model.shape_faults import shape_faults
from model.yaml_places import Path as PathInFile
from model.yaml_places import YamlText
from model.yaml_text import MOST_BYTES, decode, scan


def load_file(path: Path) -> Protocol:
    """Read a protocol from a file.

    Raises:
        BadInput: with every fault of the file; also when it cannot be read.
    """
    name = str(path)
    try:
        raw = _bytes(path)
    except FileNotFoundError:
        fault = Fault(name, 0, 0, "there is no such file", "a protocol file", _near(path) or "check the path")
        raise BadInput([fault]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        help = "check the name, and that you may read it"
        raise BadInput([Fault(name, 0, 0, f"the file cannot be read: {reason}", help=help)]) from None
    return load_text(decode(raw, name), name)


def load_text(text: str, file: str = "protocol.yaml") -> Protocol:
    """Read a protocol from YAML text; `file` is the name used in messages.

    Raises:
        BadInput: with every fault of the text.
    """
    yaml, faults = scan(text, file)
    document, yaml, wrong, untrusted = _shaped(yaml)
    faults += wrong
    protocol = None
    if document is not None:
        protocol, senseless = try_to_make_sense(document, yaml, untrusted)
        faults += senseless
    if faults or protocol is None:
        raise BadInput(faults)
    return protocol


def read_document(text: str, file: str = "protocol.yaml") -> tuple[Document, YamlText]:
    """The shape of a protocol file with its places, before its names and numbers are understood.

    Raises:
        BadInput: with every fault of shape.
    """
    yaml, faults = scan(text, file)
    document, yaml, wrong, _ = _shaped(yaml)
    if faults or wrong or document is None:
        raise BadInput([*faults, *wrong])
    return document, yaml


def _shaped(yaml: YamlText) -> tuple[Document | None, YamlText, list[Fault], frozenset[PathInFile]]:
    """The document, mended as far as possible where its shape is wrong; its faults; what was mended."""
    if not isinstance(yaml.content, dict):
        found = "this is not a protocol" if yaml.content else "there is nothing here but comments"
        raise BadInput([yaml.fault((), found, "keys such as protocol, people, stages, each with a colon")])
    try:
        return Document.model_validate(yaml.content), yaml, [], frozenset()
    except ValidationError as error:
        errors = error.errors(include_url=False)
    faults = shape_faults(errors, yaml)
    content, untrusted, renamed = mended(errors, yaml.content)
    yaml = yaml.renamed(renamed)
    try:
        return Document.model_validate(content), yaml, faults, untrusted
    except ValidationError:
        return None, yaml, faults, untrusted


def _bytes(path: Path) -> bytes:
    """The content of a file that is one, and no more of it than can be a protocol.

    Raises:
        BadInput: it is a folder, or no file with an end.
        OSError: it cannot be read.
        ValueError: its name cannot be one.
    """
    path.stat()
    if path.is_dir():
        raise BadInput([Fault(str(path), 0, 0, "this is a folder", "a protocol file", "name one file in it")])
    if not path.is_file():
        raise BadInput(
            [Fault(str(path), 0, 0, "this is not an ordinary file", "a protocol file", "name a file")]
        )
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _near(path: Path) -> str:
    """A file beside it with a name like it."""
    try:
        return did_you_mean(path.name, [one.name for one in path.parent.glob("*.y*ml")])
    except OSError:
        return ""
