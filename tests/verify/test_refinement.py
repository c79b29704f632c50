"""What became of each guarantee in a revision, and the edits to blame, on revisions whose answer is known by hand."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import protocols
from model.loader import load_file, load_text
from model.modality import Level, Modality
from model.protocol import CaseFact, Protocol
from model.time_span import TimeSpan
from verify.comparison import Change, Comparison
from verify.edits import PARTS, applied, edits
from verify.matching import match
from verify.refinement import Refinement, Unrelated, refine
from verify.renaming import renamed

TESTS = Path(__file__).parent.parent
REVISED = TESTS / "verify" / "revisions" / "dyfed-powys-revised.yaml"
LIBRARY = (TESTS / "protocols" / "library.yaml").read_text(encoding="utf-8")
PATHS = [TESTS / "protocols" / "library.yaml", *(protocols.path(name) for name in protocols.names())]
SAME = {Change.KEPT, Change.ABSENT}
QUICK = ("receipt-bounded", "decision-bounded", "no-dead-end", "clocks-start")
LIMIT = """\
      - {id: five days to decide, within: 5 working days, from: entering, for: leaving, word: must, clause: "2.3"}
"""


def changed(text: str, *swaps: tuple[str, str]) -> str:
    """The text with each first part put in place of the second; each must be there."""
    for before, after in swaps:
        assert before in text
        text = text.replace(before, after)
    return text


BASE = changed(
    LIBRARY,
    ("        when: not agreed, or time up\n        time_up: five days to talk\n", "        when: not agreed\n"),
    ("for: agree, word: should", "for: leaving, word: should"),
    ("word: should", "word: must"),
    ("id: prompt decision, words: without undue delay", "id: five days to decide, within: 5 working days"),
)
"""The library with a limit on every stage: every rule a must, decided within 20 working days."""

NO_LAST_LIMIT = changed(BASE, ("    limits:\n" + LIMIT, ""))


def compared(old: str, new: str, **options: object) -> Refinement:
    """The comparison of two texts."""
    return refine(load_text(old), load_text(new), **options)  # type: ignore[arg-type]


def one(refinement: Refinement, property_id: str, level: Level = Level.GUIDE) -> Comparison:
    """The only comparison of a guarantee at a level."""
    (found,) = (it for it in refinement.at(level) if it.property == property_id)
    return found


def blamed(comparison: Comparison) -> list[set[str]]:
    """The ids of the edits to blame, set by set."""
    return [{edit.id for edit in together} for together in comparison.blame]


def changes(refinement: Refinement) -> set[Change]:
    """Every change there is, at any level."""
    return {it.change for it in refinement.comparisons}


# -- what is kept --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_protocol_keeps_everything_that_it_has(path: Path) -> None:
    """Law: against itself a protocol loses, gains and edits nothing, at any level."""
    protocol = load_file(path)
    found = refine(protocol, protocol)
    assert changes(found) <= SAME
    assert (found.edits, found.matching.pairs) == ((), ())


def test_a_reworded_clause_loses_nothing() -> None:
    """Other words for the same clause are an edit, and change no guarantee."""
    found = compared(BASE, changed(BASE, ("says: the two talk within five", "says: both have to talk within five")))
    assert changes(found) <= SAME
    assert [(it.kind, it.id, it.change) for it in found.edits] == [("clause", "2.1", "reworded")]


def test_a_renamed_stage_loses_nothing() -> None:
    """A stage under a new name and title is recognised, and the guess is there to be shown."""
    found = compared(
        BASE,
        changed(
            BASE,
            ("to: review\n", "to: heads review\n"),
            ("  review:\n", "  heads review:\n"),
            ("Stage 2: the head librarian reviews", "Stage 2: a review by the head librarian"),
        ),
    )
    assert changes(found) <= SAME
    assert [(it.kind, it.old, it.new) for it in found.matching.pairs] == [("state", "review", "heads review")]
    assert {it.change for it in found.edits} == {"reworded"}


def test_a_renamed_fact_answer_and_limit_lose_nothing() -> None:
    """Names that only the encoding knows can change without a loss."""
    found = compared(
        BASE,
        changed(
            BASE,
            ("  child card:\n", "  card of a child:\n"),
            ("{child card: yes}", "{card of a child: yes}"),
            ("from complaint", "from the complaint"),
            ("ten days from the talk", "ten days after the talk"),
        ),
    )
    assert changes(found) <= SAME
    assert {(it.kind, it.new) for it in found.matching.pairs} == {
        ("case fact", "card of a child"),
        ("answer of “review clock”", "from the complaint"),
        ("time limit", "ten days after the talk"),
    }


# -- what is lost --------------------------------------------------------------------------------------------


def test_a_dropped_limit_loses_the_bound() -> None:
    """Without its last limit the decision has no last day; exactly that clause is to blame."""
    lost = one(compared(BASE, NO_LAST_LIMIT), "decision-bounded")
    assert lost.change is Change.LOST
    assert (lost.old.bound, lost.new.bound) == (20, None)  # type: ignore[union-attr]
    assert lost.new is not None
    assert lost.new.story is not None
    ((edit,),) = lost.blame
    assert (edit.kind, edit.change, edit.clauses) == ("time limit", "removed", ("2.3",))


def test_a_duty_made_weaker_is_lost_where_only_must_counts() -> None:
    """From must to should: nobody is obliged any more at level must, and nothing changes at the others."""
    found = compared(
        BASE, changed(BASE, ("by: head librarian\n        word: must", "by: head librarian\n        word: should"))
    )
    lost = one(found, "no-dead-end", Level.MUST)
    assert lost.change is Change.LOST
    assert blamed(lost) == [{"to trustees"}]
    assert {it.change for level in (Level.SHOULD, Level.GUIDE) for it in found.at(level)} <= SAME


def test_two_working_days_more_weaken_the_bound_by_two() -> None:
    """10 working days that become 12 are seen as 20 that become 22."""
    swap = ("ten days from the talk\n        within: 10", "ten days from the talk\n        within: 12")
    weaker = one(compared(BASE, changed(BASE, swap)), "decision-bounded")
    assert (weaker.change, weaker.worse) == (Change.WEAKENED, ("bound",))
    assert (weaker.old.bound, weaker.new.bound) == (20, 22)  # type: ignore[union-attr]
    assert blamed(weaker) == [{"ten days from the talk"}]


APPEAL = """\
  appeal:
    title: "Stage 3: a deputy hears the appeal"
    kind: refer
    owner: deputy head
    limits:
      - {id: four days to pass on, within: 4 working days, from: entering, for: leaving, word: must, clause: "2.3"}
    moves:
      - {id: pass on, when: done, to: trustees meet, by: deputy head, word: must, clause: "2.3"}
  trustees meet:
