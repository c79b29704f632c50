"""The notebooks run, and somebody who runs none of them finds their results in them."""

import re
from pathlib import Path

import nbformat
import pytest

from notebooks.run import executed

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PICTURES = {"image/png", "image/svg+xml"}

by_name = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code(book: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The cells that are run."""
    return [one for one in book.cells if one.cell_type == "code"]


def kinds(cell: nbformat.NotebookNode) -> set[str]:
    """What a cell shows: pictures, tables, text."""
    return {kind for one in cell.outputs for kind in one.get("data", {one.output_type: ""})}


def written(cell: nbformat.NotebookNode) -> str:
    """All text that a cell shows, without its pictures."""
    texts = [one.get("text", "") for one in cell.outputs]
    texts += [str(text) for one in cell.outputs for kind, text in one.get("data", {}).items() if kind != "image/png"]
    return "\n".join(texts)


def test_the_five_stories_are_there() -> None:
    """Each has a line in the README of the notebooks."""
    page = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")
    assert len(NOTEBOOKS) == 5
    assert sorted(re.findall(r"\]\((\S+\.ipynb)\)", page)) == [one.name for one in NOTEBOOKS]


@by_name
def test_a_notebook_runs(path: Path) -> None:
    """At small size every cell does what it did, and shows the same kinds of things as the notebook that is kept."""
    book = executed(path, "small")
    kept = nbformat.read(path, as_version=4)
    assert [kinds(one) for one in code(book)] == [kinds(one) for one in code(kept)]


@by_name
def test_results_are_kept(path: Path) -> None:
    """Every cell was run, in order, with no error and no warning, and there are pictures."""
    book = nbformat.read(path, as_version=4)
    assert [one.execution_count for one in code(book)] == list(range(1, len(code(book)) + 1))
    outputs = [one for cell in code(book) for one in cell.outputs]
    assert not [one for one in outputs if one.output_type == "error" or one.get("name") == "stderr"]
    assert any(PICTURES & kinds(one) for one in code(book))


@by_name
def test_results_tell_nothing_of_the_machine(path: Path) -> None:
    """No path, no colour codes of a terminal, no address in memory."""
    found = "\n".join(map(written, code(nbformat.read(path, as_version=4))))
    assert not re.search(r"(?:^|[\s\"'(=])(?:/(?:home|root|tmp|usr|work|opt|Users)/|[A-Z]:\\)", found)
    assert "\x1b" not in found
    assert not re.search(r" at 0x[0-9a-f]{6,}", found)


@by_name
def test_simulated_figures_say_what_they_rest_on(path: Path) -> None:
    """A picture of a caseload has a line below it: how many figures are sourced, proxies and assumptions, and the seed."""
    for cell in code(nbformat.read(path, as_version=4)):
        if "image/png" in kinds(cell):
            assert "seed" in written(cell), cell.source
            assert "assumption" in written(cell) or "Same runs as above" in written(cell), cell.source
