"""What verdicts rest on and leave to spare: answers worked out by hand, and laws over random protocols."""

from dataclasses import replace
from functools import cache
from math import inf
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import protocols
from model.loader import load_file
from model.modality import Level
from model.protocol import Protocol
from model.time_span import TimeSpan
from tests.verify.strategies import protocols as random_protocols
from verify.absence import citing, without
from verify.bounds import failure_of
from verify.checker import check
from verify.clarification import clarifications
from verify.encoding import Undecided
from verify.explanation import explain
from verify.grounds import again, carries, grounds
from verify.readings import assignments, compatible
from verify.settled import promised
from verify.slack import relaxed, room
from verify.study import Study
from verify.verdict import Choices, Result, Word

HERE = Path(__file__).parent
LIBRARY = HERE.parent / "protocols" / "library.yaml"
PROPERTIES = HERE.parent / "properties"
PROMPT = (("handover", "prompt"),)
LAW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@cache
def built_in(name: str) -> Protocol:
    """One of the six, or the library."""
    return load_file(LIBRARY if name == "library" else protocols.path(name))


def result(protocol: Protocol, property_id: str, level: Level = Level.GUIDE, place: int = 0) -> Result:
    """One verdict on a guarantee."""
    return check(protocol, properties=(property_id,), levels=(level,)).of(property_id, level)[place]


# -- clauses that are absent ------------------------------------------------------------------------------------


def test_what_is_encoded_from_a_clause_goes_with_it() -> None:
    """Clause 2.2 of the library carries two moves, two limits, and the reading that only they ask for."""
    made = without(built_in("library"), ["2.2"])
    assert made.removed == (
        ("move", "pass up"),
        ("move", "accept reply"),
        ("time limit", "ten days from the talk"),
        ("time limit", "ten days from the complaint"),
        ("reading", "review clock"),
    )
    assert made.protocol.transition["to trustees"].after == ()
    assert "2.2" not in made.protocol.clause
    assert made.protocol.states == built_in("library").states


def test_a_clause_of_which_nothing_is_encoded_takes_nothing_with_it() -> None:
    """Background that is left out with a reason removes no part and changes no verdict."""
    made = without(built_in("library"), ["1.3"])
    assert made.removed == ()
    assert replace(made.protocol, clauses=()) == replace(built_in("library"), clauses=())


def test_a_limit_whose_moves_are_gone_goes_as_well() -> None:
    """Without the moves of clause 2.3 of the library, no window binds a move that is not there."""
    made = without(built_in("library"), ["2.3"])
    assert ("time limit", "prompt decision") in made.removed
    assert all(name in made.protocol.transition for one in made.protocol.limits for name in one.binds)


@pytest.mark.parametrize("name", [*protocols.names(), "library"])
def test_without_any_one_clause_every_protocol_can_still_be_checked(name: str) -> None:
    """Whatever is imagined away, the two engines agree on what is left."""
    protocol = built_in(name)
    before = result(protocol, "no-dead-end")
    for clause in citing(protocol)[::5]:
        words = {one.verdict for one in again(without(protocol, [clause]).protocol, before)}
        assert Word.DISAGREEMENT not in words


# -- minimal sets of clauses ------------------------------------------------------------------------------------

GROUNDS: list[tuple[str, str, int, tuple[str, ...]]] = [
    ("library", "receipt-bounded", 0, ("2.1", "2.2", "2.3")),
    ("library", "no-dead-end", 0, ("2.2", "2.3")),
    ("bolton", "receipt-bounded", 2, ("conference s2", "conference s2 a")),
    ("wiltshire", "no-dead-end", 0, ("stage one 1", "stage two 1", "stage three 1", "stage three 2", "stage three 3")),
]
"""The library by hand: the talk's limit, the review and its limit, and the duty to hand on to the trustees."""


@pytest.mark.parametrize(("name", "property_id", "place", "clauses"), GROUNDS)
def test_what_a_promise_rests_on(name: str, property_id: str, place: int, clauses: tuple[str, ...]) -> None:
    """The clauses without which the promise would be lost, found by taking the others away."""
    found = grounds(built_in(name), result(built_in(name), property_id, place=place))
    assert found is not None
    assert found.clauses == clauses


def test_clauses_that_contradict_each_other_are_named() -> None:
    """Without any one of the clauses named, the tiny protocol that contradicts itself no longer does."""
    protocol = load_file(PROPERTIES / "consistent" / "violated.yaml")
    broken = result(protocol, "consistent", Level.MUST)
    found = grounds(protocol, broken)
    assert found is not None
    assert found.clauses
    others = set(citing(protocol)) - set(found.clauses)
    assert again(without(protocol, others).protocol, broken)[0].verdict is Word.INCONSISTENT
    for clause in found.clauses:
        (then,) = again(without(protocol, others | {clause}).protocol, broken)
        assert then.verdict is not Word.INCONSISTENT


