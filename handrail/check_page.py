"""What `handrail check` and `handrail explain` print."""

import re
from collections.abc import Iterable
from datetime import date

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from handrail import sentences
from handrail.wording import clauses, day
from model.modality import Level
from model.protocol import Missing
from verify.checker import Report
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
            _cell(report, "receipt-bounded", level),
            _cell(report, "decision-bounded", level),
            f"{len(carried)} of {len(others)}",
        )
    return table


def _cell(report: Report, property_id: str, level: Level) -> Text:
    """The verdicts of one guarantee, those of several case classes on lines of their own."""
    results = report.of(property_id, level)
    cell = Text()
    for word in dict.fromkeys(one.verdict for one in results):
        same = [one for one in results if one.verdict is word]
        bounds = sorted({one.bound for one in same if one.bound is not None})
        count = f" ({len(same)} of {len(results)} kinds of case)" if len(same) < len(results) else ""
        within = f", at most {sentences.days(bounds[-1])}" if bounds else ""
        cell.append("\n" if cell else "").append(word.value, _style(word)).append(within + count)
    return cell


def _style(word: Word) -> str:
    return _STYLE.get(word, "bold red")


def page(report: Report, level: Level) -> RenderableType:
    """One protocol: every guarantee with its verdict, and for the broken ones the reasons and what to do."""
    protocol = report.protocol
    parts: list[RenderableType] = [
        Text(f"{protocol.id} — {protocol.title}", "bold"),
        Text(f"{protocol.board}, {protocol.edition or 'no edition stated'}. {_coverage(report)}"),
        Text(f"Counting {sentences.LEVELS[level]}:"),
        Text(),
    ]
    for one in ALL:
        results = report.of(one.id, level)
        if results:
            parts.append(_guarantee(report, results))
    if protocol.missing:
        parts += [Text("What the text refers to and does not contain", "bold")]
        parts += [_item(_missing(one)) for one in protocol.missing]
        parts.append(Text())
    parts += [Text(sentences.scope(report), "dim"), Text()]
    return Group(*parts)


def _coverage(report: Report) -> str:
    listed = report.protocol.clauses
    if not listed:
        return "No clauses are listed, so “no clause says” cannot be claimed."
    open_ones = [one.id for one in listed if not one.left_out and one.id not in report.protocol.cited]
    left_out = sum(1 for one in listed if one.left_out)
    encoded = len(listed) - left_out - len(open_ones)
    said = f"{len(listed)} clauses: {encoded} encoded, {left_out} left out with a reason"
    return f"{said}, {len(open_ones)} not accounted for: {', '.join(open_ones)}." if open_ones else f"{said}."


def _missing(one: Missing) -> str:
    return f"{one.what} [{clauses(one.clauses)}]" if one.clauses else one.what


def _paragraphs(page: str) -> list[str]:
    """The title and the parts of a page, each of which opens with its own heading and a full stop."""
    title, _, rest = page.partition("\n\n")
    return [title, *re.split(r"\n(?=[A-Z][a-z ]+\.  )", rest)]


def _guarantee(report: Report, results: tuple[Result, ...]) -> RenderableType:
    """One guarantee in brief: a line for each kind of case, then the reasons, each told once."""
    first, protocol = results[0], report.protocol
    head = Text()
    for place, word in enumerate(dict.fromkeys(one.verdict for one in results)):
        head.append(" / " if place else "").append(word.value.upper(), _style(word))
    if SEVERITY[first.property] != "error" and any(one.verdict is not Word.PROVED for one in results):
        head.append(f" ({SEVERITY[first.property]})", "dim")
    head.append("  ").append(sentences.SENTENCE[first.property], "bold")
    parts: list[RenderableType] = [head]
    if any(one.verdict is not Word.PROVED or one.case or one.bound is not None or one.note for one in results):
        for group in sentences.alike(results):
            parts.append(_item(sentences.brief(group), bullet=False))
            holds = group[0].holds_under
            parts += [_item(f"if {sentences.choices(it)}", 4) for it in holds[:2]]
            if len(holds) > 2:
                parts.append(_item(f"or in {sentences.more(len(holds) - 2, 'way')} of reading", 4))
    if first.milestone is not None:
        parts.append(_item(f"by strength: {sentences.by_level(report, first.property)}", bullet=False))
    causes = sentences.distinct(it for one in results for it in one.causes)
    if causes:
        parts.append(_item("because", bullet=False))
        parts += [_item(sentences.cause(protocol, it), 4) for it in causes[:MOST_CAUSES]]
        rest = len(causes) - MOST_CAUSES
        more = f"and {sentences.more(rest, 'reason')}; see: " if rest > 0 else "more: "
        command = f"handrail explain {protocol.id} {first.property}"
        parts.append(_item(f"{more}{command}", bullet=False, style="dim"))
    return Group(*parts, Text())


