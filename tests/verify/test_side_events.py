"""Clocks that are lengthened, that stand still, and that look back to what is no move of the dispute.

The known answers are computed by hand. Each protocol is one of the tiny ones of the tests with one part changed.
"""

from dataclasses import replace
from math import inf
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.condition import ALWAYS
from model.loader import load_file
from model.modality import Level, Modality
from model.pause import longest_pause
from model.protocol import Duty, DutyKind, Extension, LimitKind, Protocol, Suspension, TimeLimit, Trigger
from model.time_span import TimeSpan
from model.unfolding import side_events, unfolded
from tests.verify.agreement import milestones
from tests.verify.strategies import eventful
from verify.certificate import certificate
from verify.checker import check
from verify.explorer import Explorer
from verify.recheck import reason, recheck
from verify.study import Study
from verify.verdict import Result, Word

TESTS = Path(__file__).parent.parent
RECEIPT, DECISION = "receipt-bounded", "decision-bounded"


def tiny(name: str) -> Protocol:
    """A tiny protocol by its name."""
    folder = "verify/gym" if name.startswith(("clock-from-a-duty", "pause")) else "features"
    return load_file(TESTS / folder / f"{name}.yaml")


def days(amount: int) -> TimeSpan:
    """So many working days."""
    return TimeSpan(amount, "working day")


def limited(protocol: Protocol, id: str, **changed: object) -> Protocol:
    """A protocol with one limit changed."""
    limits = (replace(one, **changed) if one.id == id else one for one in protocol.limits)  # type: ignore[arg-type]
    return replace(protocol, limits=tuple(limits))


def moved(protocol: Protocol, id: str, **changed: object) -> Protocol:
    """A protocol with one move changed."""
    moves = (replace(one, **changed) if one.id == id else one for one in protocol.transitions)  # type: ignore[arg-type]
    return replace(protocol, transitions=tuple(moves))


def result(protocol: Protocol, property_id: str = RECEIPT, level: Level = Level.MUST) -> Result:
    """What a check says of one guarantee, in a protocol where all cases are alike."""
    (found,) = check(protocol, properties=(property_id,)).of(property_id, level)
    return found


def noted(*, within: TimeSpan | None, modality: Modality = Modality.MUST) -> Protocol:
    """Five days to pass up, then ten to rule from the day on which the minutes are taken, which is a duty."""
    made = tiny("clock-from-a-duty")
    return replace(made, duties=tuple(replace(one, within=within, modality=modality) for one in made.duties))


def returning(modality: Modality = Modality.MUST) -> Duty:
    """The owner has to be back eight working days after going away."""
    return Duty("owner back", DutyKind.ACT, "the owner returns", modality, upon=("owner away",), within=days(8))


# -- lengthened ----------------------------------------------------------------------------------------------


def test_what_may_be_lengthened_lasts_as_long_as_it_may_get() -> None:
    """Five days that the warden may lengthen by ten are fifteen at most; without that, five."""
    made = tiny("bounded-extension")
    assert (result(made).verdict, result(made).bound) == (Word.PROVED, 15)
    assert result(limited(made, "five days", extension=None)).bound == 5


def test_what_may_be_lengthened_can_be_up_when_it_is_not() -> None:
    """Who waits for the five days, or for fifteen if they are lengthened, moves between the fifth and the fifteenth."""
    made = moved(tiny("bounded-extension"), "pass up", trigger=Trigger.EXPIRY, after=("five days",), outcomes=())
    made = limited(made, "five days", binds=())
    walk = Explorer(made, Level.MUST, milestones(made), given=(("handover", "prompt"), ("counting", "next day")))
    ends = [one for one in walk.explore().ends if one.node.state == "decided"]
    assert [(one.shortest["receipt"], one.longest["receipt"]) for one in ends] == [(5, 15)]


def test_what_may_be_lengthened_without_end_bounds_nothing() -> None:
    """The cause names the limit, who may lengthen it, and the clause; nobody is stuck."""
    made = tiny("unbounded-extension")
    found = result(made)
    assert found.verdict is Word.UNBOUNDED
    assert "neighbour and owner may lengthen this without end" in found.causes[0].why
    assert "2" in found.causes[0].clauses
    assert result(made, "no-dead-end").verdict is Word.PROVED


def test_a_lengthened_limit_over_several_stages_still_bounds() -> None:
    """Twenty days over all, lengthened by five, are twenty-five; lengthened without end, none."""
    made = tiny("unbounded-extension")
    cap = TimeLimit("all", LimitKind.CAP, Modality.MUST, ("complaint",), ends=("rule",), at_most=days(20))
    for extension, bound in ((None, 20), (Extension(days(5)), 25), (Extension(None), None)):
        capped = replace(made, limits=(*made.limits, replace(cap, extension=extension)))
        assert result(capped, DECISION).bound == bound


# -- standing still ------------------------------------------------------------------------------------------


