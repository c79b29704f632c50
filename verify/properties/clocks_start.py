"""Every time limit has a stated start, and it has happened when the limit is needed.

What it checks.  Each limit with a number names the event from which it runs, and on no lawful course does a
dispute come to the move that the limit binds without that event.
Why it matters.  "Within 10 working days" from nothing in particular is no date at all.
Holds in.  "Within five working days of the written communication being sent."
Violated by.  "A response will be given within 10 working days."
"""

from model.modality import Level
from verify.properties.findings import Finding, cases, unwalkable, verdict
from verify.properties.property import Property
from verify.readings import compatible
from verify.study import EnginesDisagree, Study
from verify.verdict import Cause, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """The limits whose clock has no start, or may never have started."""
    protocol, found = study.protocol, list[Finding]()
    numbered = [one for one in protocol.limits if (one.at_most or one.at_least) and level.binds(one.modality)]
    if not numbered and not study.obstacle:
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="no time limit with a number binds at this strength")]
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    walk = study.walk(level)
    for limit in numbered:
        if limit.start:
            continue
        sources = {protocol.transition[name].source for name in limit.binds} or set(walk.arrivals)
        here = [node.known for state in sources for node in walk.arrivals.get(state, ())]
        applying = [one for one in cases(protocol, limit.condition) if any(compatible(it, one) for it in here)]
        why = f"the text gives {limit.at_most or limit.at_least} (“{limit.id}”) and does not say from when"
        found.append(Finding(Cause(limit.state or limit.id, limit.clauses, why), tuple(applying)))
    told: dict[str, Cause] = {}
    for name, move, node in walk.unstarted:
        limit = protocol.limit[name]
        if limit.at_most or limit.at_least:
            events = " or ".join(f"“{event}”" for event in limit.start)
            length = limit.at_most or limit.at_least
            case = [f"“{fact}” is “{answer}”" for fact, answer in node.cube if fact in protocol.fact]
            where = f" where {' and '.join(case)}" if case else ""
            why = f"the clock of “{limit.id}” ({length}) starts with {events}, which need never have happened{where}"
            cause = told.setdefault(name, Cause(node.state, limit.clauses, why))
            found.append(Finding(cause, (node.cube,)))
            question = study.formula(level).limit_unstarted(limit, protocol.transition[move])
            if not study.formula(level).ask(question):
                raise EnginesDisagree(f"{protocol.id}: the solver finds no case in which {why}")
    return verdict(study, level, PROPERTY.id, found)


PROPERTY = Property("clocks-start", "Every time limit has a stated start that has happened when it is needed.", check)
