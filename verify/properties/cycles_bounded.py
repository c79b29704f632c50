"""Every loop is counted, or one limit runs over all its rounds.

What it checks.  Wherever a lawful course comes back to a stage, either a move of the round changes a case fact so that
the round cannot be gone again for ever, or some limit with a number, started before the loop and not anew in it, binds
a move of each round.
Why it matters.  Where a dispute can be sent back without either, each round keeps every limit, and there is no last.
Holds in.  "The warden may send the two back to talk once", or a limit of twenty working days over all.
Violated by.  "The warden may send the two back to talk", and not a word on how often.
"""

from model.ledger import clauses_of
from model.modality import Level
from model.pause import without_pauses
from model.protocol import LimitKind, Protocol, TimeLimit, Transition
from model.semantics import Meaning
from model.unfolding import side_events
from verify.causes import short_name
from verify.laps import counted
from verify.properties.findings import Finding, happening, unwalkable, verdict
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Cause, Result, Word

MOST_LOOPS = 200
"""So many different rounds, at most, are looked at one by one."""


def check(study: Study, level: Level) -> list[Result]:
    """The loops that nothing counts and that no limit runs over."""
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    loops = _loops(study, level)
    if not loops:
        return [Result(PROPERTY.id, Word.PROVED, level)]
    if len(loops) > MOST_LOOPS:
        note = f"there are more than {MOST_LOOPS} ways round, too many to look at each"
        return [Result(PROPERTY.id, Word.UNDECIDED, level, note=note)]
    return verdict(study, level, PROPERTY.id, [_unbounded(study, level, one) for one in loops], from_silence=True)


def _loops(study: Study, level: Level) -> list[list[Transition]]:
    """The moves of each round that nothing counts, in the order of the file; of very many, the first to be found."""
    import networkx

    fired, laps = study.walk(level).fired, counted(study.protocol)
    place = {one.id: number for number, one in enumerate(study.protocol.states)}
    moves = [one for one in laps.protocol.transitions if laps.origin[one.id] in fired]
    follows = networkx.DiGraph((one.id, other.id) for one in moves for other in moves if one.dest == other.source)
    found: set[frozenset[str]] = set()
    for names in networkx.simple_cycles(follows):  # in whatever order: it goes through sets
        found.add(frozenset(laps.origin[one] for one in names))
        if len(found) > MOST_LOOPS:
            break

    def where(one: Transition) -> tuple[int, str]:
        return place[one.source], one.id

    rounds = (sorted((study.protocol.transition[one] for one in names), key=where) for names in found)
    return sorted(rounds, key=lambda moves: [where(one) for one in moves])


def _unbounded(study: Study, level: Level, moves: list[Transition]) -> Finding:
    """The choices under which a round can be gone and no limit runs over all rounds."""
    protocol = study.protocol
    limits = without_pauses(protocol, level, study.silent_role).limits
    over = [one.condition for one in limits if _runs_over(protocol, level, one, moves)]
    back = moves[-1]
    titles = ", ".join(dict.fromkeys(f"“{protocol.state[one.source].title}”" for one in moves))
    why = f"through {titles} a dispute can go round as often as one likes (“{short_name(back)}” leads back): "
    why += "nothing counts the rounds, and no number limits the time of all of them together"
    return Finding(Cause(moves[0].source, clauses_of(moves), why), happening(study, level, back, over))


def _runs_over(protocol: Protocol, level: Level, limit: TimeLimit, moves: list[Transition]) -> bool:
    """Whether a limit ends every round and no round starts it anew or brings it to its end."""
    events = {name for one in moves for name in (one.id, one.dest)}
    if not (limit.at_most and limit.start and level.binds(limit.modality)) or limit.endless:
        return False
    if {*limit.start, *limit.ends} & {*events, *side_events(protocol)}:  # what comes from outside may never come
        return False
    if limit.kind is LimitKind.CAP:
        return all(Meaning(protocol, level).can_end(limit, one) for one in moves)
    return any(one.id in limit.binds for one in moves)


PROPERTY = Property(
    "cycles-bounded", "Every loop is counted, or a limit runs over all its rounds.", check, "warning", "recommended"
)
