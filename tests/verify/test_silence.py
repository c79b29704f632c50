"""What silence does: hand-made answers, and laws over random protocols."""

from dataclasses import replace
from functools import cache
from math import inf
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import protocols
from model.condition import Condition, Literal
from model.loader import load_file
from model.modality import Level, Modality
from model.protocol import CaseFact, Clause, Duty, DutyKind, Named, Protocol, Role, Side, Transition, Trigger
from model.time_span import TimeSpan
from tests.verify.strategies import protocols as random_protocols
from verify.checker import check
from verify.silence import Effect, Silencing, blockers, silencings
from verify.study import MILESTONES, Study
from verify.verdict import Word

LIBRARY = Path(__file__).parent.parent / "protocols" / "library.yaml"
GYM = Path(__file__).parent / "gym"
STRICT = (("silence", "strict"),)
ALWAYS = ((),)


def library() -> Protocol:
    """The library of the format's example."""
    return load_file(LIBRARY)


@cache
def built_in(name: str) -> Protocol:
    """One of the six."""
    return load_file(protocols.path(name))


@cache
def found(protocol: Protocol, level: Level = Level.GUIDE) -> dict[tuple[str, str, str], Silencing]:
    """What silence does, by role, state and effect."""
    told = silencings(Study(protocol), level)
    return {(one.role, one.state, one.effect.value): one for one in told}


def test_the_library_waits_for_those_who_talk_and_stops_at_the_trustees() -> None:
    """Either of the two can pass up once five days are gone; the head has a deputy; only the trustees can decide."""
    told = found(library())
    assert {key: one.when for key, one in told.items()} == {
        ("reader", "talk", "waits"): (STRICT,),
        ("librarian", "talk", "waits"): (STRICT,),
        ("trustees", "trustees meet", "stops"): ALWAYS,
    }
    assert told["reader", "talk", "waits"].limits == ("five days to talk",)
    assert told["trustees", "trustees meet", "stops"].keeps_from == ("decision",)
    assert blockers(told.values()) == {}


def test_where_only_weaker_words_bind_nobody_need_pass_up_anyway() -> None:
    """At "must" the talk has no duty to lose, so that nobody's silence is to blame for a case that lies there."""
    assert not any(state == "talk" and effect == "stops" for _, state, effect in found(library(), Level.MUST))


BLOCKING: list[tuple[str, str, str, tuple[object, ...]]] = [
    ("wiltshire", "worker", "pre-escalation", ALWAYS),
    ("wiltshire", "other worker", "pre-escalation", (STRICT,)),
    ("wiltshire", "other manager", "stage one", (STRICT,)),
    ("bolton", "Independent Reviewing Officer", "split vote", ALWAYS),
    ("bolton", "counterpart", "managers liaise", (STRICT,)),
    ("dyfed-powys", "agency managers", "with line managers", ALWAYS),
    ("rotherham-challenge", "head of service", "stage 3 answer", ALWAYS),
    ("rotherham-practice", "other professionals", "stage 2 contact", (STRICT,)),
]
"""Who can keep a dispute from the last word in which stage, read off the six texts by hand."""


def test_a_clock_that_only_a_silent_role_starts_again_stands_still_for_ever() -> None:
    """With a duty of the owner to end the pause in three days the limit has an end; if the owner never does, none."""
    whole = load_file(LIBRARY.parent.parent / "features" / "suspension.yaml")
    back = Duty(
        "owner back", DutyKind.ACT, "the owner says so", Modality.MUST, (("owner",),), upon=("owner away",),
        within=TimeSpan(3, "working day"), clauses=("2",),
    )  # fmt: skip
    events = tuple(one for one in whole.events if one.id != "owner back")
    told = found(replace(whole, events=events, duties=(*whole.duties, back)))
    assert [one.limits for key, one in told.items() if key[2] == "stretches"] == [(whole.limits[0].id,)]
    assert [key for key in told if key[2] == "stretches"] == [("owner", "talk", "stretches")]
    assert not any(effect == "stretches" for _, _, effect in found(whole))


CLERK = Role("clerk", 0, Side.NEUTRAL)


