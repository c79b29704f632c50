"""Whoever has the last word must decide, and the decision is final or binding.

What it checks.  In each stage of a terminal authority, some decision is that authority's duty in every case that
comes there, and the text makes it final, binding, or to be accepted.
Why it matters.  "Hear", "review", "assist" and "for resolution" are not "decide"; and a decision that nobody has
to accept starts the next dispute.
Holds in.  "The chair will decide, and the decision is final."
Violated by.  "The panel will hear the matter."
"""

from collections.abc import Iterator
from dataclasses import replace

from model.ledger import clauses_of
from model.modality import Level
from model.protocol import DutyKind, Protocol, State, Transition, Trigger
from verify.properties.endings import passes_on
from verify.properties.findings import Finding, unwalkable, verdict, ways
from verify.properties.property import Property
from verify.readings import avoiding, compatible, join, restrict
from verify.study import Study
from verify.verdict import Cause, Choices, Result, Word

Failing = tuple[Choices, Cause]


def check(study: Study, level: Level) -> list[Result]:
    """What the last word lacks."""
    from verify.logic import conj, disj, neg

    protocol = study.protocol
    authorities = [one for one in protocol.states if one.last_word and not passes_on(protocol, one)]
    if not authorities and not study.obstacle:
        cause = Cause("the last word", (), protocol.nobody_has_last_word)
        return [Result(PROPERTY.id, Word.REFUTED, level, causes=(cause,))]
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    reached = [one for one in authorities if one.id in study.walk(level).arrivals]
    if not reached:
        names = ", ".join(f'"{one.title}"' for one in authorities)
        note = f"no dispute that keeps to the text gets as far as {names} when only this much of it binds"
        return [Result(PROPERTY.id, Word.VACUOUS, level, note=note)]
    failing = []
    for state in reached:
        here = list(_failing(study, level, state))
        failing += here
        formula = study.formula(level)
        enough = [
            one
            for one in _decisions(protocol, state)
            if level.binds(one.modality) and _is_binding(protocol, level, one)
        ]
        question = conj(formula.comes_to(state.id), neg(disj(*formula.holding(enough))))
        study.expect(level, question, (), answer=bool(here))
    failing += _out_of_reach(study, level, reached)
    causes = {cause.element: cause for _, cause in reversed(failing)}  # of each authority the first that was found
    found = [Finding(causes[cause.element], (cube,)) for cube, cause in reversed(failing)]
    return [replace(one, milestone="decision") for one in verdict(study, level, PROPERTY.id, found)]


def _out_of_reach(study: Study, level: Level, authorities: list[State]) -> Iterator[Failing]:
    """The readings in which no dispute that keeps to the text comes to any of the authorities."""
    from verify.logic import disj

    readings = {one.id: one.names for one in study.protocol.all_readings}
    arrivals = study.walk(level).arrivals
    cubes = [restrict(node.cube, readings) for one in authorities for node in arrivals[one.id]]
    comes = disj(*(study.formula(level).comes_to(one.id) for one in authorities))
    why = "no dispute that keeps to the text gets here in some readings"
    for cube in avoiding(cubes, readings):
        study.expect(level, comes, cube, answer=False)
        yield cube, Cause(authorities[0].id, clauses_of(authorities), why)


def _failing(study: Study, level: Level, state: State) -> Iterator[Failing]:
    """The choices under which a case comes to the authority and it need not decide, or not bindingly."""
    protocol = study.protocol
    decisions = _decisions(protocol, state)
    arrivals = [node.known for node in study.walk(level).arrivals[state.id]]
    for choices in ways(protocol, (one.condition for one in decisions)):
        here = [join(cube, choices) for cube in arrivals if compatible(cube, choices)]
        values = dict(choices)
        possible = [one for one in decisions if one.condition.holds(values.__getitem__)]
        clauses = clauses_of((state, *possible))
        if not any(level.binds(one.modality) for one in possible):
            forces = ", ".join(sorted({one.modality.value for one in possible}))
            why = "no clause says that it must decide"
            if possible:
                why += ": only the encoding infers it" if forces == "implied" else f", only “{forces}”"
            cause = Cause(state.id, clauses, why)
            yield from ((cube, cause) for cube in here)
        elif not any(_is_binding(protocol, level, one) for one in possible if level.binds(one.modality)):
            weaker = sorted({one.binding.value for one in possible if one.binding is not None})
            why = f"its decision is binding only as “{weaker[0]}”" if weaker else "no clause makes its decision binding"
            cause = Cause(state.id, clauses, why)
            yield from ((cube, cause) for cube in here)


def _decisions(protocol: Protocol, state: State) -> list[Transition]:
    """The ways in which an authority can fix an outcome."""
    return [
        one
        for one in protocol.outgoing[state.id]
        if one.trigger is Trigger.DECISION and protocol.state[one.dest].kind.value == "decided"
    ]


def _is_binding(protocol: Protocol, level: Level, decision: Transition) -> bool:
    if decision.binding is not None and level.binds(decision.binding):
        return True
    return any(
        duty.kind is DutyKind.ACCEPT and level.binds(duty.modality) and {decision.id, decision.dest} & set(duty.upon)
        for duty in protocol.duties
    )


PROPERTY = Property("duty-to-decide", "Whoever has the last word must decide, and the decision is binding.", check)
