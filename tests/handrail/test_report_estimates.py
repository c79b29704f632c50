"""Estimates in a board paper: tables and pictures of a simulated caseload, apart from what was proved."""

import re
import sys
from dataclasses import replace
from html import unescape
from pathlib import Path

import jsonschema
import pytest

import handrail as hr
from handrail import figures
from handrail.arguments import Refused
from handrail.board_paper.document import document, schema
from handrail.board_paper.estimates import estimates
from handrail.board_paper.verb import Reported, rendered
from handrail.command_line import main
from model.loader import load_file

SIMULATE = Path(__file__).parents[1] / "simulate"
LANE, SCENARIO = SIMULATE / "lane.yaml", SIMULATE / "lane-scenario.yaml"


@pytest.fixture(scope="module")
def made() -> Reported:
    """The paper on quarrels in the lane, with estimates."""
    return hr.report(LANE, scenario=SCENARIO)


def test_each_estimate_says_what_it_rests_on_in_every_form(made: Reported) -> None:
    """Measures, gaps, and the tables of two pictures stand in each form with figures by basis, seed and runs."""
    titles = [one.title for one in made.paper.figures]
    assert (titles[0], titles[2], titles[3]) == ("All disputes together", "Time to resolution", "Open cases by stage")
    assert [bool(one.svg) for one in made.paper.figures] == [False, False, True, True]
    markdown = rendered(made.paper, ".md").replace("\\", "")
    for one in made.paper.figures:
        assert re.match(r"1 sourced, 1 proxy, 35 assumption; seed 1; .*10 replications", one.basis)
        assert one.table.rows
        assert f"{one.title}</figcaption>" in made.html()
        for form in (unescape(made.html()), markdown):
            assert one.table.title in form
            assert one.basis in form
    assert list(jsonschema.Draft202012Validator(schema()).iter_errors(document(made.paper))) == []


def test_pictures_have_words_on_their_axes(made: Reported) -> None:
    """What the axes count, the stages and the markers of the limits are words in the pictures, not shapes."""
    resolution, stages = (one.svg for one in made.paper.figures[2:])
    assert "disputes still open, %</text>" in resolution
    assert "working days since it was raised" in resolution
    assert "10: ten days</text>" in resolution
    assert "open disputes at the close of the day</text>" in stages
    assert ">meeting</text>" in stages


def test_pictures_do_not_mix_and_run_nothing(made: Reported) -> None:
    """No id stands twice on the page, every reference has its id, no rule is for the whole page, no script runs."""
    page = made.html()
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    pictures = "".join(one.svg for one in made.paper.figures)
    wanted = re.findall(r'(?:href="#|url\(#)([^")]*)', pictures)
    assert wanted
    assert set(wanted) <= set(ids)
    assert not re.search(r"<style[^>]*>\s*\*", page)
    assert not re.search(r"<script|javascript:|\son\w+=", page, re.IGNORECASE)


def test_the_same_caseload_gives_the_same_bytes(made: Reported) -> None:
    """Drawn up again, the estimates are the same, and no date of today is in them."""
    assert estimates(load_file(LANE), str(SCENARIO)) == made.paper.figures
    assert "dc:date" not in made.html()


def test_words_of_a_protocol_are_no_markup_and_no_formula() -> None:
    """A name with tags and dollar signs stands in a picture as it is."""
    drawn = figures.svg("nasty", lambda: figures.canvas("<script>$\\nothing$</script>", "x")[0], "<b>")
    assert "&lt;script&gt;$\\nothing$&lt;/script&gt;" in drawn
    assert "<script" not in drawn


def test_without_a_scenario_nothing_is_estimated(tmp_path: Path) -> None:
    """The verb writes the file it shows; in a notebook the page stands in a frame that can run nothing."""
    path = tmp_path / "lane.html"
    made = hr.report(LANE, path)
    assert made.paper.figures == ()
    assert path.read_text(encoding="utf-8") == made.html()
    assert "Estimates" not in made.html()
    assert made._repr_html_().startswith("<iframe sandbox ")
    assert repr(made) == rendered(made.paper, ".md")
    with pytest.raises(Refused, match="what kind of report"):
        made.write(tmp_path / "lane.pdf")


def test_the_command_writes_estimates_or_nothing(
    tmp_path: Path, made: Reported, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--scenario` gives the same page as the verb; a scenario that is not there leaves no file and status 2."""
    path = tmp_path / "lane.html"
    for scenario, status in ((tmp_path / "none.yaml", 2), (SCENARIO, 0)):
        arguments = ["handrail", "report", str(LANE), "--scenario", str(scenario), "-o", str(path)]
        monkeypatch.setattr(sys, "argv", arguments)
        with pytest.raises(SystemExit) as ended:
            main()
        assert int(ended.value.code or 0) == status, capsys.readouterr().err
        assert path.exists() is (status == 0)
    assert path.read_text(encoding="utf-8") == made.html()


def test_a_fault_of_ours_is_said_first(made: Reported) -> None:
    """Where two proofs disagree, the paper says so before anything else."""
    told = replace(made, problem="two proofs disagree")
    assert repr(told).startswith("two proofs disagree")
    assert told._repr_html_().startswith("<p>two proofs disagree</p>")
