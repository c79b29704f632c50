"""The runs that keep a dispute from its milestone in time, and which edits could stop each of them.

From each such run comes one requirement on a repair: one of these edits must be in it. An edit that works neither
in a stage of the run, nor on a limit that binds a step of it, nor against a reading that the run needs, leaves the
run as lawful as it was; so no repair can do without one of those listed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.graph import rounds
from model.modality import Level
from model.protocol import START, Protocol
from model.semantics import Meaning, upper_offset
from verify.bounds import failure_of
from verify.folding import ToldStep, told_run
from verify.readings import Cube, merge, restrict
from verify.remedied import start_of
from verify.remedy import PROPOSED, Kind, Remedy
from verify.runs import End, Exploration
from verify.study import Study
from verify.timeline import Arc, Timeline
from verify.verdict import Word

Where = tuple[Kind, str, str]
"""An edit, whatever its number."""
_ONWARD = (Kind.EXPIRY, Kind.DUTY, Kind.DECISION, Kind.STEP)
_BOUNDING = (Kind.LIMIT, Kind.CAP, *_ONWARD)
_CHANGED = (Kind.START, Kind.BINDING)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One of these edits must be made, unless one of those that made the run possible is left out.

    Attributes:
        lies_in: the stage in which a case comes to lie, or can go round for ever; empty where it only takes too long.
    """

    one_of: frozenset[Where]
    unless: frozenset[Where] = frozenset()
    lies_in: str = ""