"""


def test_an_added_stage_makes_it_longer() -> None:
    """A stage of four days put between two others costs four days; stage, limit and the move there are to blame."""
    longer = changed(BASE, ("to: trustees meet\n", "to: appeal\n"), ("  trustees meet:\n", APPEAL))
    weaker = one(compared(BASE, longer), "decision-bounded")
    assert weaker.change is Change.WEAKENED
    assert weaker.new.bound == 24  # type: ignore[union-attr]
    assert blamed(weaker) == [{"appeal", "four days to pass on", "pass on", "to trustees"}]


def test_an_added_reading_makes_a_guarantee_depend() -> None:
    """A limit that holds only in one reading weakens the guarantee to that reading."""
    reading = "readings:\n  last days:\n    question: Do the five days bind?\n"
    reading += '    choices: {yes: they bind, no: they are a wish}\n    clause: "2.3"\n'
    new = changed(
        BASE,
        ("readings:\n", reading),
        ('for: leaving, word: must, clause: "2.3"', 'for: leaving, word: must, if: {last days: yes}, clause: "2.3"'),
    )
    weaker = one(compared(BASE, new), "decision-bounded")
    assert (weaker.change, weaker.worse) == (Change.WEAKENED, ("readings",))
    assert blamed(weaker) == [{"five days to decide", "last days"}]


def test_either_of_two_edits_loses_it() -> None:
    """Two dropped limits, each of which was needed: both are named, each alone."""
    start = BASE.index("    limits:\n      - {id: five days to talk")
    talk = BASE[start : BASE.index("    moves:\n", start)]
    lost = one(compared(BASE, changed(NO_LAST_LIMIT, (talk, ""))), "decision-bounded")
    assert lost.change is Change.LOST
    assert sorted(map(sorted, blamed(lost))) == [["five days to decide"], ["five days to talk"]]


def test_only_both_edits_together_lose_it() -> None:
    """Of two limits on one stage the other one stays: only dropping both leaves it without a last day."""
    second = LIMIT.replace("five days to decide, within: 5", "six days to decide, within: 6")
    old = load_text(changed(BASE, (LIMIT, LIMIT + second)))
    found = refine(old, load_text(NO_LAST_LIMIT))
    lost = one(found, "decision-bounded")
    assert lost.change is Change.LOST
    assert blamed(lost) == [{"five days to decide", "six days to decide"}]
    for edit in lost.blame[0]:
        fewer = [it for it in lost.blame[0] if it is not edit]
        partial = refine(old, applied(old, load_text(NO_LAST_LIMIT), fewer))
        assert one(partial, "decision-bounded").change is not Change.LOST


def test_what_a_revision_loses_its_reverse_gains() -> None:
    """The limit put back: the bound is gained, with nobody to blame."""
    gained = one(compared(NO_LAST_LIMIT, BASE), "decision-bounded")
    assert gained.change is Change.GAINED
    assert gained.blame == ()


def test_better_in_one_reading_and_worse_in_another_is_said_so() -> None:
    """A limit that grows in one reading and shrinks in the other is neither kept nor simply weaker."""
    new = changed(
        BASE,
        ("ten days from the talk\n        within: 10", "ten days from the talk\n        within: 11"),
        ("ten days from the complaint\n        within: 10", "ten days from the complaint\n        within: 9"),
    )
    both = one(compared(BASE, new), "decision-bounded")
    assert (both.change, both.worse, both.better) == (Change.MIXED, ("bound",), ("kindest reading",))


# -- facts that only one version has ---------------------------------------------------------------------------


def test_a_new_fact_splits_the_old_promise() -> None:
    """Where a new fact takes the limit away in some cases, it is lost for these and kept for the others."""
    fact = 'case_facts:\n  large sum:\n    question: Is it much?\n    answers: [yes, no]\n    clause: "2.3"\n'
    new = changed(
        BASE,
        ("case_facts:\n", fact),
        ('for: leaving, word: must, clause: "2.3"', 'for: leaving, word: must, if: {large sum: no}, clause: "2.3"'),
    )
    found = compared(BASE, new)
    by_case = {it.case: it for it in found.at(Level.GUIDE) if it.property == "decision-bounded"}
    assert {case: it.change for case, it in by_case.items()} == {
        (("large sum", "yes"),): Change.LOST,
        (("large sum", "no"),): Change.KEPT,
    }
    assert blamed(by_case[(("large sum", "yes"),)]) == [{"five days to decide", "large sum"}]


def test_a_kind_of_case_that_is_gone_cannot_be_compared() -> None:
    """Where both versions tell cases apart, one that only the old version knows stays open, not kept."""
    text = protocols.path("dyfed-powys").read_text(encoding="utf-8")
    way_in = text[text.index("  - id: practice difference\n") : text.index("  - id: difference about a procedure\n")]
    swaps = ((way_in, ""), ("      - practice\n", ""), ("kind: [practice, procedure gap]", "kind: procedure gap"))
    found = compared(text, changed(text, *swaps), properties=("decision-bounded",), blame_at=())
    (gone,) = (it for it in found.at(Level.GUIDE) if it.new is None)
    assert gone.change is Change.NOT_COMPARABLE
    assert gone.undecided()


def test_unrelated_protocols_are_refused() -> None:
    """Two different boards' texts are no revision of each other, whichever comes first."""
    some = [load_file(path) for path in PATHS]
    for old, new in pairwise(some):
        with pytest.raises(Unrelated, match="not two versions"):
            refine(old, new)


