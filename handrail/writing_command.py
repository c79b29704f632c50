"""`handrail new`, `rule`, `source` and `doctor` on the command line: what somebody needs who writes a protocol."""

import shlex
from typing import Annotated

import typer

from handrail.options import Json, ProtocolName, built_in_names, guarantee_names

# Like the other commands, these import what they use, so that help answers at once.


def new_protocol(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A short id, such as our-board.", show_default=False)],
    output_file: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="The file to write; NAME.yaml by default."),
    ] = None,
) -> None:
    """Write a commented protocol file to begin with.

    It loads and checks as it is; replace its rules by yours. Beside it goes the schema by which editors
    complete and check the keys. Nothing is overwritten.

    Exit status: 0 written; 2 bad input; 3 a fault of ours.
    """
    from handrail import beginning, output

    written = beginning.begin(name, output_file)
    output.say(f"Wrote {' and '.join(map(str, written))}. Replace its rules by yours; after every few lines:")
    output.say(f"  handrail check --shape-only {shlex.quote(str(written[0]))}")


def rule(
    guarantee: Annotated[
        str | None,
        typer.Argument(metavar="[GUARANTEE]", help="Its id; lists all without.", autocompletion=guarantee_names),
    ] = None,
) -> None:
    """Tell what a guarantee means, and what to write for it.

    What it checks, why it matters, what to avoid and prefer, which published protocols show it.

    Exit status: 0 told; 2 bad input; 3 a fault of ours.
    """
    from handrail import arguments, output, rule_page
    from verify.properties.catalogue import ALL

    if guarantee is None:
        output.say(f"{rule_page.listing()}\n\nThe page of one: handrail rule GUARANTEE")
        return
    known = {one.id: one for one in ALL}
    output.say(rule_page.text(known[arguments.known("guarantee", guarantee, known)]))


def source(
    protocol: ProtocolName,
    text: Annotated[
        str, typer.Option("--text", metavar="FILE", help="The text it was made from, as plain text in UTF-8.")
    ],
    newer: Annotated[
        str | None,
        typer.Option("--newer", metavar="FILE", help="A newer edition of that text."),
    ] = None,
    beside: Annotated[
        list[str] | None,
        typer.Option(
            "--beside",
            metavar="PROTOCOL",
            help="Another protocol made from the same text.",
            autocompletion=built_in_names,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Compare a protocol with the text it was made from.

    Where each clause stands in it and whether its wording is still the same; numbers that their clauses do
    not have; sentences that ask for something and belong to no clause; and what a newer text changes.

    Exit status: 0 all is accounted for; 1 something needs another look; 2 bad input; 3 a fault of ours.
    """
    from handrail import exit_code, output, source_page
    from handrail.loading import load, load_all

    loaded = load(protocol)
    others = load_all(beside) if beside else []
    later = source_page.read(newer) if newer is not None else None
    found = source_page.examined(loaded, source_page.read(text), later, others)
    if json:
        output.say_document("source", found.to_json())
    else:
        output.say(source_page.page(found))
    if not found.whole:
        raise typer.Exit(exit_code.ExitCode.BROKEN)


def doctor(json: Json = False) -> None:
    """Tell whether Handrail works here, and what CI checks.

    Versions, a proof whose answer is known, bank holidays, a drawing; then the workflows and hooks in this
    folder that run Handrail, and the protocol files that they never check.

    Exit status: 0 all is well; 1 something is not; 3 a fault of ours.
    """
    from dataclasses import asdict
    from pathlib import Path

    from handrail import doctor as looking
    from handrail import exit_code, output

    found = list(looking.look(Path.cwd()))
    good = all(one.good for one in found)
    if json:
        output.say_document("doctor", {"good": good, "findings": list(map(asdict, found))})
    else:
        output.say("\n".join(map(str, found)))
    if not good:
        raise typer.Exit(exit_code.ExitCode.BROKEN)
