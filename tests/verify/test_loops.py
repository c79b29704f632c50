"""Loops of a dispute: what is counted, what a cap ends, what goes on for ever, and how each is proved."""

import json
from dataclasses import replace
from functools import cache
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from handrail.sentences import next_step
from model.condition import Condition, Literal
from model.graph import in_order, returning, rounds
from model.loader import load_file
from model.machine import replay
from model.modality import Level, Modality
from model.protocol import LimitKind, Protocol, TimeLimit, Transition, Trigger
from model.time_span import TimeSpan
from tests.verify.strategies import protocols as random_protocols
from verify.certificate import PROPERTIES, certificate
from verify.checker import Report, check
from verify.confirmation import round_of
from verify.laps import counted, laid_out
from verify.leaving import Way, going_round
from verify.recheck import recheck
from verify.settled import Promise
from verify.study import EnginesDisagree, Study
from verify.verdict import Holding, Result, Word
from verify.zone import BEGIN, NOW

GYM = Path(__file__).parent / "gym"
RECEIPT, DECISION = "receipt-bounded", "decision-bounded"
LOOPS = sorted(path.stem for path in GYM.glob("loop-*.yaml"))


@cache
def protocol(name: str) -> Protocol:
    """A protocol of the gym."""
    return load_file(GYM / f"{name}.yaml")


@cache
def report(name: str, silent: str | None = None) -> Report:
    """What a check says of it."""
    return check(protocol(name), silent_role=silent)


def only(name: str, property_id: str, silent: str | None = None) -> Result:
    """The one result of a property at "must"."""
    (result,) = report(name, silent).of(property_id, Level.MUST)
    return result


# -- verdicts ----------------------------------------------------------------------------------------------------


def test_a_loop_without_counter_or_cap_has_no_last_day() -> None:
    """Each round keeps its 5 and 3 days, and there can always be another; receipt comes on day 5 all the same."""
    assert only("loop-without-end", RECEIPT).bound == 5
    result = only("loop-without-end", DECISION)
    assert result.verdict is Word.UNBOUNDED
    (cause,) = result.causes
    assert "can go round for ever" in cause.why
    assert "the rounds are not counted" in cause.why
    assert set(cause.clauses) == {"2", "4"}
    assert next_step(protocol("loop-without-end"), result).startswith("Say how often at most")


def test_a_mark_that_is_put_back_counts_nothing() -> None:
    """Sent back only while unmarked: once, if the mark stays (5 and 3 days twice); for ever, if it is taken away."""
    assert only("loop-of-one-round", DECISION).bound == 16
    result = only("loop-with-mark-put-back", DECISION)
    assert result.verdict is Word.UNBOUNDED
    assert ["the rounds are not counted" in cause.why for cause in result.causes] == [True]
    assert result.story is not None
    assert not replay(protocol("loop-with-mark-put-back"), result.story.trace).breaches


def test_a_way_in_is_served_by_what_holds_on_coming_in() -> None:
    """Each move from the first stage asks for a mark that a round changes, and a dispute that comes in can take one."""
    about = protocol("loop-with-mark-put-back")
    either = Condition(((Literal("returned", ("no", "yes")),),))
    moves = tuple(replace(one, condition=either) if one.source == "talk" else one for one in about.transitions)
    (found,) = check(replace(about, transitions=moves), properties=("every-entry-served",), levels=[Level.MUST]).results
    assert found.verdict is Word.PROVED, found.note


def test_the_story_of_an_endless_loop_goes_round_and_replays() -> None:
    """The case is sent back several times, ends, and is said to go round as often as one likes."""
    about, story = protocol("loop-without-end"), only("loop-without-end", DECISION).story
    assert story is not None
    assert [one.transition for one in story.trace.steps].count("send back") >= 2
    assert story.ending.endswith("as often as one likes.")
    assert not replay(about, story.trace).breaches


@pytest.mark.parametrize("name", ["loop-left-by-option", "loop-in-no-time-left-by-option"])
def test_a_loop_that_nobody_need_leave_has_no_bound(name: str) -> None:
    """Though no day passes after the 20th (or none at all), every duty only leads round, and ruling is an option."""
    result = only(name, DECISION)
    assert result.verdict is Word.UNBOUNDED
    assert [cause.why.endswith("nobody is obliged to take it out of the round") for cause in result.causes] == [True]
    assert result.story is not None
    assert result.story.ending.startswith("So the case can go round for ever")
    assert not replay(protocol(name), result.story.trace).breaches


