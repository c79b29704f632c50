"""Why a guarantee fails: the state, the clauses, and the reason in plain words."""

from collections.abc import Iterable
from dataclasses import replace

from model.condition import Condition
from model.modality import Level
from model.protocol import START, LimitKind, Protocol, Transition
from verify.judgement import Judgement
from verify.readings import Cube, compatible
from verify.study import Study
from verify.verdict import Cause, Choices, Word


def causes_of(study: Study, level: Level, milestone: str, judgement: Judgement) -> tuple[Cause, ...]:
    """Every dead end and every endless stay behind a judgement, each once."""
    found: list[Cause] = []
    stalls: dict[str, list[Cube]] = {}
    for one in judgement.failures:
        if one.word is Word.DEAD_END:
            stalls.setdefault(one.end.node.state, []).append(one.cube)
    for state, cubes in stalls.items():
        cause = dead_end(study.protocol, level, state, judgement.case)
        found.append(replace(cause, why=cause.why + _in_readings(cubes)))
    if any(one.word is Word.UNBOUNDED for one in judgement.failures):
        for state in endless_stays(study, level, milestone, judgement.case):
            found.append(endless(study.protocol, level, state, judgement.case))
    return tuple(found)


def _in_readings(cubes: list[Cube]) -> str:
    """In which readings: nothing when in all of them."""
    if not all(cubes):
        return ""
    ways = [" and ".join(f"“{name}” is read as “{choice}”" for name, choice in cube) for cube in cubes[:2]]
    more = ", and in other readings" if len(cubes) > 2 else ""
    return f" (if {', or if '.join(ways)}{more})"


def endless_stays(study: Study, level: Level, milestone: str, case: Choices) -> list[str]:
    """The states in which a case of this class can lawfully stay for ever before the milestone, and yet move on.

    The walk names the states that some run leaves without a limit in sight; the solver knows which of them no
    later limit bounds either.
    """
    from verify.encoding import largest_finite_bound

    walk = study.walk(level)
    candidates = {
        state
        for state in walk.unlimited
        if any(compatible(node.cube, case) for node in walk.arrivals.get(state, ()))
    }
    formula, states = study.formula(level), study.milestones[milestone]
    beyond = largest_finite_bound(study.protocol)
    return [
        state.id
        for state in study.protocol.states
        if state.id in candidates and formula.ask(formula.stays(state.id, states, beyond), case)
    ]


def dead_end(protocol: Protocol, level: Level, state_id: str, case: Choices = ()) -> Cause:
    """Why a dispute stalls in a state."""
    if state_id == START:
        answers = dict(case)
        blocked = [
            one
            for one in protocol.entries
            if one.dest is None
            and one.condition.holds(lambda name: answers.get(name, protocol.domains[name][0]))
        ]
        why = "; ".join(f"{one.says}: {one.no_route}" for one in blocked) or "no way in applies to this case"
        return Cause("ways in", _clauses(blocked), why)
    state = protocol.state[state_id]
    options = protocol.outgoing[state_id]
    clauses = dict.fromkeys((*state.clauses, *_clauses(options)))
    if state.text_stops:
        why = f"the text stops here: {state.text_stops}"
    elif not options:
        why = "no clause says what happens next"
    else:
        optional = [one for one in options if not level.binds(one.modality) and one.modality.value != "open"]
        if optional:
            named = ", ".join(f"“{short_name(one)}” ({one.modality.value})" for one in optional)
            why = f"possible, but nobody's duty when only this much of the text binds: {named}"
        else:
            why = "only agreement leads on from here, and nobody can be obliged to agree"
            if any(level.binds(one.modality) for one in options):
                why = "no duty applies here: each one waits for something that need not happen, or for another case"
    return Cause(state_id, tuple(clauses), why)


def endless(protocol: Protocol, level: Level, state_id: str, case: Choices = ()) -> Cause:
    """Why a dispute may stay in a state for ever although somebody is obliged to move it."""
    duties = [
        one
        for one in protocol.outgoing[state_id]
        if level.binds(one.modality) and _possible(protocol, one.condition, case)
    ]
    reasons: dict[str, list[str]] = {}
    for one in duties:
        reasons.setdefault(_reason(protocol, level, one, case), []).append(f"“{short_name(one)}”")
    told = [reason.format(_listed(dict.fromkeys(names), "or")) for reason, names in reasons.items()]
    clauses = dict.fromkeys(_clauses(duties or protocol.outgoing[state_id]))
    for limit in protocol.limits:
        if limit.state == state_id and _possible(protocol, limit.condition, case):
            clauses |= dict.fromkeys(limit.clauses)
    return Cause(state_id, tuple(clauses), "; ".join(told) or "no clause limits how long this takes")


def short_name(one: Transition) -> str:
    """The id of a move; one that is open anywhere drops the stage that its id repeats."""
    return one.id.removesuffix(f", from {one.source}")


def _listed(words: Iterable[str], last: str) -> str:
    """Words in a row: "a, b or c"."""
    known = list(words)
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} {last} {known[-1]}"


def _possible(protocol: Protocol, condition: Condition, case: Choices) -> bool:
    """Whether a condition can hold in cases of this class, whatever the readings."""
    known = dict(case)
    return not condition.alternatives or any(
        all(known.get(one.name, one.values[0]) in one.values for one in every) for every in condition.alternatives
    )


def _reason(protocol: Protocol, level: Level, one: Transition, case: Choices) -> str:
    """Why one duty has no date; the name of the move goes where the braces are."""
    binding = [
        limit
        for limit in protocol.limits
        if one.id in limit.binds and limit.kind is not LimitKind.CAP and _possible(protocol, limit.condition, case)
    ]
    words = [limit for limit in binding if limit.words]
    unstarted = [limit for limit in binding if limit.at_most and not limit.start]
    weak = [limit for limit in binding if limit.at_most and not level.binds(limit.modality)]
    conditional = [limit for limit in binding if limit.at_most and limit.start and limit not in weak]
    if conditional:
        ways = _listed(dict.fromkeys(_readings(protocol, limit.condition) for limit in conditional), "or")
        return f"{{}} must happen within {conditional[0].at_most} only {_or_started(ways)}"
    if unstarted:
        return f"{{}} is given {unstarted[0].at_most}, and the text does not say from when"
    if words:
        return f"only words, “{_braced(words[0].words)}”, say by when {{}} must happen"
    if weak:
        return f"{{}} has {weak[0].at_most}, but only as “{weak[0].modality.value}”"
    if one.after:
        limit = protocol.limit[one.after[0]]
        return f"no clause says how soon {{}} must follow once the time ({limit.at_most or limit.words}) is up"
    return "no clause says by when {} must happen"


def _or_started(ways: str) -> str:
    return f"if {ways}" if ways else "once its clock has started"


def _readings(protocol: Protocol, condition: Condition) -> str:
    """The readings that a condition asks for, in words."""
    readings = {one.id for one in protocol.all_readings}
    ways = [
        " and ".join(
            f"“{_braced(one.name)}” is read as {_listed([f'“{_braced(it)}”' for it in one.values], 'or')}"
            for one in every
            if one.name in readings
        )
        for every in condition.alternatives
    ]
    return " or ".join(way for way in ways if way)


def _braced(text: str) -> str:
    """Text of the file inside a template."""
    return text.replace("{", "{{").replace("}", "}}")


def _clauses(parts: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for one in parts for clause in getattr(one, "clauses", ())))
