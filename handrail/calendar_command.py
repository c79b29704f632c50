"""`handrail calendar` and `handrail dates` on the command line."""

from typing import Annotated

import typer

from handrail.options import Json, LevelName, ProtocolName

# Like the other commands, these import what they use, so that help answers at once.


def calendar_of_protocol(
    protocol: ProtocolName,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Another edition of the bank holidays: a file in the form of model/calendars/*.csv.",
            show_default=False,
        ),
    ] = None,
    level: LevelName = "guide",
    json: Json = False,
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
    if json:
        output.say_document("calendar", found.to_json())
    else:
        output.show(*found.page())
    if not found.starts and any(one.verdict is Word.UNDECIDED for one in report.results):
        raise typer.Exit(exit_code.ExitCode.UNDECIDED)


def dates_of_case(
    protocol: ProtocolName,
    raised: Annotated[
        str, typer.Option(metavar="DATE", help="The day it is raised, such as 2026-12-18.", show_default=False)
    ],
    fact: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=ANSWER", help="A fact of the case, such as 'imminent risk=yes'; once for each."),
    ] = None,
    reading: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=CHOICE", help="How an ambiguous clause is read; else its first choice."),
    ] = None,
    ics: Annotated[
        str | None, typer.Option(metavar="FILE", help="Also write the dates for a calendar.", show_default=False)
    ] = None,
    level: LevelName = "guide",
    json: Json = False,
) -> None:
    """Tell by when each thing must happen in a case.

    Each limit ends on its last lawful day, when all before it happens as late as it may; what has no date is
    told with the reason. Where facts are left open, each kind of case is told by itself; --ics needs one case.
    Exit status: 0 told; 2 bad input; 3 a fault of ours; 4 undecided.
    """
    import sys
    from pathlib import Path

    from handrail import arguments, output
    from handrail.case_dates import case_dates, document, every_case, settled, unsettled
    from handrail.exit_code import ExitCode
    from handrail.loading import load
    from model.refusal import MissingAnswers
    from verify.courses import TooMany

    facts, readings = settled(fact or (), "case fact"), settled(reading or (), "reading")
    said = (load(protocol), raised, arguments.level(level), facts, readings)
    try:
        cases = [case_dates(*said)] if ics is not None else every_case(*said)
    except MissingAnswers as missing:
        how = '--fact "{name}=ANSWER"', '--reading "{name}=ANSWER"'
        raise unsettled(said[0], missing, "command line", *how) from None
    except TooMany:
        print("undecided: this case has too many courses to tell its dates", file=sys.stderr)
        raise typer.Exit(ExitCode.UNDECIDED) from None
    if ics is not None:
        output.write(Path(ics), cases[0].ics())
        print(f'Wrote "{ics}".', file=sys.stderr)
    if json:
        output.say_document("dates", document(cases))
    else:
        output.show(*(part for one in cases for part in (*one.page(), *([""] if one is not cases[-1] else []))))
