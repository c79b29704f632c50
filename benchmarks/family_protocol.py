"""A ladder of the family as a protocol."""

from collections.abc import Iterator

from benchmarks.family import BYPASS_DAYS, Ladder
from model.condition import ALWAYS, Condition, Literal
from model.modality import Modality
from model.protocol import (
    CaseFact,
    Entry,
    LimitKind,
    Protocol,
    Role,
    Side,
    State,
    StateKind,
    TimeLimit,
    Transition,
    Trigger,
)
from model.time_span import TimeSpan

YES, NO = "yes", "no"


def protocol(one: Ladder) -> Protocol:
    """The protocol: everybody may agree at any stage; else the dispute must go on."""
    n = len(one.rungs)
    states, transitions, limits = [], [], []
    for place, rung in enumerate(one.rungs):
        here = stage(place, n)
        states.append(State(here, f"Stage {place + 1}", StateKind.DECIDE, owner="panel"))
        both = all_of((rung.first, YES), (rung.second, YES))
        either = any_of(((rung.first, NO),), ((rung.second, NO),))
        if rung.gap:
            # Without a way on where the first is "no" and the third is "yes".
            either = any_of(((rung.first, NO), (rung.third, NO)), ((rung.first, YES), (rung.second, NO)))
            both = all_of((rung.first, YES), (rung.second, YES))
        moves = [
            move(f"agree at {here}", here, "settled", Trigger.AGREE, Modality.OPEN, ALWAYS),
            move(f"on from {here}", here, stage(place + 1, n), Trigger.ACTION, Modality.MUST, either),
            move(f"short cut from {here}", here, stage(min(place + 2, n), n), Trigger.ACTION, Modality.MUST, both),
        ]
        if place == 0 and n > 2:
            moves.append(move("bypass", here, "urgent meeting", Trigger.ACTION, Modality.MAY, all_of((0, YES))))
        transitions += moves
        binds = tuple(one.id for one in moves)
        guards = ((rung.third, YES),), ((rung.third, NO), (rung.first, YES)), ((rung.third, NO), (rung.first, NO))
        limits += [
            TimeLimit(
                f"limit {number} of {here}", LimitKind.WINDOW, Modality.MUST, (here,), binds,
                at_most=TimeSpan(days, "working day"), condition=all_of(*guard), state=here,
            )
            for number, (guard, days) in enumerate(zip(guards, rung.days, strict=True), 1)
        ]  # fmt: skip
    if n > 2:
        meeting = "urgent meeting"
        states.append(State(meeting, "Urgent meeting", StateKind.DISCUSS, owner="panel"))
        transitions.append(
            move("on from urgent meeting", meeting, stage(n - 1, n), Trigger.ACTION, Modality.MUST, ALWAYS)
        )
        limits.append(
            TimeLimit(
                "limit of urgent meeting", LimitKind.WINDOW, Modality.MUST, (meeting,), ("on from urgent meeting",),
                at_most=TimeSpan(BYPASS_DAYS, "working day"), state=meeting,
            )
        )  # fmt: skip
    states.append(State("decided", "Decided", StateKind.DECIDED, final=True, last_word=True))
    states.append(State("settled", "Settled", StateKind.CLOSED, final=True))
    return Protocol(
        "ladder", f"A made-up ladder {one.name}", "Nowhere", "1", "England",
        (Role("raiser", 0, Side.RAISER), Role("other side", 0, Side.OTHER), Role("panel", 1, Side.NEUTRAL)),
        tuple(states), tuple(transitions), (Entry("raise", "somebody disagrees", stage(0, n)),), tuple(limits),
        facts=tuple(CaseFact(fact(number), f"Is fact {number + 1} so?", (YES, NO)) for number in range(one.facts)),
        raised=("raise",),
    )  # fmt: skip


def stage(place: int, n: int) -> str:
    """The state of a stage; after the last one comes the decision."""
    return "decided" if place >= n else f"stage {place + 1}"


def fact(number: int) -> str:
    """The id of a case fact."""
    return f"fact {number + 1}"


def move(name: str, source: str, dest: str, trigger: Trigger, word: Modality, condition: Condition) -> Transition:
    """One move; those on which both must agree are by both, all others by the panel."""
    by = (("raiser", "other side"),) if trigger is Trigger.AGREE else (("panel",),)
    return Transition(name, source, dest, trigger, word, by, condition=condition)


def literals(wanted: tuple[tuple[int, str], ...]) -> Iterator[Literal]:
    """One requirement for each case fact; none twice."""
    return (Literal(fact(number), (answer,)) for number, answer in dict.fromkeys(wanted))


def all_of(*wanted: tuple[int, str]) -> Condition:
    """All of these answers."""
    return Condition((tuple(literals(wanted)),))


def any_of(*alternatives: tuple[tuple[int, str], ...]) -> Condition:
    """One of these sets of answers."""
    return Condition(tuple(tuple(literals(one)) for one in alternatives))
