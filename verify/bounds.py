"""How long it can take to a milestone: the verdict of both engines, for each case class and over all readings."""

from dataclasses import replace
from math import inf

from model.modality import Level
from model.protocol import COUNTING
from verify.causes import causes_of
from verify.confirmation import confirm_endless, endless_round, must_hold_for_ever
from verify.dates import FIRST_START, DatedRun, calendar_days, last_start
from verify.judgement import Failure, Judgement, classes
from verify.readings import compatible, join, simplify
from verify.runs import Course, End, Exploration
from verify.story import complete, most_telling, tell
from verify.study import Study
from verify.verdict import Holding, Result, Word


def bounded(study: Study, level: Level, milestone: str, *, property_id: str, within: int | None = None) -> list[Result]:
    """The results of "it comes to the milestone in bounded time" (or within so many working days).

    Raises:
        EnginesDisagree: the solver does not confirm the walk.
    """
    if study.obstacle:
        return [Result(property_id, Word.UNDECIDED, level, milestone, note=study.obstacle)]
    walk = study.walk(level)
    if not walk.complete and not (study.crowded and walk.ends):
        note = f"gave up after {walk.steps} steps; nothing is proved"
        return [Result(property_id, Word.UNDECIDED, level, milestone, note=note)]
    endless = walk.endless.get(milestone, ())
    failures = [*_failures(walk, milestone, within), *(Failure(one.node.cube, Word.UNBOUNDED, one) for one in endless)]
    judgements = classes(study.protocol, (*walk.ends, *endless), failures, milestone, apart=not study.crowded)
    from verify.encoding import Undecided

    try:
        _confirm(study, level, milestone, property_id, judgements, within)
    except Undecided:
        if not study.crowded:
            raise
        found = judgements[0].bound
        told = "no bound" if found is None else f"{found} working days"
        note = f"one engine finds {told}; time ran out before the other could confirm it, for there are many cases"
        return [Result(property_id, Word.UNDECIDED, level, milestone, note=note)]
    return [_result(study, level, milestone, property_id, one, within) for one in judgements]


def _failures(walk: Exploration, milestone: str, limit: int | None) -> list[Failure]:
    found = ((end, failure_of(end, milestone, limit)) for end in walk.ends)
    return [Failure(end.node.cube, word, end) for end, word in found if word is not None]


def failure_of(end: End, milestone: str, limit: int | None) -> Word | None:
    """How the runs that end so miss a milestone: they stall before it, have no bound, or exceed the limit."""
    if end.stalled and milestone not in end.reached:
        return Word.DEAD_END
    longest = end.longest.get(milestone)
    if longest == inf:
        return Word.UNBOUNDED
    return Word.REFUTED if limit is not None and longest is not None and longest > limit else None


def _result(
    study: Study, level: Level, milestone: str, property_id: str, judged: Judgement, limit: int | None
) -> Result:
    causes = causes_of(study, level, milestone, judged)
    worst = _worst(judged, milestone)
    days, course, story = None, None, None
    if judged.bound is not None and worst is not None:
        course = _course(study, milestone, judged, worst)
        dated = DatedRun(course.protocol, course.steps, course.counting, study.calendar)
        last = last_start(study.calendar, judged.bound)
        days = calendar_days(dated, judged.bound, course.reached, first=FIRST_START, last=last)
    if judged.failures:
        words = {one.word for one in judged.failures}
        shown = judged.word if judged.word in words else judged.failures[0].word
        ends = [end for end in judged.ends if failure_of(end, milestone, limit) is shown]
        end = most_telling(study, ends or [one.end for one in judged.failures if one.word is shown])
        story = tell(study, level, end, long=shown is Word.UNBOUNDED, case=judged.case)
        round_again = shown is Word.UNBOUNDED and ends and study.returning
        if round_again and endless_round(study, level, milestone, judged.case, end) is not None:
            story = replace(story, ending=f"{story.ending} Before that it can go round as often as one likes.")
    elif worst is not None:
        story = tell(study, level, worst, long=False, case=judged.case)
    clauses = [clause for cause in causes for clause in cause.clauses]
    if not causes and story is not None:
        clauses = [clause for event in story.events for clause in event.clauses]
    word, note = judged.word, ""
    if word is Word.PROVED and judged.bound is None:
        word, note = Word.VACUOUS, "no case of this class comes there after it is raised"
        if not judged.ends:
            word, note = Word.INCONSISTENT, "no course keeps all limits"
    return Result(
        property_id,
        word,
        level,
        milestone,
        judged.case,
        study.silent_role,
        judged.holds_under,
        judged.bound,
        judged.least,
        days,
        causes,
        tuple(dict.fromkeys(clauses)),
        story,
        note,
        course,
    )


