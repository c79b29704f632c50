"""The sense of one stage: its moves, time limits, duties and whatever protects the child meanwhile."""

from dataclasses import replace

from model.document import DutyShape, LimitShape, MoveShape, PanelShape, ProtectionShape, StageShape
from model.errors import did_you_mean
from model.modality import Modality
from model.names import COPY, Names
from model.protocol import (
    Duty,
    DutyKind,
    Extension,
    LimitKind,
    Panel,
    Protection,
    State,
    StateKind,
    Suspension,
    TimeLimit,
    Transition,
    Trigger,
)
from model.time_span import UNITS, TimeSpan
from model.trigger_words import ALONE, read_trigger
from model.yaml_places import Path

_LENGTHS = ("within", "not_before", "on", "words", "parameter")


def read_state(names: Names, name: str, one: StageShape, path: Path, *, way_out: bool) -> State:
    """A stage as a state; `way_out` says whether some move leads out of it."""
    if not one.ends and not way_out and not one.text_stops:
        names.fault(
            path,
            f'stage "{name}" has no way out',
            help='add moves; or, where the text breaks off, "text_stops: what is missing"; or "final: yes"',
            key=True,
        )
    for n, outcome in enumerate(one.outcomes):
        if "," in outcome or outcome == "time up":
            here: Path = (*path, "outcomes", n)
            help = "an outcome has no comma, which separates outcomes in when:" if "," in outcome else ""
            names.fault(
                here, f'an outcome cannot be "{outcome}"', help=help or "silence is an outcome: no answer"
            )
    return State(
        name,
        one.title,
        StateKind(one.kind),
        one.stage,
        names.role(one.owner, (*path, "owner")),
        names.roles(one.waits_for, (*path, "waits_for")),
        one.ends,
        one.last_word == "yes",
        tuple(one.outcomes),
        names.role(one.judge, (*path, "judge")),
        names.role(one.choice_of, (*path, "choice_of")),
        _protection(names, one.meanwhile, (*path, "meanwhile")),
        one.text_stops,
        one.continues_in,
        _panel(names, one.panel, (*path, "panel")),
        one.note,
        names.clauses(one.clause, path),
        names.yaml.place(path),
    )


def _protection(names: Names, one: ProtectionShape | None, path: Path) -> Protection | None:
    if one is None:
        return None
    return Protection(one.says, one.kind, Modality(one.word), names.clauses(one.clause, path))


def _panel(names: Names, one: PanelShape | None, path: Path) -> Panel | None:
    if one is None:
        return None
    return Panel(
        names.actors(one.convened_by, (*path, "convened_by")),
        names.roles(one.members, (*path, "members")),
        None if one.quorum is None else names.whole_number(one.quorum, (*path, "quorum")),
        one.sits,
        names.span(one.papers, (*path, "papers")),
        one.tie,
        _interval(names, one.sits, (*path, "sits")),
    )


def _interval(names: Names, sits: str, path: Path) -> TimeSpan | None:
    """How often a panel sits: "every 4 weeks", "every month"; None for a schedule in other words."""
    often, _, span = sits.partition(" ")
    if often.lower() != "every":
        return None
    return names.span(f"1 {span}" if span.lower() in {*UNITS, *names.own_units} else span, path)