def test_a_duty_out_of_the_loop_makes_the_cap_a_bound() -> None:
    """The same cap of 20 days: with a duty to rule it is kept by day 20, with an option nobody has to."""
    option = protocol("loop-left-by-option")
    moves = tuple(replace(one, modality=Modality.MUST) if one.id == "rule" else one for one in option.transitions)
    (result,) = check(replace(option, transitions=moves), properties=(DECISION,)).of(DECISION, Level.MUST)
    assert (result.verdict, result.bound) == (Word.PROVED, 20)


def test_a_loop_with_no_way_out_is_no_contradiction() -> None:
    """Where nothing but going round is possible, the dispute is never decided; it is not that the limits clash."""
    about = protocol("loop-left-by-option")
    moves = tuple(one for one in about.transitions if one.id not in ("rule", "agree"))
    limits = tuple(replace(one, binds=tuple(it for it in one.binds if it != "rule")) for one in about.limits)
    round_only = replace(about, transitions=moves, limits=limits)
    (result,) = check(round_only, properties=(DECISION,)).of(DECISION, Level.MUST)
    assert result.verdict is Word.UNBOUNDED
    assert any("nobody is obliged" in cause.why for cause in result.causes)


def test_silence_stops_a_loop_where_the_silent_one_must_act() -> None:
    """With a silent warden the case lies at the first ruling; with a silent owner it goes round, if that is a no."""
    assert only("loop-without-end", DECISION, "warden").verdict is Word.DEAD_END
    assert only("loop-without-end", RECEIPT, "warden").bound == 5
    assert only("loop-without-end", DECISION, "owner").verdict is Word.UNBOUNDED
    assert only("loop-with-cap", DECISION, "neighbour").verdict is Word.DEAD_END


@pytest.mark.parametrize("name", LOOPS)
def test_no_loop_is_left_undecided(name: str) -> None:
    """Every guarantee of correctness is settled, and by both engines."""
    assert not {one.verdict for one in report(name).results} & {Word.UNDECIDED, Word.DISAGREEMENT}


def test_a_round_that_can_be_repeated_is_shown() -> None:
    """The loop of talk and ruling, 8 days long, in a run that comes to the decision."""
    study = Study(protocol("loop-without-end"))
    end = next(one for one in study.walk(Level.MUST).ends if one.longest["decision"] == inf)
    found = round_of(study, Level.MUST, "decision", (), end)
    assert found is not None
    assert sorted(step.id for step in found.steps) == ["pass up", "send back"]
    assert found.days >= 16


def test_a_bounded_loop_shows_no_round_to_repeat() -> None:
    """Within a cap no run comes back later with its clocks as they were."""
    study = Study(protocol("loop-with-cap"))
    ends = study.walk(Level.MUST).ends
    assert [round_of(study, Level.MUST, "decision", (), end) for end in ends] == [None] * len(ends)


# -- written out -------------------------------------------------------------------------------------------------


def test_a_counted_loop_is_written_out_to_its_end() -> None:
    """Sent back three times at most: talk and ruling stand there four times, and nothing lies beyond."""
    made = laid_out(protocol("loop-of-three-rounds"), 0)
    assert (len(made.copies["talk"]), len(made.copies["ruling"]), made.beyond) == (4, 4, frozenset())
    assert not returning(made.protocol)
    assert {made.origin[one.id] for one in made.protocol.transitions} == {
        one.id for one in protocol("loop-of-three-rounds").transitions
    }


@pytest.mark.parametrize("most", [1, 3])
def test_an_uncounted_loop_is_written_out_so_many_rounds(most: int) -> None:
    """Each round adds the two stages once; the talk after the last lies beyond."""
    made = laid_out(protocol("loop-without-end"), most)
    assert len(made.copies["ruling"]) == most + 1
    assert [made.origin[one] for one in made.beyond] == ["talk"]
    assert not returning(made.protocol)
    assert all(made.protocol.outgoing[one] == () for one in made.beyond)


