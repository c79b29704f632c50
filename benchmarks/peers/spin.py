"""SPIN: the facts chosen freely, a whole number of days; it confirms a bound and looks for stages without a way on.

A case fact is chosen when a stage first asks for it, and forgotten after the last stage that does. The time holds the
translation to C and the compilation, which belong to every question that SPIN is asked.
"""

import subprocess
import tempfile
from pathlib import Path

from benchmarks.family import BYPASS_DAYS, Ladder, guards, last_asked
from benchmarks.peers.question import Answer, answer

OPEN, YES, NO = 0, 1, 2


def program(one: Ladder, bound: int, *, stuck: int | None = None) -> str:
    """The ladder in Promela, asserting the bound, or that nothing is stuck in one stage."""
    n, last = len(one.rungs), last_asked(one)
    lines = [f"byte f[{one.facts}];", "short now = 0;", "active proctype ladder() {"]
    for place, rung in enumerate(one.rungs):
        lines.append(f"stage{place}: skip;")
        asked = guards(rung) if place or n <= 2 else tuple(dict.fromkeys((*guards(rung), 0)))
        for fact in asked:
            choose = f":: f[{fact}] == {OPEN} -> f[{fact}] = {{}}"
            lines.append(f"  if {choose.format(YES)} {choose.format(NO)} :: else fi;")
        first, second, third = (f"f[{fact}] == {YES}" for fact in (rung.first, rung.second, rung.third))
        if stuck == place:
            lines.append(f"  assert(!(!({first}) && {third}));")
        yes, mid, no = rung.days
        lines.append(f"  now = now + (({third}) -> {yes} : (({first}) -> {mid} : {no}));")
        if stuck is None:
            lines.append(f"  assert(now <= {bound});")  # it may end here, by agreement
        onward = f"!({first} && {second})" + (f" && !(!({first}) && {third})" if rung.gap else "")
        forget = [f"f[{fact}] = {OPEN}" for fact in asked if last[fact] <= place]
        lines.append("  if")
        if place == 0 and n > 2:
            lines.append(way(f"f[0] == {YES}", [f"now = now + {BYPASS_DAYS}", *forget], n - 1))
        lines.append(way(f"{first} && {second}", forget, min(place + 2, n)))
        lines.append(way(onward, forget, place + 1))
        if rung.gap:
            lines.append("  :: else -> goto stage" + str(n))
        lines.append("  fi;")
    lines += [f"stage{n}: skip", "}"]
    return "\n".join(lines)


def way(guard: str, changes: list[str], dest: int) -> str:
    """One way on: what it takes, what changes, and where it leads."""
    together = f"d_step {{ {'; '.join(changes)} }}; " if changes else ""
    return f"  :: {guard} -> {together}goto stage{dest}"


def violated(text: str) -> bool:
    """Whether an assertion of the program can fail."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "ladder.pml").write_text(text, encoding="ascii")
        for command in (
            ["spin", "-a", "ladder.pml"],
            ["gcc", "-O2", "-w", "-DSAFETY", "-DMEMLIM=8192", "-o", "pan", "pan.c"],
        ):
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
        done = subprocess.run(["./pan", "-m100000", "-w24"], cwd=folder, capture_output=True, text=True, check=False)
    if "errors: 0" in done.stdout:
        if "out of memory" in done.stdout or "max search depth" in done.stdout:
            raise RuntimeError("the search was cut short")
        return False
    if "assertion violated" not in done.stdout:
        raise RuntimeError(done.stdout + done.stderr)
    return True


def work(one: Ladder, bound: int) -> Answer:
    """Whether the bound is kept and, a day less, is not; and every stage with a gap in which a case is stuck."""
    exact = not violated(program(one, bound)) and violated(program(one, bound - 1))
    gaps = [place for place, rung in enumerate(one.rungs) if rung.gap]
    return bound if exact else -1, [place for place in gaps if violated(program(one, bound, stuck=place))]


if __name__ == "__main__":
    answer(work)
