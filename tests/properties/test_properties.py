"""Each property has a tiny protocol that has it and one that lacks it, and both are told apart for the right reason."""

import importlib
import pkgutil
from dataclasses import replace
from pathlib import Path

import pytest

import verify.properties
from model.condition import Condition, Literal
from model.loader import load_file
from model.modality import Level, Modality
from model.protocol import LimitKind, Reading, TimeLimit
from model.time_span import TimeSpan
from verify.checker import check
from verify.properties.catalogue import ALL
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Result, Word

FOLDER = Path(__file__).parent
IDS = [one.id for one in ALL]

VIOLATED: dict[str, tuple[Word, str, str]] = {
    "receipt-bounded": (Word.UNBOUNDED, "talk", "2"),
    "decision-bounded": (Word.UNBOUNDED, "ruling", "3"),
    "no-dead-end": (Word.DEAD_END, "talk", "2"),
    "every-entry-served": (Word.REFUTED, "in one house", "6"),
    "duty-to-decide": (Word.REFUTED, "ruling", "3"),
    "guards-complete": (Word.DEPENDS, "talk", "2"),
    "guards-exclusive": (Word.REFUTED, "talk", "4"),
    "clocks-start": (Word.REFUTED, "ruling", "3"),
    "consistent": (Word.INCONSISTENT, "time limits", "5"),
    "reachable": (Word.REFUTED, "appeal", "8"),
    "limits-bite": (Word.REFUTED, "talk", "4"),
    "caps-and-sums-agree": (Word.REFUTED, "time limits", "4"),
    "silence-proof": (Word.REFUTED, "talk", "2"),
    "duties-have-bearers": (Word.REFUTED, "talk", "2"),
    "authority-rises": (Word.REFUTED, "ruling", "3"),
    "no-self-judging": (Word.REFUTED, "ruling", "3"),
    "cycles-bounded": (Word.REFUTED, "talk", "4"),
    "urgent-is-faster": (Word.REFUTED, "dying", "2"),
    "finality": (Word.REFUTED, "decided", "4"),
    "raiser-told": (Word.REFUTED, "ruling", "3"),
    "recorded": (Word.REFUTED, "talk", "2"),
    "safe-meanwhile": (Word.REFUTED, "ruling", "3"),
    "text-complete": (Word.REFUTED, "missing", "2"),
    "coverage": (Word.REFUTED, "clauses", "4"),
}
"""The word, and the element and a clause of a cause; the target, which no one stage breaks, is tested by itself."""


def only(property_id: str, which: str, level: Level = Level.MUST) -> Result:
    """The one result of a property for its own tiny protocol."""
    protocol = load_file(FOLDER / property_id / f"{which}.yaml")
    (result,) = check(protocol, properties=(property_id,)).of(property_id, level)
    return result


def test_each_property_has_its_pair() -> None:
    """There is a folder for each property, with two protocols, and no other."""
    assert sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "__pycache__") == sorted(IDS)
    for name in IDS:
        assert sorted(path.name for path in (FOLDER / name).iterdir()) == ["holds.yaml", "violated.yaml"]
    assert {*VIOLATED, "within-target"} == set(IDS)


def test_each_property_is_in_the_catalogue() -> None:
    """Every module that defines a property is listed, once, under the name of its file."""
    found = {}
    for module in pkgutil.iter_modules(verify.properties.__path__):
        made = importlib.import_module(f"verify.properties.{module.name}")
        if isinstance(getattr(made, "PROPERTY", None), Property):
            found[module.name] = made.PROPERTY
    assert sorted(one.id for one in found.values()) == sorted(IDS)
    assert len(set(IDS)) == len(IDS)
    for name, one in found.items():
        assert one.id.replace("-", "_") == name


