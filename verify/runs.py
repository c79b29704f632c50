"""Runs of a dispute, gathered: where they have come to, with which choices, and at which moments.

A run carries just the case facts and readings it depends on (a cube). Runs that differ only in what does not
matter are one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from model.protocol import Protocol, TimeLimit
from model.semantics import Window
from verify.readings import Cube, fits
from verify.zone import Zone


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of a run: the transition or way in, and the limits it keeps."""

    id: str
    dest: str
    window: Window = field(default_factory=Window)
    caps: tuple[TimeLimit, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """The steps of one run of a protocol, the reading of `counting`, and the place of the step that was timed."""

    protocol: Protocol
    steps: tuple[RunStep, ...]
    counting: str
    reached: int


@dataclass(frozen=True, slots=True)
class Node:
    """A set of runs that have come to the same state at the same moments, whatever else is chosen.

    A node made by merging others has these as its `origins`; together they say the same with more words.
    """

    state: str
    cube: Cube
    changed: Cube
    silent: bool
    ended: frozenset[str]
    zone: Zone
    parent: "Node | None" = field(default=None, compare=False, repr=False)
    step: RunStep | None = field(default=None, compare=False, repr=False)
    origins: "tuple[Node, ...]" = field(default=(), compare=False, repr=False)

    @property
    def known(self) -> Cube:
        """What is chosen, and how the case facts stand that moves may have changed."""
        return tuple(sorted({**dict(self.cube), **dict(self.changed)}.items()))

    def of(self, cube: Cube, origins: "tuple[Node, ...]") -> "Node":
        """The same with these choices, put together from other nodes."""
        place = self.state, cube, self.changed, self.silent, self.ended, self.zone
        return Node(*place, self.parent, self.step, origins)

    def run(self, choices: Mapping[str, str]) -> tuple[RunStep, ...]:
        """The steps that lead here, first to last, when all of these choices are made."""
        steps: list[RunStep] = []
        node: Node | None = self
        while node is not None:
            if node.origins:
                node = next(one for one in node.origins if fits(one.cube, choices))
                continue
            if node.step is not None:
                steps.append(node.step if node.step.silent is node.silent else replace(node.step, silent=node.silent))
            node = node.parent
        return tuple(reversed(steps))


@dataclass(frozen=True, slots=True)
class End:
    """How complete runs end: in a final state or stalled, and the times they can have taken.

    Attributes:
        reached: the milestones that were reached.
        longest: working days from raising to each milestone that was reached after raising, at most (perhaps
            infinite).
        shortest: the same, at least.
        stay: the longest stay in the state that was watched.
    """

    node: Node
    stalled: bool
    reached: frozenset[str] = frozenset()
    longest: Mapping[str, float] = field(default_factory=dict)
    shortest: Mapping[str, float] = field(default_factory=dict)
    stay: float | None = None


@dataclass(slots=True)
class Onward:
    """What can come of a node in one step: its children, how runs end there, and which of its moves nothing limits.

    Attributes:
        unlimited: whether some move is limited by nothing at that point.
        unstarted: limit, transition, and the choices in which the limit's clock never started though it applies.
    """

    children: list[Node] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    unlimited: bool = False
    unstarted: list[tuple[str, str, Cube]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Exploration:
    """What one walk over all runs met.

    Attributes:
        ends: how the runs end.
        arrivals: for each state, the most general ways to be in it.
        fired: the transitions and ways in that some run takes.
        unlimited: the states that some run leaves by a move that nothing limits at that point.
        unstarted: limit, transition, and the runs on which the limit's clock never started though it applies.
        complete: false when the walk was cut short after too many steps.
        nodes: every node, those too from which no run comes to an end.
        endless: for each milestone, where runs can go round for ever before it, because no duty leads out.
        rounds: how often a run has to come round, at most, to show all that the walk has met.
    """

    ends: tuple[End, ...]
    arrivals: dict[str, tuple[Node, ...]]
    fired: frozenset[str]
    unlimited: frozenset[str]
    unstarted: tuple[tuple[str, str, Node], ...]
    steps: int
    complete: bool
    nodes: tuple[Node, ...]
    endless: Mapping[str, tuple[End, ...]] = field(default_factory=dict)
    rounds: int = 0