def _item(text: str, indent: int = 2, *, bullet: bool = True, style: str = "") -> RenderableType:
    grid = Table.grid(padding=0)
    grid.add_column(width=2)
    grid.add_column(overflow="fold")
    grid.add_row(Text("- " if bullet else ""), Text(text, style))
    return Padding(grid, (0, 0, 0, indent)) if bullet else Padding(Text(text, style), (0, 0, 0, indent))


def explanation(report: Report, property_id: str, level: Level) -> RenderableType:
    """One guarantee of one protocol in full: sentence, case story, clauses, readings, levels, next step."""
    protocol = report.protocol
    parts: list[RenderableType] = [
        Text(sentences.SENTENCE[property_id], "bold"),
        Text(f"{protocol.id} — {protocol.title}"),
        Text(f"Counting {sentences.LEVELS[level]}."),
        Text(),
    ]
    for group in sentences.alike(report.of(property_id, level)):
        parts += _explained(report, group)
    parts.append(Text("How much of the text it needs", "bold"))
    for other in Level:
        lines = [sentences.brief(it) for it in sentences.alike(report.of(property_id, other))]
        parts.append(_item(f"Counting {sentences.LEVELS[other]}:"))
        parts += [_item(line, 4, bullet=False) for line in lines]
    parts.append(_item(sentences.strongest(report, property_id)))
    page_text = next(one.page for one in ALL if one.id == property_id)
    parts += [Text(), Text("About this guarantee", "bold")]
    parts += [Text(" ".join(one.split()), "dim") for one in _paragraphs(page_text)]
    parts.append(Text())
    return Group(*parts, Text(sentences.scope(report), "dim"))


def _explained(report: Report, group: tuple[Result, ...]) -> list[RenderableType]:
    """One verdict, shared by one or more kinds of case, with its evidence."""
    protocol, one = report.protocol, group[0]
    where = f"Where {sentences.cases(it.case for it in group)}: " if one.case else ""
    head = Text(where)
    head.append(one.verdict.value.upper(), _style(one.verdict))
    parts: list[RenderableType] = [head, Text(sentences.verdict(one))]
    if one.holds_under:
        parts += [Text(), Text("It holds if", "bold")]
        parts += [_item(sentences.holding(protocol, it)) for it in one.holds_under]
    if one.causes:
        parts += [Text(), Text("Because", "bold")]
        parts += [_item(sentences.cause(protocol, it)) for it in sentences.distinct(one.causes)]
    if one.story is not None and one.story.events:
        title = "A case that breaks it" if one.verdict.broken else "The slowest lawful case"
        parts += [Text(), Text(title, "bold"), told(one.story)]
    if one.clauses and protocol.clauses:
        parts += [Text(), Text("The clauses", "bold")]
        listed = [protocol.clause[it] for it in one.clauses if it in protocol.clause]
        parts += [_item(f"{it.id}: {it.says}" + (f" (“{it.at}”)" if it.at else "")) for it in listed]
    step = sentences.next_step(protocol, one)
    if step:
        parts += [Text(), Text("What to do", "bold"), _item(step)]
    return [*parts, Text()]


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