# -- the invented revision of Dyfed-Powys ----------------------------------------------------------------------


def test_a_clear_clock_in_3_9_gains_what_it_should() -> None:
    """Ten days with a start: better by five days, in more readings, and a duty where only must counts."""
    found = refine(load_file(protocols.path("dyfed-powys")), load_file(REVISED))
    assert not any(it.change.worse or it.undecided() for it in found.comparisons)
    practice = [it for it in found.comparisons if it.case == (("kind", "practice"),)]
    better = next(it for it in practice if (it.property, it.level) == ("decision-bounded", Level.GUIDE))
    assert better.change is Change.IMPROVED
    assert (better.old.bound, better.new.bound) == (25, 20)  # type: ignore[union-attr]
    duty = next(it for it in practice if (it.property, it.level) == ("no-dead-end", Level.MUST))
    assert duty.change is Change.GAINED
    assert {it.clauses for it in found.edits} == {("3.9",), ("3.5",), ("3.5", "3.9")}


# -- laws over random edits ------------------------------------------------------------------------------------


@st.composite
def revisions(draw: st.DrawFn) -> tuple[Protocol, Protocol]:
    """A protocol and the same with one random edit: a limit dropped or changed, a duty weaker, a new fact."""
    protocol = load_file(draw(st.sampled_from([*PATHS[:1] * 6, *PATHS])))
    kind = draw(st.sampled_from(["drop", "longer", "shorter", "words", "weaker", "fact", "limit"]))
    if kind == "weaker":
        move = draw(st.sampled_from(protocol.transitions))
        force = draw(st.sampled_from([Modality.MUST, Modality.SHOULD, Modality.GUIDE, Modality.MAY]))
        force = Modality.OPEN if move.modality is Modality.OPEN else force
        moves = tuple(replace(it, modality=force) if it is move else it for it in protocol.transitions)
        return protocol, replace(protocol, transitions=moves)
    if kind == "fact":
        return protocol, replace(protocol, facts=(*protocol.facts, CaseFact("rare", "Is it rare?", ("yes", "no"))))
    limit = draw(st.sampled_from(protocol.limits))
    if kind == "drop" and not any(limit.id in it.after for it in protocol.transitions):
        return protocol, replace(protocol, limits=tuple(it for it in protocol.limits if it is not limit))
    days = {"longer": 30, "shorter": 1}.get(kind, draw(st.integers(1, 40)))
    made = replace(limit, at_most=TimeSpan(days, "working day"), words="", parameter="")
    if kind == "words":
        made = replace(limit, at_most=None, at_least=None, words="soon", parameter="")
    if kind == "limit":
        made = replace(limit, modality=draw(st.sampled_from([Modality.MUST, Modality.GUIDE])))
    return protocol, replace(protocol, limits=tuple(made if it is limit else it for it in protocol.limits))


