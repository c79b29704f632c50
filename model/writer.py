"""From a `Protocol` to a protocol file; over an older text of the file, only what changed is changed.

Everything written is read back and compared before it is handed out: a file always says what was meant.
"""

import io
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

from model.content import Content, content
from model.errors import BadInput
from model.line_merge import merged
from model.loader import load_text, read_document
from model.protocol import Protocol

WIDTH = 110
_LONG = 90
_INDENT = 8
_NUMBERS = ("handrail", "rank", "quorum")
_ONE_LINE = (
    "people",
    "stages",
    "ways_in",
    "limits",
    "moves",
    "duties",
    "anywhere",
    "caps",
    "missing",
    "settled",
    "clauses",
)
"""Parts whose members stand on one line each where they fit."""
_NEEDS_QUOTES = re.compile(r"[?:]| #|^[\d.]+$")
_SECTIONS = ("people", "case_facts", "readings", "settled", "events", "parameters", "calendars", "ways_in", "stages")
_SECTIONS_AFTER = ("anywhere", "caps", "duties", "missing", "clauses")


def write(protocol: Protocol, over: str | None = None) -> str:
    """The text of a file that is read as this protocol.

    Args:
        protocol: what to write.
        over: the text of the file so far. Its comments, order and layout are kept, and it is returned as it
            is when it already says the same.

    Raises:
        ValueError: the format cannot say this protocol (only values made by a program can be such).
        BadInput: the older text is no protocol.
    """
    text = _fresh(content(protocol)) if over is None else _changed(protocol, over)
    if not _says(text, protocol):
        raise ValueError(f'the format cannot say all of protocol "{protocol.id}" as it stands')
    return text


def _fresh(keys: Content) -> str:
    made = _node(keys)
    for name in (*_SECTIONS, *_SECTIONS_AFTER):
        if name in made:
            made.yaml_set_comment_before_after_key(name, before="\n")
    return _dumped(made).replace("\n#\n", "\n\n").replace("\n# \n", "\n\n")


def _changed(protocol: Protocol, over: str) -> str:
    document, _ = read_document(over)
    stage_of = {duty.id: "" for duty in document.duties}
    stage_of |= {duty.id: name for name, stage in document.stages.items() for duty in stage.duties}
    before, after = content(load_text(over), stage_of), content(protocol, stage_of)
    if before == after:
        return over
    tree = _yaml(over).load(over)
    base = _dumped(tree, over)
    _patch(tree, before, after)
    changed = _dumped(tree, over)
    careful = merged(base, over, changed)
    return careful if _says(careful, protocol) else changed


def _says(text: str, protocol: Protocol) -> bool:
    """Whether the text is read as the protocol."""
    try:
        return load_text(text) == protocol
    except BadInput:
        return False


# -- changing a tree ----------------------------------------------------------------------------------------


def _patch(node: Any, before: Content, after: Content) -> None:
    """Make in a tree of the older file the changes that lead from one content to the other."""
    for key in [key for key in before if key not in after]:
        node.pop(key, None)
    order = list(after)
    for place, (key, new) in enumerate(after.items()):
        old = before.get(key)
        if key in before and (old == new or key not in node):
            continue
        if isinstance(old, dict) and isinstance(new, dict) and isinstance(node[key], CommentedMap):
            _patch(node[key], old, new)
        elif _have_ids(old) and _have_ids(new) and isinstance(node[key], CommentedSeq):
            _patch_list(node[key], old, new, key)  # type: ignore[arg-type]
        elif key in node:
            node[key] = _node(new, key)
        else:
            above = [name for name in order[:place] if name in node]
            node.insert(list(node).index(above[-1]) + 1 if above else 0, key, _node(new, key))


def _patch_list(node: Any, before: list[Content], after: list[Content], key: str) -> None:
    """The same for a list whose members have ids."""
    old = {one["id"]: one for one in before}
    nodes = {one["id"]: one for one in node}
    wanted = [one["id"] for one in after]
    for name in [name for name in old if name not in wanted]:
        node.remove(nodes[name])
    for place, one in enumerate(after):
        name = one["id"]
        if name in old:
            _patch(nodes[name], old[name], one)
        else:
            node.insert(place, _node(one, within=key))
    if [one["id"] for one in node] != wanted:
        order = {one["id"]: one for one in node}
        node[:] = [order[name] for name in wanted]


def _have_ids(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) and "id" in one for one in value)


# -- layout -------------------------------------------------------------------------------------------------


def _node(value: Any, key: str = "", within: str = "") -> Any:
    """A part of the content as ruamel writes it: short parts on one line, long prose folded."""
    if isinstance(value, str):
        return _scalar(value, key)
    if isinstance(value, list):
        made = CommentedSeq(_node(one, within=key) for one in value)
        if not any(isinstance(one, dict) for one in value):
            made.fa.set_flow_style()
        return made
    made = CommentedMap((_quoted(name), _node(one, name, key)) for name, one in value.items())
    if (within in _ONE_LINE or key in ("if", "sets", "meanwhile", "extension", "paused")) and (
        _INDENT + len(key) + _columns(value) <= WIDTH
    ):
        for one in [made, *made.values()]:
            if isinstance(one, CommentedMap):
                one.fa.set_flow_style()
    return made


def _columns(value: Any) -> int:
    """How many columns a part takes on one line."""
    if isinstance(value, dict):
        return sum(len(_quoted(key)) + 2 + _columns(part) + 2 for key, part in value.items())
    if isinstance(value, list):
        return sum(_columns(part) + 2 for part in value)
    return len(value) + (2 if _NEEDS_QUOTES.search(value) or value.isdigit() or not value else 0)


def _scalar(value: str, key: str) -> Any:
    if key in _NUMBERS and value.isdigit() and str(int(value)) == value:
        return int(value)
    if len(value) > _LONG and " ".join(value.split()) == value:
        return _folded(value)
    return _quoted(value)


def _quoted(value: str) -> str:
    """The text in double quotes where a parser of YAML could take it for something else."""
    return DoubleQuotedScalarString(value) if _NEEDS_QUOTES.search(value) else value


def _folded(value: str) -> FoldedScalarString:
    """Prose of several lines, broken at spaces."""
    made = FoldedScalarString(value)
    places, start = [], 0
    while len(value) - start > _LONG:
        cut = value.rfind(" ", start, start + _LONG)
        cut = cut if cut > start else value.find(" ", start + _LONG)
        if cut < 0:
            break
        places.append(cut)
        start = cut + 1
    made.fold_pos = places
    return made


def _yaml(over: str | None = None) -> Any:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    yaml.width = WIDTH if over is None else 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dumped(node: Any, over: str | None = None) -> str:
    out = io.StringIO()
    _yaml(over).dump(node, out)
    return out.getvalue()
