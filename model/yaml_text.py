"""A YAML file as written: every scalar as text, and where each key and value stands.

All scalars stay text, so that `3.10` is not 3.1 and `no` is not false. Keys given twice, aliases, tags and
nesting beyond any protocol are refused while reading, before they can do harm.
"""

import re
from collections.abc import Iterator
from typing import Any

from model.errors import BadInput, Fault, is_hidden
from model.protocol import Place
from model.yaml_builder import KEPT_HIDDEN, Builder, hidden_sign
from model.yaml_complaints import in_words
from model.yaml_places import Spot, YamlText

MOST_BYTES = 5_000_000
_SAVE = "save it as plain text with the encoding UTF-8"
_BREAKS = re.compile("\r\n|[\r\n]")
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""Characters that the YAML parser does not take, or takes for the end of a line."""


def decode(raw: bytes, file: str, what: str = "protocol", *, yaml: bool = True) -> str:
    """The text of a file's bytes; `what` it should hold, as YAML or as plain text.

    Raises:
        BadInput: it is too large, empty, binary, or not UTF-8.
    """
    if len(raw) > MOST_BYTES:
        raise too_large(file, len(raw))
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _bad(file, "this file is saved as UTF-16", "UTF-8", _SAVE)
    if b"\0" in raw:
        raise _bad(file, "this is a binary file", f"a {what} as {'YAML' if yaml else 'plain'} text", _SAVE)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        lines = raw[: error.start].decode("utf-8", "replace").split("\n")
        sign = raw[error.start : error.start + 1].decode("cp1252", "replace")
        found = f"this byte is not UTF-8 text (in the old Windows encoding it would be {sign})"
        raise BadInput([Fault(file, len(lines), len(lines[-1]) + 1, found, "UTF-8", _SAVE)]) from None
    if not text.strip():
        help = f"copy a built-in {what} and change it" if yaml else "is this the right file?"
        raise _bad(file, "the file is empty", f"a {what}", help)
    return text


def read(text: str, file: str) -> YamlText:
    """Read YAML text into plain values with their places.

    Raises:
        BadInput: it is not YAML, or has duplicate keys, hidden characters, aliases, tags or too deep nesting.
    """
    yaml, faults = scan(text, file)
    if faults:
        raise BadInput(faults)
    return yaml


def scan(text: str, file: str) -> tuple[YamlText, list[Fault]]:
    """Read YAML text, with the faults that leave the rest of it readable: duplicate keys, hidden characters.

    Raises:
        BadInput: it is not YAML, or has aliases, tags, too many parts or too deep a nesting.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(text) > MOST_BYTES:
        raise too_large(file, len(text))
    lines = tuple(_BREAKS.split(text))
    builder = Builder(YamlText(file, lines, None, {}, {}))
    builder.faults += _hidden(builder.text)
    if _REFUSED.search(text):
        unnamed = [builder.text.fault_at(None, "there is a character that is not text")]
        raise BadInput(builder.faults or unnamed)
    try:
        for event in YAML(typ="safe", pure=False).parse(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")):
            builder.take(event)
    except MarkedYAMLError as error:
        raise BadInput([*builder.faults, _not_yaml(error, builder.text)]) from None
    except YAMLError as error:
        raise _bad(file, f"this is not YAML: {error}", "YAML text", _SAVE) from None
    made = builder.text
    return YamlText(file, lines, builder.content, made.values, made.keys), builder.faults


def _hidden(text: YamlText) -> Iterator[Fault]:
    for number, line in enumerate(text.lines, start=1):
        for column, sign in enumerate("" if line.isprintable() else line, start=1):
            mark_of_utf8 = sign == "\ufeff" and number == column == 1
            if is_hidden(sign) and sign not in KEPT_HIDDEN and not mark_of_utf8:
                yield text.fault_at(Spot(Place(number, column), 1), *hidden_sign(sign))


def _not_yaml(error: Any, text: YamlText) -> Fault:
    """A complaint of the YAML parser, in words, at the place where its cause is."""
    marks = [mark and (mark.line, mark.column) for mark in (error.problem_mark, error.context_mark)]
    line, column, found, help = in_words(error.problem or "", error.context or "", marks, text.lines)
    return text.fault_at(Spot(Place(line + 1, column + 1), 1), f"this is not YAML: {found}", help=help)


def too_large(file: str, size: int) -> BadInput:
    """What is said of a file of so many bytes."""
    limit = f"at most {MOST_BYTES:,} bytes"
    return _bad(file, f"the file has {size:,} bytes", limit, "is this the right file?")


def _bad(file: str, found: str, allowed: str, help: str) -> BadInput:
    return BadInput([Fault(file, 0, 0, found, allowed, help)])
