"""A folder with everything of a simulation: its records in three formats, tables, figures, and what made them.

It appears whole or not at all: all is written beside it first, and a disk that fills leaves nothing behind.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handrail import event_log, output
from handrail.arguments import Refused
from model.protocol import Protocol
from simulate.clock import NEVER
from simulate.fingerprint import fingerprints, flat
from simulate.records import Run
from simulate.terms import Terms
from simulate.unit import Caseload

if TYPE_CHECKING:  # slow to import; only a table of the rows needs it
    import pandas

MANIFEST, MARK = "manifest.json", "sha256"
RECORDS = ("cases", "visits", "limits", "happenings")
"""The tables of a run: its disputes, their stays, the time limits that ran, and what came and was no move."""


@dataclass(frozen=True)
class Made:
    """How records were made: all that it takes, with the text, to say whether they are lawful.

    Attributes:
        scenario: the id of the scenario.
        seed: the root of the luck.
        days: how many working days were simulated.
        minutes_a_day: the length of one.
        terms: what of the scenario decides what is lawful.
        limits: the time limits that were told, those of duties too.
        events: what came beside the moves.
        parts: the fingerprint of each part of the protocol.
        rows: how many rows each table has.
    """

    scenario: str
    seed: int
    days: int
    minutes_a_day: int
    terms: Terms
    limits: tuple[str, ...]
    events: tuple[str, ...]
    parts: Mapping[str, str]
    rows: Mapping[str, int]


def writable(path: Path) -> Path:
    """Where a folder of results would be written, as far as can be told before the long work.

    Raises:
        Refused: something else stands there, or it cannot be written.
    """
    if path.exists() and not (path.is_dir() and not any(path.iterdir())) and not (path / MANIFEST).is_file():
        raise Refused(f'"{path}" is there already and not a folder of results', help="choose another name")
    return output.place(path)


@contextmanager
def folder(path: Path) -> Iterator[Path]:
    """A folder to write into, which takes its place when all is written.

    Raises:
        Refused: something else stands there, or it cannot be written.
    """
    target = writable(path)
    part = target.with_name(target.name + ".part")
    try:
        shutil.rmtree(part, ignore_errors=True)  # what a killed run has left
        part.mkdir()
        yield part
        if path.is_dir():
            shutil.rmtree(path)
        part.rename(target)
    except OSError as error:
        why = error.strerror or str(error)
        raise Refused(f'"{path}" cannot be written: {why}', help="choose a place with more room") from None
    finally:
        with suppress(OSError):
            shutil.rmtree(part)


def write_records(place: Path, runs: Sequence[Run], caseload: Caseload) -> dict[str, Any]:
    """Write `cases`, `visits`, `limits` and, where there are any, `happenings` as Parquet and CSV; and XES.

    Returns:
        How they were made, for the manifest.

    Raises:
        OSError: they cannot be written.
    """
    import pyarrow
    from pyarrow import parquet
    from pydantic import TypeAdapter

    protocol, rows_of = caseload.protocol, dict[str, int]()
    tables: list[tuple[str, Callable[[Run], pandas.DataFrame]]]
    tables = [("cases", lambda one: cases(one, protocol)), ("visits", visits), ("limits", limits)]
    if any(one.events for one in runs):
        tables.append(("happenings", happenings))
    for name, made in tables:
        writer, rows_of[name] = None, 0
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as text:
            try:
                for one in runs:
                    table = made(one)
                    rows_of[name] += len(table)
                    table.to_csv(text, index=False, header=writer is None, lineterminator="\n")
                    rows = pyarrow.Table.from_pandas(table, preserve_index=False)
                    if writer is None:
                        writer = parquet.ParquetWriter(place / f"{name}.parquet", rows.schema, compression="zstd")
                    writer.write_table(rows)
            finally:
                if writer is not None:
                    writer.close()
    with (place / "events.xes").open("w", encoding="utf-8", newline="\n") as text:
        text.write(event_log.opening())
        for one in runs:
            text.writelines(event_log.traces(one, protocol))
        text.write(event_log.closing())
    run, terms, parts = runs[0], Terms.of(caseload.scenario), flat(fingerprints(protocol))
    names = (run.limits, run.events)
    whole = Made(run.scenario, run.seed, run.days, run.minutes_a_day, terms, *names, parts, rows_of)
    said: dict[str, Any] = TypeAdapter(Made).dump_python(whole, mode="json")
    return {**said, MARK: mark(said)}


def mark(said: Mapping[str, Any]) -> str:
    """The fingerprint of what the manifest says of its records: by other terms than theirs nothing is lawful."""
    from json import dumps

    return sha256(dumps({**said, MARK: ""}, sort_keys=True).encode()).hexdigest()


def fact_column(fact: str) -> str:
    """The heading of a case fact; a protocol may have one with the name of another column."""
    return f"fact {fact}"


def cases(run: Run, protocol: Protocol) -> "pandas.DataFrame":
    """A row for each dispute: its way in, when it came, and the answer to each case fact as it came."""
    import pandas

    kinds = pandas.Categorical.from_codes(run.cases["kind"], pandas.Index(run.kinds))
    came = pandas.DataFrame({"run": run.name, "replication": run.replication, "kind": kinds, "case": run.cases["case"]})
    came["urgent"] = run.cases["urgent"].astype(bool)
    came["arrived"] = run.cases["arrived"]
    came["arrived_at"] = _moments(run, came["arrived"])
    for place, fact in enumerate(protocol.facts):
        answers = [run.profiles[one][place] for one in run.cases["profile"].tolist()]
        came[fact_column(fact.id)] = pandas.Categorical(answers, categories=fact.answers)
    return came


def visits(run: Run) -> "pandas.DataFrame":
    """A row for each stay: the names, the working minutes, and the moments of an office that opens at 9."""
    table = run.frame.copy()
    for column in ("entered", "left"):
        table[f"{column}_at"] = _moments(run, table[column])
    return table


def _moments(run: Run, minutes: "pandas.Series[int]") -> "pandas.Series[Any]":
    import pandas

    moments = [event_log.moment(run, minute) for minute in minutes.tolist()]
    return pandas.Series(moments, dtype="datetime64[s]", index=minutes.index)


def limits(run: Run) -> "pandas.DataFrame":
    """A row for each time limit that ran during a stay: whose, which, until when, and whether it was missed.

    Until when is -1 where its clock stands still, or its end lies beyond the calendar.
    """
    import pandas

    clocks = run.clocks
    whose = run.frame.iloc[clocks["row"]][["run", "replication", "kind", "case", "visit", "state"]]
    table = whose.reset_index(drop=True)
    table["limit"] = pandas.Categorical.from_codes(clocks["limit"], pandas.Index(run.limits, dtype=object))
    table["due"] = [due if due < NEVER else -1 for due in clocks["due"].tolist()]
    table["missed"] = clocks["missed"].astype(bool)
    return table


def happenings(run: Run) -> "pandas.DataFrame":
    """A row for each outside event, duty or lengthened limit that was called for: whose, and in minutes when."""
    import pandas

    table = pandas.DataFrame(dict(run.happenings))
    for column, names in (("kind", run.kinds), ("event", run.events)):
        table[column] = pandas.Categorical.from_codes(run.happenings[column], pandas.Index(names, dtype=object))
    table.insert(0, "run", run.name)
    table.insert(1, "replication", run.replication)
    return table


def write_manifest(place: Path, said: Mapping[str, Any]) -> None:
    """Write what made the folder, with the fingerprint of every file in it.

    Raises:
        OSError: it cannot be written.
    """
    files = sorted(one for one in place.rglob("*") if one.is_file())
    prints = {one.relative_to(place).as_posix(): sha256(one.read_bytes()).hexdigest() for one in files}
    (place / MANIFEST).write_text(output.json_text({**said, "files": prints}), encoding="utf-8", newline="\n")
