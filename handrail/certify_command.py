"""`handrail certify` and `handrail recheck` on the command line."""

from typing import Annotated

import typer

from handrail.options import OutputFile, ProtocolOrFile

# Like the other commands, these import what they use, so that help answers at once.


def certify_protocol(
    protocol: ProtocolOrFile,
    output: OutputFile = None,
    level: Annotated[
        str | None, typer.Option(metavar="LEVEL", help="Only what holds at this level.", show_default=False)
    ] = None,
    silent: Annotated[str | None, typer.Option(metavar="ROLE", help="A role that never answers.")] = None,
) -> None:
    """Write the proofs to a file that others can check.

    Every bound and every "no dead end" that holds, at every level, in the readings in which it does. Exit
    status: 0 written; 1 nothing holds; 2 bad input; 3 a fault of ours; 4 undecided.
    """
    from handrail import certification

    raise typer.Exit(certification.certify(protocol, output, level, silent))


def recheck_file(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A certificate, as certify writes it.")],
    protocol: Annotated[
        str | None,
        typer.Argument(metavar="[PROTOCOL]", help="The protocol it is for; needed for a file of your own."),
    ] = None,
) -> None:
    """Check such a file again, without the solver.

    Exit status: 0 every claim accepted; 1 a claim rejected; 2 not a whole certificate, or one for another
    protocol or version.
    """
    from handrail import certification

    raise typer.Exit(certification.recheck(file, protocol))
