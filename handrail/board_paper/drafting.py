"""A board paper drawn up from what a check, and perhaps a comparison with an older version, found out."""

from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version

from handrail import check_page, diff_page, diff_sentences, evidence, ledger, sentences, tables
from handrail.board_paper.findings import findings, guarantees, worst_case
from handrail.board_paper.paper import (
    ChangedGuarantee,
    ClauseFate,
    Diagram,
    Figure,
    Finding,
    Guarantee,
    OpenReading,
    Paper,
    ReadingChoice,
    Revision,
    Status,
    Table,
)
from handrail.picture import DrawingError, picture
from handrail.reading_order import reading_order
from handrail.sheet import Sheet
from handrail.wording import clauses, day, listed, plain
from model.modality import Level
from model.protocol import Protocol
from verify.checker import Report
from verify.clarification import clarifications
from verify.comparison import Change
from verify.refinement import Refinement
from verify.story import RAISED_ON
from verify.verdict import Word

_SHEETS = (
    tables.people,
    tables.ways_in,
    tables.case_facts,
    tables.stages,
    tables.protections,
    tables.moves,
    tables.limits,
    tables.duties,
)


def draft(
    report: Report, level: Level, *, against: Refinement | None = None, figures: tuple[Figure, ...] = ()
) -> Paper:
    """The paper on one protocol.

    Args:
        report: every guarantee of the protocol; that of the new version where there is an older one.
        level: how much of the text is taken to bind.
        against: the comparison with an older version.
        figures: estimates from simulated cases, to be shown apart from what was proved.
    """
    protocol = report.protocol
    found = findings(report, level)
    brief = tuple(guarantees(report, level, found))
    return Paper(
        schema_version=1,
        made_by=f"handrail {version('handrail')}",
        protocol=protocol.id,
        title=plain(protocol.title),
        board=plain(protocol.board),
        edition=plain(protocol.edition) or "no edition stated",
        nation=protocol.nation,
        summary=plain(protocol.summary),
        level=level.value,
        counting=sentences.LEVELS[level],
        headline=tuple(_headline(report, level, brief)),
        guarantees=brief,
        findings=found,
        worst_case=worst_case(report, level),
        revision=_revision(against, level) if against is not None else None,
        diagram=_diagram(protocol),
        clauses=tuple(_clauses(protocol, found)),
        coverage=ledger.coverage(protocol),
        readings=tuple(_readings(report, level)),
        clarification=_clarification(report, level),
        missing=tuple(
            f"{plain(one.what)} ({clauses(one.clauses)})" if one.clauses else plain(one.what)
            for one in protocol.missing
        ),
        figures=figures,
        assumptions=tuple(_assumptions(report, level)),
    )


def _headline(report: Report, level: Level, brief: tuple[Guarantee, ...]) -> Iterator[str]:
    """What matters most, in a few sentences: how many guarantees are carried, and the two that every text makes."""
    for severity, what in (("error", "guarantees"), ("", "further points that are advised")):
        asked = [one for one in brief if (one.severity == "error") == bool(severity)]
        if asked:
            counts = {
                "carried in every case and every reading": _count(asked, lambda words: words == {Word.PROVED}),
                "not carried": _count(asked, lambda words: bool(words - _OPEN)),
                "carried only if sentences are read in one way": _count(
                    asked, lambda words: Word.DEPENDS in words and not words - _OPEN
                ),
            }
            rest = len(asked) - sum(counts.values())
            counts["without an answer, or with nothing to answer"] = rest
            told = [f"{number} {said}" for said, number in counts.items() if number]
            yield f"Of {len(asked)} {what}: {listed(told, 'and')}."
    for id in ("receipt-bounded", "decision-bounded"):
        if lines := check_page.cell(report, id, level).plain:
            yield f"{sentences.SENTENCE[id].removesuffix('.')}: {lines.replace(chr(10), '; ')}."


_OPEN = {Word.PROVED, Word.DEPENDS, Word.VACUOUS, Word.UNDECIDED}


def _count(asked: list[Guarantee], fits: Callable[[set[Word]], bool]) -> int:
    return sum(1 for one in asked if fits({Word(word) for word in one.verdicts}))


