"""Features of the format whose proofs are still to come: a check says "undecided" instead of guessing."""

from model.protocol import Protocol


def unproved_features(protocol: Protocol) -> list[str]:
    """What in this protocol no proof covers yet, one short sentence each; empty when all is covered."""
    found = []
    moving = {one.id for one in protocol.transitions} | {one.id for one in protocol.entries} | set(protocol.state)
    for limit in protocol.limits:
        name = f'limit "{limit.id}"'
        spans = [one for one in (limit.at_most, limit.at_least, limit.starts_after) if one is not None]
        found += [f"{name} counts in {one.unit}s" for one in spans if not one.in_days]
        if limit.extension is not None:
            found.append(f"{name} can be extended")
        if limit.suspension is not None:
            found.append(f"the clock of {name} can be suspended")
        events = [event for event in (*limit.start, *limit.ends) if event not in moving]
        found += [f'{name} depends on "{event}", which is no move of the dispute' for event in events]
    found += [
        f'the panel of stage "{state.id}" sits on a schedule'
        for state in protocol.states
        if state.panel is not None and (state.panel.sits or state.panel.papers)
    ]
    return list(dict.fromkeys(found))
