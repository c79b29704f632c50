"""Who works a sweep off makes no difference, and a sweep that was killed goes on where it was."""

import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from handrail.arguments import Refused
from handrail.shelf import Folder
from simulate.grid import grid
from simulate.measures import Measures, Window
from simulate.sweep import cluster, kept, local, one_by_one, told, worked_off
from simulate.unit import Caseload, Unit
from tests.simulate.caseload import plain
from tests.simulate.test_engine import ladder

ROOT = Path(__file__).resolve().parents[2]
SHORT = Window(5, 25, 10)


def units(count: int = 6) -> list[Unit]:
    """A few units of the ladder, half of them with more people."""
    caseload = Caseload(ladder(), plain(ladder(), hours=2.0))
    return [Unit(caseload, 1, number // 2, SHORT, {"staff.chief.people": 9.0} if number % 2 else {}) for number in range(count)]


def manifest(folder: Path, found: Sequence[Measures], wanted: Sequence[Unit]) -> dict[str, str]:
    """The checksums of results once they are kept."""
    shelf = Folder(folder)
    for unit, measures in zip(wanted, found, strict=True):
        shelf.put(unit.key, measures)
    return shelf.manifest()


def test_two_workers_give_the_bytes_of_one(tmp_path: Path) -> None:
    """The same units in two processes, and in this one, are the same files."""
    alone, together = (worked_off(local(workers), units()) for workers in (1, 2))
    assert alone == together
    assert manifest(tmp_path / "1", alone, units()) == manifest(tmp_path / "2", together, units())


@pytest.fixture
def client() -> Iterator[Any]:
    """A cluster of two processes on this machine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a cluster warns of ports and slow machines, which are not at stake
        from distributed import Client, LocalCluster

        with (
            LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as workers,
            Client(workers) as made,
        ):
            yield made


def test_a_cluster_gives_the_bytes_of_one(tmp_path: Path, client: Any) -> None:
    """The same units on a Dask cluster of two processes are the same files."""
    alone, there = worked_off(one_by_one, units()), worked_off(cluster(client), units())
    assert manifest(tmp_path / "1", alone, units()) == manifest(tmp_path / "2", there, units())


def test_results_come_in_the_order_of_the_units_and_equal_units_once() -> None:
    """Asked for twice, a unit is worked off once, and its measures come twice, each in its place."""
    seen: list[str] = []

    def watched(wanted: Sequence[Unit]) -> Iterator[Measures]:
        seen.extend(one.key for one in wanted)
        return one_by_one(wanted)

    asked = [*units(), *reversed(units())]
    found = worked_off(watched, asked)
    assert len(seen) == 6
    assert found[:6] == found[:5:-1]
    assert [one.replication for one in found[:6]] == [0, 0, 1, 1, 2, 2]


def test_what_is_kept_is_not_worked_off_again(tmp_path: Path) -> None:
    """A second sweep takes everything from the folder, and a result cut in half counts as none."""
    done: list[int] = []
    shelf = Folder(tmp_path)
    first = worked_off(kept(told(one_by_one, lambda number, _: done.append(number)), shelf), units())
    before = shelf.manifest()
    file = tmp_path / f"{units()[3].key}.json"
    file.write_bytes(file.read_bytes()[:100])
    (tmp_path / "half.json.part").write_bytes(b"{")
    second = worked_off(kept(told(one_by_one, lambda number, _: done.append(number)), shelf), units())
    assert done == [1, 2, 3, 4, 5, 6, 1]
    assert first == second
    assert shelf.manifest() == before


def test_what_another_edition_left_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Results of another simulation, under the same name, are made again."""
    shelf, [unit] = Folder(tmp_path), units(1)
    [found] = worked_off(kept(one_by_one, shelf), [unit])
    assert shelf.get(unit.key) == found
    monkeypatch.setattr("handrail.shelf.edition", lambda: "another")
    assert shelf.get(unit.key) is None


SCRIPT = """
import sys, time
from pathlib import Path
from handrail.shelf import Folder
from simulate.sweep import kept, one_by_one, told, worked_off
from tests.simulate.test_sweep import units
slowly = kept(told(one_by_one, lambda done, of: time.sleep(0.1)), Folder(Path(sys.argv[1])))
worked_off(slowly, units(40))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed otherwise there")
def test_a_killed_sweep_goes_on_where_it_was(tmp_path: Path) -> None:
    """Killed after some units, and run again to the end, a sweep leaves the files of one that was never killed."""
    there = tmp_path / "killed"
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(there)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    while process.poll() is None and len(list(there.glob("*.json"))) < 3:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    shelf, done = Folder(there), []
    half = len(shelf.manifest())
    assert 3 <= half < 40
    worked_off(kept(told(one_by_one, lambda number, _: done.append(number)), shelf), units(40))
    assert len(done) == 40 - half
    assert shelf.manifest() == manifest(tmp_path / "whole", worked_off(one_by_one, units(40)), units(40))


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    """A file in the place of the folder is bad input, told as such."""
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(Refused, match="cannot be a folder"):
        Folder(tmp_path / "taken")


def test_a_grid_is_every_combination() -> None:
    """Two values of one figure and three of another are six designs; a figure that is none is refused."""
    caseload = units()[0].caseload
    axes = {"staff.chief.people": [1.0, 2.0], "steps.talk.delay.median": [1.0, 2.0, 3.0]}
    found = [tuple(values.values()) for _, values in grid(caseload, axes)]
    assert found == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)]
    with pytest.raises(KeyError):
        grid(caseload, {"staff.nobody.people": [1.0]})
