"""A walk over an unfolded protocol, told in the states and moves of the text."""

from dataclasses import replace

from model.unfolding import Unfolding
from verify.runs import Exploration, Node


def folded(walk: Exploration, made: Unfolding) -> Exploration:
    """What a walk met, with the names that the text has; its nodes, and the steps of its runs, stay as walked."""
    if not made.stage and not made.step:
        return walk

    def told(node: Node) -> Node:
        return replace(node, state=made.stage.get(node.state, node.state))

    arrivals: dict[str, tuple[Node, ...]] = {}
    for state, nodes in walk.arrivals.items():
        name = made.stage.get(state, state)
        arrivals[name] = (*arrivals.get(name, ()), *map(told, nodes))
    return replace(
        walk,
        ends=tuple(replace(end, node=told(end.node)) for end in walk.ends),
        endless={
            name: tuple(replace(end, node=told(end.node)) for end in ends) for name, ends in walk.endless.items()
        },
        arrivals=arrivals,
        fired=frozenset(made.step.get(one, one) for one in walk.fired),
        unlimited=frozenset(made.stage.get(one, one) for one in walk.unlimited),
        unstarted=tuple((limit, made.step.get(move, move), told(node)) for limit, move, node in walk.unstarted),
    )
