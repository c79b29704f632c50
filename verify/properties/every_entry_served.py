"""Each kind of case that the text mentions has a way in, and a next step from there.

What it checks.  Every way in leads to a stage, and in that stage some move is possible, whatever the case and
the reading.
Why it matters.  A text that names "internal disagreements" or dissenters at a conference and gives them no stage
leaves them outside.
Holds in.  A protocol in which each kind of case starts somewhere and can go on.
Violated by.  A kind of case that the introduction names and no stage takes.
"""

from collections.abc import Iterator

from model.modality import Level
from model.protocol import Entry, Protocol
from model.semantics import Meaning, Permission, Situation
from verify.properties.property import Property
from verify.readings import assignments
from verify.study import Study
from verify.verdict import Cause, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """The ways in that lead nowhere."""
    protocol = study.protocol
    causes = [cause for entry in protocol.entries for cause in _unserved(protocol, level, entry)]
    clauses = tuple(dict.fromkeys(clause for cause in causes for clause in cause.clauses))
    word = Word.REFUTED if causes else Word.PROVED
    return [Result(PROPERTY.id, word, level, causes=tuple(causes), clauses=clauses)]


def _unserved(protocol: Protocol, level: Level, entry: Entry) -> Iterator[Cause]:
    if entry.dest is None:
        yield Cause(entry.id, entry.clauses, f"{entry.says}: {entry.no_route}")
        return
    if protocol.state[entry.dest].final:
        return
    meaning = Meaning(protocol, level)
    moves = protocol.outgoing[entry.dest]
    conditions = (entry.condition, *(one.condition for one in moves))
    names = dict.fromkeys(name for condition in conditions for name in condition.names())
    changing = {one.id: str(one.at_start) for one in protocol.facts if one.at_start is not None}
    for choices in assignments([name for name in names if name not in changing], protocol.domains):
        values = {**changing, **dict(choices)}
        now = Situation(lambda name, values=values: values.get(name, protocol.domains[name][0]), lambda events: True)  # type: ignore[misc]
        if entry.condition.holds(now.value) and all(
            meaning.permission(one, now) is Permission.NO and one.trigger.value != "expiry" for one in moves
        ):
            stops = protocol.state[entry.dest].text_stops
            case = " and ".join(f"{name} is {value}" for name, value in choices)
            why = f"the text stops there: {stops}" if stops else f"no move leads on{f' where {case}' if case else ''}"
            yield Cause(entry.id, (*entry.clauses, *protocol.state[entry.dest].clauses), f"{entry.says}: {why}")
            return


PROPERTY = Property(
    "every-entry-served", "Each kind of case that the text mentions has a way in, and a next step from there.", check
)
