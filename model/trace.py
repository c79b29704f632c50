"""One dispute as it went, or might go: what was done on which day.

The solver and the walker make traces, the machine replays them, and the events file of the command line
holds one. In JSON or YAML a trace reads: the protocol's id, the case, the readings, the level, then the
events in order, each with what was done and the day.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from model.modality import Level

KEYS = ("protocol", "case", "readings", "level", "silent_role", "events")
"""The keys of a trace in a file."""

EVENT_KEYS = ("do", "on", "silent")
"""The keys of one of its events: something done on a day, or a role that is silent from there on."""


class TraceError(ValueError):
    """A trace in which somebody falls silent who cannot; the message says why."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done: the id of a transition or way in (or of an outside event), and the day."""

    transition: str
    on: date


@dataclass(frozen=True, slots=True)
class Trace:
    """A dispute step by step.

    Attributes:
        protocol: the id of the protocol.
        case: case facts with their answers, as the dispute began.
        readings: readings with their choices.
        level: how much of the text is taken to bind.
        steps: what was done, in order.
        silent_role: the role that may fall silent, if one may.
        silent_from: the index of the step after which that role is silent; None when it never falls silent.
    """

    protocol: str
    case: tuple[tuple[str, str], ...]
    readings: tuple[tuple[str, str], ...]
    level: Level
    steps: tuple[Step, ...] = ()
    silent_role: str | None = None
    silent_from: int | None = None

    def __post_init__(self) -> None:
        """Refuse a silence with no role, or after a step that is not there."""
        if self.silent_from is None:
            return
        if self.silent_role is None:
            raise TraceError("someone falls silent, but no silent role is named")
        if not 0 <= self.silent_from < len(self.steps):
            raise TraceError(
                f"{self.silent_role} cannot fall silent after step {self.silent_from}: "
                f"there are {len(self.steps)} steps, counted from 0"
            )


def to_json(trace: Trace) -> dict[str, Any]:
    """The trace as plain values for JSON or YAML, as the events file of a dispute holds it."""
    events: list[dict[str, str]] = []
    for place, step in enumerate(trace.steps):
        events.append({"do": step.transition, "on": step.on.isoformat()})
        if place == trace.silent_from and trace.silent_role is not None:
            events.append({"silent": trace.silent_role})
    made: dict[str, Any] = {
        "protocol": trace.protocol,
        "case": dict(trace.case),
        "readings": dict(trace.readings),
        "level": trace.level.value,
    }
    if trace.silent_role is not None:
        made["silent_role"] = trace.silent_role
    return made | {"events": events}
