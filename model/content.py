"""The content of a protocol file: a `Protocol` as the keys and texts that stand for it.

The opposite of `model.sense`. What a key would say by default is left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from model.condition import Condition
from model.names import COPY
from model.protocol import (
    Actors,
    Duty,
    Entry,
    LimitKind,
    Panel,
    Protection,
    Protocol,
    Role,
    State,
    StateKind,
    TimeLimit,
    Transition,
)
from model.time_span import TimeSpan
from model.trigger_words import write_trigger

Content = dict[str, Any]
"""Keys in the order of the format; values are texts, lists and further keys."""


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
        return (
            {"handrail": "1"}
            | _said(
                protocol=protocol.id,
                title=protocol.title,
                board=protocol.board,
                edition=protocol.edition,
                nation=protocol.nation,
                summary=protocol.summary,
                target=_span(protocol.target),
                no_last_word=protocol.nobody_has_last_word,
                raised=_few(self.shortened(protocol.raised)),
                people={one.id: _role(one) for one in protocol.roles},
                case_facts={
                    one.id: _said(
                        question=one.question,
                        answers=_few(one.answers),
                        at_start=one.at_start,
                        pressing=_few(one.pressing),
                        clause=_few(one.clauses),
                    )
                    for one in protocol.facts
                },
                readings={
                    one.id: _said(question=one.question, choices=dict(one.choices), clause=_few(one.clauses))
                    for one in protocol.readings
                },
                settled={
                    one.reading: _said(choice=one.choice, clause=_few(one.clauses)) for one in protocol.settled
                },
                events={one.id: one.says for one in protocol.events},
                parameters={
                    one.id: _said(says=one.says, value=values.get(one.id, "")) for one in protocol.parameters
                },
                calendars={
                    one.id: _said(says=one.says, open=_few(one.open)) if one.open else one.says
                    for one in protocol.calendars
                },
            )
            | {"ways_in": [_entry(one) for one in protocol.entries]}
            | {
                "stages": {
                    one.id: _state(one)
                    | _said(
                        limits=limits.pop(one.id, []),
                        moves=moves.pop(one.id, []),
                        duties=duties.pop(one.id, []),
                    )
                    for one in protocol.states
                }
            }
            | _said(
                anywhere=[
                    self.move(replace(group[0], id=name), [one.source for one in group])
                    for name, group in self.anywhere.items()
                ],
                caps=limits.pop("", []),
                duties=duties.pop("", []),
                missing=[
                    _said(what=one.what, clause=_few(one.clauses), touches=_few(one.touches))
                    for one in protocol.missing
                ],
                clauses={
                    one.id: _said(
                        says=one.says, at=one.at, sha256=one.sha256, left_out=one.left_out, text=one.text
                    )
                    for one in protocol.clauses
                },
            )
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
        return (
            {"id": one.id, "when": write_trigger(one.trigger, one.outcomes)}
            | _said(time_up=_few(one.after))
            | ({"from": _few(sources)} if sources else {})
            | {"to": one.dest, "by": _actors(one.by), "word": one.modality.value}
            | _said(**{"if": _condition(one.condition)}, sets=dict(one.sets))
            | _said(binding=one.binding and one.binding.value, spawns=one.spawns, note=one.note)
            | {"clause": _few(one.clauses)}
        )

    def limit(self, one: TimeLimit) -> Content:
        exact = one.at_most is not None and one.at_most == one.at_least and not one.parameter
        starts = ["entering" if name == one.state and name else name for name in self.shortened(one.start)]
        bound = ["leaving"] if one.kind is LimitKind.STAGE else self.shortened(one.binds)
        extension, pause = one.extension, one.suspension
        return (
            {"id": one.id}
            | _said(
                within="" if exact or one.parameter else _span(one.at_most),
                not_before="" if exact else _span(one.at_least),
                on=_span(one.at_most) if exact else "",
                words=one.words,
                parameter=one.parameter,
                **{"from": _few(starts), "for": _few(bound)},
                until=_few(self.shortened(one.ends)),
            )
            | {"word": one.modality.value}
            | _said(
                **{"if": _condition(one.condition)},
                or_sooner=one.or_sooner,
                starts_after=_span(one.starts_after),
                extension=extension
                and {"up_to": _span(extension.up_to) or "no limit"} | _said(by=_actors(extension.by)),
                paused=pause and {"from": pause.start, "until": pause.end},
                note=one.note,
            )
            | {"clause": _few(one.clauses)}
        )

    def duty(self, one: Duty) -> Content:
        return (
            {"id": one.id, "kind": one.kind.value, "says": one.says}
            | _said(by=_actors(one.by), to=_few(one.to), upon=_few(self.shortened(one.upon)))
            | _said(within=_span(one.within), words=one.words, every=_span(one.every))
            | {"word": one.modality.value}
            | _said(**{"if": _condition(one.condition)})
            | {"clause": _few(one.clauses)}
        )


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


def _role(one: Role) -> Content:
    return {"rank": str(one.rank), "side": one.side.value} | _said(
        note=one.note,
        substitutes=_few(one.substitutes),
        variants=dict(one.variants),
        independent_of=_few(one.independent_of),
        clause=_few(one.clauses),
    )


def _entry(one: Entry) -> Content:
    return {"id": one.id, "says": one.says} | _said(
        to=one.dest, **{"if": _condition(one.condition)}, no_route=one.no_route, clause=_few(one.clauses)
    )


def _state(one: State) -> Content:
    by_kind = one.kind in (StateKind.CLOSED, StateKind.DECIDED)
    return (
        {"title": one.title, "kind": one.kind.value}
        | _said(
            stage=one.stage,
            owner=one.owner,
            waits_for=_few(one.awaits),
            final="" if one.final == by_kind else "yes" if one.final else "no",
            last_word="yes" if one.last_word else "",
            outcomes=_few(one.outcomes),
            judge=one.judge,
            choice_of=one.choice_of,
            meanwhile=one.meanwhile and _protection(one.meanwhile),
            text_stops=one.text_stops,
            continues_in=one.continues_in,
        )
        | ({} if one.panel is None else {"panel": _panel(one.panel)})
        | _said(note=one.note, clause=_few(one.clauses))
    )


def _protection(one: Protection) -> Content:
    return {"says": one.says, "kind": one.kind, "word": one.modality.value} | _said(clause=_few(one.clauses))


def _panel(one: Panel) -> Content:
    quorum = "" if one.quorum is None else str(one.quorum)
    return _said(convened_by=_actors(one.convened_by), members=_few(one.members), quorum=quorum) | _said(
        sits=one.sits, papers=_span(one.papers), tie=one.tie
    )


def _said(**keys: Any) -> Content:
    return dict(_not_empty(keys.items()))


def _not_empty(pairs: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    return ((key, value) for key, value in pairs if value not in (None, "", [], {}))


def _few(names: Iterable[str]) -> str | list[str]:
    """One text, or a list of none or several."""
    listed = list(names)
    return listed[0] if len(listed) == 1 else listed


def _span(one: TimeSpan | None) -> str:
    return "" if one is None else str(one)


def _actors(by: Actors) -> str:
    return " | ".join(" & ".join(group) for group in by)


def _condition(one: Condition) -> Content | list[Content]:
    made = [{literal.name: _few(literal.values) for literal in every} for every in one.alternatives]
    return made[0] if len(made) == 1 else made
