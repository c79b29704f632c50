"""How long a time limit that is left to be filled in locally may be, so that a promise still holds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from model.protocol import Protocol
from model.time_span import TimeSpan
from verify.bounds import failure_of
from verify.chains import Chain, chains
from verify.checker import check
from verify.laps import largest_finite_bound
from verify.readings import compatible
from verify.settled import Promise
from verify.study import Study
from verify.verdict import Choices, Result, Word

Range = tuple[int, int | None]
"""The fewest and the most working days of some lengths in a row; None for no most."""


@dataclass(frozen=True, slots=True)
class Filling:
    """The lengths of one parameter with which a promise holds, for one kind of case.

    Attributes:
        target: the working days within which it must come to pass, where the board aims at a number.
        holds: the lengths, shortest first; none where no length will do.
        others: the other parameters left open; they are taken to be no time at all, since with more it is later.
        readings: for which way of reading this is worked out; empty for all.
        sum: the limits that add up to the worst course at the longest of these lengths, where there is a longest.
    """

    parameter: str
    target: int | None
    holds: tuple[Range, ...]
    others: tuple[str, ...] = ()
    readings: Choices = ()
    sum: Chain | None = None


def unfilled(protocol: Protocol) -> tuple[str, ...]:
    """The parameters without a value that some time limit has for its length."""
    used = {one.parameter for one in protocol.limits if one.at_most is None}
    return tuple(one.id for one in protocol.parameters if one.id in used)


def filled(protocol: Protocol, parameters: Iterable[str], days: int) -> Protocol:
    """The protocol with these parameters as so many working days."""
    names, span = set(parameters), TimeSpan(days, "working day")
    limits = (replace(one, at_most=span) if one.parameter in names else one for one in protocol.limits)
    return replace(protocol, limits=tuple(limits))


def fillings(protocol: Protocol, result: Result) -> tuple[Filling, ...]:
    """For each parameter left open, how long it may be; nothing where a result is not about when something comes.

    Every length up to the target is walked, and the solver confirms the first and the last that will do and those
    beside them. Beyond the target only the longest that could matter is asked about, and what lies between is halved.

    Raises:
        EnginesDisagree: the two engines differ.
        Undecided: the solver ran out of time.
    """
    names = unfilled(protocol)
    if result.milestone is None or not names:
        return ()
    aimed = protocol.target.most_working_days() if protocol.target and result.milestone == "decision" else None
    goal = Promise(result.level, result.case, result.milestone, aimed, result.silent_role)
    found = []
    for name in names:
        others = tuple(one for one in names if one != name)
        rest, chosen = filled(protocol, others, 0), goal
        holds = _lengths(rest, name, goal)
        if not holds and (readings := _kindest(filled(rest, [name], 0), result)):
            chosen = replace(goal, choices=(*goal.choices, *readings))
            holds = _lengths(rest, name, chosen)
        longest = holds[-1][1] if holds else None
        sums: tuple[Chain, ...] = ()
        if longest is not None:
            made = filled(rest, [name], longest)
            sums = chains(made, chosen, chosen.ends(made))
        readings = chosen.choices[len(goal.choices) :] if holds else ()
        found.append(Filling(name, aimed, holds, others, readings, sums[0] if sums else None))
    return tuple(found)


def _kindest(protocol: Protocol, result: Result) -> Choices:
    """The first set of reading choices under which such a case keeps the promise; none where it hangs on none."""
    report = check(
        protocol, silent_role=result.silent_role, properties=(result.property,), levels=(result.level,)
    )
    hanging = (one for one in report.results if one.verdict is Word.DEPENDS and compatible(one.case, result.case))
    return next((one.holds_under[0].readings for one in hanging), ())


def _lengths(protocol: Protocol, name: str, goal: Promise) -> tuple[Range, ...]:
    """The lengths of a parameter with which a promise is kept."""
    spans = (one.most_working_days() for limit in protocol.limits if (one := limit.at_most) and one.in_days)
    near = 1 + (max(spans, default=0) if goal.within is None else goal.within)
    made = [filled(protocol, [name], days) for days in range(near + 1)]
    kept = [goal.kept(one) for one in made]
    holds: list[Range] = []
    for is_kept, group in groupby(range(near + 1), key=kept.__getitem__):
        some = list(group)
        holds += [(some[0], some[-1])] if is_kept else []
    far = largest_finite_bound(Study(made[-1], goal.silent_role).unfolding(goal.level).protocol)
    beyond = goal.kept(filled(protocol, [name], far))
    turn = near
    if beyond is not kept[-1]:
        late = far
        while late - turn > 1:
            middle = (turn + late) // 2
            turn, late = (turn, middle) if goal.kept(filled(protocol, [name], middle)) is beyond else (middle, late)
    if kept[-1]:
        holds[-1] = (holds[-1][0], None if beyond else turn)
    elif beyond:
        holds.append((turn + 1, None))
    edges = {0, far}
    for first, last in holds:
        edges |= {max(0, first - 1), first} | (set() if last is None else {last, last + 1})
    for days in sorted(edges):
        promised = any(first <= days and (last is None or days <= last) for first, last in holds)
        _confirm(filled(protocol, [name], days), goal, kept=promised)
    return tuple(holds)


def _confirm(protocol: Protocol, goal: Promise, *, kept: bool) -> None:
    """Ask the solver; where no such case is ever raised nothing is kept, and it finds no course to break it."""
    ends, milestone = goal.ends(protocol), str(goal.milestone)
    raised = any(milestone in one.longest or failure_of(one, milestone, goal.within) for one in ends)
    goal.confirm(protocol, kept=kept or not raised)
