"""How days are counted can decide a guarantee: known answers, which a quick walk has to find as a careful one does."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from model.loader import load_file
from model.modality import Level
from model.protocol import Protocol, TimeLimit
from model.time_span import TimeSpan
from simulate.engine import run
from simulate.replayer import replay
from tests.simulate.caseload import plain
from tests.simulate.test_bounds import in_time, times
from tests.verify.agreement import milestones
from verify.certificate import certificate
from verify.checker import check
from verify.recheck import recheck
from verify.study import Study
from verify.verdict import Holding, Word

GYM = Path(__file__).parent / "gym"
NEXT, SAME = (("counting", "next day"),), (("counting", "same day"),)
RECEIPT, DECISION, WITHIN = "receipt-bounded", "decision-bounded", "within-target"
CAREFUL = pytest.mark.parametrize("careful", [False, True])


@cache
def tiny(name: str) -> Protocol:
    """A protocol of the gym."""
    return load_file(GYM / f"{name}.yaml")


def lasting(protocol: Protocol, limit: str, days: int) -> Protocol:
    """The protocol with one limit of so many working days."""
    longer = replace(protocol.limit[limit], at_most=TimeSpan(days, "working day"))
    limits: dict[str, TimeLimit] = {**protocol.limit, limit: longer}
    return replace(protocol, limits=tuple(limits.values()))


def answer(protocol: Protocol, name: str, *, careful: bool) -> tuple[Word, int | None, tuple[Holding, ...]]:
    """What a check says of one guarantee."""
    study = Study(protocol, careful=careful)
    (found,) = check(protocol, properties=(name,), levels=[Level.MUST], study=study).results
    return found.verdict, found.bound, found.holds_under


@CAREFUL
@pytest.mark.parametrize(("name", "bound"), [(RECEIPT, 10), (DECISION, 13)])
def test_a_day_that_is_over_on_the_day_it_began_makes_a_round_endless(name: str, bound: int, *, careful: bool) -> None:
    """Put off day by day within ten days: ten rounds; but for ever on one day where the first day counts."""
    found = answer(tiny("loop-day-by-day"), name, careful=careful)
    assert found == (Word.DEPENDS, bound, (Holding(NEXT, bound, bound),))


@CAREFUL
@pytest.mark.parametrize("days", [10, 21])
def test_a_round_that_takes_a_day_in_either_count_comes_to_its_end(days: int, *, careful: bool) -> None:
    """Put off for two days each time (one, if the first counts), within ten or more: it is taken on by the last day."""
    slower = lasting(lasting(tiny("loop-day-by-day"), "a day", 2), "ten days", days)
    assert answer(slower, RECEIPT, careful=careful) == (Word.PROVED, days, ())
    (found,) = check(slower, properties=(RECEIPT,), levels=[Level.MUST]).results
    assert found.least_bound == days


@CAREFUL
def test_a_round_of_a_day_takes_none_where_the_first_day_counts(*, careful: bool) -> None:
    """Sent back as often as one likes, a day for each stage: no last day, or all on the first."""
    short = lasting(lasting(tiny("loop-without-end"), "to talk", 1), "to rule", 1)
    assert answer(short, DECISION, careful=careful) == (Word.DEPENDS, 0, (Holding(SAME, 0, 0),))


@CAREFUL
@pytest.mark.parametrize(
    ("target", "verdict", "bound"), [(14, Word.REFUTED, None), (15, Word.DEPENDS, 15), (18, Word.PROVED, 18)]
)
def test_a_target_can_be_met_in_one_count_of_days_only(
    target: int, verdict: Word, bound: int | None, *, careful: bool
) -> None:
    """Five days, three and ten are 18; where the day of the event counts, four, two and nine are 15."""
    aimed = replace(tiny("option-before-duty"), target=TimeSpan(target, "working day"))
    holds = (Holding(SAME, 15, 15),) if verdict is Word.DEPENDS else ()
    assert answer(aimed, WITHIN, careful=careful) == (verdict, bound, holds)


def test_a_round_that_time_ends_is_certified_in_the_count_of_days_that_ends_it() -> None:
    """The table holds where a day ends on the next one; read for the other count, it is rejected."""
    protocol = tiny("loop-day-by-day")
    made = certificate(check(protocol, properties=(RECEIPT, DECISION), levels=[Level.MUST]))
    assert recheck(made, protocol) == ["", ""]
    others = [{**one, "readings": dict(SAME)} for one in made["claims"]]
    assert all(recheck({**made, "claims": others}, protocol))


def test_disputes_go_round_day_by_day_no_longer_than_is_proved() -> None:
    """In a caseload a talk is put off again and again and replays over the text; who keeps the ten days takes ten."""
    protocol = tiny("loop-day-by-day")
    outcomes = {"put off": 0.9, "pass up": 0.1, "rule": 1.0}
    scenario = plain(protocol, days=0.1, sigma=None, per_year=300, outcomes=outcomes)
    found = run(protocol, scenario, seed=1, days=120, records="full", keep_limits=True)
    assert not replay(found, protocol, scenario)
    receipt = milestones(protocol)["receipt"]
    assert max(days for _, days in times(in_time(found), protocol, receipt)) == 10
    assert max(days for _, days in times(found, protocol, receipt)) > 10  # put off once more, it can be kept no longer
    assert found.counts.moves["talk again"] > found.counts.came.total()
