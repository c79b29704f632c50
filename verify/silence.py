"""What comes of a dispute when one role never answers: where it is stopped, and where it must wait for a time limit.

Silence opens no new courses; it only closes some: it stops the dispute where nobody else has a duty to move it on,
or makes it wait until a time limit has run out. So it is enough to look at a role that falls silent where the dispute
rests. It lengthens no bound that still holds, but for a clock that stands still until the silent role does something,
or that only a duty of the silent role starts.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from model.modality import Level
from model.protocol import Protocol, TimeLimit, Trigger
from model.semantics import Meaning, Move, Situation
from model.silence import cannot_act_without, needs, timing
from verify.causes import dead_end
from verify.clocks import clock_of
from verify.readings import Cube, avoiding, compatible, join, simplify
from verify.runs import Node
from verify.study import MILESTONES, Study


class Effect(StrEnum):
    """What a role's silence does to a dispute that rests in a stage."""

    STOPS = "stops"
    WAITS = "waits"
    STRETCHES = "stretches"


@dataclass(frozen=True, slots=True)
class Silencing:
    """What the silence of one role does in one stage.

    Attributes:
        role: who never answers, from here on or from an earlier stage on.
        state: the stage in which the dispute then rests.
        effect: it stops there, though it would move on if the role answered; or it waits until a time is up; or a
            clock stands still for ever or never starts, so that its limit bounds nothing.
        cubes: the cases and readings in which it comes to that, as sets of choices; an empty set is always.
        when: the smallest sets of choices under which it is so whenever a dispute comes to this stage; none where
            it hangs on the course that the dispute has taken.
        keeps_from: of "receipt" and "decision", what the dispute has not come to by then.
        limits: of one that waits, the time limits whose running out takes it on; or those that bound nothing.
        clauses: what is said about this stage.
    """

    role: str
    state: str
    effect: Effect
    cubes: tuple[Cube, ...]
    when: tuple[Cube, ...]
    keeps_from: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


def silencings(study: Study, level: Level) -> tuple[Silencing, ...]:
    """What silence does, role by role and stage by stage in the order of the file; the study has no obstacle.

    The solver is asked about every stage in which a silent role stops a dispute, and about those in which none does.

    Raises:
        EnginesDisagree: the solver does not confirm the walk.
        Undecided: the solver ran out of time.
    """
    found: list[Silencing] = []
    for role in _acting(study.protocol):
        meaning = Meaning(study.unfolding(level).protocol, level, role)
        stopped = {state: _effect(study, meaning, state, Effect.STOPS) for state in study.protocol.state}
        stops = {state: one for state, one in stopped.items() if one is not None}
        _confirm(study, level, role, stops)
        for state in study.protocol.state:
            waits = _effect(study, meaning, state, Effect.WAITS)
            found += [one for one in (stops.get(state), waits) if one is not None]
        found += _stretching(study, level, role)
    return tuple(found)


def blockers(found: Iterable[Silencing], milestone: str = "receipt") -> dict[str, tuple[Silencing, ...]]:
    """For each role that can keep a dispute from a milestone by saying nothing, where it can."""
    blocking: dict[str, list[Silencing]] = {}
    for one in found:
        if one.effect is Effect.STOPS and milestone in one.keeps_from:
            blocking.setdefault(one.role, []).append(one)
    return {role: tuple(stages) for role, stages in blocking.items()}


def _acting(protocol: Protocol) -> list[str]:
    """The roles whose silence can matter: who acts in a move or in a duty of a clock, or whom a stage waits for."""
    named = {role for one in protocol.transitions for group in one.by for role in group}
    named |= {role for one in protocol.states for role in one.awaits}
    named |= {role for one in timing(protocol) for group in one.by for role in group}
    return [one.id for one in protocol.roles if one.id in named]


def _effect(study: Study, meaning: Meaning, state: str, effect: Effect) -> Silencing | None:
    """One effect of a role's silence in a stage, over all the ways in which a dispute comes there."""
    level, role = meaning.level, str(meaning.silent_role)
    protocol, made = study.protocol, study.unfolding(level)
    moves = (one for copy in made.stages(state) for one in made.protocol.outgoing[copy])
    if protocol.state[state].final or not any(needs(made.protocol, role, one) for one in moves):
        return None
    stopped = effect is Effect.STOPS
    nodes = [one for one in study.walk(level).nodes if made.stage.get(one.state, one.state) == state]
    so: list[Cube] = []
    otherwise: list[Cube] = []
    limits: dict[str, None] = {}
    missed: set[str] = set()
    for node in nodes:
        work = partial(_stopped if stopped else _kept_waiting, meaning, node.state)
        for cube, found in _decided(protocol, dict(study.given), node, work):
            (so if found is not None else otherwise).append(cube)
            if found is not None:
                limits |= dict.fromkeys(found)
                missed |= {name for name in MILESTONES if not node.zone.has(name)}
    if not so:
        return None
    when = [one for one in avoiding(otherwise, protocol.domains) if any(compatible(one, cube) for cube in so)]
    clauses = [clause for name in limits for clause in protocol.limit[name].clauses]
    if stopped:
        clauses = [*dead_end(protocol, level, state, (), role).clauses] or [*protocol.state[state].clauses]
    return Silencing(
        role,
        state,
        effect,
        tuple(simplify(so, protocol.domains)),
        tuple(when),
        tuple(name for name in MILESTONES if name in missed),
        tuple(limits),
        tuple(dict.fromkeys(clauses)),
    )


