"""The formula of an unfolded protocol, asked about the states and moves of the text."""

from collections.abc import Iterable
from typing import Any

from model.modality import Level
from model.protocol import START, TimeLimit, Transition, Trigger
from model.unfolding import Unfolding
from verify.encoding import Encoding
from verify.logic import conj, disj, implies, neg


class FoldedEncoding(Encoding):
    """All lawful runs; a state or move of the text holds where any of those that stand for it does."""

    def __init__(
        self,
        made: Unfolding,
        level: Level,
        silent_role: str | None = None,
        *,
        rounds: int = 0,
        silent_roles: Iterable[str] = (),
        milliseconds: int = 20_000,
    ) -> None:
        """Make the formula; the solver may think so long about one question."""
        super().__init__(
            made.protocol, level, silent_role, rounds=rounds, silent_roles=silent_roles, milliseconds=milliseconds
        )
        self.made = made
        for state in dict.fromkeys(made.stage.values()):
            copies = made.stages(state)
            self.visited[state] = disj(*(self.visited[one] for one in copies))
            for fact in (one for one in self.protocol.facts if one.at_start is not None):
                self.changing[fact.id, state] = {
                    value: disj(*(conj(self.visited[one], self.changing[fact.id, one][value]) for one in copies))
                    for value in fact.answers
                }
        for event in dict.fromkeys(made.step.values()):
            self.fires[event] = disj(*(self.fires[one] for one in made.steps(event)))

    def met(self) -> frozenset[str]:
        """Every state of the text that some lawful run comes to."""
        return frozenset(self.made.stage.get(one, one) for one in super().met())

    def stalls_in(self, state: str) -> Any:
        """The run stalls in this state."""
        if state == START:
            return self.no_way_in
        return disj(*(super(FoldedEncoding, self).stalls_in(one) for one in self.made.stages(state)))

    def stays(self, state: str, milestone: frozenset[str], days: int) -> Any:
        """The dispute, once raised, stays in a state for more working days before the milestone."""
        copies = self.made.stages(state)
        if copies == (state,) or self.whole is not self.protocol:  # written out, each part of a stay is asked about
            return disj(*(super(FoldedEncoding, self).stays(one, milestone, days) for one in copies))
        events = [one for one in self.protocol.transitions if one.trigger is Trigger.EVENT and one.source in copies]
        entered = [one for one in copies if one not in {event.dest for event in events}]
        left = [
            conj(
                self.fires[one.id],
                *(implies(self.visited[it], self.time[one.dest] - self.time[it] > days) for it in entered),
            )
            for copy in copies
            for one in self.protocol.outgoing[copy]
            if one not in events
        ]
        earlier = {one.id for one in self.protocol.states if one.id in milestone or one.final}
        earlier &= frozenset[str]().union(*(self.before[one] for one in copies))
        raised = [implies(self.visited[one], self.raised_at <= self.time[one]) for one in entered]
        return conj(self.raised, *raised, disj(*left), *(neg(self.visited[one]) for one in sorted(earlier)))

    def limit_unstarted(self, limit: TimeLimit, one: Transition) -> Any:
        """A transition can fire although the clock of a limit that applies to it never started."""
        limit = self.whole.limit[limit.id]
        moves = [self.whole.transition[name] for name in self.made.steps(one.id)]
        return disj(*(super(FoldedEncoding, self).limit_unstarted(limit, move) for move in moves))
