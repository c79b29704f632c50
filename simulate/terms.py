"""All of a scenario that decides whether a record is lawful; how many come and how long they take does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from model.modality import Level
from simulate.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms on which disputes were simulated.

    Attributes:
        starts: the first day of the simulated time.
        readings: the choice made for each reading of the text.
        level: how much of the text people act on.
        due_at: "close" or "elapsed": when a limit of working days ends (`Scenario`).
        closed: local closing days, with the reason.
        acts_later: moves after time is up on which people take time to act.
    """

    starts: date
    readings: Mapping[str, str]
    level: Level
    due_at: str
    closed: tuple[tuple[date, str], ...]
    acts_later: tuple[str, ...]

    @classmethod
    def of(cls, scenario: Scenario) -> "Terms":
        """The terms of a scenario."""
        later = tuple(move for step in scenario.steps.values() for move in step.after_expiry)
        return cls(scenario.starts, scenario.readings, scenario.level, scenario.due_at, scenario.closed, later)
