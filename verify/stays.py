"""How long a dispute can lawfully stay in each stage, for some readings: what the text itself bounds.

The solver alone answers here; that the walk finds the same is tested.
"""

from dataclasses import dataclass
from math import inf

from model.modality import Level
from verify.readings import Cube, compatible
from verify.study import Study


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a dispute that is raised can stay in a stage.

    Attributes:
        state: the stage.
        comes: whether any course comes there at all.
        longest: working days; infinite when nothing bounds it, None when no course leaves it once it is raised.
        rests: whether a dispute may also rest there for ever, because nobody is obliged to move it.
        undecided: whether the solver ran out of time, so that `longest` and `rests` are not known.
    """

    state: str
    comes: bool
    longest: float | None
    rests: bool
    undecided: bool = False


def longest_stays(study: Study, level: Level, choices: Cube) -> list[Stay]:
    """The longest lawful stay in each stage that is no end, over all cases with these answers."""
    from verify.encoding import Undecided  # with the solver, which is slow to import
    from verify.laps import largest_finite_bound

    formula, never = study.formula(level), frozenset[str]()
    beyond = largest_finite_bound(formula.protocol)

    def exceeds(state: str, days: int) -> bool:
        return formula.ask(formula.stays(state, never, days), choices)

    def longest(state: str) -> float | None:
        if not exceeds(state, -1):
            return None
        if exceeds(state, beyond):
            return inf
        below, most = -1, beyond
        while most - below > 1:
            middle = (below + most) // 2
            below, most = (middle, most) if exceeds(state, middle) else (below, middle)
        return most if most > 0 or walked(state) else None

    def walked(state: str) -> bool:
        """Whether it is raised when it comes there, and not as it leaves on the same day, as the solver allows."""
        ends = study.walk(level, state).ends
        return any(end.stay is not None and compatible(end.node.cube, choices) for end in ends)

    def comes(state: str) -> bool:
        return any(compatible(node.cube, choices) for node in study.walk(level).arrivals.get(state, ()))

    def stay(state: str) -> Stay:
        try:
            return Stay(state, comes(state), longest(state), formula.ask(formula.stalls_in(state), choices))
        except Undecided:
            return Stay(state, comes(state), None, rests=False, undecided=True)

    return [stay(one.id) for one in study.protocol.states if not one.final]
