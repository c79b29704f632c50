"""Whether an edited protocol keeps a target: asked quickly of one engine, and proved at the end by both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from model.graph import returning
from model.modality import Level
from model.protocol import Protocol
from model.unfolding import side_events
from verify.bounds import bounded, failure_of
from verify.encoding import Undecided
from verify.remedy import Remedy, remedied
from verify.runs import Exploration
from verify.study import EnginesDisagree, Study
from verify.verdict import Result, Word
from verify.violations import stuck

NAME = "within-target"


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
    last: Study | None = None

    def walks(self) -> dict[str | None, Exploration]:
        """The runs of the protocol as it stands, with everybody answering and for each role that may not.

        Raises:
            GivenUp: it has features that no proof covers, or too many runs.
        """
        if obstacle := Study(self.protocol).obstacle:
            raise GivenUp(obstacle)
        if returning(self.protocol):
            raise GivenUp("not yet covered: the dispute can return to a stage it has left")
        if side_events(self.protocol) or any(one.suspension for one in self.protocol.limits):
            raise GivenUp("not yet covered: clocks that stand still, or that depend on events which are no moves")
        found = {role: self.study(self.protocol, role).walk(self.level) for role in self.roles(self.protocol)}
        self.stuck_before = {role: stuck(walk) for role, walk in found.items()}
        return found

    def study(self, protocol: Protocol, role: str | None, *, careful: bool = False) -> Study:
        """A protocol with a role that may fall silent; that asked for last is kept.

        Raises:
            GivenUp: it has too many runs.
        """
        if self.last is not None and self.last.protocol is protocol and self.last.silent_role == role and not careful:
            return self.last
        study = self.last = Study(protocol, role, self.milliseconds, careful=careful)
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
            words = [failure_of(one, self.milestone, self.target) for one in walk.ends]
            word = next((one for one in (Word.DEAD_END, Word.UNBOUNDED, Word.REFUTED) if one in words), None)
            if role is not None:
                note = "" if word is None else "in some case and reading"
                yield Result(NAME, word or Word.PROVED, self.level, self.milestone, silent_role=role, note=note)

    def proved_of(self, protocol: Protocol, role: str | None) -> list[Result]:
        """The verdicts of both engines with one role that may fall silent.

        Raises:
            GivenUp: they cannot tell.
            EnginesDisagree: they differ, even after a careful walk.
        """
        for careful in (False, True):
            study = self.study(protocol, role, careful=careful)
            try:
                found = bounded(study, self.level, self.milestone, property_id=NAME, within=self.target)
                if undecided := next((one for one in found if one.verdict is Word.UNDECIDED), None):
                    raise GivenUp(undecided.note or "time ran out before everything was proved")
                return [replace(one, silent_role=role) for one in found]
            except EnginesDisagree:
                if careful:
                    raise
            except Undecided:
                raise GivenUp("time ran out before everything was proved") from None
        raise AssertionError

    def stalled(self, protocol: Protocol, role: str | None) -> set[str]:
        """The stages in which a case can come to lie before the milestone."""
        ends = self.study(protocol, role).walk(self.level).ends
        return {one.node.state for one in ends if failure_of(one, self.milestone, self.target) is Word.DEAD_END}

    def fine(self, made: Sequence[Remedy], roles: Sequence[str | None] | None = None) -> bool:
        """Whether the protocol with these edits keeps the target, by the quick engine."""
        protocol = remedied(self.protocol, made)
        for role in self.roles(protocol) if roles is None else roles:
            walk = self.study(protocol, role).walk(self.level)
            if any(failure_of(one, self.milestone, self.target) is not None for one in walk.ends):
                return False
            if self.newly_stuck(protocol, role):
                return False
        return True

    def newly_stuck(self, protocol: Protocol, role: str | None) -> frozenset[str]:
        """The stages that the edits have left without a lawful end."""
        return stuck(self.study(protocol, role).walk(self.level)) - self.stuck_before.get(role, frozenset())
