"""Whether an edited protocol keeps a target: asked quickly of one engine, and proved at the end by both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from model.modality import Level
from model.protocol import Protocol
from model.time_span import TimeSpan
from verify.bounds import bounded
from verify.encoding import Undecided
from verify.remedy import Remedy, remedied
from verify.runs import Exploration
from verify.study import EnginesDisagree, NotCovered, Study
from verify.verdict import Result, Word
from verify.violations import failures, round_through, stuck

class GivenUp(Exception):
    """No answer either way: a feature that no proof covers, or time ran out; the message says which."""


@dataclass
class Trial:
    """A protocol, and what is wanted of it.

    Args:
        target: the most working days from the raising to the milestone.
        silence: whether it must also hold when any one role never answers.
        milliseconds: how long the solver may think about one question.
    """

    protocol: Protocol
    level: Level
    target: int
    milestone: str
    silence: bool
    milliseconds: int
    stuck_before: dict[str | None, frozenset[str]] = field(default_factory=dict)
    last: tuple[Protocol, Study] | None = None

    @property
    def name(self) -> str:
        """The guarantee that is wanted."""
        return "within-target" if self.milestone == "decision" else f"{self.milestone}-bounded"

    def walks(self) -> dict[str | None, Exploration]:
        """The runs of the protocol as it stands, with everybody answering and for each role that may not.

        Raises:
            GivenUp: it has features that no proof covers, or too many runs.
        """
        if obstacle := Study(self.protocol).obstacle:
            raise GivenUp(obstacle)
        found = {}
        for role in self.roles(self.protocol):
            found[role] = self.study(self.protocol, role).walk(self.level)
            self.stuck_before[role] = self.stuck(self.protocol, role)
        return found

    def study(self, protocol: Protocol, role: str | None, *, careful: bool = False) -> Study:
        """A protocol with a role that may fall silent; that asked for last is kept.

        Raises:
            GivenUp: it has too many runs.
        """
        if self.last is not None and self.last[0] is protocol and self.last[1].silent_role == role and not careful:
            return self.last[1]
        aimed = replace(protocol, target=TimeSpan(self.target, "working day"))
        study = Study(aimed, role, self.milliseconds, careful=careful)
        self.last = protocol, study
        if not study.walk(self.level).complete:
            raise GivenUp(f"gave up after {study.walk(self.level).steps} steps")
        return study

    def roles(self, protocol: Protocol) -> list[str | None]:
        """Nobody, and, where it matters, each role whose silence can stop something."""
        found: list[str | None] = [None]
        if not self.silence:
            return found
        for role in protocol.roles:
            alone = any(one.by and all(role.id in group for group in one.by) for one in protocol.transitions)
            if alone or any(role.id in one.awaits for one in protocol.states):
                found.append(role.id)
        return found

    def proved(self, protocol: Protocol) -> tuple[Result, ...]:
        """The verdicts of both engines, for nobody and each role silent."""
        return tuple(one for role in self.roles(protocol) for one in self.proved_of(protocol, role))

    def walked(self, walks: Mapping[str | None, Exploration]) -> Iterator[Result]:
        """What one engine finds of each silent role: enough to know that something is to be done."""
        for role, walk in walks.items():
            words = {word for _, word in failures(walk, self.milestone, self.target)}
            word = next((one for one in (Word.DEAD_END, Word.UNBOUNDED, Word.REFUTED) if one in words), None)
            if role is not None:
                note = "" if word is None else "in some case and reading"
                yield Result(self.name, word or Word.PROVED, self.level, self.milestone, silent_role=role, note=note)

    def proved_of(self, protocol: Protocol, role: str | None) -> list[Result]:
        """The verdicts of both engines with one role that may fall silent.

        Raises:
            GivenUp: they cannot tell.
            EnginesDisagree: they differ, even after a careful walk.
        """
        for careful in (False, True):
            study = self.study(protocol, role, careful=careful)
            try:
                found = bounded(study, self.level, self.milestone, property_id=self.name, within=self.target)
                if undecided := next((one for one in found if one.verdict is Word.UNDECIDED), None):
                    raise GivenUp(undecided.note or "time ran out before everything was proved")
                return [replace(one, silent_role=role) for one in found]
            except EnginesDisagree:
                if careful:
                    raise
            except NotCovered as feature:
                raise GivenUp(f"not yet covered: {feature}") from None
            except Undecided:
                raise GivenUp("time ran out before everything was proved") from None
        raise AssertionError

    def stalled(self, protocol: Protocol, role: str | None) -> set[str]:
        """The stages in which a case can come to lie before the milestone, or among which it can go round for ever."""
        walk = self.study(protocol, role).walk(self.level)
        found = failures(walk, self.milestone, self.target)
        lying = {end.node.state for end, word in found if word is Word.DEAD_END}
        endless = walk.endless.get(self.milestone, ())
        return lying.union(*(round_through(protocol, one.node.state) for one in endless))

    def fine(self, made: Sequence[Remedy], roles: Sequence[str | None] | None = None) -> bool:
        """Whether the protocol with these edits keeps the target, by the quick engine."""
        protocol = remedied(self.protocol, made)
        for role in self.roles(protocol) if roles is None else roles:
            if any(failures(self.study(protocol, role).walk(self.level), self.milestone, self.target)):
                return False
            if self.newly_stuck(protocol, role):
                return False
        return True

    def newly_stuck(self, protocol: Protocol, role: str | None) -> frozenset[str]:
        """The stages that the edits have left without a lawful end."""
        return self.stuck(protocol, role) - self.stuck_before.get(role, frozenset())

    def stuck(self, protocol: Protocol, role: str | None) -> frozenset[str]:
        """The stages to which a dispute can come without any lawful end."""
        study = self.study(protocol, role)
        return stuck(study.walk(self.level), study.unfolding(self.level).stage)
