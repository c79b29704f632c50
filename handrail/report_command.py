"""`handrail report` on the command line: a board paper as a web page, as Markdown or as JSON."""

from typing import Annotated

import typer

from handrail.options import LevelName, ProtocolName, SolverSeconds, Within


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
    scenario: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|NAME",
            help="A caseload to simulate: also give estimates, with tables and pictures.",
            show_default=False,
        ),
    ] = None,
    level: LevelName = "guide",
    within: Within = None,
    solver_seconds: SolverSeconds = 20.0,
) -> None:
    """Write a paper for the board: verdicts, findings, redrafts.

    One file that needs nothing else: a web page to read and print, Markdown, or JSON. With --scenario also what a
    simulated caseload shows, apart from what was proved. Exit status: 0 written,
    whatever it says; 2 bad input; 3 a fault of ours.
    """
    import sys

    from handrail.board_paper.verb import report
    from handrail.exit_code import ExitCode

    made = report(protocol, file, against, scenario, level=level, within=within, solver_seconds=solver_seconds)
    print(f'Wrote "{file}".', file=sys.stderr)
    if made.problem:
        print(made.problem, file=sys.stderr)
        raise typer.Exit(ExitCode.OUR_BUG)