@settings(max_examples=12)
@given(revisions())
def test_lost_one_way_is_gained_the_other_way(pair: tuple[Protocol, Protocol]) -> None:
    """Law: a guarantee is lost from a to b exactly where it is gained from b to a, and weakened where improved."""
    old, new = pair
    there = refine(old, new, properties=QUICK, blame_at=())
    back = refine(new, old, properties=QUICK, blame_at=())
    opposite = {
        Change.LOST: Change.GAINED,
        Change.GAINED: Change.LOST,
        Change.WEAKENED: Change.IMPROVED,
        Change.IMPROVED: Change.WEAKENED,
    }
    found = {(it.property, it.level, it.case): it.change for it in there.comparisons}
    assert {(it.property, it.level, it.case): opposite.get(it.change, it.change) for it in back.comparisons} == found


@settings(max_examples=25)
@given(revisions())
def test_all_edits_lead_to_the_new_version_and_none_to_the_old(pair: tuple[Protocol, Protocol]) -> None:
    """Law: the old version with every edit is the new one, and with no edit it is itself."""
    old, new = pair
    new = renamed(new, match(old, new))
    found = edits(old, new)
    for chosen, version in ((found, new), ((), old)):
        made = applied(old, new, chosen)
        assert all(getattr(made, part) == getattr(version, part) for part in PARTS.values())
        assert (made.raised, made.target, made.nation) == (version.raised, version.target, version.nation)


@settings(max_examples=8)
@given(revisions())
def test_a_single_edit_is_itself_to_blame(pair: tuple[Protocol, Protocol]) -> None:
    """Law: when only one part was edited, whatever is lost or weakened was lost by that edit."""
    old, new = pair
    found = refine(old, new, properties=QUICK, blame_at=(Level.GUIDE,))
    for it in found.at(Level.GUIDE):
        assert [list(together) for together in it.blame] == ([list(found.edits)] if it.change.worse else [])
