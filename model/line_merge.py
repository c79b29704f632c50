"""The lines of a file with somebody's changes, keeping the layout of every line that was not changed."""

from difflib import SequenceMatcher
from itertools import groupby

Edit = tuple[int, int, list[str]]
"""From which line to which, and what takes their place."""


def merged(base: str, kept: str, changed: str) -> str:
    """The text `kept` with the changes that lead from `base` to `changed`.

    `base` says the same as `kept` in another layout. Comment lines that a change would take away because they
    stand after what it removes are kept.
    """
    lines, own, new = (text.splitlines(keepends=True) for text in (base, kept, changed))
    start_of, end_of = _matches(lines, own)
    result: list[str] = []
    done = 0
    for first, last, put in _edits(lines, new):
        start, end = start_of[first], end_of[last]
        start = max(done, start)
        result += own[done:start]
        result += put + _trailing_comments(own[start : max(start, end)], put)
        done = max(start, end)
    return "".join(result + own[done:])


def _edits(base: list[str], changed: list[str]) -> list[Edit]:
    steps = SequenceMatcher(None, base, changed, autojunk=False).get_opcodes()
    return [(i, j, changed[k:n]) for kind, i, j, k, n in steps if kind != "equal"]


def _matches(base: list[str], own: list[str]) -> tuple[list[int], list[int]]:
    """For each line of the base: where its part of the own lines starts, and where that before it ends.

    Lines that differ in layout only are matched block by block.
    """
    start_of, end_of = [0] * (len(base) + 1), [0] * (len(base) + 1)
    for kind, i, j, k, n in SequenceMatcher(None, base, own, autojunk=False).get_opcodes():
        for line in range(i, j):
            start_of[line] = k + (line - i) if kind == "equal" else k
            end_of[line + 1] = k + (line - i) + 1 if kind == "equal" else n
    start_of[len(base)] = len(own)
    return start_of, end_of


def _trailing_comments(removed: list[str], put: list[str]) -> list[str]:
    tail: list[str] = []
    for blank, group in groupby(
        reversed(removed), key=lambda line: not line.strip() or line.lstrip()[0] == "#"
    ):
        tail = list(group)[::-1] if blank else []
        break
    return [line for line in tail if line not in put]
