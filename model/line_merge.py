"""The lines of a file with somebody's changes, keeping the layout of every line that was not changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

Block = tuple[str, int, int, int, int]
"""Whether some lines are equal in two texts; from where to where they are in the one, and in the other."""


@dataclass(slots=True)
class _Region:
    """Some lines of the base, from one to another, with the changes to make in them."""

    first: int
    last: int
    changes: list[tuple[int, int, list[str]]] = field(default_factory=list)

    def made(self, base: list[str]) -> list[str]:
        """Its lines, changed."""
        lines: list[str] = []
        done = self.first
        for first, last, put in self.changes:
            lines += base[done:first] + put
            done = last
        return lines + base[done : self.last]


def merged(base: str, kept: str, changed: str) -> str:
    """The text `kept` with the changes that lead from `base` to `changed`.

    `base` says the same as `kept` in another layout. Comment lines that a change would take away because they
    stand before or after what it removes are kept.
    """
    lines, own, new = (text.splitlines(keepends=True) for text in (base, kept, changed))
    blocks = SequenceMatcher(None, lines, own, autojunk=False).get_opcodes()
    result: list[str] = []
    done = 0
    for region in _regions(lines, new, blocks):
        start = max(done, _place(region.first, blocks, after=False))
        end = max(start, _place(region.last, blocks, after=region.last > region.first))
        made = region.made(lines)
        result += own[done:start] + _with_comments(made, own[start:end])
        done = end
    return "".join(result + own[done:])


def _regions(base: list[str], changed: list[str], blocks: Sequence[Block]) -> list[_Region]:
    """What changes, widened to whole blocks where the layout differs, so that no line is lost."""
    regions: list[_Region] = []
    for kind, first, last, start, end in SequenceMatcher(None, base, changed, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        low, high = first, last
        for other, i, j, _, _ in blocks:
            if other != "equal" and i < j and i < max(last, first + 1) and first < j:
                low, high = min(low, i), max(high, j)
        if regions and low < regions[-1].last:
            regions[-1].last = max(regions[-1].last, high)
        else:
            regions.append(_Region(low, high))
        regions[-1].changes.append((first, last, changed[start:end]))
    return regions


def _place(line: int, blocks: Sequence[Block], *, after: bool) -> int:
    """Where a line of the base that starts or ends a region stands among the own lines."""
    for kind, i, j, k, n in blocks:
        if i < line < j or (line == i and i < j and not after):
            return k + (line - i) if kind == "equal" else k
        if line == j and i < j and after:
            return n
    return blocks[-1][4] if blocks else 0


def _with_comments(made: list[str], removed: list[str]) -> list[str]:
    """The changed lines, with the comments around what was removed."""
    head = _comments(removed)
    tail = _comments(removed[::-1])[::-1] if len(head) < len(removed) else []
    lost = [line for line in head if line not in made]
    return lost + made + [line for line in tail if line not in made]


def _comments(lines: list[str]) -> list[str]:
    """The comment lines and empty lines with which it begins."""
    found: list[str] = []
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            break
        found.append(line)
    return found