def test_without_a_loop_nothing_is_written_out() -> None:
    """The very same protocol, whatever the rounds."""
    about = load_file(GYM / "cap-open.yaml")
    assert laid_out(about, 5).protocol is about
    assert returning(about) == frozenset()
    assert rounds(about) == []


def test_what_leads_back_is_told() -> None:
    """The move that sends the two back, and no other; the stages come in the order of the first round."""
    about = protocol("loop-without-end")
    assert returning(about) == {"send back"}
    assert rounds(about) == [frozenset({"talk", "ruling"})]
    order = in_order(about)
    assert order.index("talk") < order.index("ruling") < order.index("decided")
    assert returning(counted(protocol("loop-of-one-round")).protocol) == frozenset()


# -- moments -----------------------------------------------------------------------------------------------------


def test_ages_beyond_every_limit_are_alike() -> None:
    """After ten days a clock that no limit tells apart above three is just older than three."""
    zone = BEGIN.mark("talk").advance([("talk", 10)], [("talk", 10)])
    assert zone is not None
    old = zone.forget_ages({"talk": 3})
    assert (old.shortest("talk", NOW), old.longest("talk", NOW)) == (4, inf)
    assert zone.forget_ages({"talk": 10}) == zone


def test_what_has_grown_may_grow_without_end() -> None:
    """Five days, then ten: any number; what stayed the same stays."""
    earlier, later = (BEGIN.mark("talk").advance([("talk", most)], [("talk", 2)]) for most in (5, 10))
    assert earlier is not None
    assert later is not None
    both = later.widened(earlier)
    assert (both.shortest("talk", NOW), both.longest("talk", NOW)) == (2, inf)
    assert earlier.within(both)
    assert later.within(both)


def test_a_loop_is_left_only_by_a_duty() -> None:
    """Two situations in a circle: a duty to the goal ends it, an option does not, a duty in one reading only there."""
    circle = [Way(1, 2, (), True), Way(2, 1, (), True)]
    situations, goal, domains = {1: (), 2: (), 3: ()}, [(3, ())], {"word": ("one", "two")}
    assert set(going_round(situations, goal, [*circle, Way(2, 3, (), False)], domains)) == set(circle)
    assert going_round(situations, goal, [*circle, Way(2, 3, (), True)], domains) == {}
    found = going_round(situations, goal, [*circle, Way(2, 3, (("word", "one"),), True)], domains)
    assert set(found.values()) == {(("word", "two"),)}


def test_a_loop_that_comes_to_a_halt_is_none() -> None:
    """A situation that leads nowhere does not go round."""
    assert going_round({1: (), 2: ()}, [], [Way(1, 2, (), True)], {}) == {}


# -- certificates ------------------------------------------------------------------------------------------------


@cache
def _certified(name: str) -> str:
    return json.dumps(certificate(check(protocol(name), properties=PROPERTIES)))


def certified(name: str) -> dict[str, Any]:
    """Its certificate."""
    return dict(json.loads(_certified(name)))


@pytest.mark.parametrize("name", LOOPS)
def test_what_is_proved_of_loops_is_certified_and_accepted(name: str) -> None:
    """Each bound and each "no dead end", with a table of situations that no further round leads out of."""
    made = certified(name)
    assert {one["property"] for one in made["claims"]} >= {RECEIPT, "no-dead-end"}
    assert recheck(made, protocol(name)) == [""] * len(made["claims"])


def reason(name: str, claim: dict[str, Any]) -> str:
    """Why the checker rejects one claim; "" when it accepts it."""
    (said,) = recheck({**certified(name), "claims": [claim]}, protocol(name))
    return said


@pytest.mark.parametrize("name", ["loop-of-one-round", "loop-with-cap"])
def test_a_certificate_of_a_loop_that_is_tampered_with_is_rejected(name: str) -> None:
    """A situation left out, a number a day shorter, a bound a day longer or shorter: some round is not told."""
    claim = next(one for one in certified(name)["claims"] if one["property"] == DECISION)
    for place in range(0, len(claim["nodes"]), 2):
        assert reason(name, {**claim, "nodes": claim["nodes"][:place] + claim["nodes"][place + 1 :]}), place
    for days in (-1, 1):
        assert reason(name, {**claim, "bound": claim["bound"] + days})
    for node in claim["nodes"][::5]:
        row = node["most"][0]
        for place, days in enumerate(row):
            if days is not None:
                row[place] = days - 1
                assert reason(name, claim), (node["state"], place)
                row[place] = days
    assert reason(name, claim) == ""


