"""The guarantees and findings of a board paper: verdict, reasons, clauses, a dated case, and a redraft."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from handrail import sentences
from handrail.board_paper.paper import Case, Finding, Guarantee, Step
from handrail.board_paper.proposal import Proposal, lost, proposals
from handrail.board_paper.redraft import redraft
from handrail.check_page import SEVERITY
from handrail.wording import day
from model.modality import Level
from verify.checker import Report
from verify.verdict import Result, Story, Word

_MILESTONES = ("decision-bounded", "receipt-bounded", "within-target")


def findings(report: Report, level: Level) -> tuple[Finding, ...]:
    """What is not proved at a level, the gravest guarantees first, each case told once; "nothing to ask" is none."""
    found: list[Finding] = []
    told: dict[tuple[object, ...], str] = {}
    order = sorted(report.properties, key=lambda one: ("error", "warning", "info").index(SEVERITY[one]))
    for property_id in order:
        for group in sentences.alike(report.of(property_id, level)):
            if group[0].verdict not in (Word.PROVED, Word.VACUOUS):
                found.append(_finding(report, group, f"finding-{len(found) + 1}", told))
    for one in proposals(report, level):
        found = list(_redrafted(found, one))
    return tuple(found)


def _redrafted(found: Sequence[Finding], proposal: Proposal) -> Iterator[Finding]:
    """The findings with a proposal told in the first that it is about; the others that it mends refer to that one."""
    mended = [one for one in found if one.guarantee in proposal.carries and lost(Word(one.verdict))]
    lead = next(one for one in mended if one.guarantee == proposal.aim)
    for one in found:
        if one is lead:
            yield replace(one, redraft=proposal.lines, redraft_from="repair", redraft_basis=proposal.basis)
        elif one in mended:
            yield replace(one, redraft=(), redraft_from="repair", redraft_basis="", redraft_told_in=lead.id)
        else:
            yield one


def _finding(report: Report, group: tuple[Result, ...], id: str, told: dict[tuple[object, ...], str]) -> Finding:
    one, protocol = group[0], report.protocol
    case, told_in = None, ""
    if one.story is not None and one.story.events:
        key = (one.story.events, one.story.ending)
        if key in told:
            told_in = told[key]
        else:
            case = case_of(one.story, "A case that shows it" if one.verdict.broken else "The slowest lawful case")
            told[key] = id
    return Finding(
        id,
        one.property,
        sentences.promise(protocol, one.property),
        one.verdict.value,
        SEVERITY[one.property],
        sentences.cases(it.case for it in group),
        sentences.verdict(one),
        tuple(sentences.holding(protocol, it) for it in one.holds_under),
        tuple(sentences.cause(protocol, it) for it in sentences.distinct(one.causes)),
        tuple(dict.fromkeys([*one.clauses, *(cited for it in one.causes for cited in it.clauses)])),
        case,
        told_in,
        *redraft(protocol, one),
        "",
    )


def guarantees(report: Report, level: Level, found: Iterable[Finding]) -> Iterator[Guarantee]:
    """Every guarantee that was checked, in brief, with the findings about it."""
    of: dict[str, list[str]] = {}
    for finding in found:
        of.setdefault(finding.guarantee, []).append(finding.id)
    for property_id in report.properties:
        results = report.of(property_id, level)
        lines = [sentences.brief(group) for group in sentences.alike(results)]
        says_more = lines != [f"Every case: {results[0].verdict.value}"]
        yield Guarantee(
            property_id,
            sentences.promise(report.protocol, property_id),
            SEVERITY[property_id],
            tuple(dict.fromkeys(one.verdict.value for one in results)),
            tuple(lines if says_more else ()),
            sentences.by_level(report, property_id),
            tuple(of.get(property_id, ())),
        )


def worst_case(report: Report, level: Level) -> Case | None:
    """The case that takes longest of those that show how long a decision or receipt may take."""
    found = [
        (_length(one.story), one.story, property_id)
        for property_id in _MILESTONES
        for one in report.of(property_id, level)
        if one.story is not None and one.story.events
    ]
    if not found:
        return None
    _, story, property_id = max(found, key=lambda one: one[0])
    return case_of(story, sentences.promise(report.protocol, property_id))


def _length(story: Story) -> int:
    return (date.fromisoformat(story.events[-1].on) - date.fromisoformat(story.events[0].on)).days


def case_of(story: Story, title: str) -> Case:
    """A case story with the calendar days between its steps."""
    days = [date.fromisoformat(one.on) for one in story.events]
    waits = [(later - earlier).days for earlier, later in pairwise(days)]
    steps = tuple(
        Step(one.on, day(on), one.day, f"{one.what}{f' — {one.who}' if one.who else ''}", tuple(one.clauses), wait)
        for one, on, wait in zip(story.events, days, [*waits, None], strict=True)
    )
    return Case(title, steps, story.ending, "; ".join(f"{name}: {choice}" for name, choice in story.hangs_on))
