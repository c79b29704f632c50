"""What `handrail repair` prints: proposed sentences beside the old ones, what they achieve, what is the author's."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from handrail import repair_sentences as words
from handrail import sentences
from handrail.check_page import inset, item
from handrail.wording import plain
from verify.causes import dead_end
from verify.repair import Repair
from verify.verdict import Result, Word


def guarantee(found: Repair) -> str:
    """What was asked for, as a sentence."""
    what = "is decided or settled" if found.milestone == "decision" else "reaches an authority with the last word"
    silent = ", though any one role never answers" if found.silence else ""
    return f"Every dispute {what} within {sentences.days(found.target)}, in every reading and kind of case{silent}."


def page(found: Repair, written: str = "") -> RenderableType:
    """The whole proposal.

    Args:
        written: the file to which the repaired protocol went; empty when none was written.
    """
    protocol = found.protocol
    parts: list[RenderableType] = [
        Text(f"{protocol.id} — {protocol.title}", "bold"),
        Text(f"Wanted: {guarantee(found)}"),
        Text(f"Counting {sentences.LEVELS[found.level]}."),
        Text(),
        Text("As it stands", "bold"),
        *_verdicts(found.before),
        Text(),
    ]
    parts = parts if found.before else parts[:-3]
    if not found.remedies:
        return Group(*parts, Text(outcome(found)))
    parts += [Text(outcome(found), "bold")]
    for number, one in enumerate(found.remedies, start=1):
        told = words.told(protocol, one)
        where = words.place(protocol, told)
        parts += [
            inset(f"{number}. {one.kind.value}: {told.what}{f' [{where}]' if where else ''}"),
            inset(f"old: {told.old}", 5),
            inset(f"new: {told.new}", 5),
        ]
    parts += [Text(), Text("With them", "bold"), *_verdicts(found.after), Text()]
    if found.sums:
        parts.append(Text("How the days are divided is yours to change, so long as these sums are kept", "bold"))
        parts += [item(words.sums(protocol, it.remedies, it.others, found.target)) for it in found.sums]
        again = f"handrail check FILE --within '{sentences.days(found.target)}'"
        parts += [inset(f"Working days. Check again after a change: {again}"), Text()]
    parts += [Text("What is claimed", "bold"), *(item(one) for one in claims(found)), Text()]
    nothing = "Nothing was written. --apply -o FILE writes the edited file."
    parts.append(Text(f'Wrote "{written}".' if written else nothing))
    return Group(*parts)


def outcome(found: Repair) -> str:
    """What became of the search, in a sentence or two."""
    count = len(found.remedies)
    match found.outcome:
        case "proposed":
            return f"Proposed: {count} new sentence{'' if count == 1 else 's'}, in our own words"
        case "none needed":
            return "No repair is needed: the text carries this guarantee already."
        case "undecided":
            return f"Undecided: {reason(found)}."
    return f"No repair of these kinds exists. {reason(found)}"


def reason(found: Repair) -> str:
    """Why there is no repair, or no answer; empty where there is one."""
    if found.repaired is not None or found.undecided:
        return found.undecided
    said = f"None of the {found.considered} edits considered, nor any of them together, gives this guarantee."
    if found.obstacle is not None and found.obstacle.verdict is Word.INCONSISTENT:
        return f"{said} The rules of the text contradict each other, and no edit considered removes a rule."
    slow = "the steps and waiting times that the text itself demands take longer, even with one working day for each"
    if found.lies_in is None:
        return f"{said} Either {slow}, or somewhere no edit of these kinds can oblige anybody to act."
    if not found.lies_in:
        return f"{said} In some case {slow}."
    where = dead_end(found.protocol, found.level, found.lies_in)
    state = found.protocol.state.get(found.lies_in)
    place = f"in “{plain(state.title)}”" if state is not None else "before it is raised"
    return f"{said} A case can come to lie {place}, and none of them helps: {plain(where.why)}."


def notes(found: Repair) -> list[str]:
    """What to know of a proposal: how its days may be divided otherwise, and how far it can be trusted."""
    if not found.remedies:
        return []
    sums = [words.sums(found.protocol, it.remedies, it.others, found.target) for it in found.sums]
    return [*(f"Working days, to be divided as you like: {one}" for one in sums), *claims(found)]


def claims(found: Repair) -> list[str]:
    """How far the proposal can be trusted, in sentences."""
    several = len(found.remedies) > 1
    return [
        "The edited protocol was proved anew by two independent engines.",
        "One of the smallest: each sentence was left out once, and without it the guarantee fails."
        if several
        else "The sentence is needed: as it stands, the guarantee fails.",
        f"No smaller set was found among the {found.considered} edits considered. Edits are counted, not weighed: "
        "a larger set may suit the board better.",
        "Not considered: one limit over all stages (it would say nobody's share), but over all rounds of a loop; and "
        "removing a stage or a step.",
        "Only this guarantee was looked at: handrail diff tells what the edited file does to the others.",
        "Who should act, and what the board means, is for the board to say. The wording is a draft.",
    ]


def _verdicts(results: Sequence[Result]) -> list[RenderableType]:
    """The verdicts with everybody answering, and how many roles can stop it by silence."""
    lines = [sentences.brief(group) for group in sentences.alike(one for one in results if one.silent_role is None)]
    roles = list(dict.fromkeys(one.silent_role for one in results if one.silent_role is not None))
    if roles:
        failing = [
            role
            for role in roles
            if any(one.silent_role == role and one.verdict not in (Word.PROVED, Word.VACUOUS) for one in results)
        ]
        who = f": {', '.join(str(role) for role in failing)}" if failing else ""
        lines.append(f"Silence of one role can break it for {len(failing)} of the {len(roles)} roles that matter{who}")
    return [inset(line) for line in lines]
