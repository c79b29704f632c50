"""One protocol under examination: its walks and formulas, each made once and shared by all properties."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

from model.calendar import Calendar, calendar
from model.deadline import Breach
from model.graph import returning
from model.modality import Level, Modality
from model.protocol import COUNTING, DutyKind, Protocol
from model.semantics import Meaning, decision_states, receipt_states
from model.silence import matters
from model.trace import Trace
from model.unfolding import TooManyEvents, Unfolding, side_events, unfolded
from verify.explorer import Explorer
from verify.folding import folded
from verify.readings import Cube
from verify.runs import End, Exploration, Onward
from verify.unproved import unproved_features

if TYPE_CHECKING:  # the solver is slow to import and only proofs need it
    from verify.encoding import Encoding

MILESTONES = ("receipt", "decision")

MOST_PARTS = 16
"""Very many cases are divided into so many parts, at most, and the solver is asked about each: that is quicker."""


class NotCovered(Exception):
    """Something that cannot be settled yet; the message says what."""


class EnginesDisagree(Exception):
    """The two engines differ, or a counterexample does not replay: a fault of ours, never of the protocol."""


@dataclass
class Study:
    """A protocol with everything worked out about it so far.

    Args:
        silent_role: a role that never answers, from any moment on; None when everybody does.
        milliseconds: how long the solver may think about one question.
        careful: walk the runs for both readings of `counting` and keep every set of moments apart. A quick walk
            takes the first reading (of a loop, both) and drops sets that larger ones contain. The solver is always
            asked about everything, so a protocol for which that is too quick is noticed, and examined with care.
        every_counting: walk the runs for both readings of `counting`, and be quick otherwise.
        replayed: the traces that were replayed on the machine, with where they ended, whether they stalled there,
            and the limits that they broke.
    """

    protocol: Protocol
    silent_role: str | None = None
    milliseconds: int = 20_000
    most_steps: int = 200_000
    careful: bool = False
    every_counting: bool = False
    replayed: dict[Trace, tuple[str, bool, tuple[Breach, ...]]] = field(default_factory=dict)
    _walks: dict[tuple[Level, str | None], Exploration] = field(default_factory=dict)
    _formulas: dict[Level, "Encoding"] = field(default_factory=dict)
    _unfoldings: dict[Level, Unfolding] = field(default_factory=dict)
    _silenced: dict[str | None, "Study"] = field(default_factory=dict)
    _answering: "Study | None" = None
    _met: dict[tuple[Level, str | None], dict[object, Onward]] = field(default_factory=dict)

    @cached_property
    def calendar(self) -> Calendar:
        """The working days of the protocol's nation."""
        return calendar(self.protocol.nation)

    @cached_property
    def meanings(self) -> dict[Level, Meaning]:
        """What the text, as it is written, means at each level."""
        return {level: Meaning(self.protocol, level, self.silent_role) for level in Level}

    @cached_property
    def telling(self) -> dict[int, tuple[End, tuple[int, int, int]]]:
        """How much the runs that end so tell, by the identity of the end; see `verify.story`."""
        return {}

    @cached_property
    def obstacle(self) -> str:
        """Why nothing about time can be proved of this protocol yet; empty when everything can."""
        try:
            self.unfolding()
        except TooManyEvents:
            return "not yet covered: so many clocks that depend on events which are no moves"
        features = unproved_features(self.protocol)
        return f"not yet covered: {'; '.join(features)}" if features else ""

    @cached_property
    def crowded(self) -> bool:
        """Whether there are too many cases to walk each of them, and tables can be made of all, as without a loop."""
        cases = prod(len(one.answers) for one in self.protocol.facts if one.at_start is None)
        return cases * len(self.protocol.states) > self.most_steps and not self.returning

    @cached_property
    def parts(self) -> list[Cube]:
        """All cases at once; or, where they are too many, in parts, by the case facts that most rules ask for."""
        facts = {one.id: one.answers for one in self.protocol.facts if self.crowded and one.at_start is None}
        conditions = [one.condition for one in self.protocol.transitions]
        conditions += [one.condition for one in self.protocol.limits]
        asked, parts = Counter(name for one in conditions for name in one.names() if name in facts), [Cube()]
        for name, _ in asked.most_common():
            if len(parts) * len(facts[name]) <= MOST_PARTS:
                parts = [(*one, (name, answer)) for one in parts for answer in facts[name]]
        return parts

    @cached_property
    def returning(self) -> frozenset[str]:
        """The moves that lead back to where a dispute has been."""
        return returning(self.protocol)

    @cached_property
    def milestones(self) -> dict[str, frozenset[str]]:
        """The states that count as receipt, and as decision, of the unfolded protocol."""
        protocol = self.unfolding().protocol
        return {"receipt": receipt_states(protocol), "decision": decision_states(protocol)}

    def unfolding(self, level: Level = Level.MUST) -> Unfolding:
        """The protocol with every event that its clocks look back to as a move: what both engines are given."""
        level = self.same_as(level)
        if level not in self._unfoldings:
            self._unfoldings[level] = unfolded(self.protocol, level, self.silent_role)
        return self._unfoldings[level]

    def same_as(self, level: Level) -> Level:
        """The strongest level at which exactly the same rules of this protocol bind."""
        return self._same[level]

    @cached_property
    def _same(self) -> dict[Level, Level]:
        strongest: dict[frozenset[Modality], Level] = {}
        bind = {level: frozenset(one for one in self._forces if level.binds(one)) for level in Level}
        return {level: strongest.setdefault(binding, level) for level, binding in bind.items()}

    @cached_property
    def _forces(self) -> frozenset[Modality]:
        moves = {one.modality for one in self.protocol.transitions}
        finality = {one.binding for one in self.protocol.transitions if one.binding is not None}
        timed = bool(side_events(self.protocol)) or any(one.suspension for one in self.protocol.limits)
        finality |= {one.modality for one in self.protocol.duties if timed or one.kind is DutyKind.ACCEPT}
        return frozenset(moves | finality | {one.modality for one in self.protocol.limits})

    def silenced(self, role: str | None) -> "Study":
        """The same protocol, with a role that falls silent at some moment or never; None for no such role."""
        if role == self.silent_role:
            return self
        if self._answering is not None:
            return self._answering.silenced(role)
        if role not in self._silenced:
            made = Study(self.protocol, role, self.milliseconds, self.most_steps, self.careful, self.every_counting)
            made._answering = self if self.silent_role is None else None
            self._silenced[role] = made
        return self._silenced[role]

    @cached_property
    def _silence_only_forbids(self) -> bool:
        """Whether a silent role changes only what may be done: no clock stands still for it, and no dispute returns."""
        return all(one.suspension is None for one in self.protocol.limits) and not self.returning

    @property
    def given(self) -> tuple[tuple[str, str], ...]:
        """The reading of `counting` that a quick walk takes for granted; how often a loop is gone can hang on it."""
        if self.careful or self.every_counting or self.returning:
            return ()
        return ((COUNTING.id, self.protocol.domains[COUNTING.id][0]),)

    def walk(self, level: Level, stay: str | None = None) -> Exploration:
        """All runs at a level, timing both milestones and perhaps the stay in a state.

        Where there are too many cases, those of the worst cases only, and then it is not complete.
        """
        key = (self.same_as(level), stay)
        if key not in self._walks:
            if self.crowded:
                from verify.overall import walk_of_worst_cases

                walk = walk_of_worst_cases(self.explorer(level, stay))
            else:
                walk = self.explorer(level, stay).explore()
            self._walks[key] = folded(walk, self.unfolding(level))
        return self._walks[key]

    def explorer(self, level: Level, stay: str | None = None) -> Explorer:
        """What walks all runs at a level, and knows what walks with others silent have met."""
        root = self._answering if self._answering is not None and self._silence_only_forbids else self
        return Explorer(
            self.unfolding(level).protocol,
            self.same_as(level),
            self.milestones,
            self.silent_role,
            stay,
            self.given,
            self.most_steps,
            self.careful,
            root._met.setdefault((self.same_as(level), stay), {}),
        )

    def formula(self, level: Level) -> "Encoding":
        """All runs at a level as one formula for the solver; where it can be, the same one for every silent role."""
        level = self.same_as(level)
        if level not in self._formulas:
            shared = self._answering if self._silence_only_forbids else None
            if shared is not None and self.silent_role is not None:
                self._formulas[level] = shared.formula(level).with_silent(self.silent_role)
            else:
                self._formulas[level] = self._formula(level)
        return self._formulas[level]

    def _formula(self, level: Level) -> "Encoding":
        from verify.folded_encoding import FoldedEncoding

        made, roles = self.unfolding(level), [one.id for one in self.protocol.roles]
        return FoldedEncoding(
            made,
            level,
            self.silent_role,
            rounds=self.walk(level).rounds if returning(made.protocol) else 0,
            silent_roles=[one for one in roles if self._silence_only_forbids and matters(self.protocol, one)],
            milliseconds=self.milliseconds,
        )

    def expect(
        self,
        level: Level,
        question: Any,
        choices: Cube,
        *,
        answer: bool,
        whatever_counting: bool = False,
        in_time: bool = False,
    ) -> None:
        """Ask the solver, and insist on the answer that the walk gave.

        Args:
            whatever_counting: a run that the walk found must exist in both readings of `counting`. That needs
                no question where no move waits for a day: there a course that is lawful at one count of days is
                lawful at the other, done sooner.
            in_time: that it could be done sooner is no answer.

        Raises:
            EnginesDisagree: it has another.
        """
        formula = self.formula(level)
        counted = [self.given] if answer else self.parts
        matters = in_time or self.meanings[level].waits
        if answer and whatever_counting and self.given and matters:
            counted = [((COUNTING.id, name),) for name in self.protocol.domains[COUNTING.id]]
        if all(formula.ask(question, (*choices, *given)) is answer for given in counted):
            return
        found = "no such run" if answer else formula.run(question, choices)
        raise EnginesDisagree(f"{self.protocol.id}, {level.value}, {dict(choices)}: the solver finds {found}")

    @property
    def questions(self) -> int:
        """How many questions the solver has answered."""
        own = sum(one.queries for one in self._formulas.values())
        return own + sum(one.questions for one in self._silenced.values())
