"""The clocks of a protocol: what starts them, where a limit can still look back to them, and how far."""

from functools import cache

from model.graph import in_order, rounds
from model.protocol import Protocol, TimeLimit
from model.semantics import Meaning


def clock(limit: TimeLimit) -> str:
    """The clock of a limit."""
    return clock_of(limit.start)


@cache
def clock_of(events: tuple[str, ...]) -> str:
    """The clock that some events start; its name is that of no milestone and no other event of a walk."""
    return f"since {' or '.join(events)}"


def live_clocks(meaning: Meaning) -> dict[str, frozenset[str]]:
    """For each state, the clocks that some limit can still look back to from there on."""
    protocol = meaning.protocol
    used: dict[str, set[str]] = {state.id: set() for state in protocol.states}
    for one in protocol.transitions:
        for limit in (*meaning.binding[one.id], *(protocol.limit[name] for name in one.after)):
            used[one.source].add(clock(limit))
    caps = {clock(cap) for cap in meaning.caps}
    found = {state: frozenset(names | caps) for state, names in used.items()}
    backwards = list(reversed(in_order(protocol)))
    for _ in range(1 + max(map(len, rounds(protocol)), default=0)):  # each time round tells a loop one state further
        for state in backwards:
            found[state] = found[state].union(*(found[one.dest] for one in protocol.outgoing[state]))
    return found


def longest_ages(protocol: Protocol) -> dict[str, int]:
    """For each clock, the working days above which no limit tells its ages apart."""
    found: dict[str, int] = {}
    for limit in protocol.limits:
        found[clock(limit)] = max(found.get(clock(limit), 0), longest_span(limit))
    return found


def longest_span(limit: TimeLimit) -> int:
    """A number of working days, counted from its start, after which nothing about a limit changes."""
    more = limit.extension.up_to if limit.extension is not None else None
    added = sum(span.most_working_days() for span in (limit.starts_after, more) if span is not None)
    spans = (span for span in (limit.at_most, limit.at_least) if span is not None and span.in_days)
    return max((span.most_working_days() + added for span in spans), default=0)
