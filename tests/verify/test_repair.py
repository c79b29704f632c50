"""Repairs: known answers on tiny protocols, every proposal for the six proved again, and the laws they keep."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import protocols
from handrail.loading import load
from model.loader import load_file, load_text
from model.modality import Level
from model.protocol import Protocol, Role, Side, StateKind
from model.time_span import TimeSpan
from tests.verify.strategies import eventful, mixed_units_leave_room
from tests.verify.strategies import protocols as random_protocols
from verify.bounds import bounded
from verify.checker import check
from verify.remedied import remedied
from verify.remedy import Kind, Remedy
from verify.repair import Repair, holds, repair
from verify.smallest import Choosing
from verify.study import EnginesDisagree, Study
from verify.trial import Trial
from verify.verdict import Result, Word

HEAD = """
handrail: 1
protocol: mill
title: How the mill settles quarrels about flour
board: The mill
nation: England
people:
  baker: {rank: 0, side: raiser}
  miller: {rank: 0, side: other}
  warden: {rank: 2, side: neutral}
"""

WHOLE = (
    HEAD
    + """
ways_in: [{id: quarrel, says: they quarrel, to: talk, clause: "1"}]
stages:
  talk:
    title: They talk
    kind: discuss
    owner: baker
    waits_for: [miller]
    outcomes: [agreed, not agreed]
    limits: [{id: talking, within: 5 working days, from: entering, for: leaving, word: must, clause: "1"}]
    moves:
      - {id: agree, when: agreed, to: settled, by: baker & miller, word: open, clause: "1"}
      - {id: go up, when: not agreed, to: warden hears, by: baker | miller, word: must, clause: "1"}
  warden hears:
    title: The warden hears it
    kind: decide
    owner: warden
    last_word: yes
    limits: [{id: deciding, within: 10 working days, from: entering, for: leaving, word: must, clause: "2"}]
    moves: [{id: decide, when: decided, to: decided, by: warden, word: must, binding: must, clause: "2"}]
  settled: {title: Settled, kind: closed}
  decided: {title: Decided, kind: decided}
clauses:
  "1": {says: the two talk for five days and then go up}
  "2": {says: the warden decides within ten days}
