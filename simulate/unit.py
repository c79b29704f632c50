"""One piece of a simulation study: one text, one scenario, one draw of the luck; the same piece, the same numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import Enum
from functools import cached_property
from hashlib import sha256
from typing import Any

from model.protocol import Protocol
from simulate.engine import run
from simulate.measures import Measures, Window, measure
from simulate.records import Records
from simulate.scenario import Scenario


@dataclass(frozen=True)
class Caseload:
    """A text with a scenario for it."""

    protocol: Protocol
    scenario: Scenario

    @cached_property
    def fingerprint(self) -> str:
        """What tells two caseloads apart: everything but where it is written."""
        return sha256(f"{_written(self.protocol)}\n{_written(self.scenario)}".encode()).hexdigest()

    def with_scenario(self, **parts: Any) -> "Caseload":
        """The same text under a scenario with other parts."""
        return Caseload(self.protocol, replace(self.scenario, **parts))


@dataclass(frozen=True, slots=True)
class Unit:
    """One replication of one caseload.

    Attributes:
        caseload: the text and its scenario.
        seed: the root of the random numbers.
        replication: the number of the run; units of one number share their luck.
        window: which disputes count.
        values: figures of the scenario that have another value, by path.
    """

    caseload: Caseload
    seed: int
    replication: int
    window: Window
    values: Mapping[str, float] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """A name that no unit with other numbers has, as long as the simulation stays what it is."""
        values = sorted((path, float(value)) for path, value in self.values.items())
        parts = (self.caseload.fingerprint, self.seed, self.replication, self.window, values)
        return sha256(_written(parts).encode()).hexdigest()[:40]


def work(unit: Unit) -> Measures:
    """Simulate a unit.

    Raises:
        KeyError: the scenario has no such figure.
        ScenarioGap, CalendarError, NamesCollide: as for `engine.run`.
    """
    scenario = unit.caseload.scenario.with_values(unit.values) if unit.values else unit.caseload.scenario
    found = run(
        unit.caseload.protocol,
        scenario,
        seed=unit.seed,
        replication=unit.replication,
        days=unit.window.days,
        records=Records.FULL,
    )
    return measure(found, unit.window)


def _written(whole: Any) -> str:
    """A value as text: all that counts when it is compared, and in the order in which it stands."""
    if is_dataclass(whole) and not isinstance(whole, type):
        parts = (f"{one.name}: {_written(getattr(whole, one.name))}" for one in fields(whole) if one.compare)
        return f"{type(whole).__name__}({', '.join(parts)})"
    if isinstance(whole, Mapping):
        return f"{{{', '.join(f'{name!r}: {_written(one)}' for name, one in whole.items())}}}"
    if isinstance(whole, frozenset | set):
        return f"{{{', '.join(sorted(map(_written, whole)))}}}"
    if isinstance(whole, tuple | list):
        return f"[{', '.join(map(_written, whole))}]"
    return repr(whole.value if isinstance(whole, Enum) else whole)
