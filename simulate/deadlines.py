"""The time limits that run in a caseload, and the one that is up next.

Most limits never run out, since the dispute is dealt with before. So there is no event for each: limits wait by
their minute, and one event wakes up at the first minute at which one that still runs is up.
"""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

import simpy

from simulate.case import EXPIRY, Moment, RunningClock
from simulate.clock import NEVER


class Deadlines:
    """All limits of one run.

    Args:
        env: the simulated time, in working minutes.
        up: called with each limit that still runs when its time is up, at one minute in the order of their starts.
    """

    def __init__(self, env: simpy.Environment, up: Callable[[RunningClock], None]) -> None:
        self._env: Any = env  # its minutes are whole here; its types allow others
        self._up = up
        self._at: dict[int, list[RunningClock]] = {}
        self._minutes: list[int] = []
        self._wakes = NEVER
        self._on_wake = (self._woken,)

    def add(self, running: RunningClock, minute: int) -> None:
        """Keep in mind that a limit is up at a minute, not before the present one."""
        if minute in self._at:
            self._at[minute].append(running)
            return
        self._at[minute] = [running]
        heappush(self._minutes, minute)
        if minute < self._wakes:
            self._wake(minute)

    def _wake(self, minute: int) -> None:
        self._wakes = minute
        self._env.schedule(Moment(self._on_wake, None), EXPIRY, minute - self._env.now)

    def _woken(self, _: Any) -> None:
        now = self._env.now
        if now != self._wakes:  # an earlier limit came in between, and has seen to the rest
            return
        for place, running in enumerate(self._at[now]):
            if running.case is not None:
                self._up(running)
                if self._env.peek() == now:  # what this set off at the same minute is done before the next is up
                    self._at[now] = self._at[now][place + 1 :]
                    self._wake(now)
                    return
        self._forget()

    def _forget(self) -> None:
        """Leave out the minutes at which nothing runs any more, and wait for the next."""
        minutes = self._minutes
        del self._at[heappop(minutes)]
        while minutes:
            for running in self._at[minutes[0]]:
                if running.case is not None:
                    self._wake(minutes[0])
                    return
            del self._at[heappop(minutes)]
        self._wakes = NEVER
