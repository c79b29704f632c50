"""Who works off the units of a study: this process, several, or a cluster; the results are the same, in one order."""

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from simulate.measures import Measures, Window
from simulate.unit import Caseload, Unit, work

Workforce = Callable[[Sequence[Unit]], Iterator[Measures]]
"""Works off units, and gives their measures in the order of the units, whoever was ready first."""


def one_by_one(units: Sequence[Unit]) -> Iterator[Measures]:
    """In this process, one after the other."""
    return map(work, units)


def local(workers: int) -> Workforce:
    """In so many processes on this machine; with one, in this process."""
    if workers < 2:
        return one_by_one

    def go(units: Sequence[Unit]) -> Iterator[Measures]:
        from joblib import Parallel, delayed

        # packed once for all units, and opened once in each process
        packed = {unit.caseload.fingerprint: pickle.dumps(unit.caseload) for unit in _of_each_caseload(units)}
        jobs = (delayed(_work_packed)(packed[unit.caseload.fingerprint], *_rest(unit)) for unit in units)
        yield from Parallel(n_jobs=workers, return_as="generator")(jobs)

    return go


def cluster(client: Any) -> Workforce:
    """On a cluster, by a client of `dask.distributed`.

    Each caseload is sent once; the workers need the same Handrail as this process.
    """

    # held as long as the workforce is: what is let go of here can be lost there while it is sent again
    there: dict[str, Any] = {}

    def go(units: Sequence[Unit]) -> Iterator[Measures]:
        for unit in _of_each_caseload(units):
            mark = unit.caseload.fingerprint
            if mark not in there:
                there[mark] = client.scatter(unit.caseload, broadcast=True)
        waiting = deque(
            client.submit(
                _work_there, there[unit.caseload.fingerprint], *_rest(unit), key=f"unit-{unit.key}", pure=True
            )
            for unit in units
        )
        while waiting:
            yield waiting.popleft().result()

    return go


def _of_each_caseload(units: Sequence[Unit]) -> Iterable[Unit]:
    """One unit of each caseload."""
    return {unit.caseload.fingerprint: unit for unit in units}.values()


def _rest(unit: Unit) -> tuple[int, int, Window, Mapping[str, float]]:
    """What tells units of one caseload apart."""
    return unit.seed, unit.replication, unit.window, dict(unit.values)


def _work_there(caseload: Caseload, *rest: Any) -> Measures:
    return work(Unit(caseload, *rest))


def _work_packed(packed: bytes, *rest: Any) -> Measures:
    return work(Unit(_opened(packed), *rest))


@lru_cache(maxsize=32)
def _opened(packed: bytes) -> Caseload:
    caseload: Caseload = pickle.loads(packed)
    return caseload


class Shelf(Protocol):
    """Where measures are kept between runs; one that holds half a result does not hold it."""

    def get(self, key: str) -> Measures | None:
        """The measures of the unit with this key, if they are kept."""

    def put(self, key: str, measures: Measures) -> None:
        """Keep the measures of a unit, wholly or not at all."""


def kept(workforce: Workforce, shelf: Shelf) -> Workforce:
    """The same workforce, which takes what is on a shelf from there, and puts what it works off onto it.

    A study that was killed goes on where it was.
    """

    def go(units: Sequence[Unit]) -> Iterator[Measures]:
        known = {unit.key: shelf.get(unit.key) for unit in units}
        fresh = workforce([unit for unit in units if known[unit.key] is None])
        for unit in units:
            measures = known.pop(unit.key)
            if measures is None:
                measures = next(fresh)
                shelf.put(unit.key, measures)
            yield measures

    return go


def told(workforce: Workforce, tell: Callable[[int, int], None]) -> Workforce:
    """The same workforce, which says after each unit how many of how many are done."""

    def go(units: Sequence[Unit]) -> Iterator[Measures]:
        for done, measures in enumerate(workforce(units), 1):
            tell(done, len(units))
            yield measures

    return go


def worked_off(workforce: Workforce, units: Sequence[Unit]) -> list[Measures]:
    """The measures of all units, in their order; what several of them ask for is worked off once."""
    different = {unit.key: unit for unit in units}
    found = dict(zip(different, workforce(list(different.values())), strict=True))
    return [found[unit.key] for unit in units]
