"""Each stage that weighs the dispute stands above the last.

What it checks.  Along every lawful course, whoever weighs the dispute in a stage (its owner; where it has none,
those whose answer it waits for) has a higher rank in the file than whoever weighed it in the stage before. Parts of one
stage count as one; passing on and watching is not weighing; nor is what those who raised it do themselves.
Why it matters.  A stage before the same people again is escalation in name only.
Holds in.  Line managers, then senior managers, then the board.
Violated by.  A line manager who answers at Stage 1, and answers again at Stage 2.
"""

from collections.abc import Iterator

from model.condition import ALWAYS, Condition
from model.modality import Level
from model.people import the
from model.protocol import Protocol, State, StateKind, Trigger
from verify.properties.endings import passes_on, raisers
from verify.properties.findings import Finding, about, cases, possible, unwalkable, verdict
from verify.properties.property import Property
from verify.readings import compatible, join
from verify.runs import Exploration
from verify.study import Study
from verify.verdict import Cause, Result, Word

WEIGHING = (StateKind.DISCUSS, StateKind.RESPOND, StateKind.DECIDE, StateKind.PANEL)
ANSWERING = (Trigger.OUTCOME, Trigger.EITHER, Trigger.DECISION)

Weigher = tuple[str, int, Condition]
"""Who weighs, of which rank, and when it is they."""


def check(study: Study, level: Level) -> list[Result]:
    """The stages whose owner stands no higher than that of the stage before."""
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    protocol, walk = study.protocol, study.walk(level)
    weighers = {one.id: who for one in protocol.states if (who := _weighers(protocol, one))}
    pairs = [(one, other) for one in weighers if one in walk.arrivals for other in _next(protocol, walk, one, weighers)]
    if not pairs:
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="no dispute is weighed by one body after another")]
    found = [finding for one, other in pairs for finding in _level(study, level, one, other, weighers)]
    return verdict(study, level, PROPERTY.id, found)


def _weighers(protocol: Protocol, state: State) -> list[Weigher]:
    """Who weighs the dispute in a state; nobody where it is only passed on, or in the hands of those who raised it."""
    judging = state.kind in WEIGHING or (state.kind is StateKind.REFER and state.outcomes) or state.last_word
    if not judging or state.final or (state.last_word and passes_on(protocol, state)):
        return []
    found: list[Weigher] = []
    if state.owner:
        found = [(state.owner, protocol.role[state.owner].rank, ALWAYS)]
    else:
        for move in protocol.outgoing[state.id]:
            if move.trigger in ANSWERING:
                answering = [name for group in move.by for name in group if name in state.awaits]
                found += [(name, protocol.role[name].rank, move.condition) for name in answering]
    return [one for one in found if one[0] not in raisers(protocol)]


def _next(protocol: Protocol, walk: Exploration, state: str, weighing: dict[str, list[Weigher]]) -> list[str]:
    """The states in which the dispute is weighed next, in a stage of its own."""
    stage, found, todo, seen = protocol.state[state].stage, [], [state], {state}
    while todo:
        for move in protocol.outgoing[todo.pop()]:
            if move.id not in walk.fired or move.dest in seen:
                continue
            seen.add(move.dest)
            if move.dest not in weighing:
                todo.append(move.dest)
            elif not stage or stage != protocol.state[move.dest].stage:
                found.append(move.dest)
    return found


def _level(
    study: Study, level: Level, before: str, after: str, weighing: dict[str, list[Weigher]]
) -> Iterator[Finding]:
    """Where somebody weighs the dispute after somebody who stands as high."""
    from verify.logic import conj

    protocol, formula = study.protocol, study.formula(level)
    for lower, low, earlier in weighing[before]:
        for upper, high, later in weighing[after]:
            if high > low:
                continue
            choices = [
                join(one, other)
                for one in cases(protocol, earlier)
                for other in cases(protocol, later)
                if compatible(one, other)
            ]
            question = conj(formula.visited[before], formula.visited[after])
            stands = "no higher than" if high == low else "below"
            rank = " again, as" if lower == upper else f", whose rank is {stands} that of {the(lower)}"
            why = f"the dispute comes before {the(upper)}{rank} in “{protocol.state[before].title}”"
            cited = (clause for one in (before, after) for clause in about(protocol, protocol.state[one]))
            cause = Cause(after, tuple(dict.fromkeys(cited)), why)
            yield Finding(cause, possible(study, level, after, choices, question))


PROPERTY = Property(
    "authority-rises", "Each stage that weighs the dispute stands above the last.", check, "warning", "recommended"
)
