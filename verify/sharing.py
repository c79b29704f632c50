"""The days of a repair: shared out evenly, and what any other division has to keep."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from model.protocol import COUNTING
from verify.chains import chain_of
from verify.remedied import names
from verify.remedy import Kind, Remedy
from verify.trial import Trial
from verify.violations import Where


@dataclass(frozen=True, slots=True)
class Sum:
    """Stages on one way whose days add up: the edits that give them their days, and the days that are not theirs.

    A stage to which a dispute comes back stands there as often as it does.
    """

    remedies: tuple[Remedy, ...]
    others: int


def shared_out(trial: Trial, made: Sequence[Remedy]) -> list[Remedy]:
    """The same edits with as many days as the target leaves, as evenly as whole days allow.

    Where the text has a limit already, none is added. One that is shortened keeps as much of its length as it can.
    """
    for one in made:
        if one.kind in (Kind.DUTY, Kind.DECISION, Kind.STEP):
            without = [other.untimed if other is one else other for other in made]
            made = without if trial.fine(without) else made
    shared = _shared_out(trial, made, [None])
    return shared if trial.fine(shared) else _shared_out(trial, made, None)


def _shared_out(trial: Trial, made: Sequence[Remedy], roles: Sequence[str | None] | None) -> list[Remedy]:
    def with_days(days: int) -> list[Remedy]:
        return [replace(one, days=max(one.least, min(days, one.most))) if one.timed else one for one in made]

    low, high = 1, max(trial.target, 1)
    while low < high:
        middle = (low + high + 1) // 2
        if trial.fine(with_days(middle), roles):
            low = middle
        else:
            high = middle - 1
    shared = with_days(low)
    for place, one in enumerate(shared):
        while one.timed and one.days < one.most and (one.kind is Kind.SHORTER or one.days <= low):
            longer = [*shared[:place], replace(one, days=one.days + 1), *shared[place + 1 :]]
            if not trial.fine(longer, roles):
                break
            shared, one = longer, longer[place]
    return shared


def needed(trial: Trial, made: Sequence[Remedy], role_against: Mapping[Where, str | None]) -> list[Remedy]:
    """Those without which it fails: each is left out once.

    Args:
        role_against: whose silence made an edit necessary, to be asked first.
    """
    kept = list(made)
    for one in made:
        trial.suspect(role_against.get(one.where))
        rest = [other for other in kept if other is not one]
        if trial.fine(rest):
            kept = rest
    return kept


def sums(trial: Trial, made: Sequence[Remedy]) -> Iterator[Sum]:
    """For each way, the stages whose days can be divided otherwise, and what the rest of the way takes."""
    given = dict(zip(names(trial.protocol, len(made)), made, strict=True))
    found: dict[tuple[Remedy, ...], int] = {}
    for role in trial.roles(made):
        study = trial.study(made, role)
        unfolded = study.unfolding(trial.level).protocol
        states = study.milestones[trial.milestone] | {one.id for one in unfolded.states if one.final}
        for end in study.walk(trial.level).ends:
            choices = {name: it[0] for name, it in unfolded.domains.items()}
            choices |= dict(study.given) | dict(end.node.cube)
            if trial.milestone not in end.longest:
                continue
            chain = chain_of(unfolded, end.node.run(choices), states, choices[COUNTING.id])
            if chain.days != end.longest[trial.milestone]:
                continue  # the run shown can come round once more, which only a limit over all rounds stops
            clauses = [clause for term in chain.terms for clause in unfolded.limit[term.limit].clauses]
            here = tuple(given[clause] for clause in clauses if clause in given and given[clause].timed)
            if here:
                rest = chain.days - sum(one.days for one in here)
                found[here] = max(found.get(here, 0), rest)
    for here, rest in found.items():
        if not any(Counter(here) < Counter(other) and rest <= found[other] for other in found):
            yield Sum(here, rest)
