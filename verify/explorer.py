"""The engine without a solver: walks every lawful run and keeps, for each, all its possible moments.

Case facts and readings are decided only when a rule asks for them, so that a run carries just the choices it
depends on (a cube); runs that another, more general run covers are dropped. Protocols with a cycle are
refused, because walking them cannot tell an unbounded run from a long one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import inf

from model.modality import Level
from model.protocol import START, Entry, Protocol, TimeLimit
from model.semantics import (
    Meaning,
    Move,
    Situation,
    Window,
    graph,
    lower_offset,
    upper_offset,
    ways_in,
)
from verify.zone import BEGIN, Zone

RAISED = "(raised)"
MILESTONE = "(milestone)"
ENTERED = "(entered)"
LEFT = "(left)"

Cube = tuple[tuple[str, str], ...]
"""Case facts and readings with their values, sorted; whatever is not mentioned does not matter."""


class _Undecided(Exception):
    """A rule asked for a case fact or reading that the run has not decided yet."""

    def __init__(self, name: str) -> None:
        self.name = name


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of a run: the transition or way in, and the limits it keeps."""

    id: str
    dest: str
    window: Window = Window()
    caps: tuple[TimeLimit, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A set of runs that have come to the same state with the same choices."""

    state: str
    cube: Cube
    changed: Cube
    silent: bool
    ended: frozenset[str]
    zone: Zone
    parent: "Node | None" = field(default=None, compare=False, repr=False)
    step: RunStep | None = field(default=None, compare=False, repr=False)

    def run(self) -> tuple[RunStep, ...]:
        """The steps that lead here, first to last."""
        steps: list[RunStep] = []
        node: Node | None = self
        while node is not None:
            if node.step is not None:
                steps.append(node.step)
            node = node.parent
        return tuple(reversed(steps))


@dataclass(frozen=True, slots=True)
class End:
    """How complete runs end: in a final state or stalled, with the longest and shortest time measured.

    `longest` is None when the measured events did not both happen.
    """

    node: Node
    stalled: bool
    reached: bool
    longest: float | None
    shortest: float | None


@dataclass(frozen=True, slots=True)
class Exploration:
    """All ends of all runs; `complete` is false when the walk was cut short."""

    ends: tuple[End, ...]
    visited: frozenset[str]
    fired: frozenset[str]
    decided: frozenset[str]
    unstarted: tuple[tuple[str, str, Node], ...]
    steps: int
    complete: bool


@dataclass(frozen=True)
class Explorer:
    """Walks the runs of a protocol at one binding level, perhaps with a role that falls silent.

    Args:
        milestone: states whose first entry (or any ending) is the milestone that is timed.
        stay: a state whose length of stay before the milestone is measured instead.
        most_steps: after so many steps the walk is cut short, and nothing is proved.
    """

    protocol: Protocol
    level: Level
    milestone: frozenset[str]
    silent_role: str | None = None
    stay: str | None = None
    given: tuple[tuple[str, str], ...] = ()
    most_steps: int = 200_000

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
        self.fired: set[str] = set()
        self.decided: set[str] = set()
        self.unstarted: dict[tuple[str, str], Node] = {}
        self.passed: dict[object, list[tuple[Cube, Zone]]] = {}
        self.steps = 0

    def run(self) -> Exploration:
        at_start = tuple(sorted((one.id, one.at_start) for one in self.protocol.facts if one.at_start is not None))
        todo = [Node(START, tuple(sorted(self.explorer.given)), at_start, False, frozenset(), BEGIN)]
        while todo and self.steps < self.explorer.most_steps:
            node = todo.pop()
            if node.state != START and self._covered(node):
                continue
            self.steps += 1
            try:
                children, ends = self._expand(node)
            except _Undecided as question:
                self.decided.add(question.name)
                for value in reversed(self.protocol.domains[question.name]):
                    cube = tuple(sorted((*node.cube, (question.name, value))))
                    todo.append(_with_cube(node, cube))
                continue
            self._note_passed(node)
            self.ends += ends
            todo += reversed(children)
        states = {key[0] for key in self.passed if isinstance(key, tuple)}
        unstarted = tuple((limit, move, node) for (limit, move), node in sorted(self.unstarted.items()))
        return Exploration(
            tuple(self.ends),
            frozenset(states - {START}),
            frozenset(self.fired),
            frozenset(self.decided),
            unstarted,
            self.steps,
            not todo,
        )

    def _key(self, node: Node) -> tuple[object, ...]:
        return (node.state, node.changed, node.silent, node.ended, node.zone.events)

    def _covered(self, node: Node) -> bool:
        cube = set(node.cube)
        return any(
            cube.issuperset(other) and node.zone.within(zone) for other, zone in self.passed.get(self._key(node), ())
        )

    def _note_passed(self, node: Node) -> None:
        self.passed.setdefault(self._key(node), []).append((node.cube, node.zone))

    def _situation(self, node: Node) -> Situation:
        known: Mapping[str, str] = {**dict(node.cube), **dict(node.changed)}

        def value(name: str) -> str:
            if name not in known:
                raise _Undecided(name)
            return known[name]

        def started(events: tuple[str, ...]) -> bool:
            return node.zone.has(" or ".join(events))

        return Situation(value, started, node.silent)

    def _expand(self, node: Node) -> tuple[list[Node], list[End]]:
        now = self._situation(node)
        if node.state == START:
            return self._begin(node, ways_in(self.protocol, now.value))
        children: list[Node] = []
        for move in self.meaning.moves(node.state, now):
            caps = tuple(self.meaning.open_caps(move.transition, now, lambda cap: cap.id in node.ended))
            zone = self._advance(node.zone, move, caps, now.value)
            self._note_unstarted(node, move, now)
            if zone is not None:
                step = RunStep(move.transition.id, move.transition.dest, move.window, caps)
                children += self._arrive(node, step, zone, move.transition.sets)
        ends: list[End] = []
        final = self.protocol.state[node.state].final
        if final or self.meaning.stalls(node.state, now):
            ends.append(self._end(node, stalled=not final))
        self.fired |= {child.step.id for child in children if child.step}
        return children, ends

    def _note_unstarted(self, node: Node, move: Move, now: Situation) -> None:
        """Keep the first run on which a limit that binds the move has a stated start that did not happen."""
        limits = (*self.meaning.binding[move.transition.id], *map(self.protocol.limit.get, move.transition.after))
        for limit in limits:
            if (
                limit is not None
                and limit.start
                and (limit.id, move.transition.id) not in self.unstarted
                and self.meaning.level.binds(limit.modality)
                and limit.condition.holds(now.value)
                and not now.started(limit.start)
            ):
                self.unstarted[limit.id, move.transition.id] = node

    def _begin(self, node: Node, entries: list[Entry]) -> tuple[list[Node], list[End]]:
        if not entries:
            return [], [End(node, stalled=True, reached=False, longest=None, shortest=None)]
        children: list[Node] = []
        for entry in entries:
            assert entry.dest is not None
            children += self._arrive(node, RunStep(entry.id, entry.dest), node.zone, (), entry=True)
        return children, []

    def _advance(
        self, zone: Zone, move: Move, caps: tuple[TimeLimit, ...], value: Callable[[str], str]
    ) -> Zone | None:
        window = move.window
        no_later = [(clock(one), upper_offset(one, value)) for one in (*window.no_later, *caps)]
        no_earlier = [(clock(one), lower_offset(one, value)) for one in window.no_earlier]
        if window.expired is not None:
            no_earlier.append((clock(window.expired), upper_offset(window.expired, value)))
        return zone.advance(no_later, no_earlier)

    def _arrive(
        self, node: Node, step: RunStep, zone: Zone, sets: tuple[tuple[str, str], ...], *, entry: bool = False
    ) -> Iterator[Node]:
        """The nodes after a step: its events noted, clocks nobody needs forgotten, silence begun or not."""
        explorer, dest = self.explorer, self.protocol.state[step.dest]
        events = (step.id, step.dest)
        for name in dict.fromkeys(clock for event in events for clock in explorer.clock_events.get(event, ())):
            zone = zone.mark(name)
        raising = set(events) & set(self.protocol.raised) if self.protocol.raised else entry
        if raising and not zone.has(RAISED):
            zone = zone.mark(RAISED)
        if explorer.stay is not None and not zone.has(MILESTONE):
            if node.state == explorer.stay:
                zone = zone.mark(LEFT)
            if step.dest == explorer.stay:
                zone = zone.mark(ENTERED)
        if (step.dest in explorer.milestone or dest.final) and not zone.has(MILESTONE):
            zone = zone.mark(MILESTONE)
        kept = explorer.live[step.dest] | {"now", RAISED, MILESTONE, ENTERED, LEFT}
        zone = zone.drop(set(zone.events) - kept)
        ended = node.ended | {cap.id for cap in self.meaning.caps if set(cap.ends) & set(events)}
        changed = tuple(sorted((dict(node.changed) | dict(sets)).items()))
        silences = [node.silent] if node.silent or explorer.silent_role is None else [False, True]
        for silent in silences:
            noted = RunStep(step.id, step.dest, step.window, step.caps, silent)
            yield Node(step.dest, node.cube, changed, silent, ended, zone, node, noted)

    def _end(self, node: Node, *, stalled: bool) -> End:
        start, end = (ENTERED, LEFT) if self.explorer.stay is not None else (RAISED, MILESTONE)
        reached = node.zone.has(MILESTONE)
        if not (node.zone.has(start) and node.zone.has(end)):
            return End(node, stalled, reached, None, None)
        return End(node, stalled, reached, node.zone.longest(start, end), node.zone.shortest(start, end))


def _with_cube(node: Node, cube: Cube) -> Node:
    return Node(node.state, cube, node.changed, node.silent, node.ended, node.zone, node.parent, node.step)


def is_endless(days: float | None) -> bool:
    """Whether a longest time has no bound."""
    return days == inf
