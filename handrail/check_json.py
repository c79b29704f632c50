"""What a check found, as one JSON document for other programs."""

from collections.abc import Iterable
from typing import Any

from handrail.output import head
from handrail.shape import coverage
from model.modality import Level
from model.trace import to_json
from verify.chains import Chain
from verify.checker import Report
from verify.clarification import clarifications
from verify.explanation import Explanation
from verify.filling import Filling
from verify.slack import Room
from verify.verdict import Result, Story, Word

SCHEMA_VERSION = 1
"""Rises when a key goes or changes its meaning; `result.schema.json` beside this file describes the document."""


def document(reports: Iterable[Report]) -> dict[str, Any]:
    """The document of `handrail check --json`."""
    listed = list(reports)
    return {
        **head(SCHEMA_VERSION),
        "calendar_edition": listed[0].calendar_edition if listed else None,
        "protocols": [_protocol(one) for one in listed],
    }


def explained(made: Explanation) -> dict[str, Any]:
    """The document of `handrail explain --json`: that of a check of one guarantee, with the evidence beside it."""
    told = document([made.report])
    (protocol,) = told["protocols"]
    protocol["evidence"] = [
        {
            "case_class": dict(one.case),
            "binding_level": one.level.value,
            "rests_on": grounds and {"clauses": list(grounds.clauses), "readings": dict(grounds.readings)},
            "room": room and _room(room),
            "parameters": [_filling(it) for it in open_],
        }
        for one, (grounds, room, open_) in zip(made.results, made.evidence, strict=True)
    ]
    if made.without is not None:
        protocol["without"] = {
            "clauses": list(made.without.clauses),
            "removed": [{"kind": kind, "id": name} for kind, name in made.without.removed],
            "results": [result(one) for one in made.without.results],
        }
    return told


def _room(room: Room) -> dict[str, Any]:
    return {
        "target_working_days": room.target,
        "is_target_of_board": room.aimed,
        "readings": dict(room.readings),
        "sums": [_sum(one) for one in room.sums],
        "slacks": [{"limit": one.limit, "can_be_longer_by": one.more} for one in room.slacks],
    }


def _sum(one: Chain) -> dict[str, Any]:
    return {"working_days": one.days, "limits": [{"limit": it.limit, "working_days": it.days} for it in one.terms]}


def _filling(one: Filling) -> dict[str, Any]:
    return {
        "parameter": one.parameter,
        "target_working_days": one.target,
        "taken_as_no_time": list(one.others),
        "readings": dict(one.readings),
        "holds_for_working_days": [{"at_least": fewest, "at_most": most} for fewest, most in one.holds],
        "sum": one.sum and _sum(one.sum),
    }


def _clarifications(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "binding_level": level.value,
            "reading": one.reading,
            "answers_that_hang": one.of,
            "choices": [{"choice": it.choice, "holds": it.holds, "fails": it.fails} for it in one.choices],
        }
        for level in Level
        for one in clarifications(report.protocol, (it for it in report.results if it.level is level))
    ]


def _protocol(report: Report) -> dict[str, Any]:
    protocol = report.protocol
    return {
        "id": protocol.id,
        "title": protocol.title,
        "nation": protocol.nation,
        "calendar_edition": report.calendar_edition,
        "calendar_announced_to": report.provisional_after,
        "coverage": coverage(protocol),
        "missing_texts": [{"what": one.what, "clauses": list(one.clauses)} for one in protocol.missing],
        "solver_questions": report.questions,
        "results": [result(one) for one in report.results],
        "clarifications": _clarifications(report),
    }


def result(one: Result) -> dict[str, Any]:
    """One verdict with its evidence."""
    days = one.calendar_days
    return {
        "property": one.property,
        "milestone": one.milestone,
        "case_class": dict(one.case),
        "binding_level": one.level.value,
        "readings": _readings(one),
        "silent_role": one.silent_role,
        "verdict": one.verdict.value,
        "bound_working_days": one.bound,
        "bound_working_days_kindest_reading": one.least_bound,
        "calendar_days_min": days.fewest if days else None,
        "calendar_days_max": days.most if days else None,
        "calendar_days_min_start": days.fewest_start if days else None,
        "calendar_days_max_start": days.most_start if days else None,
        "causes": [
            {"state": it.element, "clauses": list(dict.fromkeys(it.clauses)), "why": it.why, "when": it.when or None}
            for it in one.causes
        ],
        "clauses": list(one.clauses),
        "case_story": _story(one.story) if one.story else None,
        "note": one.note or None,
    }


def _readings(one: Result) -> Any:
    """ "all" where it holds in every reading; else the choices under which it holds, none where none are known."""
    if one.verdict is Word.PROVED:
        return "all"
    return [{"choices": dict(it.readings), "bound_working_days": it.bound} for it in one.holds_under]


def _story(story: Story) -> dict[str, Any]:
    return {
        "steps": [
            {"on": it.on, "working_day": it.day, "what": it.what, "who": it.who or None, "clauses": list(it.clauses)}
            for it in story.events
        ],
        "ending": story.ending,
        "trace": to_json(story.trace),
    }
