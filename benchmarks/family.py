"""The family of ladders V(n, k) on which Handrail is measured beside other programs.

A ladder has n stages in a row and k yes/no case facts. In each stage three of the facts, drawn at random, guard how
long it may take (3 to 28 working days) and whether a short cut past the next stage is taken instead of the next
stage. In an urgent case the first stage may be bypassed, straight to the last. Everything hangs on n, k and the
seed alone.

What is asked of it: the most working days until it has ended (decided at the top, or agreed in some stage), over all
cases; and in which stages, when some case comes there, nobody has to take it further. A `gap` takes the way
on from one stage away in some cases, so that there is one to find.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

SHORTEST, LONGEST = 3, 28
"""Working days that a stage may be given, at least and at most."""

BYPASS_DAYS = 3
"""Working days for the meeting by which an urgent case bypasses the stages."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One stage: which facts guard it, and its days.

    Attributes:
        first: with `second`, the case facts (numbers from 0) that open the short cut when both are "yes".
        third: the case fact that decides on the length, together with `first`.
        days: working days where `third` is "yes"; where it is "no" and `first` is "yes"; where both are "no".
        gap: no way leads on where `first` is "no" and `third` is "yes".
    """

    first: int
    second: int
    third: int
    days: tuple[int, int, int]
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """An instance: the number of case facts, of which the first says whether the case is urgent, and the stages."""

    facts: int
    rungs: tuple[Rung, ...]

    @property
    def name(self) -> str:
        """What it is called in tables."""
        return f"V({len(self.rungs)}, {self.facts})"


def ladder(n: int, k: int, *, seed: int = 1, gap: bool = False) -> Ladder:
    """The instance with n stages and k case facts; with a gap in the stage in the middle, if wanted."""
    draw = random.Random(f"{seed} {n} {k}")
    rungs = []
    for number in range(n):
        facts = [*draw.sample(range(k), min(3, k))]
        first, second, third = (facts * 3)[:3]
        days = (draw.randint(SHORTEST, LONGEST), draw.randint(SHORTEST, LONGEST), draw.randint(SHORTEST, LONGEST))
        rungs.append(Rung(first, second, third, days, gap and number == n // 2))
    return Ladder(k, tuple(rungs))


def plain(one: Ladder) -> dict[str, object]:
    """The instance in plain values, as the other programs read it."""
    return asdict(one)


def follow(one: Ladder, case: Sequence[bool]) -> tuple[int, frozenset[int]]:
    """The answers for one case by plain arithmetic: the most days until it ends, and the stages without exit.

    Slow and obvious, for tests and for small instances: all ways through the ladder, one stage after the other. It
    can end in every stage, by agreement, on the last day that the stage is given.
    """
    n = len(one.rungs)
    reached: dict[int, int] = {0: 0}
    longest, stuck = 0, set()
    for place, rung in enumerate(one.rungs):
        if place not in reached:
            continue
        days = reached[place] + stay(rung, case)
        longest = max(longest, days)
        ways = list(onward(one, place, case))
        if not ways:
            stuck.add(place)
        for after in ways:
            reached[after] = max(reached.get(after, -1), days)
        if place == 0 and bypassed(one, case):
            reached[n - 1] = max(reached.get(n - 1, -1), days + BYPASS_DAYS)
    return longest, frozenset(stuck)


def stay(rung: Rung, case: Sequence[bool]) -> int:
    """The working days that a case may stay in a stage."""
    return rung.days[0] if case[rung.third] else rung.days[1] if case[rung.first] else rung.days[2]


def onward(one: Ladder, place: int, case: Sequence[bool]) -> Iterator[int]:
    """Where a case must go on to from a stage; the place after the last stage is the decision."""
    n, rung = len(one.rungs), one.rungs[place]
    if rung.gap and not case[rung.first] and case[rung.third]:
        return
    if case[rung.first] and case[rung.second]:
        yield min(place + 2, n)
    else:
        yield place + 1


def bypassed(one: Ladder, case: Sequence[bool]) -> bool:
    """Whether the case may go straight from the first stage to the last."""
    return len(one.rungs) > 2 and case[0]


def read(said: Mapping[str, Any]) -> Ladder:
    """The instance of plain values."""
    return Ladder(said["facts"], tuple(Rung(**{**one, "days": tuple(one["days"])}) for one in said["rungs"]))


def last_asked(one: Ladder) -> dict[int, int]:
    """For each case fact that matters, the last stage that asks for it."""
    asked = {0: 0} if len(one.rungs) > 2 else {}
    return asked | {fact: place for place, rung in enumerate(one.rungs) for fact in guards(rung)}


def guards(rung: Rung) -> tuple[int, ...]:
    """The case facts that a stage asks for, each once."""
    return tuple(dict.fromkeys((rung.first, rung.second, rung.third)))