"""
)

LIMIT = '    limits: [{id: deciding, within: 10 working days, from: entering, for: leaving, word: must, clause: "2"}]\n'
DECIDE = '    moves: [{id: decide, when: decided, to: decided, by: warden, word: must, binding: must, clause: "2"}]\n'


def edited(*changes: tuple[str, str]) -> Protocol:
    """The little protocol with some of its text replaced."""
    text = WHOLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return load_text(text)


def kinds(found: Repair) -> list[tuple[Kind, str, int]]:
    """The edits in brief: kind, part, days."""
    return [(one.kind, one.part, one.days) for one in found.remedies]


# -- known answers ---------------------------------------------------------------------------------------------


def test_what_holds_needs_no_repair() -> None:
    """Fifteen days of limits keep a target of twenty."""
    found = repair(edited(), Level.GUIDE, 20)
    assert (found.remedies, found.repaired) == ((), found.protocol)


def test_a_missing_number_is_given_what_the_target_leaves() -> None:
    """Beside five days of talk, the warden gets the other fifteen; the sum says so."""
    found = repair(edited((LIMIT, "")), Level.GUIDE, 20)
    assert kinds(found) == [(Kind.LIMIT, "warden hears", 15)]
    assert [(one.remedies, one.others) for one in found.sums] == [(found.remedies, 5)]


def test_two_missing_numbers_share_the_days_evenly() -> None:
    """Twenty days for two stages are ten and ten; twenty-one are eleven and ten."""
    both = edited((LIMIT, ""), ("within: 5 working days, from: entering, for: leaving", "words: soon, for: leaving"))
    assert [one.days for one in repair(both, Level.GUIDE, 20).remedies] == [10, 10]
    assert [one.days for one in repair(both, Level.GUIDE, 21).remedies] == [11, 10]


def test_a_limit_too_long_is_shortened_no_more_than_needed() -> None:
    """Fifteen days of limits are cut to twelve by one edit, and not by more than three days."""
    found = repair(edited(), Level.GUIDE, 12)
    assert [(one.kind is Kind.SHORTER, one.days) for one in found.remedies] in ([(True, 7)], [(True, 2)])


def test_a_dead_end_before_the_last_word_gets_a_decision() -> None:
    """An authority that only hears is told to decide, in the days that the talk leaves."""
    found = repair(edited((DECIDE, ""), (LIMIT, "    text_stops: what the warden does\n")), Level.GUIDE, 20)
    assert kinds(found) == [(Kind.DECISION, "warden hears", 15)]
    assert found.repaired is not None
    assert not found.repaired.state["warden hears"].text_stops


def test_an_option_is_made_a_duty() -> None:
    """A warden who may decide in ten days must; the ten days are in the text already."""
    found = repair(edited((DECIDE, DECIDE.replace("word: must", "word: may"))), Level.GUIDE, 20)
    assert kinds(found) == [(Kind.DUTY, "decide", 0)]


def test_a_reading_is_settled_where_that_is_enough() -> None:
    """A number that holds in one reading only asks for that reading."""
    reading = 'readings: {which: {question: "Which?", choices: {ten: ten days, none: no limit}, clause: "2"}}\nways_in'
    found = repair(
        edited(("ways_in", reading), (LIMIT, LIMIT.replace("word: must", "word: must, if: {which: ten}"))),
        Level.GUIDE,
        20,
    )
    assert [(one.kind, one.part, one.to) for one in found.remedies] == [(Kind.READING, "which", "ten")]
    assert found.repaired is not None
    assert found.repaired.domains["which"] == ("ten",)


def test_a_clock_without_a_start_is_given_one() -> None:
    """A number without a start keeps its number."""
    found = repair(edited((LIMIT, LIMIT.replace("from: entering, ", ""))), Level.GUIDE, 20)
    assert kinds(found) == [(Kind.START, "deciding", 0)]


def test_a_guide_is_made_a_rule_where_guides_do_not_bind() -> None:
    """Counting what must or should be done, a limit "as a guide" has to be more than that."""
    found = repair(edited((LIMIT, LIMIT.replace("word: must", "word: guide"))), Level.SHOULD, 20)
    assert kinds(found) == [(Kind.BINDING, "deciding", 0)]


def test_silence_takes_more_than_a_number() -> None:
    """What holds when all answer needs consequences, and a deputy for the last word, when one may not."""
    assert holds(repair(edited(), Level.GUIDE, 20).before)
    found = repair(edited(), Level.GUIDE, 20, silence=True)
    assert {one.part for one in found.remedies} == {"silence", "warden hears"} or {
        one.part for one in found.remedies
    } == {
        "talk",
        "warden hears",
    }
    assert not holds(found.before)
    assert found.repaired is not None
    assert "deputy for warden" in found.repaired.role
    for role in found.repaired.roles:
        assert proved(found.repaired, Level.GUIDE, 20, role.id)


def test_whoever_falls_silent_still_has_a_lawful_way_on_and_a_last_day() -> None:
    """A stage to be left within five days is not waited out for longer; a clerk who starts a clock may be silent too.

    Without the clerk's minutes nothing says by when the warden must rule.
    """
    whole = load_file(GYM / "clock-from-a-duty.yaml")
    (minutes,) = whole.duties
    minutes = replace(minutes, by=(("clerk",),), within=TimeSpan(2, "working day"))
    found = repair(
        replace(whole, roles=(*whole.roles, Role("clerk", 0, Side.NEUTRAL)), duties=(minutes,)),
        Level.MUST,
        20,
        silence=True,
    )
    assert [(one.kind, one.part) for one in found.remedies] == [(Kind.EXPIRY, "talk"), (Kind.EXPIRY, "ruling")]
    assert found.remedies[0].days <= 5
    assert found.repaired is not None
    assert all(proved(found.repaired, Level.MUST, 20, role.id) for role in found.repaired.roles)


def test_stages_without_time_for_them_have_no_repair() -> None:
    """Two stages need a day each: one day is too short, and that is said."""
    found = repair(edited(), Level.GUIDE, 1)
    assert (found.repaired, found.remedies) == (None, ())
    assert found.obstacle is not None


FEATURES = Path(__file__).parents[1] / "features"
GYM = Path(__file__).parent / "gym"
LIMITS = [(Kind.LIMIT, "talk", 10), (Kind.LIMIT, "ruling", 10)]


@pytest.mark.parametrize(
    ("file", "edits"),
    [
        (FEATURES / "clock-from-named-event.yaml", LIMITS),
        (FEATURES / "suspension.yaml", LIMITS),
        (FEATURES / "later-of-two-starts.yaml", LIMITS[1:]),
        (FEATURES / "priority-that-changes.yaml", [(Kind.LIMIT, "ruling", 14)]),
        (FEATURES / "repeat-until.yaml", [(Kind.LIMIT, "talk", 7), (Kind.LIMIT, "ruling", 6)]),
        (FEATURES / "return-to-earlier-stage.yaml", [(Kind.CAP, "talk", 20)]),
        (FEATURES / "panel.yaml", LIMITS),
        (GYM / "loop-without-end.yaml", [(Kind.CAP, "talk", 20)]),
        (GYM / "loop-left-by-option.yaml", [(Kind.DUTY, "rule", 0)]),
    ],
    ids=lambda one: one.stem if isinstance(one, Path) else "",
)
def test_loops_pauses_and_outside_events_are_repaired(file: Path, edits: list[tuple[Kind, str, int]]) -> None:
    """Twenty days, worked out by hand: counted rounds count twice, and only a limit over all bounds uncounted ones."""
    found = repair(load_file(file), Level.GUIDE, 20)
    assert kinds(found) == edits
    assert found.repaired is not None
    assert proved(found.repaired, Level.GUIDE, 20)


def test_a_stage_that_is_come_to_twice_counts_twice_in_the_sum() -> None:
    """Two talks of seven days and a ruling of six are twenty; another division has to keep 2a + b <= 20."""
    found = repair(load_file(FEATURES / "repeat-until.yaml"), Level.GUIDE, 20)
    talk, ruling = found.remedies
    assert [(Counter(one.remedies), one.others) for one in found.sums] == [(Counter({talk: 2, ruling: 1}), 0)]


def test_a_search_that_takes_too_many_steps_is_undecided() -> None:
    """Steps are counted, not seconds: the same protocol gets the same answer on every machine."""
    found = repair(load("london"), Level.GUIDE, 20, most_steps=500)
    assert (found.outcome, found.repaired) == ("undecided", None)
    assert "steps" in found.undecided


# -- the six ------------------------------------------------------------------------------------------------------


def proved(protocol: Protocol, level: Level, days: int, silent: str | None = None) -> bool:
    """Whether a check of its own proves that every dispute is decided in so many days."""
    wanted = replace(protocol, target=TimeSpan(days, "working day"))
    results = check(wanted, silent_role=silent, properties=("within-target",)).of("within-target", level)
    return bool(results) and all(one.verdict in (Word.PROVED, Word.VACUOUS) for one in results)


@pytest.mark.parametrize("name", protocols.names())
def test_each_of_the_six_can_be_repaired(name: str) -> None:
    """Each is broken at twenty days, has a repair, and a check of its own proves it; without any edit it fails."""
    whole = load(name)
    found = repair(whole, Level.SHOULD, 20)
    assert found.repaired is not None
    assert found.remedies
    assert not proved(whole, Level.SHOULD, 20)
    assert proved(found.repaired, Level.SHOULD, 20)
    trial = Trial(whole, Level.SHOULD, 20, "decision", False, 20_000)
    trial.walks()
    for one in found.remedies:
        assert not trial.fine([other for other in found.remedies if other is not one])


def test_where_the_engines_differ_the_search_goes_on_with_care(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what they differ about is walked with care, until they agree; if they still differ, the fault is ours."""
    whole = edited((LIMIT, ""))
    expected, walked = kinds(repair(whole, Level.GUIDE, 20)), []

    def differing(study: Study, *args: Any, **options: Any) -> list[Result]:
        walked.append(study.careful)
        if not study.careful or agreed is None:
            raise EnginesDisagree
        return agreed(study, *args, **options)

    agreed: Callable[..., list[Result]] | None = bounded
    monkeypatch.setattr("verify.trial.bounded", differing)
    assert kinds(repair(whole, Level.GUIDE, 20)) == expected
    assert walked == [False, True, False, True, True]  # as it stands; with the edits found, and from the beginning again
    agreed = None
    with pytest.raises(EnginesDisagree):
        repair(whole, Level.GUIDE, 20)


