"""Whose time holds disputes up: what one person more of each role would change, with the same luck."""

from collections.abc import Sequence
from dataclasses import replace

from simulate.comparison import changes, difference
from simulate.experiment import Effect, Ranking, Study
from simulate.inputs import draws
from simulate.interval import Estimate, estimate
from simulate.measures import Window
from simulate.replications import FIRST, Design, studies
from simulate.staffing import DAYS_A_YEAR, WEEK
from simulate.sweep import Workforce, one_by_one
from simulate.unit import Caseload


def bottlenecks(
    caseload: Caseload,
    *,
    seed: int,
    measure: str = "mean days",
    replications: int = FIRST,
    input_draws: int = 0,
    per_draw: int = 3,
    window: Window | None = None,
    workforce: Workforce = one_by_one,
) -> Ranking:
    """The roles, the one first of which one person more shortens a measure most.

    How busy people are is no ranking: who is busy only with what nobody waits for holds nothing up. With
    `input_draws`, each role has the probability of being the first over the ranges of the figures; draws in which
    nobody's help changes anything count for no role.
    """
    designs = _with_one_more(caseload, {})
    base, *more = studies(designs, seed=seed, replications=range(replications), window=window, workforce=workforce)
    first = _first(caseload, measure, seed, input_draws, per_draw, window, workforce)
    effects = [
        _effect(caseload, role, measure, base, study, first[role] / input_draws if input_draws else None)
        for role, study in zip(caseload.scenario.staff, more, strict=True)
    ]
    effects.sort(key=lambda one: (one.changes[measure].mean or 0.0, one.name))
    return Ranking(measure, base, tuple(effects), input_draws)


def _with_one_more(caseload: Caseload, values: dict[str, float]) -> list[Design]:
    """The caseload, and then with one person more for each role in turn."""
    known = caseload.scenario.quantities()
    paths = [f"staff.{role}.people" for role in caseload.scenario.staff]
    more = [{**values, path: round(values.get(path, known[path].value)) + 1.0} for path in paths]
    return [(caseload, values), *((caseload, one) for one in more)]


def _effect(caseload: Caseload, role: str, measure: str, base: Study, study: Study, first: float | None) -> Effect:
    found = {name: difference(name, base, study).change for name in base.measures}
    return Effect(role, f"one {role} more", found, _per_hour(found[measure], _hours(caseload, role)), first)


def _hours(caseload: Caseload, role: str) -> float:
    """The hours a week that one person of a role has for disputes."""
    staff = caseload.scenario.staff[role]
    share = staff.share.value if staff.share else 1.0
    days = min(1.0, staff.days_per_year.value / DAYS_A_YEAR) if staff.days_per_year else 1.0
    return WEEK * caseload.scenario.working_minutes / 60 * share * days


def _per_hour(change: Estimate, hours: float) -> Estimate | None:
    def part(value: float | None) -> float | None:
        return None if value is None else value / hours

    if not hours:
        return None
    return replace(change, mean=part(change.mean), half_width=part(change.half_width), deviation=part(change.deviation))


def _first(
    caseload: Caseload,
    measure: str,
    seed: int,
    count: int,
    per_draw: int,
    window: Window | None,
    workforce: Workforce,
) -> dict[str, int]:
    """In how many draws each role is the one whose help shortens the measure most."""
    roles = list(caseload.scenario.staff)
    first = dict.fromkeys(roles, 0)
    designs = [one for values in draws(caseload, seed=seed, count=count) for one in _with_one_more(caseload, values)]
    found = studies(designs, seed=seed, replications=range(per_draw), window=window, workforce=workforce)
    for place in range(0, len(found), len(roles) + 1):
        base, more = found[place], found[place + 1 : place + 1 + len(roles)]
        shorter = dict(zip(roles, (_mean(changes(measure, base, study)) for study in more), strict=True))
        best = min(shorter, key=lambda role: shorter[role], default="")
        if best and shorter[best] < 0:
            first[best] += 1
    return first


def _mean(values: Sequence[float | None]) -> float:
    return estimate(values).mean or 0.0
