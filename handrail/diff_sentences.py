"""A revision in plain English: what a guarantee was and is, what was edited, and which edits are to blame."""

from collections.abc import Iterable
from typing import Any

from handrail import sentences
from handrail.wording import capital, clauses, listed, plain
from model.condition import Condition
from model.people import Settled
from model.protocol import Transition
from model.trigger_words import write_trigger
from verify.comparison import Change, Comparison
from verify.edits import Edit
from verify.matching import Matching, Pair
from verify.verdict import Cause, Result, Word

HEADINGS = {
    "settled": "the readings that are settled",
    "raised": "what starts the measured clock",
    "target": "the target",
    "nation": "the nation, and with it the bank holidays",
    "nobody_has_last_word": "the reason why nobody has the last word",
}
FIELDS = {
    "at_most": "within",
    "at_least": "not before",
    "modality": "word",
    "dest": "goes to",
    "source": "leaves from",
    "condition": "applies if",
    "start": "runs from",
    "starts_after": "starts after",
    "binds": "is for",
    "ends": "until",
    "after": "time up of",
    "by": "by",
    "trigger": "when",
    "last_word": "has the last word",
    "text_stops": "where the text stops",
    "no_route": "why there is no route",
    "left_out": "why it is left out",
}
"""What a part of the file says about itself, in the words of the format."""


def change(one: Comparison) -> str:
    """What a guarantee was and what it is now: "It took at most 25 working days; now there is no last day."."""
    if one.old is None or one.new is None:
        kept = one.new or one.old
        assert kept is not None
        which = "now it has" if one.old is None else "it had"
        return f"{capital(one.note)}; {which}: {_now(kept)}."
    if one.change is Change.NOT_COMPARABLE:
        return f"This cannot be compared: {one.note}."
    if one.change in (Change.KEPT, Change.ABSENT) and _now(one.old) == _now(one.new):
        return f"{capital(_now(one.new))}, as before."
    return f"{capital(_was(one.old))}; now {_now(one.new)}{_difference(one)}."


def _difference(one: Comparison) -> str:
    """By how many working days a bound grew or shrank."""
    assert one.old is not None
    assert one.new is not None
    said = []
    before, after = one.old.bound, one.new.bound
    if before is not None and after is not None and before != after:
        said.append(f"{sentences.days(abs(after - before))} {'more' if after > before else 'less'}")
    if "readings" in one.worse:
        said.append("it no longer holds in every reading in which it did")
    if "readings" in one.better:
        said.append("it holds in readings in which it did not")
    if one.change is Change.MIXED:
        said.append("better in some readings and worse in others")
    elif (one.worse or one.better) and not said:
        said.append(f"{'longer' if one.worse else 'shorter'} in some reading, or in the calendar")
    return f" ({'; '.join(said)})" if said else ""


def _was(one: Result) -> str:
    limit = "" if one.bound is None else f"at most {sentences.range_of(one)}{sentences.calendar_days(one)}"
    match one.verdict:
        case Word.PROVED:
            return f"it took {limit}" if limit else "it held in every reading"
        case Word.DEPENDS:
            return "it hung on the reading" + (f"; where it held, it took {limit}" if limit else "")
        case Word.UNBOUNDED:
            return "there was no last day"
        case Word.DEAD_END:
            return "a case could come to lie where nobody was obliged to move it on"
        case Word.INCONSISTENT:
            return "the rules contradicted each other"
        case Word.VACUOUS:
            return f"there was nothing to guarantee ({one.note})"
    return "some case broke it"


def _now(one: Result) -> str:
    limit = "" if one.bound is None else f"at most {sentences.range_of(one)}{sentences.calendar_days(one)}"
    match one.verdict:
        case Word.PROVED:
            return f"it takes {limit}" if limit else "it holds in every reading"
        case Word.DEPENDS:
            return "it hangs on the reading" + (f"; where it holds, it takes {limit}" if limit else "")
        case Word.UNBOUNDED:
            return "there is no last day"
        case Word.DEAD_END:
            return "a case can come to lie where nobody is obliged to move it on"
        case Word.INCONSISTENT:
            return "the rules contradict each other"
        case Word.VACUOUS:
            return f"there is nothing to guarantee ({one.note})"
        case Word.UNDECIDED | Word.DISAGREEMENT:
            return one.note or one.verdict.value
    return "some case breaks it"


