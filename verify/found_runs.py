"""The runs that the solver has found: each may answer further questions, and then it need not be asked again."""

from collections.abc import Mapping
from typing import Any

import z3

from verify.questions import Assumptions

KEPT_RUNS = 40
"""So many runs, at most, are tried for a question before the solver is asked."""


class _Run:
    """A run as the solver found it, and the choices that were looked up in it."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.choices: dict[tuple[str, str], bool] = {}

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

    def with_silence(self) -> "FoundRuns":
        """Those that another silent role shares; what it finds by its silence is its own."""
        made = FoundRuns(self._values, self._anyone_silent)
        made._answering, made._shown = self._answering, self._shown
        return made

    def keep(self, model: Any) -> None:
        """Keep a run that the solver has just found."""
        run = _Run(model)
        runs = self._silent if run.true(self._anyone_silent) else self._answering
        runs.insert(0, run)
        del runs[KEPT_RUNS:]

    def answers(self, question: Any, choices: Assumptions) -> bool:
        """Whether some run answers a question in the case and readings given; the formula keeps the question."""
        key = (question.get_id(), choices)
        if key not in self._shown and any(self._fits(run, question, choices) for run in self._answering):
            self._shown.add(key)
        return key in self._shown or any(self._fits(run, question, choices) for run in self._silent)

    def _fits(self, run: _Run, question: Any, choices: Assumptions) -> bool:
        for choice in choices:
            if choice not in run.choices:
                run.choices[choice] = run.true(self._values[choice[0]][choice[1]])
            if not run.choices[choice]:
                return False
        return run.true(question)
