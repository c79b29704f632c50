"""`handrail check` and `handrail diff` on the command line: the two commands that a build server runs."""

from typing import Annotated

import typer

from handrail.options import AcceptedFile, Forms, LevelName, SilentRole, SolverSeconds, Today, Within, built_in_names

# Like the other commands, these import what they use, so that help answers at once.
PROFILES = ("correctness", "recommended", "all")
SEVERITIES = ("error", "warning", "info")


def check(
    protocols: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PROTOCOL",
            help="Built-in names or paths of files; all built-in ones by default.",
            autocompletion=built_in_names,
        ),
    ] = None,
    level: LevelName = "guide",
    silent: SilentRole = None,
    within: Within = None,
    profile: Annotated[
        str,
        typer.Option(
            metavar="|".join(PROFILES),
            help="Which guarantees: those of correctness, those recommended besides, or all.",
            autocompletion=lambda: list(PROFILES),
        ),
    ] = "correctness",
    shape_only: Annotated[bool, typer.Option("--shape-only", help="Check the files only, prove nothing.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document with everything, at every level.")
    ] = False,
    forms: Forms = None,
    text: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="The original wording as plain text: SARIF then also points at the lines of the clauses there.",
            show_default=False,
        ),
    ] = None,
    accepted: AcceptedFile = None,
    today: Today = None,
    fail_on: Annotated[
        str,
        typer.Option(
            metavar="|".join(SEVERITIES),
            help="What a broken guarantee must matter to end with 1.",
            autocompletion=lambda: list(SEVERITIES),
        ),
    ] = "error",
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 though a guarantee is broken.")] = False,
    solver_seconds: SolverSeconds = 20.0,
) -> None:
    """Check which guarantees hold, and where the others are lost.

    Exit status: 0 all hold; 1 a guarantee is broken; 2 bad input; 3 a fault of ours; 4 undecided.
    A guarantee counts as broken at the --level asked for; a recommended one changes the status only with --fail-on.
    """
    from handrail import arguments, output

    wanted = arguments.level(level)
    arguments.known("profile", profile, PROFILES)
    if shape_only:
        if json or forms:
            found = f"--{'json' if json else 'format'} tells what was proved, and --shape-only proves nothing"
            raise arguments.Refused(found, help="leave one of them out")
        from handrail.loading import load_all
        from handrail.shape import shape

        loaded = [arguments.with_target(one, within) for one in load_all(protocols or ())]
        arguments.check_role(loaded, silent)
        output.say("\n".join(map(shape, loaded)))
        return
    from handrail import check_command, formats

    code = check_command.check(
        protocols or (),
        formats.wanted(forms or (), json=json),
        level=wanted,
        silent=silent,
        within=within,
        profile=profile,
        milliseconds=int(solver_seconds * 1000),
        fail_on=fail_on,
        accepted=accepted,
        today=today,
        source=text,
    )
    if not (exit_zero and code == 1):
        raise typer.Exit(code)


def diff(
    versions: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="VERSION",
            help="Two versions, by name or path; with --against, the files to compare, by default all that differ.",
            show_default=False,
        ),
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="git:REF", help="Compare with a commit, such as git:main.")
    ] = None,
    level: LevelName = "guide",
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document, with every level.")] = False,
    forms: Forms = None,
    accepted: AcceptedFile = None,
    today: Today = None,
    propose: Annotated[
        bool, typer.Option("--propose", help="Print only the entries that would accept what is worse.")
    ] = False,
    solver_seconds: SolverSeconds = 20.0,
) -> None:
    """Compare two versions: what was lost, weakened, kept or gained.

    Every guarantee of both is compared, and each loss comes with the edited clauses that cause it.

    Exit status: 0 nothing lost or weakened, or all of it accepted; 1 something is, at the --level asked for; 2 bad
    input; 3 a fault of ours; 4 undecided.
    """
    from handrail import diff_command, formats

    asked = formats.wanted(forms or (), json=json)
    code = diff_command.diff(
        versions or (),
        against,
        level,
        asked=asked,
        accepted=accepted,
        today=today,
        propose=propose,
        milliseconds=int(solver_seconds * 1000),
    )
    raise typer.Exit(code)
