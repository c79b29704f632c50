"""Random protocols: small ladders, with loops if wanted, that use every part of the format that has to do with time.

Values are made directly, not written as files, so that shapes come up which no author would write.
"""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from model.condition import ALWAYS, Condition, Literal
from model.modality import Modality
from model.protocol import (
    Actors,
    CaseFact,
    Clause,
    Duty,
    DutyKind,
    Entry,
    Extension,
    LimitKind,
    Named,
    Panel,
    Protocol,
    Reading,
    Role,
    Side,
    State,
    StateKind,
    Suspension,
    TimeLimit,
    Transition,
    Trigger,
)
from model.sitting import sittings
from model.time_span import TimeSpan

BINDING = (Modality.MUST, Modality.SHOULD, Modality.GUIDE, Modality.IMPLIED)
MOVING = (*BINDING, Modality.MUST, Modality.SHOULD, Modality.MAY, Modality.OPEN)
ROLES = ("raiser", "other", "chief")
ACTORS: tuple[Actors, ...] = (
    (),
    (("raiser",),),
    (("other",),),
    (("raiser", "other"),),
    (("raiser",), ("other",)),
    (("chief",),),
    (("chief", "raiser"), ("other",)),
)


@st.composite
def conditions(draw: st.DrawFn, domains: dict[str, tuple[str, ...]], *, chance: int = 3) -> Condition:
    """Mostly "always"; else one or two alternatives of one or two requirements each."""
    if not domains or draw(st.integers(0, chance)):
        return ALWAYS
    literal = st.sampled_from(sorted(domains)).flatmap(
        lambda name: st.builds(
            Literal,
            st.just(name),
            st.lists(st.sampled_from(domains[name]), min_size=1, max_size=2, unique=True).map(tuple),
        )
    )
    every = st.lists(literal, min_size=1, max_size=2).map(tuple)
    return Condition(tuple(draw(st.lists(every, min_size=1, max_size=2))))


@st.composite
def spans(draw: st.DrawFn, most: int, *, plain: bool) -> TimeSpan:
    """A length of time of so many working days at most; `plain` for working days only."""
    units = ["working day"] if plain else ["working day", "working day", "working week", "calendar day", "week", "hour"]
    unit = draw(st.sampled_from(units))
    longest = {"working day": most, "working week": 1, "calendar day": most + 2, "week": 2, "hour": 72}[unit]
    return TimeSpan(draw(st.integers(0, longest)), unit)


@st.composite
def protocols(
    draw: st.DrawFn,
    *,
    most_states: int = 6,
    most_days: int = 12,
    most_limits: int = 5,
    plain: bool = False,
    loops: bool = False,
) -> Protocol:
    """A protocol. `plain` keeps every length of time in working days; only with `loops` may moves lead back."""
    facts, readings, domains = draw(_choices())
    changing = [one for one in facts if one.at_start is not None]
    states = draw(_states(most_states))
    ids = [one.id for one in states]
    answered = st.sampled_from((("no",), ("no",), ("no", "no answer")))
    moves: list[Transition] = []
    for place, state in enumerate(states[:-1]):
        for number in range(draw(st.integers(0 if state.final else 1, 1 if state.final else 3))):
            if state.final and draw(st.integers(0, 3)):
                continue  # a way on from an end is rare, and allowed
            trigger = draw(st.sampled_from([one for one in Trigger if one is not Trigger.EVENT]))
            sets = ()
            if changing and not draw(st.integers(0, 3)):
                sets = ((changing[0].id, draw(st.sampled_from(changing[0].answers))),)
            moves.append(
                Transition(
                    id=f"m{place}{number}",
                    source=state.id,
                    dest=draw(st.sampled_from(ids[:-1] if loops and draw(_seldom()) else ids[place + 1 :])),
                    trigger=trigger,
                    modality=Modality.OPEN if trigger is Trigger.AGREE else draw(st.sampled_from(MOVING)),
                    by=draw(st.sampled_from(ACTORS)),
                    outcomes=draw(answered) if trigger in (Trigger.OUTCOME, Trigger.EITHER) else (),
                    condition=draw(conditions(domains)),
                    sets=sets,
                    clauses=(f"c{place}{number}",),
                )
            )
    entries = draw(_entries(ids, domains))
    limits = draw(_limits(ids, moves, [one.id for one in entries], domains, most_days, most_limits, plain=plain))
    moves = [draw(_with_expiry(one, limits)) for one in moves]
    events = [*(one.id for one in moves), *ids, *(one.id for one in entries)]
    raised = draw(st.lists(st.sampled_from(events), min_size=1, max_size=2, unique=True)) if draw(_seldom()) else []
    return Protocol(
        id="random",
        title="A random protocol",
        board="Nowhere",
        edition="",
        nation="England",
        roles=(
            Role("raiser", 0, Side.RAISER),
            Role("other", 0, Side.OTHER, substitutes=("chief",) if draw(_seldom()) else ()),
            Role("chief", 1, Side.NEUTRAL),
        ),
        states=tuple(states),
        transitions=tuple(moves),
        entries=entries,
        limits=limits,
        facts=facts,
        readings=readings,
        raised=tuple(raised),
    )


