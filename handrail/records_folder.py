"""A folder with everything of a simulation: its records in three formats, tables, figures, and what made them.

It appears whole or not at all: all is written beside it first, and a disk that fills leaves nothing behind.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handrail import event_log, output
from handrail.arguments import Refused
from handrail.findings import Findings
from model.protocol import Protocol
from simulate.records import Run

if TYPE_CHECKING:  # slow to import; only a table of the rows needs it
    import pandas

MANIFEST = "manifest.json"


def writable(path: Path) -> Path:
    """Where a folder of results would be written, as far as can be told before the long work.

    Raises:
        Refused: something else stands there, or it cannot be written.
    """
    if path.exists() and not (path.is_dir() and not any(path.iterdir())) and not (path / MANIFEST).is_file():
        raise Refused(f'"{path}" is there already and not a folder of results', help="choose another name")
    return output.place(path)


def ready(out: str | None) -> None:
    """See before the work whether the folder asked for can be written.

    Raises:
        Refused: it cannot.
    """
    if out is not None:
        writable(Path(out))


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


def write_records(place: Path, runs: Sequence[Run], protocol: Protocol) -> None:
    """Write `visits`, `limits` and, where there are any, `happenings` as Parquet and CSV, and the event log as XES.

    Raises:
        OSError: they cannot be written.
    """
    import pyarrow
    from pyarrow import parquet

    tables = [("visits", visits), ("limits", limits)]
    if any(one.events for one in runs):
        tables.append(("happenings", happenings))
    for name, made in tables:
        writer = None
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as text:
            try:
                for one in runs:
                    table = made(one)
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


def visits(run: Run) -> "pandas.DataFrame":
    """A row for each stay: the names, the working minutes, and the moments of an office that opens at 9."""
    import pandas

    table = run.frame.copy()
    for column in ("entered", "left"):
        moments = [event_log.moment(run, minute) for minute in table[column].tolist()]
        table[f"{column}_at"] = pandas.Series(moments, dtype="datetime64[s]", index=table.index)
    return table


def limits(run: Run) -> "pandas.DataFrame":
    """A row for each time limit that ran during a stay: whose, which, until when, and whether it was missed."""
    import pandas

    clocks = run.clocks
    whose = run.frame.iloc[clocks["row"]][["run", "replication", "kind", "case", "visit", "state"]]
    table = whose.reset_index(drop=True)
    table["limit"] = pandas.Categorical.from_codes(clocks["limit"], pandas.Index(run.limits, dtype=object))
    table["due"] = clocks["due"]
    table["missed"] = clocks["missed"].astype(bool)
    return table


def happenings(run: Run) -> "pandas.DataFrame":
    """A row for each outside event, duty or lengthened limit that was called for: whose, and in minutes when."""
    import pandas

    table = pandas.DataFrame(dict(run.happenings))
    for column, names in (("kind", run.kinds), ("event", run.events)):
        table[column] = pandas.Categorical.from_codes(run.happenings[column], pandas.Index(names, dtype=object))
    table.insert(0, "run", f"{run.protocol}/{run.scenario}/{run.seed}")
    table.insert(1, "replication", run.replication)
    return table


def write_manifest(place: Path, said: Mapping[str, Any]) -> None:
    """Write what made the folder, with the fingerprint of every file in it.

    Raises:
        OSError: it cannot be written.
    """
    from json import dumps

    files = sorted(one for one in place.rglob("*") if one.is_file())
    prints = {one.relative_to(place).as_posix(): sha256(one.read_bytes()).hexdigest() for one in files}
    text = dumps({**said, "files": prints}, indent=2, ensure_ascii=False) + "\n"
    (place / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def write_findings(place: Path, found: Findings, said: Mapping[str, Any]) -> None:
    """Write the tables, pictures and manifest of findings into a folder.

    Raises:
        OSError: they cannot be written.
    """
    from importlib.metadata import version
    from json import dumps
    from platform import python_version

    document = dumps(found.to_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    (place / "results.json").write_text(document, encoding="utf-8", newline="\n")
    (place / "results.md").write_text(found.markdown(), encoding="utf-8", newline="\n")
    for name in found.drawings():
        (place / f"{name.replace(' ', '-')}.png").write_bytes(found.figure(name).png)
    made_by = {name: version(name) for name in ("handrail", "numpy", "pandas", "pyarrow", "simpy", "scipy")}
    versions = {"python": python_version(), **made_by}
    write_manifest(place, {"schema_version": 1, **found.facts(), **said, "versions": versions})
