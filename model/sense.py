"""The sense of a protocol file: names that exist, numbers that are numbers, rules that can be rules."""

from collections.abc import Iterable, Iterator
from typing import Any

from model.calendar import CalendarError, Nation
from model.condition import Condition, Literal
from model.document import (
    Document,
    DutyShape,
    LimitShape,
    MoveShape,
    PanelShape,
    ProtectionShape,
    StageShape,
    WayInShape,
)
from model.errors import BadInput, Fault, did_you_mean
from model.modality import Modality
from model.protocol import (
    BUILT_IN_READINGS,
    Actors,
    CaseFact,
    Clause,
    Duty,
    DutyKind,
    Entry,
    Extension,
    LimitKind,
    Missing,
    Named,
    Panel,
    Protection,
    Protocol,
    Reading,
    Role,
    Side,
    State,
    StateKind,
    Suspension,
    TimeLimit,
    Transition,
    Trigger,
)
from model.time_span import TimeSpan, TimeSpanError, parse
from model.trigger_words import read_trigger
from model.yaml_text import Path, YamlText

MOST_STATES = 2_000
MOST_WORDS_IN_PHRASE = 8


def make_sense(document: Document, yaml: YamlText) -> Protocol:
    """The protocol that a well-shaped file stands for.

    Raises:
        BadInput: with every name that does not exist and every rule that cannot be one.
    """
    reader = _Reader(document, yaml)
    protocol = reader.protocol()
    if reader.faults:
        raise BadInput(reader.faults)
    return protocol


