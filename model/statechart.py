"""The protocol as a plain `transitions` Machine: where a dispute can be, and what leads where."""

from typing import Any

from transitions import Machine

from model.protocol import START, Protocol


class _Position:
    """Where the machine keeps the state it is in, and its triggers."""


def to_machine(protocol: Protocol) -> Any:
    """The protocol as a plain `transitions` Machine: states with START, a trigger for each move and way in.

    It knows nothing of time, duty or case facts. `machine.model.trigger("pass up")` fires, and
    `machine.model.state` tells the state (or `machine.model.resting_in`, should a move be called "state").
    """
    moves = [{"trigger": one.id, "source": START, "dest": one.dest} for one in protocol.entries if one.dest]
    moves += [{"trigger": one.id, "source": one.source, "dest": one.dest} for one in protocol.transitions]
    return Machine(
        model=_Position(),
        states=[START, *({"name": one.id, "final": one.final} for one in protocol.states)],
        transitions=moves,
        initial=START,
        auto_transitions=False,
        model_attribute="resting_in" if any(one["trigger"] == "state" for one in moves) else "state",
    )
