"""A drawing as it is printed or written to a file, and what kind of drawing somebody asks for."""

from pathlib import Path

from handrail.arguments import Refused, known
from handrail.dot_text import dot
from handrail.mermaid_text import mermaid
from handrail.picture import DrawingError, picture
from handrail.reading_order import reading_order
from model.protocol import Protocol

ENDINGS = {".txt": "text", ".mmd": "mermaid", ".dot": "dot", ".gv": "dot", ".svg": "svg", ".png": "png"}
"""The kinds of drawing, by the ending of the file."""


def kind_of(kind: str | None, file: Path | None) -> str:
    """The kind that was asked for, or else that the file's ending tells, or else text.

    Raises:
        Refused: there is no such kind, the two differ, the ending tells none, or a picture has no file to go to.
    """
    told = ENDINGS.get(file.suffix.lower()) if file is not None else None
    if kind is not None:
        known("kind of drawing", kind, tuple(dict.fromkeys(ENDINGS.values())))
        if told not in (None, kind):
            raise Refused(f'"{file}" says {told}, and --as says {kind}', help="leave out --as, or change the ending")
    elif file is not None and told is None:
        raise Refused(f'"{file}" does not say what kind of drawing it is', ENDINGS, "or say it with --as")
    chosen = kind or told or "text"
    if chosen in ("svg", "png") and file is None:
        raise Refused("a picture needs a file to go to", help=f"add -o FILE.{chosen}")
    return chosen


def drawing(protocol: Protocol, kind: str) -> bytes:
    """The drawing of a protocol; text is UTF-8.

    Raises:
        Refused: it cannot be drawn on this machine; the text drawings still work.
    """
    match kind:
        case "svg" | "png":
            try:
                return picture(protocol, "svg" if kind == "svg" else "png")
            except DrawingError as error:
                found, _, help = str(error).partition("\n  = help: ")
                raise Refused(found, help=help) from None
        case "mermaid":
            return mermaid(protocol).encode()
        case "dot":
            return dot(protocol).encode()
    return ("\n".join(reading_order(protocol)) + "\n").encode()
