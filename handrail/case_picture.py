"""A case that comes to lie, as a picture: each stage as long as the case stays there, with dates and clauses."""

from datetime import date
from textwrap import fill
from typing import Any

from handrail.figures import NEW, SIZE, canvas
from handrail.wording import day
from model.calendar import calendar
from model.machine import replay
from model.protocol import Protocol
from verify.verdict import Story

LIES = "#b2182b"
"""The colour of a stay without an end."""


def case_picture(protocol: Protocol, story: Story, title: str) -> Any:
    """The stays of a case, one below the other; the last, in which nobody must act, is open.

    Beside each bar stands what ended the stay, as the page of `handrail explain` says it; the axis counts calendar
    days.
    """
    days = [date.fromisoformat(one.on) for one in story.events]
    stages = [one.dest for one in replay(protocol, story.trace).history if one.dest]
    whole = max((days[-1] - days[0]).days, 1)
    edition = calendar(protocol.nation).edition
    rests = f"A lawful case, every rule is kept. Bank holidays of {protocol.nation}, calendar edition {edition}."
    figure, axes = canvas(title, rests, (SIZE[0], 1.4 + 0.62 * len(days)))
    for row, on in enumerate(days):
        begins = (on - days[0]).days
        if row + 1 < len(days):
            until, next_ = (days[row + 1] - days[0]).days, story.events[row + 1]
            axes.barh(row, max(until - begins, 0.2), left=begins, height=0.45, color=NEW)
            said = f"{next_.what.partition('; now')[0]} [{', '.join(next_.clauses)}]"
            axes.text(until + 0.4, row, fill(said, 48), fontsize=8, va="center", color="#333333")
        else:
            axes.annotate("", (2 * whole, row), (begins, row), arrowprops={"color": LIES, "width": 12})
            axes.text(begins, row + 0.5, story.ending.split(" from “")[0], fontsize=9, va="center", color=LIES)
    labels = [f"{day(on)}\n{fill(protocol.state[stage].title, 36)}" for on, stage in zip(days, stages, strict=True)]
    axes.set_yticks(range(len(days)), labels, fontsize=8)
    axes.set(ylim=(len(days) - 0.2, -0.6), xlim=(0, 2 * whole), xlabel="calendar days since it was raised")
    return figure
