"""What one run shows: its performance measures, one plain number each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulate.draws import Luck
from simulate.needs import DUTY
from simulate.records import ENDED, FATES, OPEN, START, Run
from simulate.staffing import WEEK
from simulate.survival import Survival, survival
from simulate.yardsticks import HORIZON, OPEN_AFTER

Numbers = NDArray[np.int64]

YEAR = 253
"""Working days of a year, as a length of time to simulate."""


class TooShort(ValueError):
    """The run ends before the disputes that were to be counted have come."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which disputes count, and how long each is followed; working days from the first simulated one, 0.

    Attributes:
        first: the first day whose arrivals count; what is before it warms the caseload up.
        last: the day after the last one.
        follow: how long each dispute is followed from its arrival; later ends do not count.
    """

    first: int = YEAR
    last: int = 2 * YEAR
    follow: int = 130

    def __post_init__(self) -> None:
        if not 0 <= self.first < self.last or self.follow < 1:
            raise TooShort("disputes are counted from a first day to a later one, and followed for a day at least")

    @property
    def days(self) -> int:
        """How long a run must be for every counted dispute to be followed to the end."""
        return self.last + self.follow


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of one run.

    Attributes:
        replication: the number of the run.
        values: each measure by its name (`simulate.yardsticks`), such as "mean days" or "missed: five days"; None
            where nobody was there to be measured. Disputes count that came in the window, each as long as it is
            followed; unclocked time, overtime and queues count over the whole run.
        open_by_day: disputes open at the close of each day of the run.
        survival: the share of the counted disputes open after 0, 1, 2 ... working days, as far as it is known.
    """

    replication: int
    values: Mapping[str, float | None]
    open_by_day: tuple[int, ...]
    survival: tuple[float, ...]


