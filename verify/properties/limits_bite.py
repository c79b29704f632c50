"""Every time limit with a number has a consequence when it runs out.

What it checks.  Wherever the limit applies on a lawful course, some move waits for it: its "time up" names it, as
an option or a duty of the text. What the encoding only infers is no consequence unless inferences are counted.
Why it matters.  When nothing follows from a missed date, the date is a wish.
Holds in.  "If no answer comes in ten working days, the chair escalates."
Violated by.  "An answer must be given within ten working days", and not a word on what happens otherwise.
"""

from dataclasses import replace

from model.modality import Level, Modality
from model.protocol import LimitKind, TimeLimit
from verify.properties.findings import Finding, cases, possible, unwalkable, verdict
from verify.properties.property import Property
from verify.study import Study
from verify.verdict import Cause, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """The limits whose running out changes nothing."""
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    stated = [one for one in study.protocol.limits if one.kind is not LimitKind.SITTING]  # no text limits a sitting
    numbered = [one for one in stated if one.at_most and level.binds(one.modality)]
    if not numbered:
        return [Result(PROPERTY.id, Word.VACUOUS, level, note="no time limit with a number binds at this strength")]
    found = [_idle(study, level, one) for one in numbered]
    return verdict(study, level, PROPERTY.id, found, from_silence=True)


def _idle(study: Study, level: Level, limit: TimeLimit) -> Finding:
    """The readings in which a limit applies and no move waits for it."""
    from verify.logic import conj, disj, neg

    protocol, formula = study.protocol, study.formula(level)
    waiting = [
        one.condition
        for one in protocol.transitions
        if limit.id in one.after and (level.binds(one.modality) or one.modality is Modality.MAY)
    ]
    events = formula.fires | formula.enters | formula.visited
    begun = disj(*(events[one] for one in limit.start if one in events))
    bound = [protocol.transition[one] for one in limit.binds] or list(protocol.transitions)
    applies, *others = formula.holding(replace(bound[0], condition=one) for one in (limit.condition, *waiting))
    comes = formula.visited[limit.state] if limit.state else begun if limit.start else True
    question = conj(comes, applies, neg(disj(*others)))
    choices = cases(protocol, limit.condition, waiting)
    over = "" if limit.state else " over several stages"
    why = f"nothing is said of what follows once the time ({limit.at_most}{over}) is up"
    cause = Cause(limit.state or "time limits", limit.clauses, why)
    return Finding(cause, possible(study, level, limit.state, choices, question))


PROPERTY = Property(
    "limits-bite", "Every time limit has a consequence when it runs out.", check, "warning", "recommended"
)
