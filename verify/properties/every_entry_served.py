"""Each kind of case that the text mentions has a way in, and a next step from there.

What it checks.  Every way in leads to a stage, and in that stage some move is possible, whatever the case and
the reading.
Why it matters.  A text that names "internal disagreements" or dissenters at a conference and gives them no stage
leaves them outside.
Holds in.  A protocol in which each kind of case starts somewhere and can go on.
Violated by.  A kind of case that the introduction names and no stage takes.
"""

from collections.abc import Iterator

from model.ledger import clauses_of
from model.modality import Level
from model.protocol import Entry
from verify.properties.findings import Finding, verdict, ways
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Cause, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """The ways in that lead nowhere."""
    if study.obstacle:
        return [Result(PROPERTY.id, Word.UNDECIDED, level, note=study.obstacle)]
    causes = [cause for entry in study.protocol.entries for cause in _unserved(study, level, entry)]
    return verdict(study, level, PROPERTY.id, map(Finding, causes))


def _unserved(study: Study, level: Level, entry: Entry) -> Iterator[Cause]:
    """Why a way in leads nowhere: it has no stage, or no move leads on from there in some case or reading."""
    from verify.logic import conj, disj, neg

    protocol = study.protocol
    if entry.dest is None:
        yield Cause(entry.id, entry.clauses, f"{entry.says}: {entry.no_route}")
        return
    state = protocol.state[entry.dest]
    if state.final:
        return
    moves = protocol.outgoing[entry.dest]
    changing = {one.id: str(one.at_start) for one in protocol.facts if one.at_start is not None}
    stuck = None
    for choices in ways(protocol, (entry.condition, *(one.condition for one in moves)), known=changing):
        values = {**changing, **dict(choices)}
        leads_on = any(one.condition.holds(values.__getitem__) for one in moves)
        if entry.condition.holds(values.__getitem__) and not leads_on:
            stuck = choices
            break
    formula = study.formula(level)
    question = conj(formula.enters_by(entry.id), neg(disj(*(formula.holds_at_start(one.condition) for one in moves))))
    study.expect(level, question, (), answer=stuck is not None)
    if stuck is not None:
        case = " and ".join(f"“{name}” is “{value}”" for name, value in stuck)
        why = f"the text stops there: {state.text_stops}" if state.text_stops else "no move leads on"
        where = f" (where {case})" if case else ""
        yield Cause(entry.id, clauses_of((entry, state)), f"{entry.says}: {why}{where}")


PROPERTY = Property(
    "every-entry-served", "Each kind of case that the text mentions has a way in, and a next step from there.", check
)
