"""Claims in words, judged by simulated runs; runs to a stated precision; and figures that cause the variance."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import handrail as hr
from handrail.arguments import Refused
from handrail.claims import claim, in_words, measures
from handrail.command_line import main
from simulate.engine import run as run_once
from simulate.measures import Window, measure
from simulate.model_checking import Claim
from simulate.replications import TARGETS
from simulate.unit import Caseload
from tests.simulate.caseload import plain

SIMULATE = Path(__file__).parents[1] / "simulate"
LANE, SCENARIO = SIMULATE / "lane.yaml", SIMULATE / "lane-scenario.yaml"
MEASURES = ("mean days", "open after 60 days", "missed: five days: at most", "queue: chair", "one dispute")
SMALL: dict[str, Any] = {"years": 0.2, "warm_up": 0, "replications": 2, "draws": 0}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The status and what was printed."""
    small = ("--scenario", str(SCENARIO), "--years", "0.2", "--warm-up", "0", "--replications", "2", "--draws", "0")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["handrail", "simulate", str(LANE), *small, *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


READ = [
    ("mean days: at most 15", Claim("mean days", 15)),
    ("mean days:  at most 15.5 working days", Claim("mean days", 15.5)),
    ("mean days: at least 2 days, in 80% of runs", Claim("mean days", 2, at_most=False, share=0.8)),
    ("open after 60 days: at most 5%", Claim("open after 60 days", 0.05)),
    ("open after 60 days: at most 0.05, in 99.5% of runs", Claim("open after 60 days", 0.05, share=0.995)),
    ("missed: five days: at most: at most 7%", Claim("missed: five days: at most", 0.07)),
]


@pytest.mark.parametrize(("text", "read"), READ)
def test_a_claim_is_read_and_written_alike(text: str, read: Claim) -> None:
    """What is written of a claim can be read again."""
    assert claim(text, MEASURES) == read
    assert claim(in_words(read), MEASURES) == read


def test_whatever_is_measured_of_limits_can_be_claimed() -> None:
    """That of a duty too."""
    protocol = hr.load(SIMULATE.parent / "features" / "duty-after-the-decision.yaml")
    caseload = Caseload(protocol, plain(protocol))
    found = measure(run_once(protocol, caseload.scenario, seed=1, days=20, records="full"), Window(0, 10, 5)).values
    assert "missed: tell both (duty)" in found
    assert {one for one in found if one.startswith(("missed", "ran"))} <= set(measures(caseload))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no claim"),
        ("mean days < 3", "is no claim"),
        ("mean day: at most 3", 'did you mean "mean days"?'),
        ("mean days: at most 3%", '"3%" is not a number'),
        ("mean days: at most 1.2.3", '"1.2.3" is not a number'),
        ("mean days: at most 3 hours", "no number of hours"),
        ("mean days: at most 120", "always holds"),
        ("mean days: at least 0", "always holds"),
        ("open after 60 days: at most 100%", "always holds"),
        ("open after 60 days: at most 5", 'it cannot be "5"'),
        ("open after 60 days: at most 5%, in 100% of runs", "no number of runs can show"),
        ("open after 60 days: at most 5%, in 0% of runs", "no number of runs can show"),
    ],
)
def test_what_cannot_be_claimed(text: str, said: str) -> None:
    """What is no claim, or is settled before any run, is refused with a way out."""
    with pytest.raises(Refused, match=r"[=:]|always") as refused:
        claim(text, MEASURES)
    assert said in str(refused.value)


def test_claims_are_judged_and_labelled(capsys: pytest.CaptureFixture[str]) -> None:
    """One holds, one is broken, one is undecided: each with its runs and interval, estimated and never proved."""
    claims = ["mean days: at least 1, in 50% of runs", "mean days: at most 1", "mean days: at least 1"]
    arguments = [part for one in claims for part in ("--claim", one)]
    status, out, _ = run(capsys, *arguments, "--trials", "20", "--json")
    table = json.loads(out)["tables"]["claims"]
    rows = table["rows"]
    assert status == 1
    assert [one["verdict"] for one in rows] == ["holds", "broken", "undecided"]
    assert [(one["held"], one["runs"]) for one in rows] == [(20, 20), (0, 20), (20, 20)]
    assert rows[0]["interval"] == pytest.approx([0.005 ** (1 / 20), 1])
    assert "estimated, not proved" in table["basis"]
    assert "seed 1" in table["basis"]
    assert run(capsys, "--claim", claims[2], "--trials", "5")[0] == 4


