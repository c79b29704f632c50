"""The worst case over all cases at once is that of the walk that tells the cases apart, and of the solver."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from benchmarks.family import Ladder, Rung, follow, ladder, plain, read
from benchmarks.family_protocol import protocol
from model.graph import returning
from model.modality import Level
from model.protocol import COUNTING, Protocol
from model.unfolding import unfolded
from tests.verify.agreement import Solved, milestones
from tests.verify.strategies import protocols
from tests.verify.test_engines_agree import NO_FIXTURE_TROUBLE, PROVABLE, loaded
from verify.bounds import bounded
from verify.case_table import CaseTable, Trail, spread
from verify.encoding import Encoding
from verify.explorer import Explorer
from verify.properties import no_dead_end, reachable
from verify.readings import Cube, assignments, compatible
from verify.study import EnginesDisagree, Study
from verify.verdict import Word
from verify.worst_case import worst_case

DAY_0 = ((COUNTING.id, COUNTING.names[0]),)

# Worked out by hand from the days and guards that the seed draws, each case followed through the stages.
BY_HAND = [
    (1, 1, 13),  # fact 1 yes: 13, no: 6
    (1, 2, 25),  # fact 2 yes: 20, no: 25
    (2, 1, 39),  # yes: 16 and a short cut to the decision; no: 21 + 18
    (2, 2, 33),  # yes, yes: 5 and a short cut; yes, no: 5 + 28; no: 6 + 13
    (3, 1, 54),  # yes: 7 + 8 by the short cut, 7 + 3 + 8 by the bypass; no: 26 + 9 + 19
    (3, 2, 58),  # yes, yes: 8 + 3 + 17; yes, no: 8 + 22 + 28; no, yes: 8 + 9 + 17; no, no: 8 + 9 + 28
]


def differences(one: Protocol, level: Level, role: str | None, given: Cube) -> list[str]:
    """What the walk and the tables say differently."""
    one = unfolded(one, level, role).protocol
    walk = Explorer(one, level, milestones(one), role, given=given, careful=False).explore()
    found, worst = [], worst_case(one, level, role, given)
    stalls = {end.node.state for end in walk.ends if end.stalled}
    if stalls != set(worst.stalls):
        found.append(f"stalls: walk {stalls}, tables {set(worst.stalls)}")
    for name in milestones(one):
        longest = max((end.longest[name] for end in walk.ends if name in end.longest), default=None)
        if longest != worst.longest.get(name):
            found.append(f"longest to {name}: walk {longest}, tables {worst.longest.get(name)}")
        missed = {end.node.state for end in walk.ends if end.stalled and name not in end.reached}
        if missed != set(worst.missed[name]):
            found.append(f"stalls before {name}: walk {missed}, tables {set(worst.missed[name])}")
    for name, shown in worst.shown.items():
        fixed = {one.id for one in one.facts if one.at_start is not None}
        case = tuple((fact, answer) for fact, answer in shown.choices if fact not in fixed)
        alone = Explorer(one, level, milestones(one), role, given=case, careful=False).explore()
        if worst.longest[name] not in {end.longest.get(name) for end in alone.ends}:
            found.append(f"{dict(case)} does not take {worst.longest[name]} days to {name}")
    return [f"{one.id}, {level.value}, {role}: {line}" for line in found]


@pytest.mark.parametrize(("n", "k", "days"), BY_HAND)
def test_small_ladders_have_the_bounds_worked_out_by_hand(n: int, k: int, days: int) -> None:
    """The tables, the walk, the solver and plain arithmetic give the answer of pencil and paper."""
    one = ladder(n, k)
    made = protocol(one)
    places = milestones(made)
    walk = Explorer(made, Level.MUST, places, given=DAY_0).explore()
    formula = Encoding(made, Level.MUST)
    assert max(follow(one, case)[0] for case in product((True, False), repeat=k)) == days
    assert worst_case(made, Level.MUST, given=DAY_0).longest["decision"] == days
    assert max(end.longest["decision"] for end in walk.ends) == days
    assert Solved(formula, DAY_0).longest("decision") == days
    assert not worst_case(made, Level.MUST).stalls
    assert not formula.ask(formula.stalls_before(places["decision"]))


def test_a_gap_leaves_some_case_lying() -> None:
    """Where the first fact is "no" and the third "yes", nothing leads on from the second stage."""
    steady = Rung(0, 1, 2, (10, 5, 3))
    gap = Rung(0, 1, 2, (10, 5, 3), gap=True)
    made = protocol(Ladder(3, (steady, gap)))
    worst = worst_case(made, Level.MUST, given=DAY_0)
    assert set(worst.stalls) == {"stage 2"}
    assert {("fact 1", "no"), ("fact 3", "yes")} <= set(worst.stalls["stage 2"].choices)
    assert worst.stalls["stage 2"].steps == ("raise", "on from stage 1")
    assert worst.longest["decision"] == 20
    formula = Encoding(made, Level.MUST)
    assert formula.ask(formula.stalls_in("stage 2"), (("fact 1", "no"), ("fact 3", "yes")))
    assert not formula.ask(formula.stalls_in("stage 2"), (("fact 1", "yes"),))


@pytest.mark.parametrize("gap", [False, True])
def test_ladders_hold_what_following_every_case_finds(gap: bool) -> None:
    """Bound and dead ends of the tables are the worst of all cases followed one by one."""
    for n, k in product((1, 2, 4, 7), (1, 3, 5)):
        one = ladder(n, k, gap=gap)
        followed = [follow(one, case) for case in product((True, False), repeat=k)]
        worst = worst_case(protocol(one), Level.MUST, given=DAY_0)
        assert worst.longest["decision"] == max(days for days, _ in followed), one.name
        assert set(worst.stalls) == {f"stage {place + 1}" for _, stuck in followed for place in stuck}, one.name


def test_many_case_facts_are_no_obstacle() -> None:
    """Sixteen case facts, which would be 65,536 walks, are answered, and the case that is shown takes so long."""
    made = protocol(ladder(20, 16))
    assert differences_of_the_case_shown(made) == []


def differences_of_the_case_shown(made: Protocol) -> list[float]:
    """The days of the case shown, where they are not the bound."""
    worst = worst_case(made, Level.MUST, given=DAY_0)
    alone = Explorer(made, Level.MUST, milestones(made), given=worst.shown["decision"].choices).explore()
    found = max(end.longest["decision"] for end in alone.ends)
    return [] if found == worst.longest["decision"] else [found, worst.longest["decision"]]


def test_a_crowded_protocol_gets_one_verdict_for_all_its_cases() -> None:
    """Where the cases are too many to walk, the bound, the word and the case shown are those of the worst of them."""
    made = protocol(ladder(4, 3))
    alone, crowd = Study(made), Study(made, most_steps=30)
    assert crowd.crowded
    assert not alone.crowded
    [one] = bounded(crowd, Level.MUST, "decision", property_id="decision-bounded")
    each = bounded(alone, Level.MUST, "decision", property_id="decision-bounded")
    assert one.verdict is Word.PROVED
    assert one.bound == max(answer.bound for answer in each if answer.bound is not None)
    assert one.case == ()
    assert one.story is not None
    assert one.story.events[-1].day == one.bound


def test_a_bound_over_very_many_cases_is_proved_only_once_it_is_confirmed() -> None:
    """What one engine finds of twenty case facts in twenty stages is told, but is no verdict without the other."""
    hasty = Study(protocol(ladder(20, 20)), milliseconds=1)
    assert hasty.crowded
    [one] = bounded(hasty, Level.MUST, "decision", property_id="decision-bounded")
    assert (one.verdict, one.bound) == (Word.UNDECIDED, None)
    assert one.note.startswith("one engine finds 395 working days; time ran out before the other could confirm it")


def test_very_many_cases_are_confirmed_part_by_part() -> None:
    """Each case lies in just one of the sixteen parts, and a bound that is too low for a few cases is noticed."""
    made = protocol(ladder(5, 5))
    crowd, alone = Study(made, most_steps=30), Study(made)
    facts = [one.id for one in made.facts]
    met = [sum(compatible(case, part) for part in crowd.parts) for case in assignments(facts, made.domains)]
    assert (len(crowd.parts), set(met), alone.parts) == (16, {1}, [()])
    bound = worst_case(made, Level.MUST).longest["decision"]
    late = crowd.formula(Level.MUST).exceeds(crowd.milestones["decision"], int(bound))
    later = crowd.formula(Level.MUST).exceeds(crowd.milestones["decision"], int(bound) - 1)
    crowd.expect(Level.MUST, late, (), answer=False)
    with pytest.raises(EnginesDisagree):
        crowd.expect(Level.MUST, later, (), answer=False)


def test_a_dead_end_of_a_crowded_protocol_is_told_as_a_case() -> None:
    """The case that is left lying is named, and replays, though its class is one of very many."""
    made = protocol(ladder(6, 12, gap=True))
    assert Study(made, most_steps=1_000).crowded
    [one] = no_dead_end.check(Study(made, most_steps=1_000), Level.MUST)
    rung = ladder(6, 12, gap=True).rungs[3]
    assert one.verdict is Word.DEAD_END
    assert one.story is not None
    assert {(f"fact {rung.first + 1}", "no"), (f"fact {rung.third + 1}", "yes")} <= set(one.story.hangs_on)


def test_what_needs_every_case_stays_undecided_where_they_are_too_many() -> None:
    """Whether each move can happen is not read off the worst cases alone."""
    [one] = reachable.check(Study(protocol(ladder(4, 3)), most_steps=30), Level.MUST)
    assert one.verdict is Word.UNDECIDED


def test_instances_are_made_of_their_numbers_alone() -> None:
    """The same n, k and seed give the same ladder, another seed another; plain values give it back."""
    assert ladder(6, 4) == ladder(6, 4) == read(plain(ladder(6, 4)))
    assert ladder(6, 4) != ladder(6, 4, seed=2)
    assert all(3 <= days <= 28 for rung in ladder(50, 10).rungs for days in rung.days)


def test_the_tables_agree_with_the_walk_on_files() -> None:
    """Longest times and dead ends, wherever nothing is sent back, at two levels, whoever of two is silent."""
    found = []
    for path in PROVABLE:
        one = loaded(path)
        if len(one.transitions) > 12 or returning(one):
            continue
        for level in (Level.MUST, Level.IMPLIED):
            for role in (None, *[role.id for role in one.roles][:2]):
                found += differences(one, level, role, DAY_0)
    assert not found, "\n".join(found)


@settings(max_examples=40, suppress_health_check=NO_FIXTURE_TROUBLE)
@given(protocols())
def test_the_tables_agree_with_the_walk_on_random_protocols(one: Protocol) -> None:
    """Whatever the protocol, the level, the silent role and the counting."""
    for level in (Level.MUST, Level.IMPLIED):
        for role in (None, "other"):
            for chosen in ((), DAY_0):
                assert not differences(one, level, role, chosen)


def test_tables_of_which_neither_is_wider_stay_apart() -> None:
    """For a case in which one table is later and the other earlier, one table cannot hold both."""
    alive = np.ones((1,), bool)
    early = CaseTable(("now", "raised"), ((0, 5), (-1, 0)), alive, None)
    late = CaseTable(("now", "raised"), ((0, 9), (-4, 0)), alive, None)
    wide = CaseTable(("now", "raised"), ((0, 9), (-1, 0)), alive, None)
    assert early.join(late) is None
    joined = early.join(wide)
    assert joined is not None
    assert joined.longest("raised", "now") == 9


def test_a_trail_leads_back_to_the_run_of_an_entry() -> None:
    """Of two tables joined, the run is that of the one the entry was taken from."""
    first, second = Trail(None, "by letter"), Trail(None, "by telephone")
    joined = Trail(Trail(first, "", np.array([0, 1], np.int8), second), "decide")
    assert joined.run([0]) == (["by letter", "decide"], [0])
    assert joined.run([1]) == (["by telephone", "decide"], [1])


def test_a_small_table_is_spread_along_the_last_axes() -> None:
    """It says the same, in rows as long as those of the table it is added to."""
    small = np.arange(2).reshape(2, 1, 1)
    wide = spread(small, (2, 2, 2))
    assert wide.shape == (2, 2, 2)
    assert (wide == small).all()