def test_a_loop_that_nobody_need_leave_is_not_certified() -> None:
    """The table of a protocol in which ruling is a duty does not prove the one in which it is an option."""
    option = protocol("loop-left-by-option")
    moves = tuple(replace(one, modality=Modality.MUST) if one.id == "rule" else one for one in option.transitions)
    made = certificate(check(replace(option, transitions=moves), properties=(DECISION,)))
    claims = [one for one in made["claims"] if one["level"] == "must"]
    assert claims
    fit = {**certified("loop-left-by-option"), "claims": json.loads(json.dumps(claims))}
    assert all("go round for ever" in reason for reason in recheck(fit, option))


def test_a_round_that_takes_time_is_told_from_one_that_takes_none() -> None:
    """They adjourn day by day for two days at most: for ever only where a day can be over on the day it began."""
    text, must = protocol("loop-without-end"), Modality.MUST
    rest = replace(text.state["talk"], id="rest", title="They rest", outcomes=())
    moves = [replace(one, dest="rest") if one.id == "agree" else one for one in text.transitions if one.id != "send back"]
    moves.append(Transition("adjourn", "rest", "rest", Trigger.EXPIRY, must, after=("a day",)))
    day = TimeLimit("a day", LimitKind.WINDOW, must, ("rest",), ("adjourn",), at_most=TimeSpan(1, "working day"))
    two = replace(text.limit["to talk"], binds=("pass up", "adjourn"), at_most=TimeSpan(2, "working day"))
    limits, states = (two, day, replace(text.limit["to rule"], binds=("rule",))), (*text.states, rest)
    made = replace(text, states=states, transitions=tuple(moves), limits=limits)
    found = check(made, properties=(RECEIPT,), levels=[Level.MUST])
    assert [one.holds_under for one in found.results] == [(Holding((("counting", "next day"),), 2, 2),)]
    claims = certificate(found)
    assert recheck(claims, made) == [""]
    (other,) = ({**one, "readings": {"counting": "same day"}} for one in claims["claims"])
    assert recheck({**claims, "claims": [other]}, made) != [""]


# -- promises ----------------------------------------------------------------------------------------------------

PROMISES = st.builds(
    Promise,
    st.just(Level.GUIDE),
    st.just(()),
    st.sampled_from([None, "receipt", "decision"]),
    st.sampled_from([None, 0, 3, 8, 20]),
    st.sampled_from([None, "raiser", "chief"]),
    st.just(True),
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    random_protocols(most_states=4, most_limits=4, most_days=6, loops=True, plain=True).filter(returning), PROMISES
)
def test_law_of_a_loop_the_solver_confirms_what_is_so_and_nothing_else(made: Protocol, promise: Promise) -> None:
    """Whatever the walk says of a promise about a loop is confirmed, and the contrary never is."""
    assume(promise.milestone is not None or promise.within is None)
    milestones = [promise.milestone] if promise.milestone else ["receipt", "decision"]
    assume(any(name in end.longest for end in promise.ends(made) for name in milestones))
    kept = promise.kept(made)
    promise.confirm(made, kept=kept)
    with pytest.raises(EnginesDisagree):
        promise.confirm(made, kept=not kept)


@pytest.mark.parametrize("name", ["loop-left-by-option", "loop-in-no-time-left-by-option"])
def test_a_loop_that_nobody_need_leave_is_not_confirmed_by_the_rounds_that_are_written_out(name: str) -> None:
    """No run that is told to its end takes too long, and yet nothing makes sure that one comes to its end."""
    promise = Promise(Level.MUST, (), "decision", 20)
    assert not promise.kept(protocol(name))
    with pytest.raises(EnginesDisagree, match="go round for ever"):
        promise.confirm(protocol(name), kept=True)
