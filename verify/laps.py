"""A protocol in which disputes can return, written out as one in which they cannot.

Each stage stands there once for each set of answers that moves have changed (so a loop that is counted comes to its
end by itself), and where a dispute can still come round, once for each round, up to so many. What lies after the last
round is named, so that whoever asks for whole courses can leave it out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from model.graph import returning, rounds
from model.protocol import Protocol
from verify.clocks import longest_span

Key = TypeVar("Key")

Spot = tuple[str, tuple[tuple[str, str], ...]]
"""A state, and the answers to the case facts that moves can change."""

Place = tuple[Spot, int]
"""The same, and how often the dispute has come round."""


@dataclass(frozen=True)
class Laps:
    """A protocol without cycles that stands for another.

    Attributes:
        copies: for each state, transition and way in of the other, what stands for it here.
        origin: the same the other way round.
        beyond: the states that a dispute comes to after the last round; nothing leads on from them here.
    """

    protocol: Protocol
    copies: Mapping[str, tuple[str, ...]]
    origin: Mapping[str, str]
    beyond: frozenset[str] = frozenset()


def laid_out(protocol: Protocol, most_rounds: int) -> Laps:
    """The same protocol without cycles; where it has none, the very same."""
    if not returning(protocol):
        names = [*protocol.state, *protocol.transition, *(one.id for one in protocol.entries)]
        return Laps(protocol, {name: (name,) for name in names}, {name: name for name in names})
    return _Layout(protocol).without_cycles(most_rounds)


def counted(protocol: Protocol) -> Laps:
    """A protocol in which each state stands once for each set of changed answers, with the cycles that are left."""
    return _Layout(protocol).counted


class _Layout:
    """One protocol on the way to being written out."""

    def __init__(self, protocol: Protocol) -> None:
        self.whole = protocol
        self.at_start = tuple((one.id, str(one.at_start)) for one in protocol.facts if one.at_start is not None)
        self.back: set[tuple[str, Spot]] = set()
        self.loop: dict[Spot, int] = {}
        self.counted, named = self._written(0)
        spots = {name: place[0] for place, name in named.items()}
        for number, states in enumerate(rounds(self.counted.protocol)):
            self.loop |= {spots[state]: number for state in states}
        for name in returning(self.counted.protocol):
            move = self.counted.protocol.transition[name]
            self.back.add((self.counted.origin[name], spots[move.source]))

    def without_cycles(self, most_rounds: int) -> Laps:
        """Without cycles, with so many rounds of each loop."""
        return self._written(most_rounds)[0] if self.back else self.counted

    def _after(self, place: Place, move: str, dest: str, sets: Iterable[tuple[str, str]]) -> Place:
        spot, number = place
        after = (dest, tuple({**dict(spot[1]), **dict(sets)}.items()))
        if self.loop.get(spot, -1) != self.loop.get(after, -2):
            return after, 0
        return after, number + ((move, spot) in self.back)

    def _written(self, most_rounds: int) -> tuple[Laps, dict[Place, str]]:
        protocol = self.whole
        starts: list[Place] = [((one.dest, self.at_start), 0) for one in protocol.entries if one.dest is not None]
        met, todo = dict.fromkeys(starts), list(dict.fromkeys(starts))
        fired: dict[tuple[str, Place], Place] = {}
        while todo:
            place = todo.pop(0)
            (state, facts), number = place
            for one in protocol.outgoing[state] if number <= most_rounds else ():
                if one.condition.can_hold(dict(facts)):
                    after = self._after(place, one.id, one.dest, one.sets)
                    fired[one.id, place] = after
                    if after not in met:
                        met[after] = None
                        todo.append(after)
        several = Counter(state for (state, _), _ in met)
        states = _named((place, place[0][0], several[place[0][0]] > 1) for place in met)
        moves = _named(((id, place), id, several[place[0][0]] > 1) for id, place in fired)
        origin = {name: place[0][0] for place, name in states.items()}
        origin |= {name: id for (id, _), name in moves.items()}
        origin |= {one.id: one.id for one in protocol.entries}
        copies: dict[str, tuple[str, ...]] = dict.fromkeys((*protocol.state, *protocol.transition), ())
        for name, id in origin.items():
            copies[id] = (*copies.get(id, ()), name)
        beyond = frozenset(name for (_, number), name in states.items() if number > most_rounds)

        def every(events: Iterable[str]) -> tuple[str, ...]:
            return tuple(name for event in events for name in copies.get(event, (event,)))

        written = replace(
            protocol,
            states=tuple(replace(protocol.state[place[0][0]], id=name) for place, name in states.items()),
            transitions=tuple(
                replace(protocol.transition[id], id=name, source=states[place], dest=states[fired[id, place]])
                for (id, place), name in moves.items()
            ),
            entries=tuple(
                replace(one, dest=states[(one.dest, self.at_start), 0]) if one.dest is not None else one
                for one in protocol.entries
            ),
            limits=tuple(
                replace(one, start=every(one.start), ends=every(one.ends), binds=every(one.binds))
                for one in protocol.limits
            ),
            raised=every(protocol.raised) or protocol.raised,
        )
        return Laps(written, copies, origin, beyond), states


def _named(items: Iterable[tuple[Key, str, bool]]) -> dict[Key, str]:
    """A name for each: that of the original, with a number as well where its state stands there several times."""
    numbers: Counter[str] = Counter()
    found: dict[Key, str] = {}
    for key, name, one_of_several in items:
        numbers[name] += 1
        found[key] = f"{name} ⟲{numbers[name]}" if one_of_several else name
    return found


def largest_finite_bound(protocol: Protocol) -> int:
    """A number of working days above every finite bound: each state once, with its longest limit, and lags."""
    longest = max(map(longest_span, protocol.limits), default=0)
    return (len(protocol.states) + 1) * (longest + 1)
