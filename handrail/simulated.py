"""One text under a caseload: the verb `simulate`, and what it found."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from handrail.arguments import Refused
from handrail.asked import (
    DRAWS,
    MOST_RANKED,
    PER_DRAW,
    POINTS,
    REPLICATIONS,
    SEED,
    WARM_UPS,
    caseload_of,
    counted,
    positive,
    precise,
    ranged_figures,
    refusing,
    study_facts,
)
from handrail.claims import EXAMPLE, claim, judged, measures
from handrail.claims import table as claims_table
from handrail.findings import Findings
from handrail.gap_table import gaps
from handrail.grid import Grid, shown
from handrail.workforce import workforce
from model.protocol import Protocol
from simulate.engine import MOST_VISITS, run
from simulate.experiment import InputInterval, Ranking, Sensitivity, Study
from simulate.measures import YEAR
from simulate.model_checking import Judgement
from simulate.records import CAPPED, NO_ROUTE, STALLED, Records, Run
from simulate.scenario import Scenario
from simulate.unit import Caseload
from simulate.yardsticks import yardstick


@dataclass(frozen=True, repr=False)
class Simulated(Findings):
    """A text under a caseload.

    Attributes:
        caseload: the text with its scenario.
        study: the measures of each replication.
        runs: the first replications with everything that happened in them.
        inputs: by measure, the interval over the ranges of the figures; empty when it was not looked at.
        ranking: whose help would matter most; None when it was not looked at.
        delays: what each kind of waiting adds; None when it was not looked at.
        sensitivity: which figures of the scenario matter; None when it was not looked at.
        shares: what part of the variance some figures cause; None when it was not looked at.
        judgements: what runs say about each claim.
        warnings: what was said about the scenario when it was read.
    """

    command = "simulate"
    caseload: Caseload
    study: Study
    runs: tuple[Run, ...]
    inputs: Mapping[str, InputInterval] = field(default_factory=dict)
    ranking: Ranking | None = None
    delays: Ranking | None = None
    sensitivity: Sensitivity | None = None
    shares: Sensitivity | None = None
    judgements: tuple[Judgement, ...] = ()
    warnings: tuple[str, ...] = ()

    def heading(self) -> str:
        """What was simulated, in one line."""
        return f"{self.caseload.protocol.id} — {self.caseload.scenario.title}, simulated"

    @cached_property
    def _tables(self) -> tuple[Grid, ...]:
        from handrail import study_tables

        first, *rest = study_tables.tables(self.study, self.inputs)
        missing = gaps(self.caseload, self.runs, self.basis)
        extra = [study_tables.ranking(self.ranking)] if self.ranking is not None else []
        extra += [study_tables.delays(self.delays)] if self.delays is not None else []
        extra += [study_tables.sensitivity(one) for one in (self.sensitivity, self.shares) if one is not None]
        extra += [claims_table(self.judgements)] if self.judgements else []
        return first, missing, *rest, *extra

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
        if unmet := [(one, half) for one, half in self.study.unmet if half is not None]:
            wide = ", ".join(
                f"{one.measure} (give or take {shown(half, yardstick(one.measure).unit)})" for one, half in unmet
            )
            said.append(f"not as precise as was asked for after {len(self.study.runs)} replications: {wide}")
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

        made: dict[str, Callable[[], Any]]
        protocol, text = self.caseload.protocol, {self.caseload.protocol.id: self.study}
        made = {
            "survival": lambda: figures.survival(self.study, protocol, self.basis),
            "open cases": lambda: figures.open_cases(self.runs, protocol, self.basis),
            "load": lambda: figures.load(self.runs, self.basis),
            "flow": lambda: figures.flow(self.study, protocol, self.basis),
            "missed limits": lambda: figures.missed_limits(text, self.basis),
        }
        for one in (self.sensitivity, self.shares):
            if one is not None:
                from handrail.comparison_figures import sensitivity

                name = "sensitivity" if one is self.sensitivity else "variance"
                made[name] = partial(sensitivity, one, self.table(name).basis)
        return made

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

    def write_more(self, place: Path) -> dict[str, Any]:
        """Write records as Parquet, CSV and XES, and the checklist."""
        from handrail.records_folder import write_records

        records = write_records(place, self.runs, self.caseload)
        (place / "stress-des.md").write_text(self.stress_des().markdown(), encoding="utf-8", newline="\n")
        return {"recorded_replications": [one.replication for one in self.runs], "records": records}


def _count(number: int) -> str:
    return f"{number} {'dispute' if number == 1 else 'disputes'} in the first replication"


def _stalls(found: Run) -> list[tuple[tuple[str, str], int]]:
    return sorted(found.counts.stalls.items(), key=lambda one: (-one[1], one[0]))


def simulate(
    protocol: Protocol | str | Path,
    scenario: Scenario | str | Path | None = None,
    *,
    years: float = 1.0,
    warm_up: int = YEAR,
    seed: int = SEED,
    replications: int | None = None,
    draws: int = DRAWS,
    bottlenecks: bool = False,
    delays: bool = False,
    sensitivity: bool = False,
    sobol: Iterable[str] = (),
    points: int | None = None,
    precision: str | float | None = None,
    claims: Iterable[str] = (),
    trials: int | None = None,
    in_turn: bool = False,
    records: int = 1,
    workers: int = 1,
    dask: str | None = None,
    keep: str | Path | None = None,
    given: Iterable[str] = (),
) -> Simulated:
    """Simulate a caseload under a text.

    Args:
        protocol: a protocol, a built-in name, or the path of a file.
        scenario: a scenario, or the name or path of one; by default the built-in one of the protocol.
        years: for how long disputes that come are counted, after the warm-up; each is followed 130 days further.
        warm_up: working days before counting, in which the caseload fills.
        seed: the root of the luck; the same seed gives the same results, with any number of workers.
        replications: how often it is simulated with other luck; 20 times by default.
        precision: in place of that, as often as it takes (20 to 1,000 times) for the mean days to be known within
            this part of them, and the shares of disputes open after 20 and 60 days within it or one point; 5% if "5%".
        draws: how many sets of figures are drawn from their ranges, for the second interval; 0 for none.
        bottlenecks: whether to find out whose help would matter most.
        delays: whether to find out what each kind of waiting adds.
        sensitivity: whether to find out which figures of the scenario matter (Morris).
        sobol: figures of which to find out what part of the variance each causes.
        points: how many points of their ranges that takes for each; a power of two, 512 by default.
        claims: what to judge by runs, such as "open after 60 days: at most 5%, in 90% of runs".
        trials: the runs that judge each claim, 200 by default; judged in turn the most, 2,000 by default.
        in_turn: whether to judge by one run after the other, until they say enough.
        records: of how many replications everything is kept.
        workers: how many processes work on it.
        dask: the address of a cluster that works on it instead.
        keep: a folder in which finished runs are kept, so that work that was stopped goes on from there.
        given: other values for some figures, such as "staff.chair.people=12".

    Raises:
        BadInput: the protocol or the scenario has faults.
        Refused: there is no scenario for it, or what is asked for cannot be simulated.
    """
    from simulate import sensitivity as mattering
    from simulate.bottleneck import bottlenecks as ranked
    from simulate.decomposition import decomposition
    from simulate.inputs import uncertainty
    from simulate.replications import replicate, studies
    from simulate.warm_up import warm_up as filling

    window = counted(years, warm_up)
    positive(draws, "draws", 0)
    positive(records, "replications to record", 1)
    positive(1 if trials is None else trials, "runs for a claim", 1)
    caseload, warnings = caseload_of(protocol, scenario, given)
    size = POINTS if points is None else points
    targets, varied = precise(precision), ranged_figures(caseload, sobol, size)
    if points is not None and not varied:
        help = "add the figures whose part is asked for, each with --sobol, or leave --points out"
        raise Refused("there is no figure for these points to try", help=help)
    if targets and replications is not None and not (bottlenecks or delays):
        help = "leave --replications or --precision out"
        raise Refused("a precision says by itself how many replications there are", help=help)
    replications = REPLICATIONS if replications is None else replications
    positive(replications, "replications", 1)
    judging = [claim(one, measures(caseload)) for one in claims]
    if (in_turn or trials is not None) and not judging:
        raise Refused("there is no claim for these runs to judge", help=f'add one, such as --claim "{EXAMPLE}"')
    with refusing(), workforce(workers, dask, keep) as force:
        rules: dict[str, Any] = {"seed": seed, "window": window, "workforce": force}
        if targets:
            study = replicate(caseload, targets=targets, **rules)
        else:
            [study] = studies([(caseload, {})], replications=range(replications), **rules)
        study = replace(study, warm_up=filling(caseload, seed=seed, replications=WARM_UPS, workforce=force))
        doubt = uncertainty(caseload, count=draws, per_draw=PER_DRAW, **rules).intervals if draws else {}
        over = min(draws, MOST_RANKED)
        ranking = ranked(caseload, replications=replications, input_draws=over, **rules) if bottlenecks else None
        waits = decomposition(caseload, replications=replications, **rules) if delays else None
        moved = mattering.morris(caseload, **rules) if sensitivity else None
        shares = mattering.sobol(caseload, paths=varied, size=size, **rules) if varied else None
        verdicts = judged(caseload, judging, trials=trials, in_turn=in_turn, **rules)
        kept = tuple(
            run(caseload.protocol, caseload.scenario, seed=seed, replication=n, days=window.days, records=Records.FULL)
            for n in range(min(records, len(study.runs)))
        )
    return Simulated(caseload, study, kept, doubt, ranking, waits, moved, shares, verdicts, warnings)
