"""A board paper as a file: checked, drawn up, and written whole or not at all."""

import sys
from json import dumps
from pathlib import Path

from handrail import arguments, exit_code, output
from handrail.exit_code import ExitCode
from handrail.loading import load, load_all
from handrail.report.document import document
from handrail.report.drafting import draft
from handrail.report.page import html, markdown
from handrail.report.paper import Paper
from verify.checker import check
from verify.properties.catalogue import ALL
from verify.refinement import Unrelated, refine

ENDINGS = (".html", ".md", ".json")


def report(
    protocol: str, file: str, against: str | None, level: str, within: str | None, *, milliseconds: int = 20_000
) -> ExitCode:
    """Write the paper on a protocol by name or path, and return the status.

    Raises:
        BadInput: a protocol cannot be read.
        Refused: there is no such level or kind of file, it cannot be written, or the versions are unrelated.
    """
    path, wanted = Path(file), arguments.level(level)
    if path.suffix.lower() not in ENDINGS:
        raise arguments.Refused(f'"{file}" does not say what kind of report it is', ENDINGS, "end its name with one")
    load_all((protocol, *([against] if against else [])))  # all faults of both files at once
    new = arguments.with_target(load(protocol), within)
    found = None
    if against is not None:
        old = arguments.with_target(load(against), within)
        try:
            every = tuple(one.id for one in ALL)
            found = refine(old, new, properties=every, blame_at=(wanted,), milliseconds=milliseconds)
        except Unrelated as reason:
            help = "name two versions of one protocol, with the same stages or the same short name"
            raise arguments.Refused(str(reason), help=help) from None
    checked = found.new if found is not None else check(new, profile="all", milliseconds=milliseconds)
    output.write(path, rendered(draft(checked, wanted, against=found), path.suffix.lower()).encode())
    if said := exit_code.disagreements(checked.results):
        print(said, file=sys.stderr)
        return ExitCode.OUR_BUG
    return ExitCode.FINE


def rendered(paper: Paper, ending: str) -> str:
    """The paper as the text of a file with this ending."""
    if ending == ".json":
        return dumps(document(paper), indent=2, ensure_ascii=False) + "\n"
    return html(paper) if ending == ".html" else markdown(paper)
