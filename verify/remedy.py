"""One edit that may repair a protocol: it stands for one new sentence of the text."""

from dataclasses import dataclass, replace
from enum import StrEnum

from model.protocol import Actors

DEPUTY = "deputy for "
"""How the name of a role begins that a proposal brings in."""
PROPOSED = "proposed"
"""How the name of a clause begins that a proposal brings in."""


class Kind(StrEnum):
    """The kinds of edit, those that stay closest to the text first."""

    START = "start stated"
    READING = "reading fixed"
    BINDING = "guide made a rule"
    SHORTER = "limit shortened"
    DUTY = "option made a duty"
    LIMIT = "limit added"
    EXPIRY = "limit paired with its consequence"
    DECISION = "decision added"
    STEP = "next step added"
    WAY_IN = "way in opened"
    CAP = "limit over all rounds added"


TIMED = (Kind.SHORTER, Kind.DUTY, Kind.LIMIT, Kind.EXPIRY, Kind.DECISION, Kind.STEP, Kind.CAP)
"""The kinds that come with a number of working days."""


@dataclass(frozen=True, slots=True, order=True)
class Remedy:
    """One edit.

    Attributes:
        part: the id of what it changes: a stage, a move, a time limit, a reading or a way in.
        to: the choice of a reading, or the stage to which a step or a way in leads; for a decision, where it is
            laid down; for a consequence, the moves that it makes happen, and for a limit over all rounds, the stages
            of the loop, one on a line.
        by: who acts, or may act.
        least: the fewest working days that it may give.
        most: the most.
        days: the working days it gives; 0 for a kind without a number.
        state: the stage in which it works; empty for a reading or a limit over several stages that is there.
    """

    kind: Kind
    part: str
    to: str = ""
    by: Actors = ()
    least: int = 0
    most: int = 0
    days: int = 0
    state: str = ""

    @property
    def timed(self) -> bool:
        """Whether it comes with a number of working days."""
        return self.kind in TIMED and self.most > 0

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages in which it works."""
        return tuple(self.to.split("\n")) if self.kind is Kind.CAP else (self.state,) if self.state else ()

    @property
    def untimed(self) -> "Remedy":
        """The same without a number, where the text has one already."""
        return replace(self, least=0, most=0, days=0)

    @property
    def where(self) -> tuple[Kind, str, str]:
        """What it is, whatever its number."""
        return self.kind, self.part, self.to
