"""From ways to fail to a verdict: case classes, the word over all readings, and the bound where it holds."""

from dataclasses import replace
from math import inf
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from model.loader import load_file
from model.protocol import CaseFact, Protocol, Reading
from verify.explorer import End, Node
from verify.judgement import Failure, Judgement, classes
from verify.readings import Cube, assignments, compatible
from verify.verdict import Word
from verify.zone import BEGIN

BASE = load_file(Path(__file__).parent / "gym" / "concurrent-limits.yaml")
PROTOCOL: Protocol = replace(
    BASE,
    facts=(CaseFact("fact", "Is it so?", ("yes", "no")), CaseFact("kind", "Which?", ("x", "y", "z"))),
    readings=(
        Reading("first", "Which?", (("one", "one"), ("two", "two"))),
        Reading("second", "Which?", (("one", "one"), ("two", "two"))),
    ),
)


def end(cube: Cube, days: float, *, stalled: bool = False) -> End:
    """Runs that end so: after so many days, or stalled before the milestone."""
    node = Node("talk" if stalled else "decided", tuple(sorted(cube)), (), False, frozenset(), BEGIN)
    return End(node, stalled, frozenset() if stalled else frozenset({"decision"}), {} if stalled else {"decision": days})


def judged(*ends: End) -> list[Judgement]:
    """The judgements over these runs, all of which there are."""
    failures = []
    for one in ends:
        if one.stalled:
            failures.append(Failure(one.node.cube, Word.DEAD_END, one))
        elif one.longest["decision"] == inf:
            failures.append(Failure(one.node.cube, Word.UNBOUNDED, one))
    return classes(PROTOCOL, ends, failures, "decision")


def test_what_never_fails_is_proved_with_its_longest_time() -> None:
    """Two ways to end, 5 and 8 days: proved, 8."""
    (one,) = judged(end((), 5), end((), 8))
    assert (one.word, one.bound, one.case) == (Word.PROVED, 8, ())


def test_failing_in_one_reading_is_a_matter_of_reading() -> None:
    """Without bound where first is one; where it is two, 8 days: the bound is that of the readings that hold."""
    (one,) = judged(end((("first", "one"),), inf), end((("first", "two"),), 8))
    assert (one.word, one.bound) == (Word.DEPENDS, 8)
    assert [(held.readings, held.bound) for held in one.holds_under] == [((("first", "two"),), 8)]


def test_failing_in_every_reading_keeps_its_word() -> None:
    """Unbounded everywhere is unbounded, a dead end everywhere is a dead end, and a mixture is refuted."""
    one, two = (("first", "one"),), (("first", "two"),)
    assert [held.word for held in judged(end((), 5), end((), inf))] == [Word.UNBOUNDED]
    assert [held.word for held in judged(end(one, 0, stalled=True), end(two, 0, stalled=True))] == [Word.DEAD_END]
    assert [held.word for held in judged(end(one, inf), end(two, 0, stalled=True))] == [Word.REFUTED]


def test_a_dead_end_everywhere_outweighs_no_bound_everywhere() -> None:
    """Where every reading has both, the dead end is named."""
    (one,) = judged(end((), inf), end((), 0, stalled=True))
    assert one.word is Word.DEAD_END


def test_cases_with_one_answer_are_told_as_one() -> None:
    """A fact that changes nothing makes no class; one that changes the bound does."""
    alike = judged(end((("fact", "yes"),), 5), end((("fact", "no"),), 5))
    assert [one.case for one in alike] == [()]
    apart = judged(end((("fact", "yes"),), 5), end((("fact", "no"),), 6))
    assert [(one.case, one.bound) for one in apart] == [((("fact", "yes"),), 5), ((("fact", "no"),), 6)]


def test_a_class_never_takes_over_the_failure_of_another() -> None:
    """A case that stalls stalls for itself: the others are proved."""
    found = {one.case: one.word for one in judged(*(end((("kind", kind),), 5, stalled=kind == "y") for kind in "xyz"))}
    assert found == {(("kind", "x"),): Word.PROVED, (("kind", "y"),): Word.DEAD_END, (("kind", "z"),): Word.PROVED}


NAMES = ("fact", "kind", "first", "second")
DOMAINS = {name: PROTOCOL.domains[name] for name in NAMES}
FULL = list(assignments(NAMES, DOMAINS))
answers = st.lists(st.sampled_from([3, 5, inf, None]), min_size=len(FULL), max_size=len(FULL))


@given(answers)
def test_judgements_are_those_of_each_assignment(table: list[float | None]) -> None:
    """Law: with the answer for each full assignment given, each class tells just what its assignments say."""
    ends = [end(one, days or 0, stalled=days is None) for one, days in zip(FULL, table, strict=True)]
    truth = dict(zip(FULL, table, strict=True))
    found = judged(*ends)
    for full, days in truth.items():
        (one,) = [other for other in found if compatible(other.case, full)]
        here = [answer for other, answer in truth.items() if compatible(one.case, other)]
        if one.word is Word.PROVED:
            assert days is not None
            assert one.bound == max(answer for answer in here if answer is not None)
        holds = days not in (None, inf)
        if one.word is Word.DEPENDS:
            readings = [(other[2:], answer) for other, answer in truth.items() if compatible(one.case, other)]
            always = all(answer not in (None, inf) for reading, answer in readings if reading == full[2:])
            assert always == any(compatible(held.readings, full[2:]) for held in one.holds_under)
        elif one.word is not Word.PROVED:
            for reading in assignments(("first", "second"), DOMAINS):
                failing = [
                    answer
                    for other, answer in truth.items()
                    if compatible(one.case, other) and other[2:] == reading and answer in (None, inf)
                ]
                assert failing
                if one.word is Word.DEAD_END:
                    assert None in failing
                if one.word is Word.UNBOUNDED:
                    assert inf in failing
        assert holds or one.word is not Word.PROVED
