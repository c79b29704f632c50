"""What the recommended guarantees find in the six protocols, worked out by hand from their texts."""

from dataclasses import replace
from functools import cache

import pytest

import protocols
from handrail.loading import load
from model.modality import Level
from verify.checker import Report, check
from verify.properties.catalogue import ALL
from verify.verdict import Result, Word

BOLTON, DYFED, LONDON, WILTSHIRE = "bolton", "dyfed-powys", "london", "wiltshire"
CHALLENGE, PRACTICE = "rotherham-challenge", "rotherham-practice"

P, R, D, V = Word.PROVED, Word.REFUTED, Word.DEPENDS, Word.VACUOUS

AT_GUIDE: dict[str, tuple[Word, Word, Word, Word, Word, Word]] = {
    #                    bolton, dyfed, london, challenge, practice, wiltshire
    "limits-bite": (R, R, D, R, V, R),
    "caps-and-sums-agree": (V, V, V, V, V, D),
    "silence-proof": (R, R, D, R, R, R),
    "duties-have-bearers": (R, R, R, R, R, R),
    "authority-rises": (P, P, P, D, P, P),
    "no-self-judging": (R, R, P, P, P, R),
    "cycles-bounded": (P, P, P, P, P, P),
    "urgent-is-faster": (V, V, V, R, V, D),
    "finality": (P, R, P, P, V, P),
    "raiser-told": (R, R, R, R, R, P),
    "recorded": (R, R, R, R, R, P),
    "safe-meanwhile": (P, P, R, P, P, P),
    "text-complete": (R, R, R, R, R, R),
    "coverage": (P, P, P, P, P, P),
}


@cache
def report(name: str) -> Report:
    """The recommended guarantees of one of the six."""
    return check(load(name), profile="recommended")


def of(name: str, property_id: str, level: Level = Level.GUIDE) -> Result:
    """The result of one guarantee."""
    (result,) = report(name).of(property_id, level)
    return result


def told(name: str, property_id: str, level: Level = Level.GUIDE) -> str:
    """All reasons of a result, in one text."""
    return "\n".join(f"{one.element}: {one.why}" for one in of(name, property_id, level).causes)


def cited(name: str, property_id: str, words: str) -> set[str]:
    """The clauses of the one reason that has these words."""
    (cause,) = [one for one in of(name, property_id).causes if words in one.why]
    return set(cause.clauses)


def test_every_recommended_guarantee_has_its_answers() -> None:
    """The table covers the recommended guarantees, and they are what the profile of that name checks."""
    recommended = [one.id for one in ALL if one.profile == "recommended"]
    assert list(AT_GUIDE) == recommended
    assert list(report(LONDON).properties) == recommended
    assert {one.severity for one in ALL if one.profile == "correctness"} == {"error"}
    assert "error" not in {one.severity for one in ALL if one.profile == "recommended"}


@pytest.mark.parametrize("property_id", AT_GUIDE)
def test_verdicts_counting_everything_the_texts_ask_for(property_id: str) -> None:
    """The verdict on each of the six."""
    found = dict(zip(protocols.names(), AT_GUIDE[property_id], strict=True))
    assert {name: of(name, property_id).verdict for name in protocols.names()} == found


def test_nobody_tells_the_raiser_what_stage_3_decided_in_dyfed_powys() -> None:
    """3.17 has the heads of service told and nobody else; at all earlier ends the professionals take part."""
    assert told(DYFED, "raiser-told", Level.MUST).count("told of") == 1
    assert cited(DYFED, "raiser-told", "“decide”") == {"3.17 b5", "3.17 b7"}


def test_london_has_no_duty_to_tell_anybody() -> None:
    """Of whatever ends above the first talk the professional need not hear; in the talk they take part."""
    assert told(LONDON, "raiser-told").count("told of") == 5
    assert "agree in the talk" not in told(LONDON, "raiser-told")


def test_wiltshire_shares_what_is_written_down_with_the_worker() -> None:
    """"Recorded in writing and shared with ... the worker who raised the initial concern", as a must, undated."""
    for level in Level:
        assert of(WILTSHIRE, "raiser-told", level).verdict is Word.PROVED
        assert of(WILTSHIRE, "recorded", level).verdict is Word.PROVED
    assert of(WILTSHIRE, "raiser-told").note.startswith("no number of days says by when")


def test_bolton_may_tell_the_practitioner_of_a_settlement_and_of_nothing_else() -> None:
    """Feedback is "important" once managers agree; of what a conference or the panel does nothing is said."""
    for end in ("managers agree", "reach consensus", "take the majority view", "panel decides"):
        assert f"“{end}”" in told(BOLTON, "raiser-told")
    kinder = replace(
        load(BOLTON),
        states=tuple(one for one in load(BOLTON).states if one.id in FIRST_HALF),
        transitions=tuple(one for one in load(BOLTON).transitions if {one.source, one.dest} <= FIRST_HALF),
        limits=(),
        entries=tuple(one for one in load(BOLTON).entries if one.dest == "practitioners talk"),
        clauses=tuple(one for one in load(BOLTON).clauses if one.left_out or one.id == "remaining s6"),
    )
    (result,) = check(kinder, properties=("raiser-told",)).of("raiser-told", Level.GUIDE)
    assert result.verdict is Word.DEPENDS
    assert [one.readings for one in result.holds_under] == [(("feedback", "expected"),)]


