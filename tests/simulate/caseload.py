"""A caseload for any protocol, for tests: plain figures for everything that the protocol has."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from model.modality import Level
from model.protocol import Protocol, Trigger
from simulate.needs import longer_limits, outside_events, timed_duties
from simulate.scenario import Arrivals, Basis, Delay, Family, Happening, Lengthening, Quantity, Scenario, Staff, Step

MONDAY = date(2026, 4, 13)


def q(value: float, unit: str = "") -> Quantity:
    """A figure that rests on nothing."""
    return Quantity(value, unit, Basis.ASSUMPTION)


def lasting(days: float, sigma: float | None = None) -> Delay:
    """A delay of so many working days, always or around that median."""
    if sigma is None:
        return Delay(Family.FIXED, q(days, "working days"))
    return Delay(Family.LOGNORMAL, q(days, "working days"), q(sigma))


def plain(
    protocol: Protocol,
    *,
    days: float = 3.0,
    sigma: float | None = 0.8,
    hours: float = 0.0,
    people: int = 3,
    share: float | None = 0.1,
    per_year: float = 250,
    silent: float = 0.0,
    outcomes: Mapping[str, float] | None = None,
    readings: Mapping[str, str] | None = None,
    starts: date = MONDAY,
    level: Level = Level.GUIDE,
    chance: float = 0.7,
) -> Scenario:
    """Every state takes so long, every role so many hours, every move and answer is as likely as the next.

    What is no move comes with a chance after so long, too, and a duty takes so many hours then; what may be lengthened
    is, with that chance, by 3 days.
    """
    chosen = {one.id: one.names[0] for one in protocol.all_readings} | dict(readings or {})
    steps = {}
    for state in protocol.states:
        if state.final:
            continue
        moves = [one for one in protocol.outgoing[state.id] if one.trigger is not Trigger.EXPIRY]
        roles = {role for one in moves for group in one.by for role in group}
        steps[state.id] = Step(
            delay=lasting(days, sigma),
            hours={one.id: q(hours, "hours") for one in protocol.roles if hours and one.id in roles},
            hours_sigma=q(0.5) if hours else None,
            no_response=q(silent) if silent else None,
            outcomes={one.id: q((outcomes or {}).get(one.id, 0.0 if outcomes else 1.0)) for one in moves},
        )
    facts = {
        one.id: {answer: q(1 / len(one.answers)) for answer in one.answers}
        for one in protocol.facts
        if one.at_start is None
    }
    happening = Happening(q(chance), lasting(days, sigma))
    return Scenario(
        "plain",
        "A caseload for tests",
        protocol.id,
        starts,
        chosen,
        {one.id: Arrivals(q(per_year, "a year"), facts) for one in protocol.entries},
        steps,
        {one.id: Staff(q(people), None if share is None else q(share)) for one in protocol.roles},
        chase_every=q(5) if silent else None,
        chase_success=q(0.5) if silent else None,
        events=dict.fromkeys(outside_events(protocol), happening),
        duties={
            one.id: replace(
                happening,
                hours={role: q(hours, "hours") for group in one.by for role in group if hours},
                hours_sigma=q(0.5) if hours else None,
            )
            for one in protocol.duties
            if one.id in timed_duties(protocol)
        },
        lengthened={one: Lengthening(q(chance), q(3, "working days")) for one in longer_limits(protocol)},
        level=level,
    )


def with_step(scenario: Scenario, state: str, step: Step) -> Scenario:
    """The same caseload with another step in one state."""
    return replace(scenario, steps={**scenario.steps, state: step})