def measure(found: Run, window: Window) -> Measures:
    """The measures of a run that kept full records.

    Raises:
        TooShort: the run ends before the window does.
    """
    if found.days < window.last:
        raise TooShort(
            f"disputes are to be counted up to working day {window.last}, and the run has {found.days}: "
            "simulate for longer, or count earlier ones"
        )
    cohort = _Cohort(found, window)
    open_by_day = found.open_by_day.sum(axis=0)
    values: dict[str, float | None] = dict(cohort.values())
    minutes, unclocked = found.counts.minutes, found.counts.unclocked
    values["unclocked share"] = _share(unclocked.total(), minutes.total())
    came = found.counts.came.total()
    for state in found.states:
        values[f"unclocked days: {state}"] = _share(unclocked[state] / found.minutes_a_day, came)
    values["open disputes"] = float(open_by_day[window.first : window.last].mean())
    weeks = slice(window.first // WEEK, -(-window.last // WEEK))
    for role, use in found.pools.items():
        values[f"load: {role}"] = _share(sum(use.spent_by_week[weeks]), sum(use.allowed_by_week[weeks]))
        values[f"overtime: {role}"] = use.overtime / 60 / (found.days / WEEK)
        values[f"queue: {role}"] = use.queue_area / found.last
    return Measures(found.replication, values, tuple(open_by_day.tolist()), cohort.curve())


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


class _Cohort:
    """The disputes of a run that came in a window."""

    def __init__(self, found: Run, window: Window) -> None:
        self._run, self._follow = found, window.follow
        day = found.minutes_a_day
        came = found.cases["arrived"]
        counts = ((came - 1) // day >= window.first) & ((came - 1) // day < window.last)
        keys = _key(found.cases)[counts]
        order = np.argsort(keys)
        self._keys: Numbers = keys[order]
        self._came: Numbers = came[counts][order]
        self._urgent: NDArray[np.bool_] = found.cases["urgent"][counts][order] > 0
        self._until = np.minimum(self._came + window.follow * day, found.last)
        of_row = _key(found.visits)
        place = np.searchsorted(self._keys, of_row)
        self._mine = np.append(self._keys, -1)[place] == of_row
        # of which dispute each row tells; rows of other disputes point to some dispute and are not looked at
        self._owner = np.minimum(place, max(0, len(self._keys) - 1))
        rows = np.flatnonzero(self._mine)
        self._seen = rows[found.visits["entered"][rows] <= self._until[self._owner[rows]]]
        self._ended = np.zeros(len(self._keys), dtype=bool)
        watched = self._until - self._came
        how = found.visits["how"][self._seen]
        ends = self._seen[how == found.hows.index(ENDED)]
        watched[self._owner[ends]] = found.visits["left"][ends] - self._came[self._owner[ends]]
        self._ended[self._owner[ends]] = True
        self._watched = watched / day

    def values(self) -> Iterator[tuple[str, float | None]]:
        whole = self._survival(np.ones(len(self._keys), dtype=bool))
        urgent = self._survival(self._urgent)
        count = len(self._keys)
        yield "disputes", float(count)
        yield "mean days", whole.mean(min(HORIZON, self._follow)) if whole else None
        yield "median days", whole.median() if whole else None
        for days in OPEN_AFTER:
            yield f"open after {days} days", whole.after(days) if whole else None
        yield "one dispute", self._one()
        yield "stuck", _share(self._stuck(), count)
        yield "urgent mean days", urgent.mean(min(HORIZON, self._follow)) if urgent else None
        yield "urgent over 1 day", urgent.after(1) if urgent else None
        state = self._run.visits["state"][self._seen]
        for place, name in enumerate(self._run.states):
            if name != START:
                yield f"reaches: {name}", _share(len(np.unique(self._owner[self._seen[state == place]])), count)
        yield from self._limits()

    def curve(self) -> tuple[float, ...]:
        whole = self._survival(np.ones(len(self._keys), dtype=bool))
        shares = [whole.after(day) for day in range(self._follow + 1)] if whole else []
        return tuple(one for one in shares if one is not None)

    def _survival(self, which: NDArray[np.bool_]) -> Survival | None:
        return survival(self._watched[which], self._ended[which])

    def _one(self) -> float | None:
        """How long one dispute was open, taken by lot: disputes of one run depend on each other."""
        lot = Luck(self._run.seed, self._run.replication).vector("one dispute").of(0)
        place = int(lot * len(self._keys))
        is_known = len(self._keys) > 0 and (self._ended[place] or self._watched[place] >= self._follow)
        return float(self._watched[place]) if is_known else None

    def _stuck(self) -> int:
        stuck = [self._run.hows.index(fate) for fate in FATES if fate not in (ENDED, OPEN)]
        rows = self._seen[np.isin(self._run.visits["how"][self._seen], stuck)]
        return len(np.unique(self._owner[rows]))

    def _limits(self) -> Iterator[tuple[str, float | None]]:
        """Of each limit, how often it ran to its end or was met while the dispute was followed, and was missed."""
        clocks, visits = self._run.clocks, self._run.visits
        row = clocks["row"].astype(np.int64)
        until = self._until[self._owner[row]] if len(self._keys) else np.zeros(len(row), dtype=np.int64)
        missed = (clocks["missed"] > 0) & (clocks["due"] <= until)
        has_moved = (visits["how"][row] < len(self._run.hows) - len(FATES)) & (visits["left"][row] <= until)
        of_duty = np.array([one.endswith(DUTY) for one in self._run.limits], dtype=bool)
        has_ended = visits["how"][row] == self._run.hows.index(ENDED)
        # told once a duty is done, wherever the dispute is, or on the last day while it is still to be done
        told_late = of_duty[clocks["limit"]] | has_ended
        kept = told_late & (clocks["missed"] == 0) & (clocks["due"] <= until)
        decided = self._mine[row] & (missed | has_moved | kept)
        for place, name in enumerate(self._run.limits):
            this = decided & (clocks["limit"] == place)
            ran = int(this.sum())
            yield f"ran: {name}", float(ran)
            yield f"missed: {name}", _share(int((this & missed).sum()), ran)


def _key(table: Mapping[str, Numbers]) -> Numbers:
    """One whole number for each dispute: its way in and its number there."""
    key: Numbers = (table["kind"].astype(np.int64) << 40) | table["case"].astype(np.int64)
    return key
