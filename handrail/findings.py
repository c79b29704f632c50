"""What a simulation found, shown in every way at once: pages, tables, pictures, Markdown and JSON from one value."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from handrail.arguments import known
from handrail.grid import Grid
from handrail.output import head, json_text, say, say_json, show, text_of, write

if TYPE_CHECKING:  # slow to import; only pages and DataFrames need them
    import pandas
    from rich.console import RenderableType

SCHEMA_VERSION = 1
"""Rises when a key goes or changes its meaning."""


@dataclass(frozen=True)
class Picture:
    """A picture as PNG; in a notebook it shows itself."""

    name: str
    png: bytes

    def _repr_png_(self) -> bytes:
        return self.png

    def save(self, path: str | Path) -> None:
        """Write it to a file.

        Raises:
            Refused: it cannot be written there.
        """
        write(Path(path), self.png)


class Findings:
    """Results that show themselves; what they are is said by their tables, pictures, notes and facts."""

    command: ClassVar[str]
    """The verb that found them."""

    def heading(self) -> str:
        """What was simulated, in one line."""
        raise NotImplementedError

    def tables(self) -> tuple[Grid, ...]:
        """The tables, the one read first at the beginning."""
        raise NotImplementedError

    def notes(self) -> tuple[str, ...]:
        """What a reader has to know before believing the tables."""
        raise NotImplementedError

    def drawings(self) -> Mapping[str, Callable[[], Any]]:
        """The pictures there are, by the name they are asked for; none, unless a kind of result has some."""
        return {}

    def write(self, path: str | Path) -> None:
        """Write a folder with the tables, pictures and a manifest, and what this kind of result has besides.

        Raises:
            Refused: it cannot be written, or something else stands there; nothing half-written is left.
        """
        from platform import python_version

        from handrail.records_folder import folder, write_manifest

        with folder(Path(path)) as place:
            said = self.write_more(place)
            for name, text in (("results.json", json_text(self.to_json())), ("results.md", self.markdown())):
                (place / name).write_text(text, encoding="utf-8", newline="\n")
            for name in self.drawings():
                (place / f"{name.replace(' ', '-')}.png").write_bytes(self.figure(name).png)
            made_by = {name: version(name) for name in ("handrail", "numpy", "pandas", "pyarrow", "simpy", "scipy")}
            versions = {"python": python_version(), **made_by}
            write_manifest(place, {"schema_version": 1, **self.facts(), **said, "versions": versions})

    def write_more(self, place: Path) -> dict[str, Any]:
        """Write into the folder what only this kind of result has; what to say of it in the manifest.

        Raises:
            OSError: it cannot be written.
        """
        return {}

    def facts(self) -> dict[str, Any]:
        """What was simulated, for programs."""
        raise NotImplementedError

    def table(self, name: str = "") -> Grid:
        """A table by its name; the first one by default.

        Raises:
            Refused: there is none of that name.
        """
        there = {one.name: one for one in self.tables()}
        return there[known("table", name, there)] if name else self.tables()[0]

    def rows(self, table: str = "") -> list[dict[str, Any]]:
        """The rows of a table, with plain values.

        Raises:
            Refused: there is none of that name.
        """
        return self.table(table).rows()

    def frame(self, table: str = "") -> "pandas.DataFrame":
        """A table as a DataFrame.

        Raises:
            Refused: there is none of that name.
        """
        return self.table(table).frame()

    def figure(self, name: str) -> Picture:
        """A picture by its name, such as "open cases".

        Raises:
            Refused: there is none of that name.
        """
        drawn = self.drawings()[known("figure", name, self.drawings())]()
        made = BytesIO()
        drawn.savefig(made, format="png", metadata={"Software": None})
        return Picture(name, made.getvalue())

    def page(self) -> "RenderableType":
        """The page for a terminal."""
        from rich.console import Group
        from rich.text import Text

        parts: list[RenderableType] = [Text(self.heading(), "bold")]
        for one in self.tables():
            parts += [Text(), one.sheet(), Text(one.basis, "dim")]
        if notes := self.notes():
            parts += [Text(), Text("To know", "bold"), *(Text(f"- {one}") for one in notes)]
        return Group(*parts)

    def markdown(self) -> str:
        """All tables in Markdown."""
        notes = "".join(f"- {one}\n" for one in self.notes())
        tables = "\n".join(one.markdown() for one in self.tables())
        return f"## {self.heading()}\n\n{tables}" + (f"\n### To know\n\n{notes}" if notes else "")

    def to_json(self) -> dict[str, Any]:
        """The document that `--json` prints; `simulation.schema.json` beside this file describes it."""
        return {
            **head(SCHEMA_VERSION),
            "command": self.command,
            **self.facts(),
            "notes": list(self.notes()),
            "tables": {one.name: {"title": one.title, "basis": one.basis, "rows": one.rows()} for one in self.tables()},
        }

    def __repr__(self) -> str:
        """The page as text."""
        return text_of(self.page())

    def _repr_html_(self) -> str:
        from html import escape

        notes = "".join(f"<li>{escape(one)}</li>" for one in self.notes())
        tables = "".join(one.html() for one in self.tables())
        return f"<h4>{escape(self.heading())}</h4>{tables}" + (f"<ul>{notes}</ul>" if notes else "")


def tell(found: Findings, out: str | None, *, json: bool, markdown: bool) -> None:
    """Print findings as they are asked for; the folder is written first, so that what is printed is there.

    Raises:
        Refused: the folder cannot be written.
    """
    if out is not None:
        found.write(Path(out))
    if json:
        say_json(found.to_json())
    elif markdown:
        say(found.markdown(), for_programs=True)
    else:
        show(found.page())
    if out is not None:
        print(f'Wrote the folder "{out}".', file=sys.stderr)
