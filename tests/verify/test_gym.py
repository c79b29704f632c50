"""Tiny protocols, one for each phenomenon of time, with the answers worked out by hand."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from re import sub

import pytest

from model.calendar import calendar
from model.condition import ALWAYS, Condition, Literal
from model.deadline import begins_on, ends_on
from model.loader import load_file, load_text
from model.modality import Level, Modality
from model.protocol import (
    CaseFact,
    Entry,
    LimitKind,
    Protocol,
    Role,
    Side,
    State,
    StateKind,
    TimeLimit,
    Transition,
    Trigger,
)
from model.time_span import TimeSpan
from tests.verify.agreement import Solved, Walked
from verify.certificate import certificate
from verify.checker import Report, check
from verify.properties.catalogue import ALL
from verify.recheck import recheck
from verify.study import Study
from verify.verdict import Result, Word
from verify.worst_case import worst_case

GYM = Path(__file__).parent / "gym"
FEATURES = Path(__file__).parent.parent / "features"
RECEIPT, DECISION = "receipt-bounded", "decision-bounded"


@cache
def report(name: str, silent: str | None = None) -> Report:
    """Everything the checks say of one protocol of the gym."""
    return check(load_file(GYM / f"{name}.yaml"), silent_role=silent)


def only(name: str, property_id: str, level: Level = Level.MUST, silent: str | None = None) -> Result:
    """The result of one property where all cases are alike."""
    (result,) = report(name, silent).of(property_id, level)
    return result


BOUNDS = {
    "least-times": (10, 15),
    "all-on-one-day": (0, 0),
    "later-limit-presses": (10, 10),
    "cap-open": (10, 15),
    "cap-closed": (15, 18),
    "cap-passed-by": (15, 18),
    "reopened-cap": (6, 7),
    "concurrent-limits": (5, 12),
    "option-before-duty": (8, 18),
    "silence-outcome": (5, 15),
    "substitute": (5, 15),
    "raised-later": (10, 20),
    "two-routes-one-too-late": (10, 12),
    "deemed-receipt": (7, 17),
    "mixed-units": (10, 20),
    "raised-twice": (15, 25),
    "silence-lasts": (8, 18),
    "cap-left-behind": (8, 15),
    "later-of-two-starts": (5, 15),
    "expiry-alone": (5, 15),
    "undated-then-weeks": (10, 10),
    "contradiction-in-one-reading": (10, 20),
    "units-in-hours": (1, 3),
    "units-of-a-school": (17, 27),
    "panel-every-four-weeks": (10, 35),
    "panel-on-listed-days-in-units": (10, 35),
    "loop-of-one-round": (5, 16),
    "loop-of-three-rounds": (5, 32),
    "loop-with-cap": (5, 20),
    "loop-with-least-times": (5, 20),
    "loop-in-no-time": (0, 0),
    "pause-in-a-counted-loop": (11, 21),
}
"""Working days to receipt and to decision, where both are proved."""


@pytest.mark.parametrize("name", BOUNDS)
def test_bounds_are_those_worked_out_by_hand(name: str) -> None:
    """Receipt and decision are bounded by so many working days."""
    results = only(name, RECEIPT), only(name, DECISION)
    assert [one.verdict for one in results] == [Word.PROVED, Word.PROVED]
    assert tuple(one.bound for one in results) == BOUNDS[name]


@pytest.mark.parametrize("name", [name for name in BOUNDS if "units" not in name and "weeks" not in name])
def test_the_case_of_a_bound_takes_that_long(name: str) -> None:
    """In working days, the case shown for a bound on the decision is decided on just that day."""
    result = only(name, DECISION)
    assert result.story is not None
    assert result.story.events[-1].day == result.bound


@pytest.mark.parametrize("path", sorted(GYM.glob("*.yaml")), ids=lambda path: path.stem)
def test_engines_never_disagree_in_the_gym(path: Path) -> None:
    """No property of any of them ends in "disagreement", whoever is silent."""
    protocol = load_file(path)
    for role in (None, *(one.id for one in protocol.roles)):
        wrong = [one for one in report(path.stem, role).results if one.verdict is Word.DISAGREEMENT]
        assert not wrong, "\n".join(f"{one.property}, {one.level}: {one.note}" for one in wrong)


def test_least_times_count_for_the_soonest_end() -> None:
    """With 3 to 10 days of talk and a ruling on the fifth day, the soonest decision is on day 8."""
    walk = Study(load_file(GYM / "least-times.yaml")).walk(Level.MUST)
    assert min(end.shortest["decision"] for end in walk.ends) == 8
    assert min(end.shortest["receipt"] for end in walk.ends) == 3


def test_expiry_alone_is_never_sooner() -> None:
    """Where only the end of five days leads on, receipt is on day 5 at the soonest, too; for the solver as well."""
    study = Study(load_file(GYM / "expiry-alone.yaml"))
    assert {end.shortest["receipt"] for end in study.walk(Level.MUST).ends} == {5}
    assert Solved(study.formula(Level.MUST), study.given).shortest("receipt") == 5


def test_what_does_not_bind_is_never_up() -> None:
    """Only the end of five days leads on: where these are a "should" and only must binds, the case lies in the talk."""
    whole = load_file(GYM / "expiry-alone.yaml")
    study = Study(replace(whole, limits=tuple(replace(one, modality=Modality.SHOULD) for one in whole.limits)))
    for level, lies in ((Level.MUST, True), (Level.SHOULD, False)):
        for found in (Solved(study.formula(level), study.given), Walked(study.walk(level), ())):
            assert found.dead_end("receipt") is lies


def test_a_least_time_runs_from_the_later_of_two_starts() -> None:
    """Passed up on day 2 at the soonest and decided 3 days after: day 5, or day 3 where the first day counts."""
    whole = load_file(GYM / "later-of-two-starts.yaml")
    least = [
        replace(one, at_least=TimeSpan(days, "working day"), binds=(move,))
        for one, days, move in zip(whole.limits, (2, 3), ("pass up", "rule"), strict=True)
    ]
    moves = tuple(one for one in whole.transitions if one.id != "agree")
    study = Study(replace(whole, limits=tuple(least), transitions=moves), careful=True)
    for counting, soonest, latest in (("next day", 5, 15), ("same day", 3, 13)):
        choices = (("counting", counting),)
        for found in (Solved(study.formula(Level.MUST), choices), Walked(study.walk(Level.MUST), choices)):
            assert (found.shortest("decision"), found.longest("decision")) == (soonest, latest)


def test_the_first_raising_counts_for_both_engines() -> None:
    """Raised by the complaint and by the letter, 3 to 5 days later: the days to receipt, 3 to 15, count from the first."""
    twice = load_file(GYM / "raised-twice.yaml")
    limits = (replace(one, at_least=TimeSpan(3, "working day")) if one.id == "five to write" else one for one in twice.limits)
    study = Study(replace(twice, limits=tuple(limits)))
    for found in (Solved(study.formula(Level.MUST), study.given), Walked(study.walk(Level.MUST), ())):
        assert (found.shortest("receipt"), found.longest("receipt")) == (3, 15)


def test_silence_lasts_for_both_engines() -> None:
    """A run on which the owner is silent in the talk, and then acts in the mediation, is none."""
    study = Study(load_file(GYM / "silence-lasts.yaml"), "owner")
    assert Solved(study.formula(Level.MUST), study.given).longest("receipt") == 8
    assert Walked(study.walk(Level.MUST), ()).longest("receipt") == 8


def test_expiry_only_hangs_on_prompt_handing_over() -> None:
    """A move that only waits for time to be up is dated when passing on is prompt, and not otherwise."""
    result = only("expiry-only", RECEIPT)
    assert result.verdict is Word.DEPENDS
    assert [(one.readings, one.bound) for one in result.holds_under] == [((("handover", "prompt"),), 5)]
    assert result.causes[0].element == "talk"
    assert only("expiry-only", "no-dead-end").verdict is Word.PROVED


def test_expiry_is_waited_for() -> None:
    """In the story of an undated expiry, the move comes no earlier than the fifth working day."""
    story = only("expiry-only", RECEIPT).story
    assert story is not None
    assert [event.day for event in story.events][1] >= 5


def test_a_least_time_without_a_limit_is_unbounded_and_told() -> None:
    """The story of a talk of at least ten days waits those ten days."""
    result = only("least-time-only", RECEIPT)
    assert result.verdict is Word.UNBOUNDED
    assert result.causes[0].element == "talk"
    assert "2" in result.causes[0].clauses
    assert result.story is not None
    assert [event.day for event in result.story.events][1] >= 10


def test_either_trigger_survives_silence() -> None:
    """With "not agreed, or time up" the silence of the owner changes nothing."""
    for silent in (None, "owner"):
        result = only("silence-either", RECEIPT, silent=silent)
        assert result.verdict is Word.DEPENDS
        assert [(one.readings, one.bound) for one in result.holds_under] == [((("handover", "prompt"),), 5)]


def test_a_limit_that_does_not_bind_does_not_run_out() -> None:
    """When only must binds, no time is up: under strict silence the case lies in the talk; at should it goes on."""
    assert only("either-weak-limit", "no-dead-end", Level.MUST, "owner").verdict is Word.DEPENDS
    assert only("either-weak-limit", "no-dead-end", Level.SHOULD, "owner").verdict is Word.PROVED


def test_outcome_trigger_hangs_on_the_reading_of_silence() -> None:
    """With "not agreed" alone the owner's silence must count as disagreement."""
    result = only("silence-outcome", RECEIPT, silent="owner")
    assert result.verdict is Word.DEPENDS
    assert [(one.readings, one.bound) for one in result.holds_under] == [((("silence", "disagreement"),), 5)]
    assert [one.element for one in result.causes] == ["talk"]


