"""The verbs for notebooks: results that show themselves as tables, text or pictures."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from handrail import check_json, check_page, sentences
from handrail.dot_text import dot
from handrail.loading import load
from handrail.mermaid_text import mermaid
from handrail.picture import picture
from handrail.reading_order import reading_order
from model.modality import Level
from model.protocol import Protocol
from model.time_span import parse
from verify.checker import Report
from verify.checker import check as check_protocol


@dataclass(frozen=True)
class Checked:
    """The result of a check; in a notebook it shows itself as a table, at a prompt as text."""

    report: Report
    level: Level

    def rows(self) -> list[dict[str, Any]]:
        """One row for each property, case class and level, ready for a DataFrame."""
        return [row for one in self.to_json()["protocols"] for row in one["results"]]

    def to_json(self) -> dict[str, Any]:
        """The document that `handrail check --json` prints."""
        return check_json.document([self.report])

    def bound(self, milestone: str, **case: str) -> int | None:
        """The bound in working days to "receipt" or "decision" for a case; None when there is none.

        Case facts are named with underscores for spaces: `bound("decision", imminent_risk="no")`.
        """
        asked = {name.replace("_", " "): answer for name, answer in case.items()}
        for one in self.report.of(f"{milestone}-bounded", self.level):
            if all(asked.get(name, answer) == answer for name, answer in one.case):
                return one.bound
        return None

    def __repr__(self) -> str:
        """The page of `handrail check` as text."""
        return _text(check_page.page(self.report, self.level))

    def _repr_html_(self) -> str:
        from html import escape

        rows = []
        for one in self.report.results:
            if one.level is self.level:
                why = "<br>".join(escape(sentences.cause(self.report.protocol, it)) for it in one.causes)
                cells = (
                    escape(sentences.SENTENCE[one.property]),
                    escape(sentences.case_class(one.case)),
                    f"<b>{escape(one.verdict.value)}</b>",
                    "" if one.bound is None else escape(sentences.days(one.bound)),
                    why,
                )
                rows.append("<tr>" + "".join(f"<td style='text-align:left'>{cell}</td>" for cell in cells) + "</tr>")
        head = "".join(f"<th scope='col'>{name}</th>" for name in ("Guarantee", "Case", "Verdict", "Bound", "Why"))
        caption = f"{escape(self.report.protocol.id)}, counting {escape(sentences.LEVELS[self.level])}"
        return f"<table><caption>{caption}</caption><tr>{head}</tr>{''.join(rows)}</table>"


@dataclass(frozen=True)
class Explanation:
    """One guarantee explained; shows itself as text."""

    text: str

    def __repr__(self) -> str:
        """The page of `handrail explain`."""
        return self.text


@dataclass(frozen=True)
class Drawing:
    """The drawing of a protocol; in a notebook it shows itself as a picture, at a prompt in sentences."""

    protocol: Protocol

    def __repr__(self) -> str:
        """The stages and moves in sentences."""
        return "\n".join(reading_order(self.protocol))

    def _repr_svg_(self) -> str:
        return picture(self.protocol, "svg").decode()

    def mermaid(self) -> str:
        """The drawing as Mermaid text."""
        return mermaid(self.protocol)

    def dot(self) -> str:
        """The drawing as DOT text."""
        return dot(self.protocol)


def check(
    protocol: Protocol | str | Path,
    *,
    level: Level | str = Level.GUIDE,
    silent: str | None = None,
    within: str | None = None,
) -> Checked:
    """Check every guarantee of a protocol.

    Args:
        protocol: a protocol, a built-in name, or the path of a file.
        level: how much of the text binds in what is shown; the report has all levels.
        silent: a role that never answers, from any moment on.
        within: a target such as "20 working days".

    Raises:
        BadInput: the file has faults.
        ValueError: no such level or role, or the target is no length of time.
    """
    known = _loaded(protocol)
    if silent is not None and silent not in known.role:
        raise ValueError(f'{known.id} has no role "{silent}"; its roles are {", ".join(known.role)}')
    if within is not None:
        known = replace(known, target=parse(within))
    return Checked(check_protocol(known, silent_role=silent), Level(level))


def explain(protocol: Protocol | str | Path, property_id: str, *, level: Level | str = Level.GUIDE) -> Explanation:
    """Explain one guarantee of a protocol, such as "decision-bounded".

    Raises:
        BadInput: the file has faults.
        ValueError: there is no such property or level.
    """
    if property_id not in sentences.SENTENCE:
        raise ValueError(f'there is no property "{property_id}"; there are {", ".join(sentences.SENTENCE)}')
    report = check_protocol(_loaded(protocol), properties=(property_id,))
    return Explanation(_text(check_page.explanation(report, property_id, Level(level))))


def draw(protocol: Protocol | str | Path) -> Drawing:
    """Draw a protocol.

    Raises:
        BadInput: the file has faults.
    """
    return Drawing(_loaded(protocol))


def _loaded(protocol: Protocol | str | Path) -> Protocol:
    return protocol if isinstance(protocol, Protocol) else load(protocol)


def _text(page: Any) -> str:
    from rich.console import Console

    console = Console(width=110, highlight=False, emoji=False, markup=False, force_terminal=False)
    with console.capture() as captured:
        console.print(page)
    return captured.get()
