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
    """The states from which one of these states can still be come to, or transitions taken, by shape alone.

    A dispute that is in a state has come to it, and comes to it again only by a move.
    """
    names = set(events)
    found: set[str] = set()
    more = {one.source for one in protocol.transitions if one.id in names or one.dest in names}
    while more:
        found |= more
        more = {one.source for one in protocol.transitions if one.dest in more} - found
    return frozenset(found)


def in_order(protocol: Protocol) -> list[str]:
    """The states, each after all that lead to it; where a dispute can return, in the order of the first time round."""
    import networkx

    made = graph(protocol)
    if networkx.is_directed_acyclic_graph(made):
        return list(networkx.lexicographical_topological_sort(made))
    for entry in protocol.entries:
        if entry.dest is not None:
            made.add_edge("", entry.dest, entry.id)
    made.add_edges_from(("", state.id) for state in protocol.states)
    return [state for state in reversed(list(networkx.dfs_postorder_nodes(made, ""))) if state]


def returning(protocol: Protocol) -> frozenset[str]:
    """The transitions that lead back to a state that a dispute has been in; none where it never returns."""
    place = {state: number for number, state in enumerate(in_order(protocol))}
    return frozenset(one.id for one in protocol.transitions if place[one.dest] <= place[one.source])


def rounds(protocol: Protocol) -> list[frozenset[str]]:
    """Sets of states among which a dispute can go round."""
    import networkx

    made = graph(protocol)
    return [
        frozenset(states)
        for states in networkx.strongly_connected_components(made)
        if len(states) > 1 or any(made.has_edge(state, state) for state in states)
    ]
