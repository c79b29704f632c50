"""The machine that a protocol is: one dispute stepping through it by real dates, and traces replayed on it.

This is the one place to import from; the parts are a plain machine of states (`model.statechart`), a dispute
(`model.dispute`), what it may do next (`model.option`) and why it may not (`model.refusal`).
"""

from model.calendar import Calendar
from model.chronicle import Happening
from model.deadline import Breach
from model.dispute import Dispute
from model.option import Due, Option, in_words
from model.protocol import Protocol
from model.refusal import MissingAnswers, NotAvailable
from model.statechart import to_machine
from model.trace import Trace

__all__ = [
    "Breach",
    "Dispute",
    "Due",
    "Happening",
    "MissingAnswers",
    "NotAvailable",
    "Option",
    "in_words",
    "replay",
    "to_machine",
]


def replay(protocol: Protocol, trace: Trace, calendar: Calendar | None = None) -> Dispute:
    """Run a trace on the machine: a counterexample is genuine when no limit was broken.

    Raises:
        NotAvailable: a step cannot happen when the trace has it.
        MissingAnswers: the trace leaves a case fact or reading open.
        ValueError: its dates go back, or a name is unknown.
        CalendarError: a day lies outside the calendar.
    """
    dispute = Dispute(
        protocol,
        case=dict(trace.case),
        readings=dict(trace.readings),
        level=trace.level,
        silent_role=trace.silent_role,
        calendar=calendar,
    )
    for place, step in enumerate(trace.steps):
        dispute.do(step.transition, step.on)
        if place == trace.silent_from:
            dispute.fall_silent()
    return dispute