# -- laws ---------------------------------------------------------------------------------------------------------


def with_a_decision(protocol: Protocol) -> Protocol:
    """The protocol with a decision for its last stage: where there is none to come to, hardly one can be repaired."""
    last = replace(protocol.states[-1], kind=StateKind.DECIDED, final=True)
    return replace(protocol, states=(*protocol.states[:-1], last))


RANDOM = (
    random_protocols(most_states=5, most_limits=3, plain=True)
    | random_protocols(most_states=4, most_limits=2, plain=True, loops=True)
    | eventful(most_states=4, most_limits=2)
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(RANDOM.map(with_a_decision).filter(mixed_units_leave_room))
def test_a_repair_repairs_and_has_nothing_to_spare(protocol: Protocol) -> None:
    """The repaired protocol is proved to keep the target; with any edit left out it does not."""
    found = repair(protocol, Level.GUIDE, 12, most_steps=1_000)
    if found.repaired is None:
        return
    assert proved(found.repaired, Level.GUIDE, 12)
    for one in found.remedies:
        rest: Sequence[Remedy] = [other for other in found.remedies if other is not one]
        assert not proved(remedied(protocol, rest), Level.GUIDE, 12)


def test_the_fewest_come_before_the_lightest() -> None:
    """One heavy member that meets everything is better than two light ones; of two alike, the lighter."""
    choosing = Choosing({"a": 1, "b": 1, "c": 9, "d": 8})
    choosing.require(["a", "c", "d"])
    choosing.require(["b", "c", "d"])
    assert choosing.smallest() == frozenset({"d"})
    choosing.forbid(["d"])
    assert choosing.smallest() == frozenset({"c"})


def test_members_that_exclude_each_other_are_never_both_chosen() -> None:
    """Two choices of one reading cannot be a way out together; where both are asked for, there is none."""
    choosing = Choosing({"a": 1, "b": 1, "c": 1}, [frozenset(("a", "b"))])
    choosing.require(["a"])
    choosing.require(["b", "c"])
    assert choosing.smallest() == frozenset({"a", "c"})
    choosing.require(["b"])
    assert choosing.smallest() is None


def test_a_requirement_counts_only_while_its_reason_is_chosen() -> None:
    """What is asked for because of an edit is not asked for without it."""
    choosing = Choosing({"a": 1, "b": 2, "c": 3})
    choosing.require(["a", "b"])
    choosing.require(["c"], unless=["a"])
    assert choosing.smallest() == frozenset({"b"})
