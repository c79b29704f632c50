"""How far each time limit could be relaxed before a promise is lost, and which limits add up to the worst courses."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from model.protocol import Protocol
from verify.chains import Chain, chains
from verify.runs import End
from verify.settled import Promise, promised
from verify.study import Study
from verify.verdict import Choices, Result


@dataclass(frozen=True, slots=True)
class Slack:
    """By how much one time limit can be longer, in its own unit; None where no length of it matters."""

    limit: str
    more: int | None


@dataclass(frozen=True, slots=True)
class Room:
    """What a bound leaves to spare, for one kind of case.

    Attributes:
        target: the working days that must not be exceeded: those the board aims at, or else the bound itself.
        aimed: whether the board aims at it.
        bound: the working days it takes at most.
        readings: for which way of reading this is worked out; empty for all.
        sums: which limits add up to the worst courses.
        slacks: how far each limit can be relaxed; none where the target is missed already.
    """

    target: int
    aimed: bool
    bound: int
    readings: Choices
    sums: tuple[Chain, ...]
    slacks: tuple[Slack, ...]

    @property
    def missed(self) -> bool:
        """Whether the limits add up to more than the board aims at."""
        return self.bound > self.target


def room(protocol: Protocol, result: Result, *, careful: bool = False) -> Room | None:
    """What a bound leaves to spare; None where there is no bound.

    A slack is what the walk finds, and the solver confirms: with so much more the promise is kept, with one more it
    is not. A target counts for the decision, or what settles the dispute, as in "within-target".

    Raises:
        EnginesDisagree: the two engines differ.
        Undecided: the solver ran out of time.
    """
    promise = promised(result, careful=careful)
    if promise is None or promise.within is None:
        return None
    bound = promise.within
    aimed = protocol.target is not None and promise.milestone == "decision"
    target = protocol.target.most_working_days() if protocol.target is not None and aimed else bound
    readings = promise.choices[len(result.case) :]
    ends = promise.ends(protocol)
    sums = chains(protocol, promise, ends)
    if bound > target:
        return Room(target, aimed, bound, readings, sums, ())
    goal = promise.within_days(target)
    slacks = tuple(Slack(one, _more(protocol, goal, one)) for one in _in_force(protocol, ends, promise))
    return Room(target, aimed, bound, readings, sums, slacks)


def relaxed(protocol: Protocol, limit: str, more: int) -> Protocol:
    """The protocol with one time limit longer by so much, in its own unit."""
    before = protocol.limit[limit]
    assert before.at_most is not None
    longer = replace(before, at_most=replace(before.at_most, amount=before.at_most.amount + more))
    return replace(protocol, limits=tuple(longer if one.id == limit else one for one in protocol.limits))


def _in_force(protocol: Protocol, ends: Iterable[End], promise: Promise) -> list[str]:
    """The limits that some course of such a case has to keep, or waits for, in the order of the file."""
    used = set()
    for end in ends:
        for step in end.node.run({**dict(promise.choices), **dict(end.node.cube)}):
            expired = (step.window.expired,) if step.window.expired is not None else ()
            used |= {limit.id for limit in (*step.window.no_later, *step.caps, *expired)}
    return [one.id for one in protocol.limits if one.id in used]


def _more(protocol: Protocol, goal: Promise, limit: str) -> int | None:
    """How much longer a limit can be; doubled until the goal is lost, then halved down to the day."""
    from verify.laps import largest_finite_bound

    most = largest_finite_bound(Study(protocol, goal.silent_role).unfolding(goal.level).protocol)
    good, bad = 0, 1
    while bad <= most and goal.kept(relaxed(protocol, limit, bad)):
        good, bad = bad, 2 * bad
    if bad > most:
        goal.confirm(relaxed(protocol, limit, good), kept=True)
        return None
    while bad - good > 1:
        middle = (good + bad) // 2
        good, bad = (middle, bad) if goal.kept(relaxed(protocol, limit, middle)) else (good, middle)
    goal.confirm(relaxed(protocol, limit, good), kept=True)
    goal.confirm(relaxed(protocol, limit, bad), kept=False)
    return good
