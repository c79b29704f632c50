"""Cases that show the worst of a protocol with too many of them: found by tables, then walked one by one.

In every reading the tables name a case for the longest time to each milestone and for each dead end. Walking these
cases alone gives ends with their runs, as the walk over everything would, were it not too long.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import prod

from model.protocol import COUNTING, HANDOVER, SILENCE
from verify.explorer import Explorer
from verify.gathering import narrowed
from verify.readings import Cube, assignments, restrict
from verify.runs import Exploration
from verify.worst_case import Shown, WorstCase, worst_case

MOST_READINGS = 64
"""In so many ways to read the text, at most, the worst case is looked for."""


def walk_of_worst_cases(explorer: Explorer) -> Exploration:
    """The runs of the cases that show the worst; it is not complete, since other cases are left out.

    Nothing at all where the text can be read in too many ways.
    """
    protocol = explorer.protocol
    names = [name for name in _readings(explorer) if name not in dict(explorer.given)]
    nothing = whole = Exploration((), {}, frozenset(), frozenset(), (), 0, False, ())
    if prod(len(protocol.domains[name]) for name in names) > MOST_READINGS:
        return nothing
    cases: dict[Cube, None] = {}
    facts = [one.id for one in protocol.facts if one.at_start is None]
    for chosen in assignments(names, protocol.domains):
        given = (*explorer.given, *chosen)
        worst = worst_case(protocol, explorer.level, explorer.silent_role, given, explorer.milestones)
        cases |= dict.fromkeys(restrict(one.choices, facts) for one in _shown(worst))
    for case in cases:
        walk = replace(explorer, given=(*explorer.given, *case)).explore()
        if not walk.complete:
            return nothing
        whole = _with(whole, case, walk)
    return whole


def _readings(explorer: Explorer) -> Iterator[str]:
    """The readings that some rule can ask for."""
    protocol = explorer.protocol
    yield from (one.id for one in protocol.readings)
    yield COUNTING.id
    if any(one.after for one in protocol.transitions):
        yield HANDOVER.id
    if explorer.silent_role is not None:
        yield SILENCE.id


def _shown(worst: WorstCase) -> Iterator[Shown]:
    yield from worst.shown.values()
    yield from worst.stalls.values()
    for stalls in worst.missed.values():
        yield from stalls.values()


def _with(whole: Exploration, case: Cube, walk: Exploration) -> Exploration:
    """One walk more, whose runs are told with the case they belong to."""
    ends = tuple(replace(end, node=narrowed(end.node, tuple(sorted((*end.node.cube, *case))))) for end in walk.ends)
    arrivals = dict(whole.arrivals)
    for state, nodes in walk.arrivals.items():
        arrivals[state] = (*arrivals.get(state, ()), *nodes)
    return replace(
        whole,
        ends=(*whole.ends, *ends),
        arrivals=arrivals,
        fired=whole.fired | walk.fired,
        unlimited=whole.unlimited | walk.unlimited,
        steps=whole.steps + walk.steps,
    )
