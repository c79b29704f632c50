"""The time limits that run in a caseload, and the one that is up next.

Most limits never run out, since the dispute is dealt with before. So there is no event for each: limits wait by
their minute, and one event wakes up at the first minute at which one that still runs is up.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import Any

import simpy

from simulate.case import EXPIRY, Moment, RunningClock
from simulate.clock import NEVER


class Deadlines:
    """All limits of one run.

    Args:
        env: the simulated time, in working minutes.
        up: called with each limit that still runs when its time is up, and that minute; at one minute in the order of
            their starts.
    """

    def __init__(self, env: simpy.Environment, up: Callable[[RunningClock, int], None]) -> None:
        self._env: Any = env  # its minutes are whole here; its types allow others
        self._up = up
        self._running: list[tuple[int, int, RunningClock]] = []
        self._order = count()
        self._wakes = NEVER
        self._on_wake = (self._woken,)

    def add(self, running: RunningClock, minute: int, now: int) -> None:
        """Keep in mind that a limit is up at a minute, not before the present one."""
        heappush(self._running, (minute, next(self._order), running))
        if minute < self._wakes:
            self._wake(Moment(None, None), minute, now)

    def _wake(self, moment: Moment, minute: int, now: int) -> None:
        self._wakes = minute
        moment.callbacks = self._on_wake
        self._env.schedule(moment, EXPIRY, minute - now)

    def _woken(self, moment: Moment) -> None:
        now, running = self._env.now, self._running
        if now != self._wakes:  # an earlier limit came in between, and has seen to the rest
            return
        while running:
            minute, _, one = running[0]
            if one.case is None:
                heappop(running)
            elif minute > now:
                self._wake(moment, minute, now)
                return
            else:
                heappop(running)
                self._up(one, now)
                if self._env.peek() == now:  # what this set off at the same minute is done before the next is up
                    self._wake(moment, now, now)
                    return
        self._wakes = NEVER
