"""Sets of choices: simpler ones say the same, and what avoids something is exactly the smallest that does."""

from itertools import chain, combinations

from hypothesis import example, given
from hypothesis import strategies as st

from verify.causes import in_readings
from verify.readings import (
    Cube,
    assignments,
    avoiding,
    compatible,
    covered,
    join,
    merge,
    restrict,
    simplify,
    smallest,
)

DOMAINS = {"a": ("1", "2"), "b": ("1", "2", "3"), "c": ("1", "2")}
ALL = list(assignments(tuple(DOMAINS), DOMAINS))


def cube(names: tuple[str, ...]) -> st.SearchStrategy[Cube]:
    """A choice for each of these names."""
    return st.tuples(*(st.tuples(st.just(name), st.sampled_from(DOMAINS[name])) for name in names))


cubes = st.lists(
    st.sets(st.sampled_from(sorted(DOMAINS))).flatmap(lambda names: cube(tuple(sorted(names)))), max_size=8
)


def met(some: list[Cube]) -> set[Cube]:
    """The full assignments in which one of the cubes is the case."""
    return {full for full in ALL if any(set(one) <= set(full) for one in some)}


def every_cube() -> list[Cube]:
    """All choices for all sets of names."""
    sets = chain.from_iterable(combinations(sorted(DOMAINS), size) for size in range(len(DOMAINS) + 1))
    return [one for names in sets for one in assignments(names, DOMAINS)]


def test_both_values_make_no_difference() -> None:
    """What fails whether a is 1 or 2 fails whatever a is."""
    assert simplify([(("a", "1"), ("c", "1")), (("a", "2"), ("c", "1"))], DOMAINS) == [(("c", "1"),)]


def test_what_a_more_general_choice_holds_is_not_told_again() -> None:
    """Of b=1 with a=1, a=1 alone, and c=2, the first is in the second; shorter ones come first, then by name."""
    assert smallest([(("b", "1"), ("a", "1")), (("c", "2"),), (("a", "1"),)]) == [(("a", "1"),), (("c", "2"),)]


def test_a_way_out_needs_no_more_than_it_must() -> None:
    """If a=1 with b=2 fails, and c=1: avoid by c=2 and either a=2 or b other than 2."""
    bad = [(("a", "1"), ("b", "2")), (("c", "1"),)]
    assert avoiding(bad, DOMAINS) == [
        (("a", "2"), ("c", "2")),
        (("b", "1"), ("c", "2")),
        (("b", "3"), ("c", "2")),
    ]


def test_nothing_avoids_what_is_always_so() -> None:
    """A cube without choices is always the case, and nothing need be chosen where nothing is bad."""
    assert avoiding([()], DOMAINS) == []
    assert avoiding([], DOMAINS) == [()]
    assert covered((), [()], DOMAINS)
    assert not covered((), [], DOMAINS)


def test_assignments_are_all_of_them_once() -> None:
    """2 times 3 times 2 ways to choose, each once; one where there is nothing to choose."""
    assert len(ALL) == len(set(ALL)) == 12
    assert list(assignments((), DOMAINS)) == [()]


@given(cubes)
def test_simpler_means_the_same(some: list[Cube]) -> None:
    """Law: simplifying, merging and dropping what is contained change no assignment."""
    assert met(simplify(some, DOMAINS)) == met(merge(some, DOMAINS)) == met(smallest(some)) == met(some)


@given(cubes)
def test_simple_cubes_need_each_choice_and_each_cube(some: list[Cube]) -> None:
    """Law: after simplifying, no choice and no cube can be left out."""
    simple = simplify(some, DOMAINS)
    for one in simple:
        assert met([other for other in simple if other != one]) != met(simple)
        for choice in one:
            wider = tuple(other for other in one if other != choice)
            assert not met([wider]) <= met(simple)


@given(cubes)
@example([(("a", "1"), ("b", "1")), (("a", "1"), ("b", "2"))])  # two ways to the same
def test_avoiding_gives_exactly_the_minimal_sets(bad: list[Cube]) -> None:
    """Law: against all sets of choices, those that rule out every bad cube and none of whose parts does."""

    def avoids(one: Cube) -> bool:
        return not any(compatible(other, one) for other in bad)

    minimal = {
        one
        for one in every_cube()
        if avoids(one) and not any(avoids(tuple(other for other in one if other != left)) for left in one)
    }
    found = avoiding(bad, DOMAINS)
    assert len(found) == len(set(found))
    assert set(found) == minimal
    assert covered((), bad, DOMAINS) == (met(bad) == set(ALL))


@given(cubes, st.sampled_from(every_cube()))
def test_covered_is_covered_in_every_assignment(some: list[Cube], one: Cube) -> None:
    """Law: a cube is covered when in each assignment in which it is the case, another is."""
    assert covered(one, some, DOMAINS) == (met([one]) <= met(some))


@given(st.sampled_from(every_cube()), st.sampled_from(every_cube()))
def test_joined_is_both(one: Cube, other: Cube) -> None:
    """Law: compatible cubes share an assignment, and joined they are the case in just those they share."""
    shared = met([one]) & met([other])
    assert compatible(one, other) == bool(shared)
    if shared:
        assert met([join(one, other)]) == shared
    assert set(restrict(one, ["a"])) == {choice for choice in one if choice[0] == "a"}


def test_a_way_of_reading_is_told_once() -> None:
    """Found of two kinds of case, or beside a shorter one that it goes further than, it is still one way."""
    one, other = (("a", "x"), ("b", "y")), (("a", "z"),)
    assert in_readings([one, one, other, (*one, ("c", "w"))]) == (
        "if “a” is read as “x” and “b” is read as “y”, or if “a” is read as “z”"
    )
