"""What if: some figures of a scenario set to other values, as asked for in words such as "staff.chair.people=12"."""

from collections.abc import Iterable

from model.errors import did_you_mean
from model.protocol import Protocol
from simulate.chances import Cases
from simulate.figure import KINDS, FigureError
from simulate.scenario import Quantity, Scenario


def overridden(scenario: Scenario, protocol: Protocol, settings: Iterable[str]) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario with other values, and a warning for each that lies outside the range of its figure.

    Args:
        scenario: what to change; it stays as it is.
        protocol: what it is attached to.
        settings: each a path of `Scenario.quantities`, "=", and a number; of one path the last counts.

    Raises:
        FigureError: there is no such figure, it cannot have that value, or the probabilities of some moves no
            longer add up to 1.
    """
    known = scenario.quantities()
    values: dict[str, float] = {}
    for setting in settings:
        path, equals, number = (part.strip() for part in setting.partition("="))
        if not equals:
            raise FigureError(f'"{setting}" sets nothing', 'a figure, "=" and a number', _example(known))
        if path not in known:
            near = did_you_mean(path, known) or _below(path, known)
            raise FigureError(f'there is no figure "{path}"', help=near or _example(known))
        try:
            values[path] = KINDS[known[path].unit].number(number)
        except FigureError as wrong:
            raise FigureError(f"{path}: {wrong.found}", wrong.allowed, wrong.help) from None
    made = scenario.with_values(values)
    cases = Cases(protocol, made.steps)
    for state, step in made.steps.items():
        for one in cases.crossroads(state) if any(path.startswith(f"steps.{state}.out") for path in values) else ():
            if found := one.fault(step)[0]:
                raise FigureError(found, "a sum of 1, or 100%", "set the others too, each with a --set of its own")
    said = (_outside(path, value, known[path]) for path, value in values.items())
    return made, tuple(one for one in said if one)


def _outside(path: str, value: float, one: Quantity) -> str:
    if one.low is None or one.high is None or one.low <= value <= one.high:
        return ""
    return f"{path} is set to {value:.12g}, outside its range of {one.low:.12g} to {one.high:.12g}"


def _below(path: str, known: Iterable[str]) -> str:
    """Figures under a path that is the beginning of several, or that end as it does."""
    last = path.rpartition(".")[2]
    found = [one for one in known if one.startswith(f"{path}.") or one.rpartition(".")[2] == last]
    return f"such as {', '.join(found[:5])}" if found else ""


def _example(known: Iterable[str]) -> str:
    first = next((one for one in known if one.startswith("staff.")), next(iter(known), ""))
    return f"such as {first}=12" if first else ""
