"""Two texts under one caseload and the same luck: the verb `compare`, and what it found."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from handrail.asked import (
    DRAWS,
    PER_DRAW,
    REPLICATIONS,
    SEED,
    caseload_of,
    counted,
    positive,
    refusing,
    study_facts,
)
from handrail.findings import Findings
from handrail.grid import Grid
from handrail.workforce import workforce
from model.errors import BadInput
from model.protocol import Protocol
from simulate.experiment import Comparison
from simulate.measures import YEAR
from simulate.scenario import Scenario
from simulate.unit import Caseload


@dataclass(frozen=True, repr=False)
class Compared(Findings):
    """Two texts side by side.

    Attributes:
        old: the text before, with its scenario.
        new: the text after.
        found: their studies, and the differences within pairs of runs with the same luck.
        warnings: what was said about the scenario when it was read.
    """

    command = "compare"
    old: Caseload
    new: Caseload
    found: Comparison
    warnings: tuple[str, ...] = ()

    def heading(self) -> str:
        """What was compared, in one line."""
        names = dict.fromkeys((self.old.protocol.id, self.new.protocol.id))
        texts = " and ".join(names) if len(names) > 1 else f"two versions of {self.old.protocol.id}"
        return f"{texts} on the same luck — {self.new.scenario.title}"

    def tables(self) -> tuple[Grid, ...]:
        """The fixed yardsticks, then the limits that both texts have."""
        from handrail.study_tables import compared

        return compared(self.found)

    def notes(self) -> tuple[str, ...]:
        """What is not compared, and why."""
        said = list(self.warnings)
        if not any((*self.found.old.values("disputes"), *self.found.new.values("disputes"))):
            said.append("no dispute came while they were counted, so there is nothing to compare")
        for which, limits in (("old", self.found.only_old), ("new", self.found.only_new)):
            if limits:
                said.append(
                    f"only the {which} text has these limits; nothing is compared with them: {', '.join(limits)}"
                )
        said.append(
            "missed limits are not added up: a text with more limits misses more of them, and may be the better one"
        )
        return tuple(said)

    def drawings(self) -> Mapping[str, Callable[[], Any]]:
        """The pictures there are."""
        from handrail import comparison_figures, figures

        rests = self.tables()[0].basis
        texts = {"old text": self.found.old, "new text": self.found.new}
        return {
            "differences": lambda: comparison_figures.forest(self.found, rests),
            "before and after": lambda: comparison_figures.before_and_after(self.found, rests),
            "missed limits": lambda: figures.missed_limits(texts, rests),
        }

    def facts(self) -> dict[str, Any]:
        """What was compared, for programs."""
        return {"old": study_facts(self.old, self.found.old), "new": study_facts(self.new, self.found.new)}


def compare(
    old: Protocol | str | Path,
    new: Protocol | str | Path,
    scenario: Scenario | str | Path | None = None,
    new_scenario: Scenario | str | Path | None = None,
    *,
    years: float = 1.0,
    warm_up: int = YEAR,
    seed: int = SEED,
    replications: int = 2 * REPLICATIONS,
    draws: int = DRAWS,
    workers: int = 1,
    dask: str | None = None,
    keep: str | Path | None = None,
    given: Iterable[str] = (),
) -> Compared:
    """Simulate a text and its revision with the same disputes and the same luck.

    The other arguments are those of `simulate`.

    Args:
        old: the text before.
        new: the text after.
        scenario: the caseload of the old text, and of the new one if that has the same ways in, stages and moves.
        new_scenario: the caseload of the new text, where it has others.

    Raises:
        BadInput: a text or the scenario has faults, or the scenario does not fit one of the texts.
        Refused: there is no scenario, or what is asked for cannot be simulated.
    """
    from simulate.comparison import compare as paired
    from simulate.inputs import with_inputs

    window = counted(years, warm_up)
    positive(replications, "replications", 2)
    positive(draws, "draws", 0)
    settings = tuple(given)
    before, warnings = caseload_of(old, scenario, settings)
    attached = next(one for one in (new_scenario, scenario, before.protocol.id) if one is not None)
    try:
        after, _ = caseload_of(new, attached, settings, accept=True)
    except BadInput as bad:
        raise _unfit(bad, before) if new_scenario is None else bad from None
    warnings = (*warnings, *_apart(before.scenario, after.scenario))
    with refusing(), workforce(workers, dask, keep) as force:
        found = paired(before, after, seed=seed, replications=replications, window=window, workforce=force)
        if draws:
            found = with_inputs(found, before, after, count=draws, per_draw=PER_DRAW, workforce=force)
    return Compared(before, after, found, warnings)


def _unfit(bad: BadInput, before: Caseload) -> BadInput:
    """What is wrong with a scenario under the new text only, and what to do; any other mistake as it is."""
    if {one.file for one in bad.faults} != {before.scenario.file}:
        return bad
    told = [replace(one, found=f"under the new text, {one.found}") for one in bad.faults]
    way = "change that in a copy of this file, and name the copy with --new-scenario FILE"
    return BadInput([replace(told[0], help=f"{told[0].help}; {way}" if told[0].help else way), *told[1:]])


def _apart(old: Scenario, new: Scenario) -> Iterator[str]:
    """What two scenarios say differently of the same thing: the change is then not of the text alone."""
    parts = [
        one
        for one in ("starts", "level", "due_at", "closed", "working_minutes")
        if getattr(old, one) != getattr(new, one)
    ]
    mine, theirs = old.quantities(), new.quantities()
    parts += [path for path, one in mine.items() if path in theirs and theirs[path].value != one.value]
    parts += [f"readings.{one}" for one, choice in old.readings.items() if new.readings.get(one, choice) != choice]
    if parts:
        yield f"the two scenarios differ also in {', '.join(parts)}: the changes are then not those of the text alone"
