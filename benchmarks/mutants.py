"""Which slips in a protocol a complete check notices, and why the others make no difference.

    python -m benchmarks.mutants [PROTOCOL ...] [--every N] [--processes N]

Without names: the six and the library of the tests. Progress goes to standard error. For each mutant that is not
noticed the solver is asked whether it allows the same courses; what it does not prove to be the same counts as missed.
"""

import argparse
import sys
from collections import Counter
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

import protocols as built_in
from benchmarks.noticing import Known, difference, noticed, noticed_late
from model.loader import load_file
from verify.mutants import OPERATORS, mutants

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


@cache
def _original(path: Path) -> Known:
    return Known(load_file(path))


def judge(task: tuple[Path, int]) -> Finding:
    """What becomes of one mutant of a protocol, by its number."""
    path, number = task
    original = _original(path)
    one = list(mutants(original.protocol))[number]
    mutant = Known(one.protocol)
    name = original.protocol.id
    try:
        told_by = noticed(original, mutant)
        differs = "" if told_by else difference(original, mutant)
        if not told_by and not differs:
            why = "the same courses are lawful at every level, in every case and reading, whoever is silent"
            return Finding(name, one.operator, one.what, SAME, why)
        told_by = told_by or noticed_late(original, mutant)
        return Finding(name, one.operator, one.what, told_by or MISSED, differs)
    except Exception as error:  # a check that fails on a spoilt protocol is a finding, not the end of the run
        return Finding(name, one.operator, one.what, FAILED, f"{type(error).__name__}: {error}")


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
    chosen = parser.parse_args()
    names = [built_in.path(one) if one in built_in.names() else Path(one) for one in chosen.protocols]
    paths = names or [*(built_in.path(one) for one in built_in.names()), LIBRARY]
    tasks = [(path, n) for path in paths for n in range(sum(1 for _ in mutants(_original(path).protocol)))]
    tasks = tasks[:: chosen.every]
    findings = []
    with Pool(chosen.processes) as pool:
        for done, one in enumerate(pool.imap(judge, tasks, chunksize=4), start=1):
            findings.append(one)
            print(f"{done} of {len(tasks)}  {': '.join(filter(None, one))}", file=sys.stderr, flush=True)
    print(table(findings, "protocol"), table(findings, "operator"), sep="\n\n", end="\n\n")
    by = Counter(one.told_by for one in findings)
    print("Told first by: " + ", ".join(f"{name} {number}" for name, number in by.most_common()) + ".\n")
    for heading in (MISSED, FAILED, SAME):
        for one in findings:
            if one.told_by == heading:
                print(f"* {heading}: {one.protocol}, {one.operator}: {one.what} ({one.why})")
    wrong = by[MISSED] + by[FAILED]
    return 1 if by[FAILED] or wrong * 20 > len(findings) - by[SAME] else 0


if __name__ == "__main__":
    sys.exit(main())