def _stretching(study: Study, level: Level, role: str) -> Iterator[Silencing]:
    """The limits that have a last day if all answer; none if the role never starts their clock or ends its pause."""
    protocol, answering = study.protocol, study.unfolding(level).protocol.limit
    silent = study.silenced(role).unfolding(level).protocol.limit
    due = [one for one in timing(protocol) if one.within and level.binds(one.modality)]
    undone = {one.id for one in due if cannot_act_without(protocol, role, one)}
    for name, limit in protocol.limit.items():
        dated = limit.at_most is not None and level.binds(limit.modality)
        stands = silent[name].endless and not answering[name].endless
        if stands or (dated and limit.start and undone.issuperset(limit.start)):
            place = _place(protocol, limit)
            yield Silencing(role, place, Effect.STRETCHES, ((),), ((),), (), (name,), limit.clauses)


def _place(protocol: Protocol, limit: TimeLimit) -> str:
    """The stage where a clock stands still; or the one that the limit is about."""
    begins = limit.suspension.start if limit.suspension is not None else ""
    begun = protocol.transition[begins].dest if begins in protocol.transition else begins
    bound = [protocol.transition[one].source for one in limit.binds]
    return next(one for one in (begun, limit.state, *bound, protocol.states[0].id) if one in protocol.state)


def _stopped(meaning: Meaning, state: str, now: Situation, answering: Situation) -> tuple[str, ...] | None:
    """Nothing but that it is so: nobody has a duty to move the dispute on, though somebody has if all answer."""
    return () if meaning.stalls(state, now) and not _lies(meaning, state, answering) else None


def _lies(meaning: Meaning, state: str, now: Situation) -> bool:
    """Whether a dispute lies in a stage even when all that is due meanwhile, and moves nothing, is done."""
    duties = meaning.available_duties(state, now)
    if any(one.trigger is not Trigger.EVENT for one in duties):
        return False
    if not duties:
        return True
    done = {duties[0].id}
    later = replace(now, started=lambda events: now.started(events) or not done.isdisjoint(events))
    return _lies(meaning, duties[0].dest, later)


def _kept_waiting(meaning: Meaning, state: str, now: Situation, answering: Situation) -> tuple[str, ...] | None:
    """The limits whose running out a dispute must wait for, which it need not if all answer."""
    if meaning.stalls(state, now):
        return None
    moves = list(_leading_on(meaning, state, now))
    expired = [one.window.expired.id for one in moves if one.window.expired is not None]
    if not expired or len(expired) < len(moves):
        return None
    free = any(one.window.expired is None for one in _leading_on(meaning, state, answering))
    return tuple(expired) if free else None


def _leading_on(meaning: Meaning, state: str, now: Situation) -> Iterator[Move]:
    """The moves that can be made; what only happens meanwhile moves nothing."""
    return (one for one in meaning.moves(state, now) if one.transition.trigger is not Trigger.EVENT)


Work = Callable[[Situation, Situation], tuple[str, ...] | None]


class _Open(Exception):
    """A rule asked for a case fact or reading that is not settled yet."""


def _decided(
    protocol: Protocol, given: Mapping[str, str], node: Node, work: Work
) -> Iterator[tuple[Cube, tuple[str, ...] | None]]:
    """What some work finds in a node with a role silent and with it answering, for each set of choices that matters."""
    waiting = [node.cube]

    def started(events: tuple[str, ...]) -> bool:
        return node.zone.has(clock_of(events))

    while waiting:
        cube = waiting.pop()
        known = {**given, **dict(cube), **dict(node.changed)}

        def value(name: str, known: dict[str, str] = known) -> str:
            if name not in known:
                raise _Open(name)
            return known[name]

        try:
            found = work(Situation(value, started, silent=True), Situation(value, started))
        except _Open as question:
            name = str(question)
            waiting += [join(cube, ((name, choice),)) for choice in protocol.domains[name]]
            continue
        yield cube, found


def _confirm(study: Study, level: Level, role: str, stops: Mapping[str, Silencing]) -> None:
    """Ask the solver whether a dispute can come to lie where it should, in each case and reading, and nowhere else.

    Raises:
        EnginesDisagree: it has another answer.
    """
    from verify.logic import conj, disj

    silenced, answering = study.silenced(role), study.formula(level)
    formula = silenced.formula(level)
    anyway: dict[str, list[Cube]] = {}
    for end in study.walk(level).ends:
        if end.stalled:
            anyway.setdefault(end.node.state, []).append(end.node.cube)
    nowhere = []
    for state in [one.id for one in study.protocol.states if not one.final]:
        one = stops.get(state)
        cubes = one.cubes if one else ()
        copies = silenced.unfolding(level).stages(state)
        visits = [one for copy in copies for one in formula.laps.copies[copy]]
        lies = disj(*(conj(formula.ends[one], formula.silent[one]) for one in visits))
        for outside in avoiding([*cubes, *anyway.get(state, ())], study.protocol.domains):
            nowhere.append(conj(lies, *formula.assume(outside)))
        for cube in cubes:
            silenced.expect(level, lies, cube, answer=True, whatever_counting=True)
        for choices in one.when if one else ():
            study.expect(level, answering.stalls_in(state), choices, answer=False)
    silenced.expect(level, disj(*nowhere), (), answer=False)
