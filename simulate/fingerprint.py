"""Short fingerprints of a protocol's parts, so that a scenario can tell which of them changed under it.

What a part is called in prose, where it stands and which clause it rests on do not count, nor which answer is said
to be the pressing one: no course hangs on it. Every rule of it does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from hashlib import sha256
from typing import Any

from model.protocol import Protocol
from model.time_span import TimeSpan
from simulate.scenario import Scenario

KINDS = {
    "ways in": "entries",
    "case facts": "facts",
    "readings": "readings",
    "stages": "states",
    "moves": "transitions",
    "limits": "limits",
    "duties": "duties",
}
"""The parts that are told apart: what an author calls them, and where a protocol has them."""
_PROSE = {"title", "note", "clauses", "place", "pressing"}


@dataclass(frozen=True, slots=True)
class Change:
    """A part of the protocol that is new, gone or different since the scenario was written.

    Attributes:
        kind: what an author calls such parts ("moves").
        id: the part.
        how: "changed", "new" or "gone".
    """

    kind: str
    id: str
    how: str

    def __str__(self) -> str:
        """In words: 'limit "five days" has changed'."""
        kind = {"ways in": "way in", "duties": "duty"}.get(self.kind, self.kind.removesuffix("s"))
        return f'{kind} "{self.id}" {"has changed" if self.how == "changed" else f"is {self.how}"}'


def fingerprints(protocol: Protocol) -> dict[str, dict[str, str]]:
    """For each kind of part, the fingerprint of each part by its id."""
    return {
        kind: {one.id: sha256(_rule(one).encode()).hexdigest()[:8] for one in getattr(protocol, home)}
        for kind, home in KINDS.items()
    }


def flat(written: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The same by one name for each part, such as "moves: agree"."""
    return {f"{kind}: {id}": value for kind, parts in written.items() for id, value in parts.items()}


def changes(scenario: Scenario, protocol: Protocol) -> tuple[Change, ...]:
    """What changed in the protocol since the scenario was written; nothing where the scenario does not tell."""
    return tuple(differences(scenario.written_for, flat(fingerprints(protocol)))) if scenario.written_for else ()


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """What is new, gone or different after, by the names that `flat` gives."""
    for name in dict.fromkeys((*after, *before)):
        if before.get(name) != after.get(name):
            kind, _, id = name.partition(": ")
            yield Change(kind, id, "new" if name not in before else "gone" if name not in after else "changed")


def _rule(part: Any) -> str:
    """All of a part that is a rule, as text; what has its default is left out, so that new fields change nothing."""
    if isinstance(part, TimeSpan) or not (is_dataclass(part) or isinstance(part, tuple | list)):
        return str(part)
    if isinstance(part, tuple | list):
        return f"[{'; '.join(map(_rule, part))}]"
    said = [
        f"{one.name}: {_rule(getattr(part, one.name))}"
        for one in fields(part)
        if one.name not in _PROSE and not (one.default is not MISSING and getattr(part, one.name) == one.default)
    ]
    return f"{{{'; '.join(said)}}}"
