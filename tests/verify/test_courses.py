"""The solver's formula and the machine allow exactly the same courses, step by step and day by day."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import networkx
import pytest
import z3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import protocols as built_in
from model.graph import graph
from model.loader import load_file
from model.modality import Level
from model.protocol import Protocol
from model.unfolding import unfolded
from tests.verify.agreement import spread
from tests.verify.courses import STARTS, accepted, as_trace, choices, in_working_days, pinned, questions, spoilt, walk
from tests.verify.strategies import eventful, protocols
from verify.encoding import Encoding
from verify.study import Study

TESTS = Path(__file__).parent.parent
FILES = [built_in.path(name) for name in built_in.names()]
FILES += [path for folder in ("features", "protocols", "verify/gym") for path in sorted((TESTS / folder).rglob("*.yaml"))]
RANDOM = protocols(plain=True) | eventful(most_states=4, most_limits=4)
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much]


@cache
def loaded(path: Path) -> Protocol:
    """A protocol with its limits in working days, read once."""
    return in_working_days(load_file(path))


PROVABLE = [
    path
    for path in FILES  # a course that goes round has no one day for each state: it cannot be pinned
    if not Study(load_file(path)).obstacle and networkx.is_directed_acyclic_graph(graph(load_file(path)))
]


def settings_of(protocol: Protocol, most: int) -> Iterator[tuple[Level, str | None]]:
    """Levels and silent roles to walk with: evenly spread, and always the same."""
    roles = [None, *(one.id for one in protocol.roles)]
    levels = list(dict.fromkeys(Study(protocol).same_as(level) for level in Level))
    yield from spread([(level, role) for level in levels for role in roles], most)


def judged(protocol: Protocol, level: Level, role: str | None, seed: int, walks: int) -> tuple[int, int]:
    """Put random courses, lawful and spoilt, to machine and solver; how many were lawful, and how many were not."""
    protocol = unfolded(protocol, level, role).protocol
    formula, luck, seen = Encoding(protocol, level, role), Random(seed), [0, 0]
    for _ in range(walks):
        trace = walk(protocol, level, role, luck)
        if trace is None:
            continue
        assert accepted(protocol, trace), trace
        for one in (trace, *spoilt(protocol, trace, luck)):
            lawful = accepted(protocol, one)
            assert formula.ask(pinned(formula, one), choices(protocol, one)) is lawful, (lawful, one)
            seen[not lawful] += 1
    return seen[0], seen[1]


@pytest.mark.parametrize("path", PROVABLE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_formula_holds_of_a_course_exactly_if_it_is_lawful(path: Path) -> None:
    """Law: a course satisfies the formula, its steps and days fixed, if and only if the machine accepts it.

    Courses are walked at random, then spoilt: a day too late or too soon, a step left out, another move.
    """
    protocol = loaded(path)
    seen = [judged(protocol, level, role, 7, 3) for level, role in settings_of(protocol, 3)]
    lawful, unlawful = (sum(column) for column in zip(*seen, strict=True))
    contradictory = "contradiction" in path.stem or path.stem == "panel-sits-too-late-for-its-limit"
    if any(one.dest for one in protocol.entries) and not contradictory:
        assert lawful
        assert unlawful


def test_random_protocols_allow_the_same_courses_to_machine_and_formula() -> None:
    """Law: the same of random protocols; hundreds of courses, lawful and not, are put to both."""
    seen = [0, 0]

    @settings(max_examples=50, suppress_health_check=QUIET)
    @given(RANDOM, st.integers(0, 999))
    def check(protocol: Protocol, seed: int) -> None:
        for role in (None, "other"):
            lawful, unlawful = judged(in_working_days(protocol), Level.GUIDE, role, seed, 5)
            seen[0] += lawful
            seen[1] += unlawful

    check()
    assert min(seen) > 40, seen


@pytest.mark.parametrize("path", PROVABLE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_run_of_the_solver_replays(path: Path) -> None:
    """Law: whatever run the solver finds, the machine accepts it on real days, from an ordinary day or at Christmas."""
    protocol, found = loaded(path), 0
    for level, role in settings_of(protocol, 2):
        found += replayed(protocol, level, role, 8)
    assert found or not any(one.dest for one in protocol.entries) or "contradiction" in path.stem


@settings(max_examples=20, suppress_health_check=QUIET)
@given(RANDOM)
def test_every_run_of_the_solver_on_a_random_protocol_replays(protocol: Protocol) -> None:
    """Law: the same of random protocols, and of a role that may fall silent."""
    for level, role in ((Level.MUST, None), (Level.IMPLIED, "other")):
        replayed(in_working_days(protocol), level, role, 6)


def replayed(protocol: Protocol, level: Level, role: str | None, most: int) -> int:
    """Replay runs that the solver finds, one for each of so many moves and endings; how many there were."""
    protocol = unfolded(protocol, level, role).protocol
    formula, found = Encoding(protocol, level, role), 0
    for number, question in enumerate(spread(questions(formula), most)):
        if formula.ask(question):
            run = formula.run(question)
            if run.steps:  # else no way in is open to the case
                trace = as_trace(protocol, run, level, role, STARTS[number % 2])
                assert accepted(protocol, trace), trace
                assert formula.ask(pinned(formula, trace), choices(protocol, trace))
                found += 1
    return found


def test_nothing_follows_an_end() -> None:
    """Planted: a course that ends and still goes on satisfies no formula; nor does one a day after its last limit."""
    protocol = loaded(TESTS / "verify/gym/cap-open.yaml")
    formula = Encoding(protocol, Level.MUST)
    assert formula.ask(formula.exceeds(frozenset(), 14))
    assert not formula.ask(formula.exceeds(frozenset(), 15))  # 15 working days, by hand
    for one in protocol.transitions:
        assert formula.ask(formula.fires[one.id])
        assert not formula.ask(z3.And(formula.fires[one.id], formula.ends[one.source]))
