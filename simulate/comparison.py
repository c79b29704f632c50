"""Two texts on the same luck: the same disputes come, and the same people are quick or slow."""

from collections.abc import Iterator
from statistics import variance

from simulate.experiment import Comparison, Difference, Study
from simulate.interval import estimate
from simulate.measures import Window
from simulate.replications import FIRST, studies
from simulate.sweep import Workforce, one_by_one
from simulate.unit import Caseload
from simulate.yardsticks import subject, yardstick


def compare(
    old: Caseload,
    new: Caseload,
    *,
    seed: int,
    replications: int = 2 * FIRST,
    window: Window | None = None,
    workforce: Workforce = one_by_one,
) -> Comparison:
    """A text and its revision in the same replications, a fixed number of them."""
    both = studies(
        [(old, {}), (new, {})], seed=seed, replications=range(replications), window=window, workforce=workforce
    )
    return compared(*both)


def compared(old: Study, new: Study) -> Comparison:
    """Two studies in the same replications, side by side.

    Only yardsticks that mean the same under both texts are compared: a text with more limits misses more of them,
    and may be the better one. Limits that both have are told apart.
    """
    common = [name for name in old.measures if name in set(new.measures)]
    limits = [[one for one in study.measures if one.startswith("missed: ")] for study in (old, new)]
    return Comparison(
        old,
        new,
        tuple(difference(name, old, new) for name in common if yardstick(name).is_fixed),
        tuple(difference(name, old, new) for name in limits[0] if name in limits[1]),
        tuple(_without(limits[0], limits[1])),
        tuple(_without(limits[1], limits[0])),
    )


def _without(here: list[str], there: list[str]) -> Iterator[str]:
    return (subject(one) for one in here if one not in there)


def difference(measure: str, old: Study, new: Study) -> Difference:
    """One measure under both, and the mean of the differences within the pairs that could be measured twice.

    The interval is that of the paired t. The gain divides the variance that independent runs would have by that
    of the pairs.

    Raises:
        ValueError: the studies are not of the same replications.
    """
    if [one.replication for one in old.runs] != [one.replication for one in new.runs]:
        raise ValueError("only the same replications make pairs")
    before, after = old.values(measure), new.values(measure)
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if a is not None and b is not None]
    changes = [b - a for a, b in pairs]
    gain = None
    if len(pairs) > 1 and (spread := variance(changes)) > 0:
        gain = (variance([a for a, _ in pairs]) + variance([b for _, b in pairs])) / spread
    return Difference(measure, estimate(before), estimate(after), estimate(changes), gain)
