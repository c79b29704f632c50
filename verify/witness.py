"""A dispute that takes as long as a bound says, on real dates: what shows that the bound is not too high."""

from datetime import date

from model.calendar import CalendarError, calendar
from model.machine import replay
from model.protocol import Protocol
from model.refusal import NotAvailable
from model.trace import Step, Trace
from verify.certificate_form import Claim, Witness


def trace(protocol: Protocol, claim: Claim, witness: Witness, raised_on: date) -> Trace:
    """The witness of a claim as a dated case that is raised on a working day.

    Raises:
        CalendarError: it reaches beyond the calendar.
    """
    working = calendar(protocol.nation)
    days = [sum(wait for _, wait, _ in witness.steps[: place + 1]) for place in range(len(witness.steps))]
    raising = days[_raising(protocol, witness)] if days else 0
    settled = {**witness.choices, **claim.case, **claim.readings}
    facts = [one.id for one in protocol.facts if one.at_start is None]
    return Trace(
        protocol.id,
        tuple((name, settled[name]) for name in facts),
        tuple((one.id, settled[one.id]) for one in protocol.all_readings),
        claim.level,
        tuple(
            Step(id, working.add(raised_on, day - raising)) for (id, _, _), day in zip(witness.steps, days, strict=True)
        ),
        claim.silent_role,
        next((place for place, (_, _, silent) in enumerate(witness.steps) if silent), None),
    )


def fault(protocol: Protocol, claim: Claim, witness: Witness, raised_on: date) -> str:
    """Why the machine does not bear out a witness that is raised on a day; "" when it does.

    It does when the dated case replays without a breach to its end, and takes as many working days as the bound.
    """
    try:
        again = replay(protocol, trace(protocol, claim, witness, raised_on))
    except (NotAvailable, CalendarError, LookupError, ValueError) as error:
        return f"the case that is to show the bound does not replay: {error}"
    if again.breaches:
        return f"the case that is to show the bound breaks a limit: {again.breaches[0].limit}, {again.breaches[0]}"
    if not (again.final or again.stalled):
        return "the case that is to show the bound does not come to an end"
    reached = next((day for event, day in again.dates if event in claim.milestone), None)
    raised = again.dispute.raised
    if reached is None or raised is None:
        return "the case that is to show the bound is not raised, or does not come so far"
    took = calendar(protocol.nation).count(raised, reached)
    return "" if took == claim.bound else f"the case that is to show the bound takes {took} working days"


def _raising(protocol: Protocol, witness: Witness) -> int:
    """The step that starts the measured clock; the first when the file names none."""
    dest = {one.id: one.dest for one in (*protocol.transitions, *protocol.entries)}
    raised = set(protocol.raised)
    return next((place for place, (id, _, _) in enumerate(witness.steps) if {id, dest.get(id)} & raised), 0)
