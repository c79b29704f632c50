"""The days of a repair: shared out evenly, and what any other division has to keep."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from model.protocol import Protocol
from verify.remedy import Kind, Remedy
from verify.trial import Trial


@dataclass(frozen=True, slots=True)
class Sum:
    """Stages on one way whose days add up: the edits that give them their days, and the days that are not theirs."""

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


def needed(trial: Trial, made: Sequence[Remedy]) -> list[Remedy]:
    """Those without which it fails: each is left out once."""
    kept = list(made)
    for one in made:
        rest = [other for other in kept if other is not one]
        if trial.fine(rest):
            kept = rest
    return kept


def sums(trial: Trial, protocol: Protocol, made: Sequence[Remedy]) -> Iterator[Sum]:
    """For each way, the stages whose days can be divided otherwise, and what the rest of the way takes."""
    found: dict[tuple[Remedy, ...], int] = {}
    for role in trial.roles(protocol):
        study = trial.study(protocol, role)
        for end in study.walk(trial.level).ends:
            days = end.longest.get(trial.milestone)
            if days is None:
                continue
            choices = dict(study.given) | dict(end.node.cube)
            run = end.node.run({name: choices.get(name, it[0]) for name, it in protocol.domains.items()})
            done = study.milestones[trial.milestone]
            states = [step.dest for step in run if step.dest not in done]
            limits = {limit.id for step in run for limit in (*step.window.no_later, *step.caps)}
            here = tuple(
                one
                for one in made
                if one.timed and (one.state in states if one.kind is not Kind.SHORTER else one.part in limits)
            )
            if here:
                rest = max(0, int(days) - sum(one.days for one in here))
                found[here] = max(found.get(here, 0), rest)
    for here, rest in found.items():
        if not any(set(here) < set(other) and rest <= found[other] for other in found):
            yield Sum(here, rest)
