"""The two engines, and for tiny protocols a third, give the same answers to the same questions.

Where a protocol has more assignments of its case facts and readings than a test can ask about, they are
sampled evenly and always the same; random protocols are drawn by Hypothesis.
"""

from collections.abc import Callable
from functools import cache
from math import inf
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import protocols as built_in
from model.graph import returning
from model.loader import load_file
from model.modality import Level
from model.protocol import COUNTING, Protocol
from model.unfolding import unfolded
from tests.verify.agreement import Solved, Walked, asked_of, differences, milestones, spread
from tests.verify.day_by_day import DayByDay
from tests.verify.strategies import busy, eventful, protocols
from verify.encoding import Encoding
from verify.explorer import Explorer
from verify.folded_encoding import FoldedEncoding
from verify.folding import folded
from verify.readings import assignments
from verify.study import Study

TESTS = Path(__file__).parent.parent
Record = Callable[[str, object], None]
PATIENT = 600_000
"""Milliseconds for one question: a busy machine leaves none undecided."""
NO_FIXTURE_TROUBLE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


def files() -> list[Path]:
    """The built-in protocols, and every tiny one of the tests."""
    found = [built_in.path(name) for name in built_in.names()]
    for folder in ("features", "protocols", "properties", "verify/gym"):
        found += sorted((TESTS / folder).rglob("*.yaml"))
    return found


@cache
def loaded(path: Path) -> Protocol:
    """A protocol, read once."""
    return load_file(path)


PROVABLE = [path for path in files() if not Study(loaded(path)).obstacle]


def name_of(path: Path) -> str:
    """What a test of this file is called."""
    return f"{path.parent.name}-{path.stem}"


def different(
    protocol: Protocol, level: Level, role: str | None, most: int, *, careful: bool = True
) -> tuple[list[str], int]:
    """What the engines say differently about bounds, dead ends and reach, and how many questions were asked.

    Only a careful walk knows exactly what can be reached, and is asked about it.
    """
    protocol = unfolded(protocol, level, role).protocol
    walk = Explorer(protocol, level, milestones(protocol), role, careful=careful).explore()
    assert walk.complete
    formula = Encoding(protocol, level, role, rounds=walk.rounds, milliseconds=PATIENT)
    names = sorted(asked_of(walk) | {COUNTING.id})
    chosen = spread(assignments(names, protocol.domains), most)
    found = [one for choices in chosen for one in differences(walk, formula, choices)]
    for state in protocol.states if careful else ():
        for choices in chosen[:4]:
            reached = formula.ask(formula.visited[state.id], choices)
            if reached != (state.id in Walked(walk, choices).arrivals):
                found.append(f"{level.value}, {dict(choices)}: {state.id} is reached: solver {reached}")
    for one in protocol.transitions if careful else ():
        if formula.ask(formula.fires[one.id]) != (one.id in walk.fired):
            found.append(f"{level.value}: {one.id} can fire: walk {one.id in walk.fired}")
    return [f"{role or 'nobody'} silent, {one}" for one in found], formula.queries


def stays_different(protocol: Protocol, level: Level, role: str | None, most: int) -> tuple[list[str], int]:
    """What the engines say differently about the longest stay in each state, and how many were asked.

    Where a dispute can come back, the walk times its last stay only, and the two are not asked the same.
    """
    if returning(protocol):
        return [], 0
    protocol = unfolded(protocol, level, role).protocol
    formula = Encoding(protocol, level, role)
    found = []
    for state in protocol.states:
        if any(one.final and one.id in formula.before[state.id] for one in protocol.states):
            continue  # the formula asks about stays before an ending only
        walk = Explorer(protocol, level, milestones(protocol), role, stay=state.id, careful=False).explore()
        for choices in spread(assignments(sorted(asked_of(walk) | {COUNTING.id}), protocol.domains), most):
            mine, theirs = Walked(walk, choices).stay(), Solved(formula, choices).stay(state.id)
            if max(mine, 0) != max(theirs, 0):  # what is raised on leaving has stayed no day
                found.append(f"{level.value}, {dict(choices)}: stay in {state.id}: walk {mine}, solver {theirs}")
    return found, formula.queries


@pytest.mark.parametrize("path", PROVABLE, ids=name_of)
def test_the_engines_agree_on_every_file(path: Path, record_property: Record) -> None:
    """Dead ends, longest and shortest times, reach and stays: at every level, whoever is silent.

    In a large file, and where a dispute can come round, one role is silent at each level, another one each time;
    `benchmarks/agreement.py` asks about more of them.
    """
    protocol = loaded(path)
    large = len(protocol.transitions) > 12
    roles = [one.id for one in protocol.roles]
    found, queries = [], 0
    for place, level in enumerate(dict.fromkeys(Study(protocol).same_as(level) for level in Level)):
        for role in (None, *(roles[place % len(roles) :][:1] if large or returning(protocol) else roles)):
            most = 12 if large and role is None else 6
            some, asked = different(protocol, level, role, most, careful=not large or role is None)
            found, queries = found + some, queries + asked
        some, asked = stays_different(protocol, level, None, 4)
        found, queries = found + some, queries + asked
    record_property("queries", queries)
    assert not found, "\n".join(found)
    assert queries > 10


