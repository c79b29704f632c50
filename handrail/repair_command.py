"""`handrail repair` on the command line: edits proposed, and written only when asked to."""

from typing import Annotated

import typer

from handrail.options import Json, ProtocolOrFile

GUARANTEES = ("decision-bounded", "receipt-bounded")

# Like the other commands, it imports what it uses, so that help answers at once.


def repair_protocol(
    protocol: ProtocolOrFile,
    target: Annotated[
        str | None,
        typer.Option(metavar="DAYS", help="Working days in all, such as 20; else the target of the file."),
    ] = None,
    guarantee: Annotated[
        str, typer.Option(metavar="|".join(GUARANTEES), help="What must come about in this time.")
    ] = "decision-bounded",
    silence_proof: Annotated[bool, typer.Option("--silence-proof", help="Also if any one role never answers.")] = False,
    level: Annotated[
        str, typer.Option(metavar="LEVEL", help="How much of the text binds: must, should, guide or implied.")
    ] = "guide",
    apply: Annotated[bool, typer.Option("--apply", help="Write the edits into the file, or to -o.")] = False,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Where --apply writes.", show_default=False)
    ] = None,
    json: Json = False,
    solver_seconds: Annotated[
        float, typer.Option(metavar="SECONDS", help="How long one proof may take.", min=0.001, max=86_400)
    ] = 20.0,
) -> None:
    """Propose the fewest edits that keep a target, and prove them.

    Exit status: 0 proposed, or none is needed; 1 no repair of these kinds exists; 2 bad input; 3 a fault of
    ours; 4 undecided.
    """
    from handrail import arguments, exit_code, repair_json, repair_page
    from handrail import output as out
    from handrail.loading import load
    from handrail.repaired import repair, writable

    loaded = load(protocol)
    if output is not None and not apply:
        raise arguments.Refused("-o names a file, and nothing is written without --apply", help="add --apply")
    place, tell = writable(output or loaded.file) if apply else None, out.teller()
    made = repair(
        loaded,
        target,
        silence_proof=silence_proof,
        guarantee=guarantee,
        level=level,
        solver_seconds=solver_seconds,
        tell=tell,
    )
    tell("")
    found, written = made.found, ""
    if place is not None and found.remedies:
        out.write(place, made.text().encode())
        written = str(place)
    if json:
        out.say_json(repair_json.document(found, written))
    else:
        out.show(repair_page.page(found, written))
    if found.undecided:
        raise typer.Exit(exit_code.ExitCode.UNDECIDED)
    if found.repaired is None:
        raise typer.Exit(exit_code.ExitCode.BROKEN)
