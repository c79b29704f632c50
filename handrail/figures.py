"""Pictures of a caseload, one question each; the colour of a stage says what goes on there, in every picture."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

import numpy as np

from handrail.wording import NOT_STATED
from model.movement import StateKind
from model.protocol import START, Protocol, TimeLimit
from simulate.experiment import Study
from simulate.records import Run
from simulate.yardsticks import subject

KIND_COLOURS: Mapping[StateKind, str] = {
    StateKind.REFER: "#8c6bb1",
    StateKind.DISCUSS: "#4daf7c",
    StateKind.RESPOND: "#2b7bba",
    StateKind.DECIDE: "#e08214",
    StateKind.PANEL: "#b2182b",
    StateKind.MONITOR: "#7f7f7f",
    StateKind.EXTERNAL: "#a6761d",
    StateKind.CLOSED: "#c7c7c7",
    StateKind.DECIDED: "#404040",
}
"""What goes on in a stage, by colour: the same in every picture."""

OLD, NEW = "#7f7f7f", "#2b7bba"
"""The colours of a text and its revision."""

SIZE = (9.0, 5.0)
DOTS = 110
STEPS = 8
WEEK = 5
"""Working days between two points of a long curve: closer ones cannot be told apart and make a page heavy."""


def canvas(title: str, rests: str, size: tuple[float, float] = SIZE) -> tuple[Any, Any]:
    """An empty picture: a question as title, and below it what the figures rest on."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, dpi=DOTS, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=12, fontweight="bold", pad=12)
    axes.spines[["top", "right"]].set_visible(False)
    figure.supxlabel(_wrapped(rests, int(size[0] * 14)), fontsize=7, color="#555555", x=0.01, ha="left")
    return figure, axes


def _wrapped(text: str, width: int) -> str:
    from textwrap import fill

    return fill(text, width)


def svg(name: str, draw: Callable[[], Any], says: str) -> str:
    """A picture as SVG that can stand in a page: the same bytes each time, with words as words.

    Args:
        name: what its parts are called after, so that two pictures on one page do not mix; letters and hyphens.
        draw: what draws it.
        says: what somebody hears who cannot see it.
    """
    from html import escape

    from matplotlib import rc_context

    made = BytesIO()
    undated = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    # a limit may be called "$x$", which is no formula
    with rc_context({"svg.hashsalt": name, "svg.fonttype": "none", "text.parse_math": False}):
        draw().savefig(made, format="svg", metadata=undated)
    drawn = made.getvalue().decode()
    drawn = drawn[drawn.index("<svg ") :]
    drawn = re.sub(r'\bid="|xlink:href="#|url\(#', lambda found: f"{found[0]}{name}-", drawn)
    # a rule for everything would be one for the whole page
    named = f'<svg id="{name}" role="img" aria-label="{escape(says)}" '
    return drawn.replace("<svg ", named, 1).replace("*{", f"#{name} *{{", 1)


def colours(protocol: Protocol, states: Sequence[str]) -> list[Any]:
    """A colour for each stage: that of its kind, lighter for each further stage of one kind."""
    many = Counter(protocol.state[name].kind for name in states)
    seen: Counter[StateKind] = Counter()
    made = []
    for name in states:
        kind = protocol.state[name].kind
        lighter = seen[kind] * min(0.25, 0.7 / max(1, many[kind] - 1))
        seen[kind] += 1
        base = np.array([int(KIND_COLOURS[kind][place : place + 2], 16) / 255 for place in (1, 3, 5)])
        made.append(tuple(base + (1 - base) * lighter))
    return made


def survival(study: Study, protocol: Protocol, rests: str) -> Any:
    """How long do disputes stay open? The share still open, its band, and the limits that count from the start."""
    figure, axes = canvas(f"{study.protocol}: how long do disputes stay open?", rests)
    shown = [one for one in study.still_open() if one.mean is not None]
    days = range(len(shown))
    means = [100 * (one.mean or 0.0) for one in shown]
    axes.step(days, means, where="post", color=NEW, linewidth=2)
    low = [100 * (one.mean or 0.0) if one.low is None else 100 * max(0.0, one.low) for one in shown]
    high = [100 * (one.mean or 0.0) if one.high is None else 100 * min(1.0, one.high) for one in shown]
    axes.fill_between(days, low, high, step="post", color=NEW, alpha=0.25, linewidth=0)
    axes.set(ylabel="disputes still open, %")
    axes.set_xlabel("working days since it was raised; dotted: how long each time limit is, as if counted from there")
    axes.set_yticks(range(0, 101, 20))
    axes.set_xlim(0, max(len(shown) - 1, 1))
    marked: dict[float, list[str]] = {}
    for limit in protocol.limits:
        if (at := _working_days(limit)) is not None and at < len(shown):
            marked.setdefault(at, []).append(limit.id)
    top = 103 + 6.0 * min(len(marked), STEPS)
    axes.set_ylim(0, top)
    for place, (at, names) in enumerate(sorted(marked.items())):
        height = top - 6.0 * (place % STEPS)  # labels go down a stair, so that none covers another or the curve
        axes.plot([at, at], [0, height - 3], color="#888888", linestyle=":", linewidth=1)
        text = names[0] if len(names) == 1 else f"{names[0]}, and {len(names) - 1} more"
        axes.text(at + 0.4, height, f"{at:g}: {text}", fontsize=7, va="top", color="#444444")
    if not shown:
        _nothing(axes)
    return figure


