"""What `handrail check` prints."""

from collections.abc import Iterable
from datetime import date

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from handrail import evidence, sentences
from handrail.outcome import Outcome, State
from handrail.shape import coverage
from handrail.wording import clauses, day
from model.modality import Level
from model.protocol import Missing
from verify.checker import Report
from verify.clarification import clarifications
from verify.properties.catalogue import ALL
from verify.verdict import Result, Story, Word

SEVERITY = {one.id: one.severity for one in ALL}
MOST_CAUSES = 4
"""How many reasons `check` tells of one guarantee; `explain` tells all."""

_STYLE = {
    Word.PROVED: "bold green",
    Word.DEPENDS: "bold yellow",
    Word.UNDECIDED: "bold yellow",
    Word.VACUOUS: "yellow",
    Word.DISAGREEMENT: "bold white on red",
}


def overview(reports: Iterable[Report], level: Level) -> RenderableType:
    """One line a protocol: the two milestones, and how many of the other guarantees its text carries."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("Protocol", "Reaches the last word", "Is decided or settled", "Other guarantees carried"):
        table.add_column(heading, overflow="fold")
    for report in reports:
        others = [one for one in report.properties if one not in ("receipt-bounded", "decision-bounded")]
        carried = [one for one in others if all(r.verdict is Word.PROVED for r in report.of(one, level))]
        table.add_row(
            report.protocol.id,
            cell(report, "receipt-bounded", level),
            cell(report, "decision-bounded", level),
            f"{len(carried)} of {len(others)}",
        )
    return table


def cell(report: Report, property_id: str, level: Level) -> Text:
    """The verdicts of one guarantee, those of several case classes on lines of their own."""
    results = report.of(property_id, level)
    cell = Text()
    for word in dict.fromkeys(one.verdict for one in results):
        same = [one for one in results if one.verdict is word]
        bounds = sorted({one.bound for one in same if one.bound is not None})
        count = f" ({len(same)} of {len(results)} kinds of case)" if len(same) < len(results) else ""
        within = f", at most {sentences.days(bounds[-1])}" if bounds else ""
        cell.append("\n" if cell else "").append(word.value, style(word)).append(within + count)
    return cell


def style(word: Word) -> str:
    """The colours in which a verdict is shown."""
    return _STYLE.get(word, "bold red")


def page(report: Report, level: Level) -> RenderableType:
    """One protocol: every guarantee with its verdict, and for the broken ones the reasons and what to do."""
    protocol = report.protocol
    parts: list[RenderableType] = [
        Text(f"{protocol.id} — {protocol.title}", "bold"),
        Text(f"{protocol.board}, {protocol.edition or 'no edition stated'}. {_coverage(report)}"),
        Text(f"Counting {sentences.counted(report, level)}:"),
        Text(),
    ]
    for one in ALL:
        results = report.of(one.id, level)
        if results:
            parts.append(_guarantee(report, results))
    here = (one for one in report.results if one.level is level)
    for best in clarifications(protocol, here)[:1]:
        parts.append(Text("The one clarification that would settle most", "bold"))
        parts += [item(evidence.clarification(protocol, best)), Text()]
    if protocol.missing:
        parts += [Text("What the text refers to and does not contain", "bold")]
        parts += [item(_missing(one)) for one in protocol.missing]
        parts.append(Text())
    parts += [Text(sentences.scope(report), "dim"), Text()]
    return Group(*parts)


def _coverage(report: Report) -> str:
    counts = coverage(report.protocol)
    if not counts["clauses"]:
        return "No clauses are listed, so “no clause says” cannot be claimed."
    said = f"{counts['clauses']} clauses: {counts['encoded']} encoded, {counts['left_out']} left out with a reason"
    rest = counts["unaccounted"]
    return f"{said}, {len(rest)} not accounted for: {', '.join(rest)}." if rest else f"{said}."


def _missing(one: Missing) -> str:
    return f"{one.what} [{clauses(one.clauses)}]" if one.clauses else one.what


def _guarantee(report: Report, results: tuple[Result, ...]) -> RenderableType:
    """One guarantee in brief: a line for each kind of case, then the reasons, each told once."""
    first, protocol = results[0], report.protocol
    head = Text()
    for place, word in enumerate(dict.fromkeys(one.verdict for one in results)):
        head.append(" / " if place else "").append(word.value.upper(), style(word))
    if SEVERITY[first.property] != "error" and any(one.verdict is not Word.PROVED for one in results):
        head.append(f" ({SEVERITY[first.property]})", "dim")
    head.append("  ").append(sentences.promise(protocol, first.property), "bold")
    parts: list[RenderableType] = [head]
    if any(one.verdict is not Word.PROVED or one.case or one.bound is not None or one.note for one in results):
        for group in sentences.alike(results):
            parts.append(inset(sentences.brief(group)))
            holds = group[0].holds_under
            parts += [item(f"if {sentences.choices(it)}", 4) for it in holds[:2]]
            if len(holds) > 2:
                parts.append(item(f"or in {sentences.more(len(holds) - 2, 'way')} of reading", 4))
    strengths = sentences.by_level(report, first.property)
    if first.milestone is not None or "; " in strengths:
        parts.append(inset(f"by strength: {strengths}"))
    causes = sentences.distinct(it for one in results for it in one.causes)
    if causes:
        parts.append(inset("because"))
        parts += [item(sentences.cause(protocol, it), 4) for it in causes[:MOST_CAUSES]]
        rest = len(causes) - MOST_CAUSES
        more = f"and {sentences.more(rest, 'reason')}; see: " if rest > 0 else "more: "
        parts.append(inset(f"{more}{sentences.command(protocol, first)}", style="dim"))
    return Group(*parts, Text())


def accepted(told: Iterable[Outcome], lines: Iterable[str]) -> RenderableType:
    """What was accepted, and what is wrong with the entries that accept."""
    parts: list[RenderableType] = [Text("Accepted changes", "bold"), *(inset(one) for one in lines)]
    for one in told:
        if one.state is State.ACCEPTED:
            parts.append(item(f"{one.subject}, {one.rule}, {one.case}: {one.verdict}. {one.reason}"))
        elif one.is_entry:
            parts.append(item(f"{one.severity}: {one.says} {one.help} ({one.file}:{one.line})"))
    return Group(*parts, Text())


def inset(text: str, indent: int = 2, style: str = "") -> RenderableType:
    """A line of a page, set in."""
    return Padding(Text(text, style), (0, 0, 0, indent))


def item(text: str, indent: int = 2) -> RenderableType:
    """A line of a page with a bullet."""
    grid = Table.grid(padding=0)
    grid.add_column(width=2)
    grid.add_column(overflow="fold")
    grid.add_row(Text("- "), Text(text))
    return Padding(grid, (0, 0, 0, indent))


def told(story: Story) -> RenderableType:
    """A case story as a table of dates."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for one in story.events:
        number = "" if one.day is None else f"day {one.day}"
        grid.add_row(day(date.fromisoformat(one.on)), number, Text(sentences.event(one)))
    lines: list[RenderableType] = [grid, Text(story.ending)]
    if story.hangs_on:
        made = ", ".join(f"{name}: {choice}" for name, choice in story.hangs_on)
        lines.append(Text(f"(in this case and reading: {made})", "dim"))
    return Padding(Group(*lines), (0, 0, 0, 2))
