"""How disputes end, who raised them, and which duties follow upon a move."""

from collections.abc import Collection

from model.modality import Level
from model.protocol import Duty, DutyKind, Protocol, Side, State, Transition
from verify.study import Study


def endings(study: Study, level: Level) -> list[Transition]:
    """The moves by which an open dispute lawfully ends: by agreement, by a decision, or otherwise."""
    protocol, fired = study.protocol, study.walk(level).fired
    return [
        one
        for one in protocol.transitions
        if one.id in fired and protocol.state[one.dest].final and not protocol.state[one.source].final
    ]


def raisers(protocol: Protocol) -> frozenset[str]:
    """Those who raise disputes: of the roles on the raiser's side, the ones nearest the front line."""
    side = [one for one in protocol.roles if one.side is Side.RAISER]
    nearest = min((one.rank for one in side), default=0)
    return frozenset(one.id for one in side if one.rank == nearest)


def upon(protocol: Protocol, level: Level, move: Transition, kinds: Collection[DutyKind]) -> list[Duty]:
    """The duties of some kinds that follow upon a move, or upon coming to where it leads."""
    return [
        one
        for one in protocol.duties
        if one.kind in kinds and level.binds(one.modality) and {move.id, move.dest} & set(one.upon)
    ]


def passes_on(protocol: Protocol, state: State) -> bool:
    """Whether an authority only takes the dispute in here, and has the last word in a stage that follows."""
    return any(protocol.state[one.dest].last_word for one in protocol.outgoing[state.id])
