"""How long a stay in a stage can lawfully last, stage by stage."""

from math import inf
from pathlib import Path
from typing import Any

import pytest

import protocols
from model.loader import load_file
from model.modality import Level
from tests.verify.agreement import Walked
from verify.encoding import Encoding, Undecided
from verify.stays import Stay, longest_stays
from verify.study import Study

TESTS = Path(__file__).parents[1]


def stays(path: Path, **readings: str) -> dict[str, Stay]:
    """The stays of a protocol in some readings, and the first choice of all others."""
    protocol = load_file(path)
    chosen = {one.id: one.names[0] for one in protocol.all_readings} | readings
    return {one.state: one for one in longest_stays(Study(protocol), Level.GUIDE, tuple(chosen.items()))}


def test_a_stage_with_a_limit_is_bounded_by_it_and_one_without_is_not() -> None:
    """In the lane the answer takes ten days at most, and nothing bounds the talk; on every round."""
    found = stays(TESTS / "simulate" / "lane.yaml", ruling="no")
    assert found["answer"] == Stay("answer", comes=True, longest=10, rests=False)
    assert found["talk"].longest == inf


def test_a_reading_can_close_a_stage_and_an_open_end_is_told() -> None:
    """In Wiltshire, nobody comes to the nominated person on the first reading; at the Head of Service it may rest."""
    found = stays(protocols.path("wiltshire"))
    assert not found["with the nominated person"].comes
    assert (found["head of service"].longest, found["head of service"].rests) == (5, True)
    other = stays(protocols.path("wiltshire"), **{"nominated person": "somebody else"})
    assert other["with the nominated person"].comes


def test_before_it_is_raised_nothing_is_measured() -> None:
    """Rotherham's check after six weeks lies before the challenge is raised."""
    assert stays(protocols.path("rotherham-challenge"))["six-week check"] == Stay("six-week check", True, None, False)


def test_one_question_without_an_answer_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the solver runs out of time over one stage, only that stage is undecided."""
    path, asked = TESTS / "simulate" / "lane.yaml", Encoding.stays
    whole = stays(path)

    def stay(formula: Encoding, state: str, *rest: Any) -> Any:
        if state == "answer":
            raise Undecided
        return asked(formula, state, *rest)

    monkeypatch.setattr(Encoding, "stays", stay)
    assert stays(path) == whole | {"answer": Stay("answer", comes=True, longest=None, rests=False, undecided=True)}


@pytest.mark.parametrize("name", ["london", "bolton"])
def test_the_walk_finds_the_same(name: str) -> None:
    """The other engine, which walks every lawful run, finds the same longest stay in each stage."""
    study = Study(load_file(protocols.path(name)))
    chosen = tuple((one.id, one.names[0]) for one in study.protocol.all_readings)
    for one in longest_stays(study, Level.GUIDE, chosen):
        walked = Walked(study.walk(Level.GUIDE, one.state), chosen).stay()
        assert walked == (-1 if one.longest is None else one.longest)