def _seldom() -> st.SearchStrategy[bool]:
    return st.integers(0, 3).map(lambda number: number == 0)


@st.composite
def _choices(
    draw: st.DrawFn,
) -> tuple[tuple[CaseFact, ...], tuple[Reading, ...], dict[str, tuple[str, ...]]]:
    facts: list[CaseFact] = []
    if draw(st.booleans()):
        facts.append(CaseFact("urgent", "Is it urgent?", ("no", "yes")))
    if draw(_seldom()):
        facts.append(CaseFact("grave", "Is it grave by now?", ("no", "yes"), at_start="no"))
    readings = [
        Reading(name, "Which?", (("one", "the one"), ("two", "the other")))
        for name in ("first", "second")[: draw(st.integers(0, 2))]
    ]
    domains = {one.id: one.answers for one in facts} | {one.id: one.names for one in readings}
    if draw(_seldom()):
        domains["handover"] = ("prompt", "undated")
    return tuple(facts), tuple(readings), domains


@st.composite
def _states(draw: st.DrawFn, most: int) -> list[State]:
    count = draw(st.integers(1, most))
    made = []
    for place in range(count):
        last = place == count - 1
        kinds = [StateKind.CLOSED, StateKind.DECIDED, StateKind.DECIDE] if last else [StateKind.DISCUSS] * 6
        kind = draw(st.sampled_from([*kinds, *([] if last else [StateKind.CLOSED, StateKind.DECIDED])]))
        ends = kind in (StateKind.CLOSED, StateKind.DECIDED)
        made.append(
            State(
                id=f"s{place}",
                title=f"Stage {place}",
                kind=kind,
                awaits=draw(st.sampled_from(((), ("raiser",), ("raiser", "other")))),
                final=ends and not (kind is StateKind.DECIDED and draw(_seldom())),
                last_word=not ends and place > 0 and draw(_seldom()),
                outcomes=("no", "no answer"),
                clauses=(f"c{place}",),
            )
        )
    return made


@st.composite
def _entries(
    draw: st.DrawFn, states: list[str], domains: dict[str, tuple[str, ...]]
) -> tuple[Entry, ...]:
    made = []
    for place in range(draw(st.integers(1, 2))):
        dest = draw(st.sampled_from([states[0], states[0], states[0], *states])) if draw(st.integers(0, 6)) else None
        condition = draw(conditions(domains))
        made.append(Entry(f"e{place}", "a case", dest, condition, "" if dest else "no stage", (f"ce{place}",)))
    return tuple(made)


