"""What a record says came in the course of a dispute and was no move, for the second opinion on it.

It shares no code with the engine. An outside event can come at any moment; a duty only once it is called for, to a
case that it is for, with the end that the text sets; a limit is lengthened only where the text lets it be.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from model.protocol import Duty, Protocol, TimeLimit
from simulate.needs import DUTY
from simulate.recorded import Came
from simulate.records import LONGER

NEVER = 1 << 60

Moment = TypeVar("Moment", date, int)


class Beside:
    """What came beside the moves of one dispute, as far as it has been walked.

    Attributes:
        rows: its part of the record.
        passed: every event up to now with its minute, moves and states among them.
    """

    def __init__(self, protocol: Protocol, rows: list[Came]) -> None:
        self.rows = rows
        self.passed: list[tuple[str, int]] = []
        self._longer = {one.event.removesuffix(LONGER) for one in rows if one.event.endswith(LONGER)}
        self._duty = {one.id: one for one in protocol.duties}
        self._limit = protocol.limit
        self._final = {one.id for one in protocol.states if one.final}

    def in_stay(self, number: int) -> Iterator[Came]:
        """What came in the n-th stay, from 1."""
        return (one for one in self.rows if one.stay == number and one.at >= 0 and not one.event.endswith(LONGER))

    def fault(self, close: Callable[[Duty, int], int | None]) -> tuple[int, str, str]:
        """The first row that the text does not allow, once all is walked: its minute, what is wrong, what is right.

        "" is wrong when none is. `close` tells until when a duty called for at a minute is due.
        """
        for one in self.rows:
            name, duty = one.event, self._duty.get(one.event)
            if name.endswith(LONGER):
                if self._limit[name.removesuffix(LONGER)].extension is None:
                    return one.at, f'"{name}"', "not to be lengthened: the text does not let it be"
            elif duty is not None:
                calls = [minute for event, minute in self.passed if event in duty.upon]
                rounds = duty.every is not None and min(calls, default=NEVER) <= one.called
                if duty.upon and one.called not in calls and not rounds:
                    return one.called, f'"{name}" is called for', f"upon {' or '.join(duty.upon)}"
                due = close(duty, one.called)
                if due is not None and one.due not in (-1, due):
                    return one.called, f'"{name}" is due in minute {one.due}', f"the close in minute {due}"
            if 0 <= one.at < one.called:
                return one.at, f'"{name}" comes before it is called for', f"from minute {one.called} on"
        return 0, "", ""

    def deadlines(self, last: int) -> Counter[tuple[str, int, bool]]:
        """The time limits of duties that should be told: which, until when, whether missed."""
        told = (one for one in self.rows if one.due >= 0 and (one.at >= 0 or one.due <= last))
        return Counter((f"{one.event}{DUTY}", one.due, one.at < 0 or one.at > one.due) for one in told)

    def end(self, limit: TimeLimit, begun: int, due: int, days: Callable[[int, int], int]) -> int:
        """The minute until which a limit is kept, given the one without pauses; `NEVER` while it stands still.

        Args:
            limit: as the text has it.
            begun: the minute of the event that started its clock.
            due: the last minute without pauses.
            days: how many minutes of whole working days lie between two minutes.
        """
        if limit.suspension is None:
            return due
        since: int | None = None
        for event, minute in self.till_the_end(self.passed):
            if event == limit.suspension.end and since is not None:
                due += days(max(since, begun), minute) if since <= due and minute > begun else 0
                since = None
            elif event == limit.suspension.start and since is None:
                since = minute
        return NEVER if since is not None and since <= due else due

    def till_the_end(self, events: Sequence[tuple[str, Moment]]) -> Sequence[tuple[str, Moment]]:
        """Those before the move that ends the dispute: from then on no clock starts, stops or runs on."""
        ends = (place for place, (name, _) in enumerate(events) if name in self._final)
        return events[: next(ends, len(events) + 1) - 1]

    def is_longer(self, limit: TimeLimit) -> bool:
        """Whether the record says that it was lengthened."""
        return limit.id in self._longer
