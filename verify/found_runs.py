"""The runs that the solver has found, and those it found there are none of: either may answer further questions."""

from collections.abc import Iterable, Mapping
from typing import Any

import z3

from verify.questions import Assumptions

KEPT_RUNS = 40
"""So many runs, at most, are tried for a question before the solver is asked."""


class _Run:
    """A run as the solver found it, and what was looked up in it."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.choices: dict[tuple[str, str], bool] = {}
        self.questions: dict[int, bool] = {}

    def true(self, term: Any) -> bool:
        """Whether it is so on this run."""
        return bool(z3.is_true(self.model.eval(term, model_completion=True)))


class FoundRuns:
    """The runs of one formula, latest first; those on which nobody is silent are lawful whoever may be.

    Args:
        values: the truth values of case facts and readings.
        anyone_silent: that somebody is silent in some state.
    """

    def __init__(self, values: Mapping[str, Mapping[str, Any]], anyone_silent: Any) -> None:
        self._values, self._anyone_silent = values, anyone_silent
        self._answering: list[_Run] = []
        self._silent: list[_Run] = []
        self._shown: set[tuple[int, Assumptions]] = set()
        self._never: dict[int, list[frozenset[tuple[str, str]]]] = {}
        self._never_here: dict[int, list[frozenset[tuple[str, str]]]] = {}

    def with_silence(self) -> "FoundRuns":
        """What another silent role shares; what is found by its silence is its own."""
        made = FoundRuns(self._values, self._anyone_silent)
        made._answering, made._shown, made._never = self._answering, self._shown, self._never
        return made

    def keep(self, model: Any) -> None:
        """Keep a run that the solver has just found."""
        run = _Run(model)
        runs = self._silent if run.true(self._anyone_silent) else self._answering
        runs.insert(0, run)
        del runs[KEPT_RUNS:]

    def rule_out(
        self, question: Any, choices: Assumptions, core: Iterable[Any], given: Iterable[Any], asked: Iterable[Any]
    ) -> None:
        """Keep that no run answers a question, with those of the choices that are enough for it.

        Nothing is kept when the solver names anything else than it was asked with.

        Args:
            core: what the solver says cannot be the case at once.
            given: that it is this role that falls silent; what does not hang on that is so whoever does.
            asked: what the question is always asked with: that it is so, and that runs are told to their end.
        """
        needed, hangs_on = {one.get_id() for one in core}, {one.get_id() for one in given}
        made = {self._values[name][value].get_id(): (name, value) for name, value in choices}
        if not needed <= {*made, *hangs_on, *(one.get_id() for one in asked)}:
            return
        enough = frozenset(choice for name, choice in made.items() if name in needed)
        never = self._never if needed.isdisjoint(hangs_on) else self._never_here
        never.setdefault(question.get_id(), []).append(enough)

    def answers(self, question: Any, choices: Assumptions) -> bool | None:
        """Whether some run answers a question in the case and readings given; None where nothing found tells.

        The formula keeps the question, so that its number is not given to another.
        """
        number, made = question.get_id(), set(choices)
        if any(made >= enough for never in (self._never, self._never_here) for enough in never.get(number, ())):
            return False
        key = (number, choices)
        if key not in self._shown and any(self._fits(run, question, number, choices) for run in self._answering):
            self._shown.add(key)
        if key in self._shown or any(self._fits(run, question, number, choices) for run in self._silent):
            return True
        return None

    def _fits(self, run: _Run, question: Any, number: int, choices: Assumptions) -> bool:
        for choice in choices:
            if choice not in run.choices:
                run.choices[choice] = run.true(self._values[choice[0]][choice[1]])
            if not run.choices[choice]:
                return False
        if number not in run.questions:
            run.questions[number] = run.true(question)
        return run.questions[number]
