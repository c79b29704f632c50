"""How long the proofs themselves take on the six built-in protocols, after everything is loaded.

    python -m benchmarks.catalogue [ROUNDS]

Three things are timed: the guarantees of the default profile on each protocol; every guarantee on each of them, among
them that no role can block a dispute by its silence, which asks of every role; and every guarantee on all six once
more for each role that falls silent. All are for every reading, case class and level, and start from nothing but the
protocol. They are spread over the processors as a check of several protocols is; roles whose silence can change
nothing share the answers with nobody silent. Tells on standard error what each round took. Reports and judges nothing.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median
from time import perf_counter, process_time

import protocols
from model import collector
from model.loader import load_file
from model.protocol import Protocol
from model.silence import matters
from verify.checker import check
from verify.properties.catalogue import ALL
from verify.study import Study

SIX: list[Protocol] = []
THE_SAME = ("silence-proof", "urgent-is-faster")
"""One asks of every role by itself and the other of none: whoever is silent, their answers stay the same."""


def loaded() -> list[Protocol]:
    """The six protocols, with all that a check imports."""
    found = [load_file(protocols.path(name)) for name in protocols.names()]
    check(found[0], properties=("no-dead-end", "decision-bounded"))  # loads the solver and the rest
    return found


def silent_roles(protocol: Protocol) -> list[str]:
    """The roles whose silence can change something; for the others the answers are those with nobody silent."""
    return [one.id for one in protocol.roles if matters(protocol, one.id)]


@collector.paused()  # as within each check; between them each search would look at all that is kept
def seconds(place: int, what: str) -> float:
    """Processor seconds for the guarantees of a profile on one protocol, or for "silent": all, for each silent role."""
    before, study = process_time(), Study(SIX[place])
    check(SIX[place], profile="all" if what == "silent" else what, study=study)
    asked = tuple(it.id for it in ALL if it.id not in THE_SAME)
    for role in silent_roles(SIX[place]) if what == "silent" else ():
        check(SIX[place], silent_role=role, properties=asked, study=study)
    return process_time() - before


def all_of_them(what: str) -> tuple[float, list[float]]:
    """Seconds for all six on all processors, and processor seconds for each, in the order of the protocols."""
    before = perf_counter()
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("fork")) as pool:
        longest_first = sorted(range(len(SIX)), key=lambda place: -len(SIX[place].limits))
        started = {place: pool.submit(seconds, place, what) for place in longest_first}
        spent = [started[place].result() for place in range(len(SIX))]
    return perf_counter() - before, spent


def main() -> None:
    """Measure and print, round by round."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    load = os.getloadavg()[0]
    SIX.extend(loaded())
    found: dict[str, list[tuple[float, list[float]]]] = {}
    for number in range(rounds):
        for what in ("correctness", "all", "silent"):
            found.setdefault(what, []).append(all_of_them(what))
            taken, spent = found[what][-1]
            told = f"round {number + 1}, {what}: {sum(spent):.1f} processor seconds, {taken:.1f} s"
            print(told, file=sys.stderr, flush=True)
    print("| Protocol | Default profile | Every guarantee | For every silent role as well |")
    print("|---|---|---|---|")
    for place, held in enumerate(SIX):
        cells = (f"{median(spent[place] for _, spent in runs):.2f} s" for runs in found.values())
        print("|", " | ".join((held.id, *cells)), "|")
    whole = (f"{median(sum(spent) for _, spent in runs):.1f} s" for runs in found.values())
    print("|", " | ".join(("all six, processor seconds", *whole)), "|")
    clock = (f"{median(taken for taken, _ in runs):.1f} s" for runs in found.values())
    print("|", " | ".join((f"all six, by the clock on {os.cpu_count()} processors", *clock)), "|\n")
    roles = sum(len(one.roles) for one in SIX)
    asked = sum(len(silent_roles(one)) for one in SIX)
    print(f"The silence of {asked} of the {roles} roles can change something; each of these was walked by itself.")
    print(f"Medians of {rounds} rounds; load before it began {load:.1f}, at the end {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
