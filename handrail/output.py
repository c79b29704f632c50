"""Where results go: to the screen or a pipe, or into a file; never half a file, never a traceback."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from handrail.arguments import Refused

if TYPE_CHECKING:  # slow to import; only pages of tables need it
    from rich.console import RenderableType

Piece = TypeVar("Piece")

SCHEMA_VERSION = 1
"""Rises when a key of `answers.schema.json` goes or changes its meaning."""
PIPE_WIDTH = 110
"""How many columns a page has when nobody's terminal tells."""


def say(text: str, *, for_programs: bool = False) -> None:
    """Write text to standard output; a reader who has left, as in `| head -1`, has seen enough.

    Args:
        for_programs: what another program will read is UTF-8, whatever the terminal's own encoding.
    """
    out = sys.stdout
    if for_programs and hasattr(out, "reconfigure"):
        out.reconfigure(encoding="utf-8", newline="\n")
    try:
        out.write(text if text.endswith("\n") else text + "\n")
        out.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


def head(schema_version: int) -> dict[str, Any]:
    """How every JSON document begins: the version of its schema, and what made it."""
    from importlib.metadata import version

    return {"schema_version": schema_version, "tool": {"name": "handrail", "version": version("handrail")}}


def json_text(document: Mapping[str, Any]) -> str:
    """A document as the text of JSON."""
    from json import dumps

    return dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def say_json(document: Mapping[str, Any]) -> None:
    """Write a JSON document to standard output."""
    say(json_text(document), for_programs=True)


def say_document(command: str, parts: Mapping[str, Any]) -> None:
    """Write what a command found as one JSON document, whose keys `handrail/answers.schema.json` describes."""
    say_json({**head(SCHEMA_VERSION), "command": command, **parts})


def show(*pages: "RenderableType") -> None:
    """Write pages of text and tables, with colour only on a terminal whose user has not set NO_COLOR."""
    from rich.console import Console

    console = Console(
        highlight=False,
        emoji=False,
        markup=False,
        width=None if sys.stdout.isatty() else PIPE_WIDTH,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
    )
    with console.capture() as captured:
        for page in pages:
            console.print(page)
    say("".join(f"{line.rstrip()}\n" for line in captured.get().rstrip("\n").split("\n")))


def text_of(*pages: "RenderableType") -> str:
    """A page as plain text, for a prompt or a notebook."""
    from rich.console import Console

    console = Console(
        width=PIPE_WIDTH, highlight=False, emoji=False, markup=False, force_terminal=False, force_jupyter=False
    )
    with console.capture() as captured:
        for page in pages:
            console.print(page)
    return captured.get()


def progress(work: Iterable[Piece], count: int, doing: str = "Checking") -> Iterable[Piece]:
    """The pieces of some work as they are done, with a bar on standard error when somebody is watching."""
    if count < 2 or not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return work
    from rich.console import Console
    from rich.progress import track

    # refreshed by hand: a thread that draws and worker processes that are forked do not go together
    return track(work, doing, count, console=Console(stderr=True), transient=True, auto_refresh=False)


def teller() -> Callable[[str], None]:
    """Tells what is being done on one line of standard error, when somebody is watching."""
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return lambda what: None
    return lambda what: print(f"\r\x1b[K{what}", end="\r", file=sys.stderr, flush=True)


def writable(path: Path) -> Path:
    """Where a file would be written, as far as can be told beforehand; long work is then not done in vain.

    Raises:
        Refused: it cannot be written there.
    """
    if path.is_dir():
        raise Refused(f'"{path}" is a folder', help="add the name of a file")
    return place(path)


def place(path: Path) -> Path:
    """Where something new would stand; what a link points to is replaced, not the link.

    Raises:
        Refused: there is no folder around it.
    """
    found = Path(os.path.realpath(path))
    if found.parent.exists() and not found.parent.is_dir():
        raise Refused(f'"{path}" cannot be written: "{path.parent}" is no folder', help="choose another place")
    if not found.parent.is_dir():
        raise Refused(f'"{path}" cannot be written: there is no folder "{path.parent}"', help="make it first")
    return found


def append(path: Path, made: bytes) -> None:
    """Add to the end of a file.

    Raises:
        Refused: it cannot be written there.
    """
    try:
        with path.open("ab") as file:
            file.write(made)
    except OSError as error:
        raise Refused(f'"{path}" cannot be written: {error.strerror}', help="choose another place") from None


def write(path: Path, made: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        Refused: it cannot be written there.
    """
    try:
        target = writable(path)
        if path.exists() and not path.is_file():  # a device or a pipe, whose real path need not be there
            path.write_bytes(made)
            return
        part = target.with_name(target.name + ".part")
        try:
            part.write_bytes(made)
            part.replace(target)
        finally:
            with suppress(OSError):
                part.unlink()
    except OSError as error:
        raise Refused(f'"{path}" cannot be written: {error.strerror}', help="choose another place") from None


def read(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        Refused: there is none, or it cannot be read.
    """
    if path.is_dir():
        raise Refused(f'"{path}" is a folder', help="name one file in it")
    if not path.is_file():
        raise Refused(f'there is no file "{path}"', help="check the path")
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f'"{path}" cannot be read: {error.strerror}') from None