def test_a_silent_bearer_of_the_only_duty_is_a_dead_end() -> None:
    """When only the neighbour may pass up, the neighbour's silence leaves the case lying in the talk."""
    result = only("silence-outcome", RECEIPT, silent="neighbour")
    assert result.verdict is Word.DEAD_END
    assert [one.element for one in result.causes] == ["talk"]


def test_a_substitute_acts_for_the_silent() -> None:
    """A deputy rules for a silent warden; without one the case lies in the ruling."""
    assert only("substitute", DECISION, silent="warden").verdict is Word.PROVED
    assert only("substitute", DECISION, silent="warden").bound == 15
    result = only("no-substitute", DECISION, silent="warden")
    assert result.verdict is Word.DEAD_END
    assert [one.element for one in result.causes] == ["ruling"]
    assert only("no-substitute", RECEIPT, silent="warden").verdict is Word.PROVED


def test_a_clock_that_never_started_does_not_bind() -> None:
    """A limit from a mediation that did not happen is no limit: receipt by day 8, no bound on the decision."""
    assert only("clock-never-started", RECEIPT).bound == 8
    result = only("clock-never-started", DECISION)
    assert result.verdict is Word.UNBOUNDED
    assert ("ruling", "3") in [(one.element, clause) for one in result.causes for clause in one.clauses]
    starts = only("clock-never-started", "clocks-start")
    assert starts.verdict is Word.REFUTED
    assert [(one.element, one.clauses) for one in starts.causes] == [("ruling", ("3",))]