@dataclass(frozen=True)
class Violations:
    """What is wrong with an edited protocol.

    Attributes:
        protocol: the protocol with the edits made.
        made: the edits made.
        considered: all edits.
        reached: the stages that a case could come to before any edit; what fails there, fails however it came there.
    """

    protocol: Protocol
    level: Level
    milestone: str
    target: int
    made: Sequence[Remedy]
    considered: Sequence[Remedy]
    reached: frozenset[str] = frozenset()

    def requirements(self, study: Study) -> list[Requirement]:
        """What the violating runs ask for, with everybody answering or one role silent, as the study has it.

        Runs that differ only in a reading that makes no difference ask for one thing.
        """
        readings = {one.id: one.names for one in self.protocol.all_readings}
        asked: dict[tuple[frozenset[Where], frozenset[Where], str], dict[Cube, None]] = {}
        for end, word in failures(study.walk(self.level), self.milestone, self.target):
            obliged = word is Word.DEAD_END or end in study.walk(self.level).endless.get(self.milestone, ())
            lies_in = end.node.state if obliged else ""
            for here, used in self._of(study, end, word):
                asked.setdefault((here, used, lies_in), {})[restrict(end.node.cube, readings)] = None
        fixed = [one for one in self.considered if one.kind is Kind.READING]
        found = []
        for (here, used, lies_in), cubes in asked.items():
            for cube in merge(cubes, readings):
                chosen = dict(cube)
                against = {one.where for one in fixed if chosen.get(one.part, one.to) != one.to}
                found.append(Requirement(here | against, used, lies_in))
        return found

    def _of(self, study: Study, end: End, word: Word) -> Iterator[tuple[frozenset[Where], frozenset[Where]]]:
        """For one run, or each endless stay of it: the edits that could stop it, and those that made it possible."""
        choices = dict(study.given) | dict(end.node.cube)
        steps = end.node.run({name: choices.get(name, values[0]) for name, values in study.protocol.domains.items()})
        run = told_run(steps, study.unfolding(self.level))
        used = self._used(run)
        if word is Word.DEAD_END:
            state = end.node.state
            waits = {name for one in self.protocol.outgoing.get(state, ()) for name in one.after}
            yield self._against((*_ONWARD, Kind.WAY_IN), [state], _CHANGED, waits), self._way_to(state, used)
            return
        if end in study.walk(self.level).endless.get(self.milestone, ()):
            loop = sorted(round_through(self.protocol, end.node.state))
            waits = {name for one in self.protocol.transitions if one.source in loop for name in one.after}
            yield self._against(_ONWARD, loop, _CHANGED, waits), self._way_to(end.node.state, used)
            return
        first, last = self._measured(study, run)
        places = range(max(first + 1, 1), last + 1)
        endless = [place for place in places if word is Word.UNBOUNDED and not self._spanned(run, place)]
        for place in endless:
            limits = self._binding(run[place:])
            state = run[place - 1].dest
            yield self._against(_BOUNDING, [state], _CHANGED, limits), self._way_to(state, used)
        if not endless:
            states = [run[place - 1].dest for place in places]
            shorter = {name for step in run for name in _kept(step)}
            line = Timeline(run, lambda name: choices.get(name, study.protocol.domains[name][0]))
            if line.longest(first, last) <= self.target:  # it takes longer only because it can come round once more
                here = self._against((Kind.CAP,), states, _CHANGED, self._binding(run))
                yield here | self._against((), (), (Kind.SHORTER,), shorter), used
                return
            here = self._against(_BOUNDING, states, _CHANGED, self._binding(run))
            here |= self._against((), (), (Kind.SHORTER,), shorter)
            arcs = {where: self._arcs(line, where) for where in sorted(here)}
            for needed in line.beyond(first, last, self.target, arcs):
                yield needed, used

    def _arcs(self, line: Timeline, where: Where) -> list[Arc]:
        """What an edit, with the fewest days it can give, says of the steps of a run."""
        one = self._by_where[where]
        found: list[Arc] = []
        entered = 0
        for place, step in enumerate(line.run):
            if one.kind in _BOUNDING:
                source = line.run[entered].dest
                if place and step.moved and source in one.stages:
                    found.append((entered, place, one.least))
                if step.moved and not (one.kind is Kind.CAP and source in one.stages and step.dest in one.stages):
                    entered = place
                continue
            limit = self.protocol.limit[one.part]
            if step.id not in limit.binds and limit.id not in _kept(step) and limit.ends == ():
                continue
            if one.kind is Kind.SHORTER:
                found += line.arc(limit, place, one.least) if limit.id in _kept(step) else []
            else:
                events = start_of(self.protocol, limit) if one.kind is Kind.START else limit.start
                found += line.arc(limit, place, upper_offset(limit, line.value), events)
        return found

    @cached_property
    def _by_where(self) -> dict[Where, Remedy]:
        return {one.where: one for one in self.considered}

    def _way_to(self, state: str, used: frozenset[Where]) -> frozenset[Where]:
        """The edits without which no case would come to a stage."""
        return frozenset() if state in self.reached else used

    def _against(
        self, kinds: Sequence[Kind], states: Sequence[str], on_limits: Sequence[Kind], limits: Iterable[str]
    ) -> frozenset[Where]:
        """The edits of some kinds in these stages, and of others on these limits, that are not made yet."""
        named, made = set(limits), {one.where for one in self.made}
        places = {Kind.WAY_IN: START}
        here = {
            one.where
            for one in self.considered
            if (one.kind in kinds and not {places.get(one.kind), *one.stages}.isdisjoint(states))
            or (one.kind in on_limits and one.part in named)
        }
        return frozenset(here - made)

    def _used(self, run: Sequence[ToldStep]) -> frozenset[Where]:
        """The edits without which there would be no such run."""
        steps = {step.id for step in run}
        found = set()
        for one in self.made:
            if one.kind is Kind.STEP:
                moves = {it.id for it in self.protocol.transitions if it.id in steps and it.source == one.state}
                found |= {one.where} if moves & self._new_moves else set()
            elif one.kind in (Kind.START, Kind.BINDING):
                after = {name for it in self.protocol.transitions if it.id in steps for name in it.after}
                found |= {one.where} if one.part in after else set()
            elif one.kind is Kind.WAY_IN and one.part in steps:
                found.add(one.where)
        return frozenset(found)

    @property
    def _new_moves(self) -> frozenset[str]:
        """The moves that rest on a proposed clause alone."""
        return frozenset(
            it.id for it in self.protocol.transitions if any(c.startswith(PROPOSED) for c in it.clauses[:1])
        )

    def _measured(self, study: Study, run: Sequence[ToldStep]) -> tuple[int, int]:
        """The places of the steps that raise the dispute and that reach the milestone."""
        raised = set(self.protocol.raised)
        first = next((n for n, step in enumerate(run) if step.happened & raised), 0) if raised else 0
        made = study.unfolding(self.level).protocol
        states = study.milestones[self.milestone] | {one.id for one in made.states if one.final}
        return first, next((n for n, step in enumerate(run) if step.happened & states), len(run) - 1)

    def _spanned(self, run: Sequence[ToldStep], place: int) -> bool:
        """Whether some limit that began before a stay ends at its end or later, so that the stay is not endless."""
        for later in range(place, len(run)):
            for limit in (*run[later].window.no_later, *run[later].caps):
                starts = [n for n in range(later) if not run[n].happened.isdisjoint(limit.start)]
                if starts and starts[-1] < place:
                    return True
        return False

    def _binding(self, run: Sequence[ToldStep]) -> set[str]:
        """The limits that bind some step of a run, or would if they had a start or bound at this level."""
        steps = {step.id for step in run}
        meaning = Meaning(self.protocol, self.level)
        after = {name for it in self.protocol.transitions if it.id in steps for name in it.after}
        return (
            {limit.id for limit in self.protocol.limits if steps & set(limit.binds)}
            | {cap.id for cap in meaning.caps}
            | after
        )


def failures(walk: Exploration, milestone: str, target: int) -> Iterator[tuple[End, Word]]:
    """The runs that miss the target, and how; going round for ever counts as a time without bound."""
    found = ((end, failure_of(end, milestone, target)) for end in walk.ends)
    yield from ((end, word) for end, word in found if word is not None)
    yield from ((end, Word.UNBOUNDED) for end in walk.endless.get(milestone, ()))


def round_through(protocol: Protocol, state: str) -> frozenset[str]:
    """The stages among which a dispute can go round by way of this one; none where it cannot come back."""
    return next((states for states in rounds(protocol) if state in states), frozenset())


def _kept(step: ToldStep) -> set[str]:
    """The limits that a step keeps."""
    return {limit.id for limit in (*step.window.no_later, *step.caps)}


def stuck(walk: Exploration, stage: Mapping[str, str]) -> frozenset[tuple[str, bool]]:
    """The stages to which a dispute can come without any lawful end, because limits contradict each other there.

    With each, whether the silent role has fallen silent by then: what others can still do is no end for these.

    Args:
        stage: the stages of the text that the states of the walk stand for, where these are others.
    """
    alive = {(state, node.silent) for state, nodes in walk.arrivals.items() for node in nodes}
    return frozenset((stage.get(node.state, node.state), node.silent) for node in walk.nodes) - alive
