"""`handrail report` on the command line: a board paper as a web page, as Markdown or as JSON."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from handrail.options import LevelName, ProtocolName, SolverSeconds, Within

if TYPE_CHECKING:  # both load what only a check needs
    from handrail.exit_code import ExitCode
    from handrail.report.paper import Paper

ENDINGS = (".html", ".md", ".json")


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""

    @app.command("report")
    def write_report(
        protocol: ProtocolName,
        file: Annotated[
            str,
            typer.Option("-o", "--output", metavar="FILE", help="The file to write: FILE.html, FILE.md or FILE.json."),
        ] = "report.html",
        against: Annotated[
            str | None,
            typer.Option(metavar="OLD", help="An older version: also say what changed.", show_default=False),
        ] = None,
        level: LevelName = "guide",
        within: Within = None,
        solver_seconds: SolverSeconds = 20.0,
    ) -> None:
        """Write a paper for the board: verdicts, findings, redrafts.

        One file that needs nothing else: a web page to read and print, Markdown, or JSON. Exit status: 0 written,
        whatever it says; 2 bad input; 3 a fault of ours.
        """
        raise typer.Exit(report(protocol, file, against, level, within, milliseconds=int(solver_seconds * 1000)))


def report(
    protocol: str, file: str, against: str | None, level: str, within: str | None, *, milliseconds: int = 20_000
) -> "ExitCode":
    """Write the paper on a protocol by name or path, and return the status.

    Raises:
        BadInput: a protocol cannot be read.
        Refused: there is no such level or kind of file, it cannot be written, or the versions are unrelated.
    """
    from handrail import arguments, exit_code, output
    from handrail.loading import load, load_all
    from handrail.report.drafting import draft
    from verify.checker import check
    from verify.properties.catalogue import ALL
    from verify.refinement import Unrelated, refine

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
        return exit_code.ExitCode.OUR_BUG
    return exit_code.ExitCode.FINE


def rendered(paper: "Paper", ending: str) -> str:
    """The paper as the text of a file with this ending."""
    if ending == ".json":
        from json import dumps

        from handrail.report.document import document

        return dumps(document(paper), indent=2, ensure_ascii=False) + "\n"
    from handrail.report.page import html, markdown

    return html(paper) if ending == ".html" else markdown(paper)
