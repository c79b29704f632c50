"""Every stage, move and reading matters in some case.

What it checks.  Each stage can be reached and each move can happen on some lawful course, in some case and some
reading; and each reading makes a difference to some rule that can apply.
Why it matters.  A stage nobody can reach is a promise the text does not keep.
Holds in.  A ladder on which each stage follows from the one before.
Violated by.  A last stage for those who "have exhausted stages 1 to 3", when nothing leads on from stage 3.
"""

from typing import Any

from model.ledger import clauses_of
from model.modality import Level
from model.protocol import Protocol
from verify.causes import short_name
from verify.properties.findings import Finding, unwalkable, verdict
from verify.properties.property import Property
from verify.study import EnginesDisagree, Study
from verify.verdict import Cause, Result


def check(study: Study, level: Level) -> list[Result]:
    """The stages and moves that no lawful course reaches."""
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    protocol, walk = study.protocol, study.walk(level)
    differing = study.formula(level).met() ^ frozenset(walk.arrivals)
    if differing:
        raise EnginesDisagree(f"{protocol.id}: the engines differ on whether {sorted(differing)} can be reached")
    causes = []
    for state in protocol.states:
        if state.id not in walk.arrivals:
            into = (one for one in protocol.transitions if one.dest == state.id)
            causes.append(Cause(state.id, clauses_of((state, *into)), "no lawful course comes here"))
    for one in protocol.transitions:
        if one.source in walk.arrivals and one.id not in walk.fired:
            title = protocol.state[one.source].title
            why = f"“{short_name(one)}” can never happen: its conditions are never met in “{title}”"
            causes.append(Cause(one.id, one.clauses, why))
    used = _used(protocol)
    for reading in protocol.readings:
        if reading.id not in used:
            causes.append(Cause(reading.id, reading.clauses, f"the reading “{reading.id}” changes no rule"))
    return verdict(study, level, PROPERTY.id, map(Finding, causes))


def _used(protocol: Protocol) -> set[str]:
    """The case facts and readings that some rule asks for."""
    rules: tuple[Any, ...] = (*protocol.transitions, *protocol.limits, *protocol.entries, *protocol.duties)
    return {name for one in rules for name in one.condition.names()}


PROPERTY = Property("reachable", "Every stage, move and reading matters in some case.", check)