def _worst(judged: Judgement, milestone: str) -> End | None:
    """The run with the longest time among those that keep the guarantee."""
    choices = judged.holds_under or (Holding(()),)
    held = [
        end
        for end in judged.ends
        if end.longest.get(milestone, inf) != inf
        and any(compatible(end.node.cube, one.readings) for one in choices)
    ]
    return max(held, key=lambda end: end.longest[milestone], default=None)


def _course(study: Study, milestone: str, judged: Judgement, worst: End) -> Course:
    """The steps of the run that attains the bound, and which of them comes to the milestone."""
    choices = complete(study, worst, judged.case)
    run = worst.node.run(choices)
    protocol = study.unfolding().protocol
    final = {one.id for one in protocol.states if one.final}
    states = study.milestones[milestone]
    reached = next((n for n, step in enumerate(run) if step.dest in states | final), len(run) - 1)
    return Course(protocol, run, choices[COUNTING.id], reached)


def _confirm(
    study: Study,
    level: Level,
    milestone: str,
    property_id: str,
    judgements: list[Judgement],
    within: int | None,
) -> None:
    """Ask the solver whether the walk told the truth: nothing worse exists, and each failure and bound does.

    Raises:
        EnginesDisagree: it is not true.
    """
    from verify.laps import largest_finite_bound
    from verify.logic import disj

    formula, states = study.formula(level), study.milestones[milestone]
    beyond = largest_finite_bound(formula.protocol)
    stalls = formula.stalls_before(states)
    for judged in judgements:
        for holding in _holdings(judged):
            choices = (*judged.case, *holding.readings)
            limit = beyond if holding.bound is None else holding.bound
            study.expect(level, disj(formula.exceeds(states, limit), stalls), choices, answer=False)
            if holding.bound is not None:
                reached = formula.exceeds(states, holding.bound - 1)
                taking = (end.node.cube for end in judged.ends if end.longest.get(milestone) == holding.bound)
                longest = next(cube for cube in taking if compatible(cube, choices))
                study.expect(level, reached, join((*choices, *study.given), longest), answer=True)
            if formula.laps.beyond and holding.bound is not None:
                must_hold_for_ever(study, level, property_id, judged.case, holding)
    questions = {
        Word.DEAD_END: stalls,
        Word.UNBOUNDED: formula.exceeds(states, beyond),
        Word.REFUTED: formula.exceeds(states, beyond if within is None else within),
    }
    if formula.laps.beyond:
        del questions[Word.UNBOUNDED]
        for judged in judgements:
            for failure in judged.failures:
                if failure.word is Word.UNBOUNDED:
                    confirm_endless(study, level, milestone, judged.case, failure.end)
    for judged in judgements:
        for word, question in questions.items():
            for cube in simplify((one.cube for one in judged.failures if one.word is word), study.protocol.domains):
                choices, timed = (*judged.case, *cube), word is Word.REFUTED
                study.expect(level, question, choices, answer=True, whatever_counting=True, in_time=timed)


def _holdings(judged: Judgement) -> tuple[Holding, ...]:
    if judged.word is Word.PROVED:
        return (Holding((), judged.bound),)
    return judged.holds_under
