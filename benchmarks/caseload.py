"""The ladder that caseloads are measured on, as a protocol with a scenario and as a textbook writes it in SimPy.

Disputes come at random, four stages with so many people each, lognormal work, resolved or passed up, and a limit at
each stage after which a dispute that still waits moves up. The textbook shape is a process for each dispute, a
PriorityResource for each stage, AnyOf for the race with the limit, and random numbers drawn one by one. Both keep an
event log. `benchmarks.simulation` measures them.
"""

from collections.abc import Generator
from datetime import date
from math import log
from typing import Any

import numpy as np
import simpy

from model.modality import Modality
from model.protocol import Entry, LimitKind, Protocol, Role, Side, State, StateKind, TimeLimit, Transition, Trigger
from model.time_span import TimeSpan
from simulate.scenario import Arrivals, Basis, Quantity, Scenario, Staff, Step

STAGES, PEOPLE, HOURS, SIGMA, RESOLVED, LIMIT, DAY = 4, 3, 5.0, 0.6, 0.5, 5, 444


def q(value: float) -> Quantity:
    """A figure of the benchmark."""
    return Quantity(value, "", Basis.ASSUMPTION)


def ladder() -> Protocol:
    """The text: at each stage it is resolved, or passed up, or moves up when five working days have run out."""
    stages = [f"stage {place}" for place in range(STAGES)]
    moves, limits = [], []
    for stage, above in zip(stages, [*stages[1:], "decided"], strict=True):
        must, acts = Modality.MUST, ((f"people of {stage}",),)
        moves += [
            Transition(f"resolve {stage}", stage, "settled", Trigger.AGREE, Modality.OPEN, acts),
            Transition(f"pass up {stage}", stage, above, Trigger.OUTCOME, must, acts),
            Transition(f"time up {stage}", stage, above, Trigger.EXPIRY, must, acts, after=(f"limit {stage}",)),
        ]
        names = tuple(one.id for one in moves[-3:])
        span = TimeSpan(LIMIT, "working day")
        limits.append(TimeLimit(f"limit {stage}", LimitKind.STAGE, must, (stage,), names, at_most=span, state=stage))
    ends = (
        State("settled", "settled", StateKind.CLOSED, final=True),
        State("decided", "decided", StateKind.DECIDED, final=True),
    )
    return Protocol(
        "ladder",
        "A ladder",
        "Nowhere",
        "",
        "England",
        tuple(Role(f"people of {stage}", rank, Side.JOINT) for rank, stage in enumerate(stages)),
        (*(State(stage, stage, StateKind.DISCUSS) for stage in stages), *ends),
        tuple(moves),
        (Entry("raised", "a dispute", stages[0]),),
        tuple(limits),
    )


def caseload(per_year: float, people: float = PEOPLE) -> Scenario:
    """The figures: so many disputes a year, and so many people in the first stage, half as many in each next one."""
    stages = [f"stage {place}" for place in range(STAGES)]
    steps = {
        stage: Step(
            hours={f"people of {stage}": q(HOURS)},
            hours_sigma=q(SIGMA),
            outcomes={f"resolve {stage}": q(RESOLVED), f"pass up {stage}": q(1 - RESOLVED)},
        )
        for stage in stages
    }
    staff = {f"people of {stage}": Staff(q(max(1, round(people / 2**place)))) for place, stage in enumerate(stages)}
    readings = {"handover": "prompt", "silence": "disagreement", "counting": "next day"}
    return Scenario(
        "ladder", "", "ladder", date(2021, 1, 4), readings, {"raised": Arrivals(q(per_year))}, steps, staff,
        due_at="elapsed",
    )  # fmt: skip


def textbook(per_year: float, days: int, seed: int, people: float = PEOPLE) -> tuple[int, list[tuple[Any, ...]]]:
    """The same model as a textbook writes it."""
    env, random = simpy.Environment(), np.random.default_rng(seed)
    staff = [simpy.PriorityResource(env, max(1, round(people / 2**place))) for place in range(STAGES)]
    log_of_events: list[tuple[Any, ...]] = []

    def task(stage: int, done: simpy.Event) -> Generator[simpy.Event, Any, None]:
        with staff[stage].request(priority=1) as request:
            yield request | done
            if not done.triggered:
                yield env.timeout(random.lognormal(log(HOURS * 60), SIGMA))
                if not done.triggered:
                    done.succeed("worked")

    def dispute(number: int) -> Generator[simpy.Event, Any, None]:
        for stage in range(STAGES):
            entered, done = env.now, env.event()
            env.process(task(stage, done))
            limit = env.timeout(LIMIT * DAY)
            yield done | limit
            how = "worked" if done.triggered else "time up"
            if not done.triggered:
                done.succeed("withdrawn")
            if how == "worked" and random.random() < RESOLVED:
                log_of_events.append((number, stage, entered, env.now, "resolved"))
                return
            log_of_events.append((number, stage, entered, env.now, how))

    came = 0

    def arrivals() -> Generator[simpy.Event, Any, None]:
        nonlocal came
        while True:
            yield env.timeout(random.exponential(253 * DAY / per_year))
            came += 1
            env.process(dispute(came))

    env.process(arrivals())
    env.run(until=days * DAY)
    return came, log_of_events
