"""How much is in a protocol's file: what `handrail check --shape-only` says of one that is well formed."""

from typing import Any

from handrail.tables import stage_count
from model.protocol import Protocol


def coverage(protocol: Protocol) -> dict[str, Any]:
    """How many of the listed clauses are encoded, left out with a reason, or neither."""
    neither = [one.id for one in protocol.clauses if not one.left_out and one.id not in protocol.cited]
    left_out = sum(1 for one in protocol.clauses if one.left_out)
    return {
        "clauses": len(protocol.clauses),
        "encoded": len(protocol.clauses) - left_out - len(neither),
        "left_out": left_out,
        "unaccounted": neither,
    }


def shape(protocol: Protocol) -> str:
    """A line on a protocol that has been read without a fault."""
    counts = coverage(protocol)
    neither = counts["unaccounted"]
    rest = f", not accounted for: {', '.join(neither)}" if neither else ""
    accounted = f" ({counts['encoded']} encoded, {counts['left_out']} left out{rest})" if counts["clauses"] else ""
    return (
        f"{protocol.id}: well formed; {_some(stage_count(protocol), 'stage')}, "
        f"{_some(len(protocol.transitions), 'move')}, {_some(len(protocol.limits), 'time limit')}, "
        f"{_some(counts['clauses'], 'clause')}{accounted}"
    )


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
