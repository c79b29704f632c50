"""`handrail simulate`, `compare`, `sweep` and `replay` on the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from handrail.options import Json, ProtocolName, Settings

# Like the other commands, these import what they use, so that help answers at once.

ScenarioFile = Annotated[
    str | None,
    typer.Option("--scenario", metavar="FILE", help="A scenario; by default the built-in one of the protocol."),
]
Years = Annotated[float, typer.Option(metavar="N", help="For how many years the disputes that come are counted.")]
WarmUp = Annotated[int, typer.Option("--warm-up", metavar="DAYS", help="Working days before that, to fill up.")]
Seed = Annotated[int, typer.Option(metavar="S", help="The root of the luck.", min=0)]
Draws = Annotated[
    int, typer.Option(metavar="N", help="Sets of figures from their ranges, for the second interval; 0 for none.")
]
Workers = Annotated[int, typer.Option(metavar="N", help="Processes that work on it; the results are the same.")]
Dask = Annotated[str | None, typer.Option(metavar="ADDRESS", help="A Dask cluster that works on it instead.")]
Out = Annotated[str | None, typer.Option(metavar="DIR", help="A folder to write everything into.", show_default=False)]
Keep = Annotated[
    str | None,
    typer.Option(metavar="DIR", help="A folder for finished runs: stopped work goes on from there."),
]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print the tables in Markdown.")]


def simulate_command(
    ctx: typer.Context,
    protocol: ProtocolName,
    scenario: ScenarioFile = None,
    years: Years = 1.0,
    warm_up: WarmUp = 253,
    seed: Seed = 1,
    replications: Annotated[
        int | None,
        typer.Option(metavar="N", help="How often, each time with other luck: 20 times.", show_default=False),
    ] = None,
    draws: Draws = 40,
    bottlenecks: Annotated[
        bool, typer.Option("--bottlenecks", help="Also find out whose help would matter most.")
    ] = False,
    delays: Annotated[bool, typer.Option("--delays", help="Also find out what each kind of waiting adds.")] = False,
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="Also find out which figures matter; takes many runs.")
    ] = False,
    sobol: Annotated[
        list[str] | None,
        typer.Option(metavar="FIGURE", help="Also tell its part of the variance; repeatable; very many runs."),
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(metavar="N", help="Points for --sobol, a power of two: 512.", show_default=False),
    ] = None,
    precision: Annotated[
        str | None,
        typer.Option(metavar="5%", help="Replicate until the headlines are known within so much of them."),
    ] = None,
    claims: Annotated[
        list[str] | None,
        typer.Option(
            "--claim",
            metavar="CLAIM",
            help="Judge 'open after 60 days: at most 5%, in 90% of runs', or the like, by runs; repeatable.",
        ),
    ] = None,
    trials: Annotated[
        int | None,
        typer.Option(metavar="N", help="Runs for a claim: 200; at most 2000 in turn.", show_default=False),
    ] = None,
    in_turn: Annotated[
        bool, typer.Option("--in-turn", help="Judge claims run after run, until they say enough.")
    ] = False,
    records: Annotated[
        int, typer.Option(metavar="N", help="Replications of which --out writes everything that happened.")
    ] = 1,
    workers: Workers = 1,
    dask: Dask = None,
    keep: Keep = None,
    out: Out = None,
    given: Settings = None,
    json: Json = False,
    markdown: Markdown = False,
) -> None:
    """Simulate a caseload: where disputes wait, and for whom.

    Every table says what its figures rest on. --out writes records (Parquet, CSV, XES), tables, pictures, the
    STRESS-DES checklist and a manifest. Exit status: 0 simulated; 1 a claim is broken; 2 bad input; 3 a fault
    of ours; 4 a claim is undecided.
    """
    from handrail.claims import status
    from handrail.simulated import simulate

    raise typer.Exit(status(_told(ctx, simulate).judgements))


def compare_command(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="The text before: a built-in name, or a path.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The text after.")],
    scenario: ScenarioFile = None,
    new_scenario: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="That of NEW, where it has other stages, moves or roles than OLD."),
    ] = None,
    years: Years = 1.0,
    warm_up: WarmUp = 253,
    seed: Seed = 1,
    replications: Annotated[int, typer.Option(metavar="N", help="How many pairs of runs.")] = 40,
    draws: Draws = 40,
    workers: Workers = 1,
    dask: Dask = None,
    keep: Keep = None,
    out: Out = None,
    given: Settings = None,
    json: Json = False,
    markdown: Markdown = False,
) -> None:
    """Simulate two versions of a text with the same disputes and luck.

    Compared are yardsticks that mean the same under both. Exit status: 0 compared; 2 bad input; 3 a fault of
    ours.
    """
    from handrail.compared import compare

    _told(ctx, compare)


def sweep_command(
    ctx: typer.Context,
    protocol: ProtocolName,
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="FIGURE=A,B,C", help="Values of a figure to try; can be repeated."),
    ] = None,
    scenario: ScenarioFile = None,
    years: Years = 1.0,
    warm_up: WarmUp = 253,
    seed: Seed = 1,
    replications: Annotated[int, typer.Option(metavar="N", help="Runs of each combination.")] = 10,
    workers: Workers = 1,
    dask: Dask = None,
    keep: Keep = None,
    out: Out = None,
    given: Settings = None,
    json: Json = False,
    markdown: Markdown = False,
) -> None:
    """Simulate every combination of some values of some figures.

    With --keep, a sweep that was stopped goes on where it was. Exit status: 0 simulated; 2 bad input; 3 a fault
    of ours.
    """
    from handrail.swept import sweep

    _told(ctx, sweep)


def replay_command(
    protocol: ProtocolName,
    records: Annotated[str, typer.Argument(metavar="DIR", help="A folder that simulate --out has written.")],
    json: Json = False,
    markdown: Markdown = False,
) -> None:
    """Walk recorded disputes again, and say which are lawful.

    A simulated dispute is walked by its dates over the text, by other code than simulated it. What is not lawful
    is told with its date and clauses. Exit status: 0 all are lawful; 1 some are not; 2 bad input, such as
    records of another text; 3 a fault of ours.
    """
    from handrail.exit_code import ExitCode
    from handrail.findings import tell
    from handrail.replayed import replay

    found = replay(protocol, records)
    tell(found, None, json=json, markdown=markdown)
    if not found.lawful:
        raise typer.Exit(ExitCode.BROKEN)


def _told(ctx: typer.Context, verb: Callable[..., Any]) -> Any:
    """What a verb in Python finds, whose arguments have the names of the options; told as it was asked for.

    What was left out is left to the verb. Whether the folder can be written is seen before the work.
    """
    from handrail.findings import tell
    from handrail.records_folder import writable

    asked = {name: said for name, said in ctx.params.items() if said is not None}
    how = {name: asked.pop(name) for name in ("json", "markdown")}
    if out := asked.pop("out", None):
        writable(Path(out))
    found = verb(**asked)
    tell(found, out, **how)
    return found
