"""The content of a protocol file: a `Protocol` as the keys and texts that stand for it.

The opposite of `model.sense`, by the shapes of `model.document`. What a key would say by default is left out.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from model.condition import Condition
from model.document import (
    AnywhereShape,
    CalendarShape,
    CaseFactShape,
    ClauseShape,
    Document,
    DutyShape,
    ExtensionShape,
    LimitShape,
    MissingShape,
    MoveShape,
    NamedShape,
    PanelShape,
    PauseShape,
    PersonShape,
    ProtectionShape,
    ReadingShape,
    SettledShape,
    StageShape,
    WayInShape,
)
from model.names import COPY
from model.protocol import Duty, LimitKind, Protocol, State, StateKind, TimeLimit, Transition
from model.trigger_words import write_trigger

Content = dict[str, Any]
"""Keys in the order of the format; values are texts, lists and further keys."""

_CALLED = {
    "clause": "clauses",
    "word": "modality",
    "if_": "condition",
    "waits_for": "awaits",
    "time_up": "after",
    "no_last_word": "nobody_has_last_word",
}
"""What holds the value of a key, where that has another name."""
_FIRST = ("id", "when", "time_up", "from")
"""The keys with which a move begins."""


def content(protocol: Protocol, stage_of: Mapping[str, str] | None = None) -> Content:
    """What a file of this protocol says.

    Args:
        protocol: what to write.
        stage_of: the duties that stand in a stage, by id; others follow the duty before them.
    """
    return _Writer(protocol, stage_of or {}).document()


class _Writer:
    def __init__(self, protocol: Protocol, stage_of: Mapping[str, str]) -> None:
        self.protocol = protocol
        self.stage_of = stage_of
        self.anywhere = _anywhere(protocol.transitions)
        self.copied = {
            name: [f"{name}{COPY}{source.source}" for source in copies]
            for name, copies in self.anywhere.items()
        }

    def document(self) -> Content:
        protocol = self.protocol
        duties: dict[str, list[Content]] = {}
        home = ""
        for duty in protocol.duties:
            home = self.stage_of.get(duty.id, home)
            duties.setdefault(home, []).append(self.duty(duty))
        copies = {copy for names in self.copied.values() for copy in names}
        moves: dict[str, list[Content]] = {}
        for transition in protocol.transitions:
            if transition.id not in copies:
                moves.setdefault(transition.source, []).append(self.move(transition))
        limits: dict[str, list[Content]] = {}
        for limit in protocol.limits:
            if limit.kind is LimitKind.SITTING:
                continue  # it follows from the panel
            limits.setdefault(limit.state, []).append(self.limit(limit))
        values = {one.parameter: str(one.at_most) for one in protocol.limits if one.parameter and one.at_most}
        return _keys(
            Document,
            protocol,
            handrail="1",
            protocol=protocol.id,
            raised=_few(self.shortened(protocol.raised)),
            people={one.id: _keys(PersonShape, one) for one in protocol.roles},
            case_facts={one.id: _keys(CaseFactShape, one) for one in protocol.facts},
            readings={one.id: _keys(ReadingShape, one) for one in protocol.readings},
            settled={one.reading: _keys(SettledShape, one) for one in protocol.settled},
            events={one.id: one.says for one in protocol.events},
            parameters={one.id: _keys(NamedShape, one, value=values.get(one.id)) for one in protocol.parameters},
            calendars={one.id: _keys(CalendarShape, one) if one.open else one.says for one in protocol.calendars},
            ways_in=[_keys(WayInShape, one, to=one.dest) for one in protocol.entries],
            stages={
                one.id: _state(
                    one, limits=limits.pop(one.id, []), moves=moves.pop(one.id, []), duties=duties.pop(one.id, [])
                )
                for one in protocol.states
            },
            anywhere=[
                self.move(replace(group[0], id=name), [one.source for one in group])
                for name, group in self.anywhere.items()
            ],
            caps=limits.pop("", []),
            duties=duties.pop("", []),
            missing=[_keys(MissingShape, one) for one in protocol.missing],
            clauses={one.id: _keys(ClauseShape, one) for one in protocol.clauses},
        )

    def shortened(self, names: tuple[str, ...]) -> list[str]:
        """Names of transitions, with all those of one move from anywhere as that move."""
        listed = list(names)
        for name, copies in self.copied.items():
            if len(copies) and copies[0] in listed:
                first = listed.index(copies[0])
                if listed[first : first + len(copies)] == copies:
                    listed[first : first + len(copies)] = [name]
        return listed

    def move(self, one: Transition, sources: list[str] | None = None) -> Content:
        given: Content = {"when": write_trigger(one.trigger, one.outcomes), "to": one.dest}
        if sources:
            made = _keys(AnywhereShape, one, always=("by",), from_=_few(sources), **given)
        else:
            made = _keys(MoveShape, one, always=("by",), **given)
        return {key: made.pop(key) for key in _FIRST if key in made} | made

    def limit(self, one: TimeLimit) -> Content:
        exact = one.at_most is not None and one.at_most == one.at_least and not one.parameter
        starts = ["entering" if name == one.state and name else name for name in self.shortened(one.start)]
        bound = ["leaving"] if one.kind is LimitKind.STAGE else self.shortened(one.binds)
        extension, pause = one.extension, one.suspension
        return _keys(
            LimitShape,
            one,
            within=None if exact or one.parameter else _plain(one.at_most),
            not_before=None if exact else _plain(one.at_least),
            on=_plain(one.at_most) if exact else None,
            from_=_few(starts),
            for_=_few(bound),
            until=_few(self.shortened(one.ends)),
            extension=extension and _keys(ExtensionShape, extension, up_to=_plain(extension.up_to) or "no limit"),
            paused=pause and _keys(PauseShape, pause, from_=pause.start, until=pause.end),
        )

    def duty(self, one: Duty) -> Content:
        return _keys(DutyShape, one, upon=_few(self.shortened(one.upon)))


def _anywhere(transitions: tuple[Transition, ...]) -> dict[str, list[Transition]]:
    """The moves that stand for several transitions: those at the end whose ids name their sources."""
    found: dict[str, list[Transition]] = {}
    for one in reversed(transitions):
        name = one.id.removesuffix(f"{COPY}{one.source}")
        if name == one.id:
            break
        group = found.setdefault(name, [])
        if group and _same(one) != _same(group[0]):
            raise ValueError(f'the moves "{name}" from several stages differ, which the format cannot say')
        group.insert(0, one)
    return dict(reversed(found.items()))


def _same(one: Transition) -> Transition:
    return replace(one, id="", source="", place=None)


def _state(one: State, **parts: list[Content]) -> Content:
    by_kind = one.kind in (StateKind.CLOSED, StateKind.DECIDED)
    return _keys(
        StageShape,
        one,
        always=("panel",) if one.panel else (),
        final=None if one.final == by_kind else "yes" if one.final else "no",
        last_word="yes" if one.last_word else None,
        meanwhile=one.meanwhile and _keys(ProtectionShape, one.meanwhile),
        panel=one.panel and _keys(PanelShape, one.panel),
        **parts,
    )


def _keys(shape: type[BaseModel], one: object, *, always: Collection[str] = (), **given: Any) -> Content:
    """What a file says of a part: under each key of its shape what is given, or else what the part itself has.

    Args:
        always: keys that are written though they say nothing, besides those that every such part must have.
    """
    made = {}
    for name, field in shape.model_fields.items():
        value = given[name] if name in given else _plain(getattr(one, _CALLED.get(name, name)), name)
        if field.is_required() or name in always or value not in (None, "", [], {}):
            made[field.alias or name] = value
    return made


def _plain(value: Any, key: str = "") -> Any:
    """A value as a file writes it."""
    if value is None:
        return None
    if key in ("by", "convened_by"):
        return " | ".join(" & ".join(group) for group in value)
    if key in ("variants", "choices", "sets"):
        return dict(value)
    if isinstance(value, Condition):
        made = [{literal.name: _few(literal.values) for literal in every} for every in value.alternatives]
        return made[0] if len(made) == 1 else made
    return _few(value) if isinstance(value, tuple) else str(value)


def _few(names: Iterable[str]) -> str | list[str]:
    """One text, or a list of none or several."""
    listed = list(names)
    return listed[0] if len(listed) == 1 else listed
