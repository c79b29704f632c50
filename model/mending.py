"""A document of the wrong shape, mended so far that the rest of it can be checked too.

The author then sees every mistake at once. What is put in here never reaches a protocol: the file is refused.
"""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from pydantic_core import ErrorDetails

from model.document import Document
from model.errors import did_you_mean
from model.shape_faults import literal_choices, meant_key
from model.yaml_places import Path

_STOPGAP: dict[str, Any] = {
    "handrail": "1",
    "protocol": "unnamed",
    "title": "untitled",
    "board": "unnamed",
    "nation": "England",
    "rank": "0",
    "question": "?",
    "says": "?",
    "what": "?",
    "by": "",
    "clause": [],
    "when": "done",
    "word": "should",
    "kind": "act",
    "side": "neutral",
    "scenario": "unnamed",
    "starts": "2026-04-01",
    "value": "1",
    "basis": "assumption",
    "guarantee": "unnamed",
    "verdict": "refuted",
    "now": {"verdict": "refuted"},
    "reason": "?",
    "approver": "unnamed",
    "until": "2026-04-01",
}
"""What stands in for a missing part that nothing else refers to."""


def mended(
    errors: Sequence[ErrorDetails], content: Any, shape: type = Document
) -> tuple[Any, frozenset[Path], dict[Path, Path]]:
    """A copy with misspelt keys renamed and stopgaps put in; the paths of the stopgaps; the renamed paths."""
    renamed: dict[Path, Path] = {}
    made = deepcopy(content)
    touched: set[Path] = set()
    for error in errors:
        path: Path = tuple(error["loc"])
        *above, last = path
        holder = made
        try:
            for part in above:
                holder = holder[part]
        except (KeyError, IndexError, TypeError):
            continue
        if not isinstance(holder, dict):
            continue
        match error["type"]:
            case "extra_forbidden":
                value = holder.pop(last, "")
                if meant := meant_key(error, content, shape):
                    holder.setdefault(meant, value)
                    renamed[(*above, meant)] = path
            case "missing" if last in _STOPGAP:
                holder.setdefault(last, _stopgap(str(last), holder, path))
                touched.add(path)
            case "literal_error":
                choices = literal_choices(error)
                near = did_you_mean(str(holder[last]), choices)
                holder[last] = near.partition('"')[2].partition('"')[0] or choices[0]
                touched.add(path)
    return made, frozenset(touched), renamed


def _stopgap(key: str, holder: dict[str, Any], path: Path) -> Any:
    if key == "when" and holder.get("time_up"):
        return "time up"
    if key == "kind" and path[0] == "stages" and "duties" not in path:
        return "monitor"
    return _STOPGAP[key]
