"""Hands-on work on a stage or on a duty: whose it is, how long it takes, and when all of it is done."""

from collections.abc import Callable, Mapping
from math import exp
from typing import Any

import simpy

from simulate.case import COMPLETION, Case, Moment, StateLuck
from simulate.pool import Job, Pool

Parts = list[list[tuple[str, float]]]
"""The alternatives of roles that work on it, each role with the median of its minutes."""


class Work:
    """How people work on one kind of thing: each role has a part of it, and the whole is done when all parts are.

    Args:
        env: the simulated time.
        pools: the people, by role; the work of a role without any takes its time and waits for nobody.
        done: called with what is done, and the minute.
    """

    def __init__(self, env: simpy.Environment, pools: Mapping[str, Pool], done: Callable[[Any, int], None]) -> None:
        self._env: Any = env
        self._pools, self._done = pools, done
        self._on_work, self._on_end = (self._worked_alone,), self._worked

    def begin(self, task: Any, case: Case, luck: StateLuck, groups: Parts, sigma: float, now: int) -> None:
        """Everybody's work begins; of alternatives, those with the shortest queues do it, or else the first named.

        What is worked on has an `epoch`, and as `jobs` the parts that are not done.
        """
        roles = groups[0] if len(groups) == 1 else min(groups, key=self._queue)
        if not roles:
            self._done(task, now)
            return
        lot = case.lot
        for role, median in roles:
            if sigma:
                median *= exp(sigma * (luck.work.get(role) or luck.for_work(role))[lot])
            minutes = round(median)
            pool = self._pools.get(role)
            if pool is None:
                task.jobs.append(Moment(self._on_work, task, task.epoch))
                self._env.schedule(task.jobs[-1], COMPLETION, minutes)
            else:
                task.jobs.append(pool.submit(minutes, self._on_end, task, now, case.urgent))

    def end(self, task: Any) -> None:
        """What is not done of it is wanted no more."""
        for job in task.jobs:
            if isinstance(job, Job):
                job.pool.withdraw(job)
        task.jobs.clear()

    def _queue(self, roles: list[tuple[str, float]]) -> int:
        return sum(self._pools[role].length for role, _ in roles if role in self._pools)

    def _worked(self, job: Any) -> None:
        task = job.owner
        jobs = task.jobs
        jobs.remove(job)
        if not jobs:
            done = self._done
            done(task, job.until)

    def _worked_alone(self, moment: Any) -> None:
        task = moment.case
        if moment.epoch == task.epoch:
            task.jobs.remove(moment)
            if not task.jobs:
                self._done(task, self._env.now)
