"""The sense of a protocol file: names that exist, numbers that are numbers, rules that can be rules."""

import re
from collections.abc import Iterator

from model.calendar import Calendar, CalendarError, Nation, calendar
from model.document import Document, WayInShape
from model.errors import Fault, did_you_mean
from model.names import Names
from model.own_days import own_days, term
from model.protocol import CaseFact, Clause, Entry, Missing, Named, Protocol, Reading, Role, Settled, Side
from model.sitting import sittings
from model.stage_sense import bound, read_duty, read_limit, read_moves, read_state
from model.time_span import TARGETS, UNITS, TimeSpan
from model.yaml_places import Path, YamlText

MOST_STATES = 2_000
MOST_WORDS_IN_PHRASE = 8
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_OWN_UNIT = re.compile(r"[a-z][a-z-]*( [a-z-]+)*")
_SINGLE_KINGDOM = ("gb", "uk", "united kingdom", "great britain", "britain")


def try_to_make_sense(
    document: Document, yaml: YamlText, untrusted: frozenset[Path]
) -> tuple[Protocol, list[Fault]]:
    """The protocol as far as it can be understood, and everything that is wrong with it.

    Args:
        document: the file's content.
        yaml: where its parts stand.
        untrusted: parts whose shape was wrong and has been complained of.
    """
    reader = _Reader(Names(document, yaml, untrusted))
    return reader.protocol(), reader.names.faults