def _clauses(protocol: Protocol, found: Iterable[Finding]) -> Iterator[ClauseFate]:
    fates = ledger.fates(protocol)
    read_two_ways = {cited for one in protocol.readings for cited in one.clauses}
    used = {cited: [one.id for one in found if cited in one.clauses] for cited in protocol.clause}
    for one in protocol.clauses:
        status: Status = "encoded"
        if one.id not in protocol.cited:
            status = "left out" if one.left_out else "not accounted for"
        elif one.id in read_two_ways:
            status = "ambiguous"
        yield ClauseFate(one.id, plain(one.says), plain(one.at), one.text, status, fates[one.id], tuple(used[one.id]))


def _readings(report: Report, level: Level) -> Iterator[OpenReading]:
    """Every reading, with the guarantees that hold in some of its choices only."""
    hanging: dict[str, dict[str, None]] = {}
    for property_id in report.properties:
        for group in sentences.alike(report.of(property_id, level)):
            names = {name for one in group[0].holds_under for name, _ in one.readings}
            for name in names:
                hanging.setdefault(name, {})[sentences.SENTENCE[property_id]] = None
    for one in report.protocol.all_readings:
        choices = tuple(ReadingChoice(name, plain(says)) for name, says in one.choices)
        yield OpenReading(one.id, plain(one.question), one.clauses, choices, tuple(hanging.get(one.id, {})))


def _clarification(report: Report, level: Level) -> str:
    """The one reading that it would help most to settle, over all guarantees; empty where none would."""
    found = clarifications(report.protocol, (one for one in report.results if one.level is level))
    return evidence.clarification(report.protocol, found[0]) if found else ""


def _diagram(protocol: Protocol) -> Diagram:
    try:
        drawn = picture(protocol, "svg").decode()
        svg = drawn[drawn.index("<svg ") :]
    except DrawingError:  # the sentences and the tables say the same
        svg = ""
    sheets = [one for one in (make(protocol) for make in _SHEETS) if one.rows]
    return Diagram(tuple(reading_order(protocol)), tuple(map(_table, sheets)), svg)


def _table(sheet: Sheet) -> Table:
    return Table(sheet.title, sheet.columns, tuple(sheet.cells))


def _revision(found: Refinement, level: Level) -> Revision:
    changed = []
    for change in Change:
        for group in diff_page.alike([one for one in found.at(level) if one.change is change]):
            first = group[0]
            said = f"{diff_sentences.cases(group)}{diff_sentences.change(first)}"
            blame = tuple(diff_sentences.blame(first))
            sentence = sentences.SENTENCE[first.property]
            changed.append(ChangedGuarantee(change.value, change.worse, sentence, said, blame))
    return Revision(
        _version(found.old.protocol),
        _version(found.new.protocol),
        diff_page.summary(found.at(level)),
        tuple(sorted(changed, key=lambda one: not one.worse)),
        tuple(map(diff_sentences.pair, found.matching.pairs)),
        tuple(map(diff_sentences.edit, found.edits)),
    )


def _version(protocol: Protocol) -> str:
    return f"{plain(protocol.title)}; {plain(protocol.board)}, {plain(protocol.edition) or 'no edition stated'}"


def _assumptions(report: Report, level: Level) -> Iterator[str]:
    """What every verdict rests on beside the text."""
    protocol = report.protocol
    yield f"Counted as binding: {sentences.LEVELS[level]}."
    roles = dict.fromkeys(one.silent_role for one in report.results if one.silent_role)
    yield from (f"“{role}” may stop answering at any moment." for role in roles)
    yield sentences.scope(report)
    yield (
        "Where the text is silent, nothing was put in its place: no statute, no good practice, no other board's text. "
        "Where it can be read in several ways, all of them were followed."
    )
    yield f"Example cases are raised on {day(RAISED_ON)}, so that bank holidays fall into them."
    if any(one.or_sooner for one in protocol.limits):
        yield "“Or sooner, if the child's safety needs it” can shorten a time limit and cannot be checked."
    yield "Texts are judged here, never people; nothing here is advice on a case."
