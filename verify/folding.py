"""A walk over an unfolded protocol, told in the states and moves of the text."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from model.protocol import Trigger
from model.unfolding import Unfolding
from verify.runs import Exploration, Node, RunStep


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


@dataclass(frozen=True, slots=True)
class ToldStep(RunStep):
    """A step of a run with the names that the text has; the limits it keeps stay those of the walk.

    Attributes:
        happened: what happened with it, by the names of the text and of the walk, as the starts of limits name it.
        moved: whether it led to another stage or to the same anew; an outside event or a duty done does not.
    """

    happened: frozenset[str] = field(default_factory=frozenset)
    moved: bool = True


def told_run(run: Sequence[RunStep], made: Unfolding) -> tuple[ToldStep, ...]:
    """The steps of a run in the stages, moves and events of the text."""
    found = []
    for step in run:
        id, dest = made.step.get(step.id, step.id), made.stage.get(step.dest, step.dest)
        move = made.protocol.transition.get(step.id)
        moved = move is None or move.trigger is not Trigger.EVENT
        happened = frozenset({step.id, step.dest, id} | ({dest} if moved else set()))
        found.append(ToldStep(id, dest, step.window, step.caps, step.silent, happened, moved))
    return tuple(found)
