"""The engine without a solver: walks every lawful run and keeps, for each, all its possible moments.

Case facts and readings are decided only when a rule asks for them, so that a run carries just the choices it
depends on (a cube); runs that another, more general run covers are dropped. Where a dispute can come round to a
stage again, the walk goes on until nothing new comes of it; see `verify.loop`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from model.graph import in_order, rounds
from model.modality import Level
from model.protocol import START, Protocol, Transition
from model.semantics import Meaning, Situation, expiry_offset, lower_offset, upper_offset, ways_in
from verify.clocks import clock, clock_of, live_clocks, longest_ages
from verify.gathering import Gathering, narrowed
from verify.loop import Loop
from verify.readings import Cube
from verify.runs import End, Exploration, Node, RunStep
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
                nodes = loop.new(nodes, arrivals.get(state, ()))
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
        alive, fired = self.gathering.leading_to(ends)
        arrivals = {state: kept for state, nodes in arrivals.items() if (kept := self.gathering.among(nodes, alive))}
        unstarted = [
            (*names, node)
            for names, nodes in sorted(self.unstarted.items())
            for node in self.gathering.among(nodes, alive)
        ]
        unlimited = frozenset(self.unlimited)
        return Exploration(
            ends,
            arrivals,
            fired,
            unlimited,
            tuple(unstarted),
            self.steps,
            complete,
            met,
            endless,
            loop.most_rounds if loop is not None else 0,
        )

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
            self.ends.append(End(narrowed(node, cube), stalled=True))
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
                no_earlier.append((clock(window.expired), expiry_offset(window.expired, now.value)))
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
                self.unstarted.setdefault((limit.id, one.id), []).append(narrowed(node, cube))

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
        for name in dict.fromkeys(it for event in events for it in explorer.clock_events.get(event, ())):
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
        timed = [name for name in reached if zone.has(RAISED) and zone.longest(RAISED, name) >= 0]  # not before it
        stay = zone.longest(ENTERED, LEFT) if zone.has(LEFT) else None
        longest = {name: zone.longest(RAISED, name) for name in timed}
        shortest = {name: zone.shortest(RAISED, name) for name in timed}
        return End(narrowed(node, cube), stalled, frozenset(reached), longest, shortest, stay)
