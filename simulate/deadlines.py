"""The time limits that run in a caseload, and the one that is up next.

Most limits never run out, since the dispute is dealt with before. So there is no event for each: limits wait by the
day on which they are up. When such a day opens, those that still run are put in order, and one event wakes up at the
first minute at which one of them is up.
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
        minutes_a_day: the length of a working day.
        up: called with each limit that still runs when its time is up, and that minute; at one minute in the order of
            their starts.
    """

    def __init__(self, env: simpy.Environment, minutes_a_day: int, up: Callable[[RunningClock, int], None]) -> None:
        self._env: Any = env  # its minutes are whole here; its types allow others
        self._minutes, self._up = minutes_a_day, up
        self._by_day: dict[int, list[RunningClock]] = {}
        self._today, self._opens = -1, NEVER
        self._running: list[tuple[int, int, RunningClock]] = []
        self._order = count()
        self._wakes = NEVER
        self._on_open, self._on_wake = (self._open,), (self._woken,)

    def add(self, running: RunningClock, minute: int, now: int) -> None:
        """Keep in mind that a limit is up at a minute, not before the present one."""
        day = (minute - 1) // self._minutes
        if day > self._today:
            waiting = self._by_day.get(day)
            if waiting is None:
                waiting = self._by_day[day] = []
                if day < self._opens:
                    self._arrange(Moment(self._on_open, None, day), now)
            waiting.append(running)
        else:
            heappush(self._running, (minute, next(self._order), running))
            if minute < self._wakes:
                self._wake(Moment(None, None), minute, now)

    def _arrange(self, moment: Moment, now: int) -> None:
        self._opens = moment.epoch
        self._env.schedule(moment, EXPIRY, max(0, self._opens * self._minutes - now))

    def _open(self, moment: Moment) -> None:
        if moment.epoch != self._opens:  # an earlier day came in between, and has seen to the rest
            return
        now, self._today = self._env.now, self._opens
        for one in self._by_day.pop(self._today):
            if one.case is not None:
                heappush(self._running, (one.due if one.due > now else now, next(self._order), one))
        moment.epoch = self._opens = min(self._by_day, default=NEVER)
        if self._by_day:
            self._arrange(moment, now)
        if self._running and self._running[0][0] < self._wakes:
            self._wake(Moment(None, None), self._running[0][0], now)

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
