"""The outside events, duties and lengthened limits of a scenario file, made sense of."""

from collections.abc import Collection
from typing import Any

from model.yaml_places import Path
from simulate.figure_sense import FigureSense
from simulate.needs import clock_duties, longer_limits, outside_events
from simulate.scenario import Happening, Lengthening
from simulate.scenario_document import DutyShape, EventShape


def events(sense: FigureSense) -> dict[str, Happening]:
    """How outside events come."""
    protocol, given = sense.protocol, sense.document.events
    declared = [one.id for one in protocol.events]
    moves = [*(one.id for one in protocol.entries), *protocol.transition, *(one.id for one in protocol.duties)]
    ends = {one.suspension.end: one.suspension.start for one in protocol.limits if one.suspension}
    _complete(sense, "events", given, outside_events(protocol), "outside event")
    made = {}
    for name, shape in given.items():
        path: Path = ("events", name)
        if not sense.known(name, declared, "outside event", path, key=True):
            continue
        if shape.upon:
            sense.known(shape.upon, (*moves, *protocol.state, *declared), "event", (*path, "upon"))
        elif name in ends:
            found = f'"{name}" lets a clock run on, and comes only after "{ends[name]}"'
            sense.fault(path, found, help=f'add "upon: {ends[name]}"', key=True)
        made[name] = Happening(**_comes(sense, shape, path), upon=shape.upon)
    return made


def duties(sense: FigureSense) -> dict[str, Happening]:
    """How duties that move nothing are done."""
    given, declared = sense.document.duties, [one.id for one in sense.protocol.duties]
    _complete(sense, "duties", given, clock_duties(sense.protocol), "duty")
    return {
        name: Happening(**_comes(sense, shape, ("duties", name)), hours=sense.hours(shape, ("duties", name)))
        for name, shape in given.items()
        if sense.known(name, declared, "duty", ("duties", name), key=True)
    }


def lengthened(sense: FigureSense) -> dict[str, Lengthening]:
    """How often limits are lengthened, and by how much."""
    given, may_be = sense.document.lengthened, longer_limits(sense.protocol)
    _complete(sense, "lengthened", given, may_be, "lengthening of")
    made = {}
    for name, shape in given.items():
        path: Path = ("lengthened", name)
        if not sense.known(name, may_be, "limit that may be lengthened", path, key=True):
            continue
        made[name] = Lengthening(**sense.figures(shape, path))
        extension = sense.protocol.limit[name].extension
        most = extension.up_to if extension else None
        if most is not None and most.in_days and made[name].by.value > most.most_working_days():
            found = f"{shape.by.value} working days are more than the text lets"
            sense.fault((*path, "by"), found, f"{most} at most", "write so many, or fewer")
    return made


def _comes(sense: FigureSense, shape: DutyShape | EventShape, path: Path) -> dict[str, Any]:
    return sense.figures(shape, path) | {"delay": sense.delay(shape.delay, (*path, "delay"))}


def _complete(sense: FigureSense, section: str, given: Collection[str], wanted: Collection[str], what: str) -> None:
    """Each that a clock has to do with has figures; of a section left out, the place is that of the steps."""
    place: Path = (section,) if given else ("steps",)
    for name in wanted:
        if name not in given:
            found = f'there are no figures for the {what} "{name}"'
            sense.fault(place, found, help=f'add "{name}:" under {section}:', key=True)
