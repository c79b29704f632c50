"""What `handrail check --shape-only` says: the file is well formed, and how much is in it."""

from handrail.check_json import coverage
from handrail.tables import stage_count
from model.protocol import Protocol


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
