"""The caseload: what happens on a tie, in a loop, in silence and on the last day, each with one tiny protocol."""

import gc
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.condition import ALWAYS
from model.modality import Modality
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
from simulate.arrivals import ScenarioGap
from simulate.case import Case
from simulate.engine import run
from simulate.records import Records, Run
from simulate.scenario import NO_MOVE, Arrivals, CaseOutcomes, Scenario, Sitting, Staff, Step
from tests.simulate.caseload import lasting, plain, q, with_step
from tests.verify.strategies import protocols

DAY = 444
FIVE = TimeLimit("five", LimitKind.STAGE, Modality.MUST, ("talk",), ("agree", "up"), at_most=TimeSpan(5, "working day"), state="talk")

NO_START = (replace(FIVE, start=()),)
"""The same limit in a text that does not say when it starts: it never runs."""


def ladder(*extra: Transition, limits: tuple[TimeLimit, ...] = (FIVE,), facts: tuple[CaseFact, ...] = ()) -> Protocol:
    """Talk for five days, then up to a ruling: by agreement it ends, when time is up it goes up."""
    return Protocol(
        "ladder", "A ladder", "Nowhere", "", "England",
        (Role("raiser", 0, Side.RAISER), Role("other", 0, Side.OTHER), Role("chief", 1, Side.NEUTRAL)),
        (
            State("talk", "They talk", StateKind.DISCUSS, awaits=("other",)),
            State("ruling", "The chief rules", StateKind.DECIDE, last_word=True),
            State("settled", "Settled", StateKind.CLOSED, final=True),
            State("decided", "Decided", StateKind.DECIDED, final=True),
        ),
        (
            Transition("agree", "talk", "settled", Trigger.AGREE, Modality.OPEN, (("raiser", "other"),)),
            Transition("up", "talk", "ruling", Trigger.EXPIRY, Modality.MUST, (("raiser",),), after=("five",)),
            Transition("rule", "ruling", "decided", Trigger.DECISION, Modality.MUST, (("chief",),)),
            *extra,
        ),
        (Entry("complaint", "they differ", "talk"),),
        limits=limits, facts=facts,
    )  # fmt: skip


def timed(days: float, **figures: object) -> Scenario:
    """Everything takes so many days, and no hands."""
    return plain(ladder(), days=days, sigma=None, **figures)  # type: ignore[arg-type]


def ways(found: Run) -> Counter[str]:
    """How stays ended."""
    return Counter(found.frame["how"])


def test_on_a_tie_the_work_is_in_time() -> None:
    """Work that is done at the very minute at which the time is up counts; a minute later it does not."""
    protocol = ladder()
    scenario = replace(timed(2.0), due_at="elapsed")
    five_days = with_step(scenario, "talk", Step(delay=lasting(5.0), outcomes={"agree": q(1)}))
    late = with_step(scenario, "talk", Step(delay=lasting(5.0 + 1 / DAY), outcomes={"agree": q(1)}))
    in_time, too_late = (run(protocol, one, seed=1, days=100) for one in (five_days, late))
    assert in_time.counts.moves["up"] == in_time.counts.missed["five"] == 0 < in_time.counts.moves["agree"]
    assert too_late.counts.moves["agree"] == 0 < too_late.counts.moves["up"]
    assert too_late.counts.missed["five"] == too_late.counts.moves["up"]


def test_a_limit_of_an_ended_dispute_moves_nothing() -> None:
    """Agreed on the third day, a dispute stays ended when its five days are up."""
    found = run(ladder(), timed(3.0), seed=1, days=100, records="full")
    assert set(found.frame["how"].dropna()) == {"agree", "ended", "open"}
    assert found.counts.missed.total() == 0
    assert (found.frame.groupby("case").size() <= 2).all()


def test_what_has_no_end_on_the_last_day_is_told() -> None:
    """Disputes still open at the end are rows, up to the last minute, and every dispute has a fate."""
    found = run(ladder(), timed(3.0), seed=1, days=100)
    still = found.frame[found.frame["how"] == "open"]
    assert len(still) == found.counts.fate["open"] > 0
    assert set(still["left"]) == {found.last}
    assert found.counts.fate.total() == found.counts.came.total()


