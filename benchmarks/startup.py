"""How long the program takes to answer, measured against what the solver alone takes to load.

    python benchmarks/startup.py [ROUNDS]

Reports and judges nothing. Each round runs every command once, in turn, so that a busy moment of the machine
meets all of them; the ratios mean more than the seconds, which are those of one machine.
"""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
BASE = 'python -c "import z3"'
HANDRAIL = [sys.executable, "-m", "handrail"]
COMMANDS = {
    BASE: [sys.executable, "-c", "import z3"],
    "handrail --help": [*HANDRAIL, "--help"],
    "handrail check --shape-only": [*HANDRAIL, "check", "--shape-only"],
    "handrail check": [*HANDRAIL, "check"],
}


def seconds(command: list[str]) -> float:
    """How long one run of a command takes.

    Raises:
        RuntimeError: it ended with another status than 0 or 1, so that its time means nothing.
    """
    before = perf_counter()
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
    after = perf_counter()
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return after - before


def measure(rounds: int) -> dict[str, list[float]]:
    """The seconds of every command in every round, after one round that only warms the disk cache."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(rounds + 1):
        for name, command in COMMANDS.items():
            taken = seconds(command)
            if turn:
                times[name].append(taken)
    return times


def table(times: dict[str, list[float]]) -> str:
    """Medians, spread and ratios as a Markdown table."""
    base = median(times[BASE])
    rows = ["| Command | Median | Fastest to slowest | Ratio |", "|---|---|---|---|"]
    for name, taken in times.items():
        spread = f"{min(taken):.2f} to {max(taken):.2f} s"
        rows.append(f"| `{name}` | {median(taken):.2f} s | {spread} | {median(taken) / base:.1f} |")
    return "\n".join(rows)


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(table(measure(rounds)))
    cores = os.cpu_count() or 1
    print(f"\n{rounds} rounds, {cores} cores, Python {sys.version.split()[0]}.", end="")
    print(f" The machine was busy before it began (load {load:.1f}): read the ratios only." if load > 0.5 else "")


if __name__ == "__main__":
    main()
