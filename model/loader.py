"""From a protocol file to a `Protocol`: every fault at once, each with its place and the way out."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from model.document import Document
from model.errors import BadInput, Fault, did_you_mean
from model.mending import mended
from model.protocol import Protocol
from model.sense import try_to_make_sense
from model.shape_faults import shape_faults
from model.yaml_places import Path as PathInFile
from model.yaml_places import YamlText
from model.yaml_text import MOST_BYTES, decode, scan, too_large

Shape = TypeVar("Shape", bound=BaseModel)


def load_file(path: Path) -> Protocol:
    """Read a protocol from a file.

    Raises:
        BadInput: with every fault of the file; also when it cannot be read.
    """
    return load_text(text_of(path), str(path))


def text_of(path: Path, what: str = "protocol", *, yaml: bool = True) -> str:
    """The text of a file that should hold a protocol, or `what` else, as YAML or as plain text.

    Raises:
        BadInput: it cannot be read, or is no text.
    """
    name = str(path)
    try:
        raw = _bytes(path, what)
    except FileNotFoundError:
        fault = Fault(name, 0, 0, "there is no such file", f"a {what} file", _near(path) or "check the path")
        raise BadInput([fault]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        help = "check the name, and that you may read it"
        raise BadInput([Fault(name, 0, 0, f"the file cannot be read: {reason}", help=help)]) from None
    return decode(raw, name, what, yaml=yaml)


def load_text(text: str, file: str = "protocol.yaml") -> Protocol:
    """Read a protocol from YAML text; `file` is the name used in messages.

    Raises:
        BadInput: with every fault of the text.
    """
    yaml, faults = scan(text, file)
    document, yaml, wrong, untrusted = shaped(yaml, Document)
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
    document, yaml, wrong, _ = shaped(yaml, Document)
    if faults or wrong or document is None:
        raise BadInput([*faults, *wrong])
    return document, yaml


def shaped(
    yaml: YamlText, shape: type[Shape], what: str = "protocol", keys: str = "protocol, people, stages"
) -> tuple[Shape | None, YamlText, list[Fault], frozenset[PathInFile]]:
    """The document, mended as far as possible where its shape is wrong; its faults; what was mended.

    Args:
        yaml: the file.
        shape: what it should hold.
        what: what such a file is called.
        keys: some of its keys, for a reader who has none of them.

    Raises:
        BadInput: it has no keys at all, or is a file of another kind.
    """
    allowed = f"keys such as {keys}, each with a colon"
    if not isinstance(yaml.content, dict):
        found = f"this is not a {what}" if yaml.content else "there is nothing here but comments"
        raise BadInput([yaml.fault((), found, allowed)])
    try:
        return shape.model_validate(yaml.content), yaml, [], frozenset()
    except ValidationError as error:
        errors = error.errors(include_url=False)
    faults = shape_faults(errors, yaml, shape)
    content, untrusted, renamed = mended(errors, yaml.content, shape)
    strange = {one["loc"] for one in errors if one["type"] == "extra_forbidden" and len(one["loc"]) == 1}
    strange -= {*renamed.values()}
    if 3 * len(strange) > len(yaml.content) and len(yaml.content.keys() & {*keys.split(", ")}) < 2:
        raise BadInput([yaml.fault((), f"this is not a {what}", allowed)])
    yaml = yaml.renamed(renamed)
    try:
        return shape.model_validate(content), yaml, faults, untrusted
    except ValidationError:
        return None, yaml, faults, untrusted


def _bytes(path: Path, what: str) -> bytes:
    """The content of a file that is one, and no more of it than can be a protocol.

    Raises:
        BadInput: it is a folder, no file with an end, or too large.
        OSError: it cannot be read.
        ValueError: its name cannot be one.
    """
    size = path.stat().st_size
    if path.is_dir():
        raise BadInput([Fault(str(path), 0, 0, "this is a folder", f"a {what} file", "name one file in it")])
    if not path.is_file():
        raise BadInput(
            [Fault(str(path), 0, 0, "this is not an ordinary file", f"a {what} file", "name a file")]
        )
    if size > MOST_BYTES:
        raise too_large(str(path), size)
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _near(path: Path) -> str:
    """A file beside it with a name like it."""
    try:
        return did_you_mean(path.name, [one.name for one in path.parent.glob("*.y*ml")])
    except OSError:
        return ""