def test_a_pause_without_a_limit_loses_the_bound() -> None:
    """Nobody says when the owner must be back, so that the five days may never be up; the cause says so."""
    found = result(tiny("suspension"))
    assert found.verdict is Word.UNBOUNDED
    assert "stands still from “owner away” until “owner back”" in found.causes[0].why


@pytest.mark.parametrize(
    ("modality", "bounds"),
    [(Modality.MUST, [13, 13]), (Modality.SHOULD, [None, 13]), (Modality.MAY, [None, None])],
)
def test_a_pause_lengthens_by_as_long_as_it_may_last(modality: Modality, bounds: list[int | None]) -> None:
    """Back within eight days: five become thirteen, where the duty to be back binds."""
    made = replace(tiny("suspension"), duties=(returning(modality),))
    assert [result(made, RECEIPT, level).bound for level in (Level.MUST, Level.SHOULD)] == bounds


def test_a_pause_is_bounded_by_a_limit_until_its_end() -> None:
    """A limit of eight days from "owner away" until "owner back" does as well; one in some cases only does not."""
    made = tiny("suspension")
    away = TimeLimit("away", LimitKind.CAP, Modality.MUST, ("owner away",), ends=("owner back",), at_most=days(8))
    assert result(replace(made, limits=(*made.limits, away))).bound == 13
    sometimes = replace(away, condition=ALWAYS.also("silence", "strict"))
    assert result(replace(made, limits=(*made.limits, sometimes))).bound is None


def test_a_pause_that_is_a_stay_in_a_stage_lasts_as_long_as_that_may() -> None:
    """Where every way out of the stage ends the pause, its limit bounds the pause; where one does not, nothing does."""
    made = tiny("convene-and-hold")
    limit = replace(made.limits[0], suspension=Suspension("meeting", "rule"))
    assert longest_pause(made, limit, Level.MUST) is None  # "hold it" runs from the call
    here = limited(made, "hold it", start=("meeting",))
    assert longest_pause(here, limit, Level.MUST) == days(10)
    other = replace(here.transition["rule"], id="adjourn", dest="settled")
    assert longest_pause(replace(here, transitions=(*here.transitions, other)), limit, Level.MUST) is None


def test_a_pause_that_can_come_again_and_again_loses_the_bound() -> None:
    """Advice takes three days and can be asked for without end: eight days are no bound, whoever claims it."""
    made = tiny("pause-in-a-loop")
    study = Study(made)
    assert {one.longest["receipt"] for one in study.walk(Level.MUST).ends if one.node.state == "decided"} == {inf}
    formula = study.formula(Level.MUST)
    assert formula.ask(formula.exceeds(study.milestones["receipt"], 1000))
    report = check(made, properties=(RECEIPT, DECISION))
    assert {one.verdict for one in report.results} == {Word.UNBOUNDED}
    assert "how long that may last in all" in result(made).causes[0].why
    assert certificate(report)["claims"] == []
    once = limited(made, "five days", suspension=None, extension=Extension(days(3)))
    (claim, *_) = certificate(check(once, properties=(RECEIPT,)))["claims"]
    assert claim["bound"] == 8
    assert reason(once, claim) == ""
    assert reason(made, claim) != ""


def test_a_pause_counts_as_often_as_the_clock_can_be_stopped() -> None:
    """Twice three days where advice can be asked for twice; three, where each return starts the clock anew."""
    made, endless = tiny("pause-in-a-counted-loop"), tiny("pause-in-a-loop")
    limit = endless.limit["five days"]
    assert longest_pause(made, limit, Level.MUST) == days(6)
    assert longest_pause(endless, limit, Level.MUST) is None
    assert longest_pause(endless, replace(limit, start=("talk",)), Level.MUST) == days(3)
    assert longest_pause(endless, replace(limit, suspension=Suspension("ruling", "rule")), Level.MUST) == days(10)


def test_what_a_duty_ends_may_last_beyond_a_new_start_of_the_clock() -> None:
    """So each pause counts, though every return starts the clock anew: without end, or once outside of the round."""
    made = replace(tiny("pause-in-a-loop"), duties=(replace(returning(), upon=("ask",)),))
    limit = replace(made.limit["five days"], start=("talk",), suspension=Suspension("ask", "owner back"))
    assert longest_pause(made, limit, Level.MUST) is None
    away = replace(made, duties=(replace(returning(), upon=("pass up",)),))
    limit = replace(limit, suspension=Suspension("pass up", "owner back"))
    assert longest_pause(away, limit, Level.MUST) == days(8)


def test_whoever_never_answers_ends_no_pause() -> None:
    """Where the owner alone has to end the pause and is silent, nothing bounds it."""
    made = replace(tiny("suspension"), duties=(replace(returning(), by=(("owner",),)),))
    limit = made.limits[0]
    assert longest_pause(made, limit, Level.MUST) == days(8)
    assert longest_pause(made, limit, Level.MUST, "owner") is None
    assert longest_pause(made, limit, Level.MUST, "neighbour") == days(8)


# -- what is no move -----------------------------------------------------------------------------------------


