"""The engine without a solver: walks every lawful run and keeps, for each, all its possible moments.

Case facts and readings are decided only when a rule asks for them, so that a run carries just the choices it
depends on (a cube); runs that another, more general run covers are dropped. Where a dispute can come round to a
stage again, the walk goes on until nothing new comes of it; see `verify.loop`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from model.graph import in_order, rounds
from model.modality import Level
from model.protocol import START, Protocol, Transition
from model.semantics import Meaning, Situation, expiry_offset, lower_offset, upper_offset, ways_in
from model.silence import needs
from verify.clocks import clock, clock_of, live_clocks, longest_ages
from verify.gathering import Gathering, narrowed
from verify.loop import Loop
from verify.readings import Cube
from verify.runs import End, Exploration, Node, Onward, RunStep
from verify.zone import BEGIN, Zone

RAISED = "(raised)"
ENTERED = "(entered)"
LEFT = "(left)"

T = TypeVar("T")


class _Undecided(Exception):
    """A rule asked for a case fact or reading that the run has not decided yet."""

    def __init__(self, name: str) -> None:
        self.name = name


@dataclass(frozen=True)
class Explorer:
    """Walks the runs of a protocol at one binding level, perhaps with a role that falls silent.

    Args:
        milestones: by name, the states whose first entry (or any ending) is the milestone that is timed.
        stay: a state whose length of stay, once the dispute is raised, is measured as well.
        given: case facts and readings that are settled beforehand; cubes do not mention them.
        most_steps: after so many steps the walk is cut short, and nothing is proved.
        careful: where moves must wait for a day, keep apart what leads to an end and what may not.
        known: what came of the nodes that walks have met before, with nobody or another role silent.
    """

    protocol: Protocol
    level: Level
    milestones: Mapping[str, frozenset[str]]
    silent_role: str | None = None
    stay: str | None = None
    given: Cube = ()
    most_steps: int = 200_000
    careful: bool = True
    known: dict[object, Onward] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def meaning(self) -> Meaning:
        """The meaning that decides what may happen."""
        return Meaning(self.protocol, self.level, self.silent_role)

    def explore(self) -> Exploration:
        """Walk every run."""
        return Walk(self).run()

    @cached_property
    def clock_events(self) -> dict[str, tuple[str, ...]]:
        """For each event, the clocks it starts."""
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
        return live_clocks(self.meaning)

    @cached_property
    def longest(self) -> dict[str, int]:
        """For each clock, the working days above which no limit tells its ages apart."""
        return longest_ages(self.protocol)

    @cached_property
    def heard(self) -> frozenset[str]:
        """The states in which the silence of the role keeps a move from being made, or makes it wait."""
        return frozenset(one.source for one in self.protocol.transitions if needs(self.protocol, self.silent_role, one))

    @cached_property
    def loops(self) -> list[frozenset[str]]:
        """Sets of states among which a dispute can go round."""
        return rounds(self.protocol)


class Walk:
    """One walk, with what it has met so far."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer = explorer
        self.protocol = explorer.protocol
        self.meaning = explorer.meaning
        self.ends: list[End] = []
        self.unlimited: set[str] = set()
        self.unstarted: dict[tuple[str, str], list[Node]] = {}
        some_may_not_end = self.meaning.waits or bool(explorer.loops)
        self.gathering = Gathering(self.protocol.domains, explorer.careful and some_may_not_end)
        self.steps = 0

    def run(self) -> Exploration:
        """Take the states in the order of the protocol, each with everything that leads there.

        A state in a loop is taken again as long as something new leads there.
        """
        at_start = tuple(sorted((one.id, one.at_start) for one in self.protocol.facts if one.at_start is not None))
        pending = {START: [Node(START, (), at_start, False, frozenset(), BEGIN)]}
        arrivals: dict[str, tuple[Node, ...]] = {}
        order = {state: place for place, state in enumerate([START, *in_order(self.protocol)])}
        loop = None
        if self.explorer.loops:
            loop = Loop(self.protocol, self.gathering, self.explorer.live, self.explorer.longest)
        while pending and self.steps <= self.explorer.most_steps:
            state = min(pending, key=order.__getitem__)
            nodes = self.gathering.merge(pending.pop(state))
            if loop is not None:
                nodes = loop.new(nodes)
            if nodes and state != START:
                arrivals[state] = (*arrivals.get(state, ()), *nodes)
            for node in nodes:
                self.steps += 1
                for child in self._expand(node):
                    pending.setdefault(child.state, []).append(child)
        complete = self.steps <= self.explorer.most_steps
        met = tuple(node for nodes in arrivals.values() for node in nodes)
        ends = tuple(self.gathering.merge_ends(self.ends))
        endless: dict[str, tuple[End, ...]] = {}
        if loop is not None and complete:
            is_duty = self._is_duty
            endless = {name: tuple(loop.endless(met, self.ends, name, is_duty)) for name in self.explorer.milestones}
            if any(endless.values()) and self.meaning.waits and not self.gathering.keeps_apart:
                return Walk(replace(self.explorer, careful=True)).run()  # some of its moments, not all, may go round
        alive, fired = self.gathering.leading_to(ends)
        arrivals = {state: kept for state, nodes in arrivals.items() if (kept := self.gathering.among(nodes, alive))}
        among = ((names, self.gathering.among(nodes, alive)) for names, nodes in sorted(self.unstarted.items()))
        unstarted = [(*names, node) for names, nodes in among for node in nodes]
        most_rounds = loop.most_rounds if loop is not None else 0
        seen = (self.steps, complete, met, endless, most_rounds)
        return Exploration(ends, arrivals, fired, frozenset(self.unlimited), tuple(unstarted), *seen)

    def _is_duty(self, step: str) -> bool:
        """Whether somebody is obliged to take a step; those who raise a dispute always take some way in."""
        one = self.protocol.transition.get(step)
        return one is None or self.meaning.is_duty(one)

    def _situation(self, node: Node, cube: Cube) -> Situation:
        known: dict[str, str] = {**dict(self.explorer.given), **dict(cube), **dict(node.changed)}

        def value(name: str) -> str:
            if name not in known:
                raise _Undecided(name)
            return known[name]

        def started(events: tuple[str, ...]) -> bool:
            return node.zone.has(clock_of(events))

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
            for child in self._decide(node, lambda now, cube: self._begin(node, now, cube)):
                yield from self._silent_or_not(node, child)
            return
        met = self._onward(node)
        for child in met.children:
            yield from self._silent_or_not(node, child)
        self.ends += [replace(end, node=narrowed(node, end.node.cube)) for end in met.ends]
        self.unlimited |= {node.state} if met.unlimited else set()
        for limit, move, cube in met.unstarted:
            self.unstarted.setdefault((limit, move), []).append(narrowed(node, cube))

    def _onward(self, node: Node) -> Onward:
        """What can come of a node; worked out once for all that differ only in a silence that changes nothing here."""
        if node.silent and node.state in self.explorer.heard:
            return self._worked_out(node)
        known = self.explorer.known
        key = (self.explorer.given, node.state, node.cube, node.changed, node.ended, node.zone)
        if key not in known:
            known[key] = self._worked_out(node)
        return known[key]

    def _worked_out(self, node: Node) -> Onward:
        met, final = Onward(), self.protocol.state[node.state].final
        for one in self.protocol.outgoing[node.state]:
            met.children += self._decide(node, lambda now, cube, one=one: self._fire(node, one, now, cube, met))  # type: ignore[misc]
        lying = self._decide(node, lambda now, cube: [cube] if final or self.meaning.stalls(node.state, now) else [])
        met.ends += [self._end(node, cube, stalled=not final) for cube in lying]
        return met

    def _begin(self, node: Node, now: Situation, cube: Cube) -> list[Node]:
        entries = ways_in(self.protocol, now.value)
        if not entries:
            self.ends.append(End(narrowed(node, cube), stalled=True))
        return [self._arrive(node, cube, RunStep(entry.id, str(entry.dest)), node.zone, ()) for entry in entries]

    def _fire(self, node: Node, one: Transition, now: Situation, cube: Cube, met: Onward) -> list[Node]:
        """The nodes after a transition, for every lawful way to fire it."""
        found: list[Node] = []
        moves = list(self.meaning.moves_by(one, now))
        caps = tuple(self.meaning.open_caps(one, now, lambda cap: cap.id in node.ended)) if moves else ()
        for move in moves:
            window = move.window
            no_later = [(clock(limit), upper_offset(limit, now.value)) for limit in (*window.no_later, *caps)]
            no_earlier = [(clock(limit), lower_offset(limit, now.value)) for limit in window.no_earlier]
            if window.expired is not None:
                no_earlier.append((clock(window.expired), expiry_offset(window.expired, now.value)))
            zone = node.zone.advance(no_later, no_earlier)
            if zone is None:
                continue
            met.unlimited |= not no_later
            found.append(self._arrive(node, cube, RunStep(one.id, one.dest, window, caps), zone, one.sets))
        if moves:
            met.unstarted += ((limit, one.id, cube) for limit in self._unstarted(one, now))
        return found

    def _unstarted(self, one: Transition, now: Situation) -> Iterator[str]:
        """The limits of a transition that have a stated start which did not happen."""
        for limit in (*self.meaning.binding[one.id], *(self.protocol.limit[name] for name in one.after)):
            binds = limit.start and self.meaning.level.binds(limit.modality)
            if binds and not now.started(limit.start) and limit.condition.holds(now.value):
                yield limit.id

    def _arrive(self, node: Node, cube: Cube, step: RunStep, zone: Zone, sets: tuple[tuple[str, str], ...]) -> Node:
        """The node after a step: its events noted, clocks nobody needs forgotten."""
        explorer, dest = self.explorer, self.protocol.state[step.dest]
        events = (step.id, step.dest)
        for name in dict.fromkeys(it for event in events for it in explorer.clock_events.get(event, ())):
            if name in explorer.live[step.dest]:  # saves time only: any other is forgotten again below
                zone = zone.mark(name)
        raising = {*events} & {*(self.protocol.raised or events)}  # where none is named, the first step: the way in
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
        return Node(step.dest, cube, changed, node.silent, ended, zone, node, step)

    def _silent_or_not(self, node: Node, child: Node) -> Iterator[Node]:
        """What has come of a node, with the role silent from there on or not."""
        for silent in [node.silent] if node.silent or self.explorer.silent_role is None else [False, True]:
            made = child.state, child.cube, child.changed, silent, child.ended, child.zone, node, child.step
            yield child if child.parent is node and child.silent is silent else Node(*made)

    def _end(self, node: Node, cube: Cube, *, stalled: bool) -> End:
        zone = node.zone
        reached = [name for name in self.explorer.milestones if zone.has(name)]
        timed = [name for name in reached if zone.has(RAISED) and zone.longest(RAISED, name) >= 0]  # not before it
        stay = zone.longest(ENTERED, LEFT) if zone.has(LEFT) else None
        longest = {name: zone.longest(RAISED, name) for name in timed}
        shortest = {name: zone.shortest(RAISED, name) for name in timed}
        return End(narrowed(node, cube), stalled, frozenset(reached), longest, shortest, stay)
