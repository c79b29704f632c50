"""The pages under docs/ say what is so: every word of a verdict is explained, and generated pages are current."""

import re

import pytest

from handrail.reference import ROOT, pages, pictures
from model.modality import Level, Modality
from model.movement import StateKind
from model.obligations import DutyKind, LimitKind
from model.people import BUILT_IN_READINGS
from simulate.scenario import Basis
from verify.verdict import Word

DOCS = ROOT / "docs"
GLOSSARY = (DOCS / "glossary.md").read_text(encoding="utf-8")
KINDS = (Word, Level, Modality, StateKind, DutyKind, LimitKind, Basis)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_word_that_a_page_can_use_is_in_the_glossary(kind: type) -> None:
    """Verdicts, levels, kinds of stages, limits and duties, and what a figure rests on."""
    explained = set(re.findall(r"\*\*([a-z ]+)\*\*", GLOSSARY))
    assert {one.value for one in kind} - explained == set()


def test_the_readings_of_every_protocol_are_explained() -> None:
    """Each with its choices."""
    for one in BUILT_IN_READINGS:
        (row,) = [line for line in GLOSSARY.splitlines() if line.startswith(f"| **{one.id}**")]
        assert all(f"`{name}`" in row for name in one.names)


def test_every_file_that_a_page_names_exists() -> None:
    """Paths in backticks lead somewhere, and so do links."""
    for page in DOCS.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        named = re.findall(r"`((?:model|verify|handrail|protocols|tests|benchmarks|simulate|docs)/[\w./-]*)`", text)
        assert [path for path in named if not (ROOT / path).exists()] == []
        linked = [path for path in re.findall(r"\]\(([^)#]+)", text) if "://" not in path]
        assert [path for path in linked if not (page.parent / path).exists()] == []


def test_the_generated_pages_are_current() -> None:
    """A page for each guarantee and each protocol; `python -m handrail.reference` renews them."""
    made = pages()
    assert {path: (DOCS / path).read_text(encoding="utf-8") for path in made} == made
    kept = {path.relative_to(DOCS).as_posix() for folder in ("guarantees", "protocols") for path in (DOCS / folder).iterdir()}
    assert kept == set(made)


def test_the_pictures_of_the_readme_are_current() -> None:
    """A finding and a simulation, as the program draws them now, each below 200 kB, with what it shows in words."""
    made = pictures()
    assert {path: (DOCS / path).read_text(encoding="utf-8") for path in made} == made
    assert all(len(text.encode()) < 200_000 for text in made.values())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = {path: words for words, path in re.findall(r"!\[(.+)\]\(docs/(.+)\)", readme)}
    assert told.keys() == made.keys()
    for path, words in (
        ("finding.svg", ("18 Dec", "13 Jan", "management structure", "nobody is obliged to move it on")),
        ("simulation.svg", ("own procedure", "management structure")),
    ):
        assert all(one in text for one in words for text in (made[path], told[path]))
