"""Every lawful course of one case, one by one, with the limits that each step keeps.

For the dates of a single case, whose facts and readings are all settled, so that there are few. A course that
would return to a stage it has left ends there: what it does again has its dates from then on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from model.modality import Level
from model.protocol import Protocol, Transition
from model.semantics import Meaning, Situation, ways_in
from verify.runs import RunStep

MOST_COURSES = 5_000


class TooMany(Exception):
    """A case has more courses than anybody can wait for."""


@dataclass(frozen=True)
class _Way:
    """A course so far: where it is, what has changed, and which caps have ended."""

    state: str
    steps: tuple[RunStep, ...]
    changed: tuple[tuple[str, str], ...] = ()
    ended: frozenset[str] = frozenset()

    @property
    def events(self) -> set[str]:
        """Everything that has happened."""
        return {event for step in self.steps for event in (step.id, step.dest)}


def courses(protocol: Protocol, level: Level, values: Mapping[str, str]) -> Iterator[tuple[RunStep, ...]]:
    """Every course of a case on which nobody falls silent, from its way in to where it ends or nobody must go on.

    Whether a course can be kept to in real days is for `DatedRun` to say.

    Args:
        values: the answer of every case fact, as it is at first, and the choice of every reading.

    Raises:
        TooMany: there are more than can be listed.
    """
    meaning = Meaning(protocol, level)
    ways = [
        _arrived(meaning, _Way("", ()), RunStep(one.id, str(one.dest)))
        for one in ways_in(protocol, values.__getitem__)
    ]
    found = 0
    while ways:
        way = ways.pop()
        now = _situation(way, values)
        onward = list(_onward(meaning, way, now))
        if not onward or protocol.state[way.state].final or meaning.stalls(way.state, now):
            found += 1
            yield way.steps
        ways += reversed(onward)
        if found + len(ways) > MOST_COURSES:
            raise TooMany


def _situation(way: _Way, values: Mapping[str, str]) -> Situation:
    known, events = {**values, **dict(way.changed)}, way.events
    return Situation(known.__getitem__, lambda starts: not events.isdisjoint(starts))


def _onward(meaning: Meaning, way: _Way, now: Situation) -> Iterator[_Way]:
    seen = {step.dest for step in way.steps}
    for one in meaning.protocol.outgoing[way.state]:
        for move in meaning.moves_by(one, now) if one.dest not in seen else ():
            caps = tuple(meaning.open_caps(one, now, lambda cap: cap.id in way.ended))
            yield _arrived(meaning, way, RunStep(one.id, one.dest, move.window, caps), one)


def _arrived(meaning: Meaning, way: _Way, step: RunStep, one: Transition | None = None) -> _Way:
    """The course after a step, with the caps that it starts or ends."""
    changed = tuple({**dict(way.changed), **dict(one.sets)}.items()) if one is not None else way.changed
    made = replace(way, state=step.dest, steps=(*way.steps, step), changed=changed)
    ended = set(way.ended)
    for event in (step.id, step.dest):  # in this order: the move, then the state it leads to
        for cap in meaning.caps:
            if event in cap.start:
                ended.discard(cap.id)
            elif event in cap.ends and not made.events.isdisjoint(cap.start):
                ended.add(cap.id)
    return replace(made, ended=frozenset(ended))
