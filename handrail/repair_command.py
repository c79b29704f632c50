"""`handrail repair` on the command line: edits proposed, and written only when asked to."""

from typing import Annotated

import typer

GUARANTEES = ("decision-bounded", "receipt-bounded")

# Like the other commands, it imports what it uses, so that help answers at once.


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""

    @app.command("repair")
    def repair_protocol(
        protocol: Annotated[str, typer.Argument(metavar="PROTOCOL", help="A built-in name, or the path of a file.")],
        target: Annotated[
            str | None,
            typer.Option(metavar="DAYS", help="Working days in all, such as 20; else the target of the file."),
        ] = None,
        guarantee: Annotated[
            str, typer.Option(metavar="|".join(GUARANTEES), help="What must come about in this time.")
        ] = "decision-bounded",
        silence_proof: Annotated[
            bool, typer.Option("--silence-proof", help="Also if any one role never answers.")
        ] = False,
        level: Annotated[
            str, typer.Option(metavar="LEVEL", help="How much of the text binds: must, should, guide or implied.")
        ] = "guide",
        apply: Annotated[bool, typer.Option("--apply", help="Write the edits into the file, or to -o.")] = False,
        output: Annotated[
            str | None, typer.Option("-o", "--output", metavar="FILE", help="Where --apply writes.", show_default=False)
        ] = None,
        json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
        solver_seconds: Annotated[
            float, typer.Option(metavar="SECONDS", help="How long one proof may take.", min=0.001, max=86_400)
        ] = 20.0,
    ) -> None:
        """Propose the fewest edits that keep a target, and prove them.

        Exit status: 0 proposed, or none is needed; 1 no repair of these kinds exists; 2 bad input; 3 a fault of
        ours; 4 undecided.
        """
        from handrail import repairing

        code = repairing.repair(
            protocol, target, guarantee, level, output, silence_proof=silence_proof, apply=apply, json=json,
            solver_seconds=solver_seconds,
        )  # fmt: skip
        raise typer.Exit(code)
