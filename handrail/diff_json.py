"""A comparison of two versions as one JSON document for other programs."""

from typing import Any

from handrail import check_json, diff_sentences
from model.modality import Level
from verify.edits import Edit
from verify.refinement import Refinement

SCHEMA_VERSION = 1
"""Rises when a key goes or changes its meaning."""


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


def _edit(one: Edit) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "id": one.id,
        "change": one.change,
        "fields": list(one.fields),
        "clauses": list(one.clauses),
        "says": diff_sentences.edit(one),
    }
