"""A more pressing case is never allowed longer than another, and gains time.

What it checks.  Wherever an answer to a case fact is said to make a case more pressing, and all else is equal: such a
case has no later last day than one with another answer, neither to come to the last word nor to be decided or settled,
and an earlier one for at least one of the two. The gain of a case that becomes pressing half-way is counted from then.
What comes of it when somebody never answers is told by `handrail silence`.
Why it matters.  A short way without a number can take longer than the long way with one: then the case that should
come first is the only one without a date.
Holds in.  "Within five working days, and within one if the child is at imminent risk."
Violated by.  "Within five working days; if the child is at imminent risk, go straight to the board", and no number.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from itertools import product
from math import inf
from operator import eq, gt, le, lt
from typing import Any

from model.modality import Level
from model.protocol import COUNTING, START, CaseFact
from model.time_span import TimeSpan
from verify.causes import in_readings
from verify.confirmation import confirm_endless, must_hold_for_ever
from verify.properties.findings import Finding, unwalkable, verdict
from verify.properties.property import Property
from verify.readings import Cube, avoiding, compatible, join, merge, restrict, smallest
from verify.runs import End
from verify.story import most_telling, tell
from verify.study import MILESTONES, Study
from verify.verdict import Cause, Holding, Result, Story, Word

_TOLD = {"receipt": "until it comes to the last word", "decision": "until it is decided or settled"}


@dataclass(frozen=True)
class _Kind:
    """The cases with one answer to a case fact; one that moves may change counts as it stands when the case ends."""

    study: Study
    level: Level
    fact: CaseFact
    answer: str

    @property
    def name(self) -> str:
        """The kind in words."""
        return f"“{self.fact.id}” is “{self.answer}”"

    @cached_property
    def case(self) -> Cube:
        """The choice that makes a case one of these from the start; none where moves make it."""
        return ((self.fact.id, self.answer),) if self.fact.at_start is None else ()

    @property
    def stands(self) -> Cube:
        """The answer that a case of these has in the end, where moves can change it."""
        return () if self.case else ((self.fact.id, self.answer),)

    @cached_property
    def ends(self) -> dict[str, list[tuple[Cube, float, End]]]:
        """For each milestone how long runs take to it at most, infinite where they may never come, with the choices."""
        walk = self.study.walk(self.level)
        found: dict[str, list[tuple[Cube, float, End]]] = {name: [] for name in MILESTONES}
        for name, times in found.items():
            for end in (*walk.ends, *walk.endless.get(name, ())):
                if dict(end.node.known).get(self.fact.id, self.answer) != self.answer:
                    continue
                never = (end.stalled and name not in end.reached) or end in walk.endless.get(name, ())
                days = inf if never else end.longest.get(name)
                if days is not None:
                    times.append((tuple(one for one in end.node.cube if one[0] != self.fact.id), days, end))
        return found

    def raised(self, milestone: str) -> list[tuple[Cube, float, End]]:
        """The same without those that have no way in."""
        return [one for one in self.ends[milestone] if one[2].node.state != START]

    def longest(self, milestone: str, choices: Cube) -> float:
        """How long such a case may take with these choices, at most."""
        return max(days for cube, days, _ in self.raised(milestone) if compatible(cube, choices))

    def story(self, choices: Cube) -> Story:
        """A case of the kind that takes as long to its end as any with these choices, told day by day."""
        most = self.longest("decision", choices)
        ends = [end for cube, days, end in self.raised("decision") if days == most and compatible(cube, choices)]
        case = (*self.case, *choices)
        return tell(self.study, self.level, most_telling(self.study, ends), long=most == inf, case=case)

    def confirm(self) -> None:
        """Ask the solver whether such cases take just as long as the walk found, whatever is chosen.

        Raises:
            EnginesDisagree: they do not.
            NotCovered: a case goes round for ever, and no round can be shown to repeat.
        """
        from verify.laps import largest_finite_bound
        from verify.logic import conj, disj

        study, level, protocol = self.study, self.level, self.study.protocol
        formula, fixed = study.formula(level), self.fact.at_start is None
        such = conj(*(formula.ends_with(*one) for one in self.stands))
        beyond = largest_finite_bound(formula.protocol)
        for milestone, ends in self.ends.items():
            states = study.milestones[milestone]
            stalls, after = formula.stalls_before(states), partial(formula.exceeds, states)
            asked: dict[Any, list[Cube]] = {}
            for cube, days, end in ends:
                dead = end.stalled and milestone not in end.reached
                if days == inf and not dead and formula.laps.beyond:
                    confirm_endless(study, level, milestone, self.case, end, self.stands)
                elif fixed or end.node.state != START:  # what has no way in does not become anything either
                    question = stalls if dead else after(beyond if days == inf else int(days) - 1)
                    asked.setdefault(question, []).append(cube)
            for question, cubes in asked.items():
                for cube in merge(cubes, protocol.domains):
                    study.expect(level, conj(such, question), (*self.case, *join(cube, study.given)), answer=True)
            for days in {days for _, days, _ in ends} - {inf}:
                longer, so_long = ([cube for cube, it, _ in ends if one(it, days)] for one in (gt, eq))
                for cube in avoiding(longer, protocol.domains):
                    if any(compatible(cube, other) for other in so_long):
                        late = disj(after(int(days)), stalls)
                        study.expect(level, conj(such, late), (*self.case, *cube), answer=False)
                        self._for_ever(milestone, cube, int(days))

    def _for_ever(self, milestone: str, choices: Cube, days: int) -> None:
        """Where a dispute can go round more often than the formula has written out, prove a bound for every round."""
        if self.study.formula(self.level).laps.beyond:
            facts = self.study.protocol.fact
            case = (*self.case, *self.stands, *restrict(choices, facts))
            held = Holding(tuple(one for one in choices if one[0] not in facts), days)
            must_hold_for_ever(self.study, self.level, f"{milestone}-bounded", case, held)


def check(study: Study, level: Level) -> list[Result]:
    """The pressing kinds of case that may take longer than others, or gain nothing."""
    facts = [one for one in study.protocol.facts if one.pressing]
    if not facts:
        note = "no answer to a case fact is said to make a case more pressing"
        return [Result(PROPERTY.id, Word.VACUOUS, level, note=note)]
    study = study.silenced(None)  # what a text allows if all do as it says, whoever is silent besides
    study = replace(study, every_counting=True, _walks={})  # the counting of days can decide which takes longer
    if undecided := unwalkable(study, level, PROPERTY.id):
        return undecided
    pairs: list[tuple[_Kind, _Kind]] = []
    for fact in facts:
        kinds = [_Kind(study, level, fact, answer) for answer in fact.answers]
        kinds = [kind for kind in kinds if kind.raised("decision")]
        for kind in kinds:
            kind.confirm()
        pressing, others = ([one for one in kinds if (one.answer in fact.pressing) is is_so] for is_so in (True, False))
        pairs += product(pressing, others)
    if not pairs:
        note = "no dispute comes in that is more pressing than another"
        return [Result(PROPERTY.id, Word.VACUOUS, level, note=note)]
    found = [(one, finding) for one, other in pairs for finding in _slower(one, other)]
    (result,) = verdict(study, level, PROPERTY.id, [finding for _, finding in found])
    if not found:
        return [result]
    kind, first = found[0]
    story = kind.story(first.cubes[0])
    clauses = (*result.clauses, *(clause for event in story.events for clause in event.clauses))
    return [replace(result, story=story, clauses=tuple(dict.fromkeys(clauses)))]


def _slower(pressing: _Kind, other: _Kind) -> Iterator[Finding]:
    """Where a pressing kind of case may take longer than another; then where it gains nothing."""
    study, fact, domains = pressing.study, pressing.fact, pressing.study.protocol.domains
    since = pressing
    if fact.at_start not in (None, pressing.answer):  # its clock starts when it becomes pressing
        makes = tuple(one.id for one in study.protocol.transitions if (fact.id, pressing.answer) in one.sets)
        anew = replace(study.protocol, raised=makes)
        counted = Study(anew, None, study.milliseconds, study.most_steps, study.careful, study.every_counting)
        since = replace(pressing, study=counted)
        since.confirm()
    longer: list[Cube] = []
    for name in MILESTONES:
        cubes = _where(pressing, other, name, le)
        longer += cubes
        yield from _told(pressing, other, name, cubes, "may take longer")
    receipt, decision = (_where(since, other, name, lt) for name in MILESTONES)
    both = [join(one, two) for one, two in product(decision, merge(receipt, domains)) if compatible(one, two)]
    ways = avoiding(longer, domains)
    rest = [join(one, two) for one, two in product(both, ways) if compatible(one, two)]
    yield from _told(since, other, "decision", rest, "gains no time")


def _where(one: _Kind, other: _Kind, milestone: str, as_long: Callable[[float, float], bool]) -> list[Cube]:
    """The choices under which both kinds come in, and one has a run beside which no run of the other is as long."""
    domains, others = one.study.protocol.domains, other.raised(milestone)
    absent = avoiding([cube for cube, _, _ in others], domains)

    @cache
    def beyond(days: float) -> list[Cube]:
        return avoiding([*absent, *(it for it, than, _ in others if as_long(days, than))], domains)

    raised = one.raised(milestone)
    return [join(cube, where) for cube, days, _ in raised for where in beyond(days) if compatible(cube, where)]


def _told(one: _Kind, other: _Kind, milestone: str, cubes: list[Cube], how: str) -> Iterator[Finding]:
    """One finding for all these choices, told with the numbers of those in which a case does worst; none for none."""
    if not cubes:
        return
    protocol = one.study.protocol

    @cache
    def numbers(cube: Cube) -> tuple[float, float]:
        return one.longest(milestone, cube), other.longest(milestone, cube)

    usual = ((COUNTING.id, COUNTING.names[0]),)
    worst = max(cubes, key=lambda cube: (numbers(cube)[0], compatible(cube, usual), -numbers(cube)[1]))
    days, than = numbers(worst)
    where = "".join(f" and “{name}” is “{answer}”" for name, answer in restrict(worst, protocol.fact))
    against = f"and just so if {other.name}" if than == days else f"against {_days(than)} if {other.name}"
    why = f"if {one.name}{where}, a case {how} {_TOLD[milestone]}: {_days(days)}, {against}"
    merged = sorted(merge(cubes, protocol.domains), key=lambda cube: not compatible(cube, worst))
    readings = [restrict(cube, {it.id for it in protocol.all_readings}) for cube in merged]
    yield Finding(Cause(one.fact.id, one.fact.clauses, why, in_readings(smallest(readings))), tuple(merged))


def _days(days: float) -> str:
    return "no last day" if days == inf else str(TimeSpan(int(days), "working day"))


PROPERTY = Property(
    "urgent-is-faster",
    "A more pressing case is never allowed longer than another, and gains time.",
    check,
    "warning",
    "recommended",
    of_courses=True,
)
