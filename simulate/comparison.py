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
    before, after, apart = old.values(measure), new.values(measure), changes(measure, old, new)
    pairs = [(a, b, change) for a, b, change in zip(before, after, apart, strict=True) if None not in (a, b, change)]
    spreads = [variance(column) for column in zip(*pairs, strict=True)] if len(pairs) > 1 else [0.0] * 3
    gain = (spreads[0] + spreads[1]) / spreads[2] if spreads[2] > 0 else None
    return Difference(measure, estimate(before), estimate(after), estimate(apart), gain)


def changes(measure: str, old: Study, new: Study) -> list[float | None]:
    """New less old in each replication; None where either could not be measured."""
    pairs = zip(old.values(measure), new.values(measure), strict=True)
    return [None if before is None or after is None else after - before for before, after in pairs]