def test_a_guarantee_that_is_broken_rests_on_nothing() -> None:
    """What a refuted guarantee lacks is told by its causes, not by a set of clauses."""
    assert grounds(built_in("london"), result(built_in("london"), "decision-bounded")) is None


@LAW
@given(protocol=random_protocols(plain=True, most_states=4))
def test_law_no_member_of_a_minimal_set_can_go(protocol: Protocol) -> None:
    """With the set alone the promise is kept; without any one member it is not, as both engines say."""
    for property_id in ("decision-bounded", "no-dead-end"):
        for one in check(protocol, properties=(property_id,), levels=(Level.GUIDE,)).results:
            found = grounds(protocol, one)
            if found is None:
                continue
            others = set(citing(protocol)) - set(found.clauses)
            assert kept(protocol, one, found.readings, others)
            assert not any(kept(protocol, one, found.readings, others | {it}) for it in found.clauses)


def kept(protocol: Protocol, one: Result, readings: Choices, absent: set[str]) -> bool:
    """Whether a promise is still kept without some clauses, by a whole new check."""
    then = again(without(protocol, absent).protocol, one)
    here = [it for it in then if compatible(it.case, one.case)]
    return bool(here) and all(carries(it, readings, one.bound) for it in here)


# -- sums and slack ---------------------------------------------------------------------------------------------


def sums(protocol: Protocol, one: Result) -> list[tuple[int, tuple[str, ...]]]:
    """Each sum of limits with its total."""
    found = room(protocol, one)
    assert found is not None
    return [(it.days, tuple(term.limit for term in it.terms)) for it in found.sums]


def slacks(protocol: Protocol, one: Result) -> dict[str, int | None]:
    """By how much each limit can be longer."""
    found = room(protocol, one)
    assert found is not None
    return {it.limit: it.more for it in found.slacks}


def test_the_limits_of_the_library_add_up() -> None:
    """Five days to talk and ten to review are 15; where the ten run from the complaint, they are all there is."""
    one = result(built_in("library"), "receipt-bounded")
    talk, review, complaint = "five days to talk", "ten days from the talk", "ten days from the complaint"
    assert sums(built_in("library"), one) == [(15, (talk, review)), (10, (complaint,))]
    assert slacks(built_in("library"), one) == {talk: 0, review: 0, complaint: 5}


def test_a_target_leaves_what_the_limits_do_not_use() -> None:
    """With a decision in five days the library takes 20 of its 20 days; aiming at 22 leaves two."""
    decided = dated_library()
    assert sums(decided, result(decided, "decision-bounded"))[0][0] == 20
    assert set(slacks(decided, result(decided, "decision-bounded")).values()) == {0, 5}
    later = replace(decided, target=TimeSpan(22, "working day"))
    found = room(later, result(later, "decision-bounded"))
    assert found is not None
    assert (found.target, found.aimed, found.missed) == (22, True, False)
    assert {one.more for one in found.slacks} == {2, 7}


def test_where_the_target_is_missed_nothing_can_be_longer() -> None:
    """Twenty days are more than the 19 that are aimed at."""
    late = replace(dated_library(), target=TimeSpan(19, "working day"))
    found = room(late, result(late, "decision-bounded"))
    assert found is not None
    assert found.missed
    assert found.slacks == ()
    assert found.sums


def dated_library() -> Protocol:
    """The library with five working days for the decision, in place of words."""
    library = built_in("library")
    limits = tuple(
        replace(one, words="", at_most=TimeSpan(5, "working day")) if one.id == "prompt decision" else one
        for one in library.limits
    )
    return replace(library, limits=limits)


def test_a_guide_over_stages_adds_up_in_wiltshire() -> None:
    """Five days for each of three stages and three for the decision, from the referral: 18, the worst of its sums."""
    one = result(built_in("wiltshire"), "decision-bounded")
    assert one.bound == 18
    worst = (18, ("guide for pre-escalation", "guide for stage one", "guide for stage two", "three days from the referral"))
    assert sums(built_in("wiltshire"), one)[0] == worst


def test_dyfed_powys_takes_as_long_as_stage_two_and_what_follows() -> None:
    """Ten days after the five of stage 1, and ten more after the meeting, are 25; the five by themselves can wait."""
    one = result(built_in("dyfed-powys"), "decision-bounded")
    assert sums(built_in("dyfed-powys"), one)[0][0] == 25
    assert slacks(built_in("dyfed-powys"), one)["five days to talk"] == 20


@pytest.mark.parametrize(("name", "total", "limits"), [
    ("loop-of-one-round", 16, ["to rule", "to rule", "to talk", "to talk"]),
    ("loop-of-three-rounds", 32, ["to rule"] * 4 + ["to talk"] * 4),
    ("loop-with-cap", 20, ["twenty in all"]),
    ("loop-in-no-time", 0, ["to rule", "to talk"]),
])  # fmt: skip
def test_in_a_loop_a_limit_is_summed_as_often_as_its_round_is_gone(name: str, total: int, limits: list[str]) -> None:
    """Two rounds of five days and three are 16; within twenty days over all, what the rounds take does not add up."""
    protocol = load_file(HERE / "gym" / f"{name}.yaml")
    one = result(protocol, "decision-bounded")
    worst, *_ = sums(protocol, one)
    assert (one.bound, worst[0], sorted(worst[1])) == (total, total, limits)


