"""The outcomes of a check and of a comparison: every guarantee and kind of case at one level."""

from collections.abc import Callable, Iterator

from handrail import diff_sentences as words
from handrail import sentences
from handrail.outcome import Outcome, SourceText, State, placed
from handrail.wording import plain
from model.modality import Level
from model.people import the
from verify.checker import Report
from verify.comparison import Comparison
from verify.refinement import Refinement
from verify.verdict import Result, Word

_STATES = {Word.UNDECIDED: State.UNDECIDED, Word.DISAGREEMENT: State.OUR_FAULT}
_RESTORE = "Restore what the edit took away; or, after review, accept it: --propose prints the entry."


def of_check(
    report: Report,
    level: Level,
    accepted: Callable[[Result], str] = lambda _: "",
    source: SourceText | None = None,
) -> Iterator[Outcome]:
    """Every guarantee and kind of case, in the order of the catalogue.

    Args:
        report: what a check found.
        level: the level that counts.
        accepted: gives for a result the reason for which it is accepted; empty where it is not.
        source: the original wording, where it is given.
    """
    protocol = report.protocol
    for one in report.results:
        if one.level is not level:
            continue
        state = State.BROKEN if one.verdict.broken else _STATES.get(one.verdict, State.FINE)
        reason = accepted(one) if state is State.BROKEN else ""
        causes = sentences.distinct(one.causes)
        made = Outcome(
            subject=protocol.id,
            rule=one.property,
            case=_case(one),
            state=State.ACCEPTED if reason else state,
            verdict=one.verdict.value,
            says=f"{sentences.promise(report.protocol, one.property)} {sentences.brief((one,))}.",
            details=tuple(sentences.cause(protocol, it) for it in causes),
            help=_help(report, one) if state is not State.FINE else "",
            reason=reason,
        )
        clauses = (*(name for it in causes for name in it.clauses), *one.clauses)
        yield placed(made, protocol, (it.element for it in causes), dict.fromkeys(clauses), source)


def _help(report: Report, one: Result) -> str:
    steps = sentences.next_step(report.protocol, one)
    return f"{steps} More: {sentences.command(report.protocol, one)}".strip()


def of_comparison(found: Refinement, level: Level, accepted: Callable[[Comparison], str]) -> Iterator[Outcome]:
    """Every comparison at a level; `accepted` gives the reason for which a change for the worse is accepted."""
    protocol = found.new.protocol
    for one in found.at(level):
        reason = accepted(one) if one.change.worse else ""
        state = State.BROKEN if one.change.worse else State.UNDECIDED if one.undecided() else State.FINE
        blamed = [it for together in one.blame for it in together]
        lines = words.blame(one)
        if one.change.worse and not lines:
            lines = ["the edits taken together; they could not be narrowed down"]
        made = Outcome(
            subject=protocol.id,
            rule=one.property,
            case=_case(one),
            state=State.ACCEPTED if reason else state,
            verdict=one.change.value,
            says=f"{sentences.SENTENCE[one.property]} {words.cases((one,))}{words.change(one)}".strip(),
            details=tuple(f"Caused by {line}." for line in lines),
            help=_RESTORE if one.change.worse and not reason else "",
            reason=reason,
            grave=True,  # nothing that was guaranteed may be lost, recommended or not
        )
        clauses = dict.fromkeys(clause for it in blamed for clause in it.clauses)
        yield placed(made, protocol, [name for it in blamed for name in (it.id, getattr(it.new, "id", ""))], clauses)


def _case(one: Result | Comparison) -> str:
    silent = f", and nothing is ever heard from {plain(the(one.silent_role))}" if one.silent_role else ""
    return sentences.case_class(one.case) + silent