def test_a_claim_can_be_judged_in_turn(capsys: pytest.CaptureFixture[str]) -> None:
    """It stops when it has seen enough and gives no interval; too few runs leave it undecided."""
    arguments = ("--claim", "mean days: at least 1, in 50% of runs", "--in-turn", "--json")
    status, out, _ = run(capsys, *arguments)
    (row,) = json.loads(out)["tables"]["claims"]["rows"]
    assert (status, row["verdict"], row["interval"]) == (0, "holds", None)
    assert row["runs"] == 58  # ln 99 / ln (0.52 / 0.48) = 57.4
    assert run(capsys, *arguments, "--trials", "20")[0] == 4


def test_as_many_runs_as_a_precision_takes() -> None:
    """A loose precision takes the first twenty; a fine one takes more, and the interval is as narrow as was asked."""
    small = {**SMALL, "replications": None}
    loose = hr.simulate(LANE, SCENARIO, **small, precision="100%")
    fine = hr.simulate(LANE, SCENARIO, **small, precision=0.2)
    assert len(loose.study.runs) == 20 < len(fine.study.runs)
    mean = fine.study.estimate("mean days", 1 - 0.05 / 3)
    assert mean.half_width is not None
    assert mean.mean is not None
    assert mean.half_width <= 0.2 * mean.mean
    assert fine.study.runs[:20] == loose.study.runs


def test_a_precision_that_is_not_reached_is_told() -> None:
    """Where the most runs were not enough, a note says how precise it became."""
    found = hr.simulate(LANE, SCENARIO, **SMALL)
    short = replace(
        found, study=replace(found.study, unmet=((TARGETS[0], 1.5), (TARGETS[1], 0.05), (TARGETS[2], None)))
    )
    assert "not as precise as was asked for after 2 replications" not in " ".join(found.notes())
    (said,) = set(short.notes()) - set(found.notes())
    assert said.endswith("after 2 replications: mean days (give or take 1.5), open after 20 days (give or take 5.0%)")


@pytest.mark.parametrize("precision", ["0", "-5%", "200%", "five"])
def test_no_precision(precision: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no part of a mean is refused."""
    status, out, err = run(capsys, "--precision", precision)
    assert (status, out, "such as 5%" in err) == (2, "", True)


def test_the_variance_is_split_among_figures() -> None:
    """How often the wardens are two or four matters nothing where nobody waits for them; the talk matters."""
    found = hr.simulate(LANE, SCENARIO, **SMALL, sobol=["steps.talk.delay.median", "elasticity"], points=2)
    rows = {one["path"]: one["effect"] for one in found.rows("variance")}
    assert rows["steps.talk.delay.median"] > 0 == rows["elasticity"]
    assert "sobol over the ranges of the figures" in found.table("variance").basis
    assert "too few points" in found.table("variance").basis
    assert found.shares is not None
    known = replace(found.shares, factors=tuple(replace(one, effect=0.5, other=0.4, doubt=0.05) for one in found.shares.factors))
    assert "too few points" not in replace(found, shares=known).table("variance").basis
    assert found.figure("variance").png.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--sobol", "staff.warden.peple"], 'did you mean "staff.warden.people"?'),
        (["--sobol", "staff.panel.people"], "no figure with a range"),
        (["--sobol", "elasticity", "--points", "100"], "a power of two"),
        (["--points", "64"], "each with --sobol"),
        (["--precision", "5%"], "leave --replications or --precision out"),
        (["--in-turn"], "there is no claim"),
        (["--trials", "5"], "there is no claim"),
        (["--claim", "one dispute: at most 130"], "a claim about more cannot be judged"),
        (["--claim", "mean days: at most 3", "--trials", "0"], "1 or more"),
    ],
)
def test_what_cannot_be_asked(given: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One message, status 2."""
    status, out, err = run(capsys, *given)
    assert (status, out, "Traceback" in err) == (2, "", False)
    assert said in err