class _Reader:
    """Walks a document once, collecting faults."""

    def __init__(self, document: Document, yaml: YamlText) -> None:
        self.document = document
        self.yaml = yaml
        self.faults: list[Fault] = []
        self.moves: dict[str, Path] = {}
        self.limits: dict[str, Path] = {}
        self.events: dict[str, Path] = {}
        self.domains: dict[str, tuple[str, ...]] = {one.id: one.names for one in BUILT_IN_READINGS}

    # -- faults and names -------------------------------------------------------------------------------

    def fault(self, path: Path, found: str, allowed: str = "", help: str = "", *, key: bool = False) -> None:
        self.faults.append(self.yaml.fault(path, found, allowed, help, key=key))

    def known(self, name: str, names: Iterable[str], what: str, path: Path) -> bool:
        """Whether a name is one of those declared; if not, a fault."""
        names = list(names)
        if name in names:
            return True
        listed = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
        self.fault(path, f'there is no {what} "{name}"', listed or f"no {what} is declared", did_you_mean(name, names))
        return False

    def each(self, names: list[str], known: Iterable[str], what: str, path: Path) -> tuple[str, ...]:
        known = list(known)
        for place, name in enumerate(names):
            here = (*path, place) if (*path, place) in self.yaml.values else path
            self.known(name, known, what, here)
        return tuple(names)

    def declare(self, name: str, path: Path, table: dict[str, Path], what: str) -> None:
        """Note that a name is taken; a fault when it was already."""
        if name in table:
            spot = self.yaml.values.get(table[name]) or self.yaml.keys.get(table[name])
            first = f" on line {spot.place.line}" if spot else ""
            self.fault(path, f'the name "{name}" is already used{first}', help=f"give this {what} a name of its own")
        else:
            table[name] = path

    def clauses(self, ids: list[str], path: Path) -> tuple[str, ...]:
        if self.document.clauses:
            self.each(ids, self.document.clauses, "clause", (*path, "clause"))
        return tuple(ids)

    def span(self, text: str | None, path: Path) -> TimeSpan | None:
        if text is None:
            return None
        try:
            return parse(text, frozenset(self.document.calendars))
        except TimeSpanError as error:
            self.fault(path, str(error))
            return None

    def actors(self, text: str, path: Path) -> Actors:
        """Read "a & b | c": a and b jointly, or c."""
        groups = []
        for group in text.split("|") if text.strip() else []:
            names = tuple(name.strip() for name in group.split("&"))
            for name in names:
                self.known(name, self.document.people, "role", path)
            groups.append(names)
        return tuple(groups)

    def role(self, name: str, path: Path) -> str:
        if name:
            self.known(name, self.document.people, "role", path)
        return name

    def condition(self, alternatives: list[dict[str, list[str]]], path: Path) -> Condition:
        made = []
        for place, every in enumerate(alternatives):
            here = (*path, place) if (*path, place) in self.yaml.values else path
            literals = []
            for name, values in every.items():
                if self.known(name, self.domains, "case fact or reading", (*here, name)):
                    self.each(values, self.domains[name], f'answer of "{name}"', (*here, name))
                literals.append(Literal(name, tuple(values)))
            made.append(tuple(literals))
        return Condition(tuple(made))

    def whole_number(self, text: str, path: Path) -> int:
        if text.isdigit() and len(text) < 5:
            return int(text)
        self.fault(path, f'"{text}" is not a whole number', "0, 1, 2, ...")
        return 0

    # -- the parts --------------------------------------------------------------------------------------

    def protocol(self) -> Protocol:
        document = self.document
        facts, readings = tuple(self.facts()), tuple(self.readings())
        self.collect_names()
        limits: list[TimeLimit] = []
        transitions: list[Transition] = []
        duties: list[Duty] = [self.duty(one, ("duties", n)) for n, one in enumerate(document.duties)]
        states = []
        for name, stage in document.stages.items():
            path: Path = ("stages", name)
            states.append(self.state(name, stage, path))
            limits += [self.limit(one, (*path, "limits", n), name) for n, one in enumerate(stage.limits)]
            transitions += [self.move(one, (*path, "moves", n), name) for n, one in enumerate(stage.moves)]
            duties += [self.duty(one, (*path, "duties", n)) for n, one in enumerate(stage.duties)]
        transitions += self.anywhere(states)
        limits += [self.limit(one, ("caps", n), "") for n, one in enumerate(document.caps)]
        limits = [self.bound_to(one, transitions) for one in limits]
        protocol = Protocol(
            id=document.protocol,
            title=document.title,
            board=document.board,
            edition=document.edition,
            nation=self.nation(),
            roles=tuple(self.roles()),
            states=tuple(states),
            transitions=tuple(transitions),
            entries=tuple(self.entry(one, ("ways_in", n)) for n, one in enumerate(document.ways_in)),
            limits=tuple(limits),
            duties=tuple(duties),
            facts=facts,
            readings=readings,
            clauses=tuple(self.ledger()),
            missing=tuple(self.missing()),
            events=tuple(Named(name, says) for name, says in document.events.items()),
            parameters=tuple(Named(name, one.says) for name, one in document.parameters.items()),
            calendars=tuple(Named(name, says) for name, says in document.calendars.items()),
            raised=self.each(document.raised, self.events, "move, stage or way in", ("raised",)),
            nobody_has_last_word=document.no_last_word,
            target=self.span(document.target, ("target",)),
            summary=document.summary,
            file=self.yaml.file,
        )
        self.whole(protocol)
        return protocol

    def nation(self) -> str:
        try:
            return Nation(self.document.nation).value
        except (ValueError, CalendarError):
            names = [one.value for one in Nation]
            self.fault(
                ("nation",),
                f'"{self.document.nation}" is not a nation with bank holidays of its own',
                ", ".join(names),
                did_you_mean(self.document.nation, names) or "the United Kingdom has no single set of bank holidays",
            )
            return Nation.ENGLAND.value

    def roles(self) -> Iterator[Role]:
        for name, one in self.document.people.items():
            path: Path = ("people", name)
            if any(sign in name for sign in "&|"):
                self.fault(path, f'a role\'s name cannot contain & or |: "{name}"', key=True)
            yield Role(
                name,
                self.whole_number(one.rank, (*path, "rank")),
                Side(one.side),
                one.note,
                self.each(one.substitutes, self.document.people, "role", (*path, "substitutes")),
                tuple(one.variants.items()),
                self.each(one.independent_of, self.document.people, "role", (*path, "independent_of")),
                self.clauses(one.clause, path),
            )

    def facts(self) -> Iterator[CaseFact]:
        for name, one in self.document.case_facts.items():
            path: Path = ("case_facts", name)
            if len(one.answers) < 2 or len(set(one.answers)) < len(one.answers):
                self.fault((*path, "answers"), f'"{name}" needs two or more different answers', help="such as [yes, no]")
            if one.at_start is not None:
                self.known(one.at_start, one.answers, "answer", (*path, "at_start"))
            if name in self.domains:
                self.fault(path, f'"{name}" is a reading that every protocol has', help="choose another name", key=True)
            self.domains[name] = tuple(one.answers)
            yield CaseFact(name, one.question, tuple(one.answers), one.at_start, self.clauses(one.clause, path))

    def readings(self) -> Iterator[Reading]:
        for name, one in self.document.readings.items():
            path: Path = ("readings", name)
            if len(one.choices) < 2:
                self.fault((*path, "choices"), f'reading "{name}" needs two or more choices', help="or remove it")
            if name in self.domains:
                self.fault(path, f'the name "{name}" is already used', help="choose another name", key=True)
            self.domains[name] = tuple(one.choices)
            yield Reading(name, one.question, tuple(one.choices.items()), self.clauses(one.clause, path))

    def collect_names(self) -> None:
        """Note every name that something else may refer to."""
        for n, way in enumerate(self.document.ways_in):
            self.declare(way.id, ("ways_in", n, "id"), self.events, "way in")
        for name in self.document.events:
            self.declare(name, ("events", name), self.events, "event")
        for name, stage in self.document.stages.items():
            self.declare(name, ("stages", name), self.events, "stage")
            for n, move in enumerate(stage.moves):
                path: Path = ("stages", name, "moves", n, "id")
                self.declare(move.id, path, self.events, "move")
                self.moves[move.id] = path
            for n, limit in enumerate(stage.limits):
                self.declare(limit.id, ("stages", name, "limits", n, "id"), self.limits, "limit")
            for n, duty in enumerate(stage.duties):
                self.declare(duty.id, ("stages", name, "duties", n, "id"), self.events, "duty")
        for n, cap in enumerate(self.document.caps):
            self.declare(cap.id, ("caps", n, "id"), self.limits, "cap")
        for n, duty in enumerate(self.document.duties):
            self.declare(duty.id, ("duties", n, "id"), self.events, "duty")
        for n, move in enumerate(self.document.anywhere):
            self.declare(move.id, ("anywhere", n, "id"), self.events, "move")
            self.moves[move.id] = ("anywhere", n, "id")

    def state(self, name: str, one: StageShape, path: Path) -> State:
        kind = StateKind(one.kind)
        ends = kind in (StateKind.CLOSED, StateKind.DECIDED)
        final = one.final == "yes" if one.final is not None else ends
        if not final and not one.moves and not one.text_stops and not self.document.anywhere:
            self.fault(
                path,
                f'stage "{name}" has no way out',
                help='add moves; or, where the text breaks off, "text_stops: what is missing"; or "final: yes"',
                key=True,
            )
        return State(
            name,
            one.title,
            kind,
            one.stage,
            self.role(one.owner, (*path, "owner")),
            self.each(one.waits_for, self.document.people, "role", (*path, "waits_for")),
            final,
            one.last_word == "yes",
            tuple(one.outcomes),
            self.role(one.judge, (*path, "judge")),
            self.role(one.choice_of, (*path, "choice_of")),
            self.protection(one.meanwhile, (*path, "meanwhile")),
            one.text_stops,
            one.continues_in,
            self.panel(one.panel, (*path, "panel")),
            one.note,
            self.clauses(one.clause, path),
            self.yaml.place(path),
        )

    def protection(self, one: ProtectionShape | None, path: Path) -> Protection | None:
        if one is None:
            return None
        return Protection(one.says, one.kind, Modality(one.word), self.clauses(one.clause, path))

    def panel(self, one: PanelShape | None, path: Path) -> Panel | None:
        if one is None:
            return None
        return Panel(
            self.actors(one.convened_by, (*path, "convened_by")),
            self.each(one.members, self.document.people, "role", (*path, "members")),
            None if one.quorum is None else self.whole_number(one.quorum, (*path, "quorum")),
            one.sits,
            self.span(one.papers, (*path, "papers")),
            one.tie,
        )

    def move(self, one: MoveShape, path: Path, source: str) -> Transition:
        self.known(one.to, self.document.stages, "stage", (*path, "to"))
        stage = self.document.stages[source] if source else None
        reading = read_trigger(one.when, tuple(stage.outcomes) if stage else ())
        if reading.unknown:
            allowed = ["agreed", "decided", "withdrawn", "done", "time up", *(stage.outcomes if stage else ())]
            self.fault(
                (*path, "when"),
                f'"{reading.unknown}" is not an outcome of this stage',
                ", ".join(allowed),
                did_you_mean(reading.unknown, allowed) or "add it to the outcomes of the stage",
            )
        expires = reading.trigger in (Trigger.EXPIRY, Trigger.EITHER)
        if expires and not one.time_up:
            self.fault((*path, "when"), f'move "{one.id}" waits for "time up" but names no limit', help="add time_up:")
        if one.time_up and not expires:
            self.fault(
                (*path, "time_up"),
                f'move "{one.id}" names a limit but does not wait for its time to be up',
                help=f'write "when: {one.when}, or time up"',
                key=True,
            )
        if reading.trigger is Trigger.AGREE and one.word != "open":
            self.fault((*path, "word"), "nobody can be obliged to agree", "open", "write: word: open")
        for fact, answer in one.sets.items():
            here: Path = (*path, "sets", fact)
            if self.known(fact, self.document.case_facts, "case fact", here):
                self.known(answer, self.domains[fact], f'answer of "{fact}"', here)
                if self.document.case_facts[fact].at_start is None:
                    self.fault(here, f'"{fact}" is fixed for the case', help="give the case fact an at_start answer")
        return Transition(
            id=one.id,
            source=source,
            dest=one.to,
            trigger=reading.trigger,
            modality=Modality(one.word),
            by=self.actors(one.by, (*path, "by")),
            outcomes=reading.outcomes,
            after=self.each(one.time_up, self.limits, "time limit", (*path, "time_up")),
            condition=self.condition(one.if_, (*path, "if")),
            sets=tuple(one.sets.items()),
            binding=Modality(one.binding) if one.binding else None,
            spawns=one.spawns,
            note=one.note,
            clauses=self.clauses(one.clause, path),
            place=self.yaml.place(path),
        )

    def anywhere(self, states: list[State]) -> Iterator[Transition]:
        """A move open from several stages is one transition from each; its id names the stage too."""
        from dataclasses import replace

        for n, one in enumerate(self.document.anywhere):
            path: Path = ("anywhere", n)
            every = one.from_ == ["all"]
            sources = [state.id for state in states if not state.final] if every else one.from_
            if not every:
                self.each(one.from_, self.document.stages, "stage", (*path, "from"))
            made = self.move(one, path, "")
            for source in sources:
                if source != one.to:
                    yield replace(made, id=f"{one.id}, from {source}", source=source)

    def limit(self, one: LimitShape, path: Path, state: str) -> TimeLimit:
        given = [name for name in ("within", "not_before", "on", "words", "parameter") if getattr(one, name)]
        if len(given) != 1:
            found = " and ".join(given) if given else "no length"
            self.fault(
                path,
                f'limit "{one.id}" has {found}',
                "exactly one of within, not_before, on, words, parameter",
                "a number and words together are two limits" if given else 'such as "within: 5 working days"',
            )
        if one.parameter:
            self.known(one.parameter, self.document.parameters, "parameter", (*path, "parameter"))
        filled = self.document.parameters.get(one.parameter) if one.parameter else None
        value = self.span(filled.value, ("parameters", one.parameter, "value")) if filled else None
        exact = self.span(one.on, (*path, "on"))
        kind = LimitKind.CAP if not state else LimitKind.STAGE if one.for_ == ["leaving"] else LimitKind.WINDOW
        if kind is LimitKind.CAP:
            if not one.until:
                self.fault(path, f'cap "{one.id}" has no end', help="add until: the moves or stages that end it")
            if one.for_:
                self.fault((*path, "for"), "a cap binds everything until it ends", help="remove for:", key=True)
        else:
            if one.until:
                self.fault((*path, "until"), "only a cap has until:", help="move it under caps:, or use for:", key=True)
            if not one.for_ and not one.words:
                self.fault(path, f'limit "{one.id}" binds nothing', help='add "for: leaving" or "for:" with moves')
        if kind is LimitKind.WINDOW:
            self.each(one.for_, self.moves, "move", (*path, "for"))
        starts = [state if name == "entering" and state else name for name in one.from_]
        self.each(starts, self.events, "event (move, stage, way in, duty)", (*path, "from"))
        pause = None
        if one.paused is not None:
            self.known(one.paused.from_, self.events, "event", (*path, "paused", "from"))
            self.known(one.paused.until, self.events, "event", (*path, "paused", "until"))
            pause = Suspension(one.paused.from_, one.paused.until)
        return TimeLimit(
            id=one.id,
            kind=kind,
            modality=Modality(one.word),
            start=tuple(starts),
            binds=tuple(one.for_) if kind is LimitKind.WINDOW else (),
            ends=self.each(one.until, self.events, "event", (*path, "until")),
            at_most=self.span(one.within, (*path, "within")) or exact or value,
            at_least=self.span(one.not_before, (*path, "not_before")) or exact,
            words=one.words,
            parameter=one.parameter,
            starts_after=self.span(one.starts_after, (*path, "starts_after")),
            condition=self.condition(one.if_, (*path, "if")),
            or_sooner=one.or_sooner,
            extension=self.extension(one, path),
            suspension=pause,
            state=state,
            note=one.note,
            clauses=self.clauses(one.clause, path),
            place=self.yaml.place(path),
        )

    def extension(self, one: LimitShape, path: Path) -> Extension | None:
        if one.extension is None:
            return None
        here: Path = (*path, "extension")
        endless = one.extension.up_to == "no limit"
        up_to = None if endless else self.span(one.extension.up_to, (*here, "up_to"))
        return Extension(up_to, self.actors(one.extension.by, (*here, "by")))

    def bound_to(self, limit: TimeLimit, transitions: list[Transition]) -> TimeLimit:
        """A stage limit binds every way out of its state; moves from anywhere stand for all their copies."""
        from dataclasses import replace

        if limit.kind is LimitKind.STAGE:
            return replace(limit, binds=tuple(one.id for one in transitions if one.source == limit.state))
        named = {name for name in limit.binds if name in self.moves}
        copies = [one.id for one in transitions if one.id in named or one.id.partition(", from ")[0] in named]
        return replace(limit, binds=tuple(copies)) if limit.binds else limit

    def duty(self, one: DutyShape, path: Path) -> Duty:
        if one.within and one.words:
            self.fault(path, f'duty "{one.id}" has a number and words', "one of within, words")
        return Duty(
            id=one.id,
            kind=DutyKind(one.kind),
            says=one.says,
            modality=Modality(one.word),
            by=self.actors(one.by, (*path, "by")),
            to=self.each(one.to, self.document.people, "role", (*path, "to")),
            upon=self.each(one.upon, self.events, "event (move, stage, way in)", (*path, "upon")),
            within=self.span(one.within, (*path, "within")),
            words=one.words,
            every=self.span(one.every, (*path, "every")),
            condition=self.condition(one.if_, (*path, "if")),
            clauses=self.clauses(one.clause, path),
            place=self.yaml.place(path),
        )

    def entry(self, one: WayInShape, path: Path) -> Entry:
        if one.to is not None:
            self.known(one.to, self.document.stages, "stage", (*path, "to"))
        elif not one.no_route:
            self.fault(path, f'way in "{one.id}" leads nowhere', help='add "to:", or "no_route: what the text omits"')
        condition = self.condition(one.if_, (*path, "if"))
        return Entry(
            one.id, one.says, one.to, condition, one.no_route, self.clauses(one.clause, path), self.yaml.place(path)
        )

    def ledger(self) -> Iterator[Clause]:
        for name, one in self.document.clauses.items():
            path: Path = ("clauses", name)
            if len(one.at.split()) > MOST_WORDS_IN_PHRASE:
                self.fault((*path, "at"), "a locating phrase has at most eight words", help="a few words are enough")
            if one.sha256 and (len(one.sha256) < 12 or set(one.sha256) - set("0123456789abcdef")):
                self.fault((*path, "sha256"), "this is not a fingerprint", "12 or more digits 0-9a-f")
            yield Clause(name, one.says, one.at, one.sha256, one.left_out, one.text)

    def missing(self) -> Iterator[Missing]:
        for n, one in enumerate(self.document.missing):
            path: Path = ("missing", n)
            touches = self.each(one.touches, self.document.stages, "stage", (*path, "touches"))
            yield Missing(one.what, self.clauses(one.clause, path), touches)

    def whole(self, protocol: Protocol) -> None:
        """What only the protocol as a whole can get wrong."""
        if not protocol.states:
            self.fault(("stages",), "there are no stages", help="a protocol has at least one stage", key=True)
        if len(protocol.states) > MOST_STATES:
            self.fault(("stages",), f"there are {len(protocol.states)} stages", f"at most {MOST_STATES}", key=True)
        if not protocol.entries:
            self.fault(("ways_in",), "there is no way in", help="add one: - {id: raised, says: ..., to: a stage}", key=True)
        if protocol.states and not any(one.last_word for one in protocol.states) and not protocol.nobody_has_last_word:
            self.fault(
                ("stages",),
                "no stage has the last word",
                help='mark the stage of the terminal authority "last_word: yes", or say why nobody has it: "no_last_word:"',
                key=True,
            )
        for clause in protocol.clauses:
            if clause.left_out and clause.id in protocol.cited:
                self.fault(
                    ("clauses", clause.id, "left_out"),
                    f'clause "{clause.id}" is left out, yet something rests on it',
                    help="remove left_out, or the references to it",
                )


def document_keys() -> Any:
    """The keys at the top of a protocol file, in order."""
    return [field.alias or name for name, field in Document.model_fields.items()]
