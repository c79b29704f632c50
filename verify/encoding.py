"""The solver's engine: all lawful runs of a protocol as one formula, asked by satisfiability.

The rules of single moves are in `verify.rules`; here they make whole runs, are asked questions, and a run that
answers one is read back. Encoding and decoding stand together, so that they stay inverse.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any, Self

import networkx
import z3

from model.condition import Condition
from model.modality import Level
from model.protocol import Protocol
from verify.found_runs import FoundRuns
from verify.logic import conj, disj, implies, neg
from verify.questions import Assumptions, Questions
from verify.visits import one_visit_each

STEPS_A_MILLISECOND = 5_000
"""How many steps of the solver count as a millisecond. Steps and not time, so that how fast or busy a machine is
decides nothing; what was asked before in one process still can, of questions that take nearly so many steps. Of those
that took longest, on protocols of 10 to 50 stages, a step took 0.06 to 0.3 microseconds."""
MOST_STEPS = 4_000_000_000
"""The most that the solver counts to."""


@dataclass(frozen=True, slots=True)
class SolverRun:
    """A run the solver found: its steps with the working day of each, and the case and readings it is in."""

    steps: tuple[tuple[str, int], ...]
    choices: Assumptions
    silent_from: str | None


class Undecided(Exception):
    """The solver gave up: its time, counted in steps, ran out."""


class Encoding(Questions):
    """The lawful runs of a protocol, at one level, perhaps with a role that falls silent.

    Of a protocol with cycles, those that go round so often at most. What is asked about a state or move is then
    asked about some one visit to it.
    """

    def __init__(
        self,
        protocol: Protocol,
        level: Level,
        silent_role: str | None = None,
        *,
        rounds: int = 0,
        silent_roles: Iterable[str] = (),
        milliseconds: int = 20_000,
    ) -> None:
        """Make the formula; the solver may think so long about one question.

        Each of `silent_roles` can be asked about by itself; see `with_silent`.
        """
        super().__init__(protocol, level, silent_role, rounds, silent_roles)
        self.queries = 0
        self._written = {}
        self._named: dict[int, tuple[Any, Any]] = {}
        self._answered: dict[tuple[int, Assumptions], bool] = {}
        silent = z3.Or(*(conj(self.visited[state], one) for state, one in self.silent.items()))
        self._found = FoundRuns(self.values, silent)
        self.solver = z3.SimpleSolver()
        self.solver.set("rlimit", min(STEPS_A_MILLISECOND * milliseconds, MOST_STEPS))
        self.solver.set("random_seed", 0)
        self.goes_on = z3.Bool("goes on after the last round")
        self._to_the_end = [z3.Not(self.goes_on)] if self.laps.beyond else []
        self._given = self._falling(silent_role)
        self._encode()
        if self.whole is not self.protocol:
            self.solver.add(*one_visit_each(self))

    def with_silent(self, role: str) -> Self:
        """The same formula, asked with one of its silent roles: what the solver has learned is shared."""
        made = copy(self)
        made.silent_role, made.queries, made._answered, made._found = role, 0, {}, self._found.with_silence()
        made._given = made._falling(role)
        return made

    def _falling(self, silent_role: str | None) -> list[Any]:
        """That it is this role that falls silent, if one does, and no other."""
        symbols = {role: falls for role, falls in self.falls.items() if falls is not True}
        return [falls if role == silent_role else z3.Not(falls) for role, falls in symbols.items()]

    def _encode(self) -> None:
        add = self.solver.add
        for domain in (*self.values.values(), *self.changing.values()):
            add(z3.PbEq([(value, 1) for value in domain.values()], 1))
        entries = []
        for entry in self.protocol.entries:
            if entry.dest is not None:
                holds = self.holds_at_start(entry.condition)
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
            if self.falls:
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
        if state in self.laps.beyond:
            add(implies(visited, self.goes_on))
        add(implies(visited, z3.PbEq([(one, 1) for one in (*out, self.ends[state])], 1)))
        add(implies(self.ends[state], visited))
        if not final:
            duties = [disj(*self._permissions(one)) for one in self._duties(state)]
            add(implies(self.ends[state], neg(disj(*duties))))

    def holds_at_start(self, condition: Condition) -> Any:
        """A condition holds while no move has changed a case fact."""
        at_start = {one.id: one.at_start for one in self.protocol.facts if one.at_start is not None}

        def literal(name: str, value: str) -> Any:
            if name in at_start:
                return at_start[name] == value
            return self.values[name].get(value, False)

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

    def ask(self, question: Any, choices: Assumptions = (), *, for_ever: bool = False) -> bool:
        """Whether some lawful run answers the question, in the case and readings given.

        Args:
            for_ever: a run counts too that comes round once more than is written out, and is not told to its end.

        Raises:
            Undecided: the solver ran out of time.
        """
        literal, question = self._name(question)
        key = (question.get_id(), choices)
        self.queries += for_ever or key not in self._answered
        if for_ever:
            return self._check(literal, *self.assume(choices), for_ever=True)
        if key not in self._answered:
            self._answered[key] = self._answer(literal, question, choices)
        return self._answered[key]

    def _answer(self, literal: Any, question: Any, choices: Assumptions = ()) -> bool:
        """What the runs found before tell, and otherwise the solver, which finds another or that there is none."""
        known = self._found.answers(question, choices)
        if known is None:
            known = self._check(literal, *self.assume(choices))
            if known:
                self._found.keep(self.solver.model())
            else:
                asked, core = (literal, *self._to_the_end), self.solver.unsat_core()
                self._found.rule_out(question, choices, core, self._given, asked)
        return known

    def _check(self, *literals: Any, for_ever: bool = False) -> bool:
        """Whether all of these can be true at once; asked below z3's own `check`, which looks at each of them anew."""
        terms = (*literals, *self._given, *(() if for_ever else self._to_the_end))
        made, context = (z3.Ast * len(terms))(*(one.as_ast() for one in terms)), self.solver.ctx.ref()
        answer = z3.Z3_solver_check_assumptions(context, self.solver.solver, len(terms), made)
        if answer == z3.Z3_L_UNDEF:
            raise Undecided
        return bool(answer == z3.Z3_L_TRUE)

    def met(self) -> frozenset[str]:
        """Every state that some lawful run comes to; the last ones are asked for first, with all on the way there.

        It counts as one question: in how many the solver finds it hangs on what else it has thought about.
        """
        self.queries += 1
        visited = self.visited
        last_first = reversed(list(networkx.topological_sort(self.graph)))
        return frozenset(self.laps.origin[one] for one in last_first if self._answer(visited[one], visited[one]))

    def _name(self, question: Any) -> tuple[Any, Any]:
        """A literal that stands for a question, the same one whenever it is asked again, and the question itself."""
        question = z3.BoolVal(question) if isinstance(question, bool) else question
        key = question.get_id()
        if key not in self._named:
            literal = z3.Bool(f"question {len(self._named)}")
            self.solver.add(z3.Implies(literal, question))
            self._named[key] = (literal, question)
        return self._named[key]

    def run(self, question: Any, choices: Assumptions = ()) -> SolverRun:
        """A run that answers a question which has an answer.

        Raises:
            Undecided: the solver ran out of time, as it can where a run found before had answered the question.
        """
        self._check(self._name(question)[0], *self.assume(choices))
        model = self.solver.model()

        def true(term: Any) -> bool:
            return bool(z3.is_true(model.eval(term, model_completion=True)))

        def day(term: Any) -> int:
            return int(model.eval(term, model_completion=True).as_long())

        steps = [(name, 0) for name, did in self.enters.items() if true(did)]
        moves = [one for one in self.protocol.transitions if true(self.fires[one.id])]
        order = {state: place for place, state in enumerate(networkx.topological_sort(self.graph))}
        moves.sort(key=lambda one: order[one.source])
        origin = self.laps.origin
        steps += [(origin[one.id], day(self.time[one.dest])) for one in moves]
        made = ((name, value, is_) for name, domain in self.values.items() for value, is_ in domain.items())
        choices = tuple((name, value) for name, value, is_ in made if true(is_))
        silences = [one.id for one in self.protocol.states if true(self.visited[one.id]) and true(self.silent[one.id])]
        silences.sort(key=lambda state: order[state])
        return SolverRun(tuple(steps), choices, origin[silences[0]] if silences and self.silent_role else None)
