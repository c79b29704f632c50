"""`handrail scenario check` and `handrail scenario new` on the command line."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from handrail.options import OutputFile, ProtocolOrFile, Settings

# Like the other commands, these import what they use, so that help answers at once.

ProtocolFile = Annotated[
    str | None, typer.Option("--protocol", metavar="PROTOCOL", help="The protocol it is for, if not the one it names.")
]
group = typer.Typer(no_args_is_help=True)


@group.command("check")
def check_scenario(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", help="The name of a built-in protocol, or the path of a file.")
    ],
    protocol: ProtocolFile = None,
    given: Settings = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take the protocol as it is now, and write that into the file.")
    ] = False,
) -> None:
    """Check a scenario, and tell what its figures rest on.

    Exit status: 0 it can be run; 2 bad input; 3 a fault of ours.
    """
    import sys

    from handrail import output, scenario_page, scenarios

    made, loaded, warnings = scenarios.with_protocol(scenario, protocol, accept=accept, given=given or ())
    output.say(scenario_page.page(made, loaded))
    for one in warnings:
        print(f"warning: {one}", file=sys.stderr)
    if accept:
        from simulate.scenario_loader import load_text
        from simulate.skeleton import accepted

        path = scenarios.file_of(scenario)
        text = accepted(output.read(path).decode(), loaded)
        load_text(text, loaded, str(path))  # what is written can be read again
        output.write(path, text.encode())
        output.say(f'\nThe protocol as it is now is written into "{path}".')


@group.command("new")
def new_scenario(
    protocol: ProtocolOrFile,
    output_file: OutputFile = None,
) -> None:
    """Write a complete scenario with plain assumptions to replace.

    Exit status: 0 written; 2 bad input; 3 a fault of ours.
    """
    from handrail import output
    from handrail.arguments import Refused
    from handrail.loading import load, name_of
    from simulate.skeleton import skeleton

    text = load(protocol)
    made = skeleton(text)
    if output_file is None:
        output.say(made, for_programs=True)
        return
    if Path(output_file).exists():
        raise Refused(f'there is a file "{output_file}" already', help="choose another name, or remove it")
    output.write(Path(output_file), made.encode())
    own = "" if name_of(text) == text.id else f" --protocol {name_of(text)}"
    then = f"handrail scenario check {shlex.quote(output_file)}{own}"
    output.say(f'Wrote "{output_file}". Replace its assumptions; then: {then}')
