"""One guarantee explained: what its verdicts rest on, what they leave to spare, and what would change them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from model.modality import Level
from model.protocol import Protocol
from verify.absence import without
from verify.checker import Report, check
from verify.clarification import Clarification, clarifications
from verify.encoding import Undecided
from verify.filling import Filling, fillings
from verify.grounds import Grounds, grounds
from verify.slack import Room, room
from verify.study import EnginesDisagree
from verify.verdict import Result

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The same guarantee if some clauses had not been written: what goes with them, and the verdicts then."""

    clauses: tuple[str, ...]
    removed: tuple[tuple[str, str], ...]
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A guarantee at one level, with its evidence.

    Attributes:
        report: the verdicts at every level.
        evidence: for each verdict at the level asked for, in order, what it rests on, what it leaves to spare, and how
            long each time limit that is left to be filled in may be.
        clarifications: the readings whose settling would make some of these verdicts definite, best first.
        without: what if some clauses had not been written; None where that was not asked.
    """

    report: Report
    guarantee: str
    level: Level
    evidence: tuple[tuple[Grounds | None, Room | None, tuple[Filling, ...]], ...]
    clarifications: tuple[Clarification, ...]
    without: Counterfactual | None = None

    @property
    def results(self) -> tuple[Result, ...]:
        """The verdicts at the level asked for, one for each kind of case."""
        return self.report.of(self.guarantee, self.level)


def explain(
    protocol: Protocol,
    property_id: str,
    level: Level,
    *,
    silent_role: str | None = None,
    absent: Collection[str] = (),
    milliseconds: int = 20_000,
) -> Explanation:
    """Explain a guarantee at a level; `absent` are clauses to imagine away.

    Evidence for which the solver had too little time is left out.

    Raises:
        EnginesDisagree: what a verdict rests on, or leaves to spare, is not what both engines say: a fault of ours.
    """
    report = check(protocol, silent_role=silent_role, properties=(property_id,), milliseconds=milliseconds)
    results = report.of(property_id, level)
    evidence = tuple(
        (
            _if_time(partial(grounds, protocol, one)),
            _if_time(partial(_room, protocol, one)),
            _if_time(partial(fillings, protocol, one)) or (),
        )
        for one in results
    )
    imagined = None
    if absent:
        made = without(protocol, absent)
        only = (property_id,)
        then = check(
            made.protocol, silent_role=silent_role, properties=only, levels=(level,), milliseconds=milliseconds
        )
        listed = tuple(one.id for one in protocol.clauses if one.id in set(absent))
        imagined = Counterfactual(listed, made.removed, then.of(property_id, level))
    return Explanation(report, property_id, level, evidence, clarifications(protocol, results), imagined)


def _if_time(work: Callable[[], Found]) -> Found | None:
    try:
        return work()
    except Undecided:
        return None


def _room(protocol: Protocol, result: Result) -> Room | None:
    try:
        return room(protocol, result)
    except EnginesDisagree:
        return room(protocol, result, careful=True)
