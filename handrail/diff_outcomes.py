"""The outcomes of a comparison: what became of every guarantee and kind of case at one level."""

from collections.abc import Callable, Iterator

from handrail import diff_sentences as words
from handrail import sentences
from handrail.outcome import Outcome, State, placed
from model.modality import Level
from verify.comparison import Comparison
from verify.refinement import Refinement

_HELP = "Restore what the edit took away; or, after review, accept it: --propose prints the entry."


def outcomes(found: Refinement, level: Level, accepted: Callable[[Comparison], str]) -> Iterator[Outcome]:
    """Every comparison at a level; `accepted` gives the reason for which a change for the worse is accepted."""
    protocol = found.new.protocol
    for one in found.at(level):
        reason = accepted(one) if one.change.worse else ""
        state = State.BROKEN if one.change.worse else State.UNDECIDED if one.undecided() else State.FINE
        blamed = [it for together in one.blame for it in together]
        lines = words.blame(one)
        if one.change.worse and not lines:
            lines = ["the edits taken together; they could not be narrowed down"]
        case = sentences.case_class(one.case)
        case += f", and “{one.silent_role}” never answers" if one.silent_role else ""
        made = Outcome(
            subject=protocol.id,
            rule=one.property,
            case=case,
            state=State.ACCEPTED if reason else state,
            verdict=one.change.value,
            says=f"{sentences.SENTENCE[one.property]} {words.cases((one,))}{words.change(one)}".strip(),
            details=tuple(f"Caused by {line}." for line in lines),
            help=_HELP if one.change.worse and not reason else "",
            reason=reason,
            grave=True,  # nothing that was guaranteed may be lost, recommended or not
        )
        clauses = dict.fromkeys(clause for it in blamed for clause in it.clauses)
        yield placed(made, protocol, [name for it in blamed for name in (it.id, getattr(it.new, "id", ""))], clauses)
