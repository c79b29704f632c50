"""Every time limit has a stated start, and it has happened when the limit is needed.

What it checks.  Each limit with a number names the event from which it runs, and on no lawful course does a
dispute come to the move that the limit binds without that event.
Why it matters.  "Within 10 working days" from nothing in particular is no date at all.
Holds in.  "Within five working days of the written communication being sent."
Violated by.  "A response will be given within 10 working days."
"""

from model.modality import Level
from verify.properties.property import Property
from verify.readings import Cube, assignments, avoiding, compatible, restrict
from verify.study import EnginesDisagree, Study
from verify.verdict import Cause, Holding, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """The limits whose clock has no start, or may never have started."""
    if study.obstacle:
        return [Result(PROPERTY.id, Word.UNDECIDED, level, note=study.obstacle)]
    protocol = study.protocol
    numbered = [one for one in protocol.limits if (one.at_most or one.at_least) and level.binds(one.modality)]
    if not numbered:
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="no time limit with a number binds at this strength")]
    walk = study.walk(level)
    if not walk.complete:
        return [Result(PROPERTY.id, Word.UNDECIDED, level, note=f"gave up after {walk.steps} steps")]
    causes: list[Cause] = []
    cubes: list[Cube] = []
    for limit in numbered:
        if limit.start:
            continue
        sources = {protocol.transition[name].source for name in limit.binds} or set(walk.arrivals)
        here = [node.known for state in sources for node in walk.arrivals.get(state, ())]
        names = list(dict.fromkeys(limit.condition.names()))
        applying = [
            choices
            for choices in assignments(names, protocol.domains)
            if limit.condition.holds(dict(choices).__getitem__) and any(compatible(one, choices) for one in here)
        ]
        if applying:
            length = limit.at_most or limit.at_least
            why = f'the text gives {length} ("{limit.id}") and does not say from when'
            causes.append(Cause(limit.state or limit.id, limit.clauses, why))
            cubes += applying
    told: set[str] = set()
    for name, move, node in walk.unstarted:
        limit = protocol.limit[name]
        if limit.at_most or limit.at_least:
            cubes.append(node.cube)
            events = " or ".join(f'"{event}"' for event in limit.start)
            length = limit.at_most or limit.at_least
            case = [f"{fact} is {answer}" for fact, answer in node.cube if fact in protocol.fact]
            where = f" where {' and '.join(case)}" if case else ""
            why = f'{length} ("{limit.id}") run from {events}, which need never have happened{where}'
            if name not in told:
                causes.append(Cause(node.state, limit.clauses, why))
                told.add(name)
            question = study.formula(level).limit_unstarted(limit, protocol.transition[move])
            if not study.formula(level).ask(question):
                raise EnginesDisagree(f"{protocol.id}: the solver finds no case in which {why}")
    readings = {one.id: one.names for one in protocol.all_readings}
    ways_out = avoiding([restrict(cube, readings) for cube in cubes], readings) if cubes else []
    word = Word.PROVED if not cubes else Word.DEPENDS if ways_out else Word.REFUTED
    holds = tuple(Holding(one) for one in ways_out) if cubes else ()
    clauses = tuple(dict.fromkeys(clause for cause in causes for clause in cause.clauses))
    return [
        Result(PROPERTY.id, word, level, None, (), study.silent_role, holds, causes=tuple(causes), clauses=clauses)
    ]


PROPERTY = Property("clocks-start", "Every time limit has a stated start that has happened when it is needed.", check)
