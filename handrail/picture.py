"""A protocol as a picture: its DOT text drawn by Graphviz as SVG or PNG; the SVG can also be heard."""

import html
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Literal

from handrail.dot_text import FONT, dot
from handrail.reading_order import reading_order
from handrail.wording import plain
from model.protocol import Protocol

PictureKind = Literal["svg", "png"]

_GRAPHVIZ = "graphviz-pure"
_SAME_WIDTH = f"{FONT},Liberation Sans,Arimo,Helvetica,sans-serif"  # fonts with letters as wide as in FONT


class DrawingError(Exception):
    """There is no picture; the message says why and what to do instead."""


def picture(protocol: Protocol, kind: PictureKind) -> bytes:
    """The drawing as SVG or PNG; the same bytes for the same protocol on every machine.

    The Graphviz of the package graphviz-pure knows the widths of its letters and brings the font for PNG,
    so that the fonts of the machine do not matter.

    Raises:
        DrawingError: graphviz-pure is missing or gave up; the text drawings still work.
    """
    if kind == "png":
        return graphviz(dot(protocol), "-Tpng", "-Gdpi=130")
    return _with_words(graphviz(dot(protocol), "-Tsvg"), protocol)


def graphviz(text: str, *options: str) -> bytes:
    """What Graphviz makes of DOT text, with options as on its own command line.

    Raises:
        DrawingError: graphviz-pure is missing, or it could not read the text.
    """
    try:
        done = subprocess.run(
            [_program(), "-q", *options], input=text.encode(), capture_output=True, check=False
        )
    except OSError as error:
        raise _no_picture(str(error)) from None
    if done.returncode or not done.stdout:
        complaint = done.stderr.decode(errors="replace").strip().splitlines()
        raise _no_picture(complaint[-1] if complaint else "Graphviz gave up")
    return done.stdout


def _program() -> str:
    """Where the program stands that the package brings, also when no environment is activated."""
    try:
        brought = distribution(_GRAPHVIZ).files or []
    except PackageNotFoundError:
        brought = []
    for file in brought:
        place = Path(str(file.locate()))
        if file.stem == _GRAPHVIZ and place.is_file():
            return str(place)
    if found := shutil.which(_GRAPHVIZ):
        return found
    raise _no_picture(f"{_GRAPHVIZ} is not installed")


def _no_picture(reason: str) -> DrawingError:
    return DrawingError(
        f"the picture could not be drawn: {reason}\n"
        f"  = help: install {_GRAPHVIZ}, or ask for the text formats mermaid and dot, which need nothing"
    )


def _with_words(svg: bytes, protocol: Protocol) -> bytes:
    """The SVG with a title and a description that a screen reader can read out, and fonts to fall back on."""
    title, said = html.escape(plain(protocol.title)), html.escape("\n".join(reading_order(protocol)))
    words = f'<title id="drawing-title">{title}</title>\n<desc id="drawing-text">{said}</desc>\n'
    looks = '<svg role="img" aria-labelledby="drawing-title" aria-describedby="drawing-text" '
    before, tag, after = svg.decode().partition("<svg ")
    attributes, end, rest = after.partition(">\n")
    rest = rest.replace(f'font-family="{FONT}"', f'font-family="{_SAME_WIDTH}"')
    return f"{before}{looks if tag else ''}{attributes}{end}{words}{rest}".encode()
