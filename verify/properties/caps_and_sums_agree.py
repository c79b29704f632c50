"""The stages can use the time that each is given, within the limit over all of them.

What it checks.  For each time limit over several stages, the times that the stages on a lawful course are given by
themselves, from the coming in, add up to no more. All are counted in working days, at most, and each stage once: a
dispute that is sent back has used up what the stages are given.
Why it matters.  Where they add up to more, whoever takes the time they are given breaks a promise made above them.
Holds in.  A cap of 20 working days over stages of 5, 5 and 10.
Violated by.  "Within five working days in all", over three stages of five working days each.
"""

from collections.abc import Iterator
from functools import cache

from model.ledger import clauses_of
from model.modality import Level
from model.protocol import LimitKind, Protocol, TimeLimit, Transition
from verify.properties.findings import Finding, possible, unwalkable, verdict, ways
from verify.properties.property import Property
from verify.readings import Cube
from verify.study import Study
from verify.verdict import Cause, Result, Word

Course = tuple[int, tuple[Transition, ...]]
"""How many working days the stages of a course are given by themselves, and its moves."""


def check(study: Study, level: Level) -> list[Result]:
    """The limits over several stages that leave less than the stages are given."""
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    limits = [one for one in study.protocol.limits if one.at_most and one.start and level.binds(one.modality)]
    caps = [one for one in limits if one.kind is LimitKind.CAP]
    if not caps:
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="no limit over several stages binds at this strength")]
    own = [one for one in limits if one.kind is not LimitKind.CAP and _from_coming_in(study.protocol, one)]
    found = [finding for cap in caps for finding in _exceeding(study, level, cap, own)]
    return verdict(study, level, PROPERTY.id, found)


def _from_coming_in(protocol: Protocol, limit: TimeLimit) -> bool:
    """Whether a limit of a state runs from coming into it."""
    into = {one.id for one in protocol.transitions if one.dest == limit.state}
    into |= {one.id for one in protocol.entries if one.dest == limit.state}
    return bool(limit.state) and set(limit.start) <= {limit.state, *into}


def _exceeding(study: Study, level: Level, cap: TimeLimit, own: list[TimeLimit]) -> Iterator[Finding]:
    """The choices under which the stages within a cap are given more than it allows."""
    from verify.logic import conj

    protocol, formula = study.protocol, study.formula(level)
    among = (it for it in ways(protocol, [cap.condition]) if cap.condition.holds(dict(it).__getitem__))
    conditions = [one.condition for one in own]
    for choices in ((*first, *rest) for first in among for rest in ways(protocol, conditions, dict(first))):
        made = dict(choices)
        given = [one for one in own if one.condition.holds(made.__getitem__)]
        days, moves = _fullest(study, level, cap, given, choices)
        if days <= _days(cap):
            continue
        stages = dict.fromkeys(move.source for move in moves)
        told = [(one, max(_allowance(move, given) for move in moves if move.source == one)) for one in stages]
        summed = " and ".join(f"{number} in “{protocol.state[one].title}”" for one, number in told if number)
        why = f"{cap.at_most} over all (“{cap.id}”) leave too little for {summed}, counted in working days"
        binding = [one for one in given if {move.id for move in moves} & set(one.binds)]
        question = conj(*(formula.fires[move.id] for move in moves))
        cubes = possible(study, level, moves[-1].source, [choices], question)
        yield Finding(Cause("time limits", clauses_of((cap, *binding)), why), cubes)


def _days(limit: TimeLimit) -> int:
    """The working days from the start of a limit to its end, at most."""
    assert limit.at_most is not None
    lag = limit.starts_after.most_working_days() if limit.starts_after else 0
    return lag + limit.at_most.most_working_days()


def _allowance(move: Transition, given: list[TimeLimit]) -> int:
    """The working days that the stage of a move is given for it, 0 where it is given none."""
    return min((_days(one) for one in given if move.id in one.binds), default=0)


def _fullest(study: Study, level: Level, cap: TimeLimit, given: list[TimeLimit], choices: Cube) -> Course:
    """The course from a start of a cap to one of its ends whose stages are given most; none is given nothing."""
    protocol, made = study.protocol, dict(choices)
    fired = study.walk(level).fired - study.returning

    @cache
    def onward(state: str) -> Course | None:
        if state in cap.ends:
            return 0, ()
        found: list[Course] = []
        for move in protocol.outgoing[state]:
            if move.id in fired and move.condition.can_hold(made):
                rest = (0, ()) if move.id in cap.ends else onward(move.dest)
                if rest is not None:
                    found.append((_allowance(move, given) + rest[0], (move, *rest[1])))
        return max(found, key=lambda one: one[0], default=None)

    begun = [one.id for one in protocol.states if one.id in cap.start]
    begun += [one.dest for one in protocol.transitions if one.id in cap.start and one.id in fired]
    for entry in protocol.entries:
        if entry.dest and entry.id in cap.start and entry.condition.can_hold(made):
            begun.append(entry.dest)
    courses = [course for state in dict.fromkeys(begun) if (course := onward(state)) is not None]
    return max(courses, key=lambda one: one[0], default=(0, ()))


PROPERTY = Property(
    "caps-and-sums-agree",
    "The stages can use the time each is given, within the limit over all.",
    check,
    "warning",
    "recommended",
)
