"""The outcomes of a check: every guarantee and kind of case at one level."""

from collections.abc import Callable, Iterator

from handrail import sentences
from handrail.loading import name_of
from handrail.outcome import Outcome, SourceText, State, placed
from model.modality import Level
from verify.checker import Report
from verify.verdict import Result, Word

_STATES = {Word.UNDECIDED: State.UNDECIDED, Word.DISAGREEMENT: State.OUR_FAULT}


def outcomes(
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
        case = sentences.case_class(one.case)
        case += f", and “{one.silent_role}” never answers" if one.silent_role else ""
        made = Outcome(
            subject=protocol.id,
            rule=one.property,
            case=case,
            state=State.ACCEPTED if reason else state,
            verdict=one.verdict.value,
            says=f"{sentences.SENTENCE[one.property]} {sentences.brief((one,))}.",
            details=tuple(sentences.cause(protocol, it) for it in causes),
            help=_help(report, one) if state is not State.FINE else "",
            reason=reason,
        )
        clauses = (*(name for it in causes for name in it.clauses), *one.clauses)
        yield placed(made, protocol, (it.element for it in causes), dict.fromkeys(clauses), source)


def _help(report: Report, one: Result) -> str:
    steps = sentences.next_step(report.protocol, one)
    return f"{steps} More: handrail explain {name_of(report.protocol)} {one.property}".strip()
