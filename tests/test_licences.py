"""The packages the project stands on: pinned, and free to use together with it."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# GPL and AGPL ask for more than this project promises; LGPL, which is meant for use as a library, does not.
STRONG_COPYLEFT = re.compile(r"(?<![a-z])a?gpl|(?<!lesser )general public license", re.IGNORECASE)

# A ready-made package can carry libraries under another licence than its own; these are well-known GPL ones.
GPL_LIBRARY = re.compile(
    r"(^|/)(lib)?(jbig|readline|gdbm|fftw3?|gsl|poppler|gs)\b[^/]*\.(so|dylib|dll)\b", re.I
)


def asked_for() -> list[Requirement]:
    """Every package that pyproject.toml names: to run, to test and to build."""
    groups = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    return [Requirement(line) for group in groups for line in group]


def closure() -> set[str]:
    """The names of the packages asked for and of all that they need here in their turn."""
    found: set[str] = set()
    waiting = asked_for()
    while waiting:
        need = waiting.pop()
        name = canonicalize_name(need.name)
        if name in found:
            continue
        found.add(name)
        inner = [Requirement(line) for line in distribution(name).requires or []]
        waiting += [
            part
            for part in inner
            if part.marker is None or any(part.marker.evaluate({"extra": e}) for e in need.extras or {""})
        ]
    return found


def licence(name: str) -> str:
    """The licence that a package states of itself, in one line; empty where it states none.

    Where its metadata only name a file, the first line of that file says it.
    """
    stated = distribution(name).metadata
    classifiers = [line for line in stated.get_all("Classifier", []) if line.startswith("License")]
    kinds = [line.rpartition(" :: ")[2] for line in classifiers]
    first_line = (stated.get("License") or "").strip().split("\n")[0]
    said = "; ".join(filter(None, [stated.get("License-Expression") or "", *kinds, first_line]))
    files = [file for file in distribution(name).files or [] if file.name in stated.get_all("License-File", [])]
    return said or "".join(file.read_text().split("\n")[0] for file in files[:1])


def pins() -> Iterator[tuple[str, Version]]:
    """Each package of requirements.lock with its version."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name, version in re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.M):
        yield canonicalize_name(name), Version(version)


def test_no_package_is_under_a_strong_copyleft() -> None:
    """No package that the project needs, directly or not, states GPL or AGPL as its licence."""
    stated = {name: licence(name) for name in closure()}
    assert {name: text for name, text in stated.items() if STRONG_COPYLEFT.search(text)} == {}


def test_no_package_brings_a_library_under_the_gpl() -> None:
    """No package that the project needs carries one of the well-known GPL libraries in its files."""
    files = {name: [file.as_posix() for file in distribution(name).files or []] for name in closure()}
    assert {name: one for name, every in files.items() for one in every if GPL_LIBRARY.search(one)} == {}


def test_the_reader_of_libraries_tells_them_apart() -> None:
    """GPL libraries are recognised by the names that wheels give them, others are let through."""
    strong = [
        "pygraphviz.libs/libjbig-7d2d0b6c.so.2.1",
        "one/libreadline.8.dylib",
        "x/jbig.dll",
        "libfftw3-1.so",
    ]
    weak = [
        "numpy.libs/libgfortran-8f1e9814.so.5.0.0",
        "z3/lib/libz3.so",
        "gsl/readme.txt",
        "matplotlib/ft2font.so",
    ]
    assert [file for file in strong if not GPL_LIBRARY.search(file)] == []
    assert [file for file in weak if GPL_LIBRARY.search(file)] == []


def test_every_package_states_a_licence() -> None:
    """Each package that the project needs says under which licence it stands."""
    assert [name for name in sorted(closure()) if not licence(name)] == []


def test_the_reader_of_licences_tells_them_apart() -> None:
    """GPL and AGPL are recognised in their usual spellings, LGPL is let through."""
    strong = ["GPL-3.0-only", "AGPL-3.0-or-later", "GNU General Public License v3 (GPLv3)", "MIT AND GPL-2.0"]
    weak = ["LGPL-2.1-only", "GNU Lesser General Public License v3 (LGPLv3)", "MIT", "MPL-2.0"]
    assert [text for text in strong if not STRONG_COPYLEFT.search(text)] == []
    assert [text for text in weak if STRONG_COPYLEFT.search(text)] == []


def test_the_lock_keeps_to_what_is_asked_for() -> None:
    """Each package that pyproject.toml names is pinned in requirements.lock, within its bounds."""
    pinned = list(pins())
    for need in asked_for():
        versions = [version for name, version in pinned if name == canonicalize_name(need.name)]
        assert versions, f"{need} is not pinned"
        assert [str(version) for version in versions if version not in need.specifier] == [], need


def test_the_lock_holds_all_that_is_needed() -> None:
    """Each package in use here is pinned, so that two machines get the same ones."""
    assert closure() - {name for name, _ in pins()} == set()
