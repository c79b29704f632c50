"""What a certificate says, as plain values: which protocol, calendar and version it is for, and its claims.

Reading one settles that it is whole, and that its claims are about things the protocol knows; not that they are true.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from math import inf
from typing import Any

from model.calendar import calendar
from model.modality import Level
from model.protocol import Protocol
from model.semantics import decision_states, receipt_states
from model.unfolding import unfolded
from verify.days import Days, Event

SCHEMA_VERSION = 1
"""Rises when a key of the certificate goes or changes its meaning."""

Choices = Mapping[str, str]
"""Case facts and readings that are settled."""

MILESTONES = {"receipt-bounded": receipt_states, "decision-bounded": decision_states, "within-target": decision_states}
"""The guarantees that claim a bound, and where the time that they bound comes to its end; so it does in any ending."""

NO_DEAD_END = "no-dead-end"
"""The guarantee that claims none."""


class Rejected(ValueError):
    """The certificate does not prove a claim; the message says where that shows."""


def must(true: bool, otherwise: str) -> None:
    """Reject a claim, for this reason, unless something is true."""
    if not true:
        raise Rejected(otherwise)


class Unsettled(Exception):
    """A rule asked for a case fact or reading that is still open."""

    def __init__(self, name: str) -> None:
        self.name = name


class Known(dict[str, str]):
    """Case facts and readings as they are settled; whoever asks for more is told that it is open."""

    def __missing__(self, name: str) -> str:
        raise Unsettled(name)


class Unreadable(ValueError):
    """This is no certificate, or one for another protocol, calendar or version: nothing can be said of its claims."""


@dataclass(frozen=True, slots=True)
class Node:
    """A situation of a dispute: where it is, what was settled and happened on the way, and how events lie in time.

    Attributes:
        ended: the caps that have come to their end.
        changed: case facts that moves can change, with their answers now.
        choices: the other case facts and readings on which the situation hangs, beside those of the claim.
    """

    state: str
    silent: bool
    ended: frozenset[str]
    changed: frozenset[tuple[str, str]]
    choices: Mapping[str, str]
    days: Days

    @property
    def place(self) -> object:
        """What two situations share when the moments and choices of one can lie inside those of the other."""
        return self.state, self.silent, self.ended, self.changed, frozenset(self.days)


@dataclass(frozen=True, slots=True)
class Witness:
    """A dispute that takes as long as a bound says.

    Attributes:
        steps: what was done, how many working days after the step before, and whether the silent role is silent then.
        raised_on: a day on which it can be raised so that its dates are lawful in the calendar, if there is one.
    """

    choices: Mapping[str, str]
    steps: tuple[tuple[str, int, bool], ...]
    raised_on: date | None


@dataclass(frozen=True, slots=True)
class Claim:
    """One guarantee at one level for a case class, in the readings under which it holds, with what proves it.

    Attributes:
        milestone: where the time that is bounded comes to its end; empty where nothing is timed.
        at: the nodes once more, by their place.
    """

    property: str
    level: Level
    silent_role: str | None
    case: Mapping[str, str]
    readings: Mapping[str, str]
    bound: int | None
    milestone: frozenset[str]
    nodes: tuple[Node, ...]
    witness: Witness | None
    at: Mapping[object, list[Node]]

    def about(self, changed: Iterable[tuple[str, str]]) -> bool:
        """Whether disputes that end with these answers are meant: where moves change one, `case` tells the last."""
        return all(self.case.get(name, answer) == answer for name, answer in changed)


def fingerprint(protocol: Protocol) -> str:
    """The SHA-256 of all that a protocol says: any change of content changes it, a change of layout does not."""

    def content(part: Any) -> dict[str, Any]:
        return {one.name: getattr(part, one.name) for one in fields(part) if one.compare}

    return sha256(json.dumps(protocol, default=content).encode()).hexdigest()


def header(protocol: Protocol) -> dict[str, Any]:
    """What a certificate for this protocol, by this version, begins with."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "handrail", "version": version("handrail")},
        "protocol": {"id": protocol.id, "sha256": fingerprint(protocol)},
        "calendar_edition": calendar(protocol.nation).edition,
    }


