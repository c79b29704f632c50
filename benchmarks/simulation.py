"""Caseloads beside SimPy as a textbook writes it and beside Ciw; growth, a second worker, and what the calendar costs.

    python -m benchmarks.simulation [peers|growth|workers|calendar ...] [--years N] [--times N] [--cases N ...]

The ladder is that of `benchmarks.caseload`. In Ciw it is a network of four nodes with so many servers each,
lognormal service, a half that leaves after each, and reneging to the next node: only a dispute that still waits
moves up there, since Ciw lets nobody be taken out of service. All keep a log of events. Except for the workers,
seconds are CPU seconds; ratios are those of goes that took turns in one process.
"""

import argparse
import gc
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from math import log
from statistics import median
from typing import Any
from unittest.mock import patch

from benchmarks.caseload import DAY, HOURS, LIMIT, PEOPLE, RESOLVED, SIGMA, STAGES, caseload, ladder, textbook
from model.protocol import TimeLimit
from simulate.clock import WorkingClock
from simulate.engine import run
from simulate.measures import YEAR, Window
from simulate.replications import studies
from simulate.scenario import Scenario
from simulate.sweep import local
from simulate.unit import Caseload

PARTS = ("peers", "growth", "workers", "calendar")
PER_YEAR = 900
SIZES = (1, 4, 16)
"""How many times the disputes and the people of the small office: how busy people are stays the same."""

ONE_SIZE = "_one_size"


def network(per_year: float, days: int, seed: int, people: float) -> tuple[int, list[Any]]:
    """The ladder in Ciw."""
    import ciw

    class Upwards(ciw.routing.Probabilistic):
        """Who gives up waiting goes to the next stage; after the last one there is only the way out."""

        def next_node_for_jockeying(self, ind: Any) -> Any:
            return self.simulation.nodes[self.node.id_number + 1]

    servers = [max(1, round(people / 2**place)) for place in range(STAGES)]
    ways = [[place + 2] if place + 1 < STAGES else [] for place in range(STAGES)]
    ciw.seed(seed)
    made = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(per_year / (YEAR * DAY))] + [None] * (STAGES - 1),
        service_distributions=[ciw.dists.Lognormal(log(HOURS * 60), SIGMA) for _ in servers],
        number_of_servers=servers,
        routing=ciw.routing.NetworkRouting([Upwards(one, [1 - RESOLVED] * len(one)) for one in ways]),
        reneging_time_distributions=[ciw.dists.Deterministic(LIMIT * DAY) for _ in servers],
    )
    simulation = ciw.Simulation(made)
    simulation.simulate_until_max_time(days * DAY)
    return simulation.nodes[0].number_of_individuals, simulation.get_all_records()


def own(per_year: float, days: int, seed: int, people: float) -> tuple[int, Any]:
    """The ladder in Handrail, with its stays kept."""
    found = run(ladder(), caseload(per_year, people), seed=seed, days=days)
    return found.counts.came.total(), found


