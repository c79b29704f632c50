"""The pages of docs/ that are made from what they describe: one for each guarantee and each built-in protocol.

`python -m handrail.reference` renews them in a checkout, with the two pictures of the README, and a test compares.
"""

from difflib import unified_diff
from pathlib import Path

from handrail import rule_page, tables
from handrail.loading import load, load_all
from handrail.mermaid_text import mermaid
from handrail.sheet import Sheet
from handrail.wording import NOT_STATED
from model.protocol import Protocol
from verify.properties.catalogue import ALL
from verify.properties.property import Property

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "tests" / "properties"
_SHEETS = (
    *(tables.people, tables.ways_in, tables.case_facts, tables.stages, tables.protections),
    *(tables.limits, tables.duties, tables.readings, tables.missing),
)


def pages() -> dict[str, str]:
    """Every page by its path below docs/."""
    made = {f"guarantees/{one.id}.md": guarantee_page(one) for one in ALL}
    return made | {f"protocols/{one.id}.md": protocol_page(one) for one in load_all()}


def guarantee_page(one: Property) -> str:
    """What `handrail rule` tells, and the difference between two tiny protocols of which one has it."""
    lines = [f"# {one.id}", "", one.sentence]
    for head, body in rule_page.parts(one).items():
        lines += ["", f"**{head}.** {_linked(one) if head == 'Related' else body}"]
    lines += ["", "## The smallest difference", "", "From a protocol that lacks it to one that has it; both are in"]
    return "\n".join([*lines, f"`tests/properties/{one.id}/`.", "", "```diff", *_difference(one), "```", ""])


def pictures() -> dict[str, str]:
    """The pictures of the README by their paths below docs/: a finding, and what it does to a caseload."""
    from handrail.case_picture import case_picture
    from handrail.figures import svg
    from handrail.simulated import simulate
    from model.modality import Level
    from verify.checker import check

    protocol = load("bolton")
    story = check(protocol, properties=("no-dead-end",)).of("no-dead-end", Level.GUIDE)[0].story
    assert story is not None
    title = "bolton: a case can come to lie"
    found = simulate(protocol, protocol.id, years=1.0, replications=10, records=10, draws=0)
    return {
        "finding.svg": svg("finding", lambda: case_picture(protocol, story, title), title),
        "simulation.svg": svg("simulation", found.drawings()["open cases"], "Open disputes by stage"),
    }


def _linked(one: Property) -> str:
    return ", ".join(f"[{name}]({name}.md)" for name in rule_page.related(one.id))


def _difference(one: Property) -> list[str]:
    """What to change in the tiny protocol that lacks a guarantee; names and comments left out."""
    old, new = (
        [
            line
            for line in (EXAMPLES / one.id / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
            if not line.startswith(("#", "protocol:"))
        ]
        for name in ("violated", "holds")
    )
    return ["..." if line.startswith("@@") else line for line in list(unified_diff(old, new, lineterm="", n=2))[2:]]


def protocol_page(protocol: Protocol) -> str:
    """What a built-in protocol says, as tables and as a diagram, and what it guarantees."""
    edition = protocol.edition or f"edition {NOT_STATED}"
    lines = [f"# {protocol.title}", "", f"`{protocol.id}`: {protocol.board}, {edition}. {protocol.summary}"]
    lines += ["", "## What it guarantees", "", "Counting everything the text asks for, also “as a guide”."]
    lines += [f"`handrail check {protocol.id} --profile all` tells why, and at which clause.", ""]
    lines += ["| Guarantee | Verdict |", "|---|---|"]
    lines += [
        f"| [{one.id}](../guarantees/{one.id}.md) | {', '.join(words)} |"
        for one in ALL
        if (words := rule_page.verdicts(one.id).get(protocol.id))
    ]
    lines += ["", "## Stages and moves", "", "```mermaid", mermaid(protocol).rstrip("\n"), "```"]
    for sheet in _SHEETS:
        lines += ["", *_table(sheet(protocol))]
    return "\n".join([*lines, ""])


def _table(sheet: Sheet) -> list[str]:
    if not sheet.rows:
        return [f"## {sheet.title}", "", "None."]
    rows = [
        [cell or ("" if place in sheet.sparse else NOT_STATED) for place, cell in enumerate(row)] for row in sheet.rows
    ]
    listed = [sheet.columns, ["---"] * len(sheet.columns), *rows]
    return [f"## {sheet.title}", "", *(f"| {' | '.join(map(_cell, row))} |" for row in listed)]


def _cell(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("\n", "<br>")


def main() -> None:
    """Write every page and picture."""
    for path, text in (pages() | pictures()).items():
        file = ROOT / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
