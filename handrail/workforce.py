"""Who works on a simulation: this process, several, or a cluster; with a bar while somebody is watching."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from handrail import output
from handrail.arguments import Refused
from simulate.measures import Measures
from simulate.sweep import Workforce, cluster, local
from simulate.unit import Unit


@contextmanager
def workforce(workers: int = 1, dask: str | None = None) -> Iterator[Workforce]:
    """So many processes on this machine, or the cluster at an address; results do not depend on which.

    Raises:
        Refused: there are none, or the cluster does not answer.
    """
    if workers < 1:
        raise Refused(f"{workers} workers cannot do any work", "1 or more")
    if dask is None:
        yield _watched(local(workers))
        return
    try:
        from distributed import Client
    except ImportError:
        raise Refused("a cluster needs the package distributed", help='install "handrail[dask]"') from None
    try:
        client = Client(dask, timeout=10)
    except (OSError, ValueError) as error:
        raise Refused(f'no cluster answers at "{dask}": {error}', help="check the address") from None
    try:
        yield _watched(cluster(client))
    finally:
        client.close()


def _watched(force: Workforce) -> Workforce:
    def go(units: Sequence[Unit]) -> Iterator[Measures]:
        yield from output.progress(force(units), len(units), "Simulating")

    return go
