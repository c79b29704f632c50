"""Whose silence can change what may happen."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import protocols
from model.loader import load_file
from model.modality import Level, Modality
from model.protocol import Duty, DutyKind, Role, Side
from model.silence import cannot_act_without, matters, waits_for_answer
from verify.bounds import bounded
from verify.checker import check
from verify.study import Study
from verify.verdict import Result

TESTS = Path(__file__).parent.parent
LIBRARY = load_file(TESTS / "protocols" / "library.yaml")
"""The reader and the librarian talk; then the head librarian answers and the reader judges; then the trustees."""


def test_who_is_awaited_or_must_act_matters() -> None:
    """The librarian's agreement is needed, the head librarian's answer is awaited, the trustees decide."""
    assert [role for role in LIBRARY.role if matters(LIBRARY, role)] == [
        "reader", "librarian", "head librarian", "trustees",
    ]  # fmt: skip
    assert cannot_act_without(LIBRARY, "librarian", LIBRARY.transition["agree"])
    assert not cannot_act_without(LIBRARY, "librarian", LIBRARY.transition["pass up"])
    assert waits_for_answer(LIBRARY, "librarian", LIBRARY.transition["pass up"])


def test_a_role_that_only_stands_in_does_not_matter() -> None:
    """Nothing waits for the deputy head."""
    assert not matters(LIBRARY, "deputy head")


@pytest.mark.parametrize(("what", "counts"), [("owner back", True), ("note it", False)])
def test_where_a_duty_ends_a_pause_it_counts(what: str, counts: bool) -> None:
    """A role that alone bears a duty matters exactly where that duty ends the pause of a clock."""
    held = load_file(TESTS / "features" / "suspension.yaml")
    role = Role("clerk", 0, Side.NEUTRAL)
    duty = Duty(what, DutyKind.RECORD, "The clerk notes it.", Modality.MUST, (("clerk",),))
    events = tuple(one for one in held.events if one.id != what)
    more = replace(held, roles=(*held.roles, role), duties=(*held.duties, duty), events=events)
    assert matters(more, "clerk") is counts


@pytest.mark.parametrize("name", ["london", "rotherham-practice"])
def test_a_silence_that_does_not_matter_changes_no_answer(name: str) -> None:
    """Walking with such a role silent, as if it mattered, finds what is found with nobody silent."""
    protocol = load_file(protocols.path(name))
    role = next(one for one in protocol.role if not matters(protocol, one))
    walked = bounded(Study(protocol, role), Level.SHOULD, "decision", property_id="decision-bounded")
    told = check(protocol, silent_role=role, properties=("decision-bounded",)).of("decision-bounded", Level.SHOULD)
    assert {one.silent_role for one in told} == {role}

    def said(results: Sequence[Result]) -> list[object]:
        return [(one.verdict, one.case, one.bound, one.holds_under, one.calendar_days) for one in results]

    assert said(walked) == said(told)
