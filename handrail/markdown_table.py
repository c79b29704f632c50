"""Outcomes as Markdown: a comment on a pull request, or the summary of a run."""

from collections.abc import Sequence

from handrail.outcome import Outcome, State
from handrail.wording import plain

_GOOD = ("proved", "kept", "improved", "gained")
_MARKS = {
    State.FINE: "–",  # neither here nor lost: in neither version, or not to be compared
    State.BROKEN: "✗",
    State.UNDECIDED: "?",
    State.ACCEPTED: "accepted:",
    State.OUR_FAULT: "fault of Handrail:",
}


def markdown(outcomes: Sequence[Outcome], heading: str, lines: Sequence[str] = ()) -> str:
    """A heading, what it is about, and for each protocol a table with the reasons folded away below it."""
    failing = sum(1 for one in outcomes if one.fails)
    parts = [f"## {_safe(heading)}", "", *(f"{_safe(one)}  " for one in lines), ""]
    parts += [f"{failing} of {len(outcomes)} fail." if failing else "Nothing fails.", ""]
    for subject in dict.fromkeys(one.subject for one in outcomes):
        mine = [one for one in outcomes if one.subject == subject]
        parts += [f"### {_safe(subject)}", "", "| Guarantee | Kind of case | Verdict | Where |", "|---|---|---|---|"]
        parts += [_row(one) for one in mine]
        parts.append("")
        for one in mine:
            if one.told:
                parts += [f"<details><summary><code>{_safe(one.rule)}</code>, {_safe(one.case)}</summary>", ""]
                parts += [_safe(one.says), "", *(f"- {_safe(it)}" for it in one.details), ""]
                parts += [f"{_safe(it)}\n" for it in (one.help, one.reason) if it]
                parts += ["</details>", ""]
    return "\n".join(parts).rstrip() + "\n"


def _row(one: Outcome) -> str:
    weight = f" ({one.severity})" if one.told and one.severity != "error" else ""
    where = f"`{plain(one.file).replace('`', '')}:{one.line}`" if one.told and one.line else ""
    mark = "✓" if one.state is State.FINE and one.verdict in _GOOD else _MARKS[one.state]
    cells = (f"`{one.rule}`", _safe(one.case), f"{mark} {_safe(one.verdict)}{weight}", where)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _safe(text: str) -> str:
    """Text that stays text: no tag, no picture, no mention, no link comes out of what a file says."""
    text = plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for sign in "\\`*_[]!#~":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("@", "&#64;").replace("://", ":&#8203;//")
