"""Outcomes as SARIF 2.1.0, which code hosts and editors show beside the line (OASIS, sarif-v2.1.0-os)."""

from collections.abc import Sequence
from importlib.metadata import version
from json import dumps
from pathlib import Path
from typing import Any
from urllib.parse import quote

from handrail.outcome import RULES, Outcome, State
from model.protocol import Place

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def sarif(outcomes: Sequence[Outcome], of: str) -> str:
    """One run with everything that is broken, undecided or accepted; `of` is the command that was run.

    What was accepted stands in it as suppressed, with the reason. What is undecided is "open", not a failure.
    """
    used = [rule for rule in RULES if any(one.rule == rule for one in outcomes)]
    run = {
        "tool": {
            "driver": {
                "name": "handrail",
                "version": version("handrail"),
                "semanticVersion": version("handrail"),
                "rules": [_rule(one) for one in used],
            }
        },
        "automationDetails": {"id": f"handrail/{of}/"},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, used.index(one.rule)) for one in outcomes if one.told],
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(name: str) -> dict[str, Any]:
    sentence, page, severity = RULES[name]
    return {
        "id": name,
        "shortDescription": {"text": sentence},
        "fullDescription": {"text": sentence},
        "help": {"text": page},
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }


def _result(one: Outcome, index: int) -> dict[str, Any]:
    failed = one.state in (State.BROKEN, State.ACCEPTED)
    made: dict[str, Any] = {
        "ruleId": one.rule,
        "ruleIndex": index,
        "kind": "fail" if failed else "open",
        "level": _LEVELS[one.severity] if failed else "none",
        "message": {"text": one.text},
        "locations": [_location(one.file, Place(one.line, one.column))] if one.file else [],
        "relatedLocations": [
            _location(spot.file, spot.place) | {"id": number, "message": {"text": spot.says}}
            for number, spot in enumerate(one.also, start=1)
        ],
        "partialFingerprints": {"guaranteeAndCase/v1": one.fingerprint},
        "properties": {"protocol": one.subject, "kindOfCase": one.case, "verdict": one.verdict},
    }
    if one.state is State.ACCEPTED:
        made["suppressions"] = [{"kind": "external", "status": "accepted", "justification": one.reason}]
    return made


def _location(file: str, at: Place) -> dict[str, Any]:
    uri = Path(file).as_uri() if Path(file).is_absolute() else quote(file)
    made: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if at.line:
        made["region"] = {"startLine": at.line, "startColumn": max(1, at.column)}
    return {"physicalLocation": made}
