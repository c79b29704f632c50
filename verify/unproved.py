"""Features of the format whose proofs are still to come: a check says "undecided" instead of guessing."""

from model.protocol import Protocol
from model.unfolding import side_events


def unproved_features(protocol: Protocol) -> list[str]:
    """What in this protocol no proof covers yet, one short sentence each; empty when all is covered."""
    found = []
    for limit in protocol.limits:
        name = f'limit "{limit.id}"'
        longer = limit.extension.up_to if limit.extension else None
        spans = [one for one in (limit.at_most, limit.at_least, limit.starts_after, longer) if one is not None]
        found += [f"{name} counts in {one.unit}s" for one in spans if not one.in_days]
    starting = side_events(protocol)
    found += [
        f'duty "{duty.id}" counts in {duty.within.unit}s'
        for duty in protocol.duties
        if duty.id in starting and duty.within is not None and not duty.within.in_days
    ]
    found += [
        f'the panel of stage "{state.id}" sits on a schedule'
        for state in protocol.states
        if state.panel is not None and (state.panel.sits or state.panel.papers)
    ]
    return list(dict.fromkeys(found))
