"""How a peer is asked: an instance on standard input, the answers and the seconds they took on standard output."""

import json
import resource
import sys
from collections.abc import Callable, Iterable
from time import perf_counter

from benchmarks.family import Ladder, read

Answer = tuple[int, Iterable[int]]
"""The most working days until the end, and the stages (from 0) in which nobody need take some case further."""


def answer(work: Callable[[Ladder, int], Answer]) -> None:
    """Answer for the instance that was sent; the time does not hold the start of Python nor the imports.

    Args:
        work: told the instance, and the true bound for a peer that can only be asked to confirm one.
    """
    said = json.load(sys.stdin)
    instance = read(said["ladder"])
    before, spent = perf_counter(), _spent()
    bound, stuck = work(instance, said["bound"])
    seconds, cpu = perf_counter() - before, _spent() - spent
    json.dump({"bound": bound, "stuck": sorted(stuck), "seconds": seconds, "cpu": cpu}, sys.stdout)


def _spent() -> float:
    """Processor seconds of this process and of those it has started and awaited."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
