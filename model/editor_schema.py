"""The JSON Schema of a protocol file as editors need it.

An editor's YAML parser has already made numbers of `rank: 0`, truth values of `last_word: yes` and nulls of
empty values, where Handrail reads text. The published schema allows both: a good file shows no warnings.
"""

from typing import Any


def as_editors_read(schema: dict[str, Any], title: str = "Handrail protocol") -> dict[str, Any]:
    """The same schema for values that a YAML parser has already understood."""
    made: dict[str, Any] = _widened(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title} | made


def _widened(part: Any, *, names: bool = False) -> Any:
    if isinstance(part, list):
        return [_widened(one) for one in part]
    if not isinstance(part, dict):
        return part
    if names:  # a map of names to schemas: no name in it is a keyword
        return {name: _widened(one) for name, one in part.items()}
    made = {
        key: value if key in ("default", "enum") else _widened(value, names=key in ("properties", "$defs"))
        for key, value in part.items()
        if key != "title"
    }
    if made.get("const") == "1":
        return _without(made, "const", "type") | {"enum": ["1", 1]}
    if "yes" in made.get("enum", ()):
        return _without(made, "type") | {"enum": [*made["enum"], True, False]}
    if made.get("type") == "string" and "enum" not in made:
        return made | {
            "type": ["string", "number", "boolean", *(["null"] if made.get("default") == "" else [])]
        }
    if made.get("type") in ("array", "object") and "default" in made:
        return made | {"type": [made["type"], "null"]}
    if "anyOf" in made and "default" in made and {"type": "null"} not in made["anyOf"]:
        return made | {"anyOf": [*made["anyOf"], {"type": "null"}]}
    return made


def _without(part: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key not in keys}