@LAW
@given(protocol=random_protocols(plain=True, most_states=4))
def test_law_a_slack_holds_and_one_more_does_not(protocol: Protocol) -> None:
    """With the slack of a limit the bound stays; with one day more it is exceeded, as a whole new check finds."""
    for one in check(protocol, properties=("decision-bounded",), levels=(Level.GUIDE,)).results:
        found, promise = room(protocol, one), promised(one)
        if found is None or promise is None:
            continue
        for it in found.slacks:
            longer = [it.more, it.more + 1] if it.more is not None else [40]
            within = []
            for more in longer:
                changed = relaxed(protocol, it.limit, more)
                ends = [end for end in promise.ends(changed) if "decision" in end.longest]
                lost = any(end.stalled and "decision" not in end.reached for end in promise.ends(changed))
                within.append(not lost and max((end.longest["decision"] for end in ends), default=inf) <= found.target)
            assert within == [True, False][: len(longer)]


@LAW
@given(protocol=random_protocols(plain=True, most_states=5))
def test_law_the_longest_sum_is_the_bound(protocol: Protocol) -> None:
    """The limits on the worst course add up to the bound that both engines found."""
    for one in check(protocol, properties=("receipt-bounded", "decision-bounded"), levels=(Level.GUIDE,)).results:
        found = room(protocol, one)
        if found is not None and found.bound > 0:
            assert max(it.days for it in found.sums) == found.bound


# -- one clarification ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["library", "dyfed-powys", "wiltshire", "bolton"])
def test_settling_a_reading_settles_as_many_answers_as_was_said(name: str) -> None:
    """Over every way to read the rest, one by one: an answer holds in all of them, or fails in all of them."""
    protocol = built_in(name)
    before = check(protocol, properties=("receipt-bounded",), levels=(Level.GUIDE,)).results
    hanging = [one for one in before if one.verdict is Word.DEPENDS]
    ends = Study(protocol).walk(Level.GUIDE).ends
    bad = [end.node.cube for end in ends if failure_of(end, "receipt", None) is not None]
    readings = {one.id: one.names for one in protocol.all_readings}
    asked = [it for it in readings if any(it in dict(cube) for cube in bad)]
    told = {one.reading: one for one in clarifications(protocol, before)}
    assert told
    for reading in asked:
        for choice in readings[reading]:
            ways = [it for it in assignments(asked, readings) if (reading, choice) in it]
            holds = fails = 0
            for one in hanging:
                broken = [any(compatible(cube, (*one.case, *way)) for cube in bad) for way in ways]
                holds += not any(broken)
                fails += all(broken)
            said = [(it.holds, it.fails) for it in told[reading].choices if it.choice == choice] if reading in told else []
            assert (holds, fails) == (said[0] if said else (0, 0))


def test_the_start_of_the_five_days_settles_most_in_wiltshire() -> None:
    """If the text does not say from when they run, seven of its ten hanging answers fail; else some hold."""
    report = check(built_in("wiltshire"), levels=(Level.GUIDE,))
    best = clarifications(built_in("wiltshire"), report.results)[0]
    assert (best.reading, best.of) == ("start of the five days", 10)
    assert [(one.choice, one.holds, one.fails) for one in best.choices] == [
        ("first disagreement", 2, 0),
        ("stage one", 1, 2),
        ("not stated", 0, 7),
    ]


def test_an_answer_that_hangs_on_nothing_needs_no_clarification() -> None:
    """Where every answer is definite, nothing is proposed."""
    assert clarifications(built_in("london"), [result(built_in("london"), "decision-bounded")]) == ()


# -- all together -----------------------------------------------------------------------------------------------


def test_an_explanation_has_evidence_for_each_verdict() -> None:
    """Each kind of case has its own; what was imagined away is judged beside it."""
    made = explain(built_in("dyfed-powys"), "decision-bounded", Level.GUIDE, absent=("3.10",))
    assert len(made.evidence) == len(made.results) == 3
    assert [bool(room) for _, room, _ in made.evidence] == [one.bound is not None for one in made.results]
    assert made.without is not None
    assert made.without.removed
    assert {one.verdict for one in made.without.results} == {Word.DEAD_END}


def test_time_that_runs_out_leaves_the_evidence_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the solver had no time to confirm a slack, the verdict stands and the slack is not told."""

    def gave_up(*_: object, **__: object) -> None:
        raise Undecided

    monkeypatch.setattr("verify.explanation.room", gave_up)
    made = explain(built_in("library"), "receipt-bounded", Level.GUIDE)
    assert [room for _, room, _ in made.evidence] == [None]
    assert made.results[0].verdict is Word.DEPENDS
    assert Study(built_in("library")).obstacle == ""
