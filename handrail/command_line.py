"""The command line: `handrail check`, `list`, `show`, `explain`, `draw`, `step`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:  # commands import what they use, so that help answers at once
    from rich.console import Console

    from model.protocol import Protocol

app = typer.Typer(
    name="handrail",
    help="Checks that every dispute about a child's safety reaches somebody who must decide it, in bounded time.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class LevelName(StrEnum):
    """How much of the text is taken to bind."""

    MUST = "must"
    SHOULD = "should"
    GUIDE = "guide"
    IMPLIED = "implied"


class DrawingKind(StrEnum):
    """The form of a drawing."""

    MERMAID = "mermaid"
    DOT = "dot"
    TEXT = "text"
    SVG = "svg"
    PNG = "png"


ProtocolName = Annotated[str, typer.Argument(help="A built-in name such as wiltshire, or the path of a file.")]
LevelOption = Annotated[
    LevelName,
    typer.Option(help="How much of the text binds: must, also should, also guide ('as a guide'), also implied."),
]


@app.command()
def check(
    protocols: Annotated[
        list[str] | None, typer.Argument(help="Built-in names or paths of files; all built-in ones by default.")
    ] = None,
    level: LevelOption = LevelName.GUIDE,
    silent: Annotated[str, typer.Option(help="A role that never answers, from any moment on.")] = "",
    within: Annotated[str, typer.Option(help="A target to check, such as '20 working days'.")] = "",
    shape_only: Annotated[bool, typer.Option("--shape-only", help="Check the files only, prove nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document with everything.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 though a guarantee is broken.")] = False,
    solver_seconds: Annotated[float, typer.Option(help="How long one proof may take at most.", min=0.001)] = 20.0,
) -> None:
    """Check which guarantees hold, and at which clause the others are lost.

    Exit status: 0 all hold, 1 a guarantee is broken, 2 bad input, 3 a fault of ours, 4 undecided.
    """
    loaded = _load_all(protocols or [])
    if shape_only:
        _print_shape(loaded)
        return
    from dataclasses import replace

    from handrail import check_json, check_page, exit_code
    from model.modality import Level
    from verify.checker import check as check_protocol

    if within:
        target = _time_span(within)
        loaded = [replace(one, target=target) for one in loaded]
    if silent:
        _known_role(loaded, silent)
    reports = []
    for one in _progress(loaded):
        reports.append(check_protocol(one, silent_role=silent or None, milliseconds=int(solver_seconds * 1000)))
    if json:
        from json import dumps

        print(dumps(check_json.document(reports), indent=2, ensure_ascii=False))
    else:
        console = _console()
        for report in reports:
            console.print(check_page.page(report, Level(level.value)))
        if len(reports) > 1:
            console.print(check_page.overview(reports, Level(level.value)))
    code = exit_code.of(reports, Level(level.value))
    if not (exit_zero and code is exit_code.ExitCode.BROKEN):
        raise typer.Exit(code)


@app.command("list")
def list_protocols() -> None:
    """List the built-in protocols."""
    from handrail.tables import listing

    _console().print(listing(_load_all([])))


@app.command()
def show(
    protocol: ProtocolName,
    clauses: Annotated[bool, typer.Option("--clauses", help="Also every clause and what became of it.")] = False,
) -> None:
    """Show people, stages, moves, time limits, duties and readings of a protocol as tables."""
    from handrail.tables import show as tables_of

    _console().print(tables_of(_load(protocol), clauses=clauses))


@app.command()
def explain(
    protocol: ProtocolName,
    guarantee: Annotated[str, typer.Argument(metavar="PROPERTY", help="Such as decision-bounded or no-dead-end.")],
    level: LevelOption = LevelName.GUIDE,
    silent: Annotated[str, typer.Option(help="A role that never answers, from any moment on.")] = "",
    within: Annotated[str, typer.Option(help="A target to check, such as '20 working days'.")] = "",
) -> None:
    """Explain one guarantee: the case that breaks it, the clauses, the readings, and what to do."""
    from dataclasses import replace

    from handrail import check_page
    from model.errors import did_you_mean
    from model.modality import Level
    from verify.checker import check as check_protocol
    from verify.properties.catalogue import ALL

    ids = [one.id for one in ALL]
    if guarantee not in ids:
        _refuse(f'there is no property "{guarantee}"', ", ".join(ids), did_you_mean(guarantee, ids))
    loaded = _load(protocol)
    if within:
        loaded = replace(loaded, target=_time_span(within))
    if silent:
        _known_role([loaded], silent)
    if guarantee == "within-target" and loaded.target is None:
        _refuse("this protocol states no target", "--within '20 working days'", "give the target to check")
    report = check_protocol(loaded, silent_role=silent or None, properties=(guarantee,))
    _console().print(check_page.explanation(report, guarantee, Level(level.value)))


@app.command()
def draw(
    protocol: ProtocolName,
    kind: Annotated[DrawingKind, typer.Option("--as", help="mermaid and dot are text for other programs.")] = (
        DrawingKind.TEXT
    ),
    output: Annotated[str, typer.Option("-o", "--output", help="A file to write; its ending tells the kind.")] = "",
) -> None:
    """Draw the stages and moves: as text, Mermaid, DOT, SVG or PNG."""
    from handrail.dot_text import dot
    from handrail.mermaid_text import mermaid
    from handrail.picture import DrawingError, picture
    from handrail.reading_order import reading_order

    endings = {".svg": DrawingKind.SVG, ".png": DrawingKind.PNG, ".mmd": DrawingKind.MERMAID}
    endings |= {".dot": DrawingKind.DOT, ".gv": DrawingKind.DOT, ".txt": DrawingKind.TEXT}
    path = Path(output) if output else None
    if path is not None and kind is DrawingKind.TEXT:
        if path.suffix.lower() not in endings:
            _refuse(f'"{output}" does not say what kind of drawing it is', ", ".join(endings), "or use --as")
        kind = endings[path.suffix.lower()]
    loaded = _load(protocol)
    if kind in (DrawingKind.SVG, DrawingKind.PNG):
        if path is None:
            _refuse("a picture needs a file", "-o FILE.svg, -o FILE.png", f"add -o {loaded.id}.{kind.value}")
        try:
            made = picture(loaded, "svg" if kind is DrawingKind.SVG else "png")
        except DrawingError as error:
            _refuse(str(error))
    else:
        text = {
            DrawingKind.MERMAID: mermaid,
            DrawingKind.DOT: dot,
            DrawingKind.TEXT: lambda one: "\n".join(reading_order(one)) + "\n",
        }[kind](loaded)
        if path is None:
            print(text, end="" if text.endswith("\n") else "\n")
            return
        made = text.encode()
    _write(path, made)


@app.command()
def step(
    protocol: ProtocolName,
    events: Annotated[str, typer.Option(help="A file of events to walk instead of asking.")] = "",
    level: LevelOption = LevelName.GUIDE,
    silent: Annotated[str, typer.Option(help="A role that can fall silent.")] = "",
) -> None:
    """Walk one dispute through the protocol by events and dates."""
    from handrail import stepping
    from model.modality import Level

    loaded = _load(protocol)
    if silent:
        _known_role([loaded], silent)
    if events:
        from model.yaml_text import decode

        walk = stepping.step_script(loaded, decode(_bytes(Path(events)), events), file=events)
        print("\n".join(walk.lines))
        return
    try:
        stepping.step_interactively(
            loaded, input, print, level=Level(level.value), silent_role=silent or None
        )
    except (EOFError, KeyboardInterrupt):
        print()


# -- what the commands share -------------------------------------------------------------------------------


def _load_all(names: list[str]) -> list["Protocol"]:
    """The protocols of these names or paths, all faults of all files together."""
    import protocols
    from model.errors import BadInput

    found, faults = [], []
    for name in names or protocols.names():
        try:
            found.append(_load(name))
        except BadInput as bad:
            faults += bad.faults
    if faults:
        raise BadInput(faults)
    return found


def _load(name: str) -> "Protocol":
    from handrail.loading import load

    return load(name)


def _print_shape(loaded: list["Protocol"]) -> None:
    from handrail.check_json import coverage

    for one in loaded:
        counts = coverage(one)
        neither = counts["unaccounted"]
        rest = f"; not accounted for: {', '.join(neither)}" if neither else ""
        print(
            f"{one.id}: well formed; {len(one.states)} stages, {len(one.transitions)} moves, {len(one.limits)} time "
            f"limits; {counts['clauses']} clauses, {counts['encoded']} encoded, {counts['left_out']} left out{rest}"
        )


def _known_role(loaded: list["Protocol"], role: str) -> None:
    from model.errors import did_you_mean

    for one in loaded:
        if role not in one.role:
            _refuse(f'{one.id} has no role "{role}"', ", ".join(one.role), did_you_mean(role, one.role))


def _time_span(text: str) -> "object":
    from model.time_span import TimeSpanError, parse

    try:
        span = parse(text)
        if span.amount == 0 or not span.in_days:
            _refuse(f'"{text}" cannot be a target', "one or more working days, weeks or calendar days")
        return span
    except TimeSpanError as error:
        _refuse(str(error), "such as '20 working days'")


def _refuse(found: str, allowed: str = "", help: str = "") -> "typer.Exit":
    from model.errors import BadInput, Fault

    raise BadInput([Fault("command line", 0, 0, found, allowed, help)])


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        _refuse(f'there is no file "{path}"', help="check the path")
    return path.read_bytes()


def _write(path: Path, made: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(made)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        _refuse(f'"{path}" cannot be written: {error.strerror}', help="choose another folder")


def _progress(loaded: list["Protocol"]) -> "list[Protocol]":
    """The protocols one by one, with a bar on stderr when there are many and somebody is watching."""
    if len(loaded) < 2 or not sys.stderr.isatty():
        return loaded
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(loaded, "Checking", console=console, transient=True)  # type: ignore[return-value]


def _console() -> "Console":
    from rich.console import Console

    return Console(highlight=False, emoji=False, markup=False, width=None if sys.stdout.isatty() else 110)


def main() -> None:
    """Run the command line; a user's mistake ends with a message and status 2, never a traceback."""
    try:
        app()
    except Exception as error:
        code = _told(error)
        if code is None:
            raise
        sys.exit(code)


def _told(error: Exception) -> int | None:
    """Tell the user what is wrong; None when the fault is not theirs, and nothing is known of it."""
    from model.calendar import CalendarError
    from model.errors import BadInput

    if isinstance(error, BadInput | CalendarError):
        print(error, file=sys.stderr)
        if isinstance(error, BadInput) and len(error.faults) > 1:
            print(f"\n{len(error.faults)} mistakes.", file=sys.stderr)
        return 2
    print(f"This is a fault of Handrail, not of your input: {type(error).__name__}: {error}", file=sys.stderr)
    return 3
