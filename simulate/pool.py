"""The people of one role and the work that waits for them: urgent first, then first come.

Managers give a small share of their day to disputes. So each role has an allowance that fills by every day's
share of those present, up to five days of it, and work starts only when somebody is free and some allowance is
left; one piece of work may overdraw it. Urgent work starts whenever somebody is free, and what the allowance
does not cover is overtime. Withdrawn work is skipped when its turn comes; work already begun is finished and
counts as wasted.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappush
from itertools import pairwise
from math import inf
from typing import Any

import numpy as np
import simpy
from simpy.events import NORMAL

from simulate.clock import NEVER
from simulate.staffing import WEEK, Presence

KEEP = 5
"""Days of allowance that can be saved up."""

QUEUED, BEGUN, DONE, WITHDRAWN, WASTED = range(5)


class Job:
    """One piece of work for one role; on the heap of events it is its own end, and an event of SimPy that succeeds.

    It is filled in by the pool, since to call an initialiser would take longer than all of that.
    """

    __slots__ = ("callbacks", "minutes", "owner", "pool", "since", "status", "then", "until")
    _ok = True
    callbacks: Any
    minutes: int
    owner: Any
    pool: "Pool"
    since: int
    status: int
    then: Callable[[Any], None]
    until: int


@dataclass(frozen=True, slots=True)
class PoolUse:
    """What one role did in a run.

    Minutes throughout. `queue_area` is the length of the queue summed over every minute, `waited` the time that
    all work waited, what was withdrawn or still waits included: the two are equal (Little's law on one path).
    `spent_by_week` and `allowed_by_week` compare the work begun in each week with the allowance of that week;
    without a share, the allowance is the whole time of those present.
    """

    role: str
    submitted: int
    begun: int
    done: int
    withdrawn: int
    waiting: int
    worked: int
    wasted: int
    overtime: int
    queue_area: int
    waited: int
    spent_by_week: tuple[int, ...]
    allowed_by_week: tuple[int, ...]


class Pool:
    """One role at work.

    Args:
        env: the simulated time, in working minutes.
        presence: who is there on each day.
        minutes_a_day: the length of a working day.
    """

    def __init__(self, env: simpy.Environment, role: str, presence: Presence, minutes_a_day: int) -> None:
        self._env: Any = env  # its minutes are whole here; its types allow others
        self._events: list[Any] = self._env._queue
        self._ids = self._env._eid
        self.role = role
        self._presence, self._minutes = presence, minutes_a_day
        self._has_share = presence.share is not None
        self._grant = (presence.share or 0.0) * minutes_a_day
        self._urgent, self._others = deque[Job](), deque[Job]()
        self._busy = self._present = 0
        self._allowance = 0.0 if self._has_share else inf
        self._day, self._tomorrow, self._wakes = -1, 0, -1
        self._most = presence.people if presence.is_steady else inf  # so many are never there when fewer are today
        self.submitted = self.begun = self.withdrawn = self.wasted = self.overtime = 0
        self._area = self._waited = 0
        self._worked = self._week_ends = 0
        self._worked_before: list[int] = []
        self._ended = (self._end,)

    def submit(self, minutes: int, then: Callable[[Any], None], owner: Any, now: int, urgent: bool = False) -> Job:
        """Hand in work of so many minutes at the present one; `then` is called with it when it is done."""
        job = Job()
        job.pool, job.minutes, job.since = self, minutes, now
        job.then, job.owner, job.status = then, owner, QUEUED
        self.submitted += 1
        (self._urgent if urgent else self._others).append(job)
        self._area -= now
        if self._busy < self._most:
            self._start_work(now)
        return job

    def withdraw(self, job: Job) -> None:
        """Take work back: out of the queue, or, when it has begun, to be wasted."""
        if job.status == QUEUED:
            job.status = WITHDRAWN
            now = self._env.now
            self._waited += now - job.since
            self.withdrawn += 1
            self._area += now
        elif job.status == BEGUN:
            job.status = WASTED
            self.wasted += job.minutes

    @property
    def length(self) -> int:
        """How much work waits."""
        return self.submitted - self.begun - self.withdrawn

    def _refill(self, day: int) -> None:
        """A new day: who is there, and what they may spend."""
        if self._has_share:
            most = self._presence.people * self._grant * KEEP
            for one in range(self._day + 1, day + 1):
                self._allowance = min(self._allowance + self._presence.present(one) * self._grant, most)
        self._day = day
        is_every_day = self._presence.is_steady and not self._has_share
        self._tomorrow = NEVER if is_every_day else (day + 1) * self._minutes
        self._present = self._presence.present(day)

    def _start_work(self, now: int) -> None:
        if now >= self._tomorrow:
            self._refill(now // self._minutes)
        while self._busy < self._most and (waiting := self._urgent or self._others):  # else the next who is free looks
            job, urgent = waiting[0], waiting is self._urgent
            if job.status == WITHDRAWN:
                waiting.popleft()
            elif self._busy < self._present and (urgent or self._allowance > 0):
                waiting.popleft()
                minutes = job.minutes
                if self._has_share:
                    covered = minutes if not urgent else min(minutes, max(0, int(self._allowance)))
                    self._allowance -= covered
                    self.overtime += minutes - covered
                job.status, job.callbacks = BEGUN, self._ended
                job.until = until = now + minutes
                self._waited += now - job.since
                self._area += now
                self._busy += 1
                self.begun += 1
                while now >= self._week_ends:
                    self._worked_before.append(self._worked)
                    self._week_ends += WEEK * self._minutes
                self._worked += minutes
                heappush(self._events, (until, NORMAL, next(self._ids), job))  # as `schedule` does, but for the call
            else:
                self._wake_tomorrow(now)
                return

    def _wake_tomorrow(self, now: int) -> None:
        """Look again when a new day brings allowance or people."""
        day = now // self._minutes + 1
        if self._wakes < day:
            self._wakes = day
            wake = simpy.Event(self._env)
            wake._ok = True
            wake.callbacks.append(self._woken)
            self._env.schedule(wake, NORMAL, day * self._minutes - now)

    def _woken(self, _: Any) -> None:
        self._start_work(self._env.now)

    def _end(self, job: Job) -> None:
        self._busy -= 1
        status, job.status = job.status, DONE
        if self._urgent or self._others:
            self._start_work(job.until)
        if status == BEGUN:
            then = job.then  # quicker than to call it as if it were a method
            then(job)

    def use(self, last: int) -> PoolUse:
        """The figures of the run up to a last minute."""
        still = sum(last - job.since for job in (*self._urgent, *self._others) if job.status == QUEUED)
        weeks = -(-last // (self._minutes * WEEK))
        share = 1.0 if self._presence.share is None else self._presence.share
        days = -(-last // self._minutes)
        present = self._presence.each(days)
        spent = (after - before for before, after in pairwise((*self._worked_before, self._worked)))
        allowed = np.add.reduceat(present, np.arange(0, days, WEEK)) * share * self._minutes
        return PoolUse(
            self.role,
            self.submitted,
            self.begun,
            self.begun - self._busy,
            self.withdrawn,
            self.length,
            self._worked,
            self.wasted,
            self.overtime,
            self._area + self.length * last,  # the sum of its length over time: when work left less when it came
            self._waited + still,
            (*spent, *[0] * weeks)[:weeks],
            tuple(np.rint(allowed).astype(int).tolist()),
        )
