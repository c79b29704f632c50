"""From what is wrong in a text to a verdict: findings, the readings they hang on, and what may be claimed."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from model.condition import Condition
from model.ledger import clauses_of
from model.modality import Level
from model.protocol import Protocol, State, Transition
from verify.judgement import impossible
from verify.readings import Cube, assignments, avoiding, compatible, join, merge, restrict
from verify.study import Study
from verify.verdict import Cause, Holding, Result, Word

EVERYWHERE: tuple[Cube, ...] = ((),)
"""In every case and reading."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and the choices of case and reading under which it is."""

    cause: Cause
    cubes: tuple[Cube, ...] = EVERYWHERE


def unaccounted(protocol: Protocol) -> list[str]:
    """The clauses that nothing cites and that are not left out with a reason."""
    return [one.id for one in protocol.clauses if not one.left_out and one.id not in protocol.cited]


def verdict(
    study: Study,
    level: Level,
    property_id: str,
    findings: Iterable[Finding],
    *,
    from_silence: bool = False,
    note: str = "",
) -> list[Result]:
    """The verdict on a guarantee that these findings break.

    Args:
        from_silence: whether the findings say that no clause does something. That can be claimed only where
            every clause is accounted for; elsewhere the answer is "undecided".
        note: said with the verdict.
    """
    protocol, found = study.protocol, [one for one in findings if one.cubes]
    if found and from_silence and (not protocol.clauses or unaccounted(protocol)):
        why = "not every clause is accounted for" if protocol.clauses else "no clauses are listed"
        note = f"{why}, so that “no clause says” cannot be claimed"
        return [Result(property_id, Word.UNDECIDED, level, note=note)]
    readings = {one.id: one.names for one in protocol.all_readings}
    cubes = [restrict(cube, readings) for one in found for cube in one.cubes]
    ways_out = avoiding(cubes, readings) if cubes else []
    if ways_out and not study.obstacle and (walk := study.walk(level)).complete:
        ends = [restrict(one.node.cube, readings) for one in walk.ends]
        ways_out = avoiding([*cubes, *impossible(ends, readings)], readings)  # where no course is lawful nothing holds
    word = Word.PROVED if not found else Word.DEPENDS if ways_out else Word.REFUTED
    causes: dict[tuple[str, str], Cause] = {}
    for one in found:
        known = causes.setdefault((one.cause.element, one.cause.why), one.cause)
        cited = tuple(dict.fromkeys((*known.clauses, *one.cause.clauses)))
        causes[one.cause.element, one.cause.why] = replace(known, clauses=cited)
    holds, told = tuple(Holding(one) for one in ways_out), tuple(causes.values())
    return [Result(property_id, word, level, holds_under=holds, causes=told, clauses=clauses_of(told), note=note)]


def unwalkable(study: Study, level: Level, property_id: str) -> list[Result]:
    """The answer "undecided" where the lawful courses cannot all be walked; nothing where they can."""
    note = study.obstacle
    if not note and not (walk := study.walk(level)).complete:
        note = f"gave up after {walk.steps} steps"
    return [Result(property_id, Word.UNDECIDED, level, note=note)] if note else []


def place(move: Transition) -> str:
    """Where a finding about a move lies: the stage it starts in, none for a move that is open anywhere."""
    return "moves" if move.id.endswith(f", from {move.source}") else move.source


def about(protocol: Protocol, state: State) -> tuple[str, ...]:
    """The clauses about a state; where none is, those of the moves that lead on from it."""
    return state.clauses or clauses_of(protocol.outgoing[state.id])


def ways(protocol: Protocol, conditions: Iterable[Condition], known: Collection[str] = ()) -> Iterator[Cube]:
    """The choices on which these conditions hang, but for those known, in every way in which they can be made."""
    names = dict.fromkeys(name for one in conditions for name in one.names() if name not in known)
    return assignments(list(names), protocol.domains)


def cases(protocol: Protocol, condition: Condition, unless: Iterable[Condition] = ()) -> Iterator[Cube]:
    """The choices under which a condition holds and none of the others does."""
    others = list(unless)
    for choices in ways(protocol, (condition, *others)):
        value = dict(choices).__getitem__
        if condition.holds(value) and not any(one.holds(value) for one in others):
            yield choices


def happening(study: Study, level: Level, move: Transition, unless: Iterable[Condition] = ()) -> tuple[Cube, ...]:
    """The readings in which a move can lawfully happen while none of these conditions holds.

    The walk tells in which readings a dispute comes to where the move starts; the solver, whether a whole lawful
    course takes the move there. On whether any does, both must agree.
    """
    from verify.logic import conj, disj, neg

    walk, formula, others = study.walk(level), study.formula(level), list(unless)
    study.expect(level, formula.fires[move.id], (), answer=move.id in walk.fired)
    if move.id not in walk.fired:
        return ()
    held = formula.holding(replace(move, condition=one) for one in others)
    question = conj(formula.fires[move.id], neg(disj(*held)))
    choices = list(cases(study.protocol, move.condition, others))
    return possible(study, level, move.source, choices, question)


def possible(study: Study, level: Level, state: str, choices: Iterable[Cube], question: object) -> tuple[Cube, ...]:
    """The readings with these choices, among those in which a dispute comes to a state, that answer a question.

    Without a state, all readings with these choices are asked.
    """
    readings = {one.id: one.names for one in study.protocol.all_readings}
    arrivals = study.walk(level).arrivals.get(state, ())
    nodes = dict.fromkeys((node.cube, node.changed) for node in arrivals) if state else [((), ())]
    here = [
        restrict(join(cube, one), readings)
        for one in choices
        for cube, changed in nodes
        if compatible(cube, one) and compatible(changed, one)
    ]
    formula = study.formula(level)
    if not here or not formula.ask(question):
        return ()
    return tuple(cube for cube in merge(here, readings) if formula.ask(question, cube))
