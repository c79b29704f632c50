"""A table of simulated figures, in four clothes: terminal, Markdown, notebook, and rows for other programs.

What the figures rest on goes with every one of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handrail.html_table import html_table
from handrail.sheet import Sheet

if TYPE_CHECKING:  # slow to import; only a DataFrame needs it
    import pandas

NOTHING = "–"
"""What stands where there was nothing to measure."""


@dataclass(frozen=True)
class Grid:
    """A table of results.

    Attributes:
        name: how it is asked for, such as "measures".
        title: what it answers.
        columns: the headings, each with the key of what stands below it, and its unit where that is not the row's.
        lines: the rows: plain values by key, None for nothing to measure; a row may have more than is shown.
        basis: what the figures rest on.
    """

    name: str
    title: str
    columns: tuple[tuple[str, ...], ...]
    lines: tuple[Mapping[str, Any], ...]
    basis: str

    def rows(self) -> list[dict[str, Any]]:
        """The rows with plain values, ready for a DataFrame or JSON."""
        return [dict(one) for one in self.lines]

    def frame(self) -> "pandas.DataFrame":
        """The rows as a DataFrame; its `attrs["basis"]` says what they rest on. What is not there is NA, never NaN."""
        import pandas

        made = pandas.DataFrame(self.rows())
        made = made.astype({name: "Float64" for name in made.select_dtypes("float") if made[name].isna().any()})
        made.attrs["basis"] = self.basis
        return made

    def cells(self) -> list[tuple[str, ...]]:
        """The rows as they are shown."""
        return [
            tuple(shown(one.get(key), unit[0] if unit else one.get("unit", "")) for _, key, *unit in self.columns)
            for one in self.lines
        ]

    def sheet(self) -> Sheet:
        """The table for a terminal."""
        headings = tuple(heading for heading, *_ in self.columns)
        return Sheet(self.title, headings, tuple(self.cells()), tuple(range(len(headings))), airy=False)

    def markdown(self) -> str:
        """The table in Markdown."""
        lines = [[heading for heading, *_ in self.columns], ["---"] * len(self.columns), *self.cells()]
        table = "\n".join(f"| {' | '.join(one.replace('|', '/') for one in line)} |" for line in lines)
        return f"### {self.title}\n\n{table if self.lines else 'none'}\n\n{self.basis}\n"

    def html(self) -> str:
        """The table for a notebook."""
        from html import escape

        table = html_table(self.title, [heading for heading, *_ in self.columns], self.cells())
        return f"{table}<p><small>{escape(self.basis)}</small></p>"

    def _repr_html_(self) -> str:
        return self.html()


def shown(value: Any, unit: str) -> str:
    """A value as people read it: shares as percentages, pairs as "low to high"."""
    match value:
        case None:
            return NOTHING
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case (low, high):
            return NOTHING if low is None or high is None else f"{shown(low, unit)} to {shown(high, unit)}"
        case int():
            return f"{value:,}"
    if unit == "share":
        return f"{round(value * 100, 1) + 0.0:.1f}%"  # adding 0 takes the sign off a zero
    if round(value, 2) == 0:
        return "0.0"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"
