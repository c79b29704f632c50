"""A table of words: whole words, short rows, and "not stated" where there is nothing to say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from handrail.wording import NOT_STATED, plain

_GAP = 2
_WIDEST_WORD = 16


@dataclass(frozen=True)
class Sheet:
    """A table whose columns share the width so that words stay whole and rows stay short.

    `sparse` are the columns in which an empty cell is left empty; elsewhere it says "not stated". `airy`
    puts a blank line between rows; `grouped` says the first cell once for several rows that share it; `whole` are
    the columns of dates, which are not broken.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    sparse: tuple[int, ...] = ()
    airy: bool = True
    grouped: bool = False
    whole: tuple[int, ...] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The table at the width there is."""
        if not self.rows:
            yield Text.assemble((self.title, "bold"), ": none" if self.title else "none")
            return
        table = Table(
            title=Text(self.title) if self.title else None,
            title_style="bold",
            title_justify="left",
            box=box.SIMPLE_HEAD,
            padding=(0, _GAP - 1, 0, 0),
            pad_edge=False,
            show_edge=False,
            leading=1 if self.airy else 0,
        )
        room = options.max_width - _GAP * (len(self.columns) - 1)
        unbroken = [
            tuple(text.replace(" ", "\N{NO-BREAK SPACE}") if at in self.whole else text for at, text in enumerate(row))
            for row in self.cells
        ]
        widths = column_widths([self.columns, *unbroken], room)
        for name, width in zip(self.columns, widths, strict=True):
            table.add_column(Text(name), overflow="fold", width=width)
        before = ""
        for row in self.cells:
            first = "" if self.grouped and row[0] == before else row[0]
            before = row[0]
            table.add_row(*(Text(text) for text in (first, *row[1:])))
        yield table

    def to_json(self) -> dict[str, Any]:
        """The table as values of JSON."""
        return {"title": self.title, "columns": self.columns, "rows": self.cells}

    @property
    def cells(self) -> list[tuple[str, ...]]:
        """The text of each cell as shown: no control characters, and what is empty is not stated."""
        return [tuple(self._shown(text, column) for column, text in enumerate(row)) for row in self.rows]

    def _shown(self, text: str, column: int) -> str:
        lines = "\n".join(plain(line) for line in text.split("\n"))
        return lines if lines or column in self.sparse else NOT_STATED


def column_widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """How wide each column is to be: first every word whole, then the room to whoever needs most lines."""
    columns = list(zip(*rows, strict=True))
    longest = [max(cell_len(line) for cell in column for line in cell.split("\n")) for column in columns]
    words = [max(cell_len(word) for cell in column for word in cell.split(" ")) for column in columns]
    widths = [max(1, min(word, _WIDEST_WORD, full)) for word, full in zip(words, longest, strict=True)]
    while sum(widths) > room and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    while sum(widths) < room:
        need = [0 if width >= full else full / width for width, full in zip(widths, longest, strict=True)]
        if not any(need):
            break
        widths[need.index(max(need))] += 1
    return widths
