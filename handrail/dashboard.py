"""The table of the built-in protocols in the README, generated so that it stays true.

`python -m handrail.dashboard README.md` writes it anew between the two marks.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import protocols
from handrail import sentences
from handrail.loading import load
from model.modality import Level
from verify.checker import Report, check
from verify.verdict import Result, Word

BEGIN = "<!-- dashboard -->"
END = "<!-- /dashboard -->"

_SHOWN = ("receipt-bounded", "decision-bounded", "no-dead-end", "duty-to-decide", "clocks-start")


def dashboard(reports: Iterable[Report], level: Level = Level.GUIDE) -> str:
    """A Markdown table: one row a protocol, one column a guarantee, counting everything the text asks for."""
    rows = ["| Protocol | " + " | ".join(sentences.TITLE[one] for one in _SHOWN) + " |"]
    rows.append("|---" * (len(_SHOWN) + 1) + "|")
    for report in reports:
        cells = [_cell(report.of(one, level)) for one in _SHOWN]
        rows.append(f"| `{report.protocol.id}` | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _cell(results: tuple[Result, ...]) -> str:
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
    """Write the table into the file named on the command line."""
    path = Path(sys.argv[1])
    table = dashboard(check(load(name)) for name in protocols.names())
    path.write_text(replaced(path.read_text(encoding="utf-8"), table), encoding="utf-8")


if __name__ == "__main__":
    main()
