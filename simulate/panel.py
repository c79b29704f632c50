"""A panel: it sits every so many working days, or when it has been called, and takes so many disputes at once.

Urgent disputes are taken first, then in the order in which they came. A dispute that came too late for its
papers, or for which there is no room, is deferred to the next sitting.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import NORMAL

from simulate.scenario import Sitting


class Panel:
    """The sittings of one panel.

    Args:
        env: the simulated time, in working minutes.
        sitting: when it sits and how much it takes; one with neither a rhythm nor a notice never sits.
        minutes_a_day: the length of a working day.
        take: called with each dispute that is taken, at the opening of the day of the sitting.
    """

    def __init__(
        self, env: simpy.Environment, sitting: Sitting, minutes_a_day: int, take: Callable[[Any, int], bool]
    ) -> None:
        self._env, self._minutes, self._take = env, minutes_a_day, take
        self._every = round(sitting.every.value) if sitting.every else None
        self._notice = round(sitting.notice.value) if sitting.notice else None
        self._papers = round((sitting.papers.value if sitting.papers else 0) * minutes_a_day)
        self._capacity = round(sitting.capacity.value) if sitting.capacity else None
        self._waiting: list[tuple[int, int, int, Any, int]] = []
        self._order = 0
        self._called = False
        self.sittings = self.deferred = 0

    def join(self, case: Any, epoch: int, *, urgent: bool = False) -> None:
        """Put a dispute before the panel; it is offered with its epoch, and may have gone elsewhere by then."""
        self._order += 1
        heappush(self._waiting, (0 if urgent else 1, self._order, int(self._env.now), case, epoch))
        self._call()

    @property
    def waiting(self) -> int:
        """How many disputes were put before it, and not taken."""
        return len(self._waiting)

    def _call(self) -> None:
        if self._called or not self._waiting:
            return
        today = max(0, int(self._env.now) - 1) // self._minutes
        if self._every is not None and self._every > 0:
            day = (today // self._every + 1) * self._every
        elif self._notice is not None:
            day = today + max(1, self._notice)
        else:
            return
        self._called = True
        sits = simpy.Event(self._env)
        sits._ok = True
        sits.callbacks.append(self._sit)
        self._env.schedule(sits, NORMAL, day * self._minutes + 1 - int(self._env.now))

    def _sit(self, _: Any) -> None:
        self._called = False
        self.sittings += 1
        now = int(self._env.now)
        room = self._capacity if self._capacity is not None else len(self._waiting)
        deferred = []
        while self._waiting:
            one = heappop(self._waiting)
            _, _, came, case, epoch = one
            if room > 0 and came + self._papers <= now:
                room -= self._take(case, epoch)
            else:
                deferred.append(one)
        self.deferred += len(deferred)
        for one in deferred:
            heappush(self._waiting, one)
        self._call()
