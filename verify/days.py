"""How the events of a situation lie in time: in plain arithmetic, for those who check and do not find."""

from collections.abc import Iterable
from math import inf
from typing import Any

Event = Any
"""A clock, as the tuple of the events of the protocol that start it; or one of the three words of `verify.recheck`."""

Days = dict[tuple[Event, Event], float]
"""For two events, the most working days by which the first lies after the second; infinite where nothing says."""

NOW = "now"


def later(days: Days, by: Iterable[tuple[Any, int]], since: Iterable[tuple[Any, int]]) -> Days | None:
    """How events lie in time at the next move: so long after some events at most, so long after others at least."""
    events = {event for event, _ in days}
    after = {one: min([inf, *(most + days[clock, one] for clock, most in by)]) for one in events}
    before = {one: min([days[one, NOW], *(days[one, clock] - least for clock, least in since)]) for one in events}
    if any(after[one] + before[one] < 0 for one in events):
        return None  # there is no such day
    found: Days = {(one, other): min(most, before[one] + after[other]) for (one, other), most in days.items()}
    found |= {(NOW, one): after[one] for one in events} | {(one, NOW): before[one] for one in events}
    return found | {(NOW, NOW): 0}
