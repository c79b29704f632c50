"""What changed under a scenario: named part by part, and a mistake only where figures rest on it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from model.condition import Condition, Literal
from model.errors import BadInput
from model.loader import load_file
from model.modality import Modality
from model.people import Reading
from model.protocol import Protocol
from model.time_span import TimeSpan
from simulate.fingerprint import KINDS, changes, fingerprints
from simulate.scenario_loader import load_text
from simulate.skeleton import accepted

HERE = Path(__file__).parent
LANE = load_file(HERE / "lane.yaml")
TEXT = accepted((HERE / "lane-scenario.yaml").read_text(encoding="utf-8"), LANE)


def revised(kind: str, id: str, **parts: Any) -> Protocol:
    """The lane with one part changed."""
    home = KINDS[kind]
    listed = tuple(replace(one, **parts) if one.id == id else one for one in getattr(LANE, home))
    return replace(LANE, **{home: listed})


RULES = [
    ("stages", "talk", {"awaits": ()}),
    ("stages", "meeting", {"last_word": False}),
    ("moves", "agree", {"dest": "decided"}),
    ("moves", "reply", {"modality": Modality.MAY}),
    ("limits", "ten days", {"at_most": TimeSpan(11, "working day")}),
    ("limits", "ten days", {"at_most": TimeSpan(10, "calendar day")}),
    ("ways in", "bite", {"dest": "talk"}),
    ("ways in", "bite", {"condition": Condition(((Literal("kind", ("noise",)),),))}),
    ("case facts", "kind", {"answers": ("hedge", "noise", "dog", "cat")}),
    ("readings", "ruling", {"question": "Does the warden rule?"}),
]


@pytest.mark.parametrize(("kind", "id", "parts"), RULES)
def test_a_changed_rule_changes_its_fingerprint_and_no_other(kind: str, id: str, parts: dict[str, Any]) -> None:
    """Whatever rule changes, exactly the part it belongs to is told."""
    before, after = fingerprints(LANE), fingerprints(revised(kind, id, **parts))
    assert [(k, i) for k in before for i in before[k] if before[k][i] != after[k][i]] == [(kind, id)]
    told = changes(load_text(TEXT, LANE), revised(kind, id, **parts))
    assert [(one.kind, one.id, one.how) for one in told] == [(kind, id, "changed")]


@pytest.mark.parametrize(
    ("kind", "id", "parts"),
    [
        ("stages", "talk", {"title": "they talk", "note": "over the fence", "clauses": ("9",)}),
        ("moves", "agree", {"note": "seldom", "clauses": (), "place": None}),
        ("limits", "ten days", {"note": "long", "clauses": ("1", "2")}),
    ],
)
def test_prose_changes_no_fingerprint(kind: str, id: str, parts: dict[str, Any]) -> None:
    """Titles, notes, clauses and places are no rules."""
    assert fingerprints(revised(kind, id, **parts)) == fingerprints(LANE)


def test_equal_rules_have_equal_fingerprints() -> None:
    """Read twice, a protocol has the same fingerprints; no two parts of it share one."""
    assert fingerprints(load_file(HERE / "lane.yaml")) == fingerprints(LANE)
    assert all(len(set(parts.values())) == len(parts) for parts in fingerprints(LANE).values())


def test_a_change_on_which_figures_rest_is_a_mistake() -> None:
    """A changed move with a probability is told at its place in the file, with the way to accept it."""
    with pytest.raises(BadInput) as caught:
        load_text(TEXT, revised("moves", "agree", dest="decided"), "scenario.yaml")
    (fault,) = caught.value.faults
    assert fault.found == 'since this scenario was written, move "agree" has changed; its figures rest on it'
    assert (fault.source_line.split(":")[0].strip(), fault.help) == (
        "agree",
        "look at those figures again, then run: handrail scenario check --accept",
    )


@pytest.mark.parametrize(
    ("kind", "id", "parts"),
    [
        ("limits", "ten days", {"at_most": TimeSpan(5, "working day")}),
        ("moves", "reply", {"modality": Modality.SHOULD}),
        ("ways in", "gossip", {"no_route": "none"}),
    ],
)
def test_a_change_without_figures_is_no_mistake(kind: str, id: str, parts: dict[str, Any]) -> None:
    """A changed limit, a move that is certain and a way in by which nobody comes are only told."""
    after = revised(kind, id, **parts)
    assert [str(one) for one in changes(load_text(TEXT, after), after)]


def test_new_and_vanished_parts_are_named() -> None:
    """A reading more and a limit less are told by name."""
    after = replace(LANE, limits=(), readings=(*LANE.readings, Reading("dogs", "Dogs?", (("a", "a"), ("b", "b")))))
    told = [str(one) for one in changes(load_text(TEXT, LANE), after)]
    assert told == ['reading "dogs" is new', 'limit "ten days" is gone']


def test_accepting_writes_how_the_protocol_stands_now() -> None:
    """The last section is renewed, all above it stays, and doing it twice changes nothing."""
    after = revised("moves", "agree", dest="decided")
    text = accepted(TEXT, after)
    assert changes(load_text(text, after), after) == ()
    assert text.partition("written_for:")[0] == TEXT.partition("written_for:")[0]
    assert accepted(text, after) == text


def test_a_section_in_the_middle_is_renewed_too() -> None:
    """Wherever the section stands, only it is taken out."""
    head, _, tail = TEXT.partition("written_for:")
    moved = head.replace("arrivals:\n", f"written_for:{tail}\narrivals:\n")
    assert load_text(accepted(moved, LANE), LANE) == load_text(TEXT, LANE)