def read_moves(
    names: Names, one: MoveShape, path: Path, sources: tuple[str, ...], *, anywhere: bool
) -> list[Transition]:
    """A move as one transition from each source; under `anywhere:` the id of each names the source."""
    names.known(one.to, names.document.stages, "stage", (*path, "to"))
    known = [source for source in sources if source in names.document.stages]
    common = [
        outcome
        for outcome in dict.fromkeys(o for source in known for o in names.document.stages[source].outcomes)
        if all(outcome in names.document.stages[source].outcomes for source in known)
    ]
    reading = read_trigger(one.when, tuple(common))
    if reading.unknown is not None:
        _unknown_outcome(names, one, path, reading.unknown, common)
    _time_up(names, one, path, reading.trigger)
    if reading.trigger is Trigger.AGREE and one.word != "open":
        names.fault((*path, "word"), "nobody can be obliged to agree", "open", "write: word: open")
    for fact, answer in one.sets.items():
        here: Path = (*path, "sets", fact)
        if names.known(fact, names.document.case_facts, "case fact", here, key=True):
            names.known(answer, names.domains[fact], f'answer of "{fact}"', here)
            if names.document.case_facts[fact].at_start is None:
                names.fault(
                    here, f'"{fact}" is fixed for the case', help="give the case fact an at_start answer"
                )
    made = Transition(
        id=one.id,
        source="",
        dest=one.to,
        trigger=reading.trigger,
        modality=Modality(one.word),
        by=names.actors(one.by, (*path, "by")),
        outcomes=reading.outcomes,
        after=names.each(one.time_up, names.limits, "time limit", (*path, "time_up")),
        condition=names.condition(one.if_, (*path, "if")),
        sets=tuple(one.sets.items()),
        binding=Modality(one.binding) if one.binding else None,
        spawns=one.spawns,
        note=one.note,
        clauses=names.clauses(one.clause, path),
        place=names.yaml.place(path),
    )
    return [
        replace(made, id=f"{one.id}{COPY}{source}" if anywhere else one.id, source=source)
        for source in sources
    ]


def _unknown_outcome(names: Names, one: MoveShape, path: Path, unknown: str, outcomes: list[str]) -> None:
    here: Path = (*path, "when")
    allowed = list(dict.fromkeys((*ALONE, *outcomes)))
    if not unknown:
        names.fault(
            here, f'move "{one.id}" does not say when', ", ".join(allowed), "name what makes it happen"
        )
    elif unknown in ALONE:
        help = "give it a move of its own; only outcomes of the stage and time up can be listed together"
        names.fault(here, f'"{unknown}" stands alone', ", ".join(allowed), help)
    else:
        near = did_you_mean(unknown, allowed)
        help = near or f'add it to the stage: "outcomes: [{", ".join([*outcomes, unknown])}]"'
        names.fault(here, f'"{unknown}" is not an outcome of this stage', ", ".join(allowed), help)


def _time_up(names: Names, one: MoveShape, path: Path, trigger: Trigger) -> None:
    expires = trigger in (Trigger.EXPIRY, Trigger.EITHER)
    if expires and not one.time_up:
        found = f'move "{one.id}" waits for "time up" but names no limit'
        own = next(iter(names.limits), "the id of the limit")
        names.fault((*path, "when"), found, help=f'say which limit, such as "time_up: {own}"')
    if one.time_up and not expires:
        found = f'move "{one.id}" names a limit but does not wait for its time to be up'
        help = f'write "when: {one.when}, or time up"'
        if one.when in ALONE:
            help = 'remove time_up:, or add a move of its own with "when: time up"'
        names.fault((*path, "time_up"), found, help=help, key=True)


def read_limit(names: Names, one: LimitShape, path: Path, state: str) -> TimeLimit:
    """A time limit of a stage, or a cap where `state` is empty."""
    given = [key for key in _LENGTHS if getattr(one, key)]
    if len(given) != 1 and given != ["within", "not_before"]:
        found = " and ".join(given) if given else "no length"
        names.fault(
            path,
            f'limit "{one.id}" has {found}',
            "one of within, not_before (or both), on, words, parameter",
            "make it two limits, each with its own id" if given else 'such as "within: 5 working days"',
        )
    if one.parameter:
        names.known(one.parameter, names.document.parameters, "parameter", (*path, "parameter"))
    exact = names.span(one.on, (*path, "on"))
    kind = LimitKind.CAP if not state else LimitKind.STAGE if one.for_ == ["leaving"] else LimitKind.WINDOW
    _what_it_binds(names, one, path, kind)
    return TimeLimit(
        id=one.id,
        kind=kind,
        modality=Modality(one.word),
        start=names.events_named(one.from_, (*path, "from"), inside=state),
        binds=_moves_bound(names, one, path) if kind is LimitKind.WINDOW else (),
        ends=names.events_named(one.until, (*path, "until"), inside=state),
        at_most=names.span(one.within, (*path, "within")) or exact or names.parameters.get(one.parameter),
        at_least=names.span(one.not_before, (*path, "not_before")) or exact,
        words=one.words,
        parameter=one.parameter,
        starts_after=names.span(one.starts_after, (*path, "starts_after")),
        condition=names.condition(one.if_, (*path, "if")),
        or_sooner=one.or_sooner,
        extension=_extension(names, one, path),
        suspension=_suspension(names, one, path, state),
        state=state,
        note=one.note,
        clauses=names.clauses(one.clause, path),
        place=names.yaml.place(path),
    )


