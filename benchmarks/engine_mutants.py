"""Which one-line breaks of the engines the tests notice.

    python -m benchmarks.engine_mutants [--only WORD] [--processes 2]

Each break is made in a copy of the project, in which the tests of the engines then run, quickest first, until one
fails. A break that no test notices is a test that is missing, or code that nothing needs. Progress goes to standard
error. One that no longer fits its line is told as "stale": the list below must follow the code. First the tests run
without a break, since one that fails anyway notices nothing.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("protocols", "model", "verify", "simulate", "handrail", "tests", "pyproject.toml")
TESTS = (
    ("tests/verify/test_zone.py", "tests/verify/test_found_runs.py", "tests/verify/test_moments.py"),
    ("tests/verify/test_judgement.py", "tests/verify/test_gym.py"),
    ("tests/verify/test_readings.py", "tests/model/test_machine.py", "tests/verify/test_side_events.py"),
    ("tests/properties", "tests/verify/test_courses.py", "tests/verify/test_loops.py"),
    ("tests/verify/test_engines_agree.py", "tests/verify/test_six.py"),
)
"""Tests in the order in which they run; a break is noticed by the first group that fails."""
LONGEST = 600
"""Processor seconds after which a group counts as failed: a break may make it run for ever."""


class Break(NamedTuple):
    """One line of a file, and what it is changed to."""

    file: str
    old: str
    new: str


SEMANTICS, RULES, EXPLORER = "model/semantics.py", "verify/rules.py", "verify/explorer.py"
ENCODING, READINGS, ZONE = "verify/encoding.py", "verify/readings.py", "verify/zone.py"
GATHERING, CONDITION, SILENCE = "verify/gathering.py", "model/condition.py", "model/silence.py"
FOUND_RUNS = "verify/found_runs.py"

BREAKS = (
    # what may happen
    Break(SEMANTICS, "and self.level.binds(limit.modality)", "and True"),
    Break(SEMANTICS, "and now.started(limit.start)", "and True"),
    Break(SEMANTICS, "and limit.condition.holds(now.value)", "and True"),
    Break(SEMANTICS, "if not transition.condition.holds(now.value):", "if False:"),
    Break(SEMANTICS, "if now.silent and cannot_act_without(", "if False and cannot_act_without("),
    Break(SILENCE, "and NO_ANSWER not in transition.outcomes", ""),
    Break(SEMANTICS, 'and now.value(SILENCE.id) == "strict"', ""),
    Break(SILENCE, "bool(act.by) and all(", "bool(act.by) and any("),
    Break(SILENCE, "and not protocol.role[str(role)].substitutes", ""),
    Break(SEMANTICS, "            not upper\n", "            True\n"),
    Break(SEMANTICS, 'and now.value(HANDOVER.id) == "prompt"', ""),
    Break(SEMANTICS, "(one,) if prompt and not one.endless else upper)", "upper)"),
    Break(SEMANTICS, "[Window(no_later, lower, one if waits", "[Window(no_later, (), one if waits"),
    Break(SEMANTICS, "[Window(no_later, lower, one if waits else None)", "[Window(no_later, lower, one)"),
    Break(SEMANTICS, "for no_later in duties or {(): None}:", "for no_later in {(): None}:"),
    Break(SEMANTICS, "return not self.protocol.state[state].final and not", "return not"),
    Break(SEMANTICS, "and not ended(cap) and self.can_end(cap, transition)", "and self.can_end(cap, transition)"),
    Break(SEMANTICS, "and not ended(cap) and self.can_end(cap, transition)", "and not ended(cap)"),
    Break(SEMANTICS, '(first_counts=value(COUNTING.id) == "same day") + longer', "() + longer"),
    Break(SEMANTICS, 'fewest_working_days(first_counts=value(COUNTING.id) == "same day")', "fewest_working_days()"),
    Break(SEMANTICS, "return lag + limit.at_most", "return limit.at_most"),
    Break(SEMANTICS, "return lag + span", "return span"),
    Break(SEMANTICS, "limit.starts_after.most_working_days()", "limit.starts_after.fewest_working_days()"),
    Break(CONDITION, "return not self.alternatives\n", "return False\n"),
    # the formula
    Break(RULES, "if not self.level.binds(limit.modality) or not limit.start:", "if not limit.start:"),
    Break(RULES, "lag + days(span, first_counts=True), lag", "lag + days(span), lag"),
    Break(RULES, "disj(*(conj(did, moment <= at + length)", "conj(*(implies(did, moment <= at + length)"),
    Break(RULES, "return conj(*(implies(did, moment >= at + length)", "return disj(*(conj(did, moment >= at + length)"),
    Break(RULES, "(self.enters[event], z3.IntVal(0))", "(self.enters[event], z3.IntVal(1))"),
    Break(RULES, "can = conj(holds, neg(self._silent(needed, one.source)))", "can = holds"),
    Break(RULES, "return no, conj(can, expiring)", "return no, can"),
    Break(RULES, 'and "no answer" not in one.outcomes', ""),
    Break(RULES, "late = conj(can, unanswered, expiring)", "late = conj(can, unanswered)"),
    Break(RULES, "prompt = conj(neg(has), expiring", "prompt = conj(expiring"),
    Break(RULES, "            moment >= self.time[one.source],\n", ""),
    Break(RULES, "            *lower,\n", ""),
    Break(RULES, "implies(prompt, handed_over),", "True,"),
    Break(RULES, "implies(neg(free), waited),", "True,"),
    Break(RULES, "*self._caps(one, moment),", ""),
    Break(RULES, "disj(not event and has, none, *(", "disj(not event and has, *("),
    Break(RULES, "disj(not event and has, none, *(", "disj(none, *("),
    Break(RULES, "return disj(free, late), conj(kept, implies(prompt, handed_over))", "return disj(free, late), kept"),
    Break(RULES, "neg(self._cap_ended(cap, one.source))", "True"),
    Break(RULES, "if not self._precedes(start, end)", "if True"),
    Break(RULES, "return one not in self.visited and other in self.visited", "return False"),
    Break(ENCODING, "add(implies(conj(fires, self.silent[one.source]), self.silent[one.dest]))", "pass"),
    Break(ENCODING, "add(implies(self.no_way_in, neg(holds)))", "pass"),
    Break(ENCODING, "add(*self._facts_at_start(entry.id, entry.dest))", "pass"),
    Break(ENCODING, "add(implies(self.ends[state], neg(disj(*duties))))", "pass"),
    Break(ENCODING, "add(conj(*(implies(did, self.raised_at <= at) for did, at in raisings)))", "pass"),
    Break(FOUND_RUNS, "self._never if needed.isdisjoint(hangs_on) else self._never_here", "self._never"),
    Break(FOUND_RUNS, "for name, choice in made.items() if name in needed", "for name, choice in {}.items()"),
    Break(FOUND_RUNS, "if all(self._look_up(place, *one)", "if any(self._look_up(place, *one)"),
    # the walk
    Break(EXPLORER, "zone.keep(explorer.live[step.dest] | {", "zone.keep({*zone.events} | {"),
    Break(EXPLORER, "if raising and not zone.has(RAISED):", "if raising:"),
    Break(EXPLORER, "{*(self.protocol.raised or events)}", "{*events}"),
    Break(EXPLORER, "and not zone.has(name):", ":"),
    Break(EXPLORER, "ended -= {cap.id}", "pass"),
    Break(EXPLORER, "elif event in cap.ends and zone.has(clock(cap)):", "elif event in cap.ends:"),
    Break(EXPLORER, "if node.silent or self.explorer.silent_role is None else [False, True]:", "if True else []:"),
    Break(EXPLORER, "for name in reached if zone.has(RAISED)", "for name in reached[:1] if zone.has(RAISED)"),
    Break(EXPLORER, "(dict(node.changed) | dict(sets))", "(dict(sets) | dict(node.changed))"),
    Break(GATHERING, "(node.changed, node.silent, node.ended, node.zone)", "(node.changed, node.silent, node.zone)"),
    Break(GATHERING, "made.issuperset(one.cube) and node.zone.within(one.zone)", "made.issuperset(one.cube)"),
    Break(ZONE, "new_row[place[event]] = min(new_row[place[event]], days)", "new_row[place[event]] = days"),
    Break(ZONE, "new_column[place[event]] = min(new_column[place[event]], -days)", "new_column[place[event]] = -days"),
    Break(ZONE, "if min(row[k] + new_column[k] for k in range(size)) < 0:", "if False:"),
    Break(ZONE, "min(old[i][j], column[i] + row[j])", "old[i][j]"),
    Break(READINGS, "if made.get(name, value) != value:", "if made.get(name, value) == value:"),
    Break(READINGS, "if not any(other <= cube for other in kept):", "if True:"),
    Break(READINGS, "if rest and covered(cube, rest, domains):", "if covered(cube, kept, domains):"),
    Break(READINGS, "if covered(wider, cubes, domains):", "if True:"),
    Break(READINGS, "return all(covered((*cube, (name, value))", "return any(covered((*cube, (name, value))"),
    Break(READINGS, "    return smallest(found)", "    return [tuple(sorted(one)) for one in found]"),
    Break(READINGS, "if name in choices:", "if False:"),
)


def _not_for_ever() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))


def judge(one: Break) -> str:
    """What becomes of one break: "noticed by ...", "survived", or "stale"."""
    text = (ROOT / one.file).read_text(encoding="utf-8")
    if text.count(one.old) != 1:
        return f"stale ({text.count(one.old)} such places)"
    with tempfile.TemporaryDirectory() as folder:
        for part in PARTS:
            source = ROOT / part
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, Path(folder) / part)
        (Path(folder) / one.file).write_text(text.replace(one.old, one.new), encoding="utf-8")
        for group in TESTS:
            command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *group]
            environment = os.environ | {"PYTHONPATH": folder, "CI": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, preexec_fn=_not_for_ever, check=False
            )
            if done.returncode < 0:
                return f"noticed by {Path(group[0]).stem} (never ended)"
            if done.returncode:
                lines = done.stdout.decode(errors="replace").splitlines()
                failed = [line.split(" - ")[0].split("::", 1)[-1] for line in lines if line.startswith("FAILED")]
                return f"noticed by {failed[0] if failed else group[0]}"
    return "survived"


def main() -> int:
    """Make every break and print what became of it; 1 when one survived or is stale."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine_mutants")
    parser.add_argument("--only", default="", help="breaks with this in the name of their file, or in their line")
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    breaks = [one for one in BREAKS if chosen.only in one.file or chosen.only in one.old]
    if not breaks:
        parser.error(f'no break has "{chosen.only}" in the name of its file, or in its line')
    unbroken = breaks[0]._replace(new=breaks[0].old)
    if (told := judge(unbroken)) != "survived":
        sys.exit(f"Without any break: {told}. No break can be told from that.")
    wrong = []
    with Pool(chosen.processes) as pool:
        for number, (one, told) in enumerate(zip(breaks, pool.imap(judge, breaks), strict=True), start=1):
            print(f"{number} of {len(breaks)}  {one.file}: {told}", file=sys.stderr, flush=True)
            if not told.startswith("noticed"):
                wrong.append(f"* {told}: {one.file}: `{one.old.strip()}` to `{one.new.strip()}`")
    print(f"{len(breaks)} breaks, {len(breaks) - len(wrong)} noticed.")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
