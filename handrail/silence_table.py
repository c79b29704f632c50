"""What comes of a dispute when one role never answers: the tables, sentences and JSON of `handrail silence`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from handrail import sentences
from handrail.html_table import html_table
from handrail.output import text_of
from handrail.sheet import Sheet
from handrail.wording import length, listed, plain, short_title
from model.modality import Level
from model.people import the
from model.protocol import SILENCE, Protocol
from verify.encoding import Undecided
from verify.properties.endings import raisers
from verify.readings import Cube
from verify.silence import Effect, Silencing, blockers, silencings
from verify.study import EnginesDisagree, Study

MOST_WAYS = 2
"""How many sets of choices, at most, are told under which something happens; JSON has all."""


@dataclass(frozen=True)
class Silences:
    """Role by role and stage by stage, what silence does; in a notebook it shows itself as a table.

    `undecided` says why nothing could be found out; empty when all was.
    """

    protocol: Protocol
    level: Level
    found: tuple[Silencing, ...]
    calendar_edition: str
    undecided: str = ""

    def rows(self) -> list[dict[str, Any]]:
        """One row for each role and stage in which its silence does something, ready for a DataFrame."""
        return [
            {
                "role": one.role,
                "state": one.state,
                "effect": one.effect.value,
                "keeps_from": list(one.keeps_from),
                "always": one.when == ((),),
                "when": [dict(it) for it in one.when],
                "waits_for": list(one.limits),
                "clauses": list(one.clauses),
            }
            for one in self.found
        ]

    def to_json(self) -> dict[str, Any]:
        """The document of `handrail silence --json`, without its head."""
        stops = {milestone: blockers(self.found, milestone) for milestone in ("receipt", "decision")}
        guarantees = {"receipt-bounded": stops["receipt"], "decision-bounded": stops["decision"]}
        return {
            "calendar_edition": self.calendar_edition,
            "protocol": self.protocol.id,
            "binding_level": self.level.value,
            "undecided": self.undecided or None,
            "silences": self.rows(),
            "guarantees_lost": {
                name: {role: [it.state for it in stages] for role, stages in lost.items()}
                for name, lost in (guarantees | {"no-dead-end": _stopping(self.found)}).items()
            },
            "blocks": [
                {"role": role, "disputes_of": raiser, "states": [it.state for it in stages]}
                for role, stages in stops["receipt"].items()
                for raiser in _raisers(self.protocol)
            ],
        }

    def __repr__(self) -> str:
        """The page of `handrail silence` as text."""
        return text_of(page(self))

    def _repr_html_(self) -> str:
        from html import escape

        sheet = _sheet(self)
        caption = f"{self.protocol.id}, counting {sentences.LEVELS[self.level]}"
        told = "".join(f"<p>{escape(line)}</p>" for line in blocking(self))
        return html_table(caption, sheet.columns, sheet.cells) + told


def silences(protocol: Protocol, level: Level, milliseconds: int = 20_000) -> Silences:
    """What the silence of each role does, when so much of the text binds.

    Raises:
        EnginesDisagree: two ways of checking differ, which is a fault of ours.
    """
    found: tuple[Silencing, ...] = ()
    study = Study(protocol, milliseconds=milliseconds)
    undecided = study.obstacle
    if not undecided:
        try:
            try:
                found = silencings(study, level)
            except EnginesDisagree:
                found = silencings(Study(protocol, milliseconds=milliseconds, careful=True), level)
        except Undecided:
            undecided = "time ran out"
    return Silences(protocol, level, found, study.calendar.edition, undecided)


def page(told: Silences) -> RenderableType:
    """The table by role and stage, who can block whom, and who can do nothing by silence."""
    protocol = told.protocol
    parts: list[RenderableType] = [
        Text("What if one of them never answers?", "bold"),
        Text(f"{protocol.id} — {protocol.title}"),
        Text(f"Counting {sentences.LEVELS[told.level]}."),
        Text(),
    ]
    if told.undecided:
        return Group(*parts, Text(f"Undecided: {told.undecided}."))
    parts += [_sheet(told), Text()] if told.found else []
    return Group(*parts, *(Text(line) for line in blocking(told)))


def _sheet(told: Silences) -> Sheet:
    """A row for each role and stage."""
    protocol = told.protocol
    rows = tuple(
        (
            one.role,
            short_title(protocol, protocol.state[one.state]),
            what(protocol, one),
            _MILESTONE[one.keeps_from[0]] if one.effect is Effect.STOPS and one.keeps_from else "",
            ", ".join(plain(it) for it in one.clauses),
        )
        for one in told.found
    )
    columns = ("Who never answers", "In which stage", "What happens", "It misses", "Clause")
    return Sheet("", columns, rows, sparse=(3,), grouped=True)


# What it misses first; a dispute that misses the last word misses its decision as well.
_MILESTONE = {"receipt": "the last word", "decision": "a decision"}


def what(protocol: Protocol, one: Silencing) -> str:
    """What happens, and in which cases and readings."""
    if one.effect is Effect.STOPS:
        said = "it stops: nobody else has a duty to move it on"
    elif one.effect is Effect.STRETCHES:
        named = listed([f"“{plain(name)}”" for name in one.limits], "and")
        paused = any(protocol.limit[name].suspension for name in one.limits)
        never = "stands still for ever" if paused else "never starts"
        said = f"the clock of {named} {never}, so that this limit bounds nothing"
    else:
        lengths = listed(list(dict.fromkeys(length(protocol.limit[name]) for name in one.limits)), "or")
        said = f"it waits until the time is up ({lengths}), and then goes on"
    return said + _when(protocol, one.when)


def _when(protocol: Protocol, ways: tuple[Cube, ...]) -> str:
    if ways == ((),):
        return ""
    if not ways:
        return ", on some of the ways there"
    readings = {one.id for one in protocol.all_readings}
    common = [it for it in ways[0] if all(it in way for way in ways)]
    shared = " and ".join(_choice(readings, it) for it in common)
    rests = [" and ".join(_choice(readings, it) for it in way if it not in common) for way in ways]
    if len(ways) == 1:
        return f", if {shared}"
    told = ", or if ".join(rests[:MOST_WAYS]) + (", or otherwise" if len(rests) > MOST_WAYS else "")
    return f", if {shared}; and if {told}" if shared else f", if {told}"


def _choice(readings: Iterable[str], choice: tuple[str, str]) -> str:
    name, value = choice
    if choice == (SILENCE.id, "strict"):
        return "no answer does not count as a disagreement"
    return f"“{plain(name)}” {'is read as' if name in readings else 'is'} “{plain(value)}”"


def blocking(told: Silences) -> Iterator[str]:
    """Who can block whom, as sentences."""
    protocol, stops = told.protocol, blockers(told.found)
    raising = _raisers(protocol)
    own = [role for role in stops if role in raising]
    others = [role for role in stops if role not in raising]
    whose = f"a dispute of {_people(raising, 'or')}" if raising else "a dispute"
    always = [role for role in others if any(one.when == ((),) for one in stops[role])]
    sometimes = [role for role in others if role not in always]
    if others:
        named = [_people(always, "and")] if always else []
        named += [f"in some cases or readings {_people(sometimes, 'and')}"] if sometimes else []
        yield f"By saying nothing, each of these can keep {whose} from the last word: {'; and '.join(named)}."
    elif protocol.roles:
        yield f"Nobody else can keep {whose} from the last word by saying nothing."
    if own:
        yield f"If {_people(own, 'or')} says nothing, the dispute lapses: nobody else has a duty to take it up."
    late = [role for role in blockers(told.found, "decision") if role not in stops]
    if late:
        yield f"Once it has reached the last word, it still needs an answer of: {_people(late, 'and')}."
    idle = [one.id for one in protocol.roles if all(one.id != it.role for it in told.found)]
    if idle:
        yield f"The silence of these changes nothing that the text provides for: {_people(idle, 'and')}."


def _stopping(found: Iterable[Silencing]) -> dict[str, tuple[Silencing, ...]]:
    stopping: dict[str, tuple[Silencing, ...]] = {}
    for one in found:
        if one.effect is Effect.STOPS:
            stopping[one.role] = (*stopping.get(one.role, ()), one)
    return stopping


def _raisers(protocol: Protocol) -> list[str]:
    """Those who raise disputes, in the order of the file."""
    nearest = raisers(protocol)
    return [one.id for one in protocol.roles if one.id in nearest]


def _people(roles: Iterable[str], last: str) -> str:
    return listed([plain(the(role)) for role in roles], last)
