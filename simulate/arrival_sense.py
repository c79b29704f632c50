"""The arrivals of a scenario file, made sense of: which kinds of dispute come, how often, and with which case facts."""

from collections.abc import Mapping
from itertools import product

from model.condition import Condition
from model.protocol import Entry
from model.yaml_places import Path
from simulate import figure as kinds
from simulate.chances import in_words
from simulate.figure_sense import FigureSense, certain
from simulate.scenario import Arrivals, Quantity
from simulate.scenario_document import ArrivalsShape, FigureShape, FiguresShape


def arrivals(sense: FigureSense, readings: Mapping[str, str]) -> dict[str, Arrivals]:
    """The disputes that come by each way in, under the readings chosen."""
    ways_in = {one.id: one for one in sense.protocol.entries}
    made: dict[str, Arrivals] = {}
    comes = False
    for name, shape in sense.document.arrivals.items():
        path: Path = ("arrivals", name)
        if not sense.known(name, ways_in, "way in", path, key=True):
            continue
        entry = ways_in[name]
        if entry.dest is None:
            help = "leave it out: such disputes have nowhere to wait, and the check reports that"
            sense.fault(path, f'the way in "{name}" leads nowhere in the text', help=help, key=True)
        made[name] = _arrival(sense, entry, shape, path, readings)
        comes |= made[name].per_year.value > 0 and _is_open(entry.condition, readings)
    if not comes and not sense.faults:
        help = "give one way in that the chosen readings leave open more than 0 disputes a year"
        sense.fault(("arrivals",), "no dispute ever comes", help=help, key=True)
    return made


def allowed_answers(entry: Entry, name: str, answers: tuple[str, ...]) -> tuple[str, ...]:
    """The answers to a case fact that a way in is for."""
    alternatives = entry.condition.alternatives or ((),)
    named = [[set(one.values) for one in every if one.name == name] for every in alternatives]
    return tuple(one for one in answers if any(all(one in values for values in each) for each in named))


def _arrival(
    sense: FigureSense, entry: Entry, shape: ArrivalsShape, path: Path, readings: Mapping[str, str]
) -> Arrivals:
    facts = {name: _answers(sense, name, one, (*path, "facts", name)) for name, one in shape.facts.items()}
    for fact in sense.protocol.facts:
        allowed = allowed_answers(entry, fact.id, fact.answers) or fact.answers
        if fact.at_start is None and fact.id not in facts:
            if len(allowed) > 1:
                help = f'add "{fact.id}:" under facts:, with a probability for each answer. {fact.question}'
                sense.fault(path, f'the case fact "{fact.id}" has no figures here', ", ".join(allowed), help, key=True)
            facts[fact.id] = {allowed[0]: certain("the only kind of case that this way in is for")}
    _check(sense, entry, facts, path, readings)
    return Arrivals(
        **sense.figures(shape, path),
        facts={one.id: facts[one.id] for one in sense.protocol.facts if one.id in facts},
        by_month=() if shape.by_month is None else _months(sense, shape.by_month, (*path, "by_month")),
    )


def _answers(sense: FigureSense, name: str, shapes: Mapping[str, FigureShape], path: Path) -> dict[str, Quantity]:
    """How likely each answer to a case fact is."""
    if not sense.known(name, sense.protocol.fact, "case fact", path, key=True):
        return {}
    fact = sense.protocol.fact[name]
    if fact.at_start is not None:
        found = f'every dispute starts with "{name}" as "{fact.at_start}"'
        sense.fault(path, found, help="leave it out; moves change it", key=True)
    known = [sense.known(one, fact.answers, f'answer of "{name}"', (*path, one), key=True) for one in shapes]
    made = sense.each_of(shapes, path, kinds.SHARE)
    total = sum(one.value for one in made.values())
    if not all(known):
        sense.untrusted |= {path}
    elif abs(total - 1) > kinds.TOLERANCE:
        sense.fault(path, f'the answers of "{name}" add up to {total:g}', "1, or 100%", key=True)
    return made


def _months(sense: FigureSense, shape: FiguresShape, path: Path) -> tuple[Quantity, ...]:
    if len(shape.value) != 12:
        sense.fault(path, f"there are {len(shape.value)} factors", "12, one for each month", key=True)
    each = [FigureShape.model_validate(shape.model_dump() | {"value": one}) for one in shape.value]
    return tuple(sense.quantity(one, (*path, "value", place), kinds.FACTOR) for place, one in enumerate(each))


def _check(
    sense: FigureSense,
    entry: Entry,
    facts: Mapping[str, Mapping[str, Quantity]],
    path: Path,
    readings: Mapping[str, str],
) -> None:
    """A kind of case that comes this way must be one that the way in is for."""
    if not _is_open(entry.condition, readings):
        return
    names = [name for name in dict.fromkeys(entry.condition.names()) if facts.get(name)]
    for answers in product(*([answer for answer, one in facts[name].items() if one.value > 0] for name in names)):
        case = dict(zip(names, answers, strict=True))
        known = {one.id: one.at_start or "" for one in sense.protocol.facts} | dict(readings) | case
        if not entry.condition.holds(known.__getitem__):
            found = f'the way in "{entry.id}" is not for a case in which {in_words(tuple(case.items()))}'
            sense.fault((*path, "facts", *names[-1:]), found, str(entry.condition), "leave that answer out", key=True)
            return


def _is_open(condition: Condition, readings: Mapping[str, str]) -> bool:
    """Whether a condition can hold for some case under these readings."""
    return not condition.alternatives or any(
        all(readings[one.name] in one.values for one in every if one.name in readings)
        for every in condition.alternatives
    )