def test_a_clock_that_starts_outside_bounds_nothing() -> None:
    """The minutes need never be sent: there is no last day, and the guarantee about clocks says why."""
    made = tiny("clock-from-named-event")
    found = result(made)
    assert found.verdict is Word.UNBOUNDED
    assert "5 working days from “minutes sent”" in found.causes[0].why
    assert result(made, "clocks-start").verdict is Word.REFUTED


def test_the_later_of_two_starts_may_lie_outside() -> None:
    """Five days from the complaint, or from the minutes if these come later but in time: ten at most."""
    made = limited(tiny("clock-from-named-event"), "from the minutes", start=("complaint", "minutes sent"))
    assert result(made).bound == 10


@pytest.mark.parametrize(
    ("within", "modality", "bounds"),
    [
        (days(3), Modality.MUST, [18, 18]),
        (days(3), Modality.SHOULD, [None, 18]),
        (None, Modality.MUST, [None, None]),
    ],
)
def test_a_clock_that_starts_with_a_duty(
    within: TimeSpan | None, modality: Modality, bounds: list[int | None]
) -> None:
    """Five days to pass up, three for the minutes, ten to rule: eighteen, where the minutes are due and binding."""
    made = noted(within=within, modality=modality)
    assert [result(made, DECISION, level).bound for level in (Level.MUST, Level.SHOULD)] == bounds


def test_waiting_for_what_need_never_happen_is_a_dead_end() -> None:
    """A stage that only the running out of such a limit ends is one, unless somebody must start the clock."""
    for name, limit, verdict in (
        ("clock-from-named-event", "from the minutes", Word.DEAD_END),
        ("clock-from-a-duty", "ten to rule", Word.PROVED),
    ):
        made = tiny(name)
        bound = made.transition[made.limit[limit].binds[0]].id
        waiting = moved(made, bound, trigger=Trigger.EXPIRY, after=(limit,), outcomes=())
        assert result(limited(waiting, limit, binds=()), "no-dead-end").verdict is verdict, name


def test_a_limit_until_what_comes_at_any_moment_bounds_nothing_after_it() -> None:
    """Twenty days over all until the minutes are sent: they may be sent at once. Until the ruling: twenty."""
    made = tiny("clock-from-named-event")
    for end, bound in (("minutes sent", None), ("rule", 20)):
        cap = TimeLimit("all", LimitKind.CAP, Modality.MUST, ("complaint",), ends=(end,), at_most=days(20))
        assert result(replace(made, limits=(cap,)), DECISION).bound == bound


def test_nobody_may_go_on_past_the_time_of_a_duty_that_starts_a_clock() -> None:
    """Minutes due in three days and never taken: the ruling comes in three days, for later would be a breach."""
    made = unfolded(noted(within=days(3)), Level.MUST).protocol
    walk = Explorer(made, Level.MUST, milestones(made), given=(("counting", "next day"),)).explore()
    runs = [[step.id for step in one.node.run({})] for one in walk.ends]
    late = [
        one.longest["decision"]
        for one, run in zip(walk.ends, runs, strict=True)
        if run[-1].startswith("rule") and not any(step.startswith("minutes") for step in run)
    ]
    assert max(late, default=None) == 8


def test_a_story_names_what_happened_outside() -> None:
    """The slowest case has its minutes taken on the last day that is left for them, and says by which clause."""
    story = result(noted(within=days(3)), DECISION).story
    assert story is not None
    told = [(one.day, one.what.split(":")[0].split(" (")[0]) for one in story.events]
    assert told[1:] == [(5, "pass up"), (8, "minutes"), (18, "rule")]
    assert story.events[2].clauses == ("7",)


def test_a_protocol_without_such_clocks_is_left_as_it_is() -> None:
    """Where every start and end is a move, and nothing is paused, there is nothing to unfold."""
    made = tiny("concurrent-limits")
    assert side_events(made) == ()
    assert unfolded(made, Level.MUST).protocol is made


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(eventful(most_states=3, most_limits=3), st.sampled_from([None, "other"]))
def test_every_story_replays_and_every_certificate_is_accepted(protocol: Protocol, role: str | None) -> None:
    """Whatever the clocks look back to, the engines agree, each case replays on the machine, and proofs are rechecked."""
    report = check(protocol, silent_role=role, properties=(RECEIPT, DECISION, "no-dead-end", "reachable"))
    assert {one.verdict for one in report.results}.isdisjoint({Word.DISAGREEMENT, Word.UNDECIDED})
    made = certificate(report)
    assert not made["claims"] or not any(recheck(made, protocol))


@pytest.mark.parametrize("name", ["bounded-extension", "unbounded-extension", "suspension", "clock-from-named-event"])
def test_nothing_is_left_undecided(name: str) -> None:
    """Every guarantee has a verdict, and what is proved has a certificate that is accepted."""
    report = check(tiny(name))
    assert Word.UNDECIDED not in {one.verdict for one in report.results}
    made = certificate(report)
    assert made["claims"]
    assert not any(recheck(made, tiny(name)))
