"""Every open dispute always has somebody with a duty to move it.

What it checks.  No lawful course of a dispute stops in a stage from which nobody is obliged to take it further.
Why it matters.  A dispute that may be moved by everyone and must be moved by no one is left lying, and nobody is
late.
Holds in.  A protocol in which each stage has a duty for whatever may happen there.
Violated by.  A last stage whose authority only hears, or a stage that a person "may" escalate.
"""

from model.ledger import clauses_of
from model.modality import Level
from verify.causes import causes_of
from verify.confirmation import must_hold_for_ever
from verify.judgement import Failure, Judgement, classes
from verify.properties.property import Property
from verify.story import most_telling, tell
from verify.study import Study
from verify.verdict import Holding, Result, Word


def check(study: Study, level: Level) -> list[Result]:
    """Where disputes can stall, for each case class."""
    if study.obstacle:
        return [Result(PROPERTY.id, Word.UNDECIDED, level, note=study.obstacle)]
    walk = study.walk(level)
    if not walk.complete and not (study.crowded and walk.ends):
        return [Result(PROPERTY.id, Word.UNDECIDED, level, note=f"gave up after {walk.steps} steps")]
    failures = [Failure(end.node.cube, Word.DEAD_END, end) for end in walk.ends if end.stalled]
    judgements = classes(study.protocol, walk.ends, failures, apart=not study.crowded)
    _confirm(study, level, judgements)
    return [_result(study, level, one) for one in judgements]


def _result(study: Study, level: Level, judged: Judgement) -> Result:
    causes = causes_of(study, level, "decision", judged)
    stalled = [end for end in judged.ends if end.stalled]
    story = None
    if stalled:
        story = tell(study, level, most_telling(study, stalled), long=False, case=judged.case)
    holds = tuple(type(one)(one.readings) for one in judged.holds_under)
    word = judged.word if judged.ends else Word.INCONSISTENT
    return Result(
        PROPERTY.id, word, level, None, judged.case, None, holds, causes=causes, clauses=clauses_of(causes), story=story
    )


def _confirm(study: Study, level: Level, judgements: list[Judgement]) -> None:
    from verify.logic import disj

    formula = study.formula(level)
    nonfinal = [one.id for one in study.protocol.states if not one.final]
    anywhere = disj(formula.no_way_in, *(formula.stalls_in(state) for state in nonfinal))
    for judged in judgements:
        held = ((),) if judged.word is Word.PROVED else tuple(one.readings for one in judged.holds_under)
        for readings in held:
            study.expect(level, anywhere, (*judged.case, *readings), answer=False)
            if formula.laps.beyond and judged.ends:
                must_hold_for_ever(study, level, PROPERTY.id, judged.case, Holding(readings))
    for judged in judgements:
        for one in judged.failures:
            cube = (*judged.case, *one.cube)
            study.expect(level, formula.stalls_in(one.end.node.state), cube, answer=True, whatever_counting=True)


PROPERTY = Property("no-dead-end", "Every open dispute always has somebody with a duty to move it on.", check)