def _what_it_binds(names: Names, one: LimitShape, path: Path, kind: LimitKind) -> None:
    if kind is LimitKind.CAP:
        if not one.until:
            names.fault(path, f'cap "{one.id}" has no end', help="add until: the moves or stages that end it")
        if one.for_:
            names.fault((*path, "for"), "a cap binds everything until it ends", help="remove for:", key=True)
        return
    if one.until:
        names.fault(
            (*path, "until"), "only a cap has until:", help="move it under caps:, or use for:", key=True
        )
    if not one.for_ and not one.words and not one.until:
        help = 'add "for: leaving" for any way out, or "for:" with the moves that must be made in time'
        names.fault(path, f'limit "{one.id}" binds nothing', help=help)


def _moves_bound(names: Names, one: LimitShape, path: Path) -> tuple[str, ...]:
    if "leaving" in one.for_:
        names.fault(
            (*path, "for"), '"leaving" already stands for every way out', help='write "for: leaving" alone'
        )
        return ()
    return names.copied(names.each(one.for_, names.moves, "move", (*path, "for")))


def _extension(names: Names, one: LimitShape, path: Path) -> Extension | None:
    if one.extension is None:
        return None
    here: Path = (*path, "extension")
    endless = one.extension.up_to == "no limit"
    up_to = None if endless else names.span(one.extension.up_to, (*here, "up_to"))
    return Extension(up_to, names.actors(one.extension.by, (*here, "by")))


def _suspension(names: Names, one: LimitShape, path: Path, state: str) -> Suspension | None:
    if one.paused is None:
        return None
    ends = []
    for key, name in (("from", one.paused.from_), ("until", one.paused.until)):
        here: Path = (*path, "paused", key)
        events = names.events_named([name], here, inside=state)
        if len(events) != 1:
            help = "name the stage it leads to, or one of: " + ", ".join(events)
            names.fault(here, f'"{name}" is a move from several stages', help=help)
        ends.append(next(iter(events), name))
    return Suspension(*ends)


def bound(limit: TimeLimit, transitions: list[Transition]) -> TimeLimit:
    """The limit with what it binds: for a stage limit every way out, for a window the moves it names."""
    if limit.kind is LimitKind.STAGE:
        return replace(limit, binds=tuple(one.id for one in transitions if one.source == limit.state))
    named = set(limit.binds)
    return replace(limit, binds=tuple(one.id for one in transitions if one.id in named))


def read_duty(names: Names, one: DutyShape, path: Path, state: str) -> Duty:
    """A duty that moves nothing, of the stage that states it or of the whole protocol."""
    if one.within and one.words:
        help = "keep the number; put the words in says:"
        names.fault(path, f'duty "{one.id}" has a number and words', "one of within, words", help)
    return Duty(
        id=one.id,
        kind=DutyKind(one.kind),
        says=one.says,
        modality=Modality(one.word),
        by=names.actors(one.by, (*path, "by")),
        to=names.roles(one.to, (*path, "to")),
        upon=names.events_named(one.upon, (*path, "upon"), inside=state),
        within=names.span(one.within, (*path, "within")),
        words=one.words,
        every=names.span(one.every, (*path, "every")),
        condition=names.condition(one.if_, (*path, "if")),
        clauses=names.clauses(one.clause, path),
        place=names.yaml.place(path),
    )
