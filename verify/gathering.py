"""Nodes and ends of a walk, gathered: those that say the same told once, and those that lead nowhere left out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from verify.readings import Cube, Domains, compatible, join, merge, ruled_out, simplify
from verify.runs import End, Node


@dataclass
class Gathering:
    """What one walk has gathered.

    Attributes:
        domains: the case facts and readings with their values.
        keeps_apart: nodes that larger ones cover are kept, because some moments of these might lead to an end and
            others to none.
        covered: the nodes that were dropped, by the identity of the node that covers them.
    """

    domains: Domains
    keeps_apart: bool
    covered: dict[int, list[Node]] = field(default_factory=dict)

    def merge(self, nodes: list[Node]) -> list[Node]:
        """The same runs in fewer nodes: choices that make no difference left out, covered nodes dropped."""
        groups: dict[object, list[Node]] = {}
        for node in nodes:
            groups.setdefault((node.changed, node.silent, node.ended, node.zone), []).append(node)
        merged: list[Node] = []
        for group in groups.values():
            for cube in merge((node.cube for node in group), self.domains):
                other = ruled_out(cube, self.domains)
                origins = tuple(node for node in group if other.isdisjoint(node.cube))
                same = origins[0] if len(origins) == 1 and origins[0].cube == cube else None
                merged.append(same or origins[0].of(cube, origins))
        if self.keeps_apart:
            return merged  # of the moments of a covering node, some might lead to an end and others to none
        kept: dict[object, list[Node]] = {}
        for node in sorted(merged, key=lambda one: len(one.cube)):
            rivals = kept.setdefault((node.changed, node.silent, node.ended, node.zone.events), [])
            made = set(node.cube)
            cover = next((one for one in rivals if made.issuperset(one.cube) and node.zone.within(one.zone)), None)
            if cover is None:
                rivals.append(node)
            else:
                self.covered.setdefault(id(cover), []).append(node)
        return [node for rivals in kept.values() for node in rivals]

    def merge_ends(self, all_ends: Iterable[End]) -> Iterator[End]:
        """The same ends in fewer: choices that make no difference left out."""
        groups: dict[object, list[End]] = {}
        for end in all_ends:
            times = (tuple(end.longest.items()), tuple(end.shortest.items()), end.stay)
            key = (end.node.state, end.node.changed, end.node.silent, end.stalled, end.reached, times)
            groups.setdefault(key, []).append(end)
        for ends in groups.values():
            for cube in merge((end.node.cube for end in ends), self.domains):
                other = ruled_out(cube, self.domains)
                origins = tuple(end.node for end in ends if other.isdisjoint(end.node.cube))
                yield replace(ends[0], node=origins[0].of(cube, origins))

    def leading_to(self, ends: tuple[End, ...]) -> tuple[dict[int, set[Cube]], frozenset[str]]:
        """The nodes from which some run comes to an end, and under which choices; the transitions of such runs."""
        alive: dict[int, set[Cube]] = {}
        fired: set[str] = set()
        todo = [(end.node, end.node.cube if self.keeps_apart else ()) for end in ends]
        while todo:
            node, cube = todo.pop()
            cubes = alive.setdefault(id(node), set())
            if cube in cubes:
                continue
            cubes.add(cube)
            earlier = (*node.origins, *self.covered.get(id(node), ()))
            if self.keeps_apart:
                todo += [(one, join(one.cube, cube)) for one in earlier if compatible(one.cube, cube)]
            else:
                todo += [(one, cube) for one in earlier]
            if not node.origins:
                fired |= {node.step.id} if node.step is not None else set()
                todo += [(node.parent, cube)] if node.parent is not None else []
        return alive, frozenset(fired)

    def among(self, nodes: Iterable[Node], alive: Mapping[int, set[Cube]]) -> tuple[Node, ...]:
        """Those of some nodes from which a run comes to an end, each with the choices under which one does."""
        found: list[Node] = []
        for node in nodes:
            cubes = {cube for one in (node, *node.origins) for cube in alive.get(id(one), ())}
            if not self.keeps_apart:
                found += [node] if cubes else []
                continue
            here = {join(cube, node.cube) for cube in cubes if compatible(cube, node.cube)}
            kept = [node.cube] if node.cube in here else simplify(here, self.domains)
            found += [narrowed(node, cube) for cube in kept]
        return tuple(found)


def narrowed(node: Node, cube: Cube) -> Node:
    """The runs of a node in which more is chosen."""
    return node if cube == node.cube else node.of(cube, (node,))
