"""How long the proofs themselves take on the six built-in protocols, after everything is loaded.

    python -m benchmarks.catalogue [ROUNDS]

Three things are timed: the guarantees of the default profile on each protocol; every guarantee on each of them, among
them that no role can block a dispute by its silence, which asks of every role; and every guarantee on all six once
more for each role that falls silent. All are for every reading, case class and level. Sums over all six are spread
over the processors as a check of several protocols is; roles whose silence can change nothing share the answers with
nobody silent. Reports and judges nothing.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median
from time import perf_counter, process_time

import protocols
from model.loader import load_file
from model.protocol import Protocol
from model.silence import matters
from verify.checker import check
from verify.properties.catalogue import ALL

Job = tuple[int, str | None]

SIX: list[Protocol] = []


def loaded() -> list[Protocol]:
    """The six protocols, with all that a check imports."""
    found = [load_file(protocols.path(name)) for name in protocols.names()]
    check(found[0], properties=("no-dead-end", "decision-bounded"))  # loads the solver and the rest
    return found


def one(job: Job, profile: str = "all") -> float:
    """Check one protocol with one role silent, and say how many processor seconds that took."""
    place, role = job
    # "silence-proof" asks of every role by itself and "urgent-is-faster" of none: whoever is silent, they stay the same
    asked = () if role is None else tuple(it.id for it in ALL if it.id not in ("silence-proof", "urgent-is-faster"))
    before = process_time()
    check(SIX[place], silent_role=role, profile=profile, properties=asked)
    return process_time() - before


def all_of_them(jobs: list[Job]) -> tuple[float, list[float]]:
    """Seconds for all these checks on all processors, and processor seconds for each."""
    before = perf_counter()
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("fork")) as pool:
        spent = list(pool.map(one, jobs, chunksize=1))
    return perf_counter() - before, spent


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    load = os.getloadavg()[0]
    SIX.extend(loaded())
    print("| Protocol | Default profile | Every guarantee | Every silent role as well |", "|---|---|---|---|", sep="\n")
    jobs: list[Job] = [(place, None) for place in range(len(SIX))]
    roles = [(place, it.id) for place, held in enumerate(SIX) for it in held.roles]
    jobs += [(place, role) for place, role in roles if matters(SIX[place], role)]
    jobs.sort(key=lambda job: -len(SIX[job[0]].limits))
    once = [all_of_them([job for job in jobs if job[1] is None]) for _ in range(rounds)]
    runs = [all_of_them(jobs) for _ in range(rounds)]
    for place, held in enumerate(SIX):
        single = [median(one((place, None), profile) for _ in range(rounds)) for profile in ("correctness", "all")]
        silent = median(
            sum(taken for job, taken in zip(jobs, spent, strict=True) if job[0] == place) for _, spent in runs
        )
        print(f"| {held.id} | {single[0]:.2f} s | {single[1]:.2f} s | {silent:.2f} s |")
    print()
    for told, found in (
        ("every guarantee", once),
        (f"every guarantee for each of {len(roles)} silent roles ({len(jobs)} checks)", runs),
    ):
        total, taken = median(sum(spent) for _, spent in found), median(seconds for seconds, _ in found)
        print(f"All six, {told}: {total:.1f} processor seconds, {taken:.1f} s on {os.cpu_count()} processors.")
    print(f"Medians of {rounds} rounds; load before it began {load:.1f}.")


if __name__ == "__main__":
    main()
