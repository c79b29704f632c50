"""Whether an edited protocol keeps a target: asked quickly of one engine, and proved at the end by both."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from model.modality import Level
from model.protocol import Protocol
from model.silence import matters
from model.time_span import TimeSpan
from verify.bounds import bounded
from verify.encoding import Undecided
from verify.remedied import remedied
from verify.remedy import Remedy
from verify.runs import Exploration
from verify.study import NotCovered, Study
from verify.verdict import Result, Word
from verify.violations import Where, failures, round_through, stuck

MOST_STEPS = 300_000
"""After so many steps of all walks together a search is given up; the six need 75,000 at most."""
MOST_STEPS_AT_ONCE = 5_000
"""And after so many of one walk; of the six none needs 2,000."""


class GivenUp(Exception):
    """No answer either way: a feature that no proof covers, or too many steps; the message says which."""


@dataclass
class Trial:
    """A protocol, and what is wanted of it.

    Args:
        target: the most working days from the raising to the milestone.
        silence: whether it must also hold when any one role never answers.
        milliseconds: how long the solver may think about one question.
        most_steps: after so many steps, of all walks together, no more is tried.
        careful: the sets of edits with which a walk keeps apart what a quick one does not, as in `Study`.
        proving: the edits that both engines were last asked about.
    """

    protocol: Protocol
    level: Level
    target: int
    milestone: str
    silence: bool
    milliseconds: int
    most_steps: int = MOST_STEPS
    careful: set[frozenset[Where]] = field(default_factory=set)
    proving: frozenset[Where] = frozenset()
    steps: int = 0
    studies: dict[tuple[Remedy, ...], dict[str | None, Study]] = field(default_factory=dict)
    last_fine: tuple[Remedy, ...] = ()
    suspects: list[str | None] = field(default_factory=list)

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
        return {role: self.study((), role).walk(self.level) for role in self.roles()}

    def edited(self, made: Sequence[Remedy]) -> Protocol:
        """The protocol with these edits."""
        return remedied(self.protocol, made) if made else self.protocol

    def study(self, made: Sequence[Remedy], role: str | None) -> Study:
        """The protocol with some edits, and with a role that may fall silent.

        Of the protocol as it stands, with the edits last found fine, and with those last asked for, each study is kept.

        Raises:
            GivenUp: it has too many runs.
        """
        if tuple(made) not in self.studies:
            kept = {key: self.studies[key] for key in ((), self.last_fine) if key in self.studies}
            self.studies = kept | {tuple(made): {}}
        studies = self.studies[tuple(made)]
        if role not in studies:
            if studies:
                protocol = next(iter(studies.values())).protocol
            else:
                protocol = replace(self.edited(made), target=TimeSpan(self.target, "working day"))
            most = min(self.most_steps - self.steps, MOST_STEPS_AT_ONCE)
            studies[role] = Study(protocol, role, self.milliseconds, most, _which(made) in self.careful)
            walk = studies[role].walk(self.level)
            self.steps += walk.steps
            if not walk.complete or self.steps >= self.most_steps:
                raise GivenUp(f"too many courses to follow with the edits tried; gave up after {self.steps} steps")
        return studies[role]

    def roles(self, made: Sequence[Remedy] = ()) -> list[str | None]:
        """Nobody, and, where it matters, each role whose silence can stop something; those that last did come first."""
        protocol = self.edited(made)
        found: list[str | None] = [None]
        if not self.silence:
            return found
        found += [role.id for role in protocol.roles if matters(protocol, role.id)]
        return sorted(found, key=lambda one: self.suspects.index(one) if one in self.suspects else len(found))

    def suspect(self, role: str | None) -> None:
        """Note that a role's silence broke something: what it breaks once, it is likely to break again."""
        self.suspects = [role, *(one for one in self.suspects if one != role)]

    def proved(self, made: Sequence[Remedy]) -> tuple[Result, ...]:
        """The verdicts of both engines, for nobody and each role silent."""
        self.suspects = []
        return tuple(one for role in self.roles(made) for one in self.proved_of(made, role))

    def walked(self, walks: Mapping[str | None, Exploration]) -> Iterator[Result]:
        """What one engine finds of each silent role: enough to know that something is to be done."""
        for role, walk in walks.items():
            words = {word for _, word in failures(walk, self.milestone, self.target)}
            word = next((one for one in (Word.DEAD_END, Word.UNBOUNDED, Word.REFUTED) if one in words), None)
            if role is not None:
                note = "" if word is None else "in some case and reading"
                yield Result(self.name, word or Word.PROVED, self.level, self.milestone, silent_role=role, note=note)

    def proved_of(self, made: Sequence[Remedy], role: str | None) -> list[Result]:
        """The verdicts of both engines with one role that may fall silent.

        Raises:
            GivenUp: they cannot tell.
            EnginesDisagree: they differ.
        """
        study, self.proving = self.study(made, role), _which(made)
        try:
            found = bounded(study, self.level, self.milestone, property_id=self.name, within=self.target)
        except NotCovered as feature:
            raise GivenUp(f"not yet covered: {feature}") from None
        except Undecided:
            raise GivenUp("time ran out before everything was proved") from None
        if undecided := next((one for one in found if one.verdict is Word.UNDECIDED), None):
            raise GivenUp(undecided.note or "time ran out before everything was proved")
        return [replace(one, silent_role=role) for one in found]

    def with_care(self) -> bool:
        """Walk with care, from now on, with the edits that the engines differ about; whether that is anything new."""
        new = self.proving not in self.careful
        self.careful.add(self.proving)
        self.studies, self.last_fine, self.suspects = {}, (), []
        return new

    def stalled(self, made: Sequence[Remedy], role: str | None) -> set[str]:
        """The stages in which a case can come to lie before the milestone, or among which it can go round for ever."""
        study = self.study(made, role)
        walk = study.walk(self.level)
        found = failures(walk, self.milestone, self.target)
        lying = {end.node.state for end, word in found if word is Word.DEAD_END}
        endless = walk.endless.get(self.milestone, ())
        return lying.union(*(round_through(study.protocol, one.node.state) for one in endless))

    def fine(self, made: Sequence[Remedy], roles: Sequence[str | None] | None = None) -> bool:
        """Whether the protocol with these edits keeps the target, by the quick engine."""
        for role in self.roles(made) if roles is None else roles:
            walk = self.study(made, role).walk(self.level)
            if any(failures(walk, self.milestone, self.target)) or self.newly_stuck(made, role):
                self.suspect(role)
                return False
        if roles is None:
            self.last_fine = tuple(made)
        return True

    def newly_stuck(self, made: Sequence[Remedy], role: str | None) -> frozenset[tuple[str, bool]]:
        """The stages that the edits have left without a lawful end."""
        return self._stuck(made, role) - self._stuck((), role if role in self.roles() else None)

    def _stuck(self, made: Sequence[Remedy], role: str | None) -> frozenset[tuple[str, bool]]:
        study = self.study(made, role)
        return stuck(study.walk(self.level), study.unfolding(self.level).stage)


def _which(made: Sequence[Remedy]) -> frozenset[Where]:
    return frozenset(one.where for one in made)
