"""What an author could write instead: a sentence for each kind of finding, where `proposal` has none that is proved.

What stands in square brackets is for the board to settle: no number and no role is ever put into its mouth.
"""

from collections.abc import Iterable, Iterator

from handrail.board_paper.paper import Source
from handrail.wording import clauses, plain, short_title
from model.protocol import Protocol
from verify.verdict import Cause, Choices, Result, Word

_ENDS = "If the matter is not settled there, [role] must [take it to the next stage] within [number] working days."
_DATED = "[Role] must do so within [number] working days of [the event that starts the clock]."

SENTENCES = {
    "receipt-bounded": _DATED,
    "decision-bounded": _DATED,
    "within-target": "[This stage] must take no more than [number] working days, so that all keep to the target.",
    "no-dead-end": _ENDS,
    "every-entry-served": "[This kind of case] is raised with [role], under [stage]; or: it does not come under this "
    "protocol, and [other procedure] applies.",
    "duty-to-decide": "[The authority] must decide the matter within [number] working days, and its decision is "
    "binding on every agency.",
    "guards-complete": "If it comes to that, or no answer has come within [number] working days, [role] must take the "
    "matter to [the next stage].",
    "guards-exclusive": "Where both apply, [role] chooses which way the matter goes, and records why.",
    "clocks-start": "The [number] working days run from the day on which [event], which [role] must record.",
    "consistent": "Where these time limits cannot both be kept, [one of them] prevails.",
    "reachable": "This applies where [kind of case]; or leave the sentence out.",
    "limits-bite": "If it has not been done by then, [role] must [take it to the next stage] on the next working day.",
    "caps-and-sums-agree": "The time for all stages together is [number] working days; or: shorten the stages so "
    "that they fit into it.",
    "silence-proof": "If no answer has come within [number] working days, [role] must take the matter to [the next "
    "stage] without waiting for it.",
    "cycles-bounded": "The matter may be sent back [number] times at most; or: all rounds together take no longer than "
    "[number] working days.",
    "urgent-is-faster": "If [what makes the case pressing], this must be done within [number] working days instead.",
    "duties-have-bearers": "[Role] must see to this.",
    "authority-rises": "[A role above those who have dealt with it so far] deals with the matter at this stage.",
    "no-self-judging": "The final decision is made by [somebody who belongs to none of the agencies in dispute].",
    "finality": "A decision may be looked at again once, within [number] working days, if [new information].",
    "raiser-told": "[Role] must tell whoever raised the matter the outcome and the reasons within [number] working "
    "days.",
    "recorded": "[Role] must record the disagreement, each decision and its reasons in [the record].",
    "safe-meanwhile": "Until the matter is settled, [what protects the child] stays in place, and [role] must act at "
    "once if the child is at risk.",
    "text-complete": "Add what is referred to, or say where it can be found.",
    "coverage": "This is about the encoding: cite the clause where a rule rests on it, or leave it out with a reason.",
}
"""For each guarantee a sentence that would carry it, with brackets where only the board can say."""


NOT_PROVED = "The kind of sentence that is missing; whether it is enough was not examined."


def redraft(protocol: Protocol, result: Result) -> tuple[tuple[str, ...], Source, str]:
    """Suggestions for one result: the readings to settle where that cures it, else a sentence for each gap.

    With them, where they come from, and that in words.
    """
    if not result.verdict.broken:
        return (), "", ""
    if result.holds_under:
        return tuple(_settled(protocol, result.holds_under[0].readings)), "reading", "So read, it was proved to hold."
    return tuple(_added(protocol, result)), "sentence", NOT_PROVED


def _settled(protocol: Protocol, chosen: Choices) -> Iterator[str]:
    """For each reading that the simplest cure needs: the choice to write down."""
    readings = {one.id: one for one in protocol.all_readings}
    for name, choice in chosen:
        one = readings[name]
        where = f"In {clauses(one.clauses)}, say" if one.clauses else "Say"
        yield f"{where} which is meant: {plain(one.question)} It holds with “{plain(dict(one.choices)[choice])}”."


def _added(protocol: Protocol, result: Result) -> Iterator[str]:
    """A sentence for each group of causes of one kind, with the places where it belongs."""
    kinds: dict[str, list[Cause]] = {}
    for one in result.causes:
        sentence = {Word.DEAD_END: _ENDS, Word.UNBOUNDED: _DATED}.get(one.word or result.verdict)
        kinds.setdefault(sentence or SENTENCES[result.property], []).append(one)
    if not kinds:
        kinds[SENTENCES[result.property]] = []
    for sentence, causes in kinds.items():
        cited = clauses(it for one in causes for it in one.clauses) or clauses(result.clauses)
        stages = _stages(protocol, causes)
        where = " ".join(filter(None, [f"In {cited}" if cited else "", f"({stages})" if stages else ""]))
        yield f"{where}: {sentence}" if where else sentence


def _stages(protocol: Protocol, causes: Iterable[Cause]) -> str:
    found = [short_title(protocol, protocol.state[one.element]) for one in causes if one.element in protocol.state]
    return ", ".join(dict.fromkeys(found))
