"""The page of a guarantee: what it checks, why it matters, what to write, and which published texts lack it.

What the six published protocols show is worked out by a check, which takes a minute; so it is kept in a file.
`python -m handrail.rule_page` renews it, and a test compares.
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from model.modality import Level
from verify.checker import Report
from verify.properties.catalogue import ALL
from verify.properties.property import Property

FILE = Path(__file__).with_name("seen_in.json")

RELATED = (
    ("receipt-bounded", "decision-bounded", "within-target", "clocks-start", "limits-bite"),
    ("within-target", "caps-and-sums-agree", "cycles-bounded", "consistent"),
    ("receipt-bounded", "decision-bounded", "urgent-is-faster", "every-entry-served"),
    ("no-dead-end", "every-entry-served", "guards-complete", "guards-exclusive", "reachable"),
    ("no-dead-end", "silence-proof", "duties-have-bearers"),
    ("decision-bounded", "duty-to-decide", "no-self-judging", "authority-rises", "finality"),
    ("raiser-told", "recorded", "safe-meanwhile"),
    ("text-complete", "coverage", "clocks-start"),
)
"""Guarantees that are about the same thing: time, whose turn it is, who has the say, what goes with it, the text."""

_PART = re.compile(r"^(What it checks|Why it matters|Holds in|Violated by)\.\s+", re.MULTILINE)
_TITLES = {"Holds in": "Prefer", "Violated by": "Avoid"}
_KINDS = {
    "error": "An error: a protocol that lacks it fails a check (status 1).",
    "warning": "A warning: it never changes the status of a check.",
    "info": "Information: it never changes the status of a check.",
}


def parts(one: Property) -> dict[str, str]:
    """The parts of a page by their headings, each as one paragraph, in the order in which they are read."""
    pieces = _PART.split(one.page)[1:]
    found = {_TITLES.get(head, head): " ".join(text.split()) for head, text in zip(*[iter(pieces)] * 2, strict=True)}
    found["Seen in"] = seen(one.id)
    found["Counts as"] = _KINDS[one.severity] + (
        "" if one.profile == "correctness" else " Checked with `handrail check --profile all`."
    )
    found["Related"] = ", ".join(related(one.id))
    return found


def text(one: Property) -> str:
    """The page as it is shown on a screen."""
    import textwrap

    lines = [one.id, *textwrap.wrap(one.sentence, 100), ""]
    for head, body in parts(one).items():
        lines += textwrap.wrap(f"{head}.  {body}", 100, subsequent_indent="  ", break_on_hyphens=False)
    return "\n".join([*lines, "", f"Ask of a protocol: handrail explain PROTOCOL {one.id}"])


def listing() -> str:
    """Every guarantee on a line."""
    width = max(len(one.id) for one in ALL)
    return "\n".join(f"{one.id:<{width}}  {one.sentence}" for one in ALL)


def related(name: str) -> list[str]:
    """The guarantees that are about the same thing."""
    return list(dict.fromkeys(other for group in RELATED if name in group for other in group if other != name))


def seen(name: str) -> str:
    """Which of the published protocols show what, everything counted that the text asks for."""
    groups: dict[str, list[str]] = {}
    for protocol, words in verdicts(name).items():
        groups.setdefault(" or ".join(words) + (", by the kind of case" if len(words) > 1 else ""), []).append(protocol)
    none = "no published protocol: none states what it asks for"
    return "; ".join(f"{word}: {', '.join(names)}" for word, names in groups.items()) or none


def verdicts(name: str) -> dict[str, list[str]]:
    """The verdicts of a guarantee in each published protocol, everything counted that the text asks for."""
    return _seen_in().get(name, {})


@cache
def _seen_in() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def seen_in(reports: Iterable[Report]) -> dict[str, dict[str, list[str]]]:
    """The verdicts of each guarantee in each protocol, each word once; nothing where it was not checked."""
    found: dict[str, dict[str, list[str]]] = {one.id: {} for one in ALL}
    for report in reports:
        for name in report.properties:
            words = dict.fromkeys(one.verdict.value for one in report.of(name, Level.GUIDE))
            found[name][report.protocol.id] = sorted(words)
    return found


def write() -> None:
    """Check the six and write what they show."""
    from handrail.loading import load_all
    from verify.checker import check

    found = seen_in(check(one, profile="all", levels=[Level.GUIDE]) for one in load_all())
    rows = ",\n".join(f"  {json.dumps(name)}: {json.dumps(seen)}" for name, seen in found.items())
    FILE.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