def _working_days(limit: TimeLimit) -> float | None:
    """The length of a limit where it counts working days."""
    span = limit.at_most
    if span is None or span.unit != "working day":
        return None
    return float(span.amount)


def open_cases(runs: Sequence[Run], protocol: Protocol, rests: str) -> Any:
    """Where do open disputes lie? Stages over time, the mean of the runs that were kept, once a week."""
    figure, axes = canvas(f"{protocol.id}: where do open disputes lie?", f"{rests}; {_kept(runs)}, each fifth day")
    if not runs:
        _nothing(axes)
        return figure
    first = runs[0]
    names = [one.id for one in protocol.states if not one.final]
    mean, days = np.mean([one.open_by_day for one in runs], axis=0)[:, ::WEEK], range(0, first.days, WEEK)
    stack = [mean[first.states.index(name)] for name in names]
    there = [place for place, one in enumerate(stack) if one.any()]
    paint = colours(protocol, names)
    if there:
        labels = [_short(names[place]) for place in there]
        axes.stackplot(
            days,
            [stack[one] for one in there],
            colors=[paint[one] for one in there],
            labels=labels,
            edgecolor="white",
            linewidth=0.2,
        )
        handles, said = axes.get_legend_handles_labels()
        axes.legend(handles[::-1], said[::-1], loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=7, frameon=False)
    else:
        _nothing(axes)
    if (waiting := mean[first.states.index(START)]).any():
        axes.plot(days, waiting + np.sum(stack, axis=0), color="black", linewidth=1, linestyle="--")
        axes.text(0.01, 0.97, "dashed: with those that the text gives no way in", transform=axes.transAxes, fontsize=7)
    _years(axes, first)
    axes.set(ylabel="open disputes at the close of the day", xlim=(0, first.days - 1))
    axes.set_ylim(bottom=0)
    return figure


def load(runs: Sequence[Run], rests: str) -> Any:
    """Who is overloaded, and when? Time spent of the time set aside, by role and four weeks."""
    roles = [role for role, use in runs[0].pools.items() if any(use.spent_by_week)] if runs else []
    protocol = runs[0].protocol if runs else ""
    size = (SIZE[0], 2.2 + 0.36 * max(3, len(roles)))
    figure, axes = canvas(f"{protocol}: who is overloaded, and when?", f"{rests}; {_kept(runs)}", size)
    if not roles:
        _nothing(axes, "no role spends time")
        return figure
    rows = []
    for role in roles:
        spent = np.mean([_by_month(one.pools[role].spent_by_week) for one in runs], axis=0)
        allowed = np.mean([_by_month(one.pools[role].allowed_by_week) for one in runs], axis=0)
        rows.append(100 * np.divide(spent, allowed, out=np.full_like(spent, np.nan), where=allowed > 0))
    grid = np.array(rows)
    picture = axes.imshow(grid, aspect="auto", cmap="RdYlBu_r", vmin=0, vmax=200, extent=_extent(grid))
    axes.set_yticks(np.arange(len(roles)) + 0.5, [_short(one) for one in roles], fontsize=8)
    axes.set_xlabel(f"weeks since {runs[0].dates[0]:%d %b %Y}, four at a time")
    if grid.shape[1] <= 26:
        for row, column in np.argwhere(~np.isnan(grid)):
            white = grid[row, column] > 160 or grid[row, column] < 30
            text = f"{grid[row, column]:.0f}"
            place = (4 * column + 2, row + 0.5)
            axes.text(*place, text, ha="center", va="center", fontsize=6, color="white" if white else "black")
    figure.colorbar(picture, ax=axes, label="% of the time set aside", extend="max", fraction=0.04)
    return figure


