"""The longest time and every dead end over all cases and readings, without telling the cases apart one by one.

The walk is that of `verify.explorer` and its rules are those of `model.semantics`; only what a run carries differs.
There it is a set of choices, here a table with an entry for every case (`verify.case_table`), from which questions
that no later rule asks are dropped. Twenty case facts are a million entries, quick to make; a million walks are not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import networkx
import numpy as np

from model.graph import graph
from model.modality import Level
from model.protocol import BUILT_IN_READINGS, START, Protocol, Transition
from model.semantics import (
    Situation,
    decision_states,
    expiry_offset,
    lower_offset,
    receipt_states,
    upper_offset,
    ways_in,
)
from verify.case_table import CaseTable, Cell, Trail
from verify.clocks import clock
from verify.explorer import RAISED, Explorer, Walk
from verify.readings import Cube
from verify.runs import Node, RunStep
from verify.zone import NOW

Days = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A case that shows something: its facts and readings, and the steps of the run."""

    choices: Cube
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorstCase:
    """What can happen at worst, over all cases and readings.

    Attributes:
        longest: working days from raising to each milestone, at most (perhaps infinite); none where no run comes.
        shown: for each milestone a case that takes so long.
        stalls: every state in which a run stalls, with a case for each.
        missed: for each milestone, the states in which a run stalls before it, with a case for each.
    """

    longest: Mapping[str, float]
    shown: Mapping[str, Shown]
    stalls: Mapping[str, Shown]
    missed: Mapping[str, Mapping[str, Shown]]


def worst_case(
    protocol: Protocol,
    level: Level,
    silent_role: str | None = None,
    given: Cube = (),
    milestones: Mapping[str, frozenset[str]] | None = None,
) -> WorstCase:
    """The longest time to each milestone and all dead ends, over every case and every reading that is not given.

    What its clocks look back to must be moves of the protocol (`model.unfolding`).

    Raises:
        ValueError: the protocol has a cycle.
    """
    if not networkx.is_directed_acyclic_graph(graph(protocol)):
        raise ValueError("a protocol with a cycle cannot be walked to the end")
    if milestones is None:
        milestones = {"receipt": receipt_states(protocol), "decision": decision_states(protocol)}
    return _TableWalk(Explorer(protocol, level, milestones, silent_role, given=given)).worst()


def _table(node: Node) -> CaseTable:
    assert isinstance(node.zone, CaseTable)
    return node.zone


@dataclass(slots=True)
class _Bundle:
    """One move with its windows in all situations in which the same clocks bind it: where, and for how many days."""

    cases: Any
    later: tuple[tuple[str, Cell], ...]
    earlier: tuple[tuple[str, Cell], ...]


