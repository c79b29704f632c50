"""A board paper as one HTML file, or as Markdown: no script, no network, nothing beside the file.

Words from a protocol are escaped wherever they stand, and the page forbids scripts altogether.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from handrail.board_paper.paper import Case, Paper, Step
from handrail.wording import clauses
from verify.verdict import Word

_TEMPLATES = Path(__file__).with_name("templates")

MEANINGS = {
    Word.PROVED: "It holds on every lawful course, in every reading.",
    Word.DEPENDS: "It holds in some ways to read the text, and not in others.",
    Word.UNBOUNDED: "Every rule can be kept, and still there is no last day.",
    Word.DEAD_END: "A case can come to lie where nobody is obliged to move it.",
    Word.REFUTED: "In every reading, some case breaks it.",
    Word.INCONSISTENT: "The rules contradict each other.",
    Word.VACUOUS: "There is nothing here for it to say.",
    Word.UNDECIDED: "No answer was found; this is no pass.",
    Word.DISAGREEMENT: "A fault of the program, and no verdict on the text.",
}
_KIND = {Word.PROVED: "good", Word.DEPENDS: "open", Word.UNDECIDED: "open", Word.VACUOUS: "mute"}
_SIGN = {"good": "✓", "open": "?", "mute": "–", "bad": "✗"}
_STATUS = {"encoded": "✓", "ambiguous": "?", "left out": "–", "not accounted for": "!"}


def html(paper: Paper) -> str:
    """The paper as one page of HTML."""
    used = {word for one in paper.guarantees for word in one.verdicts}
    width, height = _size(paper.diagram.svg)
    return _environment("html").get_template("page.html").render(
        paper=paper,
        style=_style(),
        meanings=[(word.value, said) for word, said in MEANINGS.items() if word.value in used],
        clause_anchor={one.id: f"clause-{n}" for n, one in enumerate(paper.clauses, 1)},
        signs=_STATUS,
        wide=width > height,
    )  # fmt: skip


def markdown(paper: Paper) -> str:
    """The paper as Markdown; what would be markup in its words is taken as words."""
    return _environment("markdown").get_template("page.md").render(paper=paper)


@cache
def _environment(kind: str) -> Environment:
    finalize: Callable[[Any], Any] | None = _plain_markdown if kind == "markdown" else None
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=kind == "html",
        undefined=StrictUndefined,
        finalize=finalize,
        keep_trailing_newline=True,
        trim_blocks=kind == "markdown",
    )
    made.filters["kind"] = _kind
    made.filters["sign"] = lambda word: _SIGN[_kind(word)]
    made.filters["slug"] = lambda title: re.sub("[^a-z]+", "-", title.lower())
    made.filters["share"] = _share
    made.filters["cited"] = clauses
    made.filters["ready"] = lambda text: Markup(text)  # what a macro made, whose words are escaped already
    # Pictures are those of Graphviz and Matplotlib, in which every word of the protocol is escaped.
    made.filters["picture"] = lambda svg: Markup(svg)
    return made


def _style() -> Any:
    return Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8"))


def _kind(word: str) -> str:
    return _KIND.get(Word(word), "bad")


def _share(step: Step, case: Case) -> int:
    """How much of the longest wait a step's wait is, as a percentage of three quarters of the line."""
    longest = max(one.calendar_days_to_next or 0 for one in case.steps)
    return max(1, round(70 * (step.calendar_days_to_next or 0) / longest))


def _size(svg: str) -> tuple[float, float]:
    found = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', svg)
    return (float(found[1]), float(found[2])) if found else (0.0, 1.0)


def _plain_markdown(value: Any) -> Any:
    """Words in which Markdown sees no markup, on one line."""
    if isinstance(value, Markup):
        return value
    return re.sub(r"([\\`*_{}\[\]<>#|~&$])", r"\\\1", " ".join(str(value).split()))
