"""From a protocol file to a `Protocol`: every fault at once, each with its place and the way out."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from model.document import Document
from model.errors import BadInput, Fault, did_you_mean
from model.protocol import Protocol
from model.sense import make_sense
from model.yaml_text import YamlText, decode, read


def load_file(path: Path) -> Protocol:
    """Read a protocol from a file.

    Raises:
        BadInput: with every fault of the file; also when it cannot be read.
    """
    name = str(path)
    if path.is_dir():
        raise BadInput([Fault(name, 0, 0, "this is a folder", "a protocol file", "name one file in it")])
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        near = did_you_mean(path.name, [one.name for one in path.parent.glob("*.y*ml")])
        fault = Fault(name, 0, 0, "there is no such file", "a path of a protocol file", near or "check the path")
        raise BadInput([fault]) from None
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise BadInput([Fault(name, 0, 0, f"the file cannot be read: {reason}")]) from None
    return load_text(decode(raw, name), name)


def load_text(text: str, file: str = "protocol.yaml") -> Protocol:
    """Read a protocol from YAML text; `file` is the name used in messages.

    Raises:
        BadInput: with every fault of the text.
    """
    return make_sense(*read_document(text, file))


def read_document(text: str, file: str) -> tuple[Document, YamlText]:
    """The shape of a protocol file with its places, before its names and numbers are understood.

    Raises:
        BadInput: with every fault of shape.
    """
    yaml = read(text, file)
    if not isinstance(yaml.content, dict):
        raise BadInput(
            [yaml.fault((), "this is not a protocol", "keys such as protocol, people, stages, each with a colon")]
        )
    try:
        return Document.model_validate(yaml.content), yaml
    except ValidationError as error:
        raise BadInput(_shape_fault(one, yaml) for one in error.errors(include_url=False)) from None


def _shape_fault(error: ErrorDetails, yaml: YamlText) -> Fault:
    """One complaint of the shape check, in words."""
    path = tuple(part for part in error["loc"] if part != "__key__")
    name = str(path[-1]) if path else ""
    where = _where(path[:-1], yaml.content)
    match error["type"]:
        case "missing":
            hint = (
                'write handrail: "1"'
                if name == "handrail"
                else f'add "{name}:"' + (" with the clause id it rests on" if name == "clause" else "")
            )
            return yaml.fault(path[:-1], f'"{name}" is missing{where}', help=hint, key=True)
        case "extra_forbidden":
            known = _keys(path[:-1], yaml.content)
            near = did_you_mean(name, known)
            return yaml.fault(path, f'unexpected key "{name}"{where}', ", ".join(known), near, key=True)
        case "literal_error":
            choices = str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
            found = error["input"]
            near = did_you_mean(str(found), choices.split(", "))
            return yaml.fault(path, f'"{name}"{where} cannot be "{found}"', choices, near)
        case kind:
            wanted = {
                "string_type": "text",
                "dict_type": "names, each with a colon and its content",
                "model_type": "keys, each with a colon and its content",
                "model_attributes_type": "keys, each with a colon and its content",
                "list_type": "a list (lines that begin with a dash)",
            }.get(kind, str(error["msg"]))
            return yaml.fault(path, f'"{name}"{where} is {_kind(error["input"])}', wanted)


def _where(path: Iterable[Any], content: Any) -> str:
    """Which part of the file a path leads to, in words, for instance ` in move "pass up"`."""
    words = {"moves": "move", "limits": "limit", "duties": "duty", "caps": "cap", "ways_in": "way in"}
    named = {"stages": "stage", "people": "person", "clauses": "clause", "readings": "reading"}
    named |= {"case_facts": "case fact"}
    label, holder, before = "", content, ""
    for part in path:
        try:
            holder = holder[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(part, int) and before in words:
            name = holder.get("id", f"number {part + 1}") if isinstance(holder, dict) else f"number {part + 1}"
            label = f' in {words[before]} "{name}"'
        elif isinstance(part, str) and before in named:
            label = f' in {named[before]} "{part}"'
        before = part if isinstance(part, str) else before
    return label


def _keys(path: tuple[Any, ...], content: Any) -> list[str]:
    """The keys allowed at a path, by walking the shape beside it."""
    shape: Any = Document
    for part in path:
        fields = getattr(shape, "model_fields", None)
        if fields is not None and isinstance(part, str):
            by_key = {field.alias or name: field.annotation for name, field in fields.items()}
            shape = by_key.get(part)
        else:
            shape = _inner(shape)
    shape = shape if getattr(shape, "model_fields", None) is not None else _inner(shape)
    fields = getattr(shape, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _inner(annotation: Any) -> Any:
    """What a list, a map or an optional value holds."""
    arguments = [one for one in getattr(annotation, "__args__", ()) if one is not type(None)]
    return arguments[-1] if arguments else annotation


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    return "empty" if value in ("", None) else f'the text "{value}"'
