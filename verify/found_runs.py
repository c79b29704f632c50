"""The runs that the solver has found, and those it found there are none of: either may answer further questions."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import z3

from verify.questions import Assumptions

KEPT_RUNS = 300
"""So many runs, at most, are tried for a question before the solver is asked."""


class _Runs:
    """Runs that the solver found, each a bit, and of each term the bits of those where it was looked up, and is so."""

    def __init__(self) -> None:
        self._models: dict[int, Any] = {}
        self._bits = 0
        self._seen: dict[Hashable, int] = {}
        self._so: dict[Hashable, int] = {}

    def keep(self, model: Any) -> None:
        """Keep a run; of too many the first is dropped."""
        place = self._bits.bit_length()
        self._models[place], self._bits = model, self._bits | 1 << place
        if len(self._models) > KEPT_RUNS:
            first = min(self._models)
            del self._models[first]
            self._bits ^= 1 << first

    def show(self, terms: Mapping[Hashable, Any]) -> bool:
        """Whether on some run all these terms, each by a name of its own, are so; the latest is tried first."""
        maybe = self._bits
        for name in terms:
            maybe &= self._so.get(name, 0) | ~self._seen.get(name, 0)
        while maybe:
            place = maybe.bit_length() - 1
            if all(self._look_up(place, *one) for one in terms.items()):
                return True
            maybe ^= 1 << place
        return False

    def _look_up(self, place: int, name: Hashable, term: Any) -> bool:
        bit = 1 << place
        if not self._seen.get(name, 0) & bit:
            self._seen[name] = self._seen.get(name, 0) | bit
            self._so[name] = self._so.get(name, 0) | bit * true(self._models[place], term)
        return bool(self._so[name] & bit)


def true(model: Any, term: Any) -> bool:
    """Whether a term is so in a model; asked of the library below z3's classes, which would take most of the time."""
    found = (z3.Ast * 1)()
    z3.Z3_model_eval(model.ctx.ref(), model.model, term.as_ast(), True, found)
    return bool(z3.Z3_get_bool_value(model.ctx.ref(), found[0]) == z3.Z3_L_TRUE)


class FoundRuns:
    """The runs of one formula, latest first; those on which nobody is silent are lawful whoever may be.

    Args:
        values: the truth values of case facts and readings.
        anyone_silent: that somebody is silent in some state.
    """

    def __init__(self, values: Mapping[str, Mapping[str, Any]], anyone_silent: Any) -> None:
        self._values, self._anyone_silent = values, anyone_silent
        self._answering, self._silent = _Runs(), _Runs()
        self._never: dict[int, list[frozenset[tuple[str, str]]]] = {}
        self._never_here: dict[int, list[frozenset[tuple[str, str]]]] = {}

    def with_silence(self) -> "FoundRuns":
        """What another silent role shares; what is found by its silence is its own."""
        made = FoundRuns(self._values, self._anyone_silent)
        made._answering, made._never = self._answering, self._never
        return made

    def keep(self, model: Any) -> None:
        """Keep a run that the solver has just found."""
        (self._silent if true(model, self._anyone_silent) else self._answering).keep(model)

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
        terms = {**{one: self._values[one[0]][one[1]] for one in choices}, number: question}
        return True if self._answering.show(terms) or self._silent.show(terms) else None
