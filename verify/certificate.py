"""Makes certificates: for every bound and every "no dead end" that was proved, what convinces a checker of it.

What is claimed was found by the walk and confirmed by the solver; `verify.recheck`, which reads it, believes neither.
"""

from collections.abc import Iterator
from typing import Any

from verify.certificate_form import MILESTONES, NO_DEAD_END, header
from verify.checker import Report
from verify.proving import prove, without_spare
from verify.verdict import Choices, Result, Word

PROPERTIES = (*MILESTONES, NO_DEAD_END)
"""The guarantees that certificates are made for."""


def certificate(report: Report) -> dict[str, Any]:
    """The certificate of everything in a report that can be certified, in plain values for JSON.

    Raises:
        EnginesDisagree: a bound that was proved is attained by no run: a fault of ours.
    """
    claims = [
        prove(report.protocol, one.property, one.level, one.silent_role, one.case, readings, bound)
        for one, readings, bound in provable(report)
    ]
    return {**header(report.protocol), "claims": [without_spare(report.protocol, one) for one in claims]}


def provable(report: Report) -> Iterator[tuple[Result, Choices, int | None]]:
    """Each guarantee that a report says is kept, with readings under which it is, and its bound under them."""
    for result in report.results:
        if result.property not in PROPERTIES:
            continue
        under: list[tuple[Choices, int | None]] = [((), result.bound)] if result.verdict is Word.PROVED else []
        if result.verdict is Word.DEPENDS:
            under = [(one.readings, one.bound) for one in result.holds_under]
        for readings, bound in under:
            if bound is not None or result.property == NO_DEAD_END:  # without a bound nothing comes so far: vacuous
                yield result, readings, bound
