"""Ways from one state to the next and time limits there, as a run takes them: worked out once for all disputes."""

from typing import Any

from model.protocol import TimeLimit
from simulate.arrivals import Profile
from simulate.clock import counts_own_days


class Way:
    """A way in, or a move out of one state in one situation.

    Attributes:
        told: the names of the move and of the state, as they are told.
        how: the place of the move among the moves of a run.
        dest: where it leads, as the meaning has it; none for what the text has no move for. `state` is the state as
            it is told, and `place` its place in a run.
        is_end: whether a dispute ends there; `returns`, whether it can come there again.
        events: what happens by it that a clock looks back to.
        profile: what is true of a dispute after it.
        started: the events that have happened after it, as bits.
        not_before: its limits with a least time.
        windows: the limits of each lawful window: for disputes that keep the limits.
        later: limits that run already and bind what can come after it: for these, too, once somebody asked.
        at_once: work begins as soon as it is chosen: somebody works, and no panel has to sit.
        work: the alternatives of roles that act, each with the median of its work in minutes.
        plan: what may happen where it leads, once a dispute has come there.
    """

    __slots__ = (
        "at_once",
        "dest",
        "events",
        "how",
        "is_end",
        "later",
        "not_before",
        "place",
        "plan",
        "profile",
        "returns",
        "started",
        "state",
        "told",
        "windows",
        "work",
    )

    def __init__(self, plans: Any, event: str, dest: str, profile: Profile, started: int) -> None:
        self.state = state = plans.made.stage.get(dest, dest)
        self.told = (plans.made.step.get(event, event), state)
        self.how, self.place = plans.how.get(self.told[0], -1), plans.place.get(state, 0)
        self.dest, self.is_end, self.returns = dest, state in plans.final, state in plans.again
        self.events = tuple(one for one in (event, dest) if one in plans.bits)
        self.profile, self.started = profile, started
        for one in self.events:
            self.started |= plans.bits[one]
        self.not_before: tuple[TimeLimit, ...] = ()
        self.windows: list[tuple[TimeLimit, ...]] = []
        self.later: tuple[TimeLimit, ...] | None = None
        self.work: list[list[tuple[str, float]]] = []
        self.at_once = False
        self.plan: Any = None  # plans are made of ways


class Term:
    """A time limit that runs in a state.

    Attributes:
        limit: the limit; `place` is its place among the limits of a run.
        start: the only event that starts it, or nothing when there are several.
        is_cap: it runs over several states, and is told once.
        closing: the duties that end a cap, even where the dispute has ended; they have figures.
        own_days: whether it counts days that the file lists.
        minutes: how long it is, when it is counted in working minutes.
    """

    __slots__ = ("closing", "is_cap", "limit", "minutes", "own_days", "place", "start")

    def __init__(self, plans: Any, limit: TimeLimit, *, is_cap: bool) -> None:
        self.limit, self.is_cap = limit, is_cap
        self.place = [one.id for one in plans.protocol.limits].index(limit.id)
        told = plans.protocol.limit.get(limit.id, limit)  # what starts its clock anew does not end it
        ends = set(told.ends).difference(told.start) if is_cap else ()
        self.closing = frozenset(plans.scenario.duties).intersection(ends)
        self.own_days = counts_own_days(limit)
        self.start = limit.start[0] if len(limit.start) == 1 else ""
        self.minutes = max(0, plans.clock.minutes(limit))
