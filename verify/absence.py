"""A protocol without some of its clauses: whatever is encoded from them is gone, and nothing takes its place."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from model.protocol import LimitKind, Protocol, TimeLimit
from verify.edits import PARTS, placed, pruned

RULES = ("move", "time limit", "duty", "missing text")
"""The kinds of part that go with a clause. People, stages and ways in stay: they are where a dispute can be."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A protocol without some clauses, and what was removed with them: the kind and the name of each part."""

    protocol: Protocol
    removed: tuple[tuple[str, str], ...]


def without(protocol: Protocol, clauses: Collection[str]) -> Absence:
    """The protocol as if these clauses had not been written.

    A rule that rests on several clauses goes with any of them. Clocks that only a removed move starts never start,
    those that it stops never stop, and where nothing is left that raises a dispute, its time counts from the way in.
    A reading goes when no rule asks for it any more.
    """
    absent = set(clauses)
    gone = {
        (kind, _name(one))
        for kind in RULES
        for one in getattr(protocol, PARTS[kind])
        if absent & set(getattr(one, "clauses", ()))
    }
    left: dict[str, Any] = {
        part: tuple(pruned(one, gone) for one in getattr(protocol, part) if (kind, _name(one)) not in gone)
        for kind, part in ((kind, PARTS[kind]) for kind in RULES)
    }
    limits = [placed(one, left["transitions"]) for one in left["limits"]]
    left["limits"] = limits = [_unpaused(one, gone) for one in limits]
    idle = [one for one in limits if one.kind is not LimitKind.CAP and not one.binds and protocol.limit[one.id].binds]
    gone |= {("time limit", one.id) for one in idle}
    left["limits"] = tuple(one for one in limits if one not in idle)
    left["transitions"] = tuple(pruned(one, gone) for one in left["transitions"])
    left["states"] = tuple(
        replace(one, meanwhile=None) if one.meanwhile and absent & set(one.meanwhile.clauses) else one
        for one in protocol.states
    )
    asked = {name for kind in RULES for one in left[PARTS[kind]] for name in _asked(one)}
    asked |= {name for one in protocol.entries for name in one.condition.names()}
    idle_readings = {one.id for one in protocol.readings if one.id not in asked and absent & set(one.clauses)}
    left["readings"] = tuple(one for one in protocol.readings if one.id not in idle_readings)
    still = tuple(one for one in protocol.raised if ("move", one) not in gone and ("duty", one) not in gone)
    left["raised"] = still
    left["clauses"] = tuple(one for one in protocol.clauses if one.id not in absent)
    gone |= {("reading", name) for name in idle_readings}
    gone |= {
        ("protection", before.id)
        for before, after in zip(protocol.states, left["states"], strict=True)
        if before.meanwhile is not after.meanwhile
    }
    return Absence(replace(protocol, **left), tuple(_in_order(protocol, gone)))


def citing(protocol: Protocol) -> tuple[str, ...]:
    """The clauses whose absence removes something, in the order of the text."""
    named = {clause for kind in RULES for one in getattr(protocol, PARTS[kind]) for clause in one.clauses}
    named |= {clause for one in protocol.states if one.meanwhile for clause in one.meanwhile.clauses}
    listed = [one.id for one in protocol.clauses if one.id in named]
    return (*listed, *sorted(named - set(listed)))


def _unpaused(limit: TimeLimit, gone: Collection[tuple[str, str]]) -> TimeLimit:
    """A clock does not stop for what is no longer there."""
    pause = limit.suspension
    if pause is None or not any((kind, one) in gone for kind in RULES for one in (pause.start, pause.end)):
        return limit
    return replace(limit, suspension=None)


def _name(part: Any) -> str:
    return str(getattr(part, "id", None) or part.what)


def _asked(part: Any) -> tuple[str, ...]:
    condition = getattr(part, "condition", None)
    return () if condition is None else tuple(condition.names())


def _in_order(protocol: Protocol, gone: Collection[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for kind in (*RULES, "reading"):
        yield from ((kind, name) for one in getattr(protocol, PARTS[kind]) if (kind, name := _name(one)) in gone)
    yield from (("protection", one.id) for one in protocol.states if ("protection", one.id) in gone)
