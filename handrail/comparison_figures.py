"""Pictures of two texts, and of what matters: paired differences, before and after, sensitivity."""

from typing import Any

from handrail.figures import NEW, OLD, SIZE, canvas
from simulate.experiment import Comparison, Difference, Sensitivity
from simulate.yardsticks import SHARE, yardstick

BETTER, WORSE, UNCLEAR = "#1b7837", "#b2182b", "#7f7f7f"


def forest(found: Comparison, rests: str) -> Any:
    """What does the new text change? Each difference in per cent of the old value, with both intervals."""
    there = [one for one in found.differences if one.change.mean is not None and one.old.mean and _is_large(one)]
    title = f"{found.new.protocol}: what does the new text change?"
    figure, axes = canvas(title, rests, (SIZE[0], 1.9 + 0.32 * max(3, len(there))))
    axes.axvline(0, color="black", linewidth=0.8)
    paint = {"better": BETTER, "worse": WORSE}
    for place, one in enumerate(there):
        colour = paint.get(one.verdict, UNCLEAR)
        scale = 100 / abs(one.old.mean or 1.0)
        mean = (one.change.mean or 0.0) * scale
        if one.inputs is not None and one.inputs.low is not None and one.inputs.high is not None:
            ends = (one.inputs.low * scale, one.inputs.high * scale)
            axes.plot(ends, (place, place), color=colour, linewidth=7, alpha=0.25, solid_capstyle="butt")
        wide = (one.change.half_width or 0.0) * scale
        axes.errorbar([mean], [place], xerr=[[wide], [wide]], fmt="o", color=colour, capsize=3)
    axes.set_yticks(range(len(there)), [one.measure for one in there], fontsize=8)
    axes.set(ylim=(max(len(there), 1) - 0.5, -0.5))
    axes.set_xlabel("change, % of the old value (left is less)\ndot and bar: luck; wide band: figures in their ranges")
    axes.grid(axis="x", color="#e5e5e5")
    axes.set_axisbelow(True)
    _legend(axes)
    if not there:
        axes.text(0.5, 0.5, "nothing to compare", transform=axes.transAxes, ha="center", color=UNCLEAR)
    return figure


def _is_large(one: Difference) -> bool:
    """Whether a per cent of it says something: queues and overtime are often next to nothing."""
    return one.measure.partition(": ")[0] not in ("queue", "overtime")


def _legend(axes: Any) -> None:
    for colour, says in ((BETTER, "better"), (WORSE, "worse"), (UNCLEAR, "unclear, or neither")):
        axes.plot([], [], "o", color=colour, label=says)
    axes.legend(fontsize=7, frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))


def before_and_after(found: Comparison, rests: str) -> Any:
    """Before and after: the shares of disputes still open, stuck or late to be seen, under both texts."""
    there = [one for one in found.differences if _is_shown(one)]
    title = f"{found.new.protocol}: before and after"
    figure, axes = canvas(title, rests, (SIZE[0], 1.9 + 0.36 * max(3, len(there))))
    for place, one in enumerate(there):
        old, new = 100 * (one.old.mean or 0.0), 100 * (one.new.mean or 0.0)
        axes.annotate("", (new, place), (old, place), arrowprops={"arrowstyle": "->", "color": "#555555"})
        axes.plot([old], [place], "o", color=OLD, markersize=12, alpha=0.6, label="old text" if not place else None)
        axes.plot([new], [place], "o", color=NEW, markersize=8, label="new text" if not place else None)
    axes.set_yticks(range(len(there)), [one.measure for one in there], fontsize=8)
    axes.set(xlabel="% of disputes", ylim=(max(len(there), 1) - 0.5, -0.5))
    axes.set_xlim(left=-1)
    axes.grid(axis="x", color="#e5e5e5")
    axes.set_axisbelow(True)
    if there:
        axes.legend(fontsize=8, frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def _is_shown(one: Difference) -> bool:
    name = one.measure.partition(": ")[0]
    is_share = one.yardstick.unit == SHARE and name != "load"
    return is_share and one.old.mean is not None and one.new.mean is not None


def sensitivity(found: Sensitivity, rests: str) -> Any:
    """Which figures of the scenario matter? The effect of each, with its doubt; the 15 that matter most."""
    shown = found.factors[:15]
    size = (SIZE[0], 1.9 + 0.3 * max(3, len(shown)))
    figure, axes = canvas(f"Which figures matter for {found.measure}?", rests, size)
    is_morris = found.method == "morris"
    in_points = is_morris and yardstick(found.measure).unit == SHARE
    scale = 100 if in_points else 1
    effects, doubt = [scale * one.effect for one in shown], [scale * one.doubt for one in shown]
    axes.barh(range(len(shown)), effects, xerr=doubt, color=NEW, capsize=2, ecolor="#333333")
    axes.set_yticks(range(len(shown)), [one.path for one in shown], fontsize=7)
    axes.set_ylim(max(len(shown), 1) - 0.5, -0.5)
    points = ", in percentage points" if in_points else ""
    axes.set_xlabel(f"mean effect over its range{points}" if is_morris else "part of the variance")
    return figure