def _by_month(weeks: Sequence[int]) -> Any:
    whole = np.array(weeks[: len(weeks) // 4 * 4] or [0, 0, 0, 0], dtype=float)
    return whole.reshape(-1, 4).sum(axis=1)


def _extent(grid: Any) -> tuple[float, float, float, float]:
    return 0.0, 4.0 * grid.shape[1], float(grid.shape[0]), 0.0


def missed_limits(texts: Mapping[str, Study], rests: str) -> Any:
    """Which limits are missed, and how often? The share of each, with its interval, for one text or several."""
    all_names = dict.fromkeys(one for study in texts.values() for one in study.measures if one.startswith("missed: "))
    names = [one for one in all_names if any(study.estimate(one).count for study in texts.values())]
    if len(names) < len(all_names):
        rests += f"; {len(all_names) - len(names)} limits that never ran are left out"
    title = f"{' and '.join(dict.fromkeys(one.protocol for one in texts.values()))}: which limits are missed?"
    figure, axes = canvas(title, rests, (SIZE[0], 1.8 + 0.36 * max(3, len(names))))
    drawn = False
    for place, (text, study) in enumerate(texts.items()):
        shift = 0.0 if len(texts) == 1 else 0.24 * (place - (len(texts) - 1) / 2)
        colour = NEW if place == len(texts) - 1 else OLD
        points = [(at + shift, study.estimate(name)) for at, name in enumerate(names)]
        points = [(at, one) for at, one in points if one.mean is not None]
        drawn = drawn or bool(points)
        axes.errorbar(
            [100 * (one.mean or 0.0) for _, one in points],
            [at for at, _ in points],
            xerr=[
                [100 * min(one.half_width or 0.0, one.mean or 0.0) for _, one in points],
                [100 * min(one.half_width or 0.0, 1 - (one.mean or 0.0)) for _, one in points],
            ],
            fmt="o",
            color=colour,
            capsize=3,
            label=text,
        )
    if not drawn:
        _nothing(axes, "no time limit ran")
        return figure
    axes.set_yticks(range(len(names)), [_short(subject(one)) for one in names], fontsize=8)
    axes.set(xlabel="missed, % of the times it ran", ylim=(len(names) - 0.5, -0.5), xlim=(-2, 102))
    axes.grid(axis="x", color="#e5e5e5")
    axes.set_axisbelow(True)
    if len(texts) > 1:
        axes.legend(fontsize=8, frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def flow(study: Study, protocol: Protocol, rests: str) -> Any:
    """How far do disputes go? The share that comes to each stage at least once."""
    names = [one.id for one in protocol.states if f"reaches: {one.id}" in study.measures]
    figure, axes = canvas(
        f"{study.protocol}: how far do disputes go?", rests, (SIZE[0], 1.8 + 0.3 * max(3, len(names)))
    )
    found = [study.estimate(f"reaches: {name}") for name in names]
    if not any(one.mean for one in found):
        _nothing(axes)
        return figure
    widths = [100 * (one.mean or 0.0) for one in found]
    doubt = [100 * (one.half_width or 0.0) for one in found]
    axes.barh(range(len(names)), widths, xerr=doubt, color=colours(protocol, names), capsize=2, ecolor="#333333")
    for place, width in enumerate(widths):
        axes.text(width + doubt[place] + 1, place, f"{width:.1f}%", va="center", fontsize=7)
    axes.set_yticks(range(len(names)), [_short(one) for one in names], fontsize=8)
    axes.set(xlabel="disputes that come there, %", ylim=(len(names) - 0.5, -0.5), xlim=(0, 112))
    axes.set_xticks(range(0, 101, 20))
    return figure


def _short(name: str) -> str:
    return (name if len(name) <= 28 else f"{name[:27]}…") or NOT_STATED


def _years(axes: Any, run: Run) -> None:
    """Dates under the working days of a run: the beginnings of some months."""
    days = list(enumerate(run.dates))
    months = [(place, one) for place, one in days if place == 0 or one.month != run.dates[place - 1].month]
    step = max(1, len(months) // 8)
    axes.set_xticks([place for place, _ in months[::step]], [f"{one:%b %Y}" for _, one in months[::step]], fontsize=8)


def _nothing(axes: Any, why: str = "no dispute came") -> None:
    axes.text(0.5, 0.5, why, transform=axes.transAxes, ha="center", va="center", fontsize=14, color="#888888")


def _kept(runs: Sequence[Run]) -> str:
    return f"drawn: the mean of {len(runs)} of the replications" if len(runs) > 1 else "drawn: the first replication"