def read(text: str) -> dict[str, Any]:
    """The certificate in a text.

    Raises:
        Unreadable: it is none, or is cut short; it names no protocol, or makes no claim.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError(f"a name stands twice among {', '.join(name for name, _ in pairs)}")
        return dict(pairs)

    def whole(number: str) -> int:
        raise ValueError(f"{number} is not a whole number")

    what = "this is no certificate, or not a whole one"
    try:
        found = json.loads(text, object_pairs_hook=once, parse_float=whole, parse_constant=whole)
    except json.JSONDecodeError as error:
        raise Unreadable(f"{what}: what stands from line {error.lineno}, column {error.colno}, on is no JSON") from None
    except RecursionError:
        raise Unreadable(f"{what}: too much stands within each other in it") from None
    except ValueError as error:
        raise Unreadable(f"{what}: {error}") from None
    protocol = found.get("protocol") if isinstance(found, dict) else None
    if not isinstance(protocol, dict) or not isinstance(protocol.get("id"), str):
        raise Unreadable("this is no certificate: it does not say which protocol it is for")
    claims = found.get("claims")
    if not isinstance(claims, list) or not claims or not all(isinstance(one, dict) for one in claims):
        raise Unreadable("this certificate makes no claim")
    return dict(found)


def must_be_for(certificate: Mapping[str, Any], protocol: Protocol) -> None:
    """Insist that a certificate is for this protocol, by this version and with this calendar.

    Raises:
        Unreadable: it is for another; both are named.
    """
    expected = header(protocol)
    kinds = {"schema_version": "a form", "tool": "a version of Handrail", "calendar_edition": "a calendar"}
    for key, here in expected.items():
        found = certificate.get(key)
        if found != here or type(found) is not type(here):
            what = kinds.get(key, "a protocol, or a wording of it,")
            raise Unreadable(f"the certificate is for {what} that is not here: {_plain(found)}, not {_plain(here)}")
    if extra := sorted(certificate.keys() - expected.keys() - {"claims"}):
        raise Unreadable(f"no certificate says {', '.join(extra)}")


def _plain(value: Any) -> str:
    return " ".join(map(str, value.values())) if isinstance(value, dict) else str(value)


def unfolded_for(protocol: Protocol, said: Mapping[str, Any]) -> Protocol:
    """The protocol as a claim is about it: with every event that a clock looks back to as a move. Raises ValueError."""
    return unfolded(protocol, Level(said["level"]), said["silent_role"]).protocol


def claim(protocol: Protocol, said: Mapping[str, Any]) -> Claim:
    """The claim that a certificate makes in plain values about an unfolded protocol.

    Raises:
        ValueError, TypeError, LookupError, AttributeError: it is not well formed, or about what the protocol does
            not know.
    """
    return _claim(protocol, **said)


def _claim(
    protocol: Protocol,
    *,
    property: str,
    level: str,
    silent_role: str | None,
    case: dict[str, str],
    readings: dict[str, str],
    bound: int | None,
    nodes: list[dict[str, Any]],
    witness: dict[str, Any] | None,
) -> Claim:
    _are(dict, case, readings, *([] if witness is None else [witness]))
    _are(list, nodes)
    _known(case, {one.id: one.answers for one in protocol.facts})
    _known(readings, {one.id: one.names for one in protocol.all_readings})
    if silent_role is not None and silent_role not in protocol.role:
        raise ValueError(f'there is no role "{silent_role}"')
    listed = tuple(_node(**one) for one in nodes)
    at: dict[object, list[Node]] = {}
    for one in listed:
        at.setdefault(one.place, []).append(one)
    if property == NO_DEAD_END:
        if bound is not None or witness is not None:
            raise ValueError("where nothing is timed there is no bound and no witness")
        return Claim(property, Level(level), silent_role, case, readings, None, frozenset(), listed, None, at)
    milestone = MILESTONES[property](protocol) | {one.id for one in protocol.states if one.final}
    target = protocol.target.most_working_days() if protocol.target is not None else -1
    if property == "within-target" and _whole(bound) > target:
        raise ValueError(f"{bound} working days are not within the target")
    shown = read_witness(protocol, **(witness or {}))
    return Claim(property, Level(level), silent_role, case, readings, _whole(bound), milestone, listed, shown, at)


def _node(
    *,
    state: str,
    silent: bool,
    ended: list[str],
    changed: dict[str, str],
    choices: dict[str, str],
    events: list[str | list[str]],
    most: list[list[int | None]],
) -> Node:
    _are(str, state, *ended)
    _are(bool, silent)
    _are(dict, changed, choices)
    _are(list, ended, events, most, *most)
    names: list[Event] = [tuple(one) if isinstance(one, list) else one for one in events]
    days = {
        (one, other): inf if number is None else _whole(number)
        for one, row in zip(names, most, strict=True)
        for other, number in zip(names, row, strict=True)
    }
    if len(days) < len(names) ** 2:
        raise ValueError("an event stands twice in a node")
    return Node(state, silent, frozenset(ended), frozenset(changed.items()), choices, days)


def read_witness(
    protocol: Protocol, *, choices: dict[str, str], steps: list[tuple[str, int, bool]], raised_on: str | None
) -> Witness:
    """The witness of a claim that plain values stand for; errors as for `claim`."""
    _are(dict, choices)
    _are(list, steps)
    _are(bool, *(silent for _, _, silent in steps))
    _known(choices, protocol.domains)
    day = None if raised_on is None else date.fromisoformat(raised_on)
    return Witness(choices, tuple((id, _whole(days), silent) for id, days, silent in steps), day)


def _are(kind: type, *values: Any) -> None:
    """Refuse a value of another kind: text where a list should be would pass for a list of letters."""
    for value in values:
        if type(value) is not kind:
            raise ValueError(f"{value!r} is not a {kind.__name__}")


def _known(settled: Mapping[str, str], domains: Mapping[str, tuple[str, ...]]) -> None:
    for name, value in settled.items():
        if value not in domains[name]:
            raise ValueError(f'"{name}" cannot be "{value}"')


def _whole(number: Any) -> int:
    if type(number) is not int:
        raise ValueError(f"{number!r} is not a whole number")
    return number
