"""The engine without a solver: walks every lawful run and keeps, for each, all its possible moments.

Case facts and readings are decided only when a rule asks for them, so that a run carries just the choices it
depends on (a cube); runs that another, more general run covers are dropped. Protocols with a cycle are
refused, because walking them cannot tell an unbounded run from a long one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from model.graph import graph
from model.modality import Level
from model.protocol import START, Protocol, TimeLimit, Transition
from model.semantics import Meaning, Situation, Window, lower_offset, upper_offset, ways_in
from verify.readings import Cube, compatible, join, merge, simplify
from verify.zone import BEGIN, Zone

RAISED = "(raised)"
ENTERED = "(entered)"
LEFT = "(left)"

T = TypeVar("T")


class _Undecided(Exception):
    """A rule asked for a case fact or reading that the run has not decided yet."""

    def __init__(self, name: str) -> None:
        self.name = name


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of a run: the transition or way in, and the limits it keeps."""

    id: str
    dest: str
    window: Window = field(default_factory=Window)
    caps: tuple[TimeLimit, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A set of runs that have come to the same state at the same moments, whatever else is chosen.

    A node made by merging others has these as its `origins`; together they say the same with more words.
    """

    state: str
    cube: Cube
    changed: Cube
    silent: bool
    ended: frozenset[str]
    zone: Zone
    parent: "Node | None" = field(default=None, compare=False, repr=False)
    step: RunStep | None = field(default=None, compare=False, repr=False)
    origins: "tuple[Node, ...]" = field(default=(), compare=False, repr=False)

    def run(self, choices: Mapping[str, str]) -> tuple[RunStep, ...]:
        """The steps that lead here, first to last, when all of these choices are made."""
        made = tuple(choices.items())
        steps: list[RunStep] = []
        node: Node | None = self
        while node is not None:
            if node.origins:
                node = next(one for one in node.origins if compatible(one.cube, made))
                continue
            if node.step is not None:
                steps.append(node.step)
            node = node.parent
        return tuple(reversed(steps))


@dataclass(frozen=True, slots=True)
class End:
    """How complete runs end: in a final state or stalled, and the times they can have taken.

    Attributes:
        reached: the milestones that were reached.
        longest: working days from raising to each milestone that was reached after raising, at most (perhaps
            infinite).
        shortest: the same, at least.
        stay: the longest stay in the state that was watched.
    """

    node: Node
    stalled: bool
    reached: frozenset[str] = frozenset()
    longest: Mapping[str, float] = field(default_factory=dict)
    shortest: Mapping[str, float] = field(default_factory=dict)
    stay: float | None = None


@dataclass(frozen=True, slots=True)
class Exploration:
    """What one walk over all runs met.

    Attributes:
        ends: how the runs end.
        arrivals: for each state, the most general ways to be in it.
        fired: the transitions and ways in that some run takes.
        unlimited: the states that some run leaves by a move that nothing limits at that point.
        unstarted: limit, transition, and a run on which the limit's clock never started though it applies.
        complete: false when the walk was cut short after too many steps.
        nodes: every node, those too from which no run comes to an end.
    """

    ends: tuple[End, ...]
    arrivals: dict[str, tuple[Node, ...]]
    fired: frozenset[str]
    unlimited: frozenset[str]
    unstarted: tuple[tuple[str, str, Node], ...]
    steps: int
    complete: bool
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Explorer:
    """Walks the runs of a protocol at one binding level, perhaps with a role that falls silent.

    Args:
        milestones: by name, the states whose first entry (or any ending) is the milestone that is timed.
        stay: a state whose length of stay, once the dispute is raised, is measured as well.
        given: case facts and readings that are settled beforehand; cubes do not mention them.
        most_steps: after so many steps the walk is cut short, and nothing is proved.
        careful: where moves must wait for a day, keep apart what leads to an end and what may not.
    """

    protocol: Protocol
    level: Level
    milestones: Mapping[str, frozenset[str]]
    silent_role: str | None = None
    stay: str | None = None
    given: Cube = ()
    most_steps: int = 200_000
    careful: bool = True

    @cached_property
    def meaning(self) -> Meaning:
        """The meaning that decides what may happen."""
        return Meaning(self.protocol, self.level, self.silent_role)

    def explore(self) -> Exploration:
        """Walk every run.

        Raises:
            ValueError: the protocol has a cycle.
        """
        import networkx

        if not networkx.is_directed_acyclic_graph(graph(self.protocol)):
            raise ValueError("a protocol with a cycle cannot be walked to the end")
        walk = _Walk(self)
        return walk.run()

    @cached_property
    def clock_events(self) -> dict[str, tuple[str, ...]]:
        """For each event, the clocks it starts. A clock is named by the events that start it."""
        found: dict[str, list[str]] = {}
        for limit in self.protocol.limits:
            for event in limit.start:
                clocks = found.setdefault(event, [])
                if clock(limit) not in clocks:
                    clocks.append(clock(limit))
        return {event: tuple(clocks) for event, clocks in found.items()}

    @cached_property
    def live(self) -> dict[str, frozenset[str]]:
        """For each state, the clocks that some limit can still look back to from there on."""
        import networkx

        made = graph(self.protocol)
        used: dict[str, set[str]] = {state: set() for state in made}
        for one in self.protocol.transitions:
            for limit in (*self.meaning.binding[one.id], *(self.protocol.limit[name] for name in one.after)):
                used[one.source].add(clock(limit))
        caps = {clock(cap) for cap in self.meaning.caps}
        found: dict[str, frozenset[str]] = {}
        for state in reversed(list(networkx.topological_sort(made))):
            found[state] = frozenset(used[state]).union(caps, *(found[after] for after in made.successors(state)))
        return found


def clock(limit: TimeLimit) -> str:
    """The clock of a limit: the events that start it."""
    return " or ".join(limit.start)


class _Walk:
    """One walk, with what it has met so far."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.protocol = explorer.protocol
        self.meaning = explorer.meaning
        self.ends: list[End] = []
        self.unlimited: set[str] = set()
        self.unstarted: dict[tuple[str, str], list[Node]] = {}
        self.covered: dict[int, list[Node]] = {}
        self.keeps_apart = explorer.careful and self.meaning.waits
        self.steps = 0

    def run(self) -> Exploration:
        """Take the states in the order of the protocol, each once, with everything that leads there."""
        import networkx

        at_start = tuple(sorted((one.id, one.at_start) for one in self.protocol.facts if one.at_start is not None))
        pending = {START: [Node(START, (), at_start, False, frozenset(), BEGIN)]}
        arrivals: dict[str, tuple[Node, ...]] = {}
        for state in [START, *networkx.lexicographical_topological_sort(graph(self.protocol))]:
            nodes = self._merge(pending.pop(state, []))
            if nodes and state != START:
                arrivals[state] = tuple(nodes)
            for node in nodes:
                self.steps += 1
                for child in self._expand(node):
                    pending.setdefault(child.state, []).append(child)
            if self.steps > self.explorer.most_steps:
                break
        complete = self.steps <= self.explorer.most_steps
        met = tuple(node for nodes in arrivals.values() for node in nodes)
        ends = tuple(self._merge_ends())
        alive, fired = self._leading_to(ends)
        arrivals = {state: kept for state, nodes in arrivals.items() if (kept := self._among(nodes, alive))}
        unstarted = [
            (*names, found[0])
            for names, nodes in sorted(self.unstarted.items())
            if (found := self._among(nodes, alive))
        ]
        unlimited = frozenset(self.unlimited)
        return Exploration(ends, arrivals, fired, unlimited, tuple(unstarted), self.steps, complete, met)

    def _merge(self, nodes: list[Node]) -> list[Node]:
        """The same runs in fewer nodes: choices that make no difference left out, covered nodes dropped."""
        groups: dict[object, list[Node]] = {}
        for node in nodes:
            groups.setdefault((node.changed, node.silent, node.ended, node.zone), []).append(node)
        merged: list[Node] = []
        for group in groups.values():
            for cube in merge((node.cube for node in group), self.protocol.domains):
                origins = tuple(node for node in group if compatible(node.cube, cube))
                same = origins[0] if len(origins) == 1 and origins[0].cube == cube else None
                merged.append(same or replace(origins[0], cube=cube, origins=origins))
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

    def _merge_ends(self) -> Iterator[End]:
        """The same ends in fewer: choices that make no difference left out."""
        groups: dict[object, list[End]] = {}
        for end in self.ends:
            times = (tuple(end.longest.items()), tuple(end.shortest.items()), end.stay)
            key = (end.node.state, end.node.changed, end.node.silent, end.stalled, end.reached, times)
            groups.setdefault(key, []).append(end)
        for ends in groups.values():
            for cube in merge((end.node.cube for end in ends), self.protocol.domains):
                origins = tuple(end.node for end in ends if compatible(end.node.cube, cube))
                yield replace(ends[0], node=replace(origins[0], cube=cube, origins=origins))

    def _leading_to(self, ends: tuple[End, ...]) -> tuple[dict[int, set[Cube]], frozenset[str]]:
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

    def _among(self, nodes: Iterable[Node], alive: Mapping[int, set[Cube]]) -> tuple[Node, ...]:
        """Those of some nodes from which a run comes to an end, each with the choices under which one does."""
        found: list[Node] = []
        for node in nodes:
            cubes = {cube for one in (node, *node.origins) for cube in alive.get(id(one), ())}
            if not self.keeps_apart:
                found += [node] if cubes else []
                continue
            here = {join(cube, node.cube) for cube in cubes if compatible(cube, node.cube)}
            kept = [node.cube] if node.cube in here else simplify(here, self.protocol.domains)
            found += [_narrowed(node, cube) for cube in kept]
        return tuple(found)

    def _situation(self, node: Node, cube: Cube) -> Situation:
        known: dict[str, str] = {**dict(self.explorer.given), **dict(cube), **dict(node.changed)}

        def value(name: str) -> str:
            if name not in known:
                raise _Undecided(name)
            return known[name]

        def started(events: tuple[str, ...]) -> bool:
            return node.zone.has(" or ".join(events))

        return Situation(value, started, node.silent)

    def _decide(self, node: Node, work: Callable[[Situation, Cube], list[T]]) -> Iterator[T]:
        """Do some work in every situation it tells apart: choices are made only when it asks for them."""
        cubes = [node.cube]
        while cubes:
            cube = cubes.pop()
            try:
                yield from work(self._situation(node, cube), cube)
            except _Undecided as question:
                for value in reversed(self.protocol.domains[question.name]):
                    cubes.append(tuple(sorted((*cube, (question.name, value)))))

    def _expand(self, node: Node) -> Iterator[Node]:
        if node.state == START:
            yield from self._decide(node, lambda now, cube: self._begin(node, now, cube))
            return
        for one in self.protocol.outgoing[node.state]:
            yield from self._decide(node, lambda now, cube, one=one: self._fire(node, one, now, cube))  # type: ignore[misc]
        final = self.protocol.state[node.state].final
        for cube in self._decide(
            node, lambda now, cube: [cube] if final or self.meaning.stalls(node.state, now) else []
        ):
            self.ends.append(self._end(node, cube, stalled=not final))

    def _begin(self, node: Node, now: Situation, cube: Cube) -> list[Node]:
        entries = ways_in(self.protocol, now.value)
        if not entries:
            self.ends.append(End(_narrowed(node, cube), stalled=True))
        return [
            child
            for entry in entries
            for child in self._arrive(node, cube, RunStep(entry.id, str(entry.dest)), node.zone, (), entry=True)
        ]

    def _fire(self, node: Node, one: Transition, now: Situation, cube: Cube) -> list[Node]:
        """The nodes after a transition, for every lawful way to fire it."""
        found: list[Node] = []
        moves = list(self.meaning.moves_by(one, now))
        caps = tuple(self.meaning.open_caps(one, now, lambda cap: cap.id in node.ended)) if moves else ()
        for move in moves:
            window = move.window
            no_later = [(clock(limit), upper_offset(limit, now.value)) for limit in (*window.no_later, *caps)]
            no_earlier = [(clock(limit), lower_offset(limit, now.value)) for limit in window.no_earlier]
            if window.expired is not None:
                no_earlier.append((clock(window.expired), upper_offset(window.expired, now.value)))
            zone = node.zone.advance(no_later, no_earlier)
            if zone is None:
                continue
            if not no_later:
                self.unlimited.add(node.state)
            found += self._arrive(node, cube, RunStep(one.id, one.dest, window, caps), zone, one.sets)
        if moves:
            self._note_unstarted(node, one, now, cube)
        return found

    def _note_unstarted(self, node: Node, one: Transition, now: Situation, cube: Cube) -> None:
        """Keep the runs on which a limit of a transition has a stated start that did not happen."""
        for limit in (*self.meaning.binding[one.id], *(self.protocol.limit[name] for name in one.after)):
            if (
                limit.start
                and self.meaning.level.binds(limit.modality)
                and not now.started(limit.start)
                and limit.condition.holds(now.value)
            ):
                self.unstarted.setdefault((limit.id, one.id), []).append(_narrowed(node, cube))

    def _arrive(
        self,
        node: Node,
        cube: Cube,
        step: RunStep,
        zone: Zone,
        sets: tuple[tuple[str, str], ...],
        *,
        entry: bool = False,
    ) -> list[Node]:
        """The nodes after a step: its events noted, clocks nobody needs forgotten, silence begun or not."""
        explorer, dest = self.explorer, self.protocol.state[step.dest]
        events = (step.id, step.dest)
        for name in dict.fromkeys(clock for event in events for clock in explorer.clock_events.get(event, ())):
            if name in explorer.live[step.dest]:
                zone = zone.mark(name)
        raising = set(events) & set(self.protocol.raised) if self.protocol.raised else entry
        if raising and not zone.has(RAISED):
            zone = zone.mark(RAISED)
        if node.state == explorer.stay and zone.has(ENTERED):
            zone = zone.mark(LEFT)
        if step.dest == explorer.stay and zone.has(RAISED):
            zone = zone.mark(ENTERED)
        for name, states in explorer.milestones.items():
            if (step.dest in states or dest.final) and not zone.has(name):
                zone = zone.mark(name)
        zone = zone.keep(explorer.live[step.dest] | {RAISED, ENTERED, LEFT, *explorer.milestones})
        ended = node.ended
        for event in events:  # in this order: the move, then the state it leads to
            for cap in self.meaning.caps:
                if event in cap.start:
                    ended -= {cap.id}
                elif event in cap.ends and zone.has(clock(cap)):
                    ended |= {cap.id}
        changed = tuple(sorted((dict(node.changed) | dict(sets)).items())) if sets else node.changed
        silences = [node.silent] if node.silent or explorer.silent_role is None else [False, True]
        return [
            Node(step.dest, cube, changed, silent, ended, zone, node, replace(step, silent=silent))
            for silent in silences
        ]

    def _end(self, node: Node, cube: Cube, *, stalled: bool) -> End:
        zone = node.zone
        reached = [name for name in self.explorer.milestones if zone.has(name)]
        timed = reached if zone.has(RAISED) else []
        stay = zone.longest(ENTERED, LEFT) if zone.has(LEFT) else None
        longest = {name: zone.longest(RAISED, name) for name in timed}
        shortest = {name: zone.shortest(RAISED, name) for name in timed}
        return End(_narrowed(node, cube), stalled, frozenset(reached), longest, shortest, stay)


def _narrowed(node: Node, cube: Cube) -> Node:
    """The runs of a node in which more is chosen."""
    return node if cube == node.cube else replace(node, cube=cube, origins=(node,))
