"""Which slips in a protocol a complete check notices, and why the others make no difference.

    python -m benchmarks.mutants [PROTOCOL ...] [--every N] [--processes N] [--judged FILE]

Without names: the six and the library of the tests. Progress goes to standard error. For each mutant that is not
noticed the solver is asked whether it allows the same courses; what it does not prove to be the same counts as missed.
What survives is listed, by the reason: standard output is `benchmarks/mutants.md`.
Every judgement is added to FILE at once, and what is judged there already is not judged again: a run that was stopped
goes on. After a change of the checks or of a protocol, begin with another file.
"""

import argparse
import json
import os
import sys
from collections import Counter
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

import protocols as built_in
from benchmarks.noticing import Known, difference, noticed, noticed_late
from model.loader import load_file
from model.protocol import Protocol, TimeLimit
from verify.mutants import OPERATORS, Mutant, mutants

LIBRARY = Path(__file__).resolve().parent.parent / "tests" / "protocols" / "library.yaml"
SAME = "same"
MISSED = "missed"
FAILED = "failed"


class Finding(NamedTuple):
    """What became of one mutant: the table that noticed it, or why it makes no difference, or that it was missed."""

    protocol: str
    operator: str
    what: str
    told_by: str
    why: str = ""


def judged(path: Path | None) -> dict[tuple[str, ...], Finding]:
    """The findings of an earlier run, by protocol, operator and what was changed."""
    lines = path.read_text(encoding="utf-8").splitlines() if path and path.exists() else []
    return {one[:3]: one for one in (Finding(*json.loads(line)) for line in lines)}


@cache
def _original(path: Path) -> Known:
    return Known(load_file(path))


@cache
def _mutants(path: Path) -> list[Mutant]:
    return list(mutants(_original(path).protocol))


def judge(task: tuple[Path, int]) -> Finding:
    """What becomes of one mutant of a protocol, by its number."""
    path, number = task
    original = _original(path)
    one = _mutants(path)[number]
    mutant = Known(one.protocol)
    name = original.protocol.id
    try:
        told_by = noticed(original, mutant)
        differs = "" if told_by else difference(original, mutant)
        told_by = told_by or noticed_late(original, mutant, same=not differs)
        if told_by or differs:
            return Finding(name, one.operator, one.what, told_by or MISSED, differs)
        return Finding(name, one.operator, one.what, SAME, because(original.protocol, one.protocol))
    except Exception as error:  # a check that fails on a spoilt protocol is a finding, not the end of the run
        return Finding(name, one.operator, one.what, FAILED, f"{type(error).__name__}: {error}")


def because(original: Protocol, mutant: Protocol) -> str:
    """Why two protocols allow the same courses, which the solver has proved, where that can be seen from a limit."""
    changed = {*original.limits} ^ {*mutant.limits}
    if changed and not any(one.at_most or one.at_least for one in changed):
        return "the limit has words and no number, and binds nobody to a day"
    if changed and not any(one.start for one in changed):
        return "nothing starts the clock of the limit, however long it is"
    if len({one.start for one in changed}) == 2 and len({_comings(original, one) for one in changed}) == 1:
        return "the clock starts at the same moments"
    return "no course is lawful in one of them and not in the other, so what is changed never decides anything"


def _comings(protocol: Protocol, limit: TimeLimit) -> frozenset[str]:
    """The moves and ways in that start a clock; to come to a stage is to take one that leads there."""
    into = [(one.id, one.dest) for one in (*protocol.transitions, *protocol.entries)]
    return frozenset(name for name, dest in into if {name, dest} & set(limit.start))


def table(findings: list[Finding], column: str) -> str:
    """Mutants by operator or protocol: all, noticed, the same in meaning, and the share noticed of the others."""
    rows = [f"| {column.capitalize()} | Mutants | Noticed | Same meaning | Missed | Noticed of those that differ |"]
    rows.append("|---|---|---|---|---|---|")
    groups = list(OPERATORS) if column == "operator" else list(dict.fromkeys(one.protocol for one in findings))
    for group in [*groups, "all"]:
        here = [one for one in findings if group in (getattr(one, column), "all")]
        if here:
            count = Counter(one.told_by if one.told_by in (SAME, MISSED, FAILED) else "noticed" for one in here)
            wrong = count[MISSED] + count[FAILED]
            share = f"{100 * count['noticed'] / max(1, count['noticed'] + wrong):.1f}%"
            rows.append(f"| {group} | {len(here)} | {count['noticed']} | {count[SAME]} | {wrong} | {share} |")
    return "\n".join(rows)


def main() -> int:
    """Judge all mutants and print the report; 1 when the check failed on one, or missed more than one in twenty."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants")
    parser.add_argument("protocols", nargs="*", help="built-in names or files")
    parser.add_argument("--every", type=int, default=1, help="only each so many-th mutant")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--judged", type=Path, metavar="FILE", help="where findings are kept from run to run")
    chosen = parser.parse_args()
    named = [built_in.path(one) if one in built_in.names() else Path(one) for one in chosen.protocols]
    paths = named or [*(built_in.path(one) for one in built_in.names()), LIBRARY]
    tasks = [(path, n) for path in paths for n in range(len(_mutants(path)))][:: chosen.every]
    known = judged(chosen.judged)
    names = {task: (_original(task[0]).protocol.id, *_mutants(task[0])[task[1]][:2]) for task in tasks}
    left = [task for task in tasks if names[task] not in known]
    with Pool(chosen.processes) as pool, open(chosen.judged or os.devnull, "a", encoding="utf-8") as file:
        for done, one in enumerate(pool.imap_unordered(judge, left), start=1):
            known[one[:3]] = one
            print(json.dumps(one), file=file, flush=True)
            print(f"{done} of {len(left)}  {': '.join(filter(None, one))}", file=sys.stderr, flush=True)
    findings = [known[names[task]] for task in tasks]
    print("# Mutants of protocols\n\nWritten by `python -m benchmarks.mutants`; what it means stands in the README.\n")
    print(table(findings, "protocol"), table(findings, "operator"), sep="\n\n", end="\n\n")
    by = Counter(one.told_by for one in findings)
    print("Told first by: " + ", ".join(f"{name} {number}" for name, number in by.most_common()) + ".\n")
    for heading in (MISSED, FAILED, SAME):
        for why in dict.fromkeys(one.why for one in findings if one.told_by == heading):
            print(f"{heading.capitalize()}: {why}:\n")
            for one in findings:
                if (one.told_by, one.why) == (heading, why):
                    print(f"* {one.protocol}, {one.operator}: {one.what}")
            print()
    wrong = by[MISSED] + by[FAILED]
    return 1 if by[FAILED] or wrong * 20 > len(findings) - by[SAME] else 0


if __name__ == "__main__":
    sys.exit(main())
