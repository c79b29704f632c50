"""Who works on a simulation: this process, several, or a cluster; with a bar while somebody is watching."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from handrail import output
from handrail.arguments import Refused
from handrail.shelf import Folder
from simulate.measures import Measures
from simulate.sweep import Workforce, cluster, kept, local
from simulate.unit import Unit


@contextmanager
def workforce(workers: int = 1, dask: str | None = None, keep: str | Path | None = None) -> Iterator[Workforce]:
    """So many processes on this machine, or the cluster at an address; results do not depend on which.

    What is done is kept in the folder `keep`, if there is one, and what is there already is not done again.

    Raises:
        Refused: there are none, or the cluster does not answer.
    """
    if workers < 1:
        raise Refused(f"{workers} workers cannot do any work", "1 or more")
    if dask is None:
        yield _watched(_kept(local(workers), keep))
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
        yield _watched(_kept(cluster(client), keep))
    finally:
        client.close()


def _kept(force: Workforce, keep: str | Path | None) -> Workforce:
    return force if keep is None else kept(force, Folder(Path(keep)))


def _watched(force: Workforce) -> Workforce:
    def go(units: Sequence[Unit]) -> Iterator[Measures]:
        yield from output.progress(force(units), len(units), "Simulating")

    return go
