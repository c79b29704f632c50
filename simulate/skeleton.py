"""A complete scenario for a protocol that nobody has written one for: every figure there, and every one to replace.

The figures are plain defaults by kind of stage, all of them assumptions (archetypes of the design notes: a talk takes
days, an answer about two thirds of its limit, a referral a week where the text is silent).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from json import dumps

from model.protocol import Protocol, State, StateKind, Trigger
from model.time_span import TimeSpan
from simulate.arrival_sense import allowed_answers
from simulate.chances import Case, Cases, Crossroads, is_certain, waits
from simulate.fingerprint import fingerprints
from simulate.needs import longer_limits, outside_events, timed_duties
from simulate.scenario import NO_MOVE

_REPLACE = "assumption; replace"
_PLAIN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _-/()'.,")
_MEDIAN = {
    StateKind.DISCUSS: ("3", "0.9"),
    StateKind.RESPOND: ("8", "0.9"),
    StateKind.DECIDE: ("5", "0.9"),
    StateKind.MONITOR: ("10", "0.7"),
    StateKind.EXTERNAL: ("20", "0.9"),
}
"""Median delay in working days and spread, by kind of stage; a referral otherwise."""
_REFERRAL = ("5", "0.9")
_HOURS = {StateKind.DISCUSS: "0.75", StateKind.REFER: "0.5", StateKind.DECIDE: "3", StateKind.MONITOR: "0.5"}
_LONG, _NOTE = "2", "0.25"
"""Hands-on hours of each role elsewhere, and for a duty such as a record or a notice."""
_AGREED, _OTHERS = 70, 30
"""Percentage of disputes that a stage settles where its text has moves for both."""
_DECIDED = 95
"""Percentage of sittings that decide, where the text also has a tie or the like and no move for it."""
_WRITTEN_FOR = re.compile(r"^written_for:.*\n?(?:^(?:[ \t].*)?(?:\n|\Z))*", re.MULTILINE)
_WRAP = 112


def skeleton(protocol: Protocol, *, starts: str = "2026-04-01") -> str:
    """The text of a scenario file with every state, move, role, way in, case fact and reading of a protocol."""
    return "\n".join(_lines(protocol, starts)) + "\n"


def written_for(protocol: Protocol) -> str:
    """How the protocol stands, as the last section of a scenario file."""
    lines = ["written_for:  # how the protocol stood; renewed by: handrail scenario check --accept"]
    for kind, parts in fingerprints(protocol).items():
        if not parts:
            continue
        lines.append(f"  {kind}:")
        lines += [f"    {key(id)}: {value}" for id, value in parts.items()]
    return "\n".join(lines) + "\n"


def accepted(text: str, protocol: Protocol) -> str:
    """The text of a scenario file in which the last section says how the protocol stands now."""
    without = _WRITTEN_FOR.sub("", text)
    return f"{without.rstrip()}\n\n{written_for(protocol)}"


def key(name: str) -> str:
    """A name as a key or value of YAML, quoted where it must be."""
    plain = name and set(name) <= _PLAIN and name[0].isalnum() and name == name.strip()
    return name if plain else dumps(name, ensure_ascii=False)


def _lines(protocol: Protocol, starts: str) -> Iterator[str]:
    yield "# A scenario: what a run adds to the text. Replace every figure that says so: 12 (8 to 14) assumption; why."
    yield "# With a source: 12 (8 to 14) proxy from other board; why. Without a range a figure is taken as certain."
    yield "handrail: 1"
    yield f"scenario: {key(protocol.id)}"
    yield f"protocol: {key(protocol.id)}"
    yield f"starts: {starts}  # the first day of the simulated time"
    yield "working_minutes: 444  # 37 hours a week"
    yield "due_at: close  # a limit ends at the close of its last working day"
    yield "level: guide  # how much of the text people act on: must, should, guide, implied"
    yield "# sources:"
    yield "#   other board: where its figures were found"
    yield from ("", "readings:  # how the text is read")
    for reading in protocol.all_readings:
        yield from (f"  # {_one_line(reading.question)}", f"  #   {_one_line(' / '.join(reading.names))}")
        yield f"  {key(reading.id)}: {key(reading.names[0])}"
    yield from _arrivals(protocol)
    yield from ("", "staff:  # a role without people here does its work at once, whatever there is of it")
    for role in protocol.roles:
        yield f"  {key(role.id)}: {{people: 5 {_REPLACE}, share: 5% {_REPLACE}}}"
    yield from ("", f"absence: {{leave_days: 28 {_REPLACE}, sick_rate: 3% {_REPLACE}, spell: 5 {_REPLACE}}}")
    yield from (f"chase_every: 10 {_REPLACE}", f"chase_success: 60% {_REPLACE}", f"elasticity: 0.7 {_REPLACE}")
    yield from _steps(protocol)
    yield from _happenings(protocol)
    yield from ("", written_for(protocol).rstrip())


def _arrivals(protocol: Protocol) -> Iterator[str]:
    yield from ("", "arrivals:  # how many disputes come in a year, by way in")
    for entry in protocol.entries:
        yield f"  # {_one_line(entry.says)}"
        if entry.dest is None:
            yield f"  # {_one_line(entry.id)}: the text gives no way on, so nobody can come this way"
            continue
        yield from (f"  {key(entry.id)}:", f"    per_year: 50 {_REPLACE}", f"    urgent: 5% {_REPLACE}")
        asked = [
            (fact, answers)
            for fact in protocol.facts
            if fact.at_start is None
            and len(answers := allowed_answers(entry, fact.id, fact.answers) or fact.answers) > 1
        ]
        if asked:
            yield "    facts:"
        for fact, answers in asked:
            yield f"      {key(fact.id)}:  # {_one_line(fact.question)}"
            shares = _spread(100, len(answers))
            yield from (f"        {key(a)}: {n}% {_REPLACE}" for a, n in zip(answers, shares, strict=True))


def _steps(protocol: Protocol) -> Iterator[str]:
    yield from ("", "steps:  # what happens while a dispute rests in a stage")
    cases = Cases(protocol)
    panels = []
    for state in protocol.states:
        if state.final or not protocol.outgoing[state.id]:
            continue
        panels += [state.id] if state.kind is StateKind.PANEL else []
        step = list(_step(protocol, state, cases))
        yield f"  {key(state.id)}:{'' if step else ' {}'}" + (f"  # {_one_line(state.title)}" if state.title else "")
        yield from step
        for one in protocol.outgoing[state.id]:
            if waits(one):
                yield f"    # {_one_line(one.id)}: happens when time is up, or nobody answers"
    if panels:
        yield from ("", "sittings:  # when a panel can take a dispute")
        yield from (f"  {key(one)}: {{every: 20 {_REPLACE}, papers: 5 {_REPLACE}}}" for one in panels)


def _step(protocol: Protocol, state: State, cases: Cases) -> Iterator[str]:
    if state.kind is not StateKind.PANEL:
        median, sigma = _delay(protocol, state)
        yield f"    delay: {{median: {median} {_REPLACE}, sigma: {sigma} {_REPLACE}}}  # working days"
    yield from _work(_roles(protocol, state), _HOURS.get(state.kind, _LONG))
    if state.awaits:
        yield f"    no_response: 5% {_REPLACE}"
    yield from _outcomes(protocol, state, cases)


def _happenings(protocol: Protocol) -> Iterator[str]:
    """What is no move, as far as clocks have to do with it, and the limits that somebody may lengthen."""
    stops = {one.suspension.end: one.suspension.start for one in protocol.limits if one.suspension}
    events = [one for one in protocol.events if one.id in outside_events(protocol)]
    duties = [one for one in protocol.duties if one.id in timed_duties(protocol)]
    longer = [one for one in protocol.limits if one.id in longer_limits(protocol)]
    if events:
        yield from ("", "events:  # what comes from outside: how often, and how long after what it follows")
    for event in events:
        yield f"  {key(event.id)}:  # {_one_line(event.says)}"
        if event.id in stops:
            yield f"    upon: {key(stops[event.id])}"
        yield from _comes(*_REFERRAL)
    if duties:
        yield from ("", "duties:  # how often each is done at all, how long after what it is upon, by whose work")
    for duty in duties:
        yield from (f"  {key(duty.id)}:  # {_one_line(duty.says)}", *_comes(*_answer(duty.within or duty.every)))
        yield from _work(tuple(role for group in duty.by[:1] for role in group if role in protocol.role), _NOTE)
    if longer:
        yield from ("", "lengthened:  # how often a time limit is lengthened, and by how many working days")
    for limit in longer:
        up_to = limit.extension.up_to if limit.extension else None
        days = up_to.most_working_days() if up_to and up_to.in_days else _REFERRAL[0]
        yield f"  {key(limit.id)}: {{chance: 20% {_REPLACE}, by: {days} {_REPLACE}}}"


def _comes(median: str, sigma: str) -> tuple[str, str]:
    return (
        f"    chance: 80% {_REPLACE}",
        f"    delay: {{median: {median} {_REPLACE}, sigma: {sigma} {_REPLACE}}}  # working days",
    )


def _work(roles: Sequence[str], hours: str) -> Iterator[str]:
    if roles:
        yield "    hours:"
        yield from (f"      {key(one)}: {hours} {_REPLACE}" for one in roles)
        yield f"    hours_sigma: 0.5 {_REPLACE}"


def _delay(protocol: Protocol, state: State) -> tuple[str, str]:
    """Median and spread of a stage: an answer goes by its limit, where the text sets one."""
    limits = [one.at_most for one in protocol.limits if one.state == state.id]
    usual = _MEDIAN.get(state.kind, _REFERRAL)
    return _answer(limits[0], usual) if state.kind is StateKind.RESPOND and limits else usual


def _answer(within: TimeSpan | None, usual: tuple[str, str] = _REFERRAL) -> tuple[str, str]:
    """Median and spread of an answer: two thirds of its limit, where that is in days."""
    if within is not None and within.in_days and (days := within.most_working_days()):
        return f"{round(0.65 * days, 1):g}", "0.5"
    return usual


def _roles(protocol: Protocol, state: State) -> tuple[str, ...]:
    """Who works on a dispute there: those awaited, or the owner, or who moves it on; the members of a panel."""
    members = state.panel.members if state.panel else ()
    movers = [role for one in protocol.outgoing[state.id] for group in one.by[:1] for role in group]
    named = members or state.awaits or ((state.owner,) if state.owner else tuple(movers))
    return tuple(dict.fromkeys(name for name in named if name in protocol.role))


def _outcomes(protocol: Protocol, state: State, cases: Cases) -> Iterator[str]:
    """The probabilities of the moves; for the most kinds of case first, others under outcomes_if."""
    found = [one for one in cases.crossroads(state.id) if one.moves]
    found.sort(key=lambda one: (-len(one.moves), -len(one.cases)))
    if all(is_certain(protocol, state.id, one.moves) for one in found):
        return
    for place, one in enumerate(found):
        shares = _shares(protocol, one)
        if place == 0:
            yield "    outcomes:"
            yield from (f"      {key(move)}: {share}% {_REPLACE}" for move, share in shares.items())
            continue
        yield from ("    outcomes_if:",) if place == 1 else ()
        yield from _condition(one.cases)
        yield "        outcomes:"
        yield from (f"          {key(move)}: {share}% {_REPLACE}" for move, share in shares.items())


def _condition(cases: Sequence[Case]) -> Iterator[str]:
    yield "      - if:"
    for case in cases:
        said = [f"{key(name)}: {key(value)}" for name, value in case]
        yield from (f"{'          - ' if place == 0 else '            '}{one}" for place, one in enumerate(said))


def _shares(protocol: Protocol, crossroads: Crossroads) -> Mapping[str, int]:
    """Whole percentages that add up to 100: most for the moves that settle the dispute, the rest for the others."""
    moves = crossroads.moves
    if len(moves) == 1:
        only = protocol.transition[moves[0]]
        if not protocol.state[only.dest].final and is_certain(protocol, crossroads.state, moves):
            return {only.id: 100}
        yes = _DECIDED if only.trigger is Trigger.DECISION else _AGREED
        return {only.id: yes, NO_MOVE: 100 - yes}
    settles = [protocol.state[protocol.transition[one].dest].final for one in moves]
    yes, no = settles.count(True), settles.count(False)
    first, rest = iter(_spread(_AGREED if no else 100, yes)), iter(_spread(_OTHERS if yes else 100, no))
    return {move: next(first if ends else rest) for move, ends in zip(moves, settles, strict=True)}


def _spread(total: int, parts: int) -> list[int]:
    """A number in whole parts as equal as can be."""
    return [total // parts + (place < total % parts) for place in range(parts)] if parts else []


def _one_line(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _WRAP else text[: _WRAP - 4] + " ..."
