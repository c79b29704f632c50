"""Which one clarification of the text would settle most: how many answers that hang on readings it makes definite."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.protocol import Protocol
from verify.verdict import Result, Word


@dataclass(frozen=True, slots=True)
class Settling:
    """What becomes of the answers that hang on readings if one reading is settled so: how many hold, how many not."""

    choice: str
    holds: int
    fails: int

    @property
    def settled(self) -> int:
        """How many answers are definite then."""
        return self.holds + self.fails


@dataclass(frozen=True, slots=True)
class Clarification:
    """One reading, and what settling it would settle, choice by choice, of so many answers that hang on readings."""

    reading: str
    choices: tuple[Settling, ...]
    of: int

    @property
    def settled(self) -> int:
        """How many answers it settles, all its choices taken together."""
        return sum(one.settled for one in self.choices)


def clarifications(protocol: Protocol, results: Iterable[Result]) -> tuple[Clarification, ...]:
    """The readings whose settling makes some answer definite, the one that settles most (over its choices) first.

    An answer is the verdict on one guarantee for one kind of case. It holds, however the rest is read, where the choice
    alone is one of the sets of choices under which it holds; it fails where no such set goes with the choice. Both
    engines have confirmed these sets.
    """
    hanging = [one for one in results if one.verdict is Word.DEPENDS and one.holds_under]
    found = []
    for reading in protocol.all_readings:
        choices = tuple(_settling(reading.id, name, hanging) for name in reading.names)
        if any(one.settled for one in choices):
            found.append(Clarification(reading.id, choices, len(hanging)))
    return tuple(sorted(found, key=lambda one: -one.settled / len(one.choices)))


def _settling(reading: str, choice: str, hanging: Sequence[Result]) -> Settling:
    holds = fails = 0
    for one in hanging:
        fitting = [it for it in one.holds_under if dict(it.readings).get(reading, choice) == choice]
        holds += any(set(it.readings) <= {(reading, choice)} for it in fitting)
        fails += not fitting
    return Settling(choice, holds, fails)
