"""All guarantees, in the order of reports."""

from verify.properties import (
    clocks_start,
    consistent,
    decision_bounded,
    duty_to_decide,
    every_entry_served,
    guards_complete,
    guards_exclusive,
    no_dead_end,
    reachable,
    receipt_bounded,
    within_target,
)
from verify.properties.property import Property

ALL: tuple[Property, ...] = (
    receipt_bounded.PROPERTY,
    decision_bounded.PROPERTY,
    within_target.PROPERTY,
    no_dead_end.PROPERTY,
    every_entry_served.PROPERTY,
    duty_to_decide.PROPERTY,
    guards_complete.PROPERTY,
    guards_exclusive.PROPERTY,
    clocks_start.PROPERTY,
    consistent.PROPERTY,
    reachable.PROPERTY,
)
