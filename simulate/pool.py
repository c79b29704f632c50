"""The people of one role and the work that waits for them: urgent first, then first come.

Managers give a small share of their day to disputes. So each role has an allowance that fills by every day's
share of those present, up to five days of it, and work starts only when somebody is free and some allowance is
left; one piece of work may overdraw it. Urgent work starts whenever somebody is free, and what the allowance
does not cover is overtime. Withdrawn work is skipped when its turn comes; work already begun is finished and
counts as wasted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import NORMAL

from simulate.staffing import WEEK, Presence

KEEP = 5
"""Days of allowance that can be saved up."""

QUEUED, BEGUN, DONE, WITHDRAWN = range(4)


class Job(simpy.Event):
    """One piece of work for one role; on the heap of events it is its own end."""

    _ok = True  # it succeeds: what the constructor of the base class would set, for less time
    status = QUEUED
    wasted = False

    def __init__(self, minutes: int, then: Callable[[Any], None], owner: Any, since: int) -> None:
        self.minutes = minutes
        self.then = then
        self.owner = owner
        self.since = since


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
        self.env: Any = env  # its minutes are whole here; its types allow others
        self.role = role
        self._presence, self._minutes = presence, minutes_a_day
        self._has_share = presence.share is not None
        self._grant = (presence.share or 0.0) * minutes_a_day
        self._waiting: list[tuple[int, int, Job]] = []
        self._order = self._busy = self._present = 0
        self._allowance, self._day, self._wakes = 0.0, -1, -1
        self.length = 0
        self.submitted = self.begun = self.done = self.withdrawn = 0
        self.worked = self.wasted = self.overtime = 0
        self._area = self._area_at = 0
        self._waited = 0
        self._spent: list[int] = []
        self._ended = (self._end,)

    def submit(self, minutes: int, then: Callable[[Any], None], owner: Any, *, urgent: bool = False) -> Job:
        """Hand in work of so many minutes; `then` is called with it when it is done."""
        now = self.env.now
        job = Job(minutes, then, owner, now)
        self.submitted += 1
        if not self._waiting and self._may_begin(now, urgent=urgent):
            self._begin(job, urgent=urgent)
            return job
        self._order += 1
        heappush(self._waiting, (0 if urgent else 1, self._order, job))
        self._count(now, 1)
        self._start_work(now)
        return job

    def withdraw(self, job: Job) -> None:
        """Take work back: out of the queue, or, when it has begun, to be wasted."""
        if job.status == QUEUED:
            job.status = WITHDRAWN
            now = self.env.now
            self._waited += now - job.since
            self.withdrawn += 1
            self._count(now, -1)
        elif job.status == BEGUN and not job.wasted:
            job.wasted = True
            self.wasted += job.minutes

    def _count(self, now: int, change: int) -> None:
        self._area += self.length * (now - self._area_at)
        self._area_at = now
        self.length += change

    def _may_begin(self, now: int, *, urgent: bool) -> bool:
        day = now // self._minutes
        if day > self._day:
            self._refill(day)
        return self._busy < self._present and (urgent or not self._has_share or self._allowance > 0)

    def _refill(self, day: int) -> None:
        """A new day: who is there, and what they may spend."""
        if self._has_share:
            most = self._presence.people * self._grant * KEEP
            for one in range(self._day + 1, day + 1):
                self._allowance = min(self._allowance + self._presence.present(one) * self._grant, most)
        self._day = day
        self._present = self._presence.present(day)
        self._spent += [0] * (day // WEEK + 1 - len(self._spent))

    def _begin(self, job: Job, *, urgent: bool) -> None:
        minutes = job.minutes
        if self._has_share:
            covered = minutes if not urgent else min(minutes, max(0, int(self._allowance)))
            self._allowance -= covered
            self.overtime += minutes - covered
        job.status = BEGUN
        job.callbacks = self._ended  # type: ignore[assignment]
        self._busy += 1
        self.begun += 1
        self.worked += minutes
        self._spent[-1] += minutes
        self.env.schedule(job, NORMAL, minutes)

    def _start_work(self, now: int) -> None:
        waiting, is_steady = self._waiting, self._presence.is_steady
        while waiting and not (is_steady and self._busy >= self._present > 0):  # else the next who is free looks
            rank, _, job = waiting[0]
            if job.status == WITHDRAWN:
                heappop(waiting)
            elif self._may_begin(now, urgent=rank == 0):
                heappop(waiting)
                self._waited += now - job.since
                self._count(now, -1)
                self._begin(job, urgent=rank == 0)
            else:
                self._wake_tomorrow(now)
                return

    def _wake_tomorrow(self, now: int) -> None:
        """Look again when a new day brings allowance or people."""
        day = now // self._minutes + 1
        if self._wakes < day:
            self._wakes = day
            wake = simpy.Event(self.env)
            wake._ok = True
            wake.callbacks.append(self._woken)
            self.env.schedule(wake, NORMAL, day * self._minutes - now)

    def _woken(self, _: Any) -> None:
        self._start_work(self.env.now)

    def _end(self, job: Any) -> None:
        self._busy -= 1
        self.done += 1
        job.status = DONE
        if self._waiting:
            self._start_work(self.env.now)
        if not job.wasted:
            job.then(job)

    def use(self, last: int) -> PoolUse:
        """The figures of the run up to a last minute."""
        self._count(last, 0)
        still = sum(last - job.since for _, _, job in self._waiting if job.status == QUEUED)
        weeks = -(-last // (self._minutes * WEEK))
        share = 1.0 if self._presence.share is None else self._presence.share
        days = -(-last // self._minutes)
        allowed = [0.0] * weeks
        for day in range(days):
            allowed[day // WEEK] += self._presence.present(day) * share * self._minutes
        spent = (self._spent + [0] * weeks)[:weeks]
        return PoolUse(
            self.role,
            self.submitted,
            self.begun,
            self.done,
            self.withdrawn,
            self.length,
            self.worked,
            self.wasted,
            self.overtime,
            self._area,
            self._waited + still,
            tuple(spent),
            tuple(round(one) for one in allowed),
        )
