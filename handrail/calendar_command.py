"""`handrail calendar` on the command line."""

from typing import Annotated

import typer

# Like the other commands, these import what they use, so that help answers at once.


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""

    @app.command("calendar")
    def calendar_of_protocol(
        protocol: Annotated[str, typer.Argument(metavar="PROTOCOL", help="A built-in name, or the path of a file.")],
        against: Annotated[
            str | None,
            typer.Option(
                metavar="FILE",
                help="Another edition of the bank holidays: a file in the form of model/calendars/*.csv.",
                show_default=False,
            ),
        ] = None,
        level: Annotated[str, typer.Option(metavar="LEVEL", help="How much of the text binds.")] = "guide",
    ) -> None:
        """Tell the worst and best days to raise a case.

        For each bound that holds, the most and fewest calendar days the slowest lawful case takes, in each nation;
        and the start dates on which another edition of the calendar makes a difference.

        Exit status: 0 told; 2 bad input; 3 a fault of ours; 4 undecided.
        """
        import sys

        from handrail import arguments, exit_code, output
        from handrail.loading import load
        from handrail.real_dates import GUARANTEES, real_dates
        from verify.checker import check
        from verify.verdict import Word

        wanted = arguments.level(level)
        report = check(load(protocol), properties=GUARANTEES)
        if said := exit_code.disagreements(report.results):
            print(said, file=sys.stderr)
            raise typer.Exit(exit_code.ExitCode.OUR_BUG)
        found = real_dates(report, wanted, against)
        output.show(*found.page())
        if not found.starts and any(one.verdict is Word.UNDECIDED for one in report.results):
            raise typer.Exit(exit_code.ExitCode.UNDECIDED)
