"""Luck by name: the same name has the same numbers, whatever else is drawn, and nothing else has them."""

from dataclasses import replace
from zlib import crc32

import numpy as np
import pytest

import simulate.draws
from simulate.draws import BLOCK, KEPT, Luck, NamesCollide
from simulate.scenario import Absence, Staff
from simulate.staffing import Presence
from tests.simulate.caseload import q


def test_a_number_depends_on_its_name_alone() -> None:
    """The order of asking changes nothing, and neither does what else is asked for."""
    one, other = Luck(7, 3), Luck(7, 3)
    straight = [one.vector("talk/delay", "normal").of(case) for case in range(20)]
    other.vector("meeting/delay", "normal").of(5)
    assert [other.vector("talk/delay", "normal").of(case) for case in reversed(range(20))] == straight[::-1]


@pytest.mark.parametrize(("seed", "replication", "name"), [(8, 3, "a"), (7, 4, "a"), (7, 3, "b")])
def test_seed_replication_and_name_each_change_the_numbers(seed: int, replication: int, name: str) -> None:
    """Another seed, run or name is other luck."""
    assert Luck(seed, replication).vector(name).of(0) != Luck(7, 3).vector("a").of(0)


@pytest.mark.parametrize("root", [0, 7, 2**32, 2**100 + 5, 2**128, 2**170])
def test_each_block_has_a_generator_seeded_by_the_name(root: int) -> None:
    """Whatever was drawn before, a block is what a new Philox for seed, run, checksum of the name and block gives."""
    luck = Luck(root, 3)
    for shape, draw in (("uniform", "random"), ("normal", "standard_normal"), ("exponential", "standard_exponential")):
        for block in (2, 0):
            seed = np.random.SeedSequence(root, spawn_key=(3, crc32(shape.encode()), block))
            straight = getattr(np.random.Generator(np.random.Philox(seed)), draw)(BLOCK)
            assert luck.vector(shape, shape)[block].tolist() == straight.tolist()  # type: ignore[arg-type]


def test_a_forgotten_block_is_drawn_again() -> None:
    """Only some blocks are kept, and a number asked for much later is the same."""
    vector = Luck(7, 3).vector("a")
    first = vector.of(3)
    for block in range(1, KEPT + 2):
        vector.of(block * BLOCK)
    assert vector.of(3) == first


def test_numbers_are_plain() -> None:
    """They are numbers of Python, which are fast one by one and go into JSON."""
    assert type(Luck(1, 1).vector("a", "exponential").of(0)) is float


def test_two_names_with_one_checksum_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that would share their numbers are told, and not silently shared."""
    monkeypatch.setattr(simulate.draws, "crc32", lambda _: 1)
    luck = Luck(1, 1)
    luck.vector("a")
    with pytest.raises(NamesCollide, match='"b" and "a"'):
        luck.vector("b")


ABSENCE = Absence(q(28), q(0.032), q(5))


def presence(people: int, **changes: object) -> Presence:
    """So many people with leave and sickness."""
    return Presence("chair", replace(Staff(q(people)), **changes), ABSENCE, Luck(1, 0))  # type: ignore[arg-type]


def test_one_person_more_changes_nobody_elses_weeks() -> None:
    """On each day one more person adds nobody or one."""
    three, four = presence(3), presence(4)
    added = [four.present(day) - three.present(day) for day in range(500)]
    assert set(added) == {0, 1}


def test_leave_and_sickness_take_their_share() -> None:
    """28 days of leave in 253, then 3.2% of the rest."""
    team = presence(200)
    share = sum(team.present(day) for day in range(0, 1500, 5)) / (200 * 300)
    assert share == pytest.approx((1 - 28 / 253) * (1 - 0.032), abs=0.01)


def test_a_chair_of_thirty_days_misses_most_short_windows() -> None:
    """With 30 days a year, none of three days is worked with a chance of (1 - 30/253) to the third."""
    chair = Presence("chair", Staff(q(1), days_per_year=q(30)), None, Luck(1, 0))
    missed = [not any(chair.present(day + one) for one in range(3)) for day in range(0, 15000, 3)]
    assert sum(missed) / len(missed) == pytest.approx((1 - 30 / 253) ** 3, abs=0.02)
