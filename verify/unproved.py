"""Features of the format whose proofs are still to come: a check says "undecided" instead of guessing."""

from model.protocol import Protocol
from model.time_span import TimeSpan
from model.unfolding import side_events


def unproved_features(protocol: Protocol) -> list[str]:
    """What in this protocol no proof covers yet, one short sentence each; empty when all is covered."""
    found = []
    for limit in protocol.limits:
        name = f'limit "{limit.id}"'
        longer = limit.extension.up_to if limit.extension else None
        spans = [one for one in (limit.at_most, limit.at_least, limit.starts_after, longer) if one is not None]
        found += [_unlisted(name, one) for one in spans if not one.in_days]
    starting = side_events(protocol)
    found += [
        _unlisted(f'duty "{duty.id}"', duty.within)
        for duty in protocol.duties
        if duty.id in starting and duty.within is not None and not duty.within.in_days
    ]
    return list(dict.fromkeys(found))


def _unlisted(name: str, span: TimeSpan) -> str:
    return f"{name} counts in {span.unit}s, and the file does not list enough of these"
