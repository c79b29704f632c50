"""What is asked of a simulation: which text and caseload, for how long, how often; or why there is no such thing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import protocols
from handrail.arguments import Refused, known
from handrail.loading import load
from handrail.scenarios import with_protocol
from model.calendar import CalendarError
from model.protocol import Protocol
from simulate.arrivals import ScenarioGap
from simulate.draws import NamesCollide
from simulate.experiment import Study, Target
from simulate.figure import SHARE, FigureError
from simulate.inputs import ranged
from simulate.measures import YEAR, TooShort, Window
from simulate.replications import TARGETS
from simulate.scenario import Scenario
from simulate.sensitivity import Unbounded
from simulate.unit import Caseload

SEED, REPLICATIONS, DRAWS, PER_DRAW = 1, 20, 40, 3
"""What is simulated when nothing else is asked for: the root of the luck, how many runs, and how many sets of
figures from their ranges, each in so many runs."""

POINTS = 512
"""At how many points of the ranges of its figures a caseload is looked at, to split the variance among them."""

WARM_UPS = 5
"""How many runs tell how long the caseload takes to fill."""

MOST_RANKED = 10
"""Over how many sets of figures the roles are ranked: each takes a study for every role."""


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
    text = load(protocol)
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
        raise Refused(f"{number} is too few {what}", f"{least} or more")


def precise(part: str | float | None) -> tuple[Target, ...]:
    """The targets for replications that are to be precise to a part of the mean, such as "5%"; none for None.

    Raises:
        Refused: it is no such part.
    """
    if part is None:
        return ()
    try:
        number = SHARE.number(part if isinstance(part, str) else f"{part:g}")
    except FigureError as wrong:
        raise Refused(f"--precision: {wrong.found}", wrong.allowed, "such as 5%") from None
    if not number:
        raise Refused("no number of runs is precise to 0%", help="such as 5%")
    return tuple(replace(one, relative=number) for one in TARGETS)


def ranged_figures(caseload: Caseload, paths: Iterable[str], points: int) -> tuple[str, ...]:
    """Figures with a range, and a number of points that suits them.

    Raises:
        Refused: one is no such figure, or the number is no power of two.
    """
    if points < 2 or points & (points - 1):
        raise Refused(f"{points} points do not fill a range evenly", "a power of two", "such as 256 or 512")
    there = ranged(caseload.scenario)
    return tuple(known("figure with a range", one, there) for one in dict.fromkeys(paths))


@contextmanager
def refusing() -> Iterator[None]:
    """What an input lacks for a simulation is told as such.

    Raises:
        Refused: it lacks something.
    """
    try:
        yield
    except Unbounded as gap:
        raise Refused(str(gap), help="give --years more, or leave the question out") from None
    except NamesCollide as two:
        raise Refused(str(two), help="rename it in the file of the protocol") from None
    except (ScenarioGap, TooShort, CalendarError) as gap:
        raise Refused(str(gap), help="shorten --years or --warm-up, or complete the scenario") from None


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
