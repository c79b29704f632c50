"""`handrail rule`: the page of each guarantee, and that what it says of the published protocols is so."""

import json
from functools import cache

import pytest

import protocols
from handrail.arguments import Refused
from handrail.loading import load_all
from handrail.options import guarantee_names
from handrail.rule_page import FILE, RELATED, parts, related, seen_in, text
from model.modality import Level
from verify.checker import check
from verify.properties.catalogue import ALL
from verify.properties.property import Property

HEADS = ["What it checks", "Why it matters", "Prefer", "Avoid", "Seen in", "Counts as", "Related"]


@cache
def kept() -> dict[str, dict[str, list[str]]]:
    """What the file says that the six show."""
    found: dict[str, dict[str, list[str]]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def test_what_the_six_show_is_what_a_check_finds() -> None:
    """`python -m handrail.rule_page` renews the file."""
    assert seen_in(check(one, profile="all", levels=[Level.GUIDE]) for one in load_all()) == kept()


@pytest.mark.parametrize("one", ALL, ids=guarantee_names())
def test_each_page_is_whole(one: Property) -> None:
    """Every part is there and says something; every related guarantee exists and names this one too."""
    page = parts(one)
    assert list(page) == HEADS
    assert all(page.values())
    assert all(one.id in related(name) for name in related(one.id))
    assert max(map(len, text(one).splitlines())) <= 100


def test_every_guarantee_has_its_relatives() -> None:
    """The groups name every guarantee and nothing else."""
    assert {name for group in RELATED for name in group} == set(guarantee_names())


def test_every_guarantee_but_the_target_was_asked_of_all_six() -> None:
    """None of the six states a target; every other guarantee has a verdict for each."""
    assert kept()["within-target"] == {}
    assert {tuple(seen) for name, seen in kept().items() if name != "within-target"} == {protocols.names()}


def test_an_unknown_guarantee_is_refused() -> None:
    """The nearest name is offered; without a name all are listed."""
    from typer.testing import CliRunner

    from handrail.command_line import app

    refused = CliRunner().invoke(app, ["rule", "no-dead-ends"])
    assert isinstance(refused.exception, Refused)
    assert 'did you mean "no-dead-end"?' in str(refused.exception)
    listed = CliRunner().invoke(app, ["rule"])
    assert [line.split()[0] for line in listed.output.splitlines() if line and line[0].islower()] == guarantee_names()
