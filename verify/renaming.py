"""The new version of a protocol in the names of the old one, so that the two can be compared part by part."""

from dataclasses import replace

from model.condition import Condition, Literal
from model.protocol import Actors, CaseFact, Protocol, Reading, Role, State, TimeLimit, Transition
from verify.matching import EVENTS, Matching


def renamed(new: Protocol, matching: Matching) -> Protocol:
    """The new version in the old names; nothing else changes."""
    return _Renaming(matching).protocol(new)


class _Renaming:
    def __init__(self, matching: Matching) -> None:
        self.matching = matching
        self.event_names = {new: old for kind in EVENTS for new, old in matching.names.get(kind, {}).items()}

    def of(self, kind: str, *names: str) -> tuple[str, ...]:
        return tuple(self.matching.old_name(kind, one) for one in names)

    def one(self, kind: str, name: str) -> str:
        return self.matching.old_name(kind, name)

    def events(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.event_names.get(one, one) for one in names)

    def actors(self, groups: Actors) -> Actors:
        return tuple(self.of("role", *group) for group in groups)

    def condition(self, condition: Condition) -> Condition:
        def literal(one: Literal) -> Literal:
            made = self.matching.old_choices((one.name, value) for value in one.values)
            return replace(one, name=made[0][0], values=tuple(value for _, value in made))

        return Condition(tuple(tuple(map(literal, every)) for every in condition.alternatives))

    def protocol(self, new: Protocol) -> Protocol:
        return replace(
            new,
            roles=tuple(self.role(one) for one in new.roles),
            states=tuple(self.state(one) for one in new.states),
            transitions=tuple(self.move(one) for one in new.transitions),
            entries=tuple(
                replace(
                    one,
                    id=self.one("way in", one.id),
                    dest=None if one.dest is None else self.one("state", one.dest),
                    condition=self.condition(one.condition),
                )
                for one in new.entries
            ),
            limits=tuple(self.limit(one) for one in new.limits),
            duties=tuple(
                replace(
                    one,
                    id=self.one("duty", one.id),
                    by=self.actors(one.by),
                    to=self.of("role", *one.to),
                    upon=self.events(one.upon),
                    condition=self.condition(one.condition),
                )
                for one in new.duties
            ),
            facts=tuple(self.fact(one) for one in new.facts),
            readings=tuple(self.reading(one) for one in new.readings),
            missing=tuple(replace(one, touches=self.of("state", *one.touches)) for one in new.missing),
            events=tuple(replace(one, id=self.one("event", one.id)) for one in new.events),
            raised=self.events(new.raised),
        )

    def role(self, one: Role) -> Role:
        return replace(
            one,
            id=self.one("role", one.id),
            substitutes=self.of("role", *one.substitutes),
            independent_of=self.of("role", *one.independent_of),
        )

    def state(self, one: State) -> State:
        panel = one.panel
        if panel is not None:
            panel = replace(panel, convened_by=self.actors(panel.convened_by), members=self.of("role", *panel.members))
        return replace(
            one,
            id=self.one("state", one.id),
            owner=self.one("role", one.owner),
            awaits=self.of("role", *one.awaits),
            judge=self.one("role", one.judge),
            choice_of=self.one("role", one.choice_of),
            panel=panel,
        )

    def move(self, one: Transition) -> Transition:
        return replace(
            one,
            id=self.one("move", one.id),
            source=self.one("state", one.source),
            dest=self.one("state", one.dest),
            by=self.actors(one.by),
            after=self.of("time limit", *one.after),
            condition=self.condition(one.condition),
            sets=self.matching.old_choices(one.sets),
        )

    def limit(self, one: TimeLimit) -> TimeLimit:
        extension, suspension = one.extension, one.suspension
        if extension is not None:
            extension = replace(extension, by=self.actors(extension.by))
        if suspension is not None:
            start, end = self.events((suspension.start, suspension.end))
            suspension = replace(suspension, start=start, end=end)
        return replace(
            one,
            id=self.one("time limit", one.id),
            start=self.events(one.start),
            binds=self.of("move", *one.binds),
            ends=self.events(one.ends),
            condition=self.condition(one.condition),
            extension=extension,
            suspension=suspension,
            state=self.one("state", one.state),
        )

    def fact(self, one: CaseFact) -> CaseFact:
        name = self.one("case fact", one.id)
        values = self.matching.values.get(name, {})
        answers = tuple(values.get(it, it) for it in one.answers)
        start = None if one.at_start is None else values.get(one.at_start, one.at_start)
        pressing = tuple(values.get(it, it) for it in one.pressing)
        return replace(one, id=name, answers=answers, at_start=start, pressing=pressing)

    def reading(self, one: Reading) -> Reading:
        name = self.one("reading", one.id)
        values = self.matching.values.get(name, {})
        return replace(one, id=name, choices=tuple((values.get(it, it), says) for it, says in one.choices))
