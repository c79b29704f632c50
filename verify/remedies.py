"""The edits that a repair may be made of: what could be added to or changed in each part of one protocol.

A single limit over all stages is not among them. It would keep any target at one stroke, and say nobody's share. Only
where a dispute can come round again and again is there one for all rounds: no limits of its stages bound these.
"""

from collections.abc import Iterator
from dataclasses import replace

from model.graph import graph, rounds
from model.modality import Level, Modality
from model.protocol import (
    COUNTING,
    SILENCE,
    START,
    Actors,
    Protocol,
    State,
    StateKind,
    TimeLimit,
    Transition,
    Trigger,
)
from model.semantics import decision_states
from verify.remedy import DEPUTY, Kind, Remedy


def remedies(
    protocol: Protocol, level: Level, target: int, *, silence: bool, stalls: frozenset[str] = frozenset()
) -> list[Remedy]:
    """Every edit considered.

    Args:
        stalls: the stages in which a case can come to lie. Elsewhere a time is all that a stage can lack.
        level: how much of the text binds: what does not bind can be made to.
        target: the most working days that a stage may be given.
        silence: whether the protocol shall also hold when a role never answers; new sentences then name two who
            may act.
    """
    return list(_Considering(protocol, level, target, silence, stalls).all())


class _Considering:
    def __init__(self, protocol: Protocol, level: Level, target: int, silence: bool, stalls: frozenset[str]) -> None:
        import networkx

        self.protocol, self.level, self.target, self.silence = protocol, level, target, silence
        self.stalls = stalls
        self.graph = graph(protocol)
        self.loops = rounds(protocol)
        self.loop = {state: states for states in self.loops for state in states}
        self.before = {  # a stage to which a dispute can come back is as much after as before
            one: networkx.ancestors(self.graph, one) - self.loop.get(one, frozenset()) | {one} for one in self.graph
        }
        self.decided = [one for one in protocol.states if one.id in decision_states(protocol)]

    def all(self) -> Iterator[Remedy]:
        for state in self.protocol.states:
            if not state.final:
                yield from self.of_stage(state)
        for limit in self.protocol.limits:
            yield from self.of_limit(limit)
        for loop in self.loops:
            states = [one.id for one in self.protocol.states if one.id in loop]
            waits = sum(self.waiting(self.protocol.outgoing[one]) - 1 for one in states)
            yield Remedy(Kind.CAP, states[0], "\n".join(states), least=waits + 1, most=self.target)
        settled = {one.reading for one in self.protocol.settled} | {COUNTING.id}
        for reading in self.protocol.all_readings:
            if reading.id not in settled and (self.silence or reading.id != SILENCE.id):
                for choice in reading.names:
                    yield Remedy(Kind.READING, reading.id, choice)
        open_ways = [one.dest for one in self.protocol.entries if one.dest is not None]
        for entry in self.protocol.entries:
            if entry.dest is None and open_ways and START in self.stalls:
                yield Remedy(Kind.WAY_IN, entry.id, open_ways[0])

    # -- stages -------------------------------------------------------------------------------------------------

    def of_stage(self, state: State) -> Iterator[Remedy]:
        """What can be added to a stage: a time, a consequence, a duty, a decision, a next step."""
        out = self.protocol.outgoing[state.id]
        yield from self.of_limits_of(state, out)
        if state.id not in self.stalls:
            return
        onward = [one for one in self.duties(state) if one.trigger is not Trigger.WITHDRAW]
        away = [one for one in onward if one.dest not in self.loop.get(state.id, ())]
        sure = any(not one.condition.alternatives and one.trigger is not Trigger.EXPIRY for one in away)

        def timed(kind: Kind, part: str, to: str = "", by: Actors = ()) -> Remedy:
            return Remedy(kind, part, to, by, least=1, most=self.target, state=state.id)

        if onward:
            yield timed(Kind.EXPIRY, state.id, "\n".join(one.id for one in onward), self.whoever(state, onward))
        for one in out:
            if (
                not sure
                and one not in onward
                and one.modality is not Modality.OPEN
                and one.trigger is not Trigger.WITHDRAW
            ):
                yield replace(timed(Kind.DUTY, one.id, by=one.by), least=self.waiting(out))
        authorities = self.authorities(state)
        near = any(self.protocol.state[one].last_word and self.same_way(state.id, one) for one in authorities)
        if state.last_word or (state.owner and state.kind is not StateKind.EXTERNAL and not near):
            decider: Actors = ((state.owner,),) if state.owner else ()
            yield timed(Kind.DECISION, state.id, self.ending(state), self.or_deputy(decider))
        if not state.last_word and not sure:  # else a consequence does as much, and stays closer to the text
            own = [one.dest for one in out if not self.protocol.state[one.dest].final]
            for dest in dict.fromkeys((*own[:1], *authorities[:1])):
                yield timed(Kind.STEP, state.id, dest, self.handing_on(state, dest))

    def of_limits_of(self, state: State, out: tuple[Transition, ...]) -> Iterator[Remedy]:
        """A time for the stage, if there is a way out of it."""
        if out:
            yield Remedy(Kind.LIMIT, state.id, least=self.waiting(out), most=self.target, state=state.id)

    def duties(self, state: State) -> list[Transition]:
        """What somebody is obliged to do in a stage."""
        out = self.protocol.outgoing[state.id]
        return [one for one in out if self.level.binds(one.modality)]

    def waiting(self, out: tuple[Transition, ...]) -> int:
        """The days that some way out has to wait for, which no limit may cut short; one at least."""
        limits = [limit for limit in self.protocol.limits if any(one.id in limit.binds for one in out)]
        expired = [self.protocol.limit[name] for one in out for name in one.after if one.trigger is Trigger.EXPIRY]
        spans = [(one.at_least, one.starts_after) for one in limits]
        spans += [(one.at_most, one.starts_after) for one in expired]
        days = [
            span.most_working_days() + (lag.most_working_days() if lag is not None else 0)
            for span, lag in spans
            if span is not None and span.in_days
        ]
        return max(days, default=1) or 1

    def authorities(self, state: State) -> list[str]:
        """The stages of an authority with the last word that a case could be handed to: first those on its own way."""
        found = [
            one.id
            for one in self.protocol.states
            if one.last_word and not one.final and one.id not in self.before[state.id]
        ]
        own = [one for one in found if self.same_way(state.id, one)]
        others = [
            one.id
            for one in self.protocol.states
            if one.id in self.stalls and one.id not in self.before[state.id] and not self.duties(one)
            and one.owner and one.kind is not StateKind.EXTERNAL and self.same_way(state.id, one.id)
        ]  # fmt: skip
        return own or [*others, *found][:1]

    def same_way(self, state: str, other: str) -> bool:
        """Whether some way in leads to both."""
        starts = [one.dest for one in self.protocol.entries if one.dest is not None]
        return any(one in self.before[state] and one in self.before[other] for one in starts)

    def ending(self, state: State) -> str:
        """Where a decision is laid down: where decisions of this stage are, else of any, else a new ending."""
        own = [one.dest for one in self.protocol.outgoing[state.id] if one.dest in {it.id for it in self.decided}]
        free = [
            one.id for one in self.decided if self.same_way(state.id, one.id) and one.id not in self.before[state.id]
        ]
        return next(iter((*own, *free)), "decided as proposed")

    # -- who acts -----------------------------------------------------------------------------------------------

    def whoever(self, state: State, onward: list[Transition]) -> Actors:
        """Who sees to it that a case passes on when its time is up: no single one whose silence could stop it."""
        by = tuple(dict.fromkeys(group for one in onward for group in one.by))
        if any(one.dest in {it.id for it in self.decided} for one in onward):
            deciders = by or (((state.owner,),) if state.owner else ())
            return tuple((f"{DEPUTY}{group[0]}",) for group in deciders)
        return self.or_next(by or (((state.owner,),) if state.owner else ()), onward[0].dest)

    def handing_on(self, state: State, dest: str) -> Actors:
        """Who hands a case on to the next stage."""
        into = [group for one in self.protocol.transitions if one.dest == state.id for group in one.by]
        out = [group for one in self.protocol.outgoing[state.id] for group in one.by]
        roles = [state.owner] if state.owner and state.kind is not StateKind.EXTERNAL else []
        roles += [group[0] for group in (*out, *into)]
        roles += [one for one in (self.protocol.state[dest].owner,) if one]
        by: Actors = ((roles[0],),) if roles else ()
        return self.or_next(by, dest) if self.silence else by

    def or_next(self, by: Actors, dest: str) -> Actors:
        """The same, or somebody else, where one role is needed in every alternative."""
        needed = set.intersection(*(set(group) for group in by)) if by else set()
        if not needed:
            return by
        owner = self.protocol.state[dest].owner
        others = [owner] if owner else []
        others += [one.id for one in self.protocol.roles]
        other = next((one for one in others if one not in needed), None)
        return (*by, (other,)) if other is not None else by

    def or_deputy(self, by: Actors) -> Actors:
        """The same, or a deputy, where silence is reckoned with."""
        return (*by, *((f"{DEPUTY}{group[0]}",) for group in by)) if self.silence else by

    # -- limits -------------------------------------------------------------------------------------------------

    def of_limit(self, limit: TimeLimit) -> Iterator[Remedy]:
        """What can be changed in a time limit that has a number."""
        if limit.at_most is None or not limit.at_most.in_days or limit.parameter:
            return
        days = limit.at_most.most_working_days()
        if limit.start and days > 1 and limit.at_least is None:
            yield Remedy(Kind.SHORTER, limit.id, least=1, most=days - 1, state=limit.state)
        readings = {one.id for one in self.protocol.all_readings}
        if not limit.start and readings.isdisjoint(limit.condition.names()):  # else settle that reading
            yield Remedy(Kind.START, limit.id, state=limit.state)
        if limit.start and not self.level.binds(limit.modality):
            yield Remedy(Kind.BINDING, limit.id, state=limit.state)