def test_a_clock_that_only_a_silent_role_starts_never_starts() -> None:
    """The warden has ten days from the minutes, which the clerk takes within two; without minutes there is no day."""
    whole = load_file(GYM / "clock-from-a-duty.yaml")
    (minutes,) = whole.duties
    minutes = replace(minutes, by=(("clerk",),), within=TimeSpan(2, "working day"))
    clerked = replace(whole, roles=(*whole.roles, CLERK), duties=(minutes,))
    assert found(clerked)["clerk", "ruling", "stretches"].limits == ("ten to rule",)
    ask = {"properties": ("decision-bounded",), "levels": (Level.MUST,)}
    assert [one.bound for one in check(clerked, **ask).results] == [17]
    assert [one.verdict for one in check(clerked, silent_role="clerk", **ask).results] == [Word.UNBOUNDED]
    standing_in = replace(clerked, roles=(*whole.roles, replace(CLERK, substitutes=("warden",))))
    assert not any(role == "clerk" for role, _, _ in found(standing_in))
    assert [one.bound for one in check(standing_in, silent_role="clerk", **ask).results] == [17]


def test_what_may_happen_meanwhile_is_no_way_on() -> None:
    """A reply that only its time limit replaces is waited for, whatever news may come in from outside meanwhile."""
    whole = load_file(GYM / "silence-either.yaml")
    waits = {key: one.when for key, one in found(whole).items() if key[2] == "waits"}
    assert waits == {("owner", "talk", "waits"): (STRICT,)}
    news = replace(whole.limits[0], id="news", start=("news comes",), at_most=TimeSpan(99, "working day"))
    told = replace(whole, limits=(*whole.limits, news), events=(Named("news comes", "news comes"),))
    assert {key: one.when for key, one in found(told).items() if key[2] == "waits"} == waits


@pytest.mark.parametrize("name", ["loop-of-one-round", "loop-with-cap", "loop-left-by-option", "loop-without-end"])
def test_a_loop_is_stopped_where_its_stages_are(name: str) -> None:
    """Whoever must lead on from a stage of a loop can stop the dispute there, in the first round and in any other."""
    told = found(load_file(GYM / f"{name}.yaml"))
    assert {key: one.when for key, one in told.items() if key[2] == "stops"} == {
        ("neighbour", "talk", "stops"): ((),),
        ("owner", "talk", "stops"): ((("silence", "strict"),),),
        ("warden", "ruling", "stops"): ((),),
    }


@pytest.mark.parametrize(("name", "role", "state", "when"), BLOCKING)
def test_who_can_block_in_the_six(name: str, role: str, state: str, when: tuple[object, ...]) -> None:
    """Where only one role is to act, its silence stops the dispute; where two are to answer, it does in one reading."""
    one = found(built_in(name))[role, state, "stops"]
    assert (one.when, one.keeps_from) == (when, ("receipt", "decision"))
    assert one.clauses


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(protocol=random_protocols(plain=True))
def test_law_silence_is_told_as_the_walk_with_a_silent_role_finds_it(protocol: Protocol) -> None:
    """A role can stop a dispute in a stage just where a walk in which it falls silent stalls and others do not."""
    study = Study(protocol, careful=True)
    told = silencings(study, Level.GUIDE)
    for role in ("raiser", "other", "chief"):
        stops = {one.state for one in told if one.role == role and one.effect is Effect.STOPS}
        ends = [end for end in study.silenced(role).walk(Level.GUIDE).ends if end.stalled]
        silent = {end.node.state for end in ends if end.node.silent}
        assert stops <= silent
        assert silent - stops <= {end.node.state for end in ends if not end.node.silent}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(protocol=random_protocols(plain=True))
def test_law_silence_lengthens_no_bound(protocol: Protocol) -> None:
    """Where nobody's silence stops a dispute, the longest time is the same as if everybody answers."""
    study = Study(protocol, careful=True)
    told = silencings(study, Level.GUIDE)
    for role in ("raiser", "other", "chief"):
        if any(one.role == role and one.effect is Effect.STOPS for one in told):
            continue
        for milestone in MILESTONES:
            times = [
                max((end.longest[milestone] for end in one.walk(Level.GUIDE).ends if milestone in end.longest), default=-inf)
                for one in (study, study.silenced(role))
            ]
            assert times[0] == times[1]


def test_what_is_silence_proof_is_so_for_every_role() -> None:
    """The guarantee is lost in a stage just where some role can stop a dispute there before the last word."""
    for name in ("london", "rotherham-practice"):
        protocol = built_in(name)
        (result,) = check(protocol, properties=("silence-proof",)).of("silence-proof", Level.GUIDE)
        told = blockers(found(protocol).values())
        assert {one.element for one in result.causes} == {it.state for stages in told.values() for it in stages}
        assert result.verdict is (Word.DEPENDS if name == "london" else Word.REFUTED)


def test_a_silence_says_who_stops_what_and_where_it_should_go() -> None:
    """The role that is enough, and the stages to which nobody else has to take the dispute."""
    (result,) = check(built_in("wiltshire"), properties=("silence-proof",)).of("silence-proof", Level.GUIDE)
    why = {(one.element, one.why) for one in result.causes}
    onward = "nobody else has a duty to take it on to “Stage One: manager and manager”"
    assert ("pre-escalation", f"the dispute stops if nothing is ever heard from the worker: {onward}") in why
    assert "“Stage Three: with the nominated representative” or “Stage Three: with the Board Manager”" in str(why)


