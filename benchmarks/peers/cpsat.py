"""CP-SAT: a truth value for each case fact, stage and move, an integer time for each stage; maximised or confirmed.

    python -m benchmarks.peers.cpsat [confirm]
"""

import sys

from ortools.sat.python import cp_model

from benchmarks.family import BYPASS_DAYS, Ladder
from benchmarks.peers.question import Answer, answer


class Model:
    """The ladder as a model: one way through it, in one case, with the latest lawful days."""

    def __init__(self, one: Ladder) -> None:
        self.n = n = len(one.rungs)
        self.model = model = cp_model.CpModel()
        most = sum(max(rung.days) for rung in one.rungs) + BYPASS_DAYS
        fact = [model.new_bool_var(f"fact {number}") for number in range(one.facts)]
        self.here = [model.new_bool_var(f"at {place}") for place in range(n + 1)]
        time = [model.new_int_var(0, most, f"time {place}") for place in range(n + 1)]
        self.end = model.new_int_var(0, most, "end")
        self.stuck = [model.new_bool_var(f"stuck {place}") for place in range(n)]
        into: list[list[cp_model.IntVar]] = [[] for _ in range(n + 1)]
        ends = [self.here[n]]
        model.add(time[0] == 0)
        model.add(self.here[0] == 1)
        model.add(self.end == time[n]).only_enforce_if(self.here[n])
        for place, rung in enumerate(one.rungs):
            first, second, third = fact[rung.first], fact[rung.second], fact[rung.third]
            days = model.new_int_var_from_domain(cp_model.Domain.from_values(sorted(set(rung.days))), f"days {place}")
            model.add(days == rung.days[0]).only_enforce_if(third)
            model.add(days == rung.days[1]).only_enforce_if(~third, first)
            model.add(days == rung.days[2]).only_enforce_if(~third, ~first)
            on, cut, agreed = (model.new_bool_var(f"{name} {place}") for name in ("on", "cut", "agreed"))
            out = [on, cut, agreed]
            model.add_bool_or(~first, ~second).only_enforce_if(on)
            model.add_bool_and(first, second).only_enforce_if(cut)
            if rung.gap:
                model.add_bool_or(first, ~third).only_enforce_if(on)
                model.add_bool_and(~first, third, self.here[place]).only_enforce_if(self.stuck[place])
            else:
                model.add(self.stuck[place] == 0)
            model.add(time[place + 1] == time[place] + days).only_enforce_if(on)
            model.add(time[min(place + 2, n)] == time[place] + days).only_enforce_if(cut)
            model.add(self.end == time[place] + days).only_enforce_if(agreed)
            into[place + 1].append(on)
            into[min(place + 2, n)].append(cut)
            ends.append(agreed)
            if place == 0 and n > 2:
                bypass = model.new_bool_var("bypass")
                model.add_implication(bypass, fact[0])
                model.add(time[n - 1] == time[0] + days + BYPASS_DAYS).only_enforce_if(bypass)
                into[n - 1].append(bypass)
                out.append(bypass)
            model.add(sum(out) == self.here[place])
        for place in range(1, n + 1):
            model.add(sum(into[place]) == self.here[place])
        model.add_exactly_one(ends)

    def solved(self) -> cp_model.CpSolver | None:
        """A solver that has found an answer; None when there is none."""
        solver = cp_model.CpSolver()
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return None
        if status != cp_model.OPTIMAL and not (status == cp_model.FEASIBLE and not self.model.has_objective()):
            raise RuntimeError(solver.status_name(status))
        return solver


def longest(one: Ladder) -> int:
    """The most days until the end, by maximising them."""
    asked = Model(one)
    asked.model.maximize(asked.end)
    solver = asked.solved()
    assert solver is not None
    return solver.value(asked.end)


def confirmed(one: Ladder, bound: int) -> int:
    """The bound, if some case takes so long and none longer."""
    reached, exceeded = Model(one), Model(one)
    reached.model.add(reached.end >= bound)
    exceeded.model.add(exceeded.end > bound)
    return bound if reached.solved() and not exceeded.solved() else -1


def without_exit(one: Ladder) -> set[int]:
    """The stages in which some case is stuck, one after the other until there is no more."""
    found: set[int] = set()
    asked = Model(one)
    asked.model.add_bool_or(asked.stuck)
    while (solver := asked.solved()) is not None:
        more = {place for place, stuck in enumerate(asked.stuck) if solver.boolean_value(stuck)}
        found |= more
        for place in more:
            asked.model.add(asked.stuck[place] == 0)
    return found


def work(one: Ladder, bound: int) -> Answer:
    """Both answers."""
    return confirmed(one, bound) if sys.argv[1:] == ["confirm"] else longest(one), without_exit(one)


if __name__ == "__main__":
    answer(work)