class _Reader:
    """Walks a document once; the faults collect in `names`."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.document = names.document

    def protocol(self) -> Protocol:
        document, names = self.document, self.names
        nation, facts, readings = self.nation(), tuple(self.facts()), tuple(self.readings())
        calendars = tuple(self.calendars(calendar(nation)))
        parameters = tuple(self.parameters())
        left = {source for one in document.anywhere for source in names.sources(one)}
        states, limits, transitions = [], [], []
        duties = [read_duty(names, one, ("duties", n), "") for n, one in enumerate(document.duties)]
        for name, stage in document.stages.items():
            path: Path = ("stages", name)
            states.append(read_state(names, name, stage, path, way_out=bool(stage.moves) or name in left))
            limits += [
                read_limit(names, one, (*path, "limits", n), name) for n, one in enumerate(stage.limits)
            ]
            for n, move in enumerate(stage.moves):
                transitions += read_moves(names, move, (*path, "moves", n), (name,), anywhere=False)
            duties += [
                read_duty(names, one, (*path, "duties", n), name) for n, one in enumerate(stage.duties)
            ]
        for n, open_move in enumerate(document.anywhere):
            here: Path = ("anywhere", n)
            sources = names.sources(open_move)
            if open_move.from_ != ["all"]:
                names.each(open_move.from_, document.stages, "stage", (*here, "from"))
            transitions += read_moves(names, open_move, here, sources, anywhere=True)
        limits += [read_limit(names, one, ("caps", n), "") for n, one in enumerate(document.caps)]
        for state in states:
            for limit in sittings(state, transitions):
                names.declare(limit.id, ("stages", state.id, "panel"), names.limits, "limit", key=True)
                limits.append(limit)
        protocol = Protocol(
            id=document.protocol,
            title=document.title,
            board=document.board,
            edition=document.edition,
            nation=nation,
            roles=tuple(self.roles()),
            states=tuple(states),
            transitions=tuple(transitions),
            entries=tuple(self.entry(one, ("ways_in", n)) for n, one in enumerate(document.ways_in)),
            limits=tuple(bound(one, transitions) for one in limits),
            duties=tuple(duties),
            facts=facts,
            readings=readings,
            settled=tuple(self.settled()),
            clauses=tuple(self.ledger()),
            missing=tuple(self.missing()),
            events=tuple(Named(name, says) for name, says in document.events.items()),
            parameters=parameters,
            calendars=calendars,
            raised=names.events_named(document.raised, ("raised",)),
            nobody_has_last_word=document.no_last_word,
            target=self.target(),
            summary=document.summary,
            file=names.yaml.file,
        )
        self.whole(protocol)
        return protocol

    # -- the parts --------------------------------------------------------------------------------------

    def nation(self) -> str:
        try:
            return Nation(self.document.nation).value
        except (ValueError, CalendarError):
            names = [one.value for one in Nation]
            single = self.document.nation.lower() in _SINGLE_KINGDOM
            near = "" if single else did_you_mean(self.document.nation, names)
            help = near or "the United Kingdom has no single set of bank holidays: name the board's nation"
            found = f'"{self.document.nation}" is not a nation with bank holidays of its own'
            self.names.fault(("nation",), found, ", ".join(names), help)
            return Nation.ENGLAND.value

    def target(self) -> TimeSpan | None:
        span = self.names.span(self.document.target, ("target",))
        if span is not None and not span.can_be_aimed_at:
            self.names.fault(("target",), f'"{span}" cannot be a target', TARGETS)
        return span

    def roles(self) -> Iterator[Role]:
        for name, one in self.document.people.items():
            path: Path = ("people", name)
            if any(sign in name for sign in "&|"):
                help = "& and | join roles in by:; use another word in the name"
                self.names.fault(path, f'a role\'s name cannot have & or |: "{name}"', help=help, key=True)
            yield Role(
                name,
                self.names.whole_number(one.rank, (*path, "rank")),
                Side(one.side),
                one.note,
                self.names.roles(one.substitutes, (*path, "substitutes")),
                tuple(one.variants.items()),
                self.names.roles(one.independent_of, (*path, "independent_of")),
                self.names.clauses(one.clause, path),
            )

    def facts(self) -> Iterator[CaseFact]:
        for name, one in self.document.case_facts.items():
            path: Path = ("case_facts", name)
            if len(one.answers) < 2 or len(set(one.answers)) < len(one.answers):
                found = f'"{name}" needs two or more different answers'
                self.names.fault((*path, "answers"), found, help="such as [yes, no]")
            if one.at_start is not None:
                self.names.known(one.at_start, one.answers, "answer", (*path, "at_start"))
            pressing = self.names.each(one.pressing, one.answers, f'answer of "{name}"', (*path, "pressing"))
            if pressing and not set(one.answers) - set(pressing):
                found = f'every answer to "{name}" is said to be more pressing'
                self.names.fault((*path, "pressing"), found, help="leave out the answer of an ordinary case")
            self.domain(name, tuple(one.answers), path)
            clauses = self.names.clauses(one.clause, path)
            yield CaseFact(name, one.question, tuple(one.answers), one.at_start, clauses, pressing)

    def readings(self) -> Iterator[Reading]:
        for name, one in self.document.readings.items():
            path: Path = ("readings", name)
            if len(one.choices) < 2:
                found = f'reading "{name}" needs two or more choices'
                self.names.fault(
                    (*path, "choices"), found, help="add the other way to understand it, or remove it"
                )
            self.domain(name, tuple(one.choices), path)
            clauses = self.names.clauses(one.clause, path)
            yield Reading(name, one.question, tuple(one.choices.items()), clauses)

    def domain(self, name: str, values: tuple[str, ...], path: Path) -> None:
        if name in self.names.domains:
            found = f'there is already a case fact or reading "{name}"'
            help = "choose another name; handover, silence and counting are readings of every protocol"
            self.names.fault(path, found, help=help, key=True)
        self.names.domains[name] = values

    def parameters(self) -> Iterator[Named]:
        for name, one in self.document.parameters.items():
            self.names.parameters[name] = self.names.span(one.value, ("parameters", name, "value"))
            yield Named(name, one.says)

    def calendars(self, nation: Calendar) -> Iterator[Named]:
        """The calendars of the file's own; their days are known from here on to every length of time."""
        for name, one in self.document.calendars.items():
            plain = name in UNITS or name in UNITS.values() or name in ("day", "days")
            if plain or not _OWN_UNIT.fullmatch(name):
                found = f'a calendar of your own cannot be called "{name}"'
                help = 'name its unit in small letters, one of them, such as "school day"'
                self.names.fault(("calendars", name), found, help=help, key=True)
            terms = []
            for n, text in enumerate(one.open):
                try:
                    terms += [term(text, nation)]
                except ValueError as error:  # CalendarError too
                    path = ("calendars", name, "open")
                    here = (*path, n) if (*path, n) in self.names.yaml.values else path
                    found, _, help = str(error).partition("; ")
                    self.names.fault(here, found, help=help)
            if terms:
                self.names.own_units[name] = own_days(nation, terms)
            yield Named(name, one.says, open=tuple(one.open))

    def entry(self, one: WayInShape, path: Path) -> Entry:
        if one.to is not None:
            self.names.known(one.to, self.document.stages, "stage", (*path, "to"))
            if one.no_route:
                help = "remove to: or no_route:"
                self.names.fault((*path, "no_route"), f'way in "{one.id}" has a route', help=help, key=True)
        elif not one.no_route:
            help = 'add "to:" with a stage, or "no_route:" with what the text leaves out'
            self.names.fault(path, f'way in "{one.id}" leads nowhere', help=help)
        condition = self.names.condition(one.if_, (*path, "if"))
        clauses = self.names.clauses(one.clause, path)
        return Entry(one.id, one.says, one.to, condition, one.no_route, clauses, self.names.yaml.place(path))

    def settled(self) -> Iterator[Settled]:
        readings = [name for name in self.names.domains if name not in self.document.case_facts]
        for name, one in self.document.settled.items():
            path: Path = ("settled", name)
            if self.names.known(name, readings, "reading", path, key=True):
                self.names.known(one.choice, self.names.domains[name], f'choice of "{name}"', (*path, "choice"))
            yield Settled(name, one.choice, self.names.clauses(one.clause, path))

    def ledger(self) -> Iterator[Clause]:
        for name, one in self.document.clauses.items():
            path: Path = ("clauses", name)
            count = len(one.at.split())
            if count > MOST_WORDS_IN_PHRASE:
                found = f"this locating phrase has {count} words"
                help = "keep a few words in a row that stand in one sentence of the source only"
                self.names.fault((*path, "at"), found, f"at most {MOST_WORDS_IN_PHRASE} words", help)
            if one.sha256 and (not 12 <= len(one.sha256) <= 64 or set(one.sha256) - set("0123456789abcdef")):
                self.names.fault(
                    (*path, "sha256"),
                    "this is not a fingerprint",
                    "12 to 64 digits 0-9 and a-f",
                    "leave it out, or copy it whole",
                )
            place = self.names.yaml.place(path)
            yield Clause(name, one.says, one.at, one.sha256, one.left_out, one.text, place)

    def missing(self) -> Iterator[Missing]:
        for n, one in enumerate(self.document.missing):
            path: Path = ("missing", n)
            touches = self.names.each(one.touches, self.document.stages, "stage", (*path, "touches"))
            yield Missing(one.what, self.names.clauses(one.clause, path), touches)

    def whole(self, protocol: Protocol) -> None:
        """What only the protocol as a whole can get wrong."""
        fault = self.names.fault
        if not _ID.fullmatch(protocol.id):
            help = "letters, digits and hyphens, such as dyfed-powys"
            fault(
                ("protocol",),
                f'"{protocol.id}" cannot be the short name of a protocol',
                help,
                "it names files",
            )
        if not protocol.roles:
            fault(("people",), "there are no people", help="name the roles that take part", key=True)
        if not protocol.states:
            fault(("stages",), "there are no stages", help="a protocol has at least one stage", key=True)
        if len(protocol.states) > MOST_STATES:
            found = f"there are {len(protocol.states)} stages"
            fault(("stages",), found, f"at most {MOST_STATES}", "split it into several protocols", key=True)
        if not protocol.entries:
            help = "add one: - {id: raised, says: ..., to: a stage}"
            fault(("ways_in",), "there is no way in", help=help, key=True)
        last = any(one.last_word for one in protocol.states)
        if protocol.states and not last and not protocol.nobody_has_last_word:
            help = (
                'give the stage of the terminal authority "last_word: yes", or say why none: "no_last_word:"'
            )
            fault(("stages",), "no stage has the last word", help=help, key=True)
        if last and protocol.nobody_has_last_word:
            help = "remove no_last_word:, or last_word: from the stage"
            fault(("no_last_word",), "yet a stage has the last word", help=help, key=True)
        for clause in protocol.clauses:
            if clause.left_out and clause.id in protocol.cited:
                found = f'clause "{clause.id}" is left out, yet something rests on it'
                fault(
                    ("clauses", clause.id, "left_out"), found, help="remove left_out, or the references to it"
                )
