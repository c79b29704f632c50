"""The states of a protocol and the ways between them, as a graph."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from model.protocol import Protocol

if TYPE_CHECKING:  # networkx is slow to import, and only what needs a graph needs it
    import networkx


def graph(protocol: Protocol) -> "networkx.MultiDiGraph[str]":
    """The states and transitions of a protocol as a directed multigraph; edge keys are transition ids."""
    import networkx

    made: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    made.add_nodes_from(state.id for state in protocol.states)
    for one in protocol.transitions:
        made.add_edge(one.source, one.dest, one.id)
    return made


def states_before(protocol: Protocol, events: Iterable[str]) -> frozenset[str]:
    """The states from which one of these states can still be come to, or transitions taken, by shape alone."""
    import networkx

    made, names = graph(protocol), set(events)
    ends = (names & set(protocol.state)) | {one.source for one in protocol.transitions if one.id in names}
    return frozenset(ends).union(*(networkx.ancestors(made, state) for state in ends))
