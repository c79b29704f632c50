"""The states of a protocol and the ways between them, as a graph."""

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
