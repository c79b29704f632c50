"""The people of a role: queueing theory where it has answers, and exact book-keeping everywhere."""

from heapq import heappop, heappush
from math import exp, factorial

import numpy as np
import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from simulate.draws import Luck
from simulate.pool import QUEUED, Pool, PoolUse
from simulate.scenario import Staff
from simulate.staffing import Presence
from tests.simulate.caseload import q

DAY = 444
SERVICE = 1000
"""The mean length of a piece of work in the tests of theory, in minutes: long, so that whole minutes matter little."""


def pool(env: simpy.Environment, people: int, share: float | None = None) -> Pool:
    """So many people, always there."""
    staff = Staff(q(people), None if share is None else q(share))
    return Pool(env, "chair", Presence("chair", staff, None, Luck(1, 0)), DAY)


def at(env: simpy.Environment, minute: int, act: object) -> None:
    """Arrange something for a minute."""
    env.timeout(minute).callbacks.append(lambda _: act())  # type: ignore[operator]


def erlang_c(servers: int, load: float) -> float:
    """The chance to wait with so many servers and so much work for each (Erlang 1917)."""
    offered = servers * load
    full = offered**servers / factorial(servers) / (1 - load)
    return full / (sum(offered**k / factorial(k) for k in range(servers)) + full)


def customers(servers: int, load: float, number: int, seed: int) -> tuple[list[int], list[int]]:
    """When they come, and how long each one's work is."""
    random = np.random.default_rng(seed)
    moments = np.cumsum(random.exponential(SERVICE / (servers * load), number)).astype(int)
    return moments.tolist(), np.ceil(random.exponential(SERVICE, number)).astype(int).tolist()


def served(servers: int, moments: list[int], work: list[int], patient: list[int] | None = None) -> tuple[float, PoolUse]:
    """The share that has to wait, and the figures of the pool."""
    env = simpy.Environment()
    staff = pool(env, servers)
    had_to_wait = 0

    def come(place: int) -> None:
        nonlocal had_to_wait
        if place + 1 < len(moments):
            at(env, moments[place + 1] - moments[place], lambda: come(place + 1))
        job = staff.submit(work[place], lambda _: None, None, int(env.now))
        had_to_wait += job.status == QUEUED
        if patient is not None:
            at(env, patient[place], lambda: staff.withdraw(job) if job.status == QUEUED else None)

    at(env, moments[0], lambda: come(0))
    env.run()
    return had_to_wait / len(moments), staff.use(int(env.now) + 1)


def equivalent(samples: list[float], theory: float, margin: float) -> bool:
    """Whether the mean of eight samples and its 95% interval lie inside a relative margin around the theory."""
    half = 2.365 * float(np.std(samples, ddof=1)) / len(samples) ** 0.5
    return abs(float(np.mean(samples)) - theory) + half <= margin * theory


@pytest.mark.parametrize(("servers", "load", "number"), [(1, 0.7, 5000), (3, 0.8, 10000), (11, 0.9, 40000)])
def test_the_share_that_waits_is_that_of_erlang_c(servers: int, load: float, number: int) -> None:
    """Without a share and without absence a role is a queue with servers: within 5% of the theory, interval included."""
    samples = [served(servers, *customers(servers, load, number, seed))[0] for seed in range(8)]
    assert equivalent(samples, erlang_c(servers, load), 0.05)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.7), (3, 0.8), (11, 0.9)])
def test_each_wait_is_that_of_first_come_first_served(servers: int, load: float) -> None:
    """The waits add up to those of the recursion of Kiefer and Wolfowitz (1955), to the minute."""
    moments, work = customers(servers, load, 4000, seed=1)
    free, waited = [0] * servers, 0
    for moment, minutes in zip(moments, work, strict=True):
        begins = max(moment, heappop(free))
        heappush(free, begins + minutes)
        waited += begins - moment
    assert served(servers, moments, work)[1].waited == waited > 0


def erlang_a(servers: int, load: float, patience: float) -> float:
    """The share that gives up with exponential patience, from the birth and death chain (Palm 1957)."""
    offered, weight, total, queue = servers * load, 1.0, 0.0, 0.0
    for number in range(2000):
        total += weight
        queue += max(0, number - servers) * weight
        leaves = min(number + 1, servers) + max(0, number + 1 - servers) / patience
        weight *= offered / leaves
    return queue / total / patience / offered


