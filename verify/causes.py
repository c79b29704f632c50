"""Why a guarantee fails: the state, the clauses, and the reason in plain words."""

from collections.abc import Iterable
from dataclasses import replace
from math import inf

from model.ledger import clauses_of
from model.modality import Level, Modality
from model.option import in_words
from model.pause import without_pauses
from model.people import the
from model.protocol import START, LimitKind, Protocol, StateKind, TimeLimit, Transition
from model.unfolding import side_events
from verify.confirmation import endless_round
from verify.judgement import Judgement
from verify.readings import Cube, compatible
from verify.story import complete
from verify.study import Study
from verify.verdict import Cause, Choices, Word


def causes_of(study: Study, level: Level, milestone: str, judgement: Judgement) -> tuple[Cause, ...]:
    """Every dead end and every endless stay behind a judgement, and how long is too long, each once."""
    found: list[Cause] = []
    stalls: dict[str, list[Cube]] = {}
    for one in judgement.failures:
        if one.word is Word.DEAD_END:
            stalls.setdefault(one.end.node.state, []).append(one.cube)
    anyway = {one.node.state for one in judgement.ends if one.stalled and not one.node.silent}
    for state, cubes in stalls.items():
        silent_role = None if state in anyway else study.silent_role
        cause = dead_end(study.protocol, level, state, judgement.case, silent_role)
        found.append(replace(cause, when=in_readings(cubes), word=Word.DEAD_END))
    certain = {one.element for one in found if not one.when}
    if any(one.word is Word.UNBOUNDED for one in judgement.failures):
        for state in endless_stays(study, level, milestone, judgement.case):
            if state not in certain:
                settled = tuple((one.reading, one.choice) for one in study.protocol.settled)
                found += endless(study, level, state, (*judgement.case, *settled))
        found += endless_rounds(study, level, milestone, judgement)
    if cubes := [one.cube for one in judgement.failures if one.word is Word.REFUTED]:
        found.append(replace(too_long(study, milestone, judgement), when=in_readings(cubes)))
    return tuple(found)


def too_long(study: Study, milestone: str, judgement: Judgement) -> Cause:
    """The time limits of the longest course to a milestone, which keeps them all and takes too long."""
    ends = [one for one in judgement.ends if one.longest.get(milestone, inf) != inf]
    worst = max(ends, key=lambda one: one.longest[milestone])
    run = worst.node.run(complete(study, worst, judgement.case))
    limits = dict.fromkeys(limit for step in run for limit in (*step.window.no_later, *step.caps))
    days = int(worst.longest[milestone])
    why = f"the time limits on the way let it take {days} working day{'' if days == 1 else 's'}"
    return Cause("time limits", clauses_of(limits), why, word=Word.REFUTED)


def in_readings(cubes: list[Cube]) -> str:
    """In which readings: nothing when in all of them."""
    if not all(cubes):
        return ""
    told = [one for one in dict.fromkeys(cubes) if not any(set(other) < set(one) for other in cubes)]
    ways = [" and ".join(f"“{name}” is read as “{choice}”" for name, choice in cube) for cube in told[:2]]
    more = ", and in other readings" if len(told) > 2 else ""
    return f"if {', or if '.join(ways)}{more}"


def endless_rounds(study: Study, level: Level, milestone: str, judgement: Judgement) -> list[Cause]:
    """The rounds that a dispute can go for ever before the milestone, each told once."""
    if not study.returning:
        return []
    ends = [one.end for one in judgement.failures if one.word is Word.UNBOUNDED]
    rounds = (endless_round(study, level, milestone, judgement.case, one) for one in ends)
    return list({frozenset(one.clauses): one for one in rounds if one is not None}.values())


def endless_stays(study: Study, level: Level, milestone: str, case: Choices) -> list[str]:
    """The states in which a case of this class can lawfully stay for ever before the milestone, and yet move on.

    The walk names the states that some run leaves without a limit in sight; the solver knows which of them no
    later limit bounds either.
    """
    from verify.laps import largest_finite_bound

    walk = study.walk(level)
    candidates = {
        state
        for state in walk.unlimited
        if any(compatible(node.cube, case) for node in walk.arrivals.get(state, ()))
    }
    formula, states = study.formula(level), study.milestones[milestone]
    beyond = largest_finite_bound(formula.protocol)
    return [
        state.id
        for state in study.protocol.states
        if state.id in candidates and formula.ask(formula.stays(state.id, states, beyond), case)
    ]


def dead_end(
    protocol: Protocol, level: Level, state_id: str, case: Choices = (), silent_role: str | None = None
) -> Cause:
    """Why a dispute stalls in a state."""
    if state_id == START:
        answers = dict(case)
        blocked = [
            one
            for one in protocol.entries
            if one.dest is None and one.condition.holds(lambda name: answers.get(name, protocol.domains[name][0]))
        ]
        why = "; ".join(f"{one.says}: {one.no_route}" for one in blocked) or "no way in applies to this case"
        return Cause("ways in", clauses_of(blocked), why)
    state = protocol.state[state_id]
    options = [one for one in protocol.outgoing[state_id] if one.condition.can_hold(dict(case))]
    optional = [one for one in options if not level.binds(one.modality) and one.modality is not Modality.OPEN]
    if state.text_stops:
        stops = "the case passes to another procedure, and" if state.kind is StateKind.EXTERNAL else ""
        why = f"{stops} the text stops here: {state.text_stops}".strip()
    elif any(level.binds(one.modality) for one in options):
        why = "nothing is said of a case in which the answer or the event that each duty here waits for never comes"
        if silent_role is not None:
            why = f"nothing is said of what happens if nothing is ever heard from {the(silent_role)}"
    elif optional:
        named = ", ".join(f"“{short_name(one)}” ({one.modality.value})" for one in optional)
        why = f"going on is possible, but nobody's duty when only this much of the text binds: {named}"
    elif options:
        why = "only agreement leads on from here, and nobody can be obliged to agree"
    else:
        why = "no clause says what happens next"
    return Cause(state_id, clauses_of((state, *options)), why)


