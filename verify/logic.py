"""Formulas of the solver, with plain truth values kept out of it.

They are made below z3's own `And`, `Or` and `Not`, which take far longer to look at the terms than to join them.
"""

from collections.abc import Callable, Sequence
from typing import Any

import z3


def conj(*terms: Any) -> Any:
    """All of these; plain truth values never reach the solver."""
    real = [one for one in terms if one is not True]
    if any(one is False for one in real):
        return False
    return _joined(z3.Z3_mk_and, real) if len(real) > 1 else real[0] if real else True


def disj(*terms: Any) -> Any:
    """One of these, at least."""
    real = [one for one in terms if one is not False]
    if any(one is True for one in real):
        return True
    return _joined(z3.Z3_mk_or, real) if len(real) > 1 else real[0] if real else False


def _joined(make: Callable[..., Any], terms: Sequence[Any]) -> Any:
    context = terms[0].ctx
    made = (z3.Ast * len(terms))(*(one.as_ast() for one in terms))
    return z3.BoolRef(make(context.ref(), len(terms), made), context)


def neg(term: Any) -> Any:
    """Not this."""
    return not term if isinstance(term, bool) else z3.BoolRef(z3.Z3_mk_not(term.ctx_ref(), term.as_ast()), term.ctx)


def implies(given: Any, then: Any) -> Any:
    """This, if that is given."""
    return disj(neg(given), then)
