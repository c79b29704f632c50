"""Redrafts of a board paper that were proved: what `handrail repair` proposes, and which guarantees it carries."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from handrail.repair_sentences import told
from handrail.wording import clauses
from model.modality import Level
from verify.checker import Report, check
from verify.laps import largest_finite_bound
from verify.repair import Repair, repair
from verify.study import Study
from verify.verdict import Word

MOST_STEPS = 10_000
"""So many steps of all walks a repair for a paper may take; the six need 5,000 at most, about two seconds."""

AIMS = {"within-target": "decision", "decision-bounded": "decision", "receipt-bounded": "receipt"}
"""The guarantees for which a repair is looked for, and what must come about."""

_HOLDS = {Word.PROVED, Word.VACUOUS}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Sentences that were proved to carry guarantees which the text does not.

    Attributes:
        aim: the guarantee for which they were looked for.
        carries: all guarantees, the aim among them, that they carry.
    """

    aim: str
    carries: tuple[str, ...]
    lines: tuple[str, ...]
    basis: str


def lost(verdict: Word) -> bool:
    """Whether no way of reading the text carries a guarantee, so that something has to be written."""
    return verdict.broken and verdict not in (Word.DEPENDS, Word.VACUOUS)


def proposals(report: Report, level: Level) -> Iterator[Proposal]:
    """One for each guarantee about time that the text loses and no proposal before it carries, where one is found.

    The silence of every role is left out: sentences against it are longer to find.
    """
    asked = (id for id in report.properties if id != "silence-proof")
    missing = [id for id in asked if any(lost(one.verdict) for one in report.of(id, level))]
    for aim, milestone in AIMS.items():
        if aim not in missing:
            continue
        protocol = report.protocol
        far = largest_finite_bound(Study(protocol).unfolding(level).protocol)
        days = protocol.target.most_working_days() if protocol.target is not None else far
        found = repair(protocol, level, days, milestone=milestone, most_steps=MOST_STEPS)
        if found.repaired is None:
            continue
        after = check(found.repaired, properties=tuple(missing), levels=(level,))
        carries = tuple(id for id in missing if all(one.verdict in _HOLDS for one in after.of(id, level)))
        if aim in carries:
            missing = [id for id in missing if id not in carries]
            aimed = protocol.target is not None
            yield Proposal(aim, carries, tuple(_lines(found, aimed=aimed)), _basis(found, aimed=aimed))


def _lines(found: Repair, *, aimed: bool) -> Iterator[str]:
    for one in found.remedies:
        said = told(found.protocol, one if aimed else replace(one, days=0))
        yield f"In {clauses(said.clauses)}: {said.new}" if said.clauses else said.new


def _basis(found: Repair, *, aimed: bool) -> str:
    count = len(found.remedies)
    these = "this sentence" if count == 1 else f"these {count} sentences together"
    needed = "it is needed" if count == 1 else "each is needed"
    days = "The days can be divided otherwise: handrail repair tells which sums must be kept."
    if not aimed:
        days = "That was proved with some number in each place; which number is for the board to say."
    return f"Proposed by handrail repair, and proved: with {these} the guarantee holds, and {needed}. {days}"
