"""Options and arguments that several commands share."""

from typing import Annotated

import typer

LEVELS = ("must", "should", "guide", "implied")


def built_in_names() -> list[str]:
    """The built-in names, for completion in the shell."""
    import protocols

    return list(protocols.names())


def guarantee_names() -> list[str]:
    """The ids of the guarantees, for completion in the shell."""
    from verify.properties.catalogue import ALL

    return [one.id for one in ALL]


def role_names(ctx: typer.Context) -> list[str]:
    """The roles of the protocols named so far, for completion in the shell; none where a file has mistakes."""
    from handrail.loading import load_all
    from model.errors import BadInput

    # an option whose value is still being typed leaves the arguments before it unsorted, in ctx.args
    given = ctx.args[:1] or ctx.params.get("protocols") or [ctx.params.get("protocol") or ""]
    try:
        return sorted({role for one in load_all(filter(None, given)) for role in one.role})
    except BadInput:
        return []


ProtocolName = Annotated[
    str,
    typer.Argument(
        metavar="PROTOCOL",
        help="A built-in name such as wiltshire, or the path of a file.",
        autocompletion=built_in_names,
        show_default=False,
    ),
]
ProtocolOrFile = Annotated[str, typer.Argument(metavar="PROTOCOL", help="A built-in name, or the path of a file.")]
OutputFile = Annotated[
    str | None, typer.Option("-o", "--output", metavar="FILE", help="The file to write.", show_default=False)
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIGURE=VALUE", help="Another value for a figure, such as staff.chair.people=12."),
]
LevelName = Annotated[
    str,
    typer.Option(
        "--level",
        metavar="|".join(LEVELS),
        help="How much of the text binds: what it says must be done, also should, also as a guide, also what "
        "the encoding infers.",
        autocompletion=lambda: list(LEVELS),
    ),
]
SilentRole = Annotated[
    str | None,
    typer.Option(
        "--silent",
        metavar="ROLE",
        help="A role that never answers, from any moment on.",
        autocompletion=role_names,
    ),
]
Within = Annotated[str | None, typer.Option(metavar="TIME", help="A target to check, such as '20 working days'.")]
SolverSeconds = Annotated[
    float,
    typer.Option(
        metavar="SECONDS",
        help="How long one proof may take at most; 5 million steps count as a second, on any machine.",
        min=0.001,
        max=800,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
FORMATS = ("text", "json", "sarif", "junit", "github", "markdown")
Forms = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="FORMAT[=FILE]",
        help=f"How to tell it: {', '.join(FORMATS)}; with =FILE into a file. Can be repeated.",
        autocompletion=lambda: list(FORMATS),
        show_default=False,
    ),
]
AcceptedFile = Annotated[
    str | None,
    typer.Option(
        "--accepted",
        metavar="FILE",
        help="Accepted changes; by default handrail-accepted.yaml beside the protocol or above it.",
        show_default=False,
    ),
]
Today = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="The day on which accepted changes are judged; by default that of the latest commit.",
        show_default=False,
    ),
]