def test_a_clock_that_may_not_start_in_any_reading_is_refuted() -> None:
    """That no reading starts the clock is told as such, not as hanging on the first reading that was found."""
    starts = only("clock-never-started-in-any-reading", "clocks-start")
    assert starts.verdict is Word.REFUTED
    assert starts.holds_under == ()


@pytest.mark.parametrize("property_id", [RECEIPT, DECISION])
def test_an_entry_without_route_is_a_class_of_its_own(property_id: str) -> None:
    """Internal quarrels are left outside; all others are bounded."""
    results = {one.case: one for one in report("entry-without-route").of(property_id, Level.MUST)}
    outside, inside = results[(("internal", "yes"),)], results[(("internal", "no"),)]
    assert outside.verdict is Word.DEAD_END
    assert outside.causes[0].clauses == ("6",)
    assert (inside.verdict, inside.bound) == (Word.PROVED, 5 if property_id == RECEIPT else 15)


def test_contradictory_limits_are_named() -> None:
    """15 days at least within 10 days at most: inconsistent, by these two limits; and nothing else is proved."""
    result = only("contradiction", "consistent")
    assert result.verdict is Word.INCONSISTENT
    assert "fifteen at least" in result.causes[0].why
    assert "ten in all" in result.causes[0].why
    assert "ten to rule" not in result.causes[0].why
    assert set(result.causes[0].clauses) == {"2", "5"}
    for property_id in (RECEIPT, DECISION, "no-dead-end"):
        assert only("contradiction", property_id).verdict is Word.INCONSISTENT


