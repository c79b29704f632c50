"""What has happened in a dispute, on which days and in which order: all that clocks and caps look back to."""

from dataclasses import dataclass, replace
from datetime import date

from model.deadline import Breach
from model.protocol import TimeLimit


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened on a day, the state it left and the state it led to (the same for an outside event)."""

    id: str
    on: date
    source: str
    dest: str
    breaches: tuple[Breach, ...] = ()
    silence_begins: bool = False


class Chronicle:
    """The happenings of one dispute, and when each event last came.

    Args:
        raising: the events that start the measured clock; when there is none, the first happening does.

    Attributes:
        history: what happened, in order.
        dates: every event with its day, in order: what was done, then the state it led to.
        raised: the day on which the measured clock started.
    """

    def __init__(self, raising: tuple[str, ...]) -> None:
        self.history: tuple[Happening, ...] = ()
        self.dates: tuple[tuple[str, date], ...] = ()
        self.raised: date | None = None
        self._raising = raising
        self._last: dict[str, tuple[int, date]] = {}

    def add(self, happening: Happening, *events: str) -> None:
        """Note a happening, and the events that came with it, in order."""
        self.history += (happening,)
        for event in events:
            self.dates += ((event, happening.on),)
            self._last[event] = (len(self.dates), happening.on)
        if self.raised is None and (not self._raising or set(events) & set(self._raising)):
            self.raised = happening.on

    def silence(self) -> None:
        """Note that a role is silent after the last happening."""
        self.history = (*self.history[:-1], replace(self.history[-1], silence_begins=True))

    @property
    def silent_from(self) -> int | None:
        """The index of the happening after which a role is silent."""
        return next((place for place, one in enumerate(self.history) if one.silence_begins), None)

    def started(self, events: tuple[str, ...]) -> bool:
        """Whether one of these events has come."""
        return any(event in self._last for event in events)

    def last(self, events: tuple[str, ...]) -> date | None:
        """The day of the one that came last; None when none has come."""
        came = [self._last[event] for event in events if event in self._last]
        return max(came)[1] if came else None

    def clock(self, limit: TimeLimit) -> date:
        """The day on which the clock of a limit started: that of its last start event."""
        return max(self._last[event] for event in limit.start if event in self._last)[1]

    def ended(self, cap: TimeLimit) -> bool:
        """Whether an end of a cap came after the event that started its clock last."""
        return self.since(cap.start, cap.ends)

    def since(self, first: tuple[str, ...], then: tuple[str, ...]) -> bool:
        """Whether one of the second events came after the last of the first."""
        begun = max((self._last[event][0] for event in first if event in self._last), default=0)
        return any(self._last[event][0] > begun for event in then if event in self._last)
