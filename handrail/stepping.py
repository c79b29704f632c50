"""Walking one dispute through a protocol by the events of a file."""

from dataclasses import dataclass

from handrail.events_file import EventsFile, read_events
from handrail.story import story
from model.calendar import Calendar, CalendarError
from model.errors import BadInput
from model.machine import Dispute
from model.protocol import Protocol
from model.trace import Trace


@dataclass(frozen=True, slots=True)
class Walk:
    """A dispute that was walked: how it stands, as a trace that can be kept, and its story in lines."""

    dispute: Dispute
    trace: Trace
    lines: tuple[str, ...]


def step_script(
    protocol: Protocol, events_text: str, *, file: str = "events.yaml", calendar: Calendar | None = None
) -> Walk:
    """Walk a dispute through the events of a YAML or JSON file.

    Readings that the file leaves open take their first choice, and the story says so.

    Args:
        protocol: the protocol.
        events_text: `case`, `readings`, `level` and `events`, each event with `do` and `on`, or `silent`.
        file: the name used in messages.
        calendar: the working days; those of the protocol's nation by default.

    Raises:
        BadInput: with every fault of the file; or with the first event that cannot happen, and why.
    """
    events = read_events(protocol, events_text, file)
    dispute = Dispute(
        protocol,
        case=events.case,
        readings=events.readings,
        level=events.level,
        silent_role=events.silent_role,
        calendar=calendar,
    )
    for place in range(len(events.events)):
        _take(dispute, events, place)
    try:
        lines = story(dispute)
    except CalendarError as error:
        raise BadInput([events.fault(len(events.events) - 1, "on", str(error))]) from None
    if events.assumed:
        lines.append(f"Assumed, because the file does not say: {', '.join(events.assumed)}.")
    return Walk(dispute, dispute.trace, tuple(lines))


def _take(dispute: Dispute, events: EventsFile, place: int) -> None:
    """One event of a file; whatever refuses it becomes a fault at its line."""
    event = events.events[place]
    try:
        if event.silent or event.on is None:
            dispute.fall_silent()
        else:
            dispute.do(event.do, event.on)
    except CalendarError as error:
        raise BadInput([events.fault(place, "on", str(error))]) from None
    except ValueError as error:
        key = "silent" if event.silent else "on" if "cannot go back" in str(error) else "do"
        raise BadInput([events.fault(place, key, str(error))]) from None
