"""A comparison of two versions as one JSON document for other programs."""

from collections.abc import Iterable, Sequence
from typing import Any

from handrail import check_json, diff_sentences
from handrail.accepted import Accepted, Standing
from handrail.git_versions import Commit
from handrail.outcome import Outcome, State
from handrail.revisions import Revision, Revisions
from model.modality import Level
from verify.edits import Edit
from verify.refinement import Refinement

SCHEMA_VERSION = 1
"""Rises when a key goes or changes its meaning; `diff.schema.json` beside this file describes the document."""


def document(refinement: Refinement, level: Level) -> dict[str, Any]:
    """The document of `handrail diff --json`: both versions, the guesses, the edits, and every comparison.

    A result stands in it as in the document of `handrail check --json`.
    """
    checked = check_json.document([refinement.old, refinement.new])
    results: dict[int, Any] = {}
    for report, told in zip((refinement.old, refinement.new), checked["protocols"], strict=True):
        results |= {id(one): it for one, it in zip(report.results, told.pop("results"), strict=True)}
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": checked["tool"],
        "level": level.value,
        "old": checked["protocols"][0] | {"edition": refinement.old.protocol.edition},
        "new": checked["protocols"][1] | {"edition": refinement.new.protocol.edition},
        "renamed": [
            {"kind": one.kind, "old": one.old, "new": one.new, "likeness": one.likeness}
            for one in refinement.matching.pairs
        ],
        "edits": [_edit(one) for one in refinement.edits],
        "blame_is_minimal": not refinement.exhausted,
        "guarantees": [
            {
                "property": one.property,
                "milestone": one.milestone,
                "silent_role": one.silent_role,
                "binding_level": one.level.value,
                "case_class": dict(one.case),
                "change": one.change.value,
                "worse": list(one.worse),
                "better": list(one.better),
                "old": results[id(one.old)] if one.old is not None else None,
                "new": results[id(one.new)] if one.new is not None else None,
                "caused_by": [
                    {"clauses": cited, "edits": [_edit(it) for it in together]}
                    for cited, together in zip(diff_sentences.clauses_to_blame(one), one.blame, strict=True)
                ],
                "note": one.note or None,
            }
            for one in refinement.comparisons
        ],
    }


def since(both: Revisions, found: Sequence[tuple[Revision, Refinement]], level: Level) -> dict[str, Any]:
    """The document of `handrail diff --against`: both commits, and a document as above for each file."""
    return {
        "schema_version": SCHEMA_VERSION,
        "against": _commit(both.base),
        "head": _commit(both.head),
        "level": level.value,
        "removed": list(both.removed),
        "added": list(both.added),
        "files": [
            {"file": one.file, "renamed_from": one.before or None, "comparison": document(it, level)}
            for one, it in found
        ],
    }


def accepted(entries: Iterable[tuple[Accepted, Standing]], told: Iterable[Outcome]) -> dict[str, Any]:
    """How it stands with each accepted change, and what is accepted by one."""
    return {
        "accepted_changes": [
            {
                "protocol": one.protocol,
                "property": one.guarantee,
                "binding_level": one.level.value,
                "case_class": dict(one.case),
                "reason": one.reason,
                "approver": one.approver,
                "until": one.until.isoformat(),
                "standing": how.value,
            }
            for one, how in entries
        ],
        "accepted": [
            {"protocol": one.subject, "property": one.rule, "case": one.case, "reason": one.reason}
            for one in told
            if one.state is State.ACCEPTED
        ],
    }


def _commit(one: Commit | None) -> dict[str, str] | None:
    return {"name": one.name, "commit": one.id, "day": one.day} if one else None


def _edit(one: Edit) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "id": one.id,
        "change": one.change,
        "fields": list(one.fields),
        "clauses": list(one.clauses),
        "says": diff_sentences.edit(one),
    }
