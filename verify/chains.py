"""Which time limits add up to a bound: the chain of limits behind the longest time of a run.

The longest time between two events of a run is the length of a shortest path through its time limits: a simple
temporal network (R. Dechter, I. Meiri and J. Pearl, 1991). It is worked out here from the steps of the run alone,
and must equal what the walk found.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from model.protocol import COUNTING, Protocol, TimeLimit
from model.semantics import expiry_offset, lower_offset, upper_offset
from verify.runs import End, RunStep
from verify.settled import Promise
from verify.study import EnginesDisagree, Study


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """One time limit in a sum, with its working days; below zero for a time that must have passed before."""

    limit: str
    days: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Time limits that follow one upon the other on some course of a dispute, and how long they take together."""

    terms: tuple[Term, ...]

    @property
    def days(self) -> int:
        """Working days in all."""
        return sum(one.days for one in self.terms)


def chains(protocol: Protocol, promise: Promise, ends: Iterable[End]) -> tuple[Chain, ...]:
    """The sums of limits that bound the courses of a dispute, the longest first; none contains another.

    Raises:
        EnginesDisagree: a sum is not what the walk found.
    """
    milestone = str(promise.milestone)
    study = Study(protocol, promise.silent_role)
    made = study.unfolding(promise.level).protocol
    states = study.milestones[milestone] | {one.id for one in made.states if one.final}
    found: dict[tuple[Term, ...], Chain] = {}
    for end in ends:
        longest = end.longest.get(milestone, inf)
        if longest == inf:
            continue
        choices = {**dict(promise.choices), **dict(end.node.cube)}
        steps = end.node.run(choices)
        chain = chain_of(made, steps, states, choices.get(COUNTING.id, COUNTING.names[0]))
        if chain.days != longest:
            raise EnginesDisagree(f"{protocol.id}: limits add up to {chain.days}, and the walk found {longest}")
        found.setdefault(tuple(sorted(chain.terms)), chain)
    counted = {chain: Counter(chain.terms) for chain in found.values()}  # in a loop a limit can come more than once
    kept = [one for one, terms in counted.items() if terms and not any(terms < other for other in counted.values())]
    return tuple(sorted(kept, key=lambda one: (-one.days, len(one.terms), [term.limit for term in one.terms])))


def chain_of(protocol: Protocol, steps: tuple[RunStep, ...], states: Collection[str], counting: str) -> Chain:
    """The limits on the shortest path from the raising of a run to its milestone."""
    import networkx

    network: networkx.DiGraph[int] = networkx.DiGraph()
    happened = [{step.id, step.dest} for step in steps]

    value = {COUNTING.id: counting}.__getitem__

    def rule(start: int, end: int, days: int, limit: str = "") -> None:
        if not network.has_edge(start, end) or network[start][end]["days"] > days:
            network.add_edge(start, end, days=days, limit=limit)

    def began(limit: TimeLimit, before: int) -> int:
        return max(n for n in range(before) if happened[n] & set(limit.start))

    network.add_nodes_from(range(len(steps)))
    for here, step in enumerate(steps):
        if here:
            rule(here, here - 1, 0)
        for limit in (*step.window.no_later, *step.caps):
            rule(began(limit, here), here, upper_offset(limit, value), limit.id)
        for limit in step.window.no_earlier:
            rule(here, began(limit, here), -lower_offset(limit, value), limit.id)
        if step.window.expired is not None:
            expired = step.window.expired
            rule(here, began(expired, here), -expiry_offset(expired, value), expired.id)
    raised = set(protocol.raised)
    first = next((n for n in range(len(steps)) if happened[n] & raised), 0)
    reached = next(n for n, step in enumerate(steps) if step.dest in states)
    path = networkx.bellman_ford_path(network, first, reached, weight="days")
    edges = [network[one][other] for one, other in pairwise(path)]
    return Chain(tuple(Term(edge["limit"], edge["days"]) for edge in edges if edge["limit"]))