class _TableWalk(Walk):
    """One walk with tables."""

    def __init__(self, explorer: Explorer) -> None:
        super().__init__(explorer)
        changing = {one.id for one in self.protocol.facts if one.at_start is not None}
        settled = changing | dict(explorer.given).keys()
        self.axes = [name for name in self.protocol.domains if name not in settled]
        self.axis = {name: place for place, name in enumerate(self.axes)}
        self.longest: dict[str, float] = {}
        self.shown: dict[str, tuple[CaseTable, Any]] = {}
        self.stalls: dict[str, tuple[CaseTable, Any]] = {}
        self.missed: dict[str, dict[str, tuple[CaseTable, Any]]] = {name: {} for name in explorer.milestones}
        self.pending: dict[str, list[Node]] = {}

    def worst(self) -> WorstCase:
        """Take the states in the order of the protocol, each once, with everything that leads there."""
        at_start = tuple(sorted((one.id, one.at_start) for one in self.protocol.facts if one.at_start is not None))
        begin = CaseTable((NOW,), ((0,),), np.ones((1,) * len(self.axes), bool), None)
        self._enter(Node(START, (), at_start, False, frozenset(), begin))
        order = list(networkx.lexicographical_topological_sort(graph(self.protocol)))
        self.asked = self._asked(order)
        for state in order:
            for node in self._gathered(state):
                self._leave(node)
        missed = {name: self._told(found) for name, found in self.missed.items()}
        return WorstCase(self.longest, self._told(self.shown), self._told(self.stalls), missed)

    def _asked(self, order: list[str]) -> dict[str, frozenset[int]]:
        """For each state, the axes of the case facts and readings that some rule may ask for from there on."""
        always = {name for cap in self.meaning.caps for name in cap.condition.names()}
        always |= {one.id for one in BUILT_IN_READINGS}
        ways = graph(self.protocol)
        found: dict[str, frozenset[int]] = {}
        for state in reversed(order):
            names = set(always)
            for one in self.protocol.outgoing[state]:
                limits = (*self.meaning.binding[one.id], *(self.protocol.limit[name] for name in one.after))
                names.update(one.condition.names(), *(limit.condition.names() for limit in limits))
            here = {self.axis[name] for name in names if name in self.axis}
            found[state] = frozenset(here).union(*(found[after] for after in ways.successors(state)))
        return found

    # -- one state ----------------------------------------------------------------------------------------

    def _gathered(self, state: str) -> Iterator[Node]:
        """What has come to a state, in as few tables as hold it."""
        groups: dict[object, list[Node]] = {}
        for node in self.pending.pop(state, ()):
            kept = groups.setdefault((node.changed, node.silent, node.ended, node.zone.events), [])
            table = _table(node)
            for axis in set(range(len(self.axes))) - self.asked[state]:
                table = table.without(axis)
            for place, other in enumerate(kept):
                joined = _table(other).join(table)
                if joined is not None:
                    kept[place] = replace(other, zone=joined)
                    break
            else:
                kept.append(replace(node, zone=table))
        for nodes in groups.values():
            yield from nodes

    def _leave(self, node: Node) -> None:
        """Take every move out of a state, and note in which cases there is none."""
        for one in self.protocol.outgoing[node.state]:
            for bundle in self._bundles(node, one):
                self._take(node, one, bundle)
        stalls = list(self._decide(node, lambda now, cube: [cube] if self.meaning.stalls(node.state, now) else []))
        if stalls:
            self._note_stall(node, self._cases(stalls))

    def _bundles(self, node: Node, one: Transition) -> list[_Bundle]:
        """Every lawful way to fire a transition, those with the same clocks together."""

        def ways(now: Situation, cube: Cube) -> list[tuple[Cube, int, Days, Days]]:
            moves = list(self.meaning.moves_by(one, now))
            caps = tuple(self.meaning.open_caps(one, now, lambda cap: cap.id in node.ended)) if moves else ()
            found = []
            for number, move in enumerate(moves):
                window = move.window
                later = [(clock(limit), upper_offset(limit, now.value)) for limit in (*window.no_later, *caps)]
                earlier = [(clock(limit), lower_offset(limit, now.value)) for limit in window.no_earlier]
                if window.expired is not None:
                    earlier.append((clock(window.expired), expiry_offset(window.expired, now.value)))
                # of several limits with one clock, the strictest counts
                found.append((cube, number, tuple(sorted(later, reverse=True)), tuple(sorted(earlier))))
            return found

        grouped: dict[object, list[tuple[Cube, dict[str, int], dict[str, int]]]] = {}
        for cube, number, later, earlier in self._decide(node, ways):
            strictest = dict(later), dict(earlier)
            key = number, frozenset(strictest[0]), frozenset(strictest[1])
            grouped.setdefault(key, []).append((cube, *strictest))
        return [self._bundle(leaves) for leaves in grouped.values()]

    def _bundle(self, leaves: list[tuple[Cube, dict[str, int], dict[str, int]]]) -> _Bundle:
        cases = self._cases([cube for cube, _, _ in leaves])

        def bounds(sides: list[dict[str, int]]) -> tuple[tuple[str, Cell], ...]:
            cubes = [cube for cube, _, _ in leaves]
            return tuple(
                (name, self._filled(cases.shape, [(cube, side[name]) for cube, side in zip(cubes, sides, strict=True)]))
                for name in sides[0]
            )

        return _Bundle(cases, bounds([later for _, later, _ in leaves]), bounds([early for _, _, early in leaves]))

    def _cases(self, cubes: list[Cube]) -> Any:
        """A table that is true in the cases of these sets of choices."""
        shape = [1] * len(self.axes)
        for cube in cubes:
            for name, _ in cube:
                shape[self.axis[name]] = len(self.protocol.domains[name])
        return self._filled(tuple(shape), [(cube, True) for cube in cubes])

    def _filled(self, shape: tuple[int, ...], entries: list[tuple[Cube, Any]]) -> Any:
        if len({value for _, value in entries}) == 1 and not isinstance(entries[0][1], bool):
            return float(entries[0][1])
        table = np.zeros(shape, bool if isinstance(entries[0][1], bool) else np.float32)
        for cube, value in entries:
            place: list[Any] = [slice(None)] * len(shape)
            for name, answer in cube:
                place[self.axis[name]] = self.protocol.domains[name].index(answer)
            table[tuple(place)] = value
        return table

    # -- one move -----------------------------------------------------------------------------------------

    def _take(self, node: Node, one: Transition, bundle: _Bundle) -> None:
        table = _table(node).among(bundle.cases)
        if table is None:
            return
        needed = self.explorer.live[one.dest] | {RAISED, *self.explorer.milestones}
        if (table := table.pass_time(bundle.later, bundle.earlier, needed)) is not None:
            self._arrived(node, RunStep(one.id, one.dest), table, one.sets)

    def _arrived(self, node: Node, step: RunStep, table: CaseTable, sets: tuple[tuple[str, str], ...]) -> None:
        zone = replace(table, trail=Trail(table.trail, step.id))
        for child in self._silent_or_not(node, self._arrive(node, (), step, zone, sets)):
            if final := self.protocol.state[child.state].final:
                self._note_times(child)
            if not final or self.protocol.outgoing[child.state]:
                self.pending.setdefault(child.state, []).append(child)

    def _enter(self, start: Node) -> None:
        """Take every way in."""

        def entries(now: Situation, cube: Cube) -> list[tuple[Cube, str]]:
            return [(cube, one.id) for one in ways_in(self.protocol, now.value)] or [(cube, "")]

        dest = {one.id: str(one.dest) for one in self.protocol.entries}
        by_entry: dict[str, list[Cube]] = {}
        for cube, name in self._decide(start, entries):
            by_entry.setdefault(name, []).append(cube)
        for name, cubes in by_entry.items():
            cases = self._cases(cubes)
            table = _table(start).among(cases)
            if not name:
                self._note_stall(start, cases)
            elif table is not None:
                self._arrived(start, RunStep(name, dest[name]), table, ())

    # -- what is found ------------------------------------------------------------------------------------

    def _note_stall(self, node: Node, cases: Any) -> None:
        """Note that runs stall here, and how long those took that had come to a milestone."""
        table = _table(node).among(cases)
        if table is None:
            return
        some = table, np.unravel_index(int(np.argmax(table.alive)), table.alive.shape)
        self.stalls.setdefault(node.state, some)
        for name in self.explorer.milestones:
            if not table.has(name):
                self.missed[name].setdefault(node.state, some)
        self._note_times(replace(node, zone=table))

    def _note_times(self, node: Node) -> None:
        """Note how long the runs that end here took, if it is longer than any so far."""
        table = _table(node)
        for name in self.explorer.milestones:
            if not table.has(name) or not table.has(RAISED):
                continue
            days, best = table.longest(RAISED, name), self.longest.get(name, -1)  # not what came before the raising
            if np.max(days) <= best:
                continue
            alive = np.where(table.alive, days, -inf)
            if alive.max() > best:
                self.longest[name] = float(alive.max())
                self.shown[name] = table, np.unravel_index(int(np.argmax(alive)), alive.shape)

    def _told(self, found: Mapping[str, tuple[CaseTable, Any]]) -> dict[str, Shown]:
        return {name: self._shown(*entry) for name, entry in found.items()}

    def _shown(self, table: CaseTable, place: Any) -> Shown:
        """The case and the steps of one entry."""
        numbers = [int(one) for one in place]
        steps, answers = table.trail.run(numbers) if table.trail else ([], numbers)
        values = [self.protocol.domains[name][number] for name, number in zip(self.axes, answers, strict=True)]
        made = {**dict(self.explorer.given), **dict(zip(self.axes, values, strict=True))}
        return Shown(tuple(sorted(made.items())), tuple(steps))
