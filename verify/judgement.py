"""From the ways in which a guarantee fails to a verdict, for each case class and over all readings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, prod

from model.protocol import COUNTING, Protocol
from verify.readings import Cube, Domains, assignments, avoiding, compatible, covered, fits, restrict, simplify
from verify.runs import End
from verify.verdict import Choices, Holding, Word

MOST_READINGS = 1_000
"""In so many ways of reading, at most, the kindest is looked for."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One way to fail: in these cases and readings, so (a word of a verdict), shown by this run."""

    cube: Cube
    word: Word
    end: End


@dataclass(frozen=True, slots=True)
class Judgement:
    """What holds for one case class over all readings.

    `bound` is the longest time in working days over the readings in which the guarantee holds.
    """

    case: Choices
    word: Word
    holds_under: tuple[Holding, ...]
    bound: int | None
    failures: tuple[Failure, ...]
    ends: tuple[End, ...]
    least: int | None = None

    @property
    def outcome(self) -> object:
        """What two case classes must share to be told as one."""
        states = frozenset((one.word, one.end.node.state) for one in self.failures)
        return (self.word, self.holds_under, self.bound, states)


def classes(
    protocol: Protocol,
    ends: Sequence[End],
    fails: Sequence[Failure],
    milestone: str | None = None,
    *,
    apart: bool = True,
) -> list[Judgement]:
    """A judgement for each case class, with its bound to a milestone; classes with one answer are merged.

    Where there are too many to tell apart, one judgement for all cases.
    """
    times = [(one.node.cube, one.longest[milestone]) for one in ends if milestone and milestone in one.longest]
    return list(_split(protocol, (), ends, fails, times)) if apart else [judge(protocol, (), ends, fails, times)]


Times = Sequence[tuple[Cube, float]]
"""The longest time to the milestone for each set of choices."""


def _split(
    protocol: Protocol, case: Choices, ends: Sequence[End], fails: Sequence[Failure], times: Times
) -> Iterator[Judgement]:
    decided = dict(case)
    ends = [one for one in ends if fits(one.node.cube, decided)]
    fails = [one for one in fails if fits(one.cube, decided)]
    times = [one for one in times if fits(one[0], decided)]
    asked = {name for one in ends for name, _ in one.node.cube} | {name for one in fails for name, _ in one.cube}
    fact = next((one for one in protocol.facts if one.id in asked and one.id not in decided), None)
    if fact is None:
        yield judge(protocol, case, ends, fails, times)
        return
    branches = [list(_split(protocol, (*case, (fact.id, answer)), ends, fails, times)) for answer in fact.answers]
    first = branches[0]
    if len(first) == 1 and all(len(other) == 1 and other[0].outcome == first[0].outcome for other in branches):
        yield judge(protocol, case, ends, fails, times)
        return
    for branch in branches:
        yield from branch


def judge(
    protocol: Protocol, case: Choices, ends: Sequence[End], fails: Sequence[Failure], times: Times
) -> Judgement:
    """The verdict for one case class."""
    readings = {one.id: one.names for one in protocol.all_readings}
    in_readings = [(restrict(one.cube, readings), one) for one in fails]
    excluded = impossible([restrict(one.node.cube, readings) for one in ends], readings)
    ways_out = avoiding([*(cube for cube, _ in in_readings), *excluded], readings)
    finite = [(restrict(cube, readings), days) for cube, days in times if days != inf]

    def holding(choices: Cube) -> Holding:
        here = [(cube, days) for cube, days in finite if compatible(cube, choices)]
        if not here:
            return Holding(choices)
        return Holding(choices, int(max(days for _, days in here)), _least(here, choices, readings))

    if not in_readings:
        held = holding(())
        return Judgement(case, Word.PROVED, (), held.bound, (), tuple(ends), held.least)
    kept: dict[tuple[Word, str], dict[Cube, Failure]] = {}
    for cube, one in in_readings:
        kept.setdefault((one.word, one.end.node.state), {}).setdefault(cube, one)
    failures = tuple(
        Failure(cube, word, next(one.end for other, one in group.items() if set(cube) <= set(other)))
        for (word, _), group in kept.items()
        for cube in simplify(group, readings)
    )
    if ways_out:
        holdings = tuple(holding(choices) for choices in ways_out)
        longest = max((one.bound for one in holdings if one.bound is not None), default=None)
        least = min((one.least for one in holdings if one.least is not None), default=None)
        return Judgement(case, Word.DEPENDS, holdings, longest, failures, tuple(ends), least)
    word = Word.REFUTED
    for candidate in (Word.DEAD_END, Word.UNBOUNDED):
        cubes = [cube for cube, one in in_readings if one.word is candidate]
        if cubes and not avoiding([*cubes, *excluded], readings):
            word = candidate
            break
    return Judgement(case, word, (), None, failures, tuple(ends))


def impossible(cubes: Sequence[Cube], domains: Domains) -> list[Cube]:
    """The readings in which no run comes to an end, because limits contradict each other: nothing holds there."""
    return [] if covered((), cubes, domains) else avoiding(cubes, domains)


def _least(times: Times, choices: Cube, domains: Domains) -> int | None:
    """The longest time in the kindest reading: what is left open is chosen so that it is shortest.

    Days are counted so that it is longest, as a quick walk counts them. None where there are too many ways to choose.
    """
    made = dict(choices)
    names = list(dict.fromkeys(name for cube, _ in times for name, _ in cube if name not in {*made, COUNTING.id}))
    if prod(len(domains[name]) for name in names) > MOST_READINGS:
        return None
    longest = [
        max((days for cube, days in times if compatible(cube, one)), default=None)
        for one in assignments(names, domains)
    ]
    return min((int(days) for days in longest if days is not None), default=None)
