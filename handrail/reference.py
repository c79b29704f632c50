"""What is made from what it describes: pages of docs/ by guarantee and protocol, pictures and table of the README.

`python -m handrail.reference` renews them in a checkout, and tests compare.
"""

from collections.abc import Iterable
from difflib import unified_diff
from pathlib import Path

from handrail import rule_page, sentences, tables
from handrail.loading import load, load_all
from handrail.mermaid_text import mermaid
from handrail.sheet import Sheet
from handrail.wording import NOT_STATED
from model.modality import Level
from model.protocol import Protocol
from verify.checker import Report, check
from verify.properties.catalogue import ALL
from verify.properties.property import Property
from verify.verdict import Result, Word

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "tests" / "properties"
_SHEETS = (
    *(tables.people, tables.ways_in, tables.case_facts, tables.stages, tables.protections),
    *(tables.limits, tables.duties, tables.readings, tables.missing),
)

BEGIN = "<!-- dashboard -->"
END = "<!-- /dashboard -->"

_ON_DASHBOARD = ("receipt-bounded", "decision-bounded", "no-dead-end", "duty-to-decide", "clocks-start")


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


def dashboard(reports: Iterable[Report], level: Level = Level.GUIDE) -> str:
    """A Markdown table: one row a protocol, one column a guarantee, counting everything the text asks for."""
    rows = ["| Protocol | " + " | ".join(sentences.TITLE[one] for one in _ON_DASHBOARD) + " |"]
    rows.append("|---" * (len(_ON_DASHBOARD) + 1) + "|")
    for report in reports:
        cells = [_verdicts(report.of(one, level)) for one in _ON_DASHBOARD]
        rows.append(f"| `{report.protocol.id}` | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _verdicts(results: tuple[Result, ...]) -> str:
    """Verdicts with how many kinds of case have each, and the bound."""
    parts = []
    for word in dict.fromkeys(one.verdict for one in results):
        same = [one for one in results if one.verdict is word]
        text = f"**{word.value}**" if word is Word.PROVED else word.value
        bounds = [one.bound for one in same if one.bound is not None]
        if bounds:
            text += f", at most {sentences.days(max(bounds))}"
        if len(same) < len(results):
            text += f" ({len(same)} of {len(results)} kinds of case)"
        parts.append(text)
    return "; ".join(parts)


def replaced(readme: str, table: str) -> str:
    """The README with the table between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def main() -> None:
    """Write every page and picture, and the table of the README."""
    readme, table = ROOT / "README.md", dashboard(check(one) for one in load_all())
    readme.write_text(replaced(readme.read_text(encoding="utf-8"), table), encoding="utf-8", newline="\n")
    for path, text in (pages() | pictures()).items():
        file = ROOT / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
