"""Handrail beside other programs on the ladders V(n, k): the same instances, the same questions, one run.

    python -m benchmarks.ladder [--quick] [--rounds 3] [--peers FOLDER]

How the peers are installed, and what is measured, stands in `benchmarks/README.md`. A peer that is not there is left
out. One that gives another answer than the rest ends the run with an error.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import log
from pathlib import Path
from shutil import which
from statistics import median
from time import perf_counter

from benchmarks.family import ladder, plain

ROOT = Path(__file__).resolve().parent.parent
STAGES, FACTS = (5, 10, 20, 50, 100), (2, 5, 10, 20)
QUICK_STAGES, QUICK_FACTS = (5, 10), (2, 10)
HANDRAIL = "Handrail"
MOST_SECONDS = 60
SLOW = 3
"""A peer that takes more seconds than this is asked once, not in every round."""

TWIN_STAGES, TWIN_FACTS = 10, 10
"""Up to this size, every peer must also find the gap in an instance that has one."""


@dataclass(slots=True)
class Peer:
    """A program that answers: its command, what it took at each size, and the sizes at which it ran out of time."""

    name: str
    command: list[str]
    seconds: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    cpu: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    process: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    gave_up: list[tuple[int, int]] = field(default_factory=list)

    def slow(self, n: int, k: int) -> bool:
        """Whether it has answered this and took so long that once is enough."""
        return any(taken > SLOW for taken in self.seconds.get((n, k), ()))

    def hopeless(self, n: int, k: int) -> bool:
        """Whether it ran out of time on an instance no larger, so that it is not asked."""
        return any(n >= stages and k >= facts for stages, facts in self.gave_up)


def peers(folder: Path) -> list[Peer]:
    """Handrail, and every peer that is installed."""
    python, ortools, storm = sys.executable, folder / "ortools/bin/python", folder / "storm/bin/python"
    found = [Peer(HANDRAIL, [python, "-m", "benchmarks.peers.handrail_tables"])]
    if ortools.exists():
        found.append(Peer("CP-SAT, maximised", [str(ortools), "-m", "benchmarks.peers.cpsat"]))
        found.append(Peer("CP-SAT, confirmed", [str(ortools), "-m", "benchmarks.peers.cpsat", "confirm"]))
    if storm.exists():
        found.append(Peer("Storm", [str(storm), "-m", "benchmarks.peers.storm"]))
    if which("spin") and which("gcc"):
        found.append(Peer("SPIN, confirmed", [python, "-m", "benchmarks.peers.spin"]))
    found.append(Peer("networkx, classes", [python, "-m", "benchmarks.peers.graphs", "classes"]))
    found.append(Peer("networkx, product", [python, "-m", "benchmarks.peers.graphs", "product"]))
    return found


class Differs(Exception):
    """A peer gives another answer."""


def ask(peer: Peer, n: int, k: int, *, gap: bool, bound: int) -> dict[str, object] | None:
    """The answer of a peer; None when it ran out of time.

    Raises:
        RuntimeError: the peer failed.
    """
    said = json.dumps({"ladder": plain(ladder(n, k, gap=gap)), "bound": bound})
    before = perf_counter()
    try:
        done = subprocess.run(
            peer.command, input=said, capture_output=True, text=True, cwd=ROOT, check=False, timeout=MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return None
    taken = perf_counter() - before
    if done.returncode:
        raise RuntimeError(f"{peer.name} failed on V({n}, {k}): {done.stderr[-600:]}")
    return {**json.loads(done.stdout), "process": taken}


def compare(asked: list[Peer], n: int, k: int, rounds: int) -> None:
    """Ask every peer, turn by turn.

    Raises:
        Differs: a peer gives another answer than Handrail.
    """
    for gap in (True, False) if n <= TWIN_STAGES and k <= TWIN_FACTS else (False,):
        first: dict[str, object] | None = None
        for turn in range(1 if gap else rounds):
            for peer in asked:
                if peer.hopeless(n, k) or peer.slow(n, k):
                    continue
                bound = int(str(first["bound"])) if first else -1
                said = ask(peer, n, k, gap=gap, bound=bound)
                if said is None:
                    peer.gave_up.append((n, k))
                    continue
                first = first or said
                if (said["bound"], said["stuck"]) != (first["bound"], first["stuck"]):
                    raise Differs(f"V({n}, {k}), turn {turn}: {peer.name} says {said}, {asked[0].name} says {first}")
                if not gap:
                    for what, kept in (("seconds", peer.seconds), ("cpu", peer.cpu), ("process", peer.process)):
                        kept.setdefault((n, k), []).append(float(str(said[what])))


def table(asked: list[Peer], sizes: list[tuple[int, int]], what: str) -> Iterator[str]:
    """Medians of Handrail, and for each peer how many times as long it takes, as a Markdown table."""
    yield f"| V(n, k) | {HANDRAIL} | {' | '.join(peer.name for peer in asked[1:])} |"
    yield "|---" * (len(asked) + 1) + "|"
    for size in sizes:
        own = median(getattr(asked[0], what)[size])
        cells = [_ratio(peer, size, what, own) for peer in asked[1:]]
        yield f"| V({size[0]}, {size[1]}) | {_seconds(own)} | {' | '.join(cells)} |"


def _ratio(peer: Peer, size: tuple[int, int], what: str, own: float) -> str:
    taken = getattr(peer, what).get(size)
    if size in peer.gave_up or not taken:
        return f"> {MOST_SECONDS} s" if size in peer.gave_up else f"(> {MOST_SECONDS} s)"
    return f"{median(taken) / own:.2g}" if median(taken) < 10 * own else f"{median(taken) / own:.0f}"


def _seconds(taken: float) -> str:
    return f"{taken * 1000:.1f} ms" if taken < 1 else f"{taken:.2f} s"


def growth(own: Peer, sizes: list[tuple[int, int]]) -> Iterator[str]:
    """How Handrail's processor time grows with n at each k: the exponent between the smallest and the largest n."""
    for k in sorted({facts for _, facts in sizes}):
        stages = sorted(n for n, facts in sizes if facts == k)
        steps = [
            (few, many, median(own.cpu[many, k]) / median(own.cpu[few, k]))
            for few, many in pairwise(stages)
        ]
        told = ", ".join(f"{few} to {many}: {log(times) / log(many / few):.2f}" for few, many, times in steps)
        yield f"* k = {k}: {told}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a small grid")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", type=Path, default=ROOT / "benchmarks" / ".peers")
    chosen = parser.parse_args()
    stages, facts = (QUICK_STAGES, QUICK_FACTS) if chosen.quick else (STAGES, FACTS)
    asked = peers(chosen.peers)
    sizes = [(n, k) for k in facts for n in stages]
    load = os.getloadavg()[0]
    for n, k in sizes:
        compare(asked, n, k, chosen.rounds)
        print(f"V({n}, {k}) done", file=sys.stderr)
    for title, what in (
        ("Seconds for the answers", "seconds"),
        ("Processor seconds for the answers", "cpu"),
        ("Seconds for the whole process", "process"),
    ):
        print(f"\n{title}\n", *table(asked, sizes, what), sep="\n")
    print("\nGrowth of Handrail's processor time with n, as a power of n\n", *growth(asked[0], sizes), sep="\n")
    print(f"\nMedians of {chosen.rounds} rounds, {os.cpu_count()} cores, load before it began {load:.1f}.")


if __name__ == "__main__":
    main()