FIRST_HALF = {
    "practitioners talk",
    "with senior staff",
    "own procedure",
    "managers liaise",
    "management structure has it",
    "settled",
}
"""The states of Bolton's ladder outside conferences."""


def test_the_chair_is_not_told_what_the_group_in_rotherham_found() -> None:
    """The outcome goes to senior representatives and the Safeguarding Unit, not to the Chair who raised it."""
    assert cited(CHALLENGE, "raiser-told", "“group decides”") == {"stage 4 s3"}


def test_records_in_london_stop_short_of_endings() -> None:
    """Each discussion is recorded; no ending is, nor the referral to the board."""
    assert "“refer to the heads of service”" not in told(LONDON, "recorded")
    assert "“refer to the board”" in told(LONDON, "recorded")
    assert "“board resolves”" in told(LONDON, "recorded")


def test_records_in_dyfed_powys_skip_the_handovers() -> None:
    """Agreements, the Stage 2 meeting and the decision are recorded; what is passed up is not."""
    words = told(DYFED, "recorded", Level.SHOULD)
    for missing in ("bring to line managers", "contact senior managers", "take it to a senior manager"):
        assert f"“{missing}”" in words
    for kept in ("write and inform", "agree at stage 1", "agree at stage 2", "decide"):
        assert f"“{kept}”" not in words
    assert "“agree at stage 1”" in told(DYFED, "recorded", Level.MUST)  # 3.7 says "should"


def test_the_heads_of_service_may_reopen_a_decision_at_any_time() -> None:
    """3.18 of Dyfed-Powys sets no time."""
    assert cited(DYFED, "finality", "review by Heads of Service") == {"3.18"}


def test_who_has_the_last_word() -> None:
    """Both sides' senior managers in Dyfed-Powys, an agency's own person or nobody named in Wiltshire."""
    assert "senior managers, who stand for both sides" in told(DYFED, "no-self-judging")
    assert "nominated person, of one side only" in told(WILTSHIRE, "no-self-judging")
    assert "nobody who is named" in told(WILTSHIRE, "no-self-judging")
    assert "agency representatives, who stand for both sides" in told(BOLTON, "no-self-judging")


def test_the_same_line_manager_may_answer_twice_in_rotherham() -> None:
    """At Stage 2 "the manager" answers: perhaps the line manager, who has answered at Stage 1."""
    result = of(CHALLENGE, "authority-rises")
    assert [one.readings for one in result.holds_under] == [(("stage 2 manager", "senior manager"),)]
    assert "line manager again" in told(CHALLENGE, "authority-rises")


def test_limits_of_london_bite_unless_they_have_no_start_or_the_steps_are_skipped() -> None:
    """What is not settled in a week must go up, for plans only if they climb the whole ladder."""
    ways = {frozenset(one.readings) for one in of(LONDON, "limits-bite").holds_under}
    whole = ("plan cases", "whole ladder")
    assert ways == {frozenset({whole, ("weeks", "as received")}), frozenset({whole, ("weeks", "end to end")})}


def test_five_days_in_all_leave_no_room_for_five_days_each_in_wiltshire() -> None:
    """The form's "should" and the guide of the policy contradict each other, if the guide is for each stage."""
    ways = {one.readings for one in of(WILTSHIRE, "caps-and-sums-agree").holds_under}
    assert (("five days", "one total"),) in ways
    assert (("five days", "each stage"),) not in ways
    assert of(WILTSHIRE, "caps-and-sums-agree", Level.SHOULD).verdict is Word.PROVED
    assert of(WILTSHIRE, "caps-and-sums-agree", Level.MUST).verdict is Word.VACUOUS


@pytest.mark.parametrize(
    ("name", "at_must", "weakest"),
    [(BOLTON, R, "principle"), (DYFED, P, "duty"), (CHALLENGE, R, "principle"), (PRACTICE, P, "principle")],
)
def test_what_protects_the_child_meanwhile(name: str, at_must: Word, weakest: str) -> None:
    """Nowhere more than a duty throughout; in Bolton and in the Challenge Protocol it is only a "should"."""
    assert of(name, "safe-meanwhile", Level.MUST).verdict is at_must
    assert of(name, "safe-meanwhile").note == f"at its weakest, the protection named is a {weakest}"


def test_nothing_protects_the_child_while_a_specialist_facility_disputes() -> None:
    """London points to the facility's own protocol and says nothing for the time until then."""
    assert [one.element for one in of(LONDON, "safe-meanwhile").causes] == ["facility's own protocol"]


def test_silence_is_not_claimed_of_a_text_that_is_not_fully_listed() -> None:
    """With a clause that nothing accounts for, or none listed, "no clause says" becomes "undecided"."""
    whole = load(LONDON)
    forgotten = tuple(replace(one, left_out="") for one in whole.clauses)
    for clauses, why in ((forgotten, "not every clause is accounted for"), ((), "no clauses are listed")):
        found = check(replace(whole, clauses=clauses), profile="recommended")
        for name in ("raiser-told", "recorded", "duties-have-bearers", "safe-meanwhile", "limits-bite"):
            (result,) = found.of(name, Level.GUIDE)
            assert result.verdict is Word.UNDECIDED
            assert result.note.startswith(why)
            assert result.causes == ()
        (missing,) = found.of("text-complete", Level.GUIDE)
        assert missing.verdict is Word.REFUTED
