"""What a verdict rests on: a set of clauses that carries it by itself, and cannot do without any of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.protocol import Protocol
from verify.absence import citing, without
from verify.blame import minimal
from verify.checker import check
from verify.readings import compatible
from verify.settled import Promise, promised
from verify.study import EnginesDisagree
from verify.verdict import Choices, Result, Word

CONTRADICTIONS = ("consistent", "caps-and-sums-agree")
"""The guarantees that are broken by clauses which contradict each other, and so by what these say together."""

PROMISES = ("receipt-bounded", "decision-bounded", "within-target", "no-dead-end", "duty-to-decide")
"""The guarantees that clauses make. The others hold where no clause does something, and rest on none."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """A minimal set of clauses that a verdict rests on.

    With nothing but these clauses the verdict is the same; without any one of them, as tested one by one, it is not.
    There may be other such sets. None at all means that the verdict needs no clause: nothing breaks the guarantee.

    Attributes:
        readings: where the guarantee holds in some readings only, the choices it is shown for.
    """

    clauses: tuple[str, ...]
    readings: Choices = ()


def grounds(protocol: Protocol, result: Result) -> Grounds | None:
    """What a promise that is kept, or clauses that contradict each other, rest on; None for other verdicts.

    Where a promise hangs on readings, those are taken in which it holds and takes longest. Clauses are taken away by
    the walk alone; what is left, and that none of it can go, is checked by both engines.

    Raises:
        EnginesDisagree: they differ.
    """
    claim = _claim(result)
    if claim is None:
        return None
    clauses, promise = citing(protocol), _promise(result, claim.readings)

    def rest(kept: Sequence[str]) -> Protocol:
        return without(protocol, set(clauses) - set(kept)).protocol

    def proved(kept: Sequence[str]) -> bool:
        return claim.made_by(again(rest(kept), result))

    def walked(kept: Sequence[str]) -> bool:
        return promise.kept(rest(kept)) if promise is not None else proved(kept)

    if not clauses or walked(()):
        return Grounds((), claim.readings)
    found = minimal(list(clauses), walked)
    if promise is not None:
        needed = all(not proved([one for one in found if one != gone]) for gone in found)
        if not (proved(found) and needed):
            found = minimal(list(clauses), proved)
    return Grounds(tuple(found), claim.readings)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What must stay the same for one kind of case: that a guarantee holds in some readings, or that it is broken."""

    case: Choices
    word: Word
    readings: Choices = ()
    within: int | None = None

    def made_by(self, results: Iterable[Result]) -> bool:
        here = [one for one in results if compatible(one.case, self.case)]
        if self.word is not Word.PROVED:
            return any(one.verdict is self.word for one in here)
        return bool(here) and all(carries(one, self.readings, self.within) for one in here)


def _claim(result: Result) -> _Claim | None:
    if result.property in CONTRADICTIONS:
        told = result.verdict.broken and result.verdict is not Word.VACUOUS
        return _Claim(result.case, result.verdict) if told else None
    if result.property not in PROMISES:
        return None
    if result.verdict is Word.PROVED:
        return _Claim(result.case, Word.PROVED, (), result.bound)
    if result.verdict is Word.DEPENDS and result.holds_under:
        first = next((one for one in result.holds_under if one.bound == result.bound), result.holds_under[0])
        return _Claim(result.case, Word.PROVED, first.readings, first.bound)
    return None


def _promise(result: Result, readings: Choices) -> Promise | None:
    """The claim as the walk can answer it; None for guarantees that say nothing about how a course goes on."""
    choices = (*result.case, *readings)
    if result.property == "no-dead-end":
        return Promise(result.level, choices, None, None, result.silent_role)
    return promised(result)


def carries(result: Result, readings: Choices, bound: int | None) -> bool:
    """Whether a result says that a guarantee holds in these readings, and within as many working days."""
    if result.verdict is Word.PROVED:
        return bound is None or (result.bound is not None and result.bound <= bound)
    return any(
        set(one.readings) <= set(readings) and (bound is None or (one.bound is not None and one.bound <= bound))
        for one in result.holds_under
    )


def again(protocol: Protocol, result: Result) -> tuple[Result, ...]:
    """The same question, asked of another version of the protocol.

    Raises:
        EnginesDisagree: the two engines differ.
    """
    report = check(protocol, silent_role=result.silent_role, properties=(result.property,), levels=(result.level,))
    results = report.of(result.property, result.level)
    if any(one.verdict is Word.DISAGREEMENT for one in results):
        raise EnginesDisagree("; ".join(one.note for one in results if one.note))
    return results
