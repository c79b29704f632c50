"""Nobody judges their own dispute: the last word is with somebody outside it.

What it checks.  Whoever has the last word, or decides otherwise, is named, and includes somebody of neither side:
not one side alone, and not the two sides together. And the side that is challenged does not judge whether its own
answer is good enough. That those who raised the dispute say whether an answer satisfies them is no judging.
Why it matters.  Sides that could not agree below may be unable to agree above, and one side is no judge.
Holds in.  An independent chair who decides.
Violated by.  A meeting of the senior managers of the agencies that disagree.
"""

from collections.abc import Iterator

from model.modality import Level
from model.people import the
from model.protocol import Actors, Protocol, Side, State, Trigger
from verify.causes import short_name
from verify.properties.endings import passes_on
from verify.properties.findings import EVERYWHERE, Finding, about, happening, possible, unwalkable, verdict
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Cause, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """Where the last word, or a judgement, is with those whose dispute it is."""
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    protocol, walk = study.protocol, study.walk(level)
    if protocol.nobody_has_last_word:
        return [Result(PROPERTY.id, Word.VACUOUS, level, note=protocol.nobody_has_last_word)]
    reached = [one for one in protocol.states if one.id in walk.arrivals]
    deciding = [one for one in protocol.transitions if one.trigger is Trigger.DECISION and one.id in walk.fired]
    last = [one for one in reached if one.last_word and not passes_on(protocol, one)]
    if not last and not deciding:
        note = "no dispute that keeps to the text gets as far as anybody with the last word"
        return [Result(PROPERTY.id, Word.VACUOUS, level, note=note)]
    found = [finding for one in (*last, *reached) for finding in _judged(study, level, one, last)]
    for move in deciding:
        state = protocol.state[move.source]
        if why := _fault(protocol, move.by or _voting(state) or _owner(state)):
            told = f"the decision, “{short_name(move)}”, is made by {why}"
            cause = Cause(state.id, tuple(dict.fromkeys((*state.clauses, *move.clauses))), told)
            found.append(Finding(cause, happening(study, level, move)))
    return verdict(study, level, PROPERTY.id, found)


def _judged(study: Study, level: Level, state: State, last: list[State]) -> Iterator[Finding]:
    """Whether a state with the last word, or with a judge, has the wrong one."""
    protocol = study.protocol
    here = possible(study, level, state.id, EVERYWHERE, study.formula(level).visited[state.id])
    decided = any(one.trigger is Trigger.DECISION for one in protocol.outgoing[state.id])
    if state in last and not decided and (why := _fault(protocol, _owner(state))):
        yield Finding(Cause(state.id, about(protocol, state), f"the last word is with {why}"), here)
    if state.judge and protocol.role[state.judge].side is Side.OTHER:
        why = f"{the(state.judge)}, of the side that is challenged, judges whether its own answer is good enough"
        yield Finding(Cause(state.id, about(protocol, state), why), here)


def _voting(state: State) -> Actors:
    return (state.panel.members,) if state.panel and state.panel.members else ()


def _owner(state: State) -> Actors:
    return ((state.owner,),) if state.owner else ()


def _fault(protocol: Protocol, actors: Actors) -> str:
    """What is wrong with those who decide, in words that follow "by" or "with"; empty when nothing is."""
    if not actors:
        return "nobody who is named"
    for group in actors:
        sides = {protocol.role[one].side for one in group}
        who = " and ".join(the(one) for one in group)
        if Side.NEUTRAL in sides:
            continue
        if sides in ({Side.RAISER}, {Side.OTHER}):
            return f"{who}, of one side only"
        return f"{who}, who stand for both sides, with nobody from outside"
    return ""


PROPERTY = Property(
    "no-self-judging", "The last word is with somebody outside the dispute.", check, "warning", "recommended"
)