def in_turn(ways: dict[str, Callable[[], Any]], times: int) -> tuple[dict[str, list[float]], dict[str, Any]]:
    """CPU seconds of each way, in several rounds of one go each, and what the last one gave."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    found: dict[str, Any] = {}
    for _ in range(times):
        for name, act in ways.items():
            found.pop(name, None)
            gc.collect()  # nobody is to clear away what another has left
            begun = time.process_time()
            found[name] = act()
            seconds[name].append(time.process_time() - begun)
    return seconds, found


def peers(years: int, times: int) -> None:
    """The ratio to SimPy as a textbook writes it, and to Ciw where it is installed."""
    days = years * YEAR
    shapes: dict[str, Any] = {"Handrail": own, "textbook SimPy": textbook}
    try:
        import ciw  # noqa: F401

        shapes["Ciw"] = network
    except ImportError:
        print("Ciw is not installed; the README of the benchmarks says how")
    print("| people in the first stage | | disputes | disputes a second | Handrail is so many times as fast (rounds) |")
    print("|---|---|---|---|---|")
    for size in SIZES:
        args = (PER_YEAR * size, days, 1, PEOPLE * size)
        ways = {name: (lambda shape=shape, args=args: shape(*args)) for name, shape in shapes.items()}
        seconds, found = in_turn(ways, times)
        speed = {name: [found[name][0] / one for one in seconds[name]] for name in ways}
        for name in ways:
            ratios = [a / b for a, b in zip(speed["Handrail"], speed[name], strict=True)]
            span = f"{max(speed['Handrail']) / max(speed[name]):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
            print(f"| {PEOPLE * size} | {name} | {found[name][0]:,} | {max(speed[name]):,.0f} | {span} |", flush=True)


def sized(cases: int, years: int) -> Scenario:
    """So many disputes in so many years, with staff in proportion."""
    per_year = cases / years
    return caseload(per_year, PEOPLE * per_year / PER_YEAR)


def one_size(cases: int, years: int, records: str) -> None:
    """One run of one size in a process of its own: its speed and its highest memory."""
    begun = time.process_time()
    found = run(ladder(), sized(cases, years), seed=1, days=years * YEAR, records=records)
    seconds = time.process_time() - begun
    came, memory = found.counts.came.total(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {came:,} | {records} | {seconds:.2f} | {came / seconds:,.0f} | {memory:.0f} MB |", flush=True)


def growth(sizes: list[int], years: int) -> None:
    """Speed and memory by the number of disputes; "kpi" keeps what is counted, "stays" every stay."""
    print("| disputes | records | CPU seconds | disputes a second | peak memory |\n|---|---|---|---|---|", flush=True)
    for records in ("kpi", "stays"):
        for cases in sizes:
            command = [sys.executable, "-m", "benchmarks.simulation", ONE_SIZE, str(cases), str(years), records]
            subprocess.run(command, check=True)


def workers(years: int, times: int) -> None:
    """By the clock on the wall: a sweep in this process and in two."""
    designs = [(Caseload(ladder(), sized(4000 + 100 * one, years)), {}) for one in range(4)]
    window = Window(0, years * YEAR - 1, 1)
    ratios, found = [], []
    for _ in range(times):
        seconds = []
        for count in (1, 2):
            force = local(count)
            studies(designs[:1], seed=1, replications=range(2), window=Window(0, 5, 1), workforce=force)  # it is there
            begun = time.perf_counter()
            found.append(studies(designs, seed=1, replications=range(4), window=window, workforce=force))
            seconds.append(time.perf_counter() - begun)
        ratios.append(seconds[0] / seconds[1])
    if any(one != found[0] for one in found):
        raise SystemExit("the results depend on the number of workers")
    print(f"2 workers are {median(ratios):.2f} times as fast as 1 ({min(ratios):.2f} to {max(ratios):.2f})")


class NoCalendar(WorkingClock):
    """Days are counted and have no dates: a limit of n days ends at the close of the n-th."""

    def due(self, limit: TimeLimit, day: int, minute: int) -> tuple[int, int]:
        """Plain arithmetic."""
        end = self.day_of(minute) + (limit.at_most.amount if limit.at_most else 0)
        return (end + 1) * self.minutes_a_day, 0


def calendar(years: int, times: int) -> None:
    """What bank holidays and closing times cost, beside counting days."""
    protocol, scenario = ladder(), replace(caseload(PER_YEAR), due_at="close")

    def go() -> Any:
        return run(protocol, scenario, seed=1, days=years * YEAR)

    def plain() -> Any:
        with patch("simulate.plan.WorkingClock", NoCalendar):
            return go()

    go()  # the calendar of the nation is read once
    seconds, found = in_turn({"with": go, "without": plain}, times)
    if found["with"].counts != found["without"].counts:
        raise SystemExit("the two did not do the same work")
    ratios = [a / b for a, b in zip(seconds["with"], seconds["without"], strict=True)]
    best = min(seconds["with"]) / min(seconds["without"])
    print(f"with the calendar: {best:.3f} times as long by the best goes ({min(ratios):.3f} to {max(ratios):.3f})")


def main() -> None:
    """Print the tables that were asked for, or all of them."""
    if sys.argv[1:2] == [ONE_SIZE]:
        one_size(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
        return
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    options.add_argument("--years", type=int, default=2)
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--cases", type=int, nargs="*", default=[1_000, 10_000, 100_000, 1_000_000])
    chosen = options.parse_args()
    if unknown := set(chosen.parts) - set(PARTS):
        options.error(f"there is no part {', '.join(sorted(unknown))}")
    for part in chosen.parts or PARTS:
        print(f"\n{part}", flush=True)
        match part:
            case "peers":
                peers(chosen.years, chosen.times)
            case "growth":
                growth(chosen.cases, chosen.years)
            case "workers":
                workers(chosen.years, max(1, chosen.times // 2))
            case "calendar":
                calendar(chosen.years, chosen.times)


if __name__ == "__main__":
    main()
