"""What the solver has found answers further questions, but only those that it settles."""

import dataclasses
from pathlib import Path

import pytest
import z3

from model.loader import load_file
from model.modality import Level
from verify.encoding import Encoding
from verify.found_runs import FoundRuns

GYM = Path(__file__).parent / "gym"


def test_what_hangs_on_one_silent_role_is_not_so_of_another() -> None:
    """No case lies in the ruling for a neighbour who never answers, but one does for a warden; and not otherwise."""
    both = Encoding(load_file(GYM / "no-substitute.yaml"), Level.MUST, silent_roles=("neighbour", "warden"))
    lies = both.stalls_in("ruling")
    assert [both.with_silent(role).ask(lies) for role in ("neighbour", "warden", "neighbour")] == [False, True, False]


def test_what_hangs_on_no_silent_role_is_so_of_all() -> None:
    """That the talk lasts no more than five days is asked of the solver once, whoever is silent."""
    both = Encoding(load_file(GYM / "no-substitute.yaml"), Level.MUST, silent_roles=("neighbour", "warden"))
    longer = both.stays("talk", frozenset(), 5)
    one, other = (both.with_silent(role) for role in ("neighbour", "warden"))
    assert not one.ask(longer)
    assert other._found.answers(longer, ()) is False


def test_what_is_so_of_whole_runs_is_kept() -> None:
    """No run that is told to its end comes round more often than is written out; that is asked once."""
    formula = Encoding(load_file(GYM / "loop-without-end.yaml"), Level.MUST, rounds=1)
    round_again = formula.goes_round("talk")
    assert not formula.ask(round_again)
    assert formula._found.answers(round_again, ()) is False


def test_no_run_in_one_reading_says_nothing_of_the_other() -> None:
    """Waiting for time to be up lasts more than five days where handing over is undated, and not where it is prompt."""
    formula = Encoding(load_file(GYM / "expiry-only.yaml"), Level.MUST)
    longer = formula.exceeds(frozenset({"ruling"}), 5)
    assert [formula.ask(longer, (("handover", one),)) for one in ("prompt", "undated")] == [False, True]


def test_a_protocol_whose_only_way_in_leads_nowhere_has_runs_all_the_same() -> None:
    """Stages that cannot be come to, in a loop, are left out; the dispute that has no route is still there."""
    text = load_file(GYM / "loop-without-end.yaml")
    nowhere = dataclasses.replace(text.entries[0], dest=None, no_route="no stage is named")
    assert Encoding(dataclasses.replace(text, entries=(nowhere,)), Level.MUST).ask(True)


YES, ASKED, ALONE, OTHER = z3.Bools("yes asked alone other")
QUESTION, CHOICES = z3.Bool("question"), (("grave", "yes"),)


@pytest.mark.parametrize(
    ("core", "answer"), [((ASKED,), False), ((YES, ASKED, ALONE), False), ((OTHER,), None), ((ASKED, OTHER), None)]
)
def test_a_core_with_anything_unasked_rules_nothing_out(core: tuple[z3.BoolRef, ...], answer: bool | None) -> None:
    """Whatever else the solver names may not be so in the next question."""
    found = FoundRuns({"grave": {"yes": YES}}, z3.BoolVal(False))
    found.rule_out(QUESTION, CHOICES, core, (ALONE,), (ASKED,))
    assert found.answers(QUESTION, CHOICES) is answer


def test_what_two_runs_show_apart_neither_shows_together() -> None:
    """A grave case, and a run that answers the question in a case that is not, are no run that does so in a grave one."""
    found, solver = FoundRuns({"grave": {"yes": YES, "no": OTHER}}, z3.BoolVal(False)), z3.Solver()
    for run in ((YES, z3.Not(OTHER), z3.Not(QUESTION)), (z3.Not(YES), OTHER, QUESTION)):
        assert solver.check(*run) == z3.sat
        found.keep(solver.model())
    assert [found.answers(QUESTION, (("grave", one),)) for one in ("yes", "no", "yes", "no")] == [None, True, None, True]