def test_the_engines_agree_on_random_protocols(record_property: Record) -> None:
    """Whatever the protocol, the level and the silent role, both engines say the same; thousands are asked."""
    asked = 0

    @settings(max_examples=40, suppress_health_check=NO_FIXTURE_TROUBLE)
    @given(protocols() | eventful(most_states=4, most_limits=4) | busy(most_states=3, most_limits=3))
    def check(protocol: Protocol) -> None:
        nonlocal asked
        for level in (Level.MUST, Level.IMPLIED):
            for role in (None, "other"):
                for careful in (True, False):
                    found, queries = different(protocol, level, role, 3, careful=careful)
                    asked += queries
                    assert not found, "\n".join(found)
        found, queries = stays_different(protocol, Level.IMPLIED, None, 2)
        asked += queries
        assert not found, "\n".join(found)

    check()
    record_property("queries", asked)
    assert asked > 3_000


@settings(max_examples=50, suppress_health_check=NO_FIXTURE_TROUBLE)
@given(protocols(most_states=3, most_days=1, most_limits=3, plain=True, loops=True).filter(returning))
def test_loops_mean_what_days_mean(protocol: Protocol) -> None:
    """However often a dispute comes round, walk, formula and days tell the same ends, times, states and moves.

    A time without end is one that days reach beyond every finite bound; the solver sees a finite part of it.
    """
    for role, level in ((None, Level.GUIDE), ("other", Level.MUST)):
        walk = Explorer(protocol, level, milestones(protocol), role).explore()
        assert walk.complete
        formula = Encoding(protocol, level, role, rounds=walk.rounds, milliseconds=PATIENT)
        names = sorted(asked_of(walk) | {COUNTING.id})
        for choices in spread(assignments(names, protocol.domains), 2):
            values = {name: domain[0] for name, domain in protocol.domains.items()} | dict(choices)
            days = DayByDay(protocol, level, milestones(protocol), values, role)
            found, walked, solved = days.find(), Walked(walk, choices), Solved(formula, choices)
            here = (level, role, choices)
            assert found.runs == bool(walked.ends) == formula.ask(True, choices), here
            assert found.visited == walked.arrivals, here
            full = tuple(values.items())
            for one in protocol.transitions:
                assert formula.ask(formula.fires[one.id], full) == (one.id in found.fired), (one.id, *here)
            for name in milestones(protocol):
                assert found.stalled_before[name] == walked.dead_end(name) == solved.dead_end(name), (name, *here)
                times = found.times[name]
                assert max(times, default=0) == max(0, min(walked.longest(name), days.clip)), (name, *here)
                assert min(times, default=0) == max(0, walked.shortest(name) if times else 0), (name, *here)
                if walked.longest(name) < inf:
                    assert max(solved.longest(name), 0) == max(walked.longest(name), 0), (name, *here)


TINY = protocols(most_states=4, most_days=2, most_limits=4, plain=True)
EVENTFUL = eventful(most_states=3, most_days=1, most_limits=2)


@settings(max_examples=120, suppress_health_check=NO_FIXTURE_TROUBLE)
@given(st.integers(0, 9).flatmap(lambda number: TINY if number else EVENTFUL))
def test_zones_and_formula_mean_what_days_mean(protocol: Protocol) -> None:
    """Walking a tiny protocol day by day gives the same dead ends, times, states and moves as both engines."""
    for role in (None, "raiser", "other"):
        for level in (Level.MUST, Level.GUIDE):
            made = unfolded(protocol, level, role)
            walk = folded(Explorer(made.protocol, level, milestones(made.protocol), role).explore(), made)
            formula = FoldedEncoding(made, level, role)
            names = sorted(asked_of(walk) | {COUNTING.id})
            for choices in spread(assignments(names, protocol.domains), 3):
                values = {name: domain[0] for name, domain in protocol.domains.items()} | dict(choices)
                days = DayByDay(protocol, level, milestones(protocol), values, role)
                found, walked = days.find(), Walked(walk, choices)
                here = (level, role, choices)
                assert found.runs == bool(walked.ends) == formula.ask(True, choices), here
                assert found.visited == walked.arrivals, here
                full = tuple(values.items())
                for name in protocol.transition:
                    assert formula.ask(formula.fires[name], full) == (name in found.fired), (name, *here)
                for name in milestones(protocol):
                    assert found.stalled_before[name] == walked.dead_end(name), (name, *here)
                    times = found.times[name]
                    if times:
                        assert max(times) == min(walked.longest(name), days.clip), (name, *here)
                        assert min(times) == max(0, walked.shortest(name)), (name, *here)
                    else:
                        assert walked.longest(name) <= 0, (name, *here)  # it came before the raising