def test_a_contradiction_in_one_reading_is_found() -> None:
    """Where only one reading makes them wait, it is named."""
    result = only("contradiction-in-one-reading", "consistent")
    assert result.verdict is Word.INCONSISTENT
    assert "wait is fifteen" in result.causes[0].why


def test_nothing_holds_in_a_reading_that_cannot_be_kept() -> None:
    """Unbounded in one reading, and impossible in the other: that is unbounded, not a matter of reading."""
    result = only("contradiction-or-nothing", RECEIPT)
    assert (result.verdict, result.holds_under) == (Word.UNBOUNDED, ())


def test_a_way_that_comes_too_late_is_not_lawful() -> None:
    """A stage from which every course breaks a cap is not reached by anybody who keeps the rules."""
    result = only("two-routes-one-too-late", "reachable")
    assert result.verdict is Word.REFUTED
    assert "mediation" in [one.element for one in result.causes]


def test_a_weaker_limit_binds_at_its_level_only() -> None:
    """A "should" limit bounds receipt when should binds, and not when only must does."""
    assert only("weak-limit", RECEIPT, Level.MUST).verdict is Word.UNBOUNDED
    assert only("weak-limit", RECEIPT, Level.SHOULD).bound == 5
    assert report("weak-limit").strongest_level(RECEIPT) is Level.SHOULD


TIMELESS = {"every-entry-served", "duties-have-bearers", "safe-meanwhile", "text-complete", "coverage"}
"""Properties that look at the shape of the file alone."""


def test_what_is_not_covered_is_undecided(tmp_path: Path) -> None:
    """School days of which the file lists none: never a pass, and the reason is told."""
    path = tmp_path / "unlisted.yaml"
    lines = (FEATURES / "own-calendar.yaml").read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(line for line in lines if "open:" not in line), encoding="utf-8")
    results = check(load_file(path)).results
    for one in results:
        if one.property not in TIMELESS:
            assert one.verdict is Word.UNDECIDED, one
            assert one.note.startswith("not yet covered: "), one
    assert {one.property for one in results} >= {RECEIPT, DECISION, "no-dead-end", "consistent"}


def test_a_panel_that_cannot_have_its_papers_in_time_contradicts_its_limit() -> None:
    """A ruling within 3 working days by a panel whose papers are due 5 before it sits: nobody can keep both."""
    result = only("panel-sits-too-late-for-its-limit", "consistent")
    assert result.verdict is Word.INCONSISTENT
    assert "three to rule" in result.causes[0].why
    assert "the next sitting in ruling" in result.causes[0].why
    assert set(result.causes[0].clauses) == {"3"}


def test_a_schedule_obliges_nobody() -> None:
    """A panel that sits every 4 weeks and only may rule leaves the case lying; that it sits is no duty to act."""
    assert only("panel-that-may-rule", RECEIPT).bound == 10
    assert only("panel-that-may-rule", DECISION).verdict is Word.DEAD_END


def test_the_panel_takes_a_case_at_the_next_sitting_for_which_papers_are_in_time() -> None:
    """Handed over on 5 January 2027 the papers are in time for Tuesday the 12th; a day later, for 9 February."""
    protocol = load_file(GYM / "panel-on-listed-days-in-units.yaml")
    sitting, england = protocol.limit["the next sitting in ruling"], calendar("England")
    assert ends_on(sitting, date(2027, 1, 5), england, "next day") == date(2027, 1, 12)
    assert begins_on(sitting, date(2027, 1, 5), england, "next day") == date(2027, 1, 12)
    assert ends_on(sitting, date(2027, 1, 6), england, "next day") == date(2027, 2, 9)