def test_a_loop_is_stopped_and_told() -> None:
    """A dispute that is sent back at once, for ever, comes into a state twenty times and is then stopped."""
    back = Transition("back", "ruling", "talk", Trigger.ACTION, Modality.MAY)
    scenario = timed(0.0)
    steps = {
        "talk": Step(delay=lasting(0), outcomes={"agree": q(0), "hand up": q(1)}),
        "ruling": Step(outcomes={"back": q(1), "rule": q(0)}),
    }
    hand_up = Transition("hand up", "talk", "ruling", Trigger.ACTION, Modality.MUST)
    found = run(ladder(back, hand_up), replace(scenario, steps=steps), seed=1, days=60)
    assert found.counts.fate == {"capped": found.counts.came.total()}
    assert int(found.visits["visit"].max()) == 20


def test_visits_have_luck_of_their_own() -> None:
    """The second visit to a state does not repeat the first."""
    back = Transition("back", "ruling", "talk", Trigger.ACTION, Modality.MAY)
    scenario = replace(
        plain(ladder(), days=1.0),
        steps={
            "talk": Step(delay=lasting(1.0, 1.0), outcomes={"hand up": q(1)}),
            "ruling": Step(delay=lasting(1.0, 1.0), outcomes={"back": q(0.5), "rule": q(0.5)}),
        },
    )
    hand_up = Transition("hand up", "talk", "ruling", Trigger.ACTION, Modality.MUST)
    rows = run(ladder(back, hand_up), scenario, seed=1, days=200).frame
    talks = rows[(rows["state"] == "talk") & (rows["how"] == "hand up")]
    stays = (talks["left"] - talks["entered"]).groupby([talks["case"], talks["visit"]], observed=True).sum().unstack()
    assert (stays[0] == stays[1]).sum() == 0


def test_no_answer_waits_for_a_reminder() -> None:
    """Somebody who never answers unasked is reminded after five days, and answers at once when that always helps."""
    scenario = replace(timed(1.0, silent=1.0), chase_success=q(1.0))
    found = run(ladder(limits=NO_START), scenario, seed=1, days=100).frame
    stays = found[found["how"] == "agree"]
    assert set(stays["left"] - stays["entered"]) == {6 * DAY}


def test_silence_without_reminders_lies_until_time_is_up() -> None:
    """Nobody reminds, so that the limit moves every dispute; without a limit it is stalled, with the reason."""
    scenario = replace(timed(1.0, silent=1.0), chase_every=None)
    found = run(ladder(), scenario, seed=1, days=100)
    assert found.counts.moves["agree"] == 0 < found.counts.moves["up"]
    stalled = run(ladder(limits=NO_START), scenario, seed=1, days=100)
    assert stalled.counts.fate == {"stalled": stalled.counts.came.total()}
    assert stalled.counts.stalls == {("talk", "nobody answers, and no reminder helps"): stalled.counts.came.total()}


