"""The proof of one claim: every situation that a dispute can come to, and a dispute that takes as long as it may.

What is claimed was found by the walk; `verify.recheck`, which reads the proof, does not believe it.
"""

from dataclasses import replace
from datetime import timedelta
from math import inf
from typing import Any

from model.calendar import calendar
from model.graph import returning
from model.modality import Level
from model.protocol import COUNTING, Protocol
from model.unfolding import unfolded
from verify import days, recheck
from verify.certificate_form import MILESTONES, Claim, claim, read_witness, unfolded_for
from verify.certificate_form import Node as Listed
from verify.clocks import clock
from verify.dates import FIRST_START, DatedRun
from verify.explorer import RAISED, Explorer
from verify.readings import covered
from verify.runs import Exploration, Node
from verify.study import EnginesDisagree
from verify.verdict import Choices
from verify.witness import fault
from verify.zone import NOW

MILESTONE = "(milestone)"


def prove(
    protocol: Protocol,
    property: str,
    level: Level,
    silent_role: str | None,
    case: Choices,
    readings: Choices,
    bound: int | None,
) -> dict[str, Any]:
    """One claim with every node that the walk meets, and a witness that attains its bound, in plain values.

    Raises:
        EnginesDisagree: no run attains the bound.
    """
    said: dict[str, Any] = {
        "property": property,
        "level": level.value,
        "silent_role": silent_role,
        "case": dict(case),
        "readings": dict(readings),
        "bound": bound,
        "nodes": [],
        "witness": None,
    }
    text, protocol = protocol, unfolded(protocol, level, silent_role).protocol
    states = {MILESTONE: MILESTONES[property](protocol)} if bound is not None else {}
    walk = Explorer(protocol, level, states, silent_role, given=(*case, *readings)).explore()
    if bound is not None:
        blank = {**said, "witness": {"choices": {}, "steps": [], "raised_on": None}}
        said["witness"] = _witness(protocol, text, walk, claim(protocol, blank), (*case, *readings))
    clocks = {clock(limit): list(limit.start) for limit in protocol.limits}
    names = {NOW: days.NOW, RAISED: recheck.RAISED, MILESTONE: recheck.MILESTONE}
    said["nodes"] = [_node(node, {**clocks, **names}) for node in walk.nodes]
    return said


def without_spare(protocol: Protocol, said: dict[str, Any]) -> dict[str, Any]:
    """A claim without the nodes that others hold, by themselves or together, so that each one left is needed."""
    made = claim(unfolded_for(protocol, said), said)
    kept = dict(enumerate(made.nodes))
    places = {place: {id(node) for node in nodes} for place, nodes in made.at.items()}

    def others(node: Listed) -> list[Listed]:
        beside = places[node.place]
        return [one for one in kept.values() if one is not node and id(one) in beside]

    for number, node in enumerate(made.nodes):  # what can come of these can come of the node that holds them
        if any(_holds(one, node) for one in others(node)):
            del kept[number]

    def without(spare: int = -1) -> str:
        return recheck.reason(protocol, {**said, "nodes": [said["nodes"][it] for it in kept if it != spare]})

    # In a loop, what came of a node that is left out may stand there yet: then each node is tried, until none can go.
    unmade, before = without() if returning(protocol) else "", 0
    if "go round" in unmade:  # a wider node can go round where those that it holds cannot
        kept = dict(enumerate(made.nodes))
        unmade = without()
    while len(kept) != before:
        before = len(kept)
        for number, node in list(kept.items()):
            wider = [tuple(one.choices.items()) for one in others(node) if _holds(one, node, in_part=True)]
            spare = unmade or covered(tuple(node.choices.items()), wider, protocol.domains)
            if spare and without(number) in ("", unmade):
                del kept[number]
        if not unmade:
            break
    return {**said, "nodes": [said["nodes"][place] for place in kept]}


def _holds(wide: Listed, node: Listed, *, in_part: bool = False) -> bool:
    """Whether a node holds all moments of another in its place, under all choices of it, or some that both allow."""
    either = {**wide.choices, **node.choices} if in_part else node.choices
    return wide.choices.items() <= either.items() and all(days <= wide.days[it] for it, days in node.days.items())


def _node(node: Node, names: dict[str, Any]) -> dict[str, Any]:
    return {
        "state": node.state,
        "silent": node.silent,
        "ended": sorted(node.ended),
        "changed": dict(node.changed),
        "choices": dict(node.cube),
        "events": [names[event] for event in node.zone.events],
        "most": [[None if days == inf else int(days) for days in row] for row in node.zone.most],
    }


def _witness(protocol: Protocol, text: Protocol, walk: Exploration, claim: Claim, given: Choices) -> dict[str, Any]:
    """A run that takes as long as the bound, with a day on which it can be raised in the calendar, if there is one.

    Args:
        protocol: the protocol unfolded, as it was walked; `text` as it was written.
    """
    ends = [one for one in walk.ends if claim.about(one.node.changed)]
    end = next((one for one in ends if one.longest.get(MILESTONE) == claim.bound), None)
    if end is None:
        found = sorted({one.longest[MILESTONE] for one in ends if MILESTONE in one.longest})
        raise EnginesDisagree(f"{protocol.id}: {claim.property} is bounded by {claim.bound}, but runs take {found}")
    made = {**dict(given), **dict(end.node.cube)}
    choices = {name: made.get(name, values[0]) for name, values in protocol.domains.items()}
    run = end.node.run(choices)
    moments = DatedRun(protocol, run, choices[COUNTING.id], calendar(protocol.nation)).working_days(choices)
    waits = [later - earlier for earlier, later in zip([0, *moments], moments, strict=False)]
    fixed = {one.id for one in protocol.facts if one.at_start is not None}
    said: dict[str, Any] = {
        "choices": {name: value for name, value in choices.items() if name not in fixed},
        "steps": [[step.id, wait, step.silent] for step, wait in zip(run, waits, strict=True)],
        "raised_on": None,
    }
    attained = replace(claim, witness=read_witness(protocol, **said))
    working = calendar(protocol.nation)
    year = (FIRST_START + timedelta(days=day) for day in range(366))
    raised_on = next((day for day in year if working.is_working(day) and not fault(text, attained, day)), None)
    return {**said, "raised_on": None if raised_on is None else raised_on.isoformat()}