def endless(study: Study, level: Level, state_id: str, case: Choices = ()) -> list[Cause]:
    """Why a dispute may stay in a state for ever although somebody is obliged to move it; nothing when nobody is."""
    protocol = study.protocol
    duties = [
        one
        for one in protocol.outgoing[state_id]
        if level.binds(one.modality) and one.condition.can_hold(dict(case))
    ]
    if not duties:
        return []
    reasons: dict[str, list[str]] = {}
    for one in duties:
        reasons.setdefault(_reason(study, level, one, case), []).append(f"“{short_name(one)}”")
    told = [reason.format(listed(dict.fromkeys(names), "or")) for reason, names in reasons.items()]
    limits = [
        one
        for one in protocol.limits
        if one.state == state_id and level.binds(one.modality) and one.condition.can_hold(dict(case))
    ]
    return [Cause(state_id, clauses_of((*duties, *limits)), "; ".join(told), word=Word.UNBOUNDED)]


def short_name(one: Transition) -> str:
    """The id of a move; one that is open anywhere drops the stage that its id repeats."""
    return one.id.removesuffix(f", from {one.source}")


def listed(words: Iterable[str], last: str) -> str:
    """Words in a row: "a, b or c"."""
    known = list(words)
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} {last} {known[-1]}"


def _reason(study: Study, level: Level, one: Transition, case: Choices) -> str:
    """Why one duty has no date; the name of the move goes where the braces are."""
    protocol = study.protocol
    meaning = study.silenced(None).meanings[level]
    binding = [
        limit
        for limit in protocol.limits
        if (one.id in limit.binds or (limit.kind is LimitKind.CAP and meaning.can_end(limit, one)))
        and limit.condition.can_hold(dict(case))
    ]
    numbered = [limit for limit in binding if limit.at_most and level.binds(limit.modality)]
    dated = [limit for limit in numbered if limit.start]
    lengthened = without_pauses(protocol, level, study.silent_role)
    endless = [limit for limit in dated if lengthened.limit[limit.id].endless]
    events = set(side_events(protocol)) if dated else set[str]()
    outside = [limit for limit in dated if set(limit.start) <= events]
    words = [limit for limit in binding if limit.words]
    weak = [limit for limit in binding if limit.at_most and not level.binds(limit.modality)]
    if endless:
        return f"{{}} is given {endless[0].at_most}, but {_braced(_stretched(endless[0]))}"
    if outside:
        start = listed((f"“{_braced(one)}”" for one in outside[0].start), "or")
        return f"{{}} is given {outside[0].at_most} from {start}, and no clause says by when this must have happened"
    if dated:
        return _only_in_some_readings(protocol, dated)
    if numbered:
        return f"{{}} is given {numbered[0].at_most}, and the text does not say from when"
    if words:
        return f"only words, “{_braced(words[0].words)}”, say by when {{}} must happen"
    if weak:
        return f"{{}} has {weak[0].at_most}, but only as “{weak[0].modality.value}”"
    if one.after:
        limit = protocol.limit[one.after[0]]
        return f"no clause says how soon {{}} must follow once the time ({limit.at_most or limit.words}) is up"
    return "no clause says by when {} must happen"


def _only_in_some_readings(protocol: Protocol, limits: list[TimeLimit]) -> str:
    """A duty that has a date in some readings, or once a clock has started that need not."""
    readings = {one.id for one in protocol.readings}
    lengths = listed(dict.fromkeys(str(limit.at_most) for limit in limits), "or")
    conditions = [limit.condition for limit in limits]
    if len(limits) == 1 and len(conditions[0].alternatives) == 1:
        told = " and ".join(
            f"“{_braced(one.name)}” is read as {listed([f'“{_braced(it)}”' for it in one.values], 'or')}"
            for one in conditions[0].alternatives[0]
            if one.name in readings
        )
        if told:
            return f"{{}} must happen within {lengths} only if {told}"
    names = dict.fromkeys(name for condition in conditions for name in condition.names() if name in readings)
    if names:
        named = listed([f"“{_braced(it)}”" for it in names], "and")
        return f"{{}} must happen within {lengths} only in some readings of {named}"
    starts = listed(dict.fromkeys(f"“{_braced(one)}”" for limit in limits for one in limit.start), "or")
    return f"{{}} must happen within {lengths} of {starts}, which need never have happened"


def _stretched(limit: TimeLimit) -> str:
    """Why a limit has no last day although it has a number."""
    if limit.endless and limit.extension is not None:
        return f"{in_words(limit.extension.by) or 'somebody'} may lengthen this without end"
    pause = limit.suspension
    assert pause is not None
    events = f"from “{pause.start}” until “{pause.end}”"
    return f"this clock stands still {events}, and no clause says how long that may last in all"


def _braced(text: str) -> str:
    """Text of the file inside a template."""
    return text.replace("{", "{{").replace("}", "}}")
