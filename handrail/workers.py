"""Several protocols checked at once, one process each as far as the machine has processors.

Results come in the order of the protocols and do not depend on the number of workers.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from model.protocol import Protocol
from verify.checker import Report, check


def check_each(
    protocols: Sequence[Protocol],
    *,
    silent_role: str | None = None,
    profile: str = "correctness",
    milliseconds: int = 20_000,
) -> Iterator[Report]:
    """The report of each protocol, in order.

    Processes are forked, which costs next to nothing where it is safe (Linux); elsewhere starting them would
    take longer than the checks, and one process does all.
    """
    work = partial(check, silent_role=silent_role, profile=profile, milliseconds=milliseconds)
    workers = min(len(protocols), os.cpu_count() or 1)
    if workers < 2 or sys.platform != "linux":
        yield from map(work, protocols)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        longest_first = sorted(range(len(protocols)), key=lambda n: -len(protocols[n].limits))
        started = {n: pool.submit(work, protocols[n]) for n in longest_first}
        for n in range(len(protocols)):
            yield started[n].result()
