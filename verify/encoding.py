"""The solver's engine: all lawful runs of a protocol as one formula, asked by satisfiability.

Written from the rules of meaning on its own, not by calling `model.semantics`, so that agreement with the
other engine is evidence. In a protocol without cycles every state is entered at most once, so each state and
each transition needs one truth value and one time, and nothing is unrolled. Encoding and decoding stand
together here, so that they stay inverse.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx
import z3

from model.condition import Condition
from model.modality import Level
from model.protocol import COUNTING, HANDOVER, SILENCE, START, LimitKind, Protocol, TimeLimit, Transition, Trigger
from model.semantics import graph
from verify.logic import conj, disj, implies, neg

Assumptions = tuple[tuple[str, str], ...]
"""Case facts and readings with their values."""


@dataclass(frozen=True, slots=True)
class SolverRun:
    """A run the solver found: its steps with the working day of each, and the case and readings it is in."""

    steps: tuple[tuple[str, int], ...]
    choices: Assumptions
    silent_from: str | None


class Undecided(Exception):
    """The solver gave up: its time ran out."""


class Encoding:
    """The lawful runs of a protocol without cycles, at one level, perhaps with a role that falls silent."""

    def __init__(
        self, protocol: Protocol, level: Level, silent_role: str | None = None, *, milliseconds: int = 20_000
    ) -> None:
        self.protocol = protocol
        self.level = level
        self.silent_role = silent_role
        self.queries = 0
        self.solver = z3.SimpleSolver()
        self.solver.set("timeout", milliseconds)
        self.solver.set("random_seed", 0)
        self.graph = graph(protocol)
        if not networkx.is_directed_acyclic_graph(self.graph):
            raise ValueError("a protocol with a cycle has no encoding without unrolling")
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
        self._known: dict[tuple[str, str], Any] = {}
        self._named: dict[int, tuple[Any, Any]] = {}
        self._answered: dict[tuple[Any, Assumptions], bool] = {}
        self._permitted: dict[str, tuple[Any, Any]] = {}
        self._encode()

    # -- conditions and limits ---------------------------------------------------------------------------

    def _literal(self, name: str, value: str, state: str) -> Any:
        here = self.changing.get((name, state))
        return here[value] if here is not None else self.values[name][value]

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

    def _length(self, limit: TimeLimit, *, most: bool) -> Any:
        span = limit.at_most if most else limit.at_least
        assert span is not None
        days = span.most_working_days() if most else span.fewest_working_days()
        lag = 0
        if limit.starts_after is not None:
            after = limit.starts_after
            lag = after.most_working_days() if most else after.fewest_working_days()
        shorter = self.values[COUNTING.id]["same day"]
        return z3.If(shorter, lag + days - 1, lag + days) if days > 0 else z3.IntVal(lag)

    def _by(self, limit: TimeLimit, moment: Any, state: str) -> Any:
        """The moment is no later than the limit ends (the last of its start events counts)."""
        length = self._length(limit, most=True)
        return disj(*(conj(did, moment <= at + length) for did, at in self._starts(limit.start, state)))

    def _since(self, limit: TimeLimit, moment: Any, state: str, *, expiry: bool) -> Any:
        """The moment is no earlier than the limit allows, or (on expiry) than its end."""
        length = self._length(limit, most=expiry)
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
        silent = self.silent[one.source] if self.silent_role else no
        cannot_act = no
        if self.silent_role and one.by and all(self._stuck_without(group) for group in one.by):
            cannot_act = silent
        expiring = disj(*(active for _, active in self._expiring(one)))
        can = conj(holds, neg(cannot_act))
        if one.trigger is Trigger.EXPIRY:
            return no, conj(can, expiring)
        unanswered = no
        on_answer = one.trigger in (Trigger.OUTCOME, Trigger.EITHER) and "no answer" not in one.outcomes
        if on_answer and self.silent_role in source.awaits:
            unanswered = conj(silent, self.values[SILENCE.id]["strict"])
        late = conj(can, unanswered, expiring) if one.trigger is Trigger.EITHER else no
        return conj(can, neg(unanswered)), late

    def _stuck_without(self, group: tuple[str, ...]) -> bool:
        return self.silent_role in group and not self.protocol.role[str(self.silent_role)].substitutes

    def _uppers(self, one: Transition, moment: Any) -> tuple[Any, Any, Any]:
        """Whether it has an upper limit of its own; that these are kept; whether a prompt handover binds it."""
        limits = [
            (limit, self._active(limit, one.source))
            for limit in self._binding[one.id]
            if limit.at_most is not None
        ]
        has = disj(*(active for _, active in limits))
        kept = conj(*(implies(active, self._by(limit, moment, one.source)) for limit, active in limits))
        prompt = False
        if self.level.binds(one.modality):
            expiring = disj(*(active for _, active in self._expiring(one)))
            prompt = conj(neg(has), expiring, self.values[HANDOVER.id]["prompt"])
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
        if not self.level.binds(one.modality) and not self.protocol.state[one.source].final:
            duties = [self._duty_window(other, moment) for other in self._duties(one.source)]
            none = neg(disj(*(available for available, _ in duties)))
            rules.append(disj(has, none, *(conj(available, by) for available, by in duties)))
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
        return rules

    def _cap_ended(self, cap: TimeLimit, state: str) -> Any:
        """An end of the cap happened on the way to a state, and after it none of its starts."""
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
        ends = {name for name in cap.ends if name in self.visited}
        ends |= {other.source for other in self.protocol.transitions if other.id in cap.ends}
        return any(one.source in self.before[state] for state in ends)

    # -- runs --------------------------------------------------------------------------------------------

    def _encode(self) -> None:
        add = self.solver.add
        for domain in (*self.values.values(), *self.changing.values()):
            add(z3.PbEq([(value, 1) for value in domain.values()], 1))
        entries = []
        for entry in self.protocol.entries:
            if entry.dest is not None:
                holds = self._holds_at_start(entry.condition)
                add(implies(self.enters[entry.id], conj(holds, self.visited[entry.dest])))
                add(implies(self.enters[entry.id], self.time[entry.dest] == 0))
                add(implies(self.no_way_in, neg(holds)))
                add(*self._facts_at_start(entry.id, entry.dest))
                entries.append(self.enters[entry.id])
        add(z3.PbEq([(one, 1) for one in (*entries, self.no_way_in)], 1))
        for state in self.protocol.states:
            self._encode_state(state.id, final=state.final)
        for one in self.protocol.transitions:
            fires = self.fires[one.id]
            add(implies(fires, conj(self.visited[one.source], self.visited[one.dest])))
            add(implies(fires, self._fires_lawfully(one)))
            if self.silent_role:
                add(implies(conj(fires, self.silent[one.source]), self.silent[one.dest]))
            changes = dict(one.sets)
            for (fact, state_id), domain in self.changing.items():
                if state_id == one.dest:
                    before = self.changing[fact, one.source]
                    for value, here in domain.items():
                        after = changes[fact] == value if fact in changes else before[value]
                        add(implies(fires, here == after))
        raisings = self._raisings()
        add(self.raised == z3.Or(*(did for did, _ in raisings)))
        add(conj(*(implies(did, self.raised_at <= at) for did, at in raisings)))
        add(implies(self.raised, disj(*(conj(did, self.raised_at == at) for did, at in raisings))))

    def _encode_state(self, state: str, *, final: bool) -> None:
        add, visited = self.solver.add, self.visited[state]
        into = [self.fires[one.id] for one in self.protocol.transitions if one.dest == state]
        into += [self.enters[one.id] for one in self.protocol.entries if one.dest == state]
        out = [self.fires[one.id] for one in self.protocol.outgoing[state]]
        add(visited == z3.Or(*into))
        add(implies(visited, z3.PbEq([(one, 1) for one in (*out, self.ends[state])], 1)))
        add(implies(self.ends[state], visited))
        if not final:
            duties = [disj(*self._permissions(one)) for one in self._duties(state)]
            add(implies(self.ends[state], neg(disj(*duties))))

    def _holds_at_start(self, condition: Condition) -> Any:
        at_start = {one.id: one.at_start for one in self.protocol.facts if one.at_start is not None}

        def literal(name: str, value: str) -> Any:
            if name in at_start:
                return at_start[name] == value
            return self.values[name][value]

        if not condition.alternatives:
            return True
        return disj(
            *(
                conj(*(disj(*(literal(one.name, v) for v in one.values)) for one in every))
                for every in condition.alternatives
            )
        )

    def _facts_at_start(self, entry: str, dest: str) -> list[Any]:
        return [
            implies(self.enters[entry], self.changing[one.id, dest][str(one.at_start)])
            for one in self.protocol.facts
            if one.at_start is not None
        ]

    def _raisings(self) -> list[tuple[Any, Any]]:
        if not self.protocol.raised:
            return [(did, z3.IntVal(0)) for did in self.enters.values()]
        found: list[tuple[Any, Any]] = []
        for name in self.protocol.raised:
            if name in self.visited:
                found.append((self.visited[name], self.time[name]))
            elif name in self.fires:
                found.append((self.fires[name], self.time[self.protocol.transition[name].dest]))
            elif name in self.enters:
                found.append((self.enters[name], z3.IntVal(0)))
        return found

    # -- questions ---------------------------------------------------------------------------------------

    def assume(self, choices: Assumptions) -> list[Any]:
        """The literals of these case facts and readings."""
        return [self.values[name][value] for name, value in choices]

    def reaches(self, milestone: frozenset[str]) -> list[tuple[Any, Any]]:
        """Each state that counts as the milestone (an ending always does): whether entered, and when."""
        return [
            (self.visited[one.id], self.time[one.id])
            for one in self.protocol.states
            if one.id in milestone or one.final
        ]

    def exceeds(self, milestone: frozenset[str], days: int) -> Any:
        """Raised, and more working days pass before the milestone."""
        reached = self.reaches(milestone)
        return conj(
            self.raised,
            disj(*(did for did, _ in reached)),
            *(implies(did, at - self.raised_at > days) for did, at in reached),
        )

    def stalls_before(self, milestone: frozenset[str]) -> Any:
        """The run stalls, and has not come to the milestone."""
        stalled = [self.ends[one.id] for one in self.protocol.states if not one.final]
        return conj(
            disj(self.no_way_in, *stalled), *(neg(did) for did, _ in self.reaches(milestone))
        )

    def stalls_in(self, state: str) -> Any:
        """The run stalls in this state."""
        return self.no_way_in if state == START else self.ends[state]

    def stays(self, state: str, milestone: frozenset[str], days: int) -> Any:
        """The dispute, once raised, stays in a state for more working days before the milestone."""
        left = [
            conj(self.fires[one.id], self.time[one.dest] - self.time[state] > days)
            for one in self.protocol.outgoing[state]
        ]
        earlier = [
            neg(self.visited[one.id])
            for one in self.protocol.states
            if (one.id in milestone or one.final) and one.id in self.before[state]
        ]
        return conj(self.raised, self.raised_at <= self.time[state], disj(*left), *earlier)

    def limit_unstarted(self, limit: TimeLimit, one: Transition) -> Any:
        """A transition can fire although the clock of a limit that applies to it never started."""
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

    def ask(self, question: Any, choices: Assumptions = ()) -> bool:
        """Whether some lawful run answers the question, in the case and readings given.

        Raises:
            Undecided: the solver ran out of time.
        """
        key = (self._name(question), choices)
        if key not in self._answered:
            self.queries += 1
            answer = self.solver.check(key[0], *self.assume(choices))
            if answer == z3.unknown:
                raise Undecided(self.solver.reason_unknown())
            self._answered[key] = bool(answer == z3.sat)
        return self._answered[key]

    def _name(self, question: Any) -> Any:
        """A literal that stands for a question, the same one whenever it is asked again."""
        question = z3.BoolVal(question) if isinstance(question, bool) else question
        key = question.get_id()
        if key not in self._named:
            literal = z3.Bool(f"question {len(self._named)}")
            self.solver.add(z3.Implies(literal, question))
            self._named[key] = (literal, question)
        return self._named[key][0]

    def run(self, question: Any, choices: Assumptions = ()) -> SolverRun:
        """A run that answers a question which has an answer."""
        self.solver.check(self._name(question), *self.assume(choices))
        model = self.solver.model()

        def true(term: Any) -> bool:
            return bool(z3.is_true(model.eval(term, model_completion=True)))

        def day(term: Any) -> int:
            return int(model.eval(term, model_completion=True).as_long())

        steps = [(name, 0) for name, did in self.enters.items() if true(did)]
        moves = [one for one in self.protocol.transitions if true(self.fires[one.id])]
        order = {state: place for place, state in enumerate(networkx.topological_sort(self.graph))}
        moves.sort(key=lambda one: order[one.source])
        steps += [(one.id, day(self.time[one.dest])) for one in moves]
        made = ((name, value, is_) for name, domain in self.values.items() for value, is_ in domain.items())
        choices = tuple((name, value) for name, value, is_ in made if true(is_))
        silences = [one.id for one in self.protocol.states if true(self.visited[one.id]) and true(self.silent[one.id])]
        silences.sort(key=lambda state: order[state])
        return SolverRun(tuple(steps), choices, silences[0] if silences and self.silent_role else None)

    def longest(self, milestone: frozenset[str], choices: Assumptions, *, beyond: int) -> int | None:
        """The longest time to the milestone in working days; None when it has no bound.

        Args:
            beyond: a number of working days above the largest finite bound possible.
        """
        if self.ask(self.exceeds(milestone, beyond), choices):
            return None
        low, high = -1, beyond
        while low < high:  # the answer is the largest day that some run reaches: between low and high
            middle = (low + high) // 2
            if self.ask(self.exceeds(milestone, middle), choices):
                low = middle + 1
            else:
                high = middle
        return low


def largest_finite_bound(protocol: Protocol) -> int:
    """A number of working days above every finite bound: each state once, with its longest limit, and lags."""
    longest = 0
    for limit in protocol.limits:
        for span in (limit.at_most, limit.at_least):
            if span is not None and span.in_days:
                lag = limit.starts_after.most_working_days() if limit.starts_after else 0
                longest = max(longest, span.most_working_days() + lag)
    return (len(protocol.states) + 1) * (longest + 1)