def test_acting_on_a_limit_can_take_its_time() -> None:
    """Time is up on the fifth day, and people need two more to pass the dispute up."""
    scenario = timed(50.0)
    step = replace(scenario.steps["talk"], after_expiry={"up": lasting(2.0)})
    found = run(ladder(), with_step(scenario, "talk", step), seed=1, days=100)
    up = found.frame[found.frame["how"] == "up"]
    assert set((up["left"] // DAY) - (up["entered"] - 1) // DAY) == {8}
    assert (up["left"] % DAY == 0).all()


def test_two_who_act_jointly_are_both_needed() -> None:
    """An agreement takes the longer of the two pieces of work; either of two is one piece."""
    scenario = replace(
        with_step(timed(0.0), "talk", Step(hours={"raiser": q(1), "other": q(3)}, outcomes={"agree": q(1)})),
        staff={"raiser": Staff(q(9)), "other": Staff(q(9))},
    )
    both = run(ladder(), scenario, seed=1, days=30).frame
    assert set((both["left"] - both["entered"])[both["how"] == "agree"]) == {180}
    either = ladder()
    moves = tuple(replace(one, by=(("raiser",), ("other",))) if one.id == "agree" else one for one in either.transitions)
    one = run(replace(either, transitions=moves), scenario, seed=1, days=30)
    assert one.pools["other"].submitted == 0 < one.pools["raiser"].submitted


def test_withdrawn_work_is_counted_as_wasted() -> None:
    """Work that has begun when the time is up was for nothing; what waits is never done."""
    scenario = replace(
        with_step(timed(0.0), "talk", Step(hours={"other": q(200)}, outcomes={"agree": q(1)})),
        staff={"other": Staff(q(1))},
    )
    found = run(ladder(), scenario, seed=1, days=100)
    other = found.pools["other"]
    assert found.counts.moves["agree"] == 0 < found.counts.moves["up"]
    assert other.wasted > 0 < other.withdrawn
    assert other.submitted == other.begun + other.withdrawn + other.waiting


@pytest.mark.parametrize(
    ("sitting", "stays"),
    [(Sitting(every=q(20)), 20), (Sitting(notice=q(15)), 15)],
)
def test_a_panel_takes_disputes_when_it_sits(sitting: Sitting, stays: int) -> None:
    """Every dispute is taken at the opening of a sitting, and waits no longer than from one to the next."""
    scenario = replace(timed(0.0), sittings={"talk": sitting})
    found = run(ladder(limits=NO_START), scenario, seed=1, days=200).frame
    taken = found[found["how"] == "agree"]
    assert (taken["left"] % DAY == 1).all()
    assert 0 < ((taken["left"] - taken["entered"]) / DAY).max() <= stays


def test_a_full_panel_defers() -> None:
    """One dispute at a sitting, urgent ones first: the rest wait, and so do papers that came too late."""
    scenario = replace(timed(0.0), sittings={"talk": Sitting(every=q(10), capacity=q(1), papers=q(3))})
    scenario = replace(scenario, arrivals={"complaint": Arrivals(q(250), urgent=q(0.1))})
    found = run(ladder(limits=NO_START), scenario, seed=1, days=200)
    rows = found.frame[found.frame["how"] == "agree"]
    assert rows["left"].is_unique
    assert (rows["left"] - rows["entered"]).min() >= 3 * DAY
    assert found.counts.deferred["talk"] > 0
    assert rows["urgent"].mean() > 0.5


def test_a_panel_that_never_sits_holds_its_disputes() -> None:
    """They stay open, and the run ends."""
    found = run(ladder(limits=NO_START), replace(timed(0.0), sittings={"talk": Sitting()}), seed=1, days=100)
    assert found.counts.fate == {"open": found.counts.came.total()}


def test_habits_follow_a_changed_limit_by_the_elasticity() -> None:
    """Seen under ten days, a habit of 4 days becomes 2 under five when it follows fully, and stays when not at all."""
    habit = replace(lasting(4.0), under_limit=q(10))
    for elasticity, days in ((0.0, 4.0), (1.0, 2.0), (0.5, 4.0 * 0.5**0.5)):
        scenario = with_step(timed(0.0), "talk", Step(delay=habit, outcomes={"agree": q(1)}))
        found = run(ladder(), replace(scenario, elasticity=q(elasticity)), seed=1, days=60).frame
        assert set((found["left"] - found["entered"])[found["how"] == "agree"]) == {round(days * DAY)}


def test_a_state_without_figures_is_refused() -> None:
    """No figure is made up: what lacks one is listed."""
    with pytest.raises(ScenarioGap, match="ruling: how long does it take there"):
        run(ladder(), replace(timed(1.0), steps={"talk": Step()}), seed=1)
    fact = CaseFact("risk", "Is there a risk?", ("no", "yes"))
    with pytest.raises(ScenarioGap, match='complaint: how likely is each answer to "risk"'):
        run(ladder(facts=(fact,)), timed(1.0), seed=1)
    with pytest.raises(ScenarioGap, match="cannot be simulated"):
        run(ladder(), timed(1.0), seed=1, days=100_000)


def test_what_the_text_has_no_move_for_is_stalled() -> None:
    """A third of the disputes do what no move covers: they lie there, and without a limit they are told as stalled, once.

    Also where the text lets nobody move, whatever people do there.
    """
    step = Step(delay=lasting(1.0), hours={"other": q(1)}, outcomes={"agree": q(2 / 3), NO_MOVE: q(1 / 3)})
    found = run(ladder(limits=NO_START), with_step(timed(1.0), "talk", step), seed=1, days=300)
    assert found.counts.fate["stalled"] / found.counts.came.total() == pytest.approx(1 / 3, abs=0.06)
    assert [reason for _, reason in found.counts.stalls] == ["what people do here is nothing that the text has a move for"]
    stuck = ladder(limits=(replace(NO_START[0], binds=("up",), ends=()),))
    stuck = replace(stuck, transitions=tuple(one for one in stuck.transitions if one.id != "agree"))
    twice = run(stuck, with_step(timed(1.0), "talk", replace(step, outcomes={NO_MOVE: q(1.0)})), seed=1, days=300)
    assert twice.counts.stalls.total() == twice.counts.fate["stalled"] > 0
    limited = run(ladder(), with_step(timed(1.0), "talk", step), seed=1, days=300)
    assert limited.counts.fate["stalled"] == 0 < limited.counts.moves["up"]


def test_probabilities_can_depend_on_the_case() -> None:
    """Those of the first condition that is met count; for the other cases, the plain ones."""
    fact = CaseFact("risk", "Is there a risk?", ("no", "yes"))
    hand_up = Transition("hand up", "talk", "ruling", Trigger.ACTION, Modality.MUST)
    always = {"agree": q(1), "hand up": q(0)}
    never = CaseOutcomes(ALWAYS.also("risk", "yes"), {"agree": q(0), "hand up": q(1)})
    scenario = with_step(timed(1.0), "talk", Step(delay=lasting(1.0), outcomes=always, outcomes_if=(never,)))
    facts = {"risk": {"no": q(0.5), "yes": q(0.5)}}
    scenario = replace(scenario, arrivals={"complaint": Arrivals(q(200), facts)})
    found = run(ladder(hand_up, facts=(fact,)), scenario, seed=1, days=100, records="full")
    risky = {case for case, profile in zip(*(found.cases[one].tolist() for one in ("case", "profile")), strict=True)
             if found.profiles[profile] == ("yes",)}  # fmt: skip
    rows = found.frame
    assert set(rows["case"][rows["how"] == "hand up"]) <= risky
    assert not set(rows["case"][rows["how"] == "agree"]) & risky


def test_a_way_that_is_closed_gets_nobody_and_one_without_a_route_is_told() -> None:
    """Closed by a reading, nobody comes; where the text has no route, those who come are told so."""
    condition = ALWAYS.also("handover", "undated")
    closed = replace(ladder(), entries=(*ladder().entries, Entry("other way", "x", "talk", condition)))
    scenario = replace(timed(1.0), arrivals={"complaint": Arrivals(q(100)), "other way": Arrivals(q(100))})
    assert run(closed, scenario, seed=1, days=100).counts.came["other way"] == 0
    nowhere = replace(ladder(), entries=(*ladder().entries, Entry("other way", "x", None, no_route="silent")))
    found = run(nowhere, scenario, seed=1, days=100)
    assert found.counts.fate["no route"] == found.counts.came["other way"] > 0


def test_no_arrivals_is_an_empty_run() -> None:
    """Nothing comes, nothing happens, and every table is there."""
    found = run(ladder(), timed(1.0, per_year=0), seed=1, days=50, records="full")
    assert (len(found.visits["case"]), found.counts.came.total(), found.open_by_day.sum()) == (0, 0, 0)
    assert found.open_by_day.shape == (5, 50)


def test_a_year_brings_the_yearly_number() -> None:
    """On average, over ten years of 2,000 disputes; a month with the factor 0 has none."""
    by_month = tuple(q(0.0 if month == 7 else 12 / 11) for month in range(12))
    scenario = replace(timed(0.0), arrivals={"complaint": Arrivals(q(2000), by_month=by_month)})
    found = run(ladder(), scenario, seed=1, days=1265)
    assert found.counts.came["complaint"] == pytest.approx(10_000, rel=0.03)
    assert not any(found.dates[found.day_of(minute)].month == 8 for minute in found.visits["entered"].tolist()[:2000:20])


def test_more_arrivals_leave_the_others_as_they_were() -> None:
    """With a larger yearly number every earlier dispute still comes, at its minute, with its luck."""
    def rows(per_year: float) -> set[tuple[int, ...]]:
        found = run(ladder(), timed(2.0, per_year=per_year), seed=3, days=100, records="full")
        return set(zip(*(found.cases[name].tolist() for name in ("case", "arrived", "urgent")), strict=True))

    assert rows(130) < rows(200)


@pytest.mark.parametrize("level", list(Records))
def test_what_is_kept_changes_nothing_that_happens(level: Records) -> None:
    """What is counted is the same at every level of records, and only that is kept at the lowest."""
    scenario = plain(ladder(), hours=1.0, silent=0.1)
    full, found = run(ladder(), scenario, seed=1, records="full"), run(ladder(), scenario, seed=1, records=level)
    assert found.counts == full.counts
    assert (found.open_by_day == full.open_by_day).all()
    assert len(found.visits["case"]) == (0 if level is Records.KPI else len(full.visits["case"]))


def test_how_long_disputes_were_open_is_counted_without_their_stays() -> None:
    """By whole working days, those that have ended and those still open; the same as their stays tell."""
    scenario = plain(ladder(), hours=1.0, silent=0.1)
    found, kept = (run(ladder(), scenario, seed=1, records=level) for level in ("kpi", "stays"))
    of_case = kept.frame.groupby("case", observed=True)
    days = (of_case["left"].max() - of_case["entered"].min()) // kept.minutes_a_day
    has_ended = of_case["how"].last() == "ended"
    assert found.counts.ended_after == Counter(days[has_ended].tolist())
    assert found.counts.open_for == Counter(days[~has_ended].tolist())
    assert found.counts.open_for.total() > 0


def test_the_same_arguments_give_the_same_run() -> None:
    """Bit for bit; another replication gives another."""
    scenario = plain(ladder(), hours=1.0)
    one, again, other = (run(ladder(), scenario, seed=1, replication=number) for number in (0, 0, 1))
    assert one.frame.equals(again.frame)
    assert not one.frame.equals(other.frame)


def test_disputes_that_have_ended_are_let_go() -> None:
    """Memory follows the open disputes, not all that came: what has ended goes without a search for circles."""
    gc.collect()
    gc.disable()
    try:
        found = run(ladder(), plain(ladder(), hours=1.0, per_year=2000, people=24), seed=1, records="kpi")
        kept = sum(type(one) is Case for one in gc.get_objects())
    finally:
        gc.enable()
    still = found.counts.fate["open"]
    assert 0 < still <= kept < still + 200 < found.counts.came.total() / 10


def test_one_person_more_never_makes_disputes_wait_longer() -> None:
    """On the same luck, the chief's queue shrinks when a second chief comes, and arrivals stay as they were."""
    scenario = plain(ladder(), hours=4.0, people=1, share=0.15)
    more = scenario.with_values({"staff.chief.people": 2})
    one, two = run(ladder(), scenario, seed=1), run(ladder(), more, seed=1)
    assert two.pools["chief"].waited < one.pools["chief"].waited
    assert one.counts.came == two.counts.came


@settings(max_examples=25)
@given(protocols(), st.integers(0, 3))
def test_nothing_is_lost(protocol: Protocol, seed: int) -> None:
    """On any protocol: who came is ended or open, stays join without gaps, and the daily counts are their sum."""
    found = run(protocol, plain(protocol, hours=1.0, silent=0.2, per_year=30), seed=seed, days=120)
    counts, rows = found.counts, found.frame
    assert counts.came.total() == counts.fate.total()
    assert counts.ended.total() == counts.fate["ended"]
    assert found.open_by_day[:, -1].sum() == counts.came.total() - counts.fate["ended"]
    assert (found.open_by_day >= 0).all()
    previous = rows.groupby(["kind", "case"], observed=True)["left"].shift()
    assert (previous.isna() | (previous == rows["entered"])).all()
    inside = sum(counts.minutes.values())
    assert inside == int((rows["left"] - rows["entered"]).sum())
    for used in found.pools.values():
        assert used.queue_area == used.waited
        assert used.submitted == used.begun + used.withdrawn + used.waiting


def test_the_clock_of_a_run_is_the_calendar() -> None:
    """The days of a run are the working days from its first."""
    found = run(ladder(), timed(1.0), seed=1, days=10)
    assert [day.isoformat() for day in found.dates[:4]] == ["2026-04-13", "2026-04-14", "2026-04-15", "2026-04-16"]
