"""What is asked of a state or a move that is written out several times: something of some one visit."""

from collections.abc import Iterator
from typing import Any

import z3

from verify.rules import Rules


def one_visit_each(rules: Rules) -> Iterator[Any]:
    """Let each state and move that was written out stand for some one visit to it, with the case facts as they were.

    The rules get a truth value under each name of the protocol; what these need to mean that is yielded.
    """
    for state in rules.whole.states:
        copies = rules.laps.copies[state.id]
        if copies == (state.id,):
            continue
        meant = {one: z3.Bool(f"{one} is meant") for one in copies}
        yield from (z3.Implies(is_meant, rules.visited[one]) for one, is_meant in meant.items())
        if meant:
            yield z3.AtMost(*meant.values(), 1)
        for fact in rules.whole.facts:
            if fact.at_start is not None:
                rules.changing[fact.id, state.id] = {
                    value: z3.Or(*(z3.And(meant[one], rules.changing[fact.id, one][value]) for one in copies))
                    for value in fact.answers
                }
        for move in rules.whole.outgoing[state.id]:
            ways = [(rules.protocol.transition[one].source, one) for one in rules.laps.copies[move.id]]
            rules.fires[move.id] = z3.Or(*(z3.And(meant[source], rules.fires[one]) for source, one in ways))
        rules.visited[state.id] = z3.Or(*meant.values())
    for move in rules.whole.transitions:  # a move that no case comes to, from a state that stands there once
        rules.fires.setdefault(move.id, z3.BoolVal(False))
