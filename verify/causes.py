"""Why a guarantee fails: the state, the clauses, and the reason in plain words."""

from collections.abc import Iterable

from model.modality import Level
from model.protocol import START, LimitKind, Protocol, State, TimeLimit, Transition
from verify.judgement import Judgement
from verify.readings import compatible
from verify.study import Study
from verify.verdict import Cause, Choices, Word


def causes_of(study: Study, level: Level, milestone: str, judgement: Judgement) -> tuple[Cause, ...]:
    """Every dead end and every endless stay behind a judgement, each once."""
    found: dict[str, Cause] = {}
    for one in judgement.failures:
        if one.word is Word.DEAD_END:
            found.setdefault(f"stall {one.end.node.state}", dead_end(study.protocol, level, one.end.node.state, judgement.case))
    if any(one.word is Word.UNBOUNDED for one in judgement.failures):
        for state in endless_stays(study, level, milestone, judgement.case):
            found.setdefault(f"stay {state}", endless(study.protocol, level, state))
    return tuple(found.values())


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
            named = ", ".join(f'"{one.id}" ({one.modality.value})' for one in optional)
            why = f"possible, but nobody's duty when only this much of the text binds: {named}"
        else:
            why = "only agreement leads on from here, and nobody can be obliged to agree"
            if any(level.binds(one.modality) for one in options):
                why = "in this case no duty applies: each one waits for something that need not happen"
    return Cause(state_id, tuple(clauses), why)


def endless(protocol: Protocol, level: Level, state_id: str) -> Cause:
    """Why a dispute may stay in a state for ever although somebody is obliged to move it."""
    state = protocol.state[state_id]
    duties = [one for one in protocol.outgoing[state_id] if level.binds(one.modality)]
    reasons = list(dict.fromkeys(_reason(protocol, level, state, one) for one in duties))
    clauses = dict.fromkeys(_clauses(duties or protocol.outgoing[state_id]))
    for limit in _limits_here(protocol, state_id):
        clauses |= dict.fromkeys(limit.clauses)
    return Cause(state_id, tuple(clauses), "; ".join(reasons) or "no clause limits how long this takes")


def _reason(protocol: Protocol, level: Level, state: State, one: Transition) -> str:
    """Why one duty has no date."""
    binding = [limit for limit in protocol.limits if one.id in limit.binds and limit.kind is not LimitKind.CAP]
    words = [limit for limit in binding if limit.words]
    if words:
        return f'"{one.id}" has words for a time limit, "{words[0].words}", and no number'
    unstarted = [limit for limit in binding if limit.at_most and not limit.start]
    if unstarted:
        return f'"{one.id}" has {unstarted[0].at_most}, but the text does not say from when'
    conditional = [limit for limit in binding if limit.condition.alternatives and limit.at_most]
    if conditional:
        limit = conditional[0]
        return f'"{one.id}" has {limit.at_most} only where {limit.condition}'
    weak = [limit for limit in binding if limit.at_most and not level.binds(limit.modality)]
    if weak:
        return f'"{one.id}" has {weak[0].at_most}, but only as "{weak[0].modality.value}"'
    if one.after:
        limit = protocol.limit[one.after[0]]
        return f'no clause says how soon "{one.id}" must follow once {limit.at_most or limit.words} are over'
    return f'no clause gives "{one.id}" a time limit'


def _limits_here(protocol: Protocol, state_id: str) -> list[TimeLimit]:
    return [limit for limit in protocol.limits if limit.state == state_id]


def _clauses(parts: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for one in parts for clause in getattr(one, "clauses", ())))
