"""A dispute that takes as long as a bound says, on real dates: it shows that the bound is not too high."""

from dataclasses import replace
from datetime import date

from model.calendar import CalendarError, calendar
from model.machine import replay
from model.protocol import Protocol
from model.trace import Step, Trace
from model.unfolding import unfolded
from verify.certificate_form import Claim, Witness


def fault(protocol: Protocol, claim: Claim, raised_on: date) -> str:
    """Why the machine does not bear out the witness of a bound when it is raised on a working day; "" when it does.

    It does when the dated case replays without a breach to its end, and takes as many working days as the bound.
    """
    if claim.witness is None:
        return "there is no case that is to show the bound"
    try:
        made = unfolded(protocol, claim.level, claim.silent_role)
        trace = dated(made.protocol, claim, claim.witness, raised_on)
        steps = (replace(step, transition=made.step.get(step.transition, step.transition)) for step in trace.steps)
        again = replay(protocol, replace(trace, steps=tuple(steps)))
    except (CalendarError, LookupError, ValueError) as error:
        return f"the case that is to show the bound does not replay: {error}"
    raised = again.raised
    milestone = {made.stage.get(state, state) for state in claim.milestone}
    reached = next((day for event, day in again.dates if event in milestone), None)
    if again.breaches:
        return f"the case that is to show the bound breaks a limit: {again.breaches[0].limit}, {again.breaches[0]}"
    if not (again.final or again.stalled) or raised is None or reached is None:
        return "the case that is to show the bound does not come to an end"
    took = calendar(protocol.nation).count(raised, reached)
    return "" if took == claim.bound else f"the case that is to show the bound takes {took} working days"


def dated(protocol: Protocol, claim: Claim, witness: Witness, raised_on: date) -> Trace:
    """The witness of a claim as a dated case of the unfolded protocol.

    Raises:
        CalendarError: it reaches beyond the calendar.
        KeyError: it leaves a case fact or a reading open.
    """
    working = calendar(protocol.nation)
    days = [sum(wait for _, wait, _ in witness.steps[: place + 1]) for place in range(len(witness.steps))]
    raising = days[_raising(protocol, witness)]
    settled = {**witness.choices, **claim.case, **claim.readings}
    steps = zip(witness.steps, days, strict=True)
    return Trace(
        protocol.id,
        tuple((one.id, settled[one.id]) for one in protocol.facts if one.at_start is None),
        tuple((one.id, settled[one.id]) for one in protocol.all_readings),
        claim.level,
        tuple(Step(name, working.add(raised_on, day - raising)) for (name, _, _), day in steps),
        claim.silent_role,
        next((place for place, (_, _, silent) in enumerate(witness.steps) if silent), None),
    )


def _raising(protocol: Protocol, witness: Witness) -> int:
    """The step that starts the measured clock; the first when the file names none."""
    dest = {one.id: str(one.dest) for one in protocol.entries} | {one.id: one.dest for one in protocol.transitions}
    raised = set(protocol.raised)
    return next((place for place, (name, _, _) in enumerate(witness.steps) if {name, dest[name]} & raised), 0)
