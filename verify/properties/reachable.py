"""Every stage, move and reading matters in some case.

What it checks.  Each stage can be reached and each move can happen on some lawful course, in some case and some
reading; and each reading makes a difference to some rule that can apply.
Why it matters.  A stage nobody can reach is a promise the text does not keep.
Holds in.  A ladder on which each stage follows from the one before.
Violated by.  A last stage for those who "have exhausted stages 1 to 3", when nothing leads on from stage 3.
"""

from model.modality import Level
from model.protocol import Protocol
from verify.properties.property import Property
from verify.study import EnginesDisagree, Study
from verify.verdict import Cause, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """The stages and moves that no lawful course reaches."""
    if study.obstacle:
        return [Result(PROPERTY.id, Word.UNDECIDED, level, note=study.obstacle)]
    protocol, walk, formula = study.protocol, study.walk(level), study.formula(level)
    if not walk.complete:
        return [Result(PROPERTY.id, Word.UNDECIDED, level, note=f"gave up after {walk.steps} steps")]
    differing = formula.met() ^ frozenset(walk.arrivals)
    if differing:
        raise EnginesDisagree(f"{protocol.id}: the engines differ on whether {sorted(differing)} can be reached")
    causes = []
    for state in protocol.states:
        reached = state.id in walk.arrivals
        if not reached:
            into = [one for one in protocol.transitions if one.dest == state.id]
            clauses = tuple(dict.fromkeys((*state.clauses, *(c for one in into for c in one.clauses))))
            causes.append(Cause(state.id, clauses, f'no lawful course reaches "{state.title}"'))
    for one in protocol.transitions:
        if one.source in walk.arrivals and one.id not in walk.fired:
            why = f'"{one.id}" can never happen: its conditions are never met in "{protocol.state[one.source].title}"'
            causes.append(Cause(one.id, one.clauses, why))
    used = _used(protocol)
    for reading in protocol.readings:
        if reading.id not in used:
            causes.append(Cause(reading.id, reading.clauses, f'the reading "{reading.id}" changes no rule'))
    clauses = tuple(dict.fromkeys(clause for cause in causes for clause in cause.clauses))
    word = Word.REFUTED if causes else Word.PROVED
    return [Result(PROPERTY.id, word, level, causes=tuple(causes), clauses=clauses)]


def _used(protocol: Protocol) -> set[str]:
    """The case facts and readings that some rule asks for."""
    conditions = [one.condition for one in protocol.transitions]
    conditions += [one.condition for one in protocol.limits]
    conditions += [one.condition for one in protocol.entries]
    conditions += [one.condition for one in protocol.duties]
    return {name for condition in conditions for name in condition.names()}


PROPERTY = Property("reachable", "Every stage, move and reading matters in some case.", check)
