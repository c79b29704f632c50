"""A file with the events of one dispute, in YAML or JSON: the case, then what was done on which day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from model.errors import BadInput, Fault, did_you_mean
from model.modality import Level
from model.protocol import Protocol
from model.trace import EVENT_KEYS, KEYS
from model.yaml_places import Path, YamlText
from model.yaml_text import read


@dataclass(frozen=True, slots=True)
class Event:
    """One event: a move, way in, outside event or duty done on a day, or a role that is silent from here."""

    do: str = ""
    on: date | None = None
    silent: str = ""


@dataclass(frozen=True, slots=True)
class EventsFile:
    """The events of one dispute as a file tells them, with the places for messages.

    `assumed` are the readings that the file leaves open, with the choice taken for each.
    """

    case: dict[str, str]
    readings: dict[str, str]
    level: Level
    silent_role: str | None
    events: tuple[Event, ...]
    assumed: tuple[str, ...]
    yaml: YamlText

    def fault(self, event: int, key: str, found: str) -> Fault:
        """A fault at one event of the file."""
        return self.yaml.fault(("events", event, key), found)


def read_events(protocol: Protocol, text: str, file: str) -> EventsFile:
    """Read the events of a dispute under this protocol.

    Raises:
        BadInput: with every fault of the file.
    """
    return _Reader(protocol, read(text, file)).events_file()


class _Reader:
    """Walks a file once, collecting faults."""

    def __init__(self, protocol: Protocol, yaml: YamlText) -> None:
        self.protocol = protocol
        self.yaml = yaml
        self.faults: list[Fault] = []

    def fault(self, path: Path, found: str, allowed: str = "", help: str = "", *, key: bool = False) -> None:
        self.faults.append(self.yaml.fault(path, found, allowed, help, key=key))

    def events_file(self) -> EventsFile:
        content = self.yaml.content
        if not isinstance(content, dict):
            raise BadInput([self.yaml.fault((), "these are not the events of a dispute", ", ".join(KEYS))])
        self.keys(content, KEYS, ())
        name = content.get("protocol", self.protocol.id)
        if name != self.protocol.id:
            self.fault(("protocol",), f'these events are of the protocol "{name}"', self.protocol.id)
        facts = {one.id: one.question for one in self.protocol.facts}
        starts = {one.id for one in self.protocol.facts if one.at_start is not None}
        case = self.answers("case", content.get("case", {}), facts)
        for fact, question in facts.items():
            if fact not in case and fact not in starts:
                answers = ", ".join(self.protocol.domains[fact])
                self.fault(
                    ("case",), f'"{fact}" is not settled: {question}', answers, f"add it under case: {fact}"
                )
        questions = {one.id: one.question for one in self.protocol.all_readings}
        given = self.answers("readings", content.get("readings", {}), questions)
        readings = {one.id: given.get(one.id, one.names[0]) for one in self.protocol.all_readings}
        assumed = tuple(f"{name} is {choice}" for name, choice in readings.items() if name not in given)
        level = self.level(content.get("level", Level.GUIDE.value))
        events = tuple(self.events(content.get("events", [])))
        role = self.silent_role(content.get("silent_role"), events)
        if self.faults:
            raise BadInput(self.faults)
        return EventsFile(case, readings, level, role, events, assumed, self.yaml)

    def keys(self, found: Iterable[str], allowed: tuple[str, ...], path: Path) -> None:
        for key in found:
            if key not in allowed:
                near = did_you_mean(key, allowed)
                self.fault((*path, key), f'unexpected key "{key}"', ", ".join(allowed), near, key=True)

    def answers(self, part: str, values: Any, questions: dict[str, str]) -> dict[str, str]:
        """The answers of `case` or `readings`, as far as they are right."""
        if values == "":
            return {}
        if not isinstance(values, dict):
            self.fault((part,), f'"{part}" is not a group of names with answers', ", ".join(questions))
            return {}
        right = {}
        for name, answer in values.items():
            path: Path = (part, name)
            if name not in questions:
                what = "case fact" if part == "case" else "reading"
                allowed = ", ".join(questions) or "none"
                self.fault(
                    path, f'there is no {what} "{name}"', allowed, did_you_mean(name, questions), key=True
                )
                continue
            allowed_answers = self.protocol.domains[name]
            start = next((one.at_start for one in self.protocol.facts if one.id == name), None)
            if answer not in allowed_answers:
                near = did_you_mean(str(answer), allowed_answers)
                self.fault(
                    path, f'"{answer}" does not answer: {questions[name]}', ", ".join(allowed_answers), near
                )
            elif start not in (None, answer):
                self.fault(path, f'every dispute starts with "{name}" as "{start}"', start or "", "remove it")
            right[name] = str(answer)
        return right

    def level(self, value: Any) -> Level:
        if value in Level.__members__.values():
            return Level(value)
        self.fault(
            ("level",), f'"{value}" is not a level', ", ".join(Level), did_you_mean(str(value), list(Level))
        )
        return Level.GUIDE

    def silent_role(self, named: str | None, events: tuple[Event, ...]) -> str | None:
        """The role that may fall silent: named at the top, or by the event."""
        role = named
        if role is not None and role not in self.protocol.role:
            self.no_role(("silent_role",), role)
            return None
        silences = [(place, event.silent) for place, event in enumerate(events) if event.silent]
        for turn, (place, name) in enumerate(silences):
            path: Path = ("events", place, "silent")
            if name not in self.protocol.role:
                self.no_role(path, name)
            elif place == 0 or turn:
                self.fault(
                    path, "one role falls silent, once, after something was done", help="move or remove it"
                )
            elif role not in (None, name):
                self.fault(path, f'"{name}" falls silent, but the silent role is "{role}"', str(role))
            role = name if role is None else role
        return role

    def no_role(self, path: Path, name: Any) -> None:
        names = list(self.protocol.role)
        self.fault(path, f'there is no role "{name}"', ", ".join(names), did_you_mean(str(name), names))

    def events(self, values: Any) -> Iterable[Event]:
        if not isinstance(values, list) or not values:
            help = "add lines such as - {do: a way in, on: 2026-12-18}"
            self.fault(("events",), "there are no events", 'a list, each with "do" and "on"', help)
            return
        for place, one in enumerate(values):
            yield self.event(one, ("events", place))

    def event(self, one: Any, path: Path) -> Event:
        if not isinstance(one, dict):
            self.fault(path, "this is not an event", 'a group of keys: "do" and "on", or "silent"')
            return Event()
        self.keys(one, EVENT_KEYS, path)
        if "silent" in one:
            if len(one) > 1:
                self.fault(path, "falling silent has no other keys", help="make it an event of its own")
            return Event(silent=str(one["silent"]))
        for key in ("do", "on"):
            if not one.get(key):
                self.fault(path, f'"{key}" is missing', help=f'add "{key}:"')
        name = one.get("do")
        known = self.names()
        if name and name not in known:
            near = did_you_mean(str(name), known)
            self.fault(
                (*path, "do"),
                f'there is no move, way in, event or duty "{name}"',
                help=near or "look at the file",
            )
        return Event(str(name or ""), self.day(one.get("on"), (*path, "on")))

    def names(self) -> list[str]:
        """Everything that can be done; a move open from several stages also without its stage."""
        moves = [one.id for one in self.protocol.transitions]
        moves += [one.id.removesuffix(f", from {one.source}") for one in self.protocol.transitions]
        parts = (self.protocol.entries, self.protocol.events, self.protocol.duties)
        return list(dict.fromkeys([*moves, *(one.id for part in parts for one in part)]))

    def day(self, text: Any, path: Path) -> date | None:
        if not text:
            return None
        try:
            return date.fromisoformat(str(text))
        except ValueError:
            self.fault(path, f'"{text}" is not a date', "year-month-day, such as 2026-12-18")
            return None
