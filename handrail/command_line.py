"""The command line: one command for each question, from `handrail check` to `handrail recheck`."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from handrail import (
    calendar_command,
    certify_command,
    ci_commands,
    repair_command,
    report_command,
    scenario_command,
    simulate_command,
    writing_command,
)
from handrail.options import (
    Json,
    LevelName,
    OutputFile,
    ProtocolName,
    SilentRole,
    SolverSeconds,
    Within,
    guarantee_names,
)

# Commands import what they use, so that help answers at once.
DRAWINGS = ("text", "mermaid", "dot", "svg", "png")

app = typer.Typer(
    name="handrail",
    help="Checks that every dispute about a child's safety reaches somebody who must decide it, in bounded time.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def list_protocols(json: Json = False) -> None:
    """List the built-in protocols."""
    from handrail import output
    from handrail.loading import load_all
    from handrail.tables import entries, listing

    found = load_all()
    if json:
        output.say_document("list", {"protocols": entries(found)})
    else:
        output.show(listing(found))


def show(
    protocol: ProtocolName,
    clauses: Annotated[bool, typer.Option("--clauses", help="Also every clause and what became of it.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document, with every clause.")] = False,
) -> None:
    """Show people, stages, moves, time limits and duties as tables."""
    from handrail import output, tables
    from handrail.loading import load

    if json:
        output.say_document("show", tables.document(load(protocol)))
    else:
        output.show(tables.show(load(protocol), clauses=clauses))


def explain(
    protocol: ProtocolName,
    guarantee: Annotated[
        str,
        typer.Argument(
            metavar="GUARANTEE",
            help="Such as decision-bounded or no-dead-end.",
            autocompletion=guarantee_names,
            show_default=False,
        ),
    ],
    level: LevelName = "guide",
    silent: SilentRole = None,
    within: Within = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="CLAUSE", help="What if this clause were not there? Can be repeated."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document, with every level.")] = False,
    solver_seconds: SolverSeconds = 20.0,
) -> None:
    """Explain one guarantee: what breaks it, and what to do.

    Exit status: 0 explained, whether it holds or not; 2 bad input; 3 a fault of
    ours; 4 undecided.
    """
    from handrail import arguments, check_json, exit_code, explain_page, output
    from handrail.loading import load
    from verify.explanation import explain as explained
    from verify.verdict import Word

    wanted = arguments.level(level)
    loaded = arguments.with_target(load(protocol), within)
    arguments.check_role([loaded], silent)
    chosen = arguments.check_guarantee(loaded, guarantee)
    absent = arguments.check_clauses(loaded, without or ())
    milliseconds = int(solver_seconds * 1000)
    made = explained(loaded, chosen, wanted, silent_role=silent, absent=absent, milliseconds=milliseconds)
    if json:
        output.say_json(check_json.explained(made))
    else:
        output.show(explain_page.page(made))
    results = (*made.report.results, *(made.without.results if made.without else ()))
    if said := exit_code.disagreements(results):
        print(said, file=sys.stderr)
        raise typer.Exit(exit_code.ExitCode.OUR_BUG)
    if any(one.verdict is Word.UNDECIDED for one in made.results):
        raise typer.Exit(exit_code.ExitCode.UNDECIDED)


def silence(
    protocol: ProtocolName,
    level: LevelName = "guide",
    json: Json = False,
    solver_seconds: SolverSeconds = 20.0,
) -> None:
    """Show what happens if somebody never answers, role by role.

    In which stages the silence of each role stops a dispute or makes it wait, and who can block whom. Exit
    status: 0 shown; 2 bad input; 3 a fault of ours; 4 undecided.
    """
    from handrail import arguments, exit_code, output, silence_table
    from handrail.loading import load

    told = silence_table.silences(load(protocol), arguments.level(level), int(solver_seconds * 1000))
    if json:
        output.say_document("silence", told.to_json())
    else:
        output.show(silence_table.page(told))
    if told.undecided:
        raise typer.Exit(exit_code.ExitCode.UNDECIDED)


def draw(
    protocol: ProtocolName,
    kind: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="|".join(DRAWINGS),
            help="What to draw: by default what the file's ending tells, else text. Mermaid and DOT are text for "
            "other programs.",
            autocompletion=lambda: list(DRAWINGS),
        ),
    ] = None,
    output: OutputFile = None,
) -> None:
    """Draw the stages and moves: as text, Mermaid, DOT, SVG or PNG."""
    from handrail import drawing_file
    from handrail import output as out
    from handrail.loading import load

    file = Path(output) if output is not None else None
    chosen = drawing_file.kind_of(kind, file)
    made = drawing_file.drawing(load(protocol), chosen)
    if file is None:
        out.say(made.decode(), for_programs=chosen != "text")
    else:
        out.write(file, made)
        print(f'Wrote "{file}".', file=sys.stderr)


def step(
    protocol: ProtocolName,
    events: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="A file of events to walk instead of asking; level and silent role stand in it."
        ),
    ] = None,
    level: LevelName = "guide",
    silent: Annotated[
        str | None, typer.Option("--silent", metavar="ROLE", help="A role that can fall silent on the way.")
    ] = None,
) -> None:
    """Walk one dispute through the protocol by events and dates."""
    from handrail import arguments, output, stepping
    from handrail.loading import load
    from handrail.session import Session

    wanted = arguments.level(level)
    loaded = load(protocol)
    arguments.check_role([loaded], silent)
    if events is not None:
        if silent is not None or wanted.value != "guide":
            raise arguments.Refused("the file of events says which level and silent role", help="write them there")
        from model.yaml_text import decode

        walk = stepping.step_script(loaded, decode(output.read(Path(events)), events), file=events)
        output.say("\n".join(walk.lines))
        return
    try:
        Session(loaded, input, output.say, level=wanted, silent_role=silent).run()
    except (EOFError, KeyboardInterrupt):
        print()


COMMANDS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("check", ci_commands.check),
    ("list", list_protocols),
    ("show", show),
    ("explain", explain),
    ("silence", silence),
    ("diff", ci_commands.diff),
    ("draw", draw),
    ("step", step),
    ("certify", certify_command.certify_protocol),
    ("recheck", certify_command.recheck_file),
    ("simulate", simulate_command.simulate_command),
    ("compare", simulate_command.compare_command),
    ("sweep", simulate_command.sweep_command),
    ("replay", simulate_command.replay_command),
    ("calendar", calendar_command.calendar_of_protocol),
    ("dates", calendar_command.dates_of_case),
    ("report", report_command.write_report),
    ("repair", repair_command.repair_protocol),
    ("new", writing_command.new_protocol),
    ("rule", writing_command.rule),
    ("source", writing_command.source),
    ("doctor", writing_command.doctor),
)
"""Every command by its name, in the order of the help; `scenario` is a group of two."""

for _name, _command in COMMANDS:
    app.command(_name)(_command)
app.add_typer(scenario_command.group, name="scenario", help="Check or begin a scenario: a caseload with its staff.")


def main() -> None:
    """Run the command line; whatever goes wrong ends with a message and a status, never with a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows "?"
    try:
        app(prog_name="handrail")
    except Exception as error:
        from handrail.exit_code import of_failure

        code, said = of_failure(error)
        with suppress(OSError):  # a reader who has left, as in `2>&1 | head -1`, changes no status
            print(said, file=sys.stderr)
        if isinstance(error, OSError):  # what could not be written would be tried, and told, once more at the end
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(code)
