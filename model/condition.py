"""When a rule applies: what must be true of the case, and how the text is read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Literal:
    """One requirement: the named case fact or reading has one of these values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Alternatives, each a set of requirements that must all hold; no alternatives means always."""

    alternatives: tuple[tuple[Literal, ...], ...] = ()

    def holds(self, value: Callable[[str], str]) -> bool:
        """Whether it is true; `value` tells the value of a case fact or reading, and is asked in order."""
        for every in self.alternatives:  # plain loops, because this is asked a million times
            for one in every:
                if value(one.name) not in one.values:
                    break
            else:
                return True
        return not self.alternatives

    def can_hold(self, known: Mapping[str, str]) -> bool:
        """Whether it can be true when so much is known, whatever the rest is."""
        return not self.alternatives or any(
            all(known.get(one.name, one.values[0]) in one.values for one in every) for every in self.alternatives
        )

    def also(self, name: str, value: str) -> "Condition":
        """The same condition, and one requirement more."""
        extra = Literal(name, (value,))
        return Condition(tuple((*every, extra) for every in self.alternatives or ((),)))

    def names(self) -> Iterator[str]:
        """The case facts and readings it mentions."""
        for every in self.alternatives:
            for one in every:
                yield one.name

    def __str__(self) -> str:
        """In words: "imminent risk is yes, and route is conference; or ..."."""
        return "; or ".join(
            ", and ".join(f"{one.name} is {' or '.join(one.values)}" for one in every)
            for every in self.alternatives
        )


ALWAYS = Condition()