@pytest.mark.parametrize("one", ALL, ids=IDS)
def test_each_property_has_a_page(one: Property) -> None:
    """The page says what is checked, why it matters, and shows one sentence that has it and one that lacks it."""
    parts = ["What it checks.", "Why it matters.", "Holds in.", "Violated by."]
    places = [one.page.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    for here, after in zip(places, [*places[1:], len(one.page)], strict=True):
        assert len(one.page[here:after].split()) > 6
    assert one.sentence.endswith(".")


@pytest.mark.parametrize("name", IDS)
def test_what_has_the_property_is_proved(name: str) -> None:
    """The protocol that has it is proved to have it, at the level of "must"."""
    result = only(name, "holds")
    assert result.verdict is Word.PROVED, result
    assert result.causes == ()


@pytest.mark.parametrize("name", VIOLATED)
def test_what_lacks_the_property_is_told_with_its_cause(name: str) -> None:
    """The protocol that lacks it gets the right word, and a cause that names the element and the clause."""
    word, element, clause = VIOLATED[name]
    result = only(name, "violated")
    assert result.verdict is word, result
    assert (element, True) in [(one.element, clause in one.clauses) for one in result.causes]
    assert clause in result.clauses
    assert all(one.why for one in result.causes)


def test_a_target_that_is_missed_is_shown_by_a_case() -> None:
    """Five days and ten miss a target of 14 by one: a case takes 15 working days (13 if its first day counts)."""
    result = only("within-target", "violated")
    assert (result.verdict, [one.bound for one in result.holds_under]) == (Word.DEPENDS, [13])
    assert result.story is not None
    assert result.story.events[-1].day == 15
    assert {"2", "3"} <= set(result.clauses)


@pytest.mark.parametrize("careful", [False, True])
def test_a_reading_in_which_no_course_is_lawful_is_no_way_to_keep_a_guarantee(*, careful: bool) -> None:
    """A missed date has no consequence if a clause is read one way; read the other way, its limits contradict."""
    text = load_file(FOLDER / "limits-bite" / "violated.yaml")
    first = text.outgoing[str(text.entries[0].dest)]
    week, two = TimeSpan(5, "working day"), Condition(((Literal("which", ("two",)),),))
    never = TimeLimit("never", LimitKind.STAGE, Modality.MUST, (first[0].source,), tuple(one.id for one in first))
    never = replace(never, at_most=week, at_least=replace(week, amount=9), condition=two, state=first[0].source)
    reading = Reading("which", "Which?", (("one", "the one"), ("two", "the other")))
    made = replace(text, readings=(reading,), limits=(*text.limits, never))
    (found,) = check(made, properties=("limits-bite",), levels=[Level.MUST], study=Study(made, careful=careful)).results
    assert (found.verdict, found.holds_under) == (Word.REFUTED, ())


@pytest.mark.parametrize("name", IDS)
def test_a_pair_differs_in_nothing_else(name: str) -> None:
    """What lacks a property has at least one other; what has it lacks nothing that the pair is not about."""
    study = Study(load_file(FOLDER / name / "holds.yaml"))
    assert not study.obstacle
    protocol = load_file(FOLDER / name / "violated.yaml")
    words = {one.property: one.verdict for one in check(protocol, profile="all").results}
    assert Word.PROVED in words.values()
    assert Word.DISAGREEMENT not in words.values()


def test_silence_hangs_on_its_reading() -> None:
    """That nobody answers "no answer" is a gap only where silence is not read as disagreement."""
    (holding,) = only("guards-complete", "violated").holds_under
    assert holding.readings == (("silence", "disagreement"),)


@pytest.mark.parametrize("level", list(Level))
def test_a_weaker_finality_counts_where_it_binds(level: Level) -> None:
    """A decision that "should" be accepted is binding at "should", though all else is "must"."""
    whole = load_file(FOLDER / "duty-to-decide" / "holds.yaml")
    moves = tuple(replace(one, binding=Modality.SHOULD) if one.binding else one for one in whole.transitions)
    (result,) = check(replace(whole, transitions=moves), properties=("duty-to-decide",)).of("duty-to-decide", level)
    assert result.verdict is (Word.REFUTED if level is Level.MUST else Word.PROVED)


def test_without_a_target_there_is_nothing_to_check() -> None:
    """A protocol that states no target has no result for it."""
    protocol = load_file(FOLDER / "receipt-bounded" / "holds.yaml")
    assert check(protocol, properties=("within-target",)).results == ()
