"""A board paper as a JSON document, and the schema of that document, both read off the value itself."""

import json
from dataclasses import asdict
from typing import Any

from handrail.board_paper.paper import Paper


def document(paper: Paper) -> dict[str, Any]:
    """The paper as values of JSON; `report.schema.json` beside this folder describes it."""
    made: dict[str, Any] = json.loads(json.dumps(asdict(paper)))
    return made


def schema() -> dict[str, Any]:
    """The JSON Schema of the document: `python -m handrail.board_paper.document` prints it for report.schema.json."""
    from pydantic import TypeAdapter

    made = TypeAdapter(Paper).json_schema(mode="serialization")
    told = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": "What `handrail report -o FILE.json` writes. Keys may be added; the schema_version rises when "
        "a key goes or changes its meaning.",
    }
    return {**told, "title": "Handrail report", **_untitled({key: made[key] for key in made if key not in told})}


def _untitled(part: Any, *, names: bool = False) -> Any:
    """The same without the titles that only repeat a key; a property may itself be called "title"."""
    if isinstance(part, list):
        return [_untitled(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: _untitled(value, names=key in ("properties", "$defs"))
        for key, value in part.items()
        if names or key != "title"
    }


if __name__ == "__main__":
    print(json.dumps(schema(), indent=2, ensure_ascii=False))
