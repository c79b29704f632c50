"""The smallest sets that meet every requirement: exact, by branching on the requirement with the fewest ways out."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Member = TypeVar("Member", bound=Hashable)
MOST_STEPS = 2_000_000
"""After so many branches the search is given up."""
IMPROVING = 2_000
"""For so many branches more, a lighter set of the same size is looked for."""


class TooMany(Exception):
    """The requirements leave too many ways to look at all of them."""


@dataclass
class Choosing(Generic[Member]):
    """Which members to choose: fewest first, and among sets of one size a light one.

    Args:
        weights: each member with its weight.
        together: groups of which at most one member can be chosen.
    """

    weights: Mapping[Member, int]
    together: Sequence[frozenset[Member]] = ()
    requirements: dict[tuple[frozenset[Member], frozenset[Member]], None] = field(default_factory=dict)
    least: int = 0

    def require(self, one_of: Iterable[Member], unless: Iterable[Member] = ()) -> None:
        """One of these must be chosen, unless one of those is not."""
        self.requirements[frozenset(one_of), frozenset(unless)] = None

    def forbid(self, members: Iterable[Member]) -> None:
        """Not all of these together."""
        self.require((), members)

    def smallest(self) -> frozenset[Member] | None:
        """A smallest choice that meets all requirements so far; None when there is none.

        Raises:
            TooMany: it cannot be found in reasonable time.
        """
        self._drop_weaker()
        if _Search(self, len(self.weights), improving=0).smallest() is None:
            return None
        while True:  # requirements only grow, and so does the size
            found = _Search(self, self.least, improving=IMPROVING).smallest()
            if found is not None:
                return found
            self.least += 1

    def _drop_weaker(self) -> None:
        """Leave out requirements that a stronger one contains."""
        kept: list[tuple[frozenset[Member], frozenset[Member]]] = []
        for yes, no in sorted(self.requirements, key=lambda one: len(one[0]) + len(one[1])):
            if not any(fewer <= yes and less <= no for fewer, less in kept):
                kept.append((yes, no))
        self.requirements = dict.fromkeys(kept)

    def useless(self) -> frozenset[Member]:
        """frozenset[Member] whose place some other, lighter one can always take."""
        needed = list(self.requirements)
        helps = {one: frozenset(n for n, (yes, _) in enumerate(needed) if one in yes) for one in self.weights}
        harms = {one: frozenset(n for n, (_, no) in enumerate(needed) if one in no) for one in self.weights}
        group = {one: number for number, members in enumerate(self.together) for one in members}
        order = sorted(self.weights, key=lambda one: self.weights[one])  # equal weights stay in the order given
        found = {one for one in order if not helps[one]}
        for place, one in enumerate(order):
            if one in found:
                continue
            found |= {
                other
                for other in order[place + 1 :]
                if helps[other] <= helps[one]
                and harms[one] <= harms[other]
                and (one not in group or group[one] == group.get(other))
            }
        return frozenset(found)


class _Search(Generic[Member]):
    """One search for a set of so many members at most; sets are bits of whole numbers, the lightest first."""

    def __init__(self, choosing: Choosing[Member], most: int, *, improving: int) -> None:
        useless = choosing.useless()
        weights = choosing.weights
        self.members = sorted((one for one in weights if one not in useless), key=lambda one: weights[one])
        bit = {one: 1 << place for place, one in enumerate(self.members)}
        self.weight = [weights[one] for one in self.members]
        self.together = [sum(bit[one] for one in group if one in bit) for group in choosing.together]
        self.needed = [
            (sum(bit[one] for one in yes if one in bit), sum(bit[one] for one in no))
            for yes, no in choosing.requirements
            if all(one in bit for one in no)  # else something that is never chosen would have to be
        ]
        self.best: int | None = None
        self.cost = (most + 1, 0)
        self.steps, self.last, self.improving = 0, MOST_STEPS, improving

    def smallest(self) -> frozenset[Member] | None:
        """The best choice there is."""
        self._extend(0, 0, 0, 0, self.needed)
        if self.best is None:
            return None
        return frozenset(one for place, one in enumerate(self.members) if self.best >> place & 1)

    def _extend(self, chosen: int, refused: int, count: int, weight: int, needed: list[tuple[int, int]]) -> None:
        """Try every way to meet what a choice does not meet yet."""
        self.steps += 1
        if self.steps > self.last:
            if self.best is None:
                raise TooMany
            return
        needed = [one for one in needed if not one[0] & chosen]
        missing = sorted((yes & ~refused for yes, no in needed if no & ~chosen == 0), key=int.bit_count)
        if not missing:
            if (count, weight) < self.cost:
                self.last = self.last if self.best is not None else self.steps + self.improving
                self.best, self.cost = chosen, (count, weight)
            return
        if not missing[0]:
            return
        least, more, seen = count, weight, 0
        for ways in missing:  # those that have nothing in common need a member each
            if not ways & seen:
                seen |= ways
                least += 1
                more += self.weight[(ways & -ways).bit_length() - 1]
        ways = missing[0]
        if (least, more) >= self.cost:
            return
        while ways:
            one = ways & -ways
            ways ^= one
            others = 0
            for group in self.together:
                if group & one:
                    others |= group ^ one
            place = one.bit_length() - 1
            self._extend(chosen | one, refused | others, count + 1, weight + self.weight[place], needed)
            refused |= one
