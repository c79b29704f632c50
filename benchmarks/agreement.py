"""Whether the two engines agree, over thousands of questions, on the six, every tiny protocol, and random ones.

    python -m benchmarks.agreement [--random 500] [--others 100] [--processes 2]

Asked are the longest and shortest days to receipt and decision, dead ends, what can be reached, what can happen, and
the longest stays: at every level of binding, with nobody silent and with each role silent, in kinds of case and
readings spread evenly. The random protocols are the same every time: some plain ones, and others in which a dispute can
come round, or clocks run from outside events and duties done. Every disagreement is printed; it is a fault.
"""

import argparse
import sys
from contextlib import suppress
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings

import protocols as built_in
from model.graph import returning
from model.modality import Level
from model.protocol import Protocol
from tests.verify.agreement import spread
from tests.verify.strategies import eventful, protocols
from tests.verify.test_engines_agree import PROVABLE, different, loaded, stays_different
from verify.study import Study

LARGE = 12
"""A protocol with more transitions is asked about less thoroughly."""
SOURCES = ("features", "properties", "gym", "protocols")
BATCH = 25
"""Random protocols in one task."""
RANDOM = {
    "random": protocols(),
    "random, with loops": protocols(most_states=4, most_days=6, most_limits=4, loops=True).filter(returning),
    "random, with outside events": eventful(most_states=4, most_limits=4),
}
"""What random protocols are drawn from; rounds and orders of events are many, so those with them start smaller."""


class _Enough(Exception):
    """A batch is full."""


class Answer(NamedTuple):
    """What came of one task: how many protocols and questions, and each disagreement in words."""

    source: str
    protocols: int
    questions: int
    found: tuple[str, ...]


def compare(protocol: Protocol, roles: list[str | None], most: int, levels: tuple[Level, ...] = tuple(Level)) -> Answer:
    """All questions about one protocol.

    Only a careful walk can be asked what can be reached; of a large protocol one is made for the whole text alone.
    """
    found: list[str] = []
    questions = 0
    large = len(protocol.transitions) > LARGE
    for level in dict.fromkeys(Study(protocol).same_as(level) for level in levels):
        for role in roles:
            thorough = not large or (role is None and level is Study(protocol).same_as(Level.IMPLIED))
            for careful in (True, False) if thorough else (False,):
                some, asked = different(protocol, level, role, most, careful=careful)
                found, questions = [*found, *some], questions + asked
        some, asked = stays_different(protocol, level, None, 2)
        found, questions = [*found, *some], questions + asked
    return Answer(protocol.id, 1, questions, tuple(found))


def from_file(path: Path) -> Answer:
    """The questions about one file, whoever is silent (of the larger ones, nobody and two of the roles)."""
    protocol = loaded(path)
    roles = spread([None, *(one.id for one in protocol.roles)], 3 if len(protocol.transitions) > LARGE else 6)
    source = next(word for word in SOURCES if word in path.parts)
    source = "the six" if path.stem in built_in.names() else source
    return compare(protocol, roles, 4)._replace(source=source)


def at_random(source: str, number: int) -> Answer:
    """The questions about a batch of random protocols, all different."""
    drawn: list[Protocol] = []

    @seed(number)
    @settings(
        max_examples=20 * BATCH,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(RANDOM[source])
    def draw(protocol: Protocol) -> None:
        if protocol not in drawn:
            drawn.append(protocol)
        if len(drawn) == BATCH:
            raise _Enough

    with suppress(_Enough):
        draw()
    answers = [compare(one, [None, "other"], 2, (Level.MUST, Level.IMPLIED)) for one in drawn]
    found = tuple(f"batch {number}: {one}" for answer in answers for one in answer.found)
    return Answer(source, len(drawn), sum(one.questions for one in answers), found)


def judge(task: Path | tuple[str, int]) -> Answer:
    """One task: a file, or what a batch of random protocols is drawn from and its number."""
    return from_file(task) if isinstance(task, Path) else at_random(*task)


def main() -> int:
    """Ask everything, print the counts; 1 when there is a disagreement."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.agreement")
    parser.add_argument("--random", type=int, default=500, help="plain random protocols")
    parser.add_argument("--others", type=int, default=100, help="those with loops, and with events: so many each")
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    numbers = {one: chosen.random if one == "random" else chosen.others for one in RANDOM}
    tasks: list[Path | tuple[str, int]] = list(PROVABLE)
    tasks += [(one, number) for one, many in numbers.items() for number in range(-(-many // BATCH))]
    answers = []
    with Pool(chosen.processes) as pool:
        for done, one in enumerate(pool.imap(judge, tasks), start=1):
            answers.append(one)
            asked = sum(it.questions for it in answers)
            wrong = sum(len(it.found) for it in answers)
            print(f"{done} of {len(tasks)}: {asked} questions, {wrong} disagreements", file=sys.stderr, flush=True)
    print("| Protocols | Number | Questions | Disagreements |\n|---|---|---|---|")
    for source in (*dict.fromkeys(one.source for one in answers), "all"):
        here = [one for one in answers if source in (one.source, "all")]
        figures = (sum(one.protocols for one in here), sum(one.questions for one in here))
        print(f"| {source} | {figures[0]:,} | {figures[1]:,} | {sum(len(one.found) for one in here)} |")
    found = [f"{one.source}: {text}" for one in answers for text in one.found]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
