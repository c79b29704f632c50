"""A protocol in which outside events and duties done are moves, so that clocks can start and end with them.

A clock may run from an event that is no move of the dispute: "five days after the minutes are sent". It can come
at any moment of the dispute, once, or never; a duty can be done once it is called for, and by its time limit,
which nobody may pass while the duty is undone. To have one meaning for all this, such a protocol is unfolded: each
stage becomes several, one for each set of such events that have come, and each event a move between them. A stage
that is left open by an event that came in the stage is another than one that was entered after it, so that clocks
that run from coming into the stage start only there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from model.condition import ALWAYS
from model.graph import graph
from model.modality import Level, Modality
from model.pause import without_pauses
from model.protocol import START, Duty, LimitKind, Protocol, TimeLimit, Transition, Trigger

MOST_PLACES = 400
"""So many stages, at most, a protocol is unfolded into."""


class TooManyEvents(ValueError):
    """There are so many events which are no moves that their orders cannot all be followed."""


@dataclass(frozen=True, slots=True)
class Unfolding:
    """A protocol without pauses in which every event that a clock looks back to is a move.

    Attributes:
        stage: for each of its states the state of the text, where that is another.
        step: for each of its transitions the move, outside event or duty of the text, where that is another.
    """

    protocol: Protocol
    stage: Mapping[str, str] = field(default_factory=dict)
    step: Mapping[str, str] = field(default_factory=dict)

    def stages(self, state: str) -> tuple[str, ...]:
        """The states that stand for a state of the text."""
        return tuple(one for one, told in self.stage.items() if told == state) or (state,)

    def steps(self, event: str) -> tuple[str, ...]:
        """The transitions that stand for a move, outside event or duty of the text."""
        return tuple(one for one, told in self.step.items() if told == event) or (event,)


@dataclass(frozen=True, slots=True)
class _Place:
    """A state with the events that came before it was entered and since, and the duties that were called for."""

    state: str
    before: frozenset[str] = frozenset()
    since: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()

    def __str__(self) -> str:
        parts = [("after", self.before), ("then", self.since), ("due", self.called - self.before - self.since)]
        said = "; ".join(f"{word} {', '.join(sorted(events))}" for word, events in parts if events)
        return f"{self.state} ({said or 'before all'})"


def unfolded(protocol: Protocol, level: Level, silent_role: str | None = None) -> Unfolding:
    """The protocol with all that its clocks look back to as moves; itself, where these are moves already.

    Args:
        level: how much of the text is taken to bind: by what binds, a pause is bounded.
        silent_role: a role that may fall silent, and then ends no pause.

    Raises:
        TooManyEvents: it would have too many states.
    """
    protocol = without_pauses(protocol, level, silent_role)
    names = side_events(protocol)
    return _Unfolder(protocol, names).unfold() if names else Unfolding(protocol)


def side_events(protocol: Protocol) -> tuple[str, ...]:
    """The outside events and duties that start or end a clock, and those upon which such a duty is due, in order."""
    moving = {one.id for one in protocol.transitions} | {one.id for one in protocol.entries} | set(protocol.state)
    looked_back_to = [protocol.raised, *(events for one in protocol.limits for events in (one.start, one.ends))]
    found = dict.fromkeys(event for events in looked_back_to for event in events if event not in moving)
    duties = {one.id: one for one in protocol.duties}
    for _ in duties:
        for name in [one for one in found if one in duties]:
            found |= dict.fromkeys(event for event in duties[name].upon if event not in moving)
    return tuple(found)


class _Unfolder:
    """One unfolding at work."""

    def __init__(self, protocol: Protocol, names: tuple[str, ...]) -> None:
        self.protocol, self.names = protocol, names
        self.duties: dict[str, Duty] = {one.id: one for one in protocol.duties if one.id in names}
        self.matters = self._where_each_matters()
        ends = {name for one in protocol.limits if one.kind is LimitKind.CAP for name in one.ends}
        self.closing = ends & set(self.duties)
        """The duties that end a cap: they can still be done where nothing else can."""
        self.places: dict[_Place, None] = {}
        self.moves: dict[tuple[_Place, str], tuple[Transition, str]] = {}

    def _where_each_matters(self) -> dict[str, frozenset[str]]:
        """For each event, the states from which some limit can still look back to it, or be ended by it."""
        import networkx

        made = graph(self.protocol)
        found: dict[str, frozenset[str]] = {}
        for name in reversed(self.names):
            sources = set(made) if name in self.protocol.raised else set[str]()
            for limit in self.protocol.limits:
                waiting = [one.id for one in self.protocol.transitions if limit.id in one.after]
                if name in (*limit.start, *limit.ends):
                    bound = [self.protocol.transition[one].source for one in (*limit.binds, *waiting)]
                    sources |= set(made) if limit.kind is LimitKind.CAP else set(bound)
            for state in list(sources):
                sources |= networkx.ancestors(made, state)
            found[name] = frozenset(sources)
        for _ in self.names:  # what a duty is due upon matters where the duty does
            for duty in self.duties.values():
                for name in set(duty.upon) & set(self.names):
                    found[name] |= found[duty.id]
        return found

    def unfold(self) -> Unfolding:
        """The protocol unfolded."""
        entries = (one for one in self.protocol.entries if one.dest is not None)
        self._follow([self._enter(_Place(START), str(one.dest), one.id) for one in entries])
        for one in self.protocol.states:
            if one.id not in {place.state for place in self.places}:
                self._follow([_Place(one.id)])  # no way in leads to it
        return self._made()

    def _follow(self, waiting: list[_Place]) -> None:
        while waiting:
            place = waiting.pop()
            if place not in self.places:
                self.places[place] = None
                waiting += self._leave(place)
                if len(self.places) > MOST_PLACES:
                    raise TooManyEvents

    def _enter(self, place: _Place, dest: str, step: str) -> _Place:
        """Where a move or a way in leads from a place; what no longer matters is forgotten."""
        happened = place.before | place.since
        called = place.called.union(one.id for one in self.duties.values() if {step, dest} & set(one.upon)) - happened
        if not self.protocol.outgoing[dest]:
            return _Place(dest, called=frozenset(called) & self.closing)
        before, due = (frozenset(one for one in some if dest in self.matters[one]) for some in (happened, called))
        return _Place(dest, before, frozenset(), due)

    def _leave(self, place: _Place) -> Iterable[_Place]:
        """All places that a move or an event leads to."""
        for name in self.names:
            duty, happened = self.duties.get(name), place.before | place.since
            due = duty is None or not duty.upon or name in place.called or bool(happened & set(duty.upon))
            ahead = self.protocol.outgoing[place.state] or name in place.called
            if due and ahead and name not in happened and place.state in self.matters[name]:
                to = replace(place, since=place.since | {name})
                self.moves[place, name] = (self._event(place, to, name, duty), name)
                yield to
        for one in self.protocol.outgoing[place.state]:
            to = self._enter(place, one.dest, one.id)
            copy = one.id if place.state not in self._split else f"{one.id}, in {place}"
            self.moves[place, one.id] = (replace(one, id=copy, source=self._name(place), dest=self._name(to)), one.id)
            yield to

    def _event(self, place: _Place, to: _Place, name: str, duty: Duty | None) -> Transition:
        modality = duty.modality if duty is not None and duty.upon else Modality.MAY
        condition, by = (duty.condition, duty.by) if duty is not None else (ALWAYS, ())
        clauses = duty.clauses if duty is not None else ()
        ids = (f"{name}, in {place}", self._name(place), self._name(to))
        return Transition(*ids, Trigger.EVENT, modality, by, condition=condition, clauses=clauses)

    @property
    def _split(self) -> frozenset[str]:
        """The states that become several."""
        found = frozenset[str]().union(*self.matters.values())
        return frozenset(one for one in found if self.protocol.outgoing[one] or self.closing)

    def _name(self, place: _Place) -> str:
        return str(place) if place.state in self._split else place.state

    # -- the parts, once all places are known ------------------------------------------------------------

    def _made(self) -> Unfolding:
        protocol = self.protocol
        order = {name: n for n, name in enumerate((*protocol.state, *protocol.transition))}
        places = sorted(self.places, key=lambda one: (order[one.state], len(one.before), len(one.since), str(one)))
        number = {place: n for n, place in enumerate(places)}
        moves = sorted(self.moves.items(), key=lambda one: (order.get(one[0][1], -1), number[one[0][0]], one[0][1]))
        states = tuple(replace(protocol.state[one.state], id=self._name(one)) for one in places)
        entries = tuple(
            one if one.dest is None else replace(one, dest=self._name(self._enter(_Place(START), one.dest, one.id)))
            for one in protocol.entries
        )
        made = replace(
            protocol,
            states=states,
            transitions=tuple(move for _, (move, _) in moves),
            entries=entries,
            limits=(*map(self._limit, protocol.limits), *self._deadlines()),
            raised=self._events(protocol.raised),
        )
        stage = {self._name(one): one.state for one in places if self._name(one) != one.state}
        return Unfolding(made, stage, {move.id: told for move, told in self.moves.values() if move.id != told})

    def _events(self, names: Iterable[str]) -> tuple[str, ...]:
        """What stands for these events: a stage is come to only where it is entered, not by an event in it."""
        found: dict[str, None] = {}
        for name in names:
            copies = [self._name(one) for one in self.places if one.state == name and not one.since]
            copies += [move.id for move, told in self.moves.values() if told == name]
            copies += [one.id for one in self.protocol.entries if one.id == name]
            found |= dict.fromkeys(sorted(copies) or [f"{name} (never)"])
        return tuple(found)

    def _limit(self, one: TimeLimit) -> TimeLimit:
        binds = [move.id for bound in one.binds for move, told in self.moves.values() if told == bound]
        return replace(one, start=self._events(one.start), ends=self._events(one.ends), binds=tuple(binds))

    def _deadlines(self) -> Iterable[TimeLimit]:
        """The time limits of the duties that start or end a clock, as limits of their being done."""
        for duty in self.duties.values():
            binds = tuple(move.id for move, told in self.moves.values() if told == duty.id)
            if duty.within is not None and binds:
                yield TimeLimit(
                    f"{duty.id} (duty)",
                    LimitKind.WINDOW,
                    duty.modality,
                    self._events(duty.upon),
                    binds,
                    at_most=duty.within,
                    clauses=duty.clauses,
                )
