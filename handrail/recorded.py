"""The records of a simulation, read back from the folder that `--out` wrote: CSV files, or Parquet without them.

The manifest of the folder says of which text and on which terms they were made, and how many rows there were.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas
from pydantic import TypeAdapter, ValidationError

from handrail import output
from handrail.arguments import Refused
from handrail.event_log import moment
from handrail.records_folder import MANIFEST, MARK, RECORDS, Made, fact_column, mark
from model.calendar import calendar
from model.errors import MOST_SHOWN, BadInput, Fault, did_you_mean
from model.protocol import START, Protocol
from simulate.clock import NEVER
from simulate.fingerprint import differences, fingerprints, flat
from simulate.records import CASES, CLOCKS, FATES, HAPPENINGS, VISITS, Column, Counts, Run

TRUTHS = ("False", "True")
MOST = 10**12
"""The highest number that any column can have."""
KEY = ("replication", "kind", "case")
"""What tells disputes apart in every table."""


@dataclass(frozen=True)
class Recorded:
    """What a folder of records holds.

    Attributes:
        made: how they were made.
        runs: the replications that were recorded.
        changed: the files that are not as they were written.
    """

    made: Made
    runs: tuple[Run, ...]
    changed: tuple[str, ...]


def recorded(path: Path, protocol: Protocol) -> Recorded:
    """Read a folder of records.

    Raises:
        BadInput: a file is cut short, or does not hold what it should; all faults are listed.
        Refused: it is no such folder, or it is of another protocol or another version of it.
    """
    manifest = _manifest(path)
    try:
        made = TypeAdapter(Made).validate_python(manifest.get("records"))
    except ValidationError:
        help = "handrail simulate --out DIR writes one that has"
        raise Refused(f'"{path}" has no records that can be walked again', help=help) from None
    if manifest.get("protocol") != protocol.id:
        found = f'"{path}" was made with the protocol "{manifest.get("protocol")}", not with "{protocol.id}"'
        raise Refused(found, help="name the protocol that it was made with")
    if changes := list(differences(made.parts, flat(fingerprints(protocol)))):
        found = f'"{path}" was made with another version of {protocol.id}: {"; ".join(map(str, changes))} in this one'
        raise Refused(found, help="name the version that it was made with, or simulate this one with --out DIR")
    written = manifest.get("files")
    if mark(manifest["records"]) != manifest["records"].get(MARK) or not isinstance(written, dict):
        found = f'"{path / MANIFEST}" was changed: it does not say how {protocol.id} was read and timed'
        raise Refused(found, help="simulate again with --out DIR")
    tables = [_Table(path, name, made.rows.get(name, 0)) for name in (RECORDS if made.events else RECORDS[:3])]
    runs = list(_runs(made, protocol, *tables)) if not any(one.faults for one in tables) else []
    if faults := [fault for one in tables for fault in one.faults]:
        raise BadInput(faults)
    changed = (one.name for one in tables if sha256(one.raw).hexdigest() != written.get(one.name))
    return Recorded(made, tuple(runs), tuple(changed))


def _manifest(path: Path) -> dict[str, Any]:
    from json import loads

    if not (path / MANIFEST).is_file():
        help = "name a folder that handrail simulate --out DIR has written"
        raise Refused(f'"{path}" is no folder of results: there is no {MANIFEST} in it', help=help)
    try:
        found = loads(output.read(path / MANIFEST))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Refused(f'"{path / MANIFEST}" is cut short or was changed', "JSON", "simulate again with --out DIR")
    return found


class _Table:
    """One table of records, cell by cell as text, with the faults found in it."""

    def __init__(self, folder: Path, name: str, rows: int) -> None:
        there = [one for end in ("csv", "parquet") if (one := folder / f"{name}.{end}").is_file()]
        if not there:
            help = "simulate again with --out DIR"
            raise Refused(f'there is no {name}.csv or {name}.parquet in "{folder}"', help=help)
        self.path, self.name, self.faults = there[0], there[0].name, list[Fault]()
        self.raw = output.read(self.path)
        self.is_text = self.path.suffix == ".csv"
        try:
            self.cells = self._read()
        except ValueError as wrong:  # whatever the reader of the format finds wrong
            self.cells = pandas.DataFrame()
            self.fault(0, f"this is no table: {' '.join(str(wrong).split())}", help="simulate again with --out DIR")
            return
        if len(self.cells) != rows:
            what = "it is cut short" if len(self.cells) < rows else "rows were added"
            found = f"{what}: it has {len(self.cells):,} rows, and {rows:,} were written"
            self.fault(0, found, help="simulate again with --out DIR")

    def _read(self) -> pandas.DataFrame:
        if self.is_text:
            return pandas.read_csv(BytesIO(self.raw), dtype=str, keep_default_na=False, encoding="utf-8-sig")
        return pandas.read_parquet(BytesIO(self.raw)).astype(str)

    def fault(self, line: int, found: str, allowed: str = "", help: str = "") -> None:
        """A fault in a row, or in the whole file; the heading is line 1."""
        where = found if self.is_text or not line else f"row {line - 1}: {found}"
        self.faults.append(Fault(str(self.path), line if self.is_text else 0, 1, where, allowed, help))

    def column(self, name: str) -> "pandas.Series[str]":
        """The cells below a heading."""
        if name not in self.cells:
            self.fault(1, f'there is no column "{name}"', help="simulate again with --out DIR")
            return pandas.Series([""] * len(self.cells), dtype=str)
        return self.cells[name]

    def wrong(self, column: str, where: Any, allowed: str, names: Sequence[str] = ()) -> None:
        """A fault for each row in which a cell is wrong."""
        for place, row in enumerate(np.flatnonzero(where).tolist() if column in self.cells else ()):
            cell = self.cells[column][row]
            near = did_you_mean(cell, names) if place < MOST_SHOWN else ""  # it takes time, and nobody reads more
            self.fault(row + 2, f'"{cell}" cannot stand under "{column}"', allowed, near)

    def codes(self, column: str, names: Sequence[str]) -> Column:
        """The place of each cell among some names."""
        found = pandas.Index(names).get_indexer(pandas.Index(self.column(column)))
        self.wrong(column, found < 0, ", ".join(names), names)
        places: Column = np.maximum(found, 0).astype(np.int64)
        return places

    def numbers(self, column: str, most: int = MOST, least: int = 0) -> Column:
        """Each cell as a whole number."""
        cells = self.column(column)
        is_number = cells.str.fullmatch(r"-?[0-9]{1,15}")
        made: Column = cells.where(is_number, "0").astype(np.int64).to_numpy()
        self.wrong(column, ~is_number | (made > most) | (made < least), f"a whole number from {least} to {most}")
        return made

    def moments(self, minutes: str, bare: Run) -> Column:
        """Minutes of a run; the moments beside them, which people read, must be the same."""
        made = self.numbers(minutes, bare.last)
        told = np.array([str(moment(bare, one)) for one in np.minimum(made, bare.last).tolist()], dtype=object)
        differs = (self.column(f"{minutes}_at") != told).to_numpy()
        for row in np.flatnonzero(differs).tolist() if f"{minutes}_at" in self.cells else ():
            found = f'{minutes}_at is "{self.cells[f"{minutes}_at"][row]}", and {minutes} is minute {made[row]}'
            self.fault(row + 2, found, str(told[row]), "change both, or neither")
        return made


def _runs(
    made: Made, protocol: Protocol, cases: _Table, stays: _Table, clocks: _Table, beside: _Table | None = None
) -> Iterator[Run]:
    """Each replication; what is wrong on the way is noted at the tables."""
    bare = _bare(made, protocol)
    facts = [cases.codes(fact_column(one.id), one.answers).tolist() for one in protocol.facts]
    rows = list(zip(*facts, strict=True)) or [()] * len(cases.cells)
    profiles = {row: place for place, row in enumerate(dict.fromkeys(rows))}
    said = (tuple(one.answers[place] for one, place in zip(protocol.facts, row, strict=True)) for row in profiles)
    bare = replace(bare, profiles=tuple(said))
    came = _disputes(cases, bare, urgent=cases.codes("urgent", TRUTHS), arrived=cases.moments("arrived", bare))
    came["profile"] = [profiles[row] for row in rows]
    visits = _disputes(stays, bare, urgent=stays.codes("urgent", TRUTHS), how=stays.codes("how", bare.hows))
    ran = _disputes(clocks, bare, limit=clocks.codes("limit", bare.limits), due=clocks.numbers("due", least=-1))
    ran["due"] = ran["due"].where(ran["due"] >= 0, NEVER)
    ran["missed"] = clocks.codes("missed", TRUTHS)
    for table, one in ((visits, stays), (ran, clocks)):
        table["state"], table["visit"] = one.codes("state", bare.states), one.numbers("visit")
    for name in ("entered", "left"):
        visits[name] = stays.moments(name, bare)
    stay = [*KEY, "state", "visit"]
    _places(stays, visits[[*KEY]], cases, came[[*KEY]])
    ran["row"] = _places(clocks, ran[stay], stays, visits[stay])
    told = None if beside is None else _happenings(beside, bare, cases, came)
    for number in dict.fromkeys(came["replication"].tolist()):
        here = visits["replication"] == number
        running = ran[ran["replication"] == number]
        running = running.assign(row=here.cumsum().to_numpy()[running["row"]] - 1)
        parts = [(visits[here], VISITS), (running, CLOCKS), (came[came["replication"] == number], CASES)]
        parts += [] if told is None else [(told[told["replication"] == number], HAPPENINGS)]
        mine = [{name: table[name].to_numpy() for name in names} for table, names in parts]
        more = mine[3] if told is not None else {}
        yield replace(bare, replication=number, visits=mine[0], clocks=mine[1], cases=mine[2], happenings=more)


def _happenings(beside: _Table, bare: Run, cases: _Table, came: pandas.DataFrame) -> pandas.DataFrame:
    """What came and was no move, by the dispute."""
    told = _disputes(beside, bare, event=beside.codes("event", bare.events))
    for name in ("stay", "called", "due", "at"):
        told[name] = beside.numbers(name, least=-1)
    _places(beside, told[[*KEY]], cases, came[[*KEY]])
    return told


def _disputes(table: _Table, bare: Run, **more: Column) -> pandas.DataFrame:
    """What tells the dispute of each row, and more."""
    key = {"replication": table.numbers("replication"), "kind": table.codes("kind", bare.kinds)}
    return pandas.DataFrame({**key, "case": table.numbers("case"), **more})


def _places(table: _Table, names: pandas.DataFrame, there: _Table, homes: pandas.DataFrame) -> Column:
    """The row of another table to which each row of a table belongs; there, nothing may stand twice."""
    index = pandas.MultiIndex.from_frame(homes)
    for row in np.flatnonzero(index.duplicated()).tolist():
        there.fault(row + 2, "the same dispute or stay stands in a row before", "each once")
    found = index[~index.duplicated()].get_indexer(pandas.MultiIndex.from_frame(names))
    for row in np.flatnonzero(found < 0).tolist():
        what = "dispute" if len(names.columns) == len(KEY) else "stay"
        table.fault(row + 2, f"there is no such {what} in {there.name}")
    rows: Column = np.flatnonzero(~index.duplicated())[np.maximum(found, 0)]
    return rows


def _bare(made: Made, protocol: Protocol) -> Run:
    """A run of that text on those terms with nothing in it yet."""
    days = calendar(protocol.nation, made.terms.closed)
    dates = [days.next_working(made.terms.starts)]
    while len(dates) < made.days:
        dates.append(days.add(dates[-1], 1))
    return Run(
        protocol.id,
        made.scenario,
        made.seed,
        0,
        made.days,
        made.minutes_a_day,
        tuple(dates),
        tuple(one.id for one in protocol.entries),
        (START, *(one.id for one in protocol.states)),
        (*(one.id for one in protocol.transitions), *FATES),
        made.limits,
        (),
        {},
        {},
        {},
        Counts(),
        {},
        np.empty(0),
        events=made.events,
    )
