"""What the protocol language can say: one tiny protocol for each feature."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from model.loader import load_file, load_text
from model.modality import Modality
from model.protocol import DutyKind, LimitKind, Protocol, Side, StateKind, Suspension, Trigger
from model.time_span import TimeSpan
from model.writer import write

FOLDER = Path(__file__).parent.parent / "features"


def first_length(p: Protocol) -> TimeSpan | None:
    """How long the first limit is."""
    return p.limits[0].at_most


def working(days: int) -> TimeSpan:
    """So many working days."""
    return TimeSpan(days, "working day")


HAS: dict[str, Callable[[Protocol], object]] = {
    "act-on-a-day": lambda p: p.limits[0].at_most == p.limits[0].at_least == TimeSpan(6, "week"),
    "alternative-conditions": lambda p: len(p.transition["pass up"].condition.alternatives) == 2,
    "at-least-and-at-most": lambda p: (
        (p.limits[0].at_least, p.limits[0].at_most) == (working(2), working(10))
    ),
    "authority-by-time-out": lambda p: p.transition["pass up"].trigger is Trigger.EXPIRY,
    "binding-decision": lambda p: p.transition["rule"].binding is Modality.MUST,
    "bounded-extension": lambda p: p.limits[0].extension and p.limits[0].extension.up_to == working(10),
    "calendar-units": lambda p: (
        [one.at_most.unit for one in p.limits if one.at_most] == ["calendar day", "week", "month"]
    ),
    "cap-over-stages": lambda p: (
        p.limits[0].kind is LimitKind.CAP and p.limits[0].ends == ("settled", "decided")
    ),
    "clause-ledger": lambda p: p.clause["4"].left_out == "background" and "4" not in p.cited,
    "clock-from-named-event": lambda p: (
        p.limits[0].start == ("minutes sent",) and p.events[0].id == "minutes sent"
    ),
    "clock-without-start": lambda p: p.limits[0].start == () and p.limits[0].at_most == working(5),
    "concurrent-limits": lambda p: [one.start for one in p.limits] == [("complaint",)] * 2,
    "convene-and-hold": lambda p: p.limit["hold it"].start == ("call",),
    "decided-by-silence": lambda p: (
        p.transition["deemed"].by == () and p.transition["deemed"].dest == "decided"
    ),
    "deemed-receipt": lambda p: p.limits[0].starts_after == working(2),
    "duty-after-the-decision": lambda p: (
        [one.kind for one in p.duties] == [DutyKind.FEEDBACK, DutyKind.ACCEPT]
        and p.duties[0].upon == ("decided",)
    ),
    "earlier-of-two-limits": lambda p: (
        {one.binds for one in p.limits} == {("pass up",)} and len(p.limits) == 2
    ),
    "either": lambda p: p.transition["pass up"].by == (("neighbour",), ("owner",)),
    "entry-at-any-stage": lambda p: [one.dest for one in p.entries] == ["talk", "ruling"],
    "entry-without-route": lambda p: p.entries[1].dest is None and p.entries[1].no_route,
    "equals-who-deadlock": lambda p: (
        p.state["ruling"].text_stops and "deadlock" in p.state["ruling"].outcomes
    ),
    "external-route-at-any-time": lambda p: (
        p.state["police"].kind is StateKind.EXTERNAL
        and {one.source for one in p.transitions if one.dest == "police"} == {"talk", "ruling"}
    ),
    "gate-on-a-judgement": lambda p: str(p.transition["drop"].condition) == "serious is no",
    "hours-and-minutes": lambda p: (
        [one.at_most for one in p.limits] == [TimeSpan(4, "hour"), TimeSpan(30, "minute")]
    ),
    "independence": lambda p: p.role["warden"].independent_of == ("neighbour", "owner"),
    "jointly": lambda p: p.transition["rule"].by == (("warden", "chair"),),
    "later-of-two-starts": lambda p: p.limits[0].start == ("complaint", "reply"),
    "limit-in-words": lambda p: p.limits[0].words == "immediately" and first_length(p) is None,
    "meanwhile": lambda p: p.state["talk"].meanwhile and p.state["talk"].meanwhile.kind == "operational",
    "measured-clock": lambda p: p.raised == ("complaint",) and p.target == working(20),
    "merging-with-another-case": lambda p: p.state["merged"].final and p.state["merged"].continues_in,
    "missing-part": lambda p: p.missing[0].touches == ("ruling",),
    "no-last-word": lambda p: p.nobody_has_last_word and not any(one.last_word for one in p.states),
    "no-limit": lambda p: p.limits == (),
    "nobody-named": lambda p: p.transition["pass up"].by == (),
    "notice-to-a-third-party": lambda p: (
        p.duties[0].to == ("parish clerk",) and p.role["parish clerk"].side is Side.NEUTRAL
    ),
    "optional-stage": lambda p: (
        p.transition["mediate"].modality is Modality.MAY and p.state["talk"].choice_of == "neighbour"
    ),
    "or-sooner": lambda p: p.limits[0].or_sooner == "if a child is at risk" and first_length(p) == working(5),
    "own-calendar": lambda p: (
        first_length(p) == TimeSpan(10, "school day") and len(p.calendars[0].open) == 3 and first_length(p).own
    ),
    "panel": lambda p: (
        p.state["ruling"].panel
        and p.state["ruling"].panel.quorum == 2
        and p.state["ruling"].panel.papers == working(5)
        and p.state["ruling"].panel.every == TimeSpan(4, "week")
        and [(one.kind, one.binds) for one in p.limits] == [(LimitKind.SITTING, ("uphold", "dismiss"))]
        and p.transition["dismiss"].outcomes == ("dismissed", "tie")
    ),
    "parameter": lambda p: (
        [(one.parameter, one.at_most) for one in p.limits]
        == [("talking time", working(5)), ("ruling time", None)]
    ),
    "priority-that-changes": lambda p: (
        p.facts[0].at_start == "no" and p.transition["worsen"].sets == (("urgent", "yes"),)
    ),
    "raisers-own-window": lambda p: (
        p.transition["pass up"].modality is Modality.MAY
        and p.limits[0].binds == ("pass up",)
        and p.transition["lapse"].after == ("ten days to go on",)
    ),
    "reading": lambda p: p.readings[0].names == ("working", "calendar"),
    "recurring-duty": lambda p: p.duties[0].every == TimeSpan(2, "week"),
    "repeat-until": lambda p: p.transition["again"].dest == p.transition["again"].source == "talk",
    "return-to-earlier-stage": lambda p: p.transition["send back"].dest == "talk",
    "routing-out": lambda p: p.state["court"].continues_in == "court-rules" and not p.state["court"].final,
    "silence-is-an-outcome": lambda p: (
        p.transition["silence"].outcomes == ("no answer",)
        and p.transition["silence"].trigger is Trigger.EITHER
    ),
    "soft-limit": lambda p: p.limits[0].modality is Modality.GUIDE,
    "spawning-another-case": lambda p: p.transition["rule"].spawns == "a review of the lane rules",
    "stage-limit": lambda p: (
        p.limits[0].kind is LimitKind.STAGE and p.limits[0].binds == ("agree", "pass up")
    ),
    "stage-of-several-parts": lambda p: p.state["talk"].stage == p.state["letter"].stage == "Stage 1",
    "stated-equivalence": lambda p: first_length(p) == TimeSpan(1, "working week") and p.limits[0].note,
    "substitute": lambda p: p.role["warden"].substitutes == ("deputy warden",),
    "suspension": lambda p: p.limits[0].suspension == Suspension("owner away", "owner back"),
    "text-stops": lambda p: p.state["ruling"].text_stops and not p.outgoing["ruling"],
    "unbounded-extension": lambda p: p.limits[0].extension and p.limits[0].extension.up_to is None,
    "urgent-ladder": lambda p: [one.at_most for one in p.limits] == [working(1), working(5)],
    "variants": lambda p: dict(p.role["warden"].variants)["school"] == "bursar",
    "who-judges": lambda p: p.state["talk"].judge == "neighbour",
    "withdrawal": lambda p: p.duties[0].upon == ("withdraw, from talk", "withdraw, from ruling"),
}
"""What each tiny protocol has, in the words of the values."""


def test_every_feature_has_a_protocol() -> None:
    """The folder has one protocol for each feature, and no other."""
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(HAS)


@pytest.mark.parametrize("name", HAS)
def test_feature_is_understood(name: str) -> None:
    """The thing that the file shows is in its protocol."""
    assert HAS[name](load_file(FOLDER / f"{name}.yaml"))


@pytest.mark.parametrize("name", HAS)
def test_feature_says_what_it_shows(name: str) -> None:
    """The first line says in a sentence what the file shows."""
    first = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert first.endswith(".")


@pytest.mark.parametrize("name", HAS)
def test_feature_survives_writing(name: str) -> None:
    """What is written is read back as the same protocol, and what is unchanged is returned as it is."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    protocol = load_text(text)
    assert load_text(write(protocol)) == protocol
    assert write(protocol, over=text) == text


@pytest.mark.parametrize("name", HAS)
def test_feature_survives_a_change_elsewhere(name: str) -> None:
    """A new board, written over the file, changes one line."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    protocol = replace(load_text(text), board="Another Board")
    assert write(protocol, over=text) == text.replace("board: Lane Association", "board: Another Board")
