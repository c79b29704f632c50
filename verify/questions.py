"""What can be asked of the lawful runs of a protocol, as formulas: whether they come to somewhere, and how late."""

from collections.abc import Callable, Iterable
from typing import Any

from model.protocol import START, TimeLimit, Transition
from verify.logic import conj, disj, implies, neg
from verify.rules import Rules

Assumptions = tuple[tuple[str, str], ...]
"""Case facts and readings with their values."""


class Questions(Rules):
    """The rules of one protocol, and what can be asked about the runs that keep them."""

    goes_on: Any
    _written: dict[tuple[object, ...], Any]

    def assume(self, choices: Assumptions) -> list[Any]:
        """The literals of these case facts and readings."""
        return [self.values[name][value] for name, value in choices]

    def reaches(self, milestone: frozenset[str]) -> list[tuple[Any, Any]]:
        """Each state that counts as the milestone (an ending always does): whether entered, and when."""
        return [
            (self.visited[one.id], self.time[one.id])
            for one in self.protocol.states
            if self.laps.origin[one.id] in milestone or one.final
        ]

    def exceeds(self, milestone: frozenset[str], days: int) -> Any:
        """Raised, and more working days pass before the milestone."""

        def write() -> Any:
            reached = self.reaches(milestone)
            late = (implies(did, at - self.raised_at > days) for did, at in reached)
            return conj(self.raised, disj(*(did for did, _ in reached)), *late)

        return self._once((milestone, days), write)

    def _once(self, key: tuple[object, ...], write: Callable[[], Any]) -> Any:
        """A question that is asked again and again, whoever is silent, is written once."""
        if key not in self._written:
            self._written[key] = write()
        return self._written[key]

    def stalls_before(self, milestone: frozenset[str]) -> Any:
        """The run stalls, and has not come to the milestone."""
        stalled = [self.ends[one.id] for one in self.protocol.states if not one.final]
        return conj(
            disj(self.no_way_in, *stalled), *(neg(did) for did, _ in self.reaches(milestone))
        )

    def stalls_in(self, state: str) -> Any:
        """The run stalls in this state."""
        if state == START:
            return self.no_way_in
        return disj(*(self.ends[one] for one in self.laps.copies[state]))

    def ends_with(self, fact: str, answer: str) -> Any:
        """The run ends with this answer to a case fact that moves can change."""
        ends = (conj(self.ends[one.id], self.changing[fact, one.id][answer]) for one in self.protocol.states)
        return self._once((fact, answer), lambda: disj(*ends))

    def goes_round(self, state: str) -> Any:
        """The dispute comes to this state and can go round more often than is written out."""
        return conj(self.comes_to(state), self.goes_on)

    def stays(self, state: str, milestone: frozenset[str], days: int) -> Any:
        """The dispute, once raised, stays in a state for more working days before the milestone."""
        copies = self.laps.copies[state]
        return self._once(
            (state, milestone, days),
            lambda: conj(self.raised, disj(*(self._stays(one, milestone, days) for one in copies))),
        )

    def _stays(self, state: str, milestone: frozenset[str], days: int) -> Any:
        left = [
            conj(self.fires[one.id], self.time[one.dest] - self.time[state] > days)
            for one in self.protocol.outgoing[state]
        ]
        earlier = [
            neg(self.visited[one.id])
            for one in self.protocol.states
            if (self.laps.origin[one.id] in milestone or one.final) and one.id in self.before[state]
        ]
        return conj(self.raised_at <= self.time[state], disj(*left), *earlier)

    def limit_unstarted(self, limit: TimeLimit, one: Transition) -> Any:
        """A transition can fire although the clock of a limit that applies to it never started."""
        return disj(*(self._unstarted(limit.id, copy) for copy in self.laps.copies[one.id]))

    def _unstarted(self, name: str, copy: str) -> Any:
        limit, one = self.protocol.limit[name], self.protocol.transition[copy]
        happened = [did for did, _ in self._starts(limit.start, one.source)]
        applies = self._holds(limit.condition, one.source)
        free, late = self._permissions(one)
        return conj(self.visited[one.source], disj(free, late), applies, neg(disj(*happened)))

    def holding(self, moves: Iterable[Transition]) -> list[Any]:
        """For each transition, that its condition holds where it starts."""
        return [self._holds(one.condition, one.source) for one in moves]

    def comes_to(self, state: str) -> Any:
        """The dispute comes to a state."""
        return self.visited[state]

    def enters_by(self, entry: str) -> Any:
        """The dispute comes in this way."""
        return self.enters[entry]
