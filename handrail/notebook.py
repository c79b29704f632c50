"""The verbs for notebooks: results that show themselves as tables, text or pictures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from handrail import arguments, check_json, check_page, explain_page, sentences
from handrail.arguments import Refused, known
from handrail.case_dates import CaseDates, case_dates, unsettled
from handrail.dot_text import dot
from handrail.html_table import html_table
from handrail.loading import load
from handrail.mermaid_text import mermaid
from handrail.output import text_of
from handrail.picture import DrawingError, picture
from handrail.reading_order import reading_order
from handrail.real_dates import GUARANTEES, RealDates, real_dates
from handrail.silence_table import Silences, silences
from model.modality import Level
from model.protocol import Protocol
from model.refusal import MissingAnswers
from verify.checker import Report
from verify.checker import check as check_protocol
from verify.explanation import Explanation
from verify.explanation import explain as explained
from verify.study import MILESTONES


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

    def bound(self, milestone: str, /, **case: str) -> int | None:
        """The bound in working days to "receipt" or "decision" in every case with these facts.

        Case facts are named with underscores for spaces and hyphens: `bound("decision", imminent_risk="no")`.
        Where a guarantee depends on how the text is read, the bound is for the readings in which it holds.

        Returns:
            The longest bound of these cases, None when one of them has none.

        Raises:
            ValueError: there is no such milestone, case fact or answer, or no kind of case has these facts.
        """
        known("milestone", milestone, MILESTONES)
        facts = {one.id.replace(" ", "_").replace("-", "_"): one for one in self.report.protocol.facts}
        asked = {}
        for name, answer in case.items():
            fact = facts[known("case fact", name, facts)]
            asked[fact.id] = known(f'answer to "{fact.question}" that reads', answer, fact.answers)
        bounds = [
            one.bound
            for one in self.report.of(f"{milestone}-bounded", self.level)
            if all(asked.get(name, answer) == answer for name, answer in one.case)
        ]
        if not bounds:
            raise Refused("no kind of case in this protocol has these facts", help="leave some of them out")
        return None if None in bounds else max(one for one in bounds if one is not None)

    def __repr__(self) -> str:
        """The page of `handrail check` as text."""
        return text_of(check_page.page(self.report, self.level))

    def _repr_html_(self) -> str:
        from html import escape

        rows = []
        protocol = self.report.protocol
        for one in self.report.results:
            if one.level is self.level:
                why = "<br>".join(escape(sentences.cause(protocol, it)) for it in one.causes)
                case = (escape(sentences.promise(protocol, one.property)), escape(sentences.case_class(one.case)))
                bound = "" if one.bound is None else sentences.days(one.bound)
                rows.append((*case, f"<b>{escape(one.verdict.value)}</b>", bound, why))
        caption = f"{self.report.protocol.id}, counting {sentences.counted(self.report, self.level)}"
        return html_table(caption, ("Guarantee", "Case", "Verdict", "Bound", "Why"), rows, marked=True)


@dataclass(frozen=True)
class Explained:
    """One guarantee explained; shows itself as text."""

    explanation: Explanation

    def to_json(self) -> dict[str, Any]:
        """The document that `handrail explain --json` prints."""
        return check_json.explained(self.explanation)

    def __repr__(self) -> str:
        """The page of `handrail explain`."""
        return text_of(explain_page.page(self.explanation))


@dataclass(frozen=True)
class Drawing:
    """The drawing of a protocol; in a notebook it shows itself as a picture, at a prompt in sentences."""

    protocol: Protocol

    def __repr__(self) -> str:
        """The stages and moves in sentences."""
        return "\n".join(reading_order(self.protocol))

    def _repr_svg_(self) -> str | None:
        try:
            return picture(self.protocol, "svg").decode()
        except DrawingError:  # then the notebook shows the sentences
            return None

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
    chosen = arguments.with_target(load(protocol), within)
    role = arguments.check_role([chosen], silent)
    return Checked(check_protocol(chosen, silent_role=role), arguments.level(level))


def explain(
    protocol: Protocol | str | Path,
    guarantee: str,
    *,
    level: Level | str = Level.GUIDE,
    silent: str | None = None,
    within: str | None = None,
    without: Iterable[str] = (),
) -> Explained:
    """Explain one guarantee of a protocol, such as "decision-bounded"; `without` are clauses to imagine away.

    Raises:
        BadInput: the file has faults.
        ValueError: there is no such guarantee, level, role or clause, or the target is no length of time.
    """
    chosen = arguments.with_target(load(protocol), within)
    role = arguments.check_role([chosen], silent)
    name = arguments.check_guarantee(chosen, guarantee)
    absent = arguments.check_clauses(chosen, without)
    return Explained(explained(chosen, name, arguments.level(level), silent_role=role, absent=absent))


def silence(protocol: Protocol | str | Path, *, level: Level | str = Level.GUIDE) -> Silences:
    """What the silence of each role does to a dispute, stage by stage.

    Raises:
        BadInput: the file has faults.
        ValueError: there is no such level.
    """
    return silences(load(protocol), arguments.level(level))


def calendar(
    protocol: Protocol | str | Path, *, level: Level | str = Level.GUIDE, against: str | None = None
) -> RealDates:
    """The worst and best days to raise a case, for each bound and nation.

    Args:
        against: a file with another edition of the bank holidays, in the form of those in `model/calendars`.

    Raises:
        BadInput: the file has faults.
        ValueError: there is no such level, or the other edition cannot be read.
    """
    return real_dates(check_protocol(load(protocol), properties=GUARANTEES), arguments.level(level), against)


def dates(
    protocol: Protocol | str | Path,
    raised: str | date,
    *,
    level: Level | str = Level.GUIDE,
    readings: Mapping[str, str] | None = None,
    facts: Mapping[str, str] | None = None,
    **answers: str,
) -> CaseDates:
    """By when each thing must happen in a case raised on that day, such as `imminent_risk="no"`.

    Args:
        facts: answers by the names in the file, for names that are those of arguments too.

    Raises:
        BadInput: the file has faults; there is no such case fact, reading or answer; or a case fact is not settled.
        ValueError: there is no such day or level.
        TooMany: the case has too many courses to tell its dates.
    """
    chosen = load(protocol)
    try:
        return case_dates(chosen, raised, arguments.level(level), {**(facts or {}), **answers}, readings or {})
    except MissingAnswers as missing:
        how = 'facts={{"{name}": "ANSWER"}}', 'readings={{"{name}": "ANSWER"}}'
        raise unsettled(chosen, missing, "handrail.dates", *how) from None


def draw(protocol: Protocol | str | Path) -> Drawing:
    """Draw a protocol.

    Raises:
        BadInput: the file has faults.
    """
    return Drawing(load(protocol))
