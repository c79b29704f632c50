"""How much faster two processes get through a sweep than one; seconds on the clock of this machine.

The sweep is so many replications of one built-in scenario. The processes are started before, and the results of
both ways are compared byte by byte.
"""

import argparse
import json
import time

from handrail.scenarios import with_protocol
from simulate.measures import Window
from simulate.sweep import Workforce, local, worked_off
from simulate.unit import Caseload, Unit


def seconds(workforce: Workforce, units: list[Unit]) -> tuple[float, str]:
    """How long a sweep takes, and what it gives."""
    begun = time.perf_counter()
    found = worked_off(workforce, units)
    return time.perf_counter() - begun, json.dumps([(one.values, one.survival) for one in found])


def main() -> None:
    """Time one process and several in turn, and tell the ratio."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--units", type=int, default=40)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--scenario", default="rotherham-challenge")
    chosen = asked.parse_args()
    scenario, protocol, _ = with_protocol(chosen.scenario)
    caseload = Caseload(protocol, scenario)
    units = [Unit(caseload, 1, number, Window()) for number in range(chosen.units)]
    seconds(local(chosen.workers), units[: chosen.workers])
    for _ in range(chosen.rounds):
        alone, one = seconds(local(1), units)
        together, several = seconds(local(chosen.workers), units)
        if one != several:
            raise SystemExit("the results differ")
        print(f"{chosen.units} units: {alone:.2f} s, {together:.2f} s by {chosen.workers}: {alone / together:.2f}")


if __name__ == "__main__":
    main()