@st.composite
def _limits(
    draw: st.DrawFn,
    states: list[str],
    moves: list[Transition],
    entries: list[str],
    domains: dict[str, tuple[str, ...]],
    most_days: int,
    most_limits: int,
    *,
    plain: bool,
) -> tuple[TimeLimit, ...]:
    made = []
    for number in range(draw(st.integers(0, most_limits)) if moves else 0):
        kind = draw(st.sampled_from([LimitKind.WINDOW, LimitKind.WINDOW, LimitKind.STAGE, LimitKind.CAP]))
        state = draw(st.sampled_from(sorted({one.source for one in moves})))
        leaving = [one.id for one in moves if one.source == state]
        binds, ends = leaving, ()
        if kind is LimitKind.CAP:
            binds = []
            ends = tuple(draw(_events([*states, *(one.id for one in moves)])))
        elif kind is LimitKind.WINDOW:
            binds = draw(st.lists(st.sampled_from(leaving), min_size=1, max_size=2, unique=True))
            if not draw(st.integers(0, 5)):  # a window may bind moves of other stages too
                binds = list(dict.fromkeys([*binds, draw(st.sampled_from([one.id for one in moves]))]))
        starts = st.just([state]) if draw(st.booleans()) else _events([*entries, *states, *(one.id for one in moves)])
        shape = draw(st.sampled_from(["most", "most", "most", "most", "least", "both", "exact", "words"]))
        most = draw(spans(most_days, plain=plain)) if shape in ("most", "both", "exact") else None
        least = most if shape == "exact" else draw(spans(most_days // 3, plain=plain)) if shape in ("least", "both") else None
        made.append(
            TimeLimit(
                id=f"l{number}",
                kind=kind,
                modality=draw(st.sampled_from([*BINDING, Modality.MUST, Modality.MUST])),
                start=tuple(draw(starts)) if draw(st.integers(0, 7)) else (),
                binds=tuple(binds),
                ends=ends,
                at_most=most,
                at_least=least,
                words="soon" if shape == "words" else "",
                starts_after=draw(spans(3, plain=plain)) if draw(_seldom()) else None,
                condition=draw(conditions(domains)),
                state=state if kind is not LimitKind.CAP else "",
                clauses=(f"cl{number}",),
            )
        )
    return tuple(made)


def _events(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)


@st.composite
def _with_expiry(draw: st.DrawFn, one: Transition, limits: tuple[TimeLimit, ...]) -> Transition:
    """A move that waits for time to be up names limits; where there is none, it is an ordinary act."""
    if one.trigger not in (Trigger.EXPIRY, Trigger.EITHER):
        return one
    if not limits:
        return replace(one, trigger=Trigger.ACTION, outcomes=())
    own = [limit.id for limit in limits if limit.state == one.source] or [limit.id for limit in limits]
    named = draw(st.lists(st.sampled_from(own), min_size=1, max_size=2, unique=True))
    return replace(one, after=tuple(named))


@st.composite
def eventful(draw: st.DrawFn, *, most_days: int = 6, **settings: Any) -> Protocol:
    """A protocol whose clocks look back to an outside event and a duty done, and some of whose limits are stretched."""
    made = draw(protocols(most_days=most_days, plain=True, **settings).filter(lambda one: one.limits))
    moving = [*(one.id for one in made.transitions), *made.state, *(one.id for one in made.entries)]
    limits = []
    for one in made.limits:
        start, ends, extension = one.start, one.ends, None
        if draw(st.booleans()):
            start = tuple(draw(_events(["sent", "noted", *one.start])))
        if ends and draw(_seldom()):
            ends = (draw(st.sampled_from(["sent", "noted"])),)
        if draw(_seldom()):
            extension = Extension(draw(st.none() | spans(3, plain=True)))
        limits.append(replace(one, start=start, ends=ends, extension=extension))
    duty = Duty(
        id="noted",
        kind=DutyKind.RECORD,
        says="it is noted",
        modality=draw(st.sampled_from(BINDING)),
        by=draw(st.sampled_from(ACTORS)),
        upon=tuple(draw(_events([*moving, "sent"]))),
        within=draw(st.none() | spans(most_days, plain=True)),
        condition=draw(conditions({one.id: one.answers for one in made.facts})),
    )
    return replace(made, limits=tuple(limits), duties=(duty,), events=(Named("sent", "it is sent out"),))


@st.composite
def busy(draw: st.DrawFn, **settings: Any) -> Protocol:
    """An eventful protocol with pauses of clocks, a panel on a schedule, a pressing case fact and a target."""
    made = draw(eventful(**settings))
    comes = ["sent", "noted", "back", *(one.id for one in made.transitions), *made.state]
    limits = []
    for one in made.limits:
        pause = Suspension(draw(st.sampled_from(comes)), draw(st.sampled_from(comes)))
        limits.append(replace(one, suspension=pause) if draw(_seldom()) and pause.start != pause.end else one)
    sitting = draw(st.sampled_from(made.states))
    panel = Panel(sits="every so often", every=draw(spans(4, plain=True)), papers=draw(st.none() | spans(2, plain=True)))
    states = tuple(replace(one, panel=panel) if one == sitting and draw(st.booleans()) else one for one in made.states)
    limits += [limit for one in states for limit in sittings(one, made.transitions)]
    duties = list(made.duties)
    if draw(st.booleans()):  # who paused a clock must start it again
        ended = draw(st.sampled_from([one.suspension for one in limits if one.suspension] or [None]))
        upon = (ended.start,) if ended else ("sent",)
        duties.append(replace(duties[0], id="back", upon=upon, within=draw(spans(3, plain=True)), condition=ALWAYS))
    facts = tuple(replace(one, pressing=("yes",)) if draw(st.booleans()) else one for one in made.facts)
    known = [*(f"c{place}" for place, _ in enumerate(made.states)), *(it for one in made.transitions for it in one.clauses)]
    known += [it for one in (*made.limits, *made.entries) for it in one.clauses]
    return replace(
        made,
        states=states,
        limits=tuple(limits),
        duties=tuple(duties),
        facts=facts,
        clauses=tuple(Clause(one, "so it is") for one in dict.fromkeys(known)),
        events=(*made.events, *([] if len(duties) > 1 else [Named("back", "they are back")])),
        target=draw(st.none() | spans(12, plain=True)),
    )


def mixed_units_leave_room(protocol: Protocol) -> bool:
    """Whether no least time is in calendar units, which in some weeks hold fewer working days than counted.

    Where one is, a run may be possible in abstract working days and on no real date.
    """
    waits = [one.at_least for one in protocol.limits]
    waits += [protocol.limit[name].at_most for one in protocol.transitions for name in one.after]
    waits += [one.starts_after for one in protocol.limits]
    return all(one is None or one.unit.startswith("working") for one in waits)
