"""The rules of lawful moves as formulas: conditions, limits, permissions, caps.

Written from the rules of meaning on its own, not by calling `model.semantics`, so that agreement with the other
engine is evidence. In a protocol without cycles every state is entered at most once, so each state and each
transition needs one truth value and one time; one with cycles is written out round by round beforehand.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import networkx
import z3

from model.condition import Condition
from model.graph import graph, states_before
from model.modality import Level
from model.protocol import COUNTING, HANDOVER, SILENCE, LimitKind, Protocol, TimeLimit, Transition, Trigger
from model.time_span import TimeSpan
from verify.laps import laid_out
from verify.logic import conj, disj, implies, neg


class Rules:
    """The rules of one protocol, at one level, perhaps with a role that falls silent.

    A protocol with cycles is written out with so many rounds of each; see `laps` for the names. Which of `perhaps`
    it is that falls silent is left open.
    """

    def __init__(
        self, protocol: Protocol, level: Level, silent_role: str | None, rounds: int = 0, perhaps: Iterable[str] = ()
    ) -> None:
        self.whole = protocol
        self.laps = laid_out(protocol, rounds)
        protocol = self.protocol = self.laps.protocol
        self.level = level
        self.silent_role = silent_role
        falls: dict[str, Any] = {role: z3.Bool(f"{role} falls silent") for role in perhaps}
        self.falls = falls if silent_role is None else {silent_role: True}
        self.graph = graph(protocol)
        self.before = {state: frozenset(networkx.ancestors(self.graph, state)) | {state} for state in self.graph}
        self.fires = {one.id: z3.Bool(f"fires {one.id}") for one in protocol.transitions}
        self.enters = {one.id: z3.Bool(f"enters by {one.id}") for one in protocol.entries if one.dest}
        self.visited = {one.id: z3.Bool(f"visited {one.id}") for one in protocol.states}
        self.ends = {one.id: z3.Bool(f"ends in {one.id}") for one in protocol.states}
        self.silent = {one.id: z3.Bool(f"silent in {one.id}") for one in protocol.states}
        self.time = {one.id: z3.Int(f"time of {one.id}") for one in protocol.states}
        self.values = {
            name: {value: z3.Bool(f"{name} is {value}") for value in domain}
            for name, domain in protocol.domains.items()
        }
        self.changing = {
            (one.id, state.id): {value: z3.Bool(f"{one.id} is {value} in {state.id}") for value in one.answers}
            for one in protocol.facts
            if one.at_start is not None
            for state in protocol.states
        }
        self.no_way_in = z3.Bool("no way in")
        self.raised = z3.Bool("raised")
        self.raised_at = z3.Int("raised at")
        self._before_end: dict[str, frozenset[str]] = {}
        self._known: dict[tuple[str, str], Any] = {}
        self._permitted: dict[str, tuple[Any, Any]] = {}
        self._lengths: dict[tuple[str, TimeSpan, bool], Any] = {}
        self._kept_by: dict[tuple[str, int, str], tuple[Any, Any]] = {}
        self._ended: dict[tuple[str, str], Any] = {}

    # -- conditions and limits ---------------------------------------------------------------------------

    def _literal(self, name: str, value: str, state: str) -> Any:
        here = self.changing.get((name, state))
        return here[value] if here is not None else self.values[name].get(value, False)  # a settled reading has one

    def _holds(self, condition: Condition, state: str) -> Any:
        if not condition.alternatives:
            return True
        return disj(
            *(
                conj(*(disj(*(self._literal(one.name, v, state) for v in one.values)) for one in every))
                for every in condition.alternatives
            )
        )

    def _starts(self, events: Iterable[str], state: str) -> list[tuple[Any, Any]]:
        """For events before or on entering a state: whether each happened, and when."""
        found = []
        for event in events:
            if event in self.visited and event in self.before[state]:
                found.append((self.visited[event], self.time[event]))
            elif event in self.fires:
                dest = self.protocol.transition[event].dest
                if dest in self.before[state]:
                    found.append((self.fires[event], self.time[dest]))
            elif event in self.enters:
                found.append((self.enters[event], z3.IntVal(0)))
        return found

    def _active(self, limit: TimeLimit, state: str) -> Any:
        if not self.level.binds(limit.modality) or not limit.start:
            return False
        if (limit.id, state) not in self._known:
            happened = [event for event, _ in self._starts(limit.start, state)]
            self._known[limit.id, state] = conj(self._holds(limit.condition, state), disj(*happened))
        return self._known[limit.id, state]

    def _length(self, limit: TimeLimit, span: TimeSpan, *, most: bool) -> Any:
        """Working days from the start of a limit's clock: the most that its time can hold, or the fewest."""
        key = limit.id, span, most
        if key not in self._lengths:
            self._lengths[key] = self._days(limit, span, most=most)
        return self._lengths[key]

    def _days(self, limit: TimeLimit, span: TimeSpan, *, most: bool) -> Any:
        def days(one: TimeSpan, *, first_counts: bool = False) -> int:
            count = one.most_working_days if most else one.fewest_working_days
            return count(first_counts=first_counts)

        lag = days(limit.starts_after) if limit.starts_after is not None else 0
        shorter = self.values[COUNTING.id].get("same day", False)
        return z3.If(shorter, lag + days(span, first_counts=True), lag + days(span))

    def _by(self, limit: TimeLimit, moment: Any, state: str) -> Any:
        """The moment is no later than the limit ends, however lengthened (the last of its start events counts)."""
        key = limit.id, moment.get_id(), state
        if key not in self._kept_by:  # the moment is held, so that its number is not given to another
            self._kept_by[key] = self._at_latest(limit, moment, state), moment
        return self._kept_by[key][0]

    def _at_latest(self, limit: TimeLimit, moment: Any, state: str) -> Any:
        assert limit.at_most is not None
        length = self._length(limit, limit.at_most, most=True)
        if limit.extension is not None:
            if limit.extension.up_to is None:
                return True
            length = length + limit.extension.up_to.most_working_days()
        return disj(*(conj(did, moment <= at + length) for did, at in self._starts(limit.start, state)))

    def _since(self, limit: TimeLimit, moment: Any, state: str, *, expiry: bool) -> Any:
        """The moment is no earlier than the limit allows, or (on expiry) than its time can be up."""
        span = limit.at_most if expiry else limit.at_least
        assert span is not None
        length = self._length(limit, span, most=False)
        return conj(*(implies(did, moment >= at + length) for did, at in self._starts(limit.start, state)))

    # -- transitions -------------------------------------------------------------------------------------

    @cached_property
    def _binding(self) -> dict[str, list[TimeLimit]]:
        found: dict[str, list[TimeLimit]] = {one.id: [] for one in self.protocol.transitions}
        for limit in self.protocol.limits:
            for name in limit.binds:
                found[name].append(limit)
        return found

    def _expiring(self, one: Transition) -> list[tuple[TimeLimit, Any]]:
        limits = [self.protocol.limit[name] for name in one.after]
        return [(limit, self._active(limit, one.source)) for limit in limits if limit.at_most is not None]

    def _permissions(self, one: Transition) -> tuple[Any, Any]:
        """Whether it may fire freely, and whether it may fire (only) on expiry."""
        if one.id not in self._permitted:
            self._permitted[one.id] = self._permit(one)
        return self._permitted[one.id]

    def _permit(self, one: Transition) -> tuple[Any, Any]:
        no, source = False, self.protocol.state[one.source]
        holds = self._holds(one.condition, one.source)
        needed = [role for role in self.falls if one.by and all(self._stuck_without(role, group) for group in one.by)]
        expiring = disj(*(active for _, active in self._expiring(one)))
        can = conj(holds, neg(self._silent(needed, one.source)))
        if one.trigger is Trigger.EXPIRY:
            return no, conj(can, expiring)
        on_answer = one.trigger in (Trigger.OUTCOME, Trigger.EITHER) and "no answer" not in one.outcomes
        awaited = [role for role in self.falls if on_answer and role in source.awaits]
        unanswered = conj(self._silent(awaited, one.source), self.values[SILENCE.id].get("strict", False))
        late = conj(can, unanswered, expiring) if one.trigger is Trigger.EITHER else no
        return conj(can, neg(unanswered)), late

    def _stuck_without(self, role: str, group: tuple[str, ...]) -> bool:
        return role in group and not self.protocol.role[role].substitutes

    def _silent(self, roles: Iterable[str], state: str) -> Any:
        """One of these roles is the one that has fallen silent by then."""
        return conj(disj(*(self.falls[role] for role in roles)), self.silent[state])

    def _uppers(self, one: Transition, moment: Any) -> tuple[Any, Any, Any]:
        """Whether it has an upper limit of its own; that these are kept; whether a prompt handover binds it."""
        limits = [
            (limit, self._active(limit, one.source))
            for limit in self._binding[one.id]
            if limit.at_most is not None and not limit.endless
        ]
        has = disj(*(active for _, active in limits))
        kept = conj(*(implies(active, self._by(limit, moment, one.source)) for limit, active in limits))
        prompt = False
        if self.level.binds(one.modality):
            expiring = disj(*(active for _, active in self._expiring(one)))
            prompt = conj(neg(has), expiring, self.values[HANDOVER.id].get("prompt", False))
        return has, kept, prompt

    def _fires_lawfully(self, one: Transition) -> Any:
        """The rules for one transition that fires: permission, limits, lower bounds, caps, and its moment."""
        moment = self.time[one.dest]
        free, late = self._permissions(one)
        has, kept, prompt = self._uppers(one, moment)
        lower = [
            implies(self._active(limit, one.source), self._since(limit, moment, one.source, expiry=False))
            for limit in self._binding[one.id]
            if limit.at_least is not None
        ]
        on_time = [
            (
                active,
                self._since(limit, moment, one.source, expiry=True),
                self._by(limit, moment, one.source),
            )
            for limit, active in self._expiring(one)
        ]
        handed_over = disj(*(conj(active, by) for active, _, by in on_time))
        waited = disj(*(conj(active, since, implies(prompt, by)) for active, since, by in on_time))
        rules = [
            disj(free, late),
            moment >= self.time[one.source],
            kept,
            *lower,
            implies(prompt, handed_over),
            implies(neg(free), waited),
            *self._caps(one, moment),
        ]
        event = one.trigger is Trigger.EVENT
        if (event or not self.level.binds(one.modality)) and not self.protocol.state[one.source].final:
            leaving = [other for other in self._duties(one.source) if other.trigger is not Trigger.EVENT]
            duties = [self._duty_window(other, moment) for other in leaving]
            none = neg(disj(*(available for available, _ in duties)))
            rules.append(disj(not event and has, none, *(conj(available, by) for available, by in duties)))
        return conj(*rules)

    def _duties(self, state: str) -> list[Transition]:
        return [one for one in self.protocol.outgoing[state] if self.level.binds(one.modality)]

    def _duty_window(self, one: Transition, moment: Any) -> tuple[Any, Any]:
        """Whether a duty is available, and that the moment is not after its last lawful one."""
        free, late = self._permissions(one)
        _, kept, prompt = self._uppers(one, moment)
        handed_over = disj(
            *(conj(active, self._by(limit, moment, one.source)) for limit, active in self._expiring(one))
        )
        return disj(free, late), conj(kept, implies(prompt, handed_over))

    def _caps(self, one: Transition, moment: Any) -> list[Any]:
        rules = []
        for cap in self.protocol.limits:
            if cap.kind is not LimitKind.CAP or cap.at_most is None or not self._cap_can_end(cap, one):
                continue
            running = conj(self._active(cap, one.source), neg(self._cap_ended(cap, one.source)))
            rules.append(implies(running, self._by(cap, moment, one.source)))
        for other in self._duties(one.source):
            if other.trigger is Trigger.EVENT:  # what is to be done meanwhile, and is not
                can, kept = self._duty_window(other, moment)
                rules.append(implies(can, kept))
        return rules

    def _cap_ended(self, cap: TimeLimit, state: str) -> Any:
        """An end of the cap happened on the way to a state, and after it none of its starts."""
        if (cap.id, state) not in self._ended:
            self._ended[cap.id, state] = self._end_of(cap, state)
        return self._ended[cap.id, state]

    def _end_of(self, cap: TimeLimit, state: str) -> Any:
        ends = []
        for end in cap.ends:
            starts_later = [
                neg(did)
                for start in cap.start
                if not self._precedes(start, end)
                for did, _ in self._starts((start,), state)
            ]
            ends += [conj(did, *starts_later) for did, _ in self._starts((end,), state)]
        return disj(*ends)

    def _precedes(self, one: str, other: str) -> bool:
        """Whether, on a run with both events, one comes before the other: a move just before where it leads."""
        place, later = self._place(one), self._place(other)
        if place == later:
            return one not in self.visited and other in self.visited
        return place in self.before.get(later, ())

    def _place(self, event: str) -> str:
        """The state that a dispute is in once the event has happened."""
        if event in self.fires:
            return self.protocol.transition[event].dest
        entries = {one.id: str(one.dest) for one in self.protocol.entries}
        return entries.get(event, event)

    def _cap_can_end(self, cap: TimeLimit, one: Transition) -> bool:
        """Whether the cap can still end where a move starts, by the shape of the protocol before it was written out."""
        if cap.id not in self._before_end:
            self._before_end[cap.id] = states_before(self.whole, self.whole.limit[cap.id].ends)
        return self.laps.origin[one.source] in self._before_end[cap.id]
