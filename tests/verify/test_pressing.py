"""More pressing cases beside the others: known answers, cases that become pressing half-way, and the law."""

from dataclasses import replace
from math import inf
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from model.condition import ALWAYS
from model.graph import returning
from model.loader import load_file
from model.modality import Level, Modality
from model.protocol import START, CaseFact, LimitKind, Protocol, Trigger
from model.time_span import TimeSpan
from tests.verify.strategies import mixed_units_leave_room
from tests.verify.strategies import protocols as random_protocols
from verify.bounds import failure_of
from verify.checker import check
from verify.explorer import Explorer
from verify.laps import counted
from verify.proving import prove
from verify.readings import assignments
from verify.recheck import reason
from verify.study import MILESTONES, Study
from verify.verdict import Result, Word

TESTS = Path(__file__).parent.parent
TALK = load_file(TESTS / "properties" / "urgent-is-faster" / "holds.yaml")
HALF_WAY = load_file(TESTS / "features" / "priority-that-changes.yaml")


def result(protocol: Protocol, level: Level = Level.MUST) -> Result:
    """What is found of pressing cases."""
    (found,) = check(protocol, properties=("urgent-is-faster",), levels=[level]).results
    return found


def with_limit(protocol: Protocol, limit: str, **parts: object) -> Protocol:
    """The protocol with another limit of that name."""
    limits = tuple(replace(one, **parts) if one.id == limit else one for one in protocol.limits)  # type: ignore[arg-type]
    return replace(protocol, limits=limits)


def test_a_text_that_says_nothing_of_pressing_cases_is_not_judged() -> None:
    """Where no answer is said to make a case more pressing, there is nothing to compare, and the note says so."""
    found = result(replace(TALK, facts=tuple(replace(one, pressing=()) for one in TALK.facts)))
    assert found.verdict is Word.VACUOUS
    assert found.note == "no answer to a case fact is said to make a case more pressing"


def test_pressing_cases_that_never_come_in_are_not_judged() -> None:
    """A pressing kind of case without a way in is compared with nothing."""
    (entry,), (limit, *_) = TALK.entries, TALK.limits
    assert result(replace(TALK, entries=(replace(entry, condition=limit.condition),))).verdict is Word.VACUOUS


@pytest.mark.parametrize(
    ("days", "word", "told"),
    [
        (4, Word.PROVED, ""),
        (5, Word.REFUTED, "gains no time until it is decided or settled: 15 working days, and just so"),
        (6, Word.REFUTED, "may take longer until it comes to the last word: 6 working days, against 5 working days"),
    ],
)
def test_a_day_makes_the_difference(days: int, word: Word, told: str) -> None:
    """Four days instead of five are a gain, five are none, and six are longer."""
    found = result(with_limit(TALK, "one day", at_most=TimeSpan(days, "working day")))
    assert found.verdict is word
    assert told in " ".join(one.why for one in found.causes)
    assert (found.story is None) is (word is Word.PROVED)


def test_a_gain_may_hang_on_a_reading() -> None:
    """Where passing on is undated, the end of a time that is only waited for dates nothing, for either kind of case."""
    moves = tuple(
        replace(one, trigger=Trigger.EXPIRY, outcomes=(), after=("five days", "one day")) if one.id == "pass up" else one
        for one in TALK.transitions
    )
    limits = tuple(replace(one, kind=LimitKind.WINDOW, binds=("agree",)) if one.state == "talk" else one for one in TALK.limits)
    found = result(replace(TALK, transitions=moves, limits=limits))
    assert found.verdict is Word.DEPENDS
    assert [one.readings for one in found.holds_under] == [(("handover", "prompt"),)]


def test_hours_are_no_shorter_where_the_first_day_counts() -> None:
    """Ninety-six hours are four days however days are counted, and five days are four where the first one counts."""
    found = result(with_limit(TALK, "one day", at_most=TimeSpan(96, "hour")))
    assert found.verdict is Word.DEPENDS
    assert [one.readings for one in found.holds_under] == [(("counting", "next day"),)]


def test_becoming_pressing_on_the_last_day_must_not_buy_a_day() -> None:
    """The five days lapse when a case becomes pressing, and on the fifth a new day begins: six in all.

    Where the day of the event is day 1, the five are over in four, and the new day is that day.
    """
    found = result(HALF_WAY)
    assert found.verdict is Word.DEPENDS
    assert [one.readings for one in found.holds_under] == [(("counting", "same day"),)]
    assert ["6 working days, against 5" in one.why for one in found.causes] == [True]
    assert found.story is not None
    assert [one.day for one in found.story.events][:3] == [0, 5, 6]


def test_a_gain_half_way_counts_from_becoming_pressing() -> None:
    """Where the five days run on, a case is never later, and has one day left from when it becomes pressing."""
    assert result(with_limit(HALF_WAY, "five days", condition=ALWAYS)).verdict is Word.PROVED