def with_minutes(passing_up: Transition) -> Protocol:
    """The owner must take minutes of the talk; how it is passed up, and when, is as given."""
    text = load_file(GYM / "clock-from-a-duty.yaml")
    moves = tuple(passing_up if one.id == passing_up.id else one for one in text.transitions)
    minutes = replace(text.duties[0], by=(("owner",),), upon=("complaint",))
    from_minutes = replace(text.limit["five to pass up"], start=("minutes",))
    limits = tuple({**text.limit, from_minutes.id: from_minutes}.values())
    return replace(text, transitions=moves, duties=(minutes,), limits=limits, clauses=(Clause("7", "minutes are taken"),))


PASS_UP = load_file(GYM / "clock-from-a-duty.yaml").transition["pass up"]


ALWAYS_SO, IF_URGENT = Condition(()), Condition(((Literal("urgent", ("yes",)),),))


def test_who_leaves_a_dispute_where_it_would_lie_anyway_is_not_to_blame() -> None:
    """Nobody need pass up: whether or not the owner takes the minutes that are due in the talk, the case lies there."""
    made = with_minutes(replace(PASS_UP, modality=Modality.MAY))
    assert {(role, state) for role, state, effect in found(made, Level.MUST) if effect == "stops"} == {("warden", "ruling")}
    (result,) = check(made, properties=("silence-proof",)).of("silence-proof", Level.MUST)
    assert result.verdict is Word.PROVED


@pytest.mark.parametrize(("passed_up", "blamed"), [(ALWAYS_SO, True), (IF_URGENT, False)])
def test_a_dead_end_is_laid_to_silence_only_where_there_is_none_without_it(passed_up: Condition, blamed: bool) -> None:
    """A case that its raiser must pass up lies in the talk if the raiser is silent; one that nobody need, anyway."""
    made = with_minutes(replace(PASS_UP, condition=passed_up))
    made = replace(made, facts=(CaseFact("urgent", "Is it urgent?", ("no", "yes")),))
    results = check(made, silent_role="neighbour", properties=("no-dead-end",), levels=[Level.MUST]).results
    why = {cause.why for one in results for cause in one.causes if cause.element == "talk"}
    heard = "nothing is said of what happens if nothing is ever heard from the neighbour"
    assert (why == {heard}, heard in why) == (blamed, blamed)


def test_who_leaves_undone_what_sets_a_duty_going_is_to_blame() -> None:
    """Five days after the minutes the case is passed up, by whomever; without them never, and only the owner takes them."""
    up = replace(PASS_UP, trigger=Trigger.EXPIRY, by=(), outcomes=(), after=("five to pass up",))
    made = with_minutes(up)
    stops = {(role, state) for role, state, effect in found(made, Level.MUST) if effect == "stops"}
    assert stops == {("owner", "talk"), ("warden", "ruling")}
    (result,) = check(made, properties=("silence-proof",)).of("silence-proof", Level.MUST)
    why = "the dispute stops if nothing is ever heard from the owner: nobody else has a duty to take it on to “the warden rules”"
    assert {(one.element, one.why) for one in result.causes} == {("talk", why)}


def test_being_asked_of_one_silent_role_changes_nothing_about_every_role() -> None:
    """The guarantee is about each role by itself, so naming one with --silent leaves its verdict as it is."""
    protocol = built_in("bolton")
    open_to_all = [one.verdict for one in check(protocol, properties=("silence-proof",)).results]
    for role in protocol.roles[:2]:
        told = check(protocol, silent_role=role.id, properties=("silence-proof",)).results
        assert [one.verdict for one in told] == open_to_all


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(protocol=random_protocols(plain=True))
def test_law_what_silent_roles_share_changes_no_answer(protocol: Protocol) -> None:
    """Walks and formulas of several silent roles that share their work say what each says when made by itself."""
    study, level = Study(protocol), Level.GUIDE
    states = [one.id for one in protocol.states if not one.final]
    for role in (None, "raiser", "other", "chief"):
        shared, alone = study.silenced(role), Study(protocol, role)
        assert shared.walk(level) == alone.walk(level)
        told = [
            [formula.ask(formula.stalls_in(state), STRICT) for state in states]
            + [formula.ask(formula.exceeds(study.milestones["decision"], days)) for days in (0, 5, 40)]
            for formula in (shared.formula(level), alone.formula(level))
        ]
        assert told[0] == told[1]
