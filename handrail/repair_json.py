"""A proposed repair as one JSON document for other programs."""

from typing import Any

from handrail import check_json, repair_page
from handrail import repair_sentences as words
from handrail.output import head
from verify.remedy import Remedy
from verify.repair import Repair, holds

SCHEMA_VERSION = 1
"""Rises when a key goes or changes its meaning; `repair.schema.json` beside this file describes the document."""


def document(found: Repair, written: str = "") -> dict[str, Any]:
    """The document of `handrail repair --json`. A result stands in it as in that of `handrail check --json`."""
    return {
        **head(SCHEMA_VERSION),
        "protocol": found.protocol.id,
        "guarantee": f"{found.milestone}-bounded",
        "target_working_days": found.target,
        "binding_level": found.level.value,
        "silence_proof": found.silence,
        "outcome": found.outcome,
        "reason": repair_page.reason(found) or None,
        "edits": [_edit(found, number, one) for number, one in enumerate(found.remedies, start=1)],
        "sums": [
            {
                "edits": [found.remedies.index(one) + 1 for one in it.remedies],
                "other_working_days": it.others,
                "at_most": found.target,
            }
            for it in found.sums
        ],
        "edits_considered": found.considered,
        "each_edit_is_needed": bool(found.remedies),
        "before": [check_json.result(one) for one in found.before],
        "after": [check_json.result(one) for one in found.after],
        "written": written or None,
    }


def _edit(found: Repair, number: int, one: Remedy) -> dict[str, Any]:
    told = words.told(found.protocol, one)
    file = found.protocol.file.replace("\\", "/").rpartition("/")[2]
    return {
        "number": number,
        "kind": one.kind.value,
        "part": one.part,
        "stage": one.state or None,
        "clauses": list(told.clauses),
        "place": {"file": file, "line": told.place.line} if told.place else None,
        "old": told.old,
        "new": told.new,
        "working_days": one.days or None,
        "verified_by": ["walk over every run", "solver"] if holds(found.after) else [],
    }