def test_days_that_the_file_does_not_list_are_undecided() -> None:
    """School days of which nobody can say how long ten of them last: never a pass, and the reason is told."""
    text = (GYM / "units-of-a-school.yaml").read_text(encoding="utf-8")
    for fewer in ("open: 2026-09-02 to 2026-09-09", "open: []"):
        results = check(load_text(sub(r"open: .*", fewer, text))).results
        assert {one.verdict for one in results if one.property == RECEIPT} == {Word.UNDECIDED}
        assert "does not list enough" in results[0].note


@pytest.mark.parametrize("name", ["units-in-hours", "units-of-a-school", "panel-every-four-weeks"])
def test_bounds_in_hours_school_days_and_sittings_are_certified(name: str) -> None:
    """The plain checker accepts the certificate of such a bound, and a claim of a day less is rejected."""
    made = certificate(report(name))
    protocol = load_file(GYM / f"{name}.yaml")
    assert {one["bound"] for one in made["claims"]} == {None, *BOUNDS[name]}
    assert set(recheck(made, protocol)) == {""}
    less = [{**one, "bound": one["bound"] - 1} for one in made["claims"] if one["bound"] is not None]
    assert "" not in recheck({**made, "claims": less}, protocol)


def ladder(stages: int, facts: int = 0) -> Protocol:
    """A ladder of stages with 1 working day each; each yes or no lets the last stages take 2 days."""
    made = [State(f"s{n}", f"Stage {n}", StateKind.DISCUSS, last_word=n == stages - 1) for n in range(stages)]
    names = [f"f{n}" for n in range(facts)]
    ways = {f"f{n}": Condition(((Literal(f"f{n}", ("yes",)),),)) for n in range(facts)}
    moves = [
        Transition(f"m{n}", f"s{n}", f"s{n + 1}" if n < stages - 1 else "end", Trigger.DECISION, Modality.MUST)
        for n in range(stages)
    ]
    limits = [
        TimeLimit(f"l{n}", LimitKind.STAGE, Modality.MUST, (f"s{n}",), (f"m{n}",), at_most=TimeSpan(2, "working day"))
        for n in range(stages)
    ]
    limits += [
        TimeLimit(
            f"k{n}", LimitKind.STAGE, Modality.MUST, (f"s{n}",), (f"m{n}",),
            at_most=TimeSpan(1, "working day"), condition=ways[name],
        )
        for n, name in enumerate(names)
    ]  # fmt: skip
    return Protocol(
        id="ladder",
        title="A ladder",
        board="Nowhere",
        edition="",
        nation="England",
        roles=(Role("one", 0, Side.RAISER),),
        states=(*made, State("end", "The end", StateKind.DECIDED, final=True)),
        transitions=tuple(moves),
        entries=(Entry("in", "a case", "s0"),),
        limits=tuple(limits),
        facts=tuple(CaseFact(name, "Is it so?", ("yes", "no")) for name in names),
    )


def test_a_ladder_of_500_stages_is_checked() -> None:
    """500 stages of at most 2 days: receipt by day 998, decision by day 1000, with both engines."""
    made = check(ladder(500), properties=(RECEIPT, DECISION))
    assert [one.bound for one in made.of(RECEIPT, Level.MUST)] == [998]
    assert [one.bound for one in made.of(DECISION, Level.MUST)] == [1000]


def test_a_ladder_with_eight_facts_has_the_right_bound_in_every_case() -> None:
    """Each of eight facts takes a day off its own stage: 2 days a stage, less one for each yes."""
    made = check(ladder(9, facts=8), properties=(DECISION,)).of(DECISION, Level.MUST)
    assert {one.verdict for one in made} == {Word.PROVED}
    assert len(made) == 256
    for one in made:
        assert one.bound == 18 - [answer for _, answer in one.case].count("yes")


def with_a_call(*limits: TimeLimit, condition: Condition = ALWAYS) -> Protocol:
    """A ladder whose first step can be made by phone, too, with more limits."""
    call = Transition("by phone", "s0", "s1", Trigger.ACTION, Modality.MAY, condition=condition)
    made = ladder(3)
    return replace(made, transitions=(*made.transitions, call), limits=(*made.limits, *limits))


