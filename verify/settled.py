"""One kind of case in one way of reading, at one level: a promise about it, asked again of changed protocols."""

from dataclasses import dataclass, replace
from math import inf

from model.modality import Level
from model.protocol import COUNTING, START, Protocol
from verify.bounds import failure_of
from verify.explorer import Explorer
from verify.readings import Cube, compatible
from verify.runs import End
from verify.study import EnginesDisagree, Study
from verify.verdict import Holding, Result, Word


@dataclass(frozen=True, slots=True)
class Promise:
    """That a dispute comes to a milestone within so many working days; without a milestone, that none lies for ever.

    Attributes:
        choices: the kind of case and the readings for which it is promised; what they leave open may be anything.
        careful: whether the walk keeps apart what a quick one does not, as in `Study`.
    """

    level: Level
    choices: Cube
    milestone: str | None
    within: int | None
    silent_role: str | None = None
    careful: bool = False

    def _study(self, protocol: Protocol) -> Study:
        counted = COUNTING.id in dict(self.choices)  # then it is not to be taken for granted
        return Study(protocol, self.silent_role, careful=self.careful, every_counting=counted)

    def ends(self, protocol: Protocol) -> tuple[End, ...]:
        """How the runs of such a case end, by the walk alone, in the states and moves of the unfolded protocol."""
        return self._ends(protocol)[0]

    def _ends(self, protocol: Protocol) -> tuple[tuple[End, ...], tuple[End, ...]]:
        """How the runs end; and where they can go round for ever before the milestone."""
        study = self._study(protocol)
        made, given = study.unfolding(self.level).protocol, (*study.given, *self.choices)
        walk = Explorer(
            made, self.level, study.milestones, self.silent_role, given=given, careful=self.careful
        ).explore()
        return walk.ends, walk.endless.get(str(self.milestone), ())

    def kept(self, protocol: Protocol) -> bool:
        """Whether a protocol keeps it, by the walk alone; one by which such a case is never raised does not."""
        ends, endless = self._ends(protocol)
        if self.milestone is None:
            return bool(ends) and not any(one.stalled for one in ends)
        raised = any(self.milestone in one.longest for one in ends)
        return raised and not endless and all(failure_of(one, self.milestone, self.within) is None for one in ends)

    def confirm(self, protocol: Protocol, *, kept: bool) -> None:
        """Ask the solver whether a protocol keeps it, and insist on this answer.

        Raises:
            EnginesDisagree: it has another.
            Undecided: its time ran out.
        """
        from verify.confirmation import confirm_endless
        from verify.laps import largest_finite_bound
        from verify.logic import disj

        study = self._study(protocol)
        formula = study.formula(self.level)
        beyond = largest_finite_bound(formula.protocol) if self.within is None else self.within
        if formula.laps.beyond and not kept and self.milestone is not None:
            walk = study.walk(self.level)
            late = [one for one in walk.ends if failure_of(one, self.milestone, None) is Word.UNBOUNDED]
            for end in (*late, *walk.endless.get(self.milestone, ())):
                if compatible(end.node.cube, self.choices):
                    confirm_endless(study, self.level, self.milestone, self.choices, end)
                    return
        if self.milestone is None:
            resting = [START, *(one.id for one in protocol.states if not one.final)]
            broken = disj(*(formula.stalls_in(state) for state in resting))
        else:
            states = study.milestones[self.milestone]
            broken = disj(formula.exceeds(states, beyond), formula.stalls_before(states))
        study.expect(self.level, broken, self.choices, answer=not kept)
        if kept and formula.laps.beyond:
            self._confirm_every_round(study)

    def _confirm_every_round(self, study: Study) -> None:
        """Where the formula writes out some rounds only, prove it of all that may follow.

        Raises:
            EnginesDisagree: it does not hold of all.
        """
        from verify.confirmation import must_hold_for_ever

        ends, endless = self._ends(study.protocol)
        longest = max((days for one in ends if (days := one.longest.get(str(self.milestone))) is not None), default=0)
        if self.milestone is not None and (endless or longest == inf):
            raise EnginesDisagree(f"{study.protocol.id}: it can go round for ever before the {self.milestone}")
        facts = study.protocol.fact
        case = tuple(one for one in self.choices if one[0] in facts)
        readings = tuple(one for one in self.choices if one[0] not in facts)
        bound = None if self.milestone is None else int(longest)
        name = "no-dead-end" if self.milestone is None else f"{self.milestone}-bounded"
        must_hold_for_ever(study, self.level, name, case, Holding(readings, bound))

    def within_days(self, days: int) -> "Promise":
        """The same, for another number of working days."""
        return replace(self, within=days)


def promised(result: Result, *, careful: bool = False) -> Promise | None:
    """What a result promises about how long it takes, for the readings in which it takes longest and still holds.

    None where it has no bound.
    """
    if result.milestone is None or result.bound is None:
        return None
    choices = result.case
    if result.verdict is Word.DEPENDS:
        bounds = [one for one in result.holds_under if one.bound == result.bound]
        if not bounds:
            return None
        choices = (*result.case, *bounds[0].readings)
    elif result.verdict is not Word.PROVED:
        return None
    return Promise(result.level, choices, result.milestone, result.bound, result.silent_role, careful)
