"""One text under a caseload: the verb `simulate`, and what it found."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import protocols
from handrail.arguments import Refused
from handrail.findings import Findings
from handrail.gap_table import gaps
from handrail.grid import Grid
from handrail.loading import load
from handrail.scenarios import with_protocol
from handrail.workforce import workforce
from model.calendar import CalendarError
from model.protocol import Protocol
from simulate.arrivals import ScenarioGap
from simulate.engine import MOST_VISITS, run
from simulate.experiment import InputInterval, Ranking, Study, WarmUp
from simulate.measures import YEAR, TooShort, Window
from simulate.records import CAPPED, NO_ROUTE, STALLED, Records, Run
from simulate.scenario import Scenario
from simulate.unit import Caseload

SEED, REPLICATIONS, DRAWS, PER_DRAW = 1, 20, 40, 3
"""What is simulated when nothing else is asked for: the root of the luck, how many runs, and how many sets of
figures from their ranges, each in so many runs."""

MOST_RANKED = 10
"""Over how many sets of figures the roles are ranked: each takes a study for every role."""


@dataclass(frozen=True, repr=False)
class Simulated(Findings):
    """A text under a caseload.

    Attributes:
        caseload: the text with its scenario.
        study: the measures of each replication.
        runs: the first replications with everything that happened in them.
        inputs: by measure, the interval over the ranges of the figures; empty when it was not looked at.
        ranking: whose help would matter most; None when it was not looked at.
        warnings: what was said about the scenario when it was read.
    """

    caseload: Caseload
    study: Study
    runs: tuple[Run, ...]
    inputs: Mapping[str, InputInterval] = field(default_factory=dict)
    ranking: Ranking | None = None
    warnings: tuple[str, ...] = ()

    def heading(self) -> str:
        """What was simulated, in one line."""
        return f"{self.caseload.protocol.id} — {self.caseload.scenario.title}, simulated"

    @cached_property
    def _tables(self) -> tuple[Grid, ...]:
        from handrail import study_tables

        first, *rest = study_tables.tables(self.study, self.inputs)
        missing = gaps(self.caseload.protocol, self.runs, self.basis)
        ranked = () if self.ranking is None else (study_tables.ranking(self.ranking),)
        return first, missing, *rest, *ranked

    @property
    def basis(self) -> str:
        """What the figures rest on."""
        from handrail.study_tables import basis

        return basis(self.study, bool(self.inputs))

    def tables(self) -> tuple[Grid, ...]:
        """Measures, gaps, stages, limits and roles, and what would help most if it was looked at."""
        return self._tables

    def notes(self) -> tuple[str, ...]:
        """What was not simulated, what never ends, and whether the caseload was full when counting began."""
        first = self.runs[0]
        said = list(self.warnings)
        if not any(self.study.values("disputes")):
            said.append("no dispute came while they were counted, so there is nothing to measure")
        if (warm_up := self.study.warm_up) is not None:
            window = self.study.window
            late = warm_up.days is not None and warm_up.days > window.first
            late_words = f", but counting began on day {window.first}: let it warm up for longer"
            said.append(f"open disputes: {warm_up}{late_words if late else ''}")
        fate = first.counts.fate
        if fate[CAPPED]:
            said.append(f"stopped as a loop, having come {MOST_VISITS} times into one stage: {_count(fate[CAPPED])}")
        if fate[NO_ROUTE]:
            said.append(f"without a way in, since the text gives none for their kind: {_count(fate[NO_ROUTE])}")
        if fate[STALLED]:
            said += [f'stuck in "{state}", where {why}: {_count(number)}' for (state, why), number in _stalls(first)]
        return (*said, *first.notes)

    def drawings(self) -> Mapping[str, Callable[[], Any]]:
        """The pictures there are."""
        from handrail import figures

        protocol, text = self.caseload.protocol, {self.caseload.protocol.id: self.study}
        return {
            "survival": lambda: figures.survival(self.study, protocol, self.basis),
            "open cases": lambda: figures.open_cases(self.runs, protocol, self.basis),
            "load": lambda: figures.load(self.runs, self.basis),
            "flow": lambda: figures.flow(self.study, protocol, self.basis),
            "missed limits": lambda: figures.missed_limits(text, self.basis),
        }

    def facts(self) -> dict[str, Any]:
        """What was simulated, for programs."""
        return study_facts(self.caseload, self.study)

    def visits(self) -> Any:
        """A row for each stay of the runs that were kept, as a DataFrame."""
        import pandas

        from handrail.records_folder import visits

        return pandas.concat([visits(one) for one in self.runs], ignore_index=True)

    def stress_des(self) -> Grid:
        """The checklist of the reporting standard STRESS-DES, filled as far as a run can tell."""
        from handrail.stress_des import checklist

        return checklist(self.caseload, self.study, self.basis)

    def write(self, path: str | Path) -> None:
        """Write a folder: records as Parquet, CSV and XES, tables, pictures, the checklist, and a manifest.

        Raises:
            Refused: it cannot be written, or something else stands there; nothing half-written is left.
        """
        from handrail.records_folder import folder, write_records

        with folder(Path(path)) as place:
            write_records(place, self.runs, self.caseload.protocol)
            (place / "stress-des.md").write_text(self.stress_des().markdown(), encoding="utf-8", newline="\n")
            write_findings(place, self, {"recorded_replications": [one.replication for one in self.runs]})


def _count(number: int) -> str:
    return f"{number} {'dispute' if number == 1 else 'disputes'} in the first replication"


def _stalls(found: Run) -> list[tuple[tuple[str, str], int]]:
    return sorted(found.counts.stalls.items(), key=lambda one: (-one[1], one[0]))


def study_facts(caseload: Caseload, study: Study) -> dict[str, Any]:
    """What a study was made of, for programs."""
    rests, warm_up = asdict(study.grounds), study.warm_up
    return {
        "protocol": study.protocol,
        "scenario": study.scenario,
        "caseload_sha256": caseload.fingerprint,
        "seed": rests.pop("seed"),
        "figures": rests,
        "replications": len(study.runs),
        "window": asdict(study.window),
        "warm_up_days": None if warm_up is None else warm_up.days,
    }


def write_findings(place: Path, found: Findings, said: Mapping[str, Any]) -> None:
    """Write the tables, pictures and manifest of findings into a folder.

    Raises:
        OSError: they cannot be written.
    """
    from importlib.metadata import version
    from json import dumps
    from platform import python_version

    from handrail.records_folder import write_manifest

    document = dumps(found.to_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    (place / "results.json").write_text(document, encoding="utf-8", newline="\n")
    (place / "results.md").write_text(found.markdown(), encoding="utf-8", newline="\n")
    for name in found.drawings():
        (place / f"{name.replace(' ', '-')}.png").write_bytes(found.figure(name).png)
    made_by = {name: version(name) for name in ("handrail", "numpy", "pandas", "pyarrow", "simpy", "scipy")}
    versions = {"python": python_version(), **made_by}
    write_manifest(place, {"schema_version": 1, **found.facts(), **said, "versions": versions})


def simulate(
    protocol: Protocol | str | Path,
    scenario: Scenario | str | Path | None = None,
    *,
    years: float = 1.0,
    warm_up: int = YEAR,
    seed: int = SEED,
    replications: int = REPLICATIONS,
    draws: int = DRAWS,
    bottlenecks: bool = False,
    records: int = 1,
    workers: int = 1,
    dask: str | None = None,
    given: Iterable[str] = (),
) -> Simulated:
    """Simulate a caseload under a text.

    Args:
        protocol: a protocol, a built-in name, or the path of a file.
        scenario: a scenario, or the name or path of one; by default the built-in one of the protocol.
        years: for how long disputes that come are counted, after the warm-up; each is followed 130 days further.
        warm_up: working days before counting, in which the caseload fills.
        seed: the root of the luck; the same seed gives the same results, with any number of workers.
        replications: how often it is simulated with other luck.
        draws: how many sets of figures are drawn from their ranges, for the second interval; 0 for none.
        bottlenecks: whether to find out whose help would matter most.
        records: of how many replications everything is kept.
        workers: how many processes work on it.
        dask: the address of a cluster that works on it instead.
        given: other values for some figures, such as "staff.chair.people=12".

    Raises:
        BadInput: the protocol or the scenario has faults.
        Refused: there is no scenario for it, or what is asked for cannot be simulated.
    """
    from simulate.bottleneck import bottlenecks as ranked
    from simulate.inputs import uncertainty
    from simulate.replications import studies

    window = counted(years, warm_up)
    positive(replications, "replications", 1)
    positive(draws, "draws", 0)
    positive(records, "replications to record", 1)
    caseload, warnings = caseload_of(protocol, scenario, given)
    with refusing(), workforce(workers, dask) as force:
        rules: dict[str, Any] = {"seed": seed, "window": window, "workforce": force}
        [study] = studies([(caseload, {})], replications=range(replications), **rules)
        doubt = uncertainty(caseload, count=draws, per_draw=PER_DRAW, **rules).intervals if draws else {}
        over = min(draws, MOST_RANKED)
        ranking = ranked(caseload, replications=replications, input_draws=over, **rules) if bottlenecks else None
        kept = tuple(
            run(caseload.protocol, caseload.scenario, seed=seed, replication=n, days=window.days, records=Records.FULL)
            for n in range(min(records, replications))
        )
    return Simulated(caseload, filled(study), kept, doubt, ranking, warnings)


def filled(study: Study) -> Study:
    """The study with how long its caseload took to fill, by the disputes that were open in its own runs."""
    import numpy

    from simulate.warm_up import mser_5

    mean = numpy.mean([one.open_by_day for one in study.runs], axis=0).tolist()
    return replace(study, warm_up=WarmUp(mser_5(mean), len(mean), False, tuple(mean)))


def caseload_of(
    protocol: Protocol | str | Path,
    scenario: Scenario | str | Path | None,
    given: Iterable[str],
    *,
    accept: bool = False,
) -> tuple[Caseload, tuple[str, ...]]:
    """A text with its scenario, and warnings about values that lie outside their ranges.

    Raises:
        BadInput: one of them has faults.
        Refused: there is no scenario for it, or a figure cannot be set so.
    """
    text = protocol if isinstance(protocol, Protocol) else load(protocol)
    if isinstance(scenario, Scenario):
        return Caseload(text, scenario), ()
    if scenario is None and text.id not in protocols.scenario_names():
        help = "write one with handrail scenario new, and name it with --scenario FILE"
        raise Refused(f"there is no built-in scenario for {text.id}", help=help)
    made, found, warnings = with_protocol(scenario or text.id, text, accept=accept, given=given)
    return Caseload(found, made), warnings


def counted(years: float, warm_up: int) -> Window:
    """The window of so many years after so many days.

    Raises:
        Refused: there is no such time.
    """
    if not 0 < years <= 1000 or warm_up < 0:
        help = "give more than 0 years, and a warm-up of 0 or more working days"
        raise Refused(f"{years:g} years after {warm_up} working days cannot be simulated", help=help)
    return Window(warm_up, warm_up + max(1, round(years * YEAR)))


def positive(number: int, what: str, least: int) -> None:
    """Refuse a number that is too small.

    Raises:
        Refused: it is.
    """
    if number < least:
        raise Refused(f"{number} {what} cannot be simulated", f"{least} or more")


@contextmanager
def refusing() -> Iterator[None]:
    """What an input lacks for a simulation is told as such.

    Raises:
        Refused: it lacks something.
    """
    try:
        yield
    except (ScenarioGap, TooShort, CalendarError) as gap:
        raise Refused(str(gap), help="shorten --years or --warm-up, or complete the scenario") from None
