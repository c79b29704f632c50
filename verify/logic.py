"""Formulas of the solver, with plain truth values kept out of it."""

from typing import Any

import z3


def conj(*terms: Any) -> Any:
    """All of these; plain truth values never reach the solver."""
    real = [one for one in terms if one is not True]
    if any(one is False for one in real):
        return False
    return z3.And(*real) if len(real) > 1 else real[0] if real else True


def disj(*terms: Any) -> Any:
    """One of these, at least."""
    real = [one for one in terms if one is not False]
    if any(one is True for one in real):
        return True
    return z3.Or(*real) if len(real) > 1 else real[0] if real else False


def neg(term: Any) -> Any:
    """Not this."""
    return not term if isinstance(term, bool) else z3.Not(term)


def implies(given: Any, then: Any) -> Any:
    """This, if that is given."""
    return disj(neg(given), then)