def sent_back(protocol: Protocol) -> Protocol:
    """The same, and whoever rules may send the two back to talk as often as they like."""
    rule = next(one for one in protocol.transitions if one.source == "ruling")
    back = replace(rule, id="send back", dest="talk", trigger=Trigger.ACTION, modality=Modality.MAY, outcomes=())
    return replace(protocol, transitions=(*protocol.transitions, back))


def test_a_gain_half_way_is_proved_for_every_round() -> None:
    """However often they are sent back, it first comes to the last word a day after it became pressing, or a day late."""
    assert result(sent_back(with_limit(HALF_WAY, "five days", condition=ALWAYS))).verdict is Word.PROVED
    assert result(sent_back(HALF_WAY)).holds_under == result(HALF_WAY).holds_under != ()


def test_what_makes_a_case_pressing_may_be_a_round_that_nobody_counts() -> None:
    """Sent back, a case is pressing and has until the cap on day 20; one that never is, is decided by day 8."""
    loop = load_file(TESTS / "verify" / "gym" / "loop-with-cap.yaml")
    moves = (replace(one, sets=(("grave", "yes"),)) if one.id == "send back" else one for one in loop.transitions)
    fact = CaseFact("grave", "Is it grave?", ("no", "yes"), at_start="no", pressing=("yes",))
    capped = replace(loop, transitions=tuple(moves), facts=(fact,))
    endless = replace(capped, limits=capped.limits[:-1])
    for protocol, told in ((capped, "20 working days, against 8"), (endless, "no last day, against 8")):
        found = result(protocol)
        assert found.verdict is Word.REFUTED
        assert [told in one.why for one in found.causes] == [True]
        assert found.story is not None
        assert "send back" in [one.transition for one in found.story.trace.steps]
    for answer, days in (("no", 8), ("yes", 20)):  # a table for the disputes that end so proves nothing of the others
        said = prove(capped, "decision-bounded", Level.MUST, None, (("grave", answer),), (), days)
        assert reason(capped, said) == ""
        assert reason(capped, {**said, "case": {"grave": "yes" if answer == "no" else "no"}})


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    random_protocols(most_states=4, most_limits=3, most_days=4, loops=True, plain=True).filter(
        lambda one: "grave" in one.fact and returning(counted(one).protocol)
    )
)
def test_law_the_engines_agree_on_what_becomes_pressing_in_a_loop(protocol: Protocol) -> None:
    """Law: whatever round a case becomes pressing in, nothing is left open but what the time for a question leaves."""
    grave = replace(protocol.fact["grave"], pressing=("yes",))
    facts = tuple(grave if one.id == "grave" else one for one in protocol.facts)
    marked, wanted = replace(protocol, facts=facts), ("urgent-is-faster",)
    (found,) = check(marked, properties=wanted, levels=[Level.MUST], milliseconds=1_000).results
    assert found.verdict is not Word.DISAGREEMENT, found.note
    assert found.verdict is not Word.UNDECIDED or found.note == "time ran out", found.note


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_protocols(most_states=4, most_limits=4).filter(lambda one: "urgent" in one.fact).filter(mixed_units_leave_room))
def test_one_case_at_a_time_gives_the_same_answer(protocol: Protocol) -> None:
    """Walking every kind of case in every reading by itself finds the same readings to be at fault."""
    assume(not Study(protocol).obstacle)
    marked = replace(
        protocol, facts=tuple(replace(one, pressing=("yes",)) if one.id == "urgent" else one for one in protocol.facts)
    )
    found = result(marked)
    assert found.verdict is not Word.DISAGREEMENT, found.note
    readings = [one.id for one in protocol.all_readings]
    facts = [one.id for one in protocol.facts if one.at_start is None and one.id != "urgent"]
    compared, wrong = False, set()
    for choices in assignments([*readings, *facts], protocol.domains):
        took = [longest(protocol, (*choices, ("urgent", answer))) for answer in ("yes", "no")]
        if all(took):
            compared = True
            pairs = [tuple(one[name] for one in took) for name in MILESTONES]
            if any(one > other for one, other in pairs) or all(one >= other for one, other in pairs):
                wrong.add(choices[: len(readings)])
    ways = set(assignments(readings, protocol.domains))
    expected = Word.PROVED if not wrong else Word.REFUTED if wrong == ways else Word.DEPENDS
    assert found.verdict is (expected if compared else Word.VACUOUS)


def longest(protocol: Protocol, choices: tuple[tuple[str, str], ...]) -> dict[str, float]:
    """How long one kind of case takes to each milestone in one reading; nothing where it does not come in."""
    walk = Explorer(protocol, Level.MUST, Study(protocol).milestones, given=choices, careful=True).explore()
    took: dict[str, float] = {}
    for name in MILESTONES:
        for end in walk.ends:
            days = inf if failure_of(end, name, None) is Word.DEAD_END else end.longest.get(name)
            if days is not None and end.node.state != START:
                took[name] = max(days, took.get(name, 0))
    return took