def new_reasons(one: Comparison, matching: Matching) -> list[Cause]:
    """The reasons for which a guarantee is broken now and was not before, though it was broken then too."""
    if one.change is not Change.ABSENT or one.old is None or one.new is None:
        return []
    known = {(it.element, it.word) for it in one.old.causes}

    def old_name(name: str) -> str:
        return next((names[name] for names in matching.names.values() if name in names), name)

    return [it for it in sentences.distinct(one.new.causes) if (old_name(it.element), it.word) not in known]


def blame(one: Comparison) -> list[str]:
    """The edits that cause a loss, one line for each set that is enough by itself."""
    return ["; and ".join(map(edit, together)) for together in one.blame]


def clauses_to_blame(one: Comparison) -> list[list[str]]:
    """The clauses of each set of edits that is enough by itself, each once."""
    return [list(dict.fromkeys(it for made in together for it in made.clauses)) for together in one.blame]


def edit(one: Edit) -> str:
    """An edit with its clauses: "clause 3.13 (time limit “ten days” removed)"."""
    said = f"{what(one)} {one.change}{_details(one)}"
    cited = clauses(one.clauses) if one.kind != "clause" else ""
    return f"{cited} ({said})" if cited else said


def what(one: Edit) -> str:
    """What was edited: "time limit “ten days”"."""
    return HEADINGS[one.id] if one.kind == "heading" else f"{one.kind} “{plain(one.id)}”"


def _details(one: Edit) -> str:
    """What exactly changed, where a few words can say it."""
    if one.change != "changed":
        return ""
    said = []
    moves = isinstance(one.old, Transition)  # what makes one happen is told in the words of the file, outcomes and all
    for name in dict.fromkeys("trigger" if moves and it == "outcomes" else it for it in one.fields):
        before, after = (_of(it, name) if one.kind != "heading" else it for it in (one.old, one.new))
        field = "" if one.kind == "heading" else f"{FIELDS.get(name, name.replace('_', ' '))} "
        short = [_value(before), _value(after)]
        said.append(f"{field}{short[0]} → {short[1]}" if all(short) else field.strip())
    return f": {'; '.join(part for part in said if part)}" if any(said) else ""


def _of(element: Any, name: str) -> Any:
    if isinstance(element, Transition) and name == "trigger":
        return write_trigger(element.trigger, element.outcomes)
    return getattr(element, name)


def _value(value: Any) -> str:
    """A value in a few words; empty for one that takes more."""
    match value:
        case None | "" | ():
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case Condition():
            return plain(str(value)) or "always"
        case tuple() if all(isinstance(it, str) for it in value):
            return listed([f"“{plain(it)}”" for it in value], "and")
        case tuple() if all(isinstance(it, Settled) for it in value):
            return listed([f"“{plain(it.reading)}” as “{plain(it.choice)}”" for it in value], "and")
        case tuple() if all(isinstance(it, tuple) for it in value):
            return " or ".join(listed([plain(str(role)) for role in group], "and") for group in value)
        case tuple():
            return ""
    said = plain(str(value))
    return said if len(said) <= 60 else ""


def pair(one: Pair) -> str:
    """A guess: "stage “review” is now “head review” (78 % alike)"."""
    kind = "stage" if one.kind == "state" else one.kind
    return f"{kind} “{plain(one.old)}” is now “{plain(one.new)}” ({round(100 * one.likeness)} % alike)"


def cases(comparisons: Iterable[Comparison]) -> str:
    """The kinds of case that share a change, in words that open a sentence; empty for every case."""
    classes = [one.case for one in comparisons]
    return f"Where {sentences.cases(classes)}: " if all(classes) else ""
