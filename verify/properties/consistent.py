"""The rules can be kept: some lawful course exists for every case and reading.

What it checks.  In each case class and reading, at least one course of the dispute keeps every limit and comes to
an end (or stalls; that is for "no dead end").
Why it matters.  Where two limits contradict each other, whoever keeps one breaks the other, and any other verdict
would be true of nothing.
Holds in.  A cap of 20 working days over stages of 5, 5 and 10.
Violated by.  A cap of 10 working days over a stage that must last at least 15.
"""

from dataclasses import replace

from model.ledger import clauses_of
from model.modality import Level, Modality
from model.protocol import TimeLimit
from verify.properties.findings import unwalkable
from verify.properties.property import Property
from verify.readings import Cube, avoiding, simplify
from verify.study import Study
from verify.verdict import Cause, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """The cases and readings in which no lawful course exists, with limits that contradict each other."""
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    impossible = _impossible(study, level)
    for cube in impossible:
        study.expect(level, True, cube, answer=False)
    for cube in simplify((end.node.cube for end in study.walk(level).ends), study.protocol.domains):
        study.expect(level, True, cube, answer=True, whatever_counting=True)
    if not impossible:
        return [Result(PROPERTY.id, Word.PROVED, level)]
    limits = _contradicting(study, level)
    clauses = clauses_of(limits)
    named = " and ".join(f'"{one.id}" ({one.at_most or one.at_least})' for one in limits)
    where = "; ".join(", ".join(f"{name} is {value}" for name, value in cube) for cube in impossible if cube)
    why = f"{named} cannot all be kept{f' where {where}' if where else ''}"
    return [
        Result(PROPERTY.id, Word.INCONSISTENT, level, causes=(Cause("time limits", clauses, why),), clauses=clauses)
    ]


def _impossible(study: Study, level: Level) -> list[Cube]:
    """The smallest sets of choices for which no run ends at all."""
    return avoiding([end.node.cube for end in study.walk(level).ends], study.protocol.domains)


def _contradicting(study: Study, level: Level) -> list[TimeLimit]:
    """A minimal set of limits that cannot all be kept: without any one of them, the rest can."""
    kept = [one for one in study.protocol.limits if one.at_most or one.at_least]
    for limit in list(kept):
        fewer = [one for one in kept if one is not limit]
        if _impossible(_only(study, fewer), level):
            kept = fewer
    return kept


def _only(study: Study, limits: list[TimeLimit]) -> Study:
    """The same protocol with only these time limits in force."""
    changed = tuple(one if one in limits else replace(one, modality=Modality.MAY) for one in study.protocol.limits)
    return Study(replace(study.protocol, limits=changed), study.silent_role, most_steps=study.most_steps)


PROPERTY = Property("consistent", "The rules can all be kept, whatever the case and the reading.", check)
