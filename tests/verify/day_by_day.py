"""A third engine, for tiny protocols only: walks every lawful run day by day, with no formula and no zone.

A node is a state with the exact age, in working days, of every event that some limit looks back to. Ages are
clipped just above the longest limit, beyond which all ages are alike, so that there are finitely many nodes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from networkx import descendants

from model.graph import graph, returning
from model.modality import Level, Modality
from model.protocol import START, Duty, Protocol, TimeLimit, Transition, Trigger
from model.semantics import Meaning, Move, Situation, Window, expiry_offset, lower_offset, upper_offset, ways_in
from model.unfolding import side_events

Ages = tuple[tuple[str, int, int], ...]
"""Event, its age in days, and its place in the order of events, latest place first."""


@dataclass(frozen=True)
class Node:
    """Where a run is, and what it can still look back to. `passed` maps a milestone to days since raising."""

    state: str
    changed: tuple[tuple[str, str], ...]
    silent: bool
    ages: Ages
    raised: int | None
    passed: tuple[tuple[str, int | None], ...]


@dataclass
class Found:
    """What the complete runs do: how they end and, for each milestone, the days they take (clipped)."""

    stalled_before: dict[str, bool]
    times: dict[str, set[int]]
    visited: set[str] = field(default_factory=set)
    fired: set[str] = field(default_factory=set)
    runs: bool = False


class DayByDay:
    """All runs of one protocol in one case and reading, in days up to a clip."""

    def __init__(
        self,
        protocol: Protocol,
        level: Level,
        milestones: Mapping[str, frozenset[str]],
        values: Mapping[str, str],
        silent_role: str | None = None,
    ) -> None:
        self.protocol = protocol
        self.milestones = milestones
        self.meaning = Meaning(protocol, level, silent_role)
        self.values = {**values, **{one.id: str(one.at_start) for one in protocol.facts if one.at_start is not None}}
        self.silent_role = silent_role
        self.aside = side_events(protocol)
        self.duties = {one.id: one for one in protocol.duties if one.id in self.aside}
        self.watched = set(chain.from_iterable((*one.start, *one.ends) for one in protocol.limits))
        self.watched |= {*self.aside, *chain.from_iterable(one.upon for one in self.duties.values())}
        self.ways = graph(protocol)
        lengths = [0]
        for one in protocol.limits:
            if one.at_most is not None:
                lengths.append(upper_offset(one, {**self.values, "counting": "next day"}.__getitem__))
            if one.at_least is not None:
                lengths.append(lower_offset(one, {**self.values, "counting": "next day"}.__getitem__))
        lengths += [one.within.most_working_days() for one in self.duties.values() if one.within]
        self.age_clip = max(lengths) + 1
        self.clip = (sum(lengths) + self.age_clip) * (3 if returning(protocol) else 1)
        """Days from raising beyond which all are alike: above any finite bound, with a loop counted by a yes or no."""

    def find(self) -> Found:
        """Walk all runs, then keep what lies on those that are complete."""
        start = Node(START, (), False, (), None, ())
        into: dict[Node, list[tuple[str, Node]]] = {start: []}
        ends: list[Node] = []
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if self._complete(node):
                ends.append(node)
            for name, child in self._next(node):
                if child not in into:
                    into[child] = []
                    waiting.append(child)
                into[child].append((name, node))
        found = Found(dict.fromkeys(self.milestones, False), {name: set() for name in self.milestones})
        found.runs = bool(ends)
        for node in ends:
            passed = dict(node.passed)
            for name in self.milestones:
                if name not in passed:
                    found.stalled_before[name] = True
                elif passed[name] is not None and node.raised is not None:
                    found.times[name].add(int(passed[name] or 0))
        seen, waiting = set(ends), list(ends)
        while waiting:
            node = waiting.pop()
            found.visited.add(node.state)
            for name, before in into[node]:
                found.fired.add(name)
                if before not in seen:
                    seen.add(before)
                    waiting.append(before)
        found.visited.discard(START)
        return found

    # -- one step ----------------------------------------------------------------------------------------

    def _situation(self, node: Node) -> Situation:
        values = {**self.values, **dict(node.changed)}
        happened = {event for event, _, _ in node.ages}
        return Situation(values.__getitem__, lambda events: bool(happened & set(events)), node.silent)

    def _complete(self, node: Node) -> bool:
        if node.state == START:
            return not ways_in(self.protocol, self._situation(node).value)
        if self.protocol.state[node.state].final:
            return True
        now = self._situation(node)
        return self.meaning.stalls(node.state, now) and not list(self._undone(node, now))

    def _happened(self, node: Node) -> set[str]:
        return {event for event, _, _ in node.ages}

    def _event(self, node: Node, name: str) -> Transition:
        """An event that is no move, or a duty done, as if it were a move that leads nowhere else."""
        duty = self.duties.get(name)
        if duty is None:
            return Transition(name, node.state, node.state, Trigger.ACTION, Modality.MAY)
        how = (Trigger.ACTION, duty.modality, duty.by)
        return Transition(name, node.state, node.state, *how, condition=duty.condition)

    def _possible(self, node: Node, now: Situation) -> Iterator[str]:
        """The events that are no moves and the duties that can come or be done now: each once."""
        happened = self._happened(node)
        for name in self.aside:
            called = name not in self.duties or happened & set(self.duties[name].upon)
            if called and name not in happened and self.meaning.permission(self._event(node, name), now).value:
                yield name

    def _undone(self, node: Node, now: Situation) -> Iterator[Duty]:
        """The duties that are called for, that can be done, and that are not."""
        for name in self._possible(node, now):
            if name in self.duties and self.meaning.level.binds(self.duties[name].modality):
                yield self.duties[name]

    def _next(self, node: Node) -> Iterator[tuple[str, Node]]:
        now = self._situation(node)
        if node.state == START:
            for entry in ways_in(self.protocol, now.value):
                yield from self._arrive(node, 0, entry.id, str(entry.dest), (), entry=True)
            return
        last = [*self.meaning._last_moments(node.state, now)] or [()]
        final = self.protocol.state[node.state].final
        for name in self._possible(node, now):
            for days in range(max(self.age_clip, self.clip) + 1):
                if any(
                    self._lawful(node, Move(self._event(node, name), Window(() if final else limits)), now, days)
                    for limits in last
                ):
                    yield from self._arrive(node, days, name, None, (), entry=False)
        for move in self.meaning.moves(node.state, now):
            for days in range(max(self.age_clip, self.clip) + 1):
                if self._lawful(node, move, now, days):
                    one = move.transition
                    yield from self._arrive(node, days, one.id, one.dest, one.sets, entry=False)

    def _lawful(self, node: Node, move: Move, now: Situation, days: int) -> bool:
        caps = [
            one
            for one in self.meaning.caps
            if one.at_most is not None and not one.endless and self.meaning.active(one, now)
            if not self._ended(node, one) and self._can_end(node, one)
        ]
        window = move.window
        if any(
            min((place, age) for event, age, place in node.ages if event in one.upon)[1] + days
            > one.within.most_working_days() - (self.values["counting"] == "same day" and one.within.amount > 0)
            for one in self._undone(node, now)
            if one.within is not None
        ):
            return False
        return (
            all(self._age(node, one) + days <= upper_offset(one, now.value) for one in (*window.no_later, *caps))
            and all(self._age(node, one) + days >= lower_offset(one, now.value) for one in window.no_earlier)
            and (
                window.expired is None
                or self._age(node, window.expired) + days >= expiry_offset(window.expired, now.value)
            )
        )

    @staticmethod
    def _age(node: Node, limit: TimeLimit) -> int:
        """Days since the last of the events that start the clock."""
        return min(((place, age) for event, age, place in node.ages if event in limit.start))[1]

    @staticmethod
    def _ended(node: Node, cap: TimeLimit) -> bool:
        """Whether an end of the cap came after the last event that started its clock."""
        started = min(place for event, _, place in node.ages if event in cap.start)
        return any(place < started for event, _, place in node.ages if event in cap.ends)

    def _can_end(self, node: Node, cap: TimeLimit) -> bool:
        """Whether an end of a cap can still come, going by the shape of the protocol alone."""
        onward = descendants(self.ways, node.state) | {node.state}
        ahead = {one for one in onward if self.protocol.outgoing[one]}
        moves = {one.id for state in ahead for one in self.protocol.outgoing[state]}
        moves |= {one.dest for state in ahead for one in self.protocol.outgoing[state]}
        if set(cap.ends) & moves:
            return True
        soon = self._happened(node) | moves
        return bool(ahead) and any(
            name not in self._happened(node) and (name not in self.duties or soon & set(self.duties[name].upon))
            for name in set(cap.ends) & set(self.aside)
        )

    def _arrive(
        self, node: Node, days: int, step: str, dest: str | None, sets: tuple[tuple[str, str], ...], *, entry: bool
    ) -> Iterator[tuple[str, Node]]:
        """What a step leads to; it leads nowhere else when there is no `dest`."""
        came = (step,) if dest is None else (step, dest)
        order = [event for event, _, _ in sorted(node.ages, key=lambda one: one[2])]
        ages = {event: min(age + days, self.age_clip) for event, age, _ in node.ages}
        raised = None if node.raised is None else min(node.raised + days, self.clip)
        for event in came:
            if event in self.watched:
                order = [event, *(other for other in order if other != event)]
                ages[event] = 0
        raising = set(came) & set(self.protocol.raised) if self.protocol.raised else entry
        dest = dest or node.state
        before_raising = raised is None and not raising
        if raising and raised is None:
            raised = 0
        passed = dict(node.passed)
        for name, states in self.milestones.items():
            if name not in passed and (dest in states or self.protocol.state[dest].final):
                passed[name] = None if before_raising else raised
        changed = tuple(sorted({**dict(node.changed), **dict(sets)}.items()))
        kept = tuple((event, ages[event], place) for place, event in enumerate(order))
        silences = [node.silent] if node.silent or self.silent_role is None else [False, True]
        for silent in silences:
            yield step, Node(dest, changed, silent, kept, raised, tuple(sorted(passed.items())))
