"""What is wrong with the shape of a protocol file, in words: keys, missing parts, lists and texts."""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from model.document import Document
from model.errors import Fault, did_you_mean
from model.yaml_places import Path, YamlText

MOST_FAULTS = 200
_PARTS = {
    "moves": "move",
    "limits": "limit",
    "duties": "duty",
    "caps": "cap",
    "ways_in": "way in",
    "anywhere": "move",
    "accepted": "entry",
}
_NAMED = {
    "stages": "stage",
    "people": "person",
    "clauses": "clause",
    "readings": "reading",
    "case_facts": "case fact",
    "parameters": "parameter",
    "arrivals": "way in",
    "staff": "role",
    "steps": "step",
    "sittings": "sitting",
    "hours": "role",
    "outcomes": "move",
    "after_expiry": "move",
}
_STANDS_FOR = {
    "shall": "must",
    "will": 'must, where it instructs; where it only predicts, it is no duty: "left_out:"',
    "required": "must",
    "required to": "must",
    "is responsible for": "must",
    "have to": "must",
    "ought": "should",
    "ought to": "should",
    "expected": "should",
    "is expected to": "should",
    "normally": "guide",
    "wherever possible": "guide",
    "as a guide": "guide",
    "can": "may",
    "could": "may",
}
"""Which word of the format stands for one of a text."""
_SAMPLE = {
    "handrail": 'write "handrail: 1"',
    "clause": 'add "clause:" with the clause it rests on',
    "word": 'add "word:" with how strongly the text binds: must, should, guide, implied, may, open',
    "when": 'add "when:" with what makes it happen: agreed, an outcome, time up, decided, done, withdrawn',
    "people": 'add "people:" with the roles that take part',
    "stages": 'add "stages:" with where a dispute can rest',
    "ways_in": 'add "ways_in:" with where a dispute can start',
    "basis": "add what it rests on: sourced, proxy or assumption, such as 0.5 assumption",
}


def shape_faults(errors: Sequence[ErrorDetails], yaml: YamlText, shape: type = Document) -> list[Fault]:
    """Every complaint of the shape check, in words; `shape` is what the file should be."""
    renamed = {(*error["loc"][:-1], new) for error in errors if (new := meant_key(error, yaml.content, shape))}
    return [
        _fault(error, yaml, shape)
        for error in errors[:MOST_FAULTS]
        if not (error["type"] == "missing" and tuple(error["loc"]) in renamed)
    ]


def meant_key(error: ErrorDetails, content: Any, shape: type = Document) -> str:
    """The key that was probably meant by one that does not exist, and that is not there yet; else ""."""
    if error["type"] != "extra_forbidden":
        return ""
    path = tuple(error["loc"])
    holder = _held(path[:-1], content)
    known = _keys(path[:-1], shape)
    near = did_you_mean(str(path[-1]), [key for key in known if key not in holder])
    return near.removeprefix('did you mean "').partition('"?')[0] if near else ""


def literal_choices(error: ErrorDetails) -> list[str]:
    """The words allowed where one of a few is wanted."""
    return str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")


def _fault(error: ErrorDetails, yaml: YamlText, shape: type) -> Fault:
    path: Path = tuple(part for part in error["loc"] if part != "[key]")
    named = [part for part in path if isinstance(part, str)]
    name = named[-1] if named else ""
    where = _where(path[: path.index(name)] if path.count(name) == 1 else path[:-1], yaml.content)
    found = error["input"]
    match error["type"]:
        case "missing":
            hint = _SAMPLE.get(name, f'add "{name}:"')
            return yaml.fault(path[:-1], f'"{name}" is missing{where}', help=hint, key=True)
        case "extra_forbidden":
            return _unexpected(path, name, where, error, yaml, shape)
        case "literal_error" if name == "handrail":
            help = "this file is for another version of Handrail; get that version, or write it in format 1"
            return yaml.fault(path, f'this Handrail does not read format "{found}"', "1", help)
        case "literal_error":
            choices = literal_choices(error)
            near = did_you_mean(str(found), choices)
            if name in ("word", "binding") and str(found) in _STANDS_FOR:
                near = f'write for "{found}": {_STANDS_FOR[str(found)]}'
            is_text = f'cannot be "{found}"' if found else "is empty"
            return yaml.fault(path, f'"{name}"{where} {is_text}', ", ".join(choices), near)
        case "string_too_short":
            return yaml.fault(path, f'"{name}"{where} is empty', help="write something after the colon")
        case kind:
            empty = "add them below, indented by two more spaces" if found == "" else ""
            wanted, help = {
                "string_type": (
                    "one text",
                    "write a single text after the colon, with no - and no further keys",
                ),
                "dict_type": (
                    "names, each with a colon and its content",
                    empty or "write no dash before the names",
                ),
                "model_type": ("keys, each with a colon and its content", "indent its keys below it"),
                "list_type": ("a list", empty or "begin each item with a dash and a space"),
            }.get(kind, (str(error["msg"]), ""))
            return yaml.fault(path, f'"{name}"{where} is {_kind(found)}', wanted, help)


def _unexpected(
    path: Path, name: str, where: str, error: ErrorDetails, yaml: YamlText, shape: type
) -> Fault:
    known = _keys(path[:-1], shape)
    key, colon, rest = name.partition(":")
    if colon and key in known:
        help = f'write a space after the colon: "{key}: {rest}"'
    elif not error["input"] and " " in name and name.split()[0] in known:
        help = f'write a colon after "{name.split()[0]}"'
    else:
        help = did_you_mean(name, known)
    return yaml.fault(path, f'unexpected key "{name}"{where}', ", ".join(known), help, key=True)


def _held(path: Iterable[Any], content: Any) -> Any:
    for part in path:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            return {}
    return content


def _where(path: Path, content: Any) -> str:
    """Which part of the file a path leads to, in words, for instance ` in move "pass up"`."""
    label, holder, before = "", content, ""
    for part in path:
        holder = _held((part,), holder)
        if isinstance(part, int) and before in _PARTS:
            name = holder.get("id") if isinstance(holder, dict) else None
            label = (
                f' in {_PARTS[before]} "{name}"'
                if isinstance(name, str)
                else f" in {_PARTS[before]} {part + 1}"
            )
        elif isinstance(part, str) and before in _NAMED:
            label = f' in {_NAMED[before]} "{part}"'
        before = part if isinstance(part, str) else before
    return label


def _keys(path: Path, shape: Any) -> list[str]:
    """The keys allowed at a path, by walking the shape of the file beside it."""
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
