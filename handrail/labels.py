"""What the boxes and arrows of a drawing say, line by line, and the order in which the stages are drawn."""

import re
from collections.abc import Iterable

from handrail.wording import (
    LAST_WORD,
    NO_LIMIT,
    NOT_STATED,
    TEXT_STOPS,
    TIME_UP,
    clauses,
    conditions,
    event,
    grouped,
    last_of,
    length,
    listed,
    plain,
)
from model.condition import Condition
from model.graph import graph
from model.modality import is_duty
from model.protocol import LimitKind, Protocol, State, TimeLimit, Transition, Trigger


def binding_limits(protocol: Protocol, transition: Transition) -> list[TimeLimit]:
    """The window and stage limits that say by when a move must be made."""
    return [one for one in protocol.limits if transition.id in one.binds and one.kind is not LimitKind.CAP]


def short_lengths(protocol: Protocol, limits: Iterable[TimeLimit]) -> str:
    """The lengths of several limits, each said once, and whether they depend on the case or on a reading."""
    limits = sorted(limits, key=lambda one: not (one.start or one.words))
    said: dict[str, str] = {}
    for one in limits:
        said.setdefault(length(one), length(one) + ("" if one.start or one.words else ", start not stated"))
    names = {name for one in limits for name in one.condition.names()}
    depends = "case" if names & protocol.fact.keys() else "reading" if names else ""
    return plain("; ".join(said.values()) + (f" (by {depends})" if depends and len(said) > 1 else ""))


def full_lengths(protocol: Protocol, limits: Iterable[TimeLimit]) -> str:
    """The lengths of several limits, from when each counts, and when each applies."""
    said: dict[str, list[str]] = {}
    for one in limits:
        words = length(one)
        if one.start and not one.words:
            words += f" from {last_of([event(protocol, name) for name in one.start])}"
        elif not one.words:
            words += " from a moment that is not stated"
        said.setdefault(words, []).append(conditions(protocol, one.condition))
    each = [words + (f" if {', or '.join(when)}" if all(when) else "") for words, when in said.items()]
    return plain("; ".join(each))


def label_lines(protocol: Protocol, transition: Transition) -> list[str]:
    """What an arrow says below the name of its move: force and time limit, time up, condition, clause."""
    limit = short_lengths(protocol, binding_limits(protocol, transition))
    expiring = short_lengths(protocol, (protocol.limit[name] for name in transition.after))
    if not limit and not expiring and is_duty(transition.modality):
        limit = NO_LIMIT
    lines = [f"{transition.modality}, {limit}" if limit else f"{transition.modality}"]
    if transition.trigger in (Trigger.EXPIRY, Trigger.EITHER):
        words = TIME_UP if transition.trigger is Trigger.EXPIRY else f"or {TIME_UP}"
        lines.append(words if expiring in ("", limit) else f"{words}: {expiring}")
    return [*lines, *condition_and_clauses(protocol, transition.condition, transition.clauses)]


def condition_and_clauses(protocol: Protocol, condition: Condition, ids: tuple[str, ...]) -> list[str]:
    """The last lines at an arrow: if and by which clauses; of many clauses the first three stand for all."""
    cited = clauses(ids) if len(ids) <= 4 else f"clauses {plain(', '.join(ids[:3]))} and {len(ids) - 3} more"
    applies = conditions(protocol, condition, short=True)
    return [*([f"if {applies}"] if applies else []), *([cited] if cited else [])]


def state_lines(state: State) -> list[str]:
    """What a box says below its title: who holds the dispute, the last word, an end, where the text stops."""
    lines = [f"held by {plain(state.owner)}"] if state.owner else []
    lines += [LAST_WORD] if state.last_word else []
    lines += ["the dispute ends"] if state.final else []
    lines += [TEXT_STOPS] if state.text_stops else []
    lines += [f"continues in {plain(state.continues_in)}"] if state.continues_in else []
    return lines


def totals(protocol: Protocol) -> list[str]:
    """The limits on several stages together, which belong to no single arrow; one line for each end."""
    said = []
    for limits in grouped((one for one in protocol.limits if one.kind is LimitKind.CAP), lambda one: one.ends):
        force = listed(list(dict.fromkeys(one.modality.value for one in limits)), "or")
        until = listed([event(protocol, one) for one in limits[0].ends], "or") or NOT_STATED
        said.append(f"In all: {force}, {short_lengths(protocol, limits)}, until {until}")
    return said


def in_order(protocol: Protocol) -> list[State]:
    """The states from the ways in to the terminal authority, then those in which a dispute ends.

    Each comes after those that lead to it, except around a loop; otherwise the order of the file holds.
    """
    import networkx

    place = {state.id: n for n, state in enumerate(protocol.states)}
    loops = networkx.condensation(networkx.DiGraph(graph(protocol)))
    first = {loop: min(place[name] for name in loops.nodes[loop]["members"]) for loop in loops}
    names = [
        name
        for loop in networkx.lexicographical_topological_sort(loops, key=first.__getitem__)
        for name in sorted(loops.nodes[loop]["members"], key=place.__getitem__)
    ]
    return sorted((protocol.state[name] for name in names), key=lambda state: state.final)


def safe_ids(protocol: Protocol) -> dict[str, str]:
    """A safe id for every state: its place in the order, and what can be kept of its name."""
    ordered = in_order(protocol)
    return {one.id: f"s{n}_{re.sub('[^a-zA-Z0-9]+', '_', one.id)}" for n, one in enumerate(ordered, 1)}
