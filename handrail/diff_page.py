"""What `handrail diff` prints: which guarantees a revision lost, weakened, kept and gained, and by which edits."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from handrail import diff_sentences as words
from handrail import sentences
from handrail.check_page import MOST_CAUSES, inset, item, told
from handrail.outcome import Outcome, State
from handrail.outcome import shown as path_of
from handrail.wording import grouped
from model.modality import Level
from verify.checker import Report
from verify.comparison import Change, Comparison
from verify.refinement import Refinement
from verify.verdict import Story

_STYLE = {
    Change.LOST: "bold red",
    Change.WEAKENED: "bold red",
    Change.MIXED: "bold yellow",
    Change.NOT_COMPARABLE: "bold yellow",
    Change.GAINED: "bold green",
    Change.IMPROVED: "bold green",
    Change.KEPT: "green",
    Change.ABSENT: "yellow",
}
"""The changes in the order in which they are told."""
_BRIEF = (Change.KEPT, Change.ABSENT)


def pages(
    found: Iterable[Refinement], told: Iterable[Outcome], level: Level, lines: Iterable[str]
) -> list[RenderableType]:
    """What was compared, then a page for each comparison, then what was accepted and what else is found."""
    listed = list(told)
    head, accepted = [Text(one) for one in lines], [one for one in listed if one.state is State.ACCEPTED]
    made: list[RenderableType] = [Group(*head, Text())] if head else []
    made += [page(one, level) for one in found]
    tail = _list("Accepted", (f"{one.rule}, {one.case}: {one.verdict}. {one.reason}" for one in accepted))
    others = [one for one in listed if one.is_entry or one.rule in ("protocol-kept", "protocol-compared")]
    tail += _list("Also found", (f"{one.severity}: {one.says} {one.help}{_place(one)}" for one in others))
    return [*made, Group(Text(), *tail)] if tail else made


def _place(one: Outcome) -> str:
    return f" ({one.file}:{one.line})" if one.line else ""


def page(refinement: Refinement, level: Level) -> RenderableType:
    """The whole comparison at one level, and a word on the others."""
    found = refinement.at(level)
    parts: list[RenderableType] = [
        Text("Two versions compared", "bold"),
        inset(f"Old: {version(refinement.old)}"),
        inset(f"New: {version(refinement.new)}"),
        Text(f"Counting {sentences.LEVELS[level]}:"),
        Text(),
        Text(summary(found), "bold"),
        Text(),
    ]
    shown: list[Story] = []
    for kind in _STYLE:
        same = [one for one in found if one.change is kind]
        groups = alike(same)
        if kind in _BRIEF and groups:
            parts += [Text(f"{kind.value.capitalize()}{' version' if kind is Change.ABSENT else ''}", _STYLE[kind])]
            for group in groups:
                parts += _briefly(refinement, group)
            parts.append(Text())
        elif groups:
            for group in groups:
                parts += _told(refinement, group, shown)
    parts += _elsewhere(refinement, level)
    parts += _list("Taken to be the same under a new name (guessed)", map(words.pair, refinement.matching.pairs))
    parts += _list("What was edited", map(words.edit, refinement.edits))
    if refinement.exhausted:
        parts.append(Text("The search for causes was cut short: an edit named above may be one too many.", "yellow"))
        parts.append(Text())
    old, new = sentences.scope(refinement.old), sentences.scope(refinement.new)
    parts.append(Text(new if old == new else f"Old: {old}\nNew: {new}", "dim"))
    return Group(*parts)


def version(report: Report) -> str:
    """A version in words: id, title, board, edition, file, calendar edition."""
    protocol = report.protocol
    file = f", {path_of(protocol.file)}" if protocol.file else ""
    calendar = f"{protocol.nation}, calendar edition {report.calendar_edition}"
    edition = protocol.edition or "no edition stated"
    return f"{protocol.id} — {protocol.title}; {protocol.board}, {edition}{file} ({calendar})"


def summary(found: Iterable[Comparison]) -> str:
    """How many guarantees there are of each kind; one counts once, by the worst that became of it."""
    order = list(_STYLE)
    worst: dict[str, Change] = {}
    for one in found:
        worst[one.property] = min(worst.get(one.property, one.change), one.change, key=order.index)
    counts = [(kind, sum(1 for one in worst.values() if one is kind)) for kind in order]
    told = ", ".join(f"{count} {kind.value}" for kind, count in counts if count)
    sound = not any(one.worse or one is Change.NOT_COMPARABLE for one in worst.values())
    return f"{'Nothing is lost or weakened. ' if sound else ''}Guarantees: {told}."


def alike(found: Iterable[Comparison]) -> list[tuple[Comparison, ...]]:
    """Comparisons gathered that say the same of different kinds of case."""
    return grouped(found, lambda one: (one.property, words.change(one), tuple(words.blame(one))))


def _briefly(refinement: Refinement, group: tuple[Comparison, ...]) -> list[RenderableType]:
    first = group[0]
    parts: list[RenderableType] = [
        item(f"{sentences.SENTENCE[first.property]} {words.cases(group)}{words.change(first)}")
    ]
    reasons = [it for one in group for it in words.new_reasons(one, refinement.matching)]
    for it in sentences.distinct(reasons)[:MOST_CAUSES]:
        parts.append(inset(f"new reason: {sentences.cause(refinement.new.protocol, it)}", 4))
    return parts


def _told(refinement: Refinement, group: tuple[Comparison, ...], shown: list[Story]) -> list[RenderableType]:
    """One guarantee that changed: what it was and is, the edits to blame, the reasons, and a case told once."""
    first = group[0]
    head = Text(first.change.value.upper(), _STYLE[first.change])
    head.append("  ").append(sentences.SENTENCE[first.property], "bold")
    parts: list[RenderableType] = [head, inset(words.cases(group) + words.change(first))]
    lines = words.blame(first)
    if len(lines) == 1:
        parts.append(inset(f"Caused by: {lines[0]}."))
    elif lines:
        parts.append(inset("Caused by each of these, alone:"))
        parts += [item(line, 4) for line in lines]
    elif first.change.worse:
        parts.append(inset("Caused by: the edits below, taken together; they could not be narrowed down."))
    missing = first.change in (Change.GAINED, Change.IMPROVED)
    report = refinement.old if missing else refinement.new
    results = [one.old if missing else one.new for one in group]
    causes = sentences.distinct(it for one in results if one is not None for it in one.causes)
    if causes:
        parts.append(inset("what was missing" if missing else "because"))
        parts += [item(sentences.cause(report.protocol, it), 4) for it in causes[:MOST_CAUSES]]
        if len(causes) > MOST_CAUSES:
            parts.append(inset(f"and {sentences.more(len(causes) - MOST_CAUSES, 'reason')}", 4))
    story = first.new.story if first.new is not None and first.change.worse else None
    if first.new is not None and story is not None and story.events:
        title = "A case that breaks it now" if first.new.verdict.broken else "The slowest lawful case now"
        parts.append(inset(f"{title}: the one told above" if story in shown else title))
        if story not in shown:
            parts.append(Padding(told(story), (0, 0, 0, 2)))
            shown.append(story)
    return [*parts, Text()]


def _elsewhere(refinement: Refinement, level: Level) -> list[RenderableType]:
    """What is lost or weakened only when another part of the text is taken to bind."""
    here = {(one.property, one.case, one.silent_role) for one in refinement.at(level) if one.change.worse}
    lines = []
    for other in Level:
        names: dict[str, Change] = {}
        for one in refinement.at(other):
            if one.change.worse and (one.property, one.case, one.silent_role) not in here:
                names.setdefault(one.property, one.change)
        if names and other is not level:
            said = ", ".join(f"{name} ({kind.value})" for name, kind in names.items())
            lines.append(f"Counting {sentences.LEVELS[other]}: {said}; ask with --level {other.value}")
    return _list("Lost or weakened when another part of the text is counted", lines)


def _list(title: str, lines: Iterable[str]) -> list[RenderableType]:
    items: list[RenderableType] = [item(line) for line in lines]
    return [Text(title, "bold"), *items, Text()] if items else []
