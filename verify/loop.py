"""Going round: when a walk has seen all that can come of a loop, and loops that nobody is obliged to leave.

A walk comes to its end because what lies in the past beyond every limit is forgotten, and because a time that no
limit looks back to is taken to be endless once it has grown a third time while all else came back the same. Both
only ever add moments (the first none that make a difference: J. Bengtsson and W. Yi, "Timed Automata: Semantics,
Algorithms and Tools", 2004), so that a bound found so is never too low; an endless time is believed only when
`verify.lasso` has shown it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from model.graph import returning, rounds
from model.protocol import Protocol
from verify.gathering import Gathering, narrowed
from verify.leaving import Way, going_round
from verify.runs import End, Node
from verify.zone import Zone

GROWTHS = 2
"""So often a time may grow while all else stays the same, before it is taken to be endless."""


class Loop:
    """What one walk has met of the loops of its protocol.

    Args:
        live: for each state, the clocks that some limit can still look back to from there.
        longest: for each clock, the working days beyond which no limit tells its ages apart.
    """

    def __init__(
        self,
        protocol: Protocol,
        gathering: Gathering,
        live: Mapping[str, frozenset[str]],
        longest: Mapping[str, int],
    ) -> None:
        self.protocol = protocol
        self.gathering = gathering
        self.live = live
        self.longest = longest
        self.states = frozenset[str]().union(*rounds(protocol))
        self.back = returning(protocol)
        self._times_round: dict[int, int] = {}
        self._told: dict[tuple[str, Zone], Zone] = {}
        self._known: dict[object, list[Node]] = {}

    @property
    def most_rounds(self) -> int:
        """How often, at most, a run came back on the way to anything new, and again from there to its end."""
        return 2 * max(self._times_round.values(), default=0)

    def new(self, nodes: Sequence[Node]) -> list[Node]:
        """Those of some nodes that none known so far holds, with the moments that come to the same thing."""
        found: list[Node] = []
        for node in nodes:
            if node.state in self.states:
                node = self._widened(node)
                alike, beside = self._alike(node, node.zone), self._known.setdefault(_place(node), [])
                near = alike if self.gathering.keeps_apart else beside
                cover = next((one for one in near if _holds(one, node)), None)
                if cover is not None:
                    self.gathering.covered.setdefault(id(cover), []).append(node)
                    self._count(node)
                    continue
                alike.append(node)
                beside.append(node)
            self._count(node)
            found.append(node)
        return found

    def _count(self, node: Node) -> None:
        ways = [one for one in sources(node, {}) if one.step is not None and one.parent is not None]
        times = [self._times_round.get(id(one.parent), 0) + (one.step.id in self.back) for one in ways if one.step]
        self._times_round[id(node)] = max(times, default=0)

    def _alike(self, node: Node, zone: Zone) -> list[Node]:
        """The known nodes that no limit can tell from one with these moments."""
        return self._known.setdefault((_place(node), self._looked_back_to(node.state, zone)), [])

    def _widened(self, node: Node) -> Node:
        zone = self._forgetting(node.zone)
        grown = [one for one in self._alike(node, zone) if one.cube == node.cube and not zone.within(one.zone)]
        if len(grown) >= GROWTHS:
            zone = zone.widened(grown[-1].zone)
        return node if zone == node.zone else Node(
            node.state, node.cube, node.changed, node.silent, node.ended, zone, node.parent, node.step, (node,)
        )

    def _looked_back_to(self, state: str, zone: Zone) -> Zone:
        """What limits can still tell of some moments."""
        if (state, zone) not in self._told:
            self._told[state, zone] = self._forgetting(zone.keep(self.live[state]))
        return self._told[state, zone]

    def _forgetting(self, zone: Zone) -> Zone:
        return zone.forget_ages({name: days for name, days in self.longest.items() if zone.has(name)})

    def endless(
        self, met: Sequence[Node], ends: Sequence[End], milestone: str, is_duty: Callable[[str], bool]
    ) -> Iterator[End]:
        """Where a dispute can go round for ever before a milestone, because no duty leads out of the loop."""
        goals = [(id(one), one.cube) for one in met if one.zone.has(milestone)]
        goals += [(id(one), end.node.cube) for end in ends for one in (end.node, *end.node.origins)]
        made = {
            Way(id(one.parent), id(node), one.cube, is_duty(one.step.id)): one
            for node in met
            for one in sources(node, self.gathering.covered)
            if one.step is not None
        }
        situations = {id(node): node.cube for node in met if not node.zone.has(milestone)}
        for way, cube in going_round(situations, goals, made, self.gathering.domains).items():
            yield End(narrowed(made[way], cube), stalled=False)


def sources(node: Node, covered: Mapping[int, Sequence[Node]]) -> Iterator[Node]:
    """The nodes that moves made, of which a node is put together or which it covers."""
    for one in (*node.origins, *covered.get(id(node), ())):
        yield from sources(one, covered)
    if not node.origins:
        yield node


def _holds(wide: Node, node: Node) -> bool:
    return set(wide.cube) <= set(node.cube) and node.zone.within(wide.zone)


def _place(node: Node) -> object:
    return node.state, node.changed, node.silent, node.ended, node.zone.events