def situations(stage: str, *limits: TimeLimit) -> int:
    """How many situations a walk of such a ladder tells apart in a stage."""
    return len(Study(with_a_call(*limits)).walk(Level.MUST).arrivals[stage])


def test_a_fact_that_no_move_changes_stays_as_it_is_at_the_start() -> None:
    """Nobody phones in a grave case where no case is grave at the start and none becomes so; for either engine."""
    grave = CaseFact("grave", "Is it grave by now?", ("no", "yes"), at_start="no")
    if_grave = Condition(((Literal("grave", ("yes",)),),))
    study = Study(replace(with_a_call(condition=if_grave), facts=(grave,)))
    assert "by phone" not in study.walk(Level.MUST).fired
    formula = study.formula(Level.MUST)
    assert [formula.ask(formula.fires[one]) for one in ("m0", "by phone")] == [True, False]


def test_what_no_limit_looks_back_to_is_forgotten() -> None:
    """A limit from the phone call for the step after it: beyond that step nothing tells the two ways apart."""
    short = TimeLimit("short", LimitKind.WINDOW, Modality.MUST, ("by phone",), ("m1",), at_most=TimeSpan(1, "working day"))
    assert [situations(stage, short) for stage in ("s1", "s2", "end")] == [2, 1, 1]


def test_a_cap_that_has_not_begun_is_not_ended() -> None:
    """A call ends a cap if it runs; before the cap's clock has started, it makes no difference whether one came."""
    days, ends = TimeSpan(5, "working day"), ("by phone", "end")
    early, late = (TimeLimit("cap", LimitKind.CAP, Modality.MUST, (one,), ends=ends, at_most=days) for one in ("s0", "s2"))
    assert [situations("s1", one) for one in (early, late)] == [2, 1]


def test_a_solver_without_time_is_undecided() -> None:
    """With a millisecond to think about a large ladder, nothing is proved and nothing is refuted."""
    results = check(ladder(120, facts=6), properties=(DECISION, "no-dead-end"), milliseconds=1).results
    assert Word.UNDECIDED in {one.verdict for one in results}
    assert {one.verdict for one in results} <= {Word.UNDECIDED, Word.PROVED}
    for one in results:
        if one.verdict is Word.UNDECIDED:
            assert one.note


def test_a_walk_cut_short_proves_nothing() -> None:
    """After too many steps every property that needs the walk says "undecided"."""
    study = Study(ladder(20), most_steps=3)
    for one in ALL:
        if one.id not in TIMELESS:
            assert {result.verdict for result in one.check(study, Level.MUST)} <= {Word.UNDECIDED, Word.VACUOUS}, one.id
    assert {one.verdict for one in ALL[0].check(study, Level.MUST)} == {Word.UNDECIDED}


def test_a_missing_limit_in_a_long_ladder_is_found() -> None:
    """One stage of fifty without a limit is enough, and it is the one named."""
    whole = ladder(50)
    broken = replace(whole, limits=tuple(one for one in whole.limits if one.id != "l31"))
    (result,) = check(broken, properties=(DECISION,)).of(DECISION, Level.MUST)
    assert result.verdict is Word.UNBOUNDED
    assert [one.element for one in result.causes] == ["s31"]


def test_what_comes_before_the_clock_of_the_text_takes_no_days() -> None:
    """A clock that starts when the warden rules, ten days after receipt at the least, measures no receipt: not -10."""
    late = load_file(GYM / "raised-later.yaml")
    wait = replace(late.limit["ten to rule"], at_least=TimeSpan(10, "working day"))
    late = replace(late, raised=("rule",), limits=tuple(wait if one.id == wait.id else one for one in late.limits))
    one, two = check(late, properties=(RECEIPT, DECISION), levels=[Level.MUST]).results
    assert (one.verdict, one.bound, one.note) == (
        Word.VACUOUS, None, "no case of this class comes there after it is raised"
    )  # fmt: skip
    assert two.bound == 0
    assert worst_case(late, Level.MUST).longest == {"decision": 0}