@pytest.mark.parametrize("load", [0.95, 1.2])
def test_those_who_give_up_are_those_of_erlang_a(load: float) -> None:
    """With a patience of two services, the share that is withdrawn is that of Erlang A, overload included."""
    theory = erlang_a(3, load, 2.0)
    samples = []
    for seed in range(8):
        patient = np.random.default_rng(1000 + seed).exponential(SERVICE * 2.0, 6000).astype(int).tolist()
        samples.append(served(3, *customers(3, load, 6000, seed), patient)[1].withdrawn / 6000)
    assert equivalent(samples, theory, 0.05)


Work = list[tuple[int, int, bool, int | None]]
WORK = st.lists(
    st.tuples(st.integers(0, 3000), st.integers(0, 900), st.booleans(), st.none() | st.integers(0, 2000)), max_size=25
)


def worked(people: int, share: float | None, work: Work, last: int = 60 * DAY) -> Pool:
    """A pool after a list of work: when it came, how long, whether urgent, and when it was withdrawn."""
    env = simpy.Environment()
    staff = pool(env, people, share)

    def hand_in(minutes: int, urgent: bool, withdrawn: int | None) -> None:
        job = staff.submit(minutes, lambda _: None, None, int(env.now), urgent=urgent)
        if withdrawn is not None:
            at(env, withdrawn, lambda: staff.withdraw(job))

    for moment, minutes, urgent, withdrawn in work:
        at(env, moment, lambda m=minutes, u=urgent, w=withdrawn: hand_in(m, u, w))
    env.run(until=last)
    return staff


@given(st.integers(1, 4), st.sampled_from([None, 0.05, 0.3]), WORK)
def test_littles_law_is_exact(people: int, share: float | None, work: Work) -> None:
    """The queue summed over every minute is the sum of all waits, and everything handed in is somewhere."""
    used = worked(people, share, work).use(60 * DAY)
    assert used.queue_area == used.waited
    assert used.submitted == used.begun + used.withdrawn + used.waiting
    assert used.waiting >= 0


@given(st.integers(1, 3), st.sampled_from([None, 0.3]), WORK)
def test_one_person_more_never_makes_the_queue_longer_without_a_share(people: int, share: float | None, work: Work) -> None:
    """With work that is never withdrawn and never urgent, more people never wait longer in total."""
    plain: Work = [(moment, minutes, False, None) for moment, minutes, _, _ in work]
    few, many = (worked(number, share, plain).use(60 * DAY).waited for number in (people, people + 1))
    assert many <= few


def test_no_server_is_lost_to_withdrawn_work() -> None:
    """Work that is withdrawn in the queue is granted to nobody: the third person is served."""
    done: list[int] = []
    env = simpy.Environment()
    staff = pool(env, 1)
    staff.submit(100, lambda job: done.append(1), None, 0)
    second = staff.submit(100, lambda job: done.append(2), None, 0)
    staff.submit(100, lambda job: done.append(3), None, 0)
    at(env, 50, lambda: staff.withdraw(second))
    env.run(until=1000)
    assert done == [1, 3]


def test_work_that_has_begun_does_not_leave_the_queue_twice() -> None:
    """Withdrawing it counts its minutes as wasted and leaves the queue as it is."""
    env = simpy.Environment()
    staff = pool(env, 1)
    first = staff.submit(100, lambda job: pytest.fail("withdrawn work reports to nobody"), None, 0)
    staff.submit(100, lambda job: None, None, 0)
    at(env, 50, lambda: staff.withdraw(first))
    at(env, 60, lambda: staff.withdraw(first))
    env.run(until=1000)
    used = staff.use(1000)
    assert (used.wasted, used.withdrawn, used.waiting, used.queue_area) == (100, 0, 0, 100)


def test_a_share_of_the_day_is_kept() -> None:
    """Two people with a tenth of their day get through about 88 minutes of work a day, and no more than five days ahead."""
    used = worked(2, 0.1, [(0, 60, False, None)] * 100, last=40 * DAY).use(40 * DAY)
    grant = 0.1 * 2 * DAY
    assert 39 * grant <= used.worked <= 40 * grant + 60
    assert used.overtime == 0


def test_urgent_work_goes_first_and_overdraws() -> None:
    """It does not wait for an allowance, and what the allowance does not cover is overtime."""
    work: Work = [(0, 400, False, None), (10, 100, False, None), (20, 100, True, None)]
    used = worked(1, 0.1, work, last=3 * DAY).use(3 * DAY)
    assert (used.begun, used.waiting, used.overtime) == (2, 1, 100)


def test_a_patient_share_decays_with_the_wait() -> None:
    """The theory itself: with no queueing nobody gives up, and with little patience many do."""
    assert erlang_a(50, 0.1, 2.0) == pytest.approx(0, abs=1e-9)
    assert erlang_a(1, 2.0, 0.01) > 0.5 * (1 - exp(-2))
