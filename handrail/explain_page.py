"""What `handrail explain` prints: one guarantee of one protocol, with its evidence and what to do."""

import re
from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.text import Text

from handrail import evidence, sentences
from handrail.check_page import inset, item, style, told
from handrail.wording import clauses, listed
from model.modality import Level
from model.protocol import Protocol
from verify.explanation import Explanation
from verify.filling import Filling
from verify.grounds import Grounds
from verify.properties.catalogue import ALL
from verify.slack import Room
from verify.verdict import Cause, Result

Evidence = tuple[Grounds | None, Room | None, tuple[Filling, ...]]


def page(made: Explanation) -> RenderableType:
    """One guarantee in full: for each verdict its case, reasons, sums and clauses; then levels and next steps.

    What several kinds of case share is told once.
    """
    report, protocol = made.report, made.report.protocol
    parts: list[RenderableType] = [
        Text(sentences.promise(protocol, made.guarantee), "bold"),
        Text(f"{protocol.id} — {protocol.title}"),
        Text(f"Counting {sentences.counted(report, made.level)}."),
        Text(),
    ]
    if made.without is not None:
        named = clauses(made.without.clauses)
        lines = list(evidence.imagined(protocol, made.without, made.results))
        parts += [*_section(f"What if {named} were not there", lines), Text()]
    known: set[tuple[str, str]] = set()
    found = {id(one): it for one, it in zip(made.results, made.evidence, strict=True)}
    for group in sentences.alike(made.results):
        parts += _verdict(protocol, group, found[id(group[0])], known)
    if made.clarifications:
        line = evidence.clarification(protocol, made.clarifications[0])
        parts += [*_section("The one clarification that would settle most", [line]), Text()]
    parts += _clauses(protocol, made.results)
    parts += _levels(made)
    page_text = next(one.page for one in ALL if one.id == made.guarantee)
    parts += [Text(), Text("About this guarantee", "bold")]
    parts += [Text(" ".join(one.split()), "dim") for one in _paragraphs(page_text)]
    parts.append(Text())
    return Group(*parts, Text(sentences.scope(report), "dim"))


def _verdict(
    protocol: Protocol, group: tuple[Result, ...], found: Evidence, known: set[tuple[str, str]]
) -> list[RenderableType]:
    """One verdict, shared by one or more kinds of case, with its evidence; reasons told before are only named."""
    one = group[0]
    where = f"Where {sentences.cases(it.case for it in group)}: " if one.case else ""
    head = Text(where)
    head.append(one.verdict.value.upper(), style(one.verdict))
    parts: list[RenderableType] = [head, Text(sentences.verdict(one))]
    if one.holds_under:
        parts += [Text(), *_section("It holds if", evidence.holdings(protocol, one))]
    if one.causes:
        parts += [Text(), *_section("Because", _reasons(protocol, one, known))]
    if one.story is not None and one.story.events:
        title = "A case that breaks it" if one.verdict.broken else "The slowest lawful case"
        parts += [Text(), Text(title, "bold"), told(one.story)]
    grounds, room, open_ = found
    if room is not None and room.sums:
        title = f"What adds up{evidence.in_readings(room.readings)}"
        parts += [Text(), *_section(title, evidence.sums(protocol, room))]
        parts += [Text(), *_section("How much longer each limit could be", evidence.spare(protocol, room))]
    if open_:
        title = "How long what is left to be filled in may be"
        parts += [Text(), *_section(title, [evidence.filling(protocol, it) for it in open_])]
    if grounds is not None:
        parts += [Text(), *_section("What it rests on", [evidence.resting(one, grounds)])]
    step = sentences.next_step(protocol, one)
    if step:
        parts += [Text(), *_section("What to do", [step])]
    return [*parts, Text()]


def _reasons(protocol: Protocol, one: Result, known: set[tuple[str, str]]) -> list[str]:
    """The reasons in full that were not told before; of the others, where they lie."""
    causes = sentences.distinct(one.causes)
    fresh = [it for it in causes if (it.element, it.why) not in known]
    before = [it for it in causes if (it.element, it.why) in known]
    known |= {(it.element, it.why) for it in fresh}
    lines = [sentences.cause(protocol, it) for it in fresh]
    if before:
        lines.append(f"{'and, ' if fresh else ''}as above, {_places(protocol, before)}")
    return lines


def _places(protocol: Protocol, causes: Iterable[Cause]) -> str:
    names = (protocol.state[one.element].title if one.element in protocol.state else one.element for one in causes)
    return listed([f"in “{name}”" for name in dict.fromkeys(names)], "and")


def _clauses(protocol: Protocol, results: tuple[Result, ...]) -> list[RenderableType]:
    """Every clause that was cited, once, in the order of the text."""
    cited = {clause for one in results for clause in one.clauses}
    named = [one for one in protocol.clauses if one.id in cited]
    lines = [f"{one.id}: {one.says}" + (f" (“{one.at}”)" if one.at else "") for one in named]
    return [*_section("The clauses", lines), Text()] if lines else []


def _levels(made: Explanation) -> list[RenderableType]:
    """The verdicts at each strength of the text; strengths that share them are told together."""
    shared: dict[tuple[str, ...], list[Level]] = {}
    for level in Level:
        results = made.report.of(made.guarantee, level)
        shared.setdefault(tuple(sentences.brief(it) for it in sentences.alike(results)), []).append(level)
    parts: list[RenderableType] = [Text("How much of the text it needs", "bold")]
    for lines, levels in shared.items():
        parts.append(item(f"{_counted(levels)}:"))
        parts += [inset(line, 4) for line in lines]
    return [*parts, item(sentences.strongest(made.report, made.guarantee))]


def _counted(levels: list[Level]) -> str:
    """Which strengths of the text, strongest first."""
    known = list(Level)
    if levels == known:
        return "However much of it is taken to bind"
    if len(levels) > 1 and levels == known[: len(levels)]:
        return f"Counting no more than {sentences.LEVELS[levels[-1]]}"
    if len(levels) > 1 and levels == known[-len(levels) :]:
        return f"Counting at least {sentences.LEVELS[levels[0]]}"
    return f"Counting {', or '.join(sentences.LEVELS[one] for one in levels)}"


def _section(title: str, lines: Iterable[str]) -> list[RenderableType]:
    return [Text(title, "bold"), *(item(line) for line in lines)]


def _paragraphs(page: str) -> list[str]:
    """The title and the parts of a page, each of which opens with its own heading and a full stop."""
    title, _, rest = page.partition("\n\n")
    return [title, *re.split(r"\n(?=[A-Z][a-z ]+\.  )", rest)]
