"""One of the smallest sets of edits that gives a protocol its guarantee: found, shared out, and proved.

The search goes by counterexample: every run that keeps a dispute too long names the edits that could stop it
(`verify.violations`); a smallest set that meets all these requirements is tried with the shortest times; what still
goes wrong adds requirements, until nothing does. Then the days that the target leaves are shared out evenly, each
edit is left out once to see that it is needed, and both engines prove what came out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from model.modality import Level
from model.protocol import Protocol
from verify.remedied import remedied
from verify.remedies import remedies
from verify.remedy import Kind, Remedy
from verify.sharing import Sum, needed, shared_out, sums
from verify.smallest import Choosing, TooMany
from verify.study import EnginesDisagree
from verify.trial import MOST_STEPS, GivenUp, Trial
from verify.verdict import Result, Word
from verify.violations import Requirement, Violations, Where

MOST_ROUNDS = 400
"""After so many tries the search is given up."""
_ORDER = list(Kind)


@dataclass(frozen=True, slots=True)
class Repair:
    """What was proposed, or why nothing could be.

    Attributes:
        remedies: the edits, with their days; none where none is needed, or where none was found.
        repaired: the protocol with the edits made; None where no repair of these kinds exists.
        before: the verdicts on the guarantee as the protocol stands, with everybody answering and for each role
            that may fall silent.
        after: the same of the repaired protocol.
        sums: which days may be divided otherwise, and under what condition.
        considered: how many edits were considered.
        obstacle: where no repair exists, the first verdict that is broken.
        lies_in: where no repair exists because nobody can be obliged to act, the stage in which a case then lies;
            empty where the steps of the text take too long, None where neither alone is the reason.
        undecided: why no answer could be found; empty where one was.
    """

    protocol: Protocol
    level: Level
    milestone: str
    target: int
    silence: bool
    remedies: tuple[Remedy, ...]
    repaired: Protocol | None
    before: tuple[Result, ...] = ()
    after: tuple[Result, ...] = ()
    sums: tuple[Sum, ...] = ()
    considered: int = 0
    obstacle: Result | None = None
    lies_in: str | None = None
    undecided: str = ""

    @property
    def outcome(self) -> str:
        """What became of the search, in a word or two."""
        if self.undecided:
            return "undecided"
        if self.repaired is None:
            return "none exists"
        return "proposed" if self.remedies else "none needed"


def holds(results: Sequence[Result]) -> bool:
    """Whether a guarantee is carried in every reading and kind of case; a case that is never raised breaks nothing."""
    return all(one.verdict in (Word.PROVED, Word.VACUOUS) for one in results)


def repair(
    protocol: Protocol,
    level: Level,
    target: int,
    *,
    milestone: str = "decision",
    silence: bool = False,
    milliseconds: int = 20_000,
    most_steps: int = MOST_STEPS,
    tell: Callable[[str], None] = lambda what: None,
) -> Repair:
    """Find one of the smallest repairs, or say why there is none, or that no answer could be found.

    Args:
        target: the most working days from the raising to the milestone.
        silence: whether it must also hold when any one role never answers.
        most_steps: after so many steps of all walks together it is given up.
        tell: is told what is being done, a line at a time.

    Raises:
        EnginesDisagree: a fault of ours.
    """
    trial = Trial(protocol, level, target, milestone, silence, milliseconds, most_steps)
    try:
        while True:
            try:
                return _Repairing(trial, tell).repair()
            except EnginesDisagree:  # a quick walk can miss a run that has no lawful end; a careful one cannot
                if not trial.with_care():
                    raise
    except GivenUp as reason:
        return Repair(protocol, level, milestone, target, silence, (), None, undecided=str(reason))


@dataclass
class _Repairing:
    trial: Trial
    tell: Callable[[str], None]
    considered: Sequence[Remedy] = ()
    reached: frozenset[str] = frozenset()
    stalls: set[str] = field(default_factory=set)
    asked: dict[Requirement, str | None] = field(default_factory=dict)
    role_against: dict[Where, str | None] = field(default_factory=dict)
    lies_in: str | None = None

    def repair(self) -> Repair:
        """Look at the protocol, find the edits, share out their days, and prove what comes out."""
        trial = self.trial
        walks = trial.walks()
        self.reached = frozenset(state for walk in walks.values() for state in walk.arrivals)
        self.stalls = {state for role in walks for state in trial.stalled((), role)}
        before = (*trial.proved_of((), None), *trial.walked(walks))
        found = Repair(
            trial.protocol, trial.level, trial.milestone, trial.target, trial.silence, (), None, before
        )  # fmt: skip
        if holds(before):
            return replace(found, repaired=trial.protocol, after=trial.proved(()))
        known: set[str] | None = None
        chosen: list[Remedy] | None = None
        while known != self.stalls:  # edits can lead cases to stages in which no case has stalled before
            known = set(self.stalls)
            chosen = self.search()
        found = replace(found, considered=len(self.considered))
        if chosen is None:
            worst = next(one for one in before if one.verdict not in (Word.PROVED, Word.VACUOUS))
            return replace(found, obstacle=worst, lies_in=self.lies_in)
        self.tell(f"{len(chosen)} edits; sharing out the days")
        chosen = needed(trial, shared_out(trial, chosen), self.role_against)
        self.tell("proving the result")
        after = trial.proved(chosen)
        contradiction = next((one for one in after if one.verdict is Word.INCONSISTENT), None)
        if contradiction is not None:
            return replace(found, obstacle=contradiction)
        if not holds(after):
            raise EnginesDisagree(f"a repair of {trial.protocol.id} is not confirmed")
        return replace(
            found,
            remedies=tuple(chosen),
            repaired=remedied(trial.protocol, chosen),
            after=after,
            sums=tuple(sums(trial, chosen)),
        )

    def search(self) -> list[Remedy] | None:
        """A smallest set of edits, each with the fewest days; None when no set will do."""
        trial = self.trial
        self.considered = remedies(
            trial.protocol, trial.level, trial.target, silence=trial.silence, stalls=frozenset(self.stalls)
        )
        weights = {one.where: 1 + _ORDER.index(one.kind) for one in self.considered}
        readings: dict[str, set[Where]] = {}
        for one in self.considered:
            if one.kind is Kind.READING:
                readings.setdefault(one.part, set()).add(one.where)
        choosing = Choosing(weights, [frozenset(one) for one in readings.values()])
        made: list[Remedy] = []
        for number in range(MOST_ROUNDS):
            stalls, wanted = set(self.stalls), False
            for role in trial.roles(made):
                for it in self.requirements(made, role):
                    choosing.require(it.one_of, it.unless)
                    wanted, self.asked[it] = True, role
                    if not it.one_of and not it.unless:
                        self.lies_in = it.lies_in
                if not wanted and trial.newly_stuck(made, role):
                    choosing.forbid(one.where for one in made)
                    wanted = True
                self.stalls |= trial.stalled(made, role)
                if self.stalls != stalls:
                    return None
                if wanted and made:  # as it stands, the protocol has been walked for every role
                    trial.suspect(role)
                    break
            if not wanted:
                met = ((it.one_of.intersection(one.where for one in made), role) for it, role in self.asked.items())
                self.role_against = {next(iter(by)): role for by, role in met if len(by) == 1}
                return made
            self.tell(f"try {number + 1}: {len(made)} edits")
            try:
                chosen = choosing.smallest()
            except TooMany:
                raise GivenUp("there are too many ways to combine edits") from None
            if chosen is None:
                return None
            made = [replace(one, days=one.least) for one in self.considered if one.where in chosen]
        raise GivenUp(f"no repair was found in {MOST_ROUNDS} tries; there may be one")

    def requirements(self, made: Sequence[Remedy], role: str | None) -> list[Requirement]:
        """What still goes wrong with these edits made, and what could stop it."""
        trial, study = self.trial, self.trial.study(made, role)
        seen = Violations(
            study.protocol, trial.level, trial.milestone, trial.target, made, self.considered, self.reached
        )  # fmt: skip
        return seen.requirements(study)
