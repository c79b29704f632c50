"""Whether Handrail works here: its packages, a proof, its calendars, a drawing; and whether CI checks the files."""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from handrail import beginning, ci_promises
from model.errors import visible

_LEAST_PYTHON = (3, 11)
_REQUIRED = re.compile(r"([\w.-]+?)>=([\d.]+)$")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; what is no good comes with the way out."""

    good: bool
    what: str
    help: str = ""

    def __str__(self) -> str:
        """On a line, with the way out below it."""
        said = f"{'ok ' if self.good else 'NOT'}  {visible(self.what)}"
        return f"{said}\n       = help: {visible(self.help)}" if self.help else said


def look(folder: Path) -> Iterator[Finding]:
    """Everything, in order: the installation, then the configuration in this folder."""
    yield from _versions()
    for name, proof in (("a proof", _proof), ("calendars", _calendars), ("a drawing", _drawing)):
        yield from _tried(name, proof)
    yield from in_ci(folder)


def _versions() -> Iterator[Finding]:
    running = ".".join(map(str, sys.version_info[:3]))
    least = ".".join(map(str, _LEAST_PYTHON))
    yield Finding(sys.version_info >= _LEAST_PYTHON, f"Python {running} (at least {least})")
    try:
        wanted = [one.partition(";")[0].strip() for one in requires("handrail") or () if "extra" not in one]
    except PackageNotFoundError:
        yield Finding(False, "Handrail is not installed as a package", "run python3 bootstrap.py setup")
        return
    good = []
    for name, least in (one.groups() for text in wanted if (one := _REQUIRED.match(text))):
        try:
            has = version(name)
        except PackageNotFoundError:
            yield Finding(False, f"{name} is missing", "install Handrail anew")
            continue
        if _numbers(has) < _numbers(least):
            yield Finding(False, f"{name} {has} is older than {least}", "install Handrail anew")
        else:
            good.append(f"{name} {has}")
    yield Finding(True, f"Handrail {version('handrail')}, with {', '.join(good)}")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", text)[:3])


def _tried(name: str, attempt: Callable[[], str]) -> Iterator[Finding]:
    try:
        yield Finding(True, attempt())
    except Exception as error:  # whatever is wrong with an installation is what is asked
        yield Finding(False, f"{name}: {error}", "install Handrail anew, and report it if that does not help")


def _proof() -> str:
    from model.loader import load_text
    from model.modality import Level
    from verify.checker import check
    from verify.verdict import Word

    protocol = load_text(beginning.template("template"))
    results = check(protocol, properties=("decision-bounded",), levels=[Level.MUST]).results
    if [(one.verdict, one.bound) for one in results] != [(Word.PROVED, 15)]:
        raise ValueError(f"15 working days were expected, and this came: {results}")
    return "both ways of checking agree on a protocol whose answer is known"


def _calendars() -> str:
    from model.calendar import Nation, calendar

    found = [(nation, calendar(nation.value)) for nation in Nation]
    editions = dict.fromkeys(one.edition for _, one in found)
    until = "; ".join(f"{nation.value} until {one.provisional_after}" for nation, one in found)
    return f"bank holidays ({', '.join(editions)}), announced: {until}"


def _drawing() -> str:
    from handrail.drawing_file import drawing
    from model.loader import load_text

    made = drawing(load_text(beginning.template("template")), "svg")
    return f"a drawing is made ({len(made):,} bytes of SVG)"


def in_ci(folder: Path) -> Iterator[Finding]:
    """Whether the configuration in a folder checks the protocol files that lie there."""
    files = ci_promises.protocol_files(folder)
    made, unread = ci_promises.promises(folder)
    yield from (Finding(False, f"{one}; it cannot be told what it checks") for one in unread)
    if not made:
        yield Finding(True, f"{len(files)} protocol files here; no CI configuration here runs Handrail")
        return
    for one in made:
        reached = [path for path in files if one.covers(path)]
        place = f"{one.file}, {one.what}"
        if one.unclear:
            yield Finding(True, f"{place}: {one.unclear}, so it cannot be told what it checks")
        elif one.weak:
            yield Finding(True, f"{place}: {one.weak}, so it is no safeguard")
        elif not reached:
            yield Finding(False, f"{place}: no protocol file here is one of its files", "correct its paths")
        else:
            yield Finding(True, f"{place}: {len(reached)} of {len(files)} protocol files")
    if not any(one.unclear for one in made):
        for path in files:
            if not any(one.covers(path) and not one.weak for one in made):
                yield Finding(False, f"{path} is never checked", "add it to one of the files above")
