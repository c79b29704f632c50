"""A round that can be gone again and again: a run that comes back to a stage with nothing changed but the date.

That the time of a loop has no end is believed only when such a run is shown: at two of its steps the dispute is in
the same stage, with the same answers, the same caps over and the same silence, and every clock that a limit still
looks back to is as old as before (or, both times, older than any limit tells apart), but later in days. Whatever led
from the first to the second can follow the second just as lawfully, as often as one likes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from model.modality import Level
from model.protocol import COUNTING
from verify.clocks import clock
from verify.dates import DatedRun
from verify.explorer import Explorer
from verify.runs import RunStep
from verify.study import Study


@dataclass(frozen=True, slots=True)
class Lasso:
    """The steps of one round, and the working days to the milestone of a run that goes round once at least."""

    steps: tuple[RunStep, ...]
    days: int


def lasso(
    study: Study, level: Level, milestone: str, run: tuple[RunStep, ...], choices: Mapping[str, str]
) -> Lasso | None:
    """The round of a run that can be repeated between the raising and a milestone; None when it has none."""
    explorer = study.explorer(level)
    protocol = explorer.protocol
    dated = DatedRun(protocol, run, choices[COUNTING.id], study.calendar)
    days = dated.working_days(choices)
    ends = {one.id for one in protocol.states if one.final} | study.milestones[milestone]
    reached = next((place for place, step in enumerate(run) if step.dest in ends), len(run))
    met: dict[object, int] = {}
    for place in range(dated.raising, reached):
        now = _situation(explorer, run[: place + 1], days)
        first = met.setdefault(now, place)
        if days[first] < days[place] and reached < len(run):
            return Lasso(run[first + 1 : place + 1], days[reached] - days[dated.raising])
    return None


def _situation(explorer: Explorer, run: tuple[RunStep, ...], days: list[int]) -> object:
    """Everything after the last step that bears on what can lawfully follow."""
    protocol, here = explorer.protocol, run[-1].dest
    facts = {one.id: one.at_start for one in protocol.facts if one.at_start is not None}
    ended: set[str] = set()
    started: dict[str, int] = {}
    for place, step in enumerate(run):
        if step.id in protocol.transition:
            facts.update(protocol.transition[step.id].sets)
        for event in (step.id, step.dest):
            started |= dict.fromkeys(explorer.clock_events.get(event, ()), days[place])
            for cap in explorer.meaning.caps:
                if event in cap.start:
                    ended.discard(cap.id)
                elif event in cap.ends and clock(cap) in started:
                    ended.add(cap.id)
    ages = frozenset(
        (name, min(days[len(run) - 1] - on, explorer.longest[name] + 1))
        for name, on in started.items()
        if name in explorer.live[here]
    )
    return here, frozenset(facts.items()), run[-1].silent, frozenset(ended), ages
