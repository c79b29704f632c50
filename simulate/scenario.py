"""A scenario: how many disputes arrive, how long people take, how they decide, and how many there are of them.

A scenario adds no rule. It only attaches arrivals, durations, probabilities and staff to the ways in, stages and
moves that one protocol has. Every figure says where it comes from: sourced, proxy or assumption.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from model.condition import Condition
from model.ledger import Place
from model.modality import Level

NO_MOVE = "no move"
"""Among the outcomes of a step: what the text has no move for, so that the dispute stays where it is."""


class Basis(StrEnum):
    """What a figure rests on: a published figure for this board, one for something alike, or nobody's count."""

    SOURCED = "sourced"
    PROXY = "proxy"
    ASSUMPTION = "assumption"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure of a scenario, with the range it may lie in and where it comes from.

    Attributes:
        value: the figure that a run uses.
        unit: what it counts ("working days", "hours", "people", "a year", "share").
        basis: what it rests on.
        low, high: the lowest and highest value thought possible; None when no range is given.
        source: where the figure was found, for a reader to look up.
        note: what to know about it.
        place: where it stands in the file; None for what no file has to say, because the text settles it (the
            only move open, the only kind of case that a way in is for).
    """

    value: float
    unit: str
    basis: Basis
    low: float | None = None
    high: float | None = None
    source: tuple[str, ...] = ()
    note: str = ""
    place: Place | None = field(default=None, compare=False)


class Family(StrEnum):
    """How a duration spreads around its median.

    Lognormal: most are short, a few very long. Heaped: most are done just before a time limit (0.72 of them
    normal around 0.96 of the limit with 0.06 of it as deviation, 0.28 lognormal with median 1.16 of the limit
    and sigma 1.0; fitted to child protection conferences in England 2022/23, data set 9cc01e71 of
    explore-education-statistics). Fixed: always the median.
    """

    LOGNORMAL = "lognormal"
    HEAPED = "heaped"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Delay:
    """How long something waits in an inbox or a diary, in working days, holding nobody's time.

    `sigma` is the standard deviation of the logarithm. `under_limit` is the time limit, in working days, under
    which this habit was observed: where the text sets another, the median moves with it by the elasticity of
    the scenario. A heaped delay is heaped before the limit that the text sets, or else before `under_limit`.
    """

    family: Family
    median: Quantity
    sigma: Quantity | None = None
    under_limit: Quantity | None = None


@dataclass(frozen=True, slots=True)
class CaseOutcomes:
    """The probabilities of the moves out of a state for some kinds of case, or some readings, only."""

    condition: Condition
    outcomes: Mapping[str, Quantity]


@dataclass(frozen=True, slots=True)
class Step:
    """What happens while a dispute rests in one state.

    Attributes:
        delay: how long until the work is done or an answer comes, besides the work itself.
        hours: for each role, the hands-on hours it spends there.
        hours_sigma: the standard deviation of the logarithm of all of these.
        no_response: the probability that whoever is awaited does not answer by itself (silent until chased).
        outcomes: for each move that is no pure expiry, its probability among those open to the same case, and
            perhaps that of `NO_MOVE`.
        outcomes_if: other probabilities instead, for the cases that meet a condition; the first that is met counts.
        after_expiry: for a move that fires when time is up, how long people take to act on it; none: at once.
    """

    delay: Delay | None = None
    hours: Mapping[str, Quantity] = field(default_factory=dict)
    hours_sigma: Quantity | None = None
    no_response: Quantity | None = None
    outcomes: Mapping[str, Quantity] = field(default_factory=dict)
    after_expiry: Mapping[str, Delay] = field(default_factory=dict)
    outcomes_if: tuple[CaseOutcomes, ...] = ()

    def outcomes_of(self, value: Callable[[str], str]) -> Mapping[str, Quantity]:
        """The probabilities that count for one case; `value` tells its facts and the readings."""
        for one in self.outcomes_if:
            if one.condition.holds(value):
                return one.outcomes
        return self.outcomes


@dataclass(frozen=True, slots=True)
class Sitting:
    """When a panel can take a dispute: every so many working days, or so long after it is called.

    Attributes:
        every: working days from one sitting to the next; None for a panel that is called for the case.
        notice: working days from calling a panel to its sitting; None for one with fixed sittings.
        papers: working days before a sitting by which a dispute must have come.
        capacity: how many disputes one sitting can take; None for any number.
    """

    every: Quantity | None = None
    notice: Quantity | None = None
    papers: Quantity | None = None
    capacity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """An outside event that comes, or a duty that is done: how likely (of a recurring duty, each time), and when.

    The delay is counted from what calls for it: for a duty what the text says, for an outside event `upon`, an event
    of the text, or "" for the coming of the dispute. After it comes the work of a duty, its hours as those of a step.
    """

    chance: Quantity
    delay: Delay
    upon: str = ""
    hours: Mapping[str, Quantity] = field(default_factory=dict)
    hours_sigma: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Lengthening:
    """How often a time limit is lengthened that the text lets be, and by how many working days."""

    chance: Quantity
    by: Quantity


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of one role and the time they have for disputes.

    Attributes:
        people: how many there are (a whole number).
        share: the share of a day that each can give to disputes; None for people who do nothing else, with no budget.
        days_per_year: working days in the year on which they work at all; None for every working day.
    """

    people: Quantity
    share: Quantity | None = None
    days_per_year: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Leave and sickness of all staff, by whole weeks."""

    leave_days: Quantity
    sick_rate: Quantity
    spell: Quantity


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Disputes of one kind that come in a year.

    Attributes:
        per_year: how many, on average.
        facts: for each case fact that the protocol asks about, the probability of each answer.
        urgent: the probability that a case is served before all others, and may overdraw people's time.
        by_month: twelve factors from January on, around 1; empty for no season.
    """

    per_year: Quantity
    facts: Mapping[str, Mapping[str, Quantity]] = field(default_factory=dict)
    urgent: Quantity | None = None
    by_month: tuple[Quantity, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """A caseload for one protocol.

    Attributes:
        protocol: the id of the protocol it was written for.
        written_for: fingerprints of the parts of the protocol it was written for, by name of the part.
        starts: the first day of the simulated time.
        working_minutes: the length of a working day, in minutes.
        due_at: whether a limit of n days ends at the "close" of the n-th, or n days' minutes "elapsed" after its start.
        level: how much of the text people act on.
        readings: the choice made for each reading of the text, the three built-in ones too.
        arrivals: by way in; one that is closed under the readings chosen gets nobody.
        staff: by role. Work of a role that is not named here takes its hours and waits for nobody.
        steps: by state.
        sittings: by state in which a panel takes the dispute.
        events, duties, lengthened: by outside event, duty that moves nothing, and time limit.
        absence: leave and sickness; None for nobody ever away.
        chase_every: working days between two reminders to somebody who does not answer.
        chase_success: the probability that one reminder brings the answer.
        elasticity: how far habits follow a changed time limit: 0 not at all, 1 fully.
        closed: local closing days, with the reason.
    """

    id: str
    title: str
    protocol: str
    starts: date
    readings: Mapping[str, str]
    arrivals: Mapping[str, Arrivals]
    steps: Mapping[str, Step]
    staff: Mapping[str, Staff] = field(default_factory=dict)
    sittings: Mapping[str, Sitting] = field(default_factory=dict)
    events: Mapping[str, Happening] = field(default_factory=dict)
    duties: Mapping[str, Happening] = field(default_factory=dict)
    lengthened: Mapping[str, Lengthening] = field(default_factory=dict)
    absence: Absence | None = None
    chase_every: Quantity | None = None
    chase_success: Quantity | None = None
    elasticity: Quantity | None = None
    closed: tuple[tuple[date, str], ...] = ()
    level: Level = Level.GUIDE
    working_minutes: int = 444
    due_at: str = "close"
    written_for: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""
    file: str = field(default="", compare=False)

    def __repr__(self) -> str:
        """On one line what it is for and how many figures it has; they are long, and stand in `quantities`."""
        return f"<Scenario {self.id}: {self.title}; from {self.starts}, {len(self.quantities())} figures>"

    def quantities(self) -> dict[str, Quantity]:
        """Every figure by its dotted path, such as "staff.chair.people", in the order of the file."""
        return dict(_quantities(self, ()))

    def with_values(self, values: Mapping[str, float]) -> "Scenario":
        """The same scenario with other values for some figures; ranges and basis stay.

        Raises:
            KeyError: no figure has such a path.
        """
        if unknown := values.keys() - self.quantities().keys():
            raise KeyError(min(unknown))
        changed: Scenario = _replaced(self, (), values)
        return changed


def _parts(whole: object) -> Iterator[tuple[str, Any]]:
    """The named parts of a value that may hold figures."""
    if isinstance(whole, Mapping):
        yield from whole.items()
    elif isinstance(whole, tuple):
        yield from ((str(place), one) for place, one in enumerate(whole))
    elif is_dataclass(whole) and not isinstance(whole, type):
        yield from ((one.name, getattr(whole, one.name)) for one in fields(whole) if one.name != "place")


def _quantities(whole: object, path: tuple[str, ...]) -> Iterator[tuple[str, Quantity]]:
    if isinstance(whole, Quantity):
        yield ".".join(path), whole
        return
    for name, part in _parts(whole):
        yield from _quantities(part, (*path, name))


def _replaced(whole: Any, path: tuple[str, ...], values: Mapping[str, float]) -> Any:
    if isinstance(whole, Quantity):
        name = ".".join(path)
        return replace(whole, value=values[name]) if name in values else whole
    made = {name: _replaced(part, (*path, name), values) for name, part in _parts(whole)}
    if isinstance(whole, Mapping):
        return made
    if isinstance(whole, tuple):
        return tuple(made.values())
    if is_dataclass(whole) and not isinstance(whole, type):
        return replace(whole, **{name: part for name, part in made.items() if part is not getattr(whole, name)})
    return whole
