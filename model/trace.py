"""One dispute as it went, or might go: what was done on which day.

The solver and the walker make traces, the machine replays them, and the events file of the command line
holds one. In JSON or YAML a trace reads: the protocol's id, the case, the readings, the level, then the
events in order, each with what was done and the day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from model.errors import did_you_mean
from model.modality import Level

KEYS = ("protocol", "case", "readings", "level", "silent_role", "events")
"""The keys of a trace in a file."""

EVENT_KEYS = ("do", "on", "silent")
"""The keys of one of its events: something done on a day, or a role that is silent from there on."""


class TraceError(ValueError):
    """These values are no trace; the message says which and what is allowed."""


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
    """The trace as plain values for JSON or YAML, ready for `from_json`."""
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


def from_json(values: Mapping[str, Any]) -> Trace:
    """The trace that plain values stand for.

    Raises:
        TraceError: a key is missing, unknown or of the wrong kind; a date is no date; two roles fall silent.
    """
    if not isinstance(values, Mapping):
        raise TraceError(f"a trace is a group of keys ({', '.join(KEYS)}), not {values!r}")
    _known(values, KEYS, "the trace")
    for key in ("protocol", "case", "readings", "level", "events"):
        if key not in values:
            raise TraceError(f'"{key}" is missing from the trace')
    level = _text(values["level"], "level")
    if level not in Level.__members__.values():
        raise TraceError(f'level "{level}" is none of {", ".join(Level)}')
    role = values.get("silent_role")
    role = None if role is None else _text(role, "silent_role")
    events = values["events"]
    if not isinstance(events, list | tuple):
        raise TraceError(f'"events" is a list, not {events!r}')
    steps: list[Step] = []
    silent_from: int | None = None
    for place, event in enumerate(events):
        here = f"event {place + 1}"
        if not isinstance(event, Mapping):
            raise TraceError(f"{here} is a group of keys ({', '.join(EVENT_KEYS)}), not {event!r}")
        _known(event, EVENT_KEYS, here)
        if "silent" not in event:
            steps.append(Step(_text(event.get("do"), f'"do" of {here}'), _day(event.get("on"), here)))
            continue
        if len(event) > 1 or silent_from is not None or not steps:
            raise TraceError(
                f"{here}: one role falls silent, once, after something was done; it takes no date"
            )
        name = _text(event["silent"], f'"silent" of {here}')
        if role not in (None, name):
            raise TraceError(f'{here}: "{name}" falls silent, but the silent role is "{role}"')
        role, silent_from = name, len(steps) - 1
    return Trace(
        _text(values["protocol"], "protocol"),
        tuple(_answers(values["case"], "case")),
        tuple(_answers(values["readings"], "readings")),
        Level(level),
        tuple(steps),
        role,
        silent_from,
    )


def _known(values: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in values:
        if key not in keys:
            hint = did_you_mean(str(key), keys)
            allowed = f"allowed here: {', '.join(keys)}"
            raise TraceError(f'unexpected key "{key}" in {where}; {hint + "; " if hint else ""}{allowed}')


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str) or not value:
        raise TraceError(f"{what} must be text, not {value!r}")
    return value


def _answers(values: Any, what: str) -> Iterator[tuple[str, str]]:
    if not isinstance(values, Mapping):
        raise TraceError(f'"{what}" is a group of names with answers, not {values!r}')
    for name, answer in values.items():
        yield _text(name, f"a name in {what}"), _text(answer, f'the answer of "{name}" in {what}')


def _day(value: Any, here: str) -> date:
    try:
        return date.fromisoformat(_text(value, f'"on" of {here}'))
    except TraceError:
        raise
    except ValueError:
        raise TraceError(f'"on" of {here} is "{value}"; write a date such as 2026-12-18') from None
