"""The first and the last moment of a move, worked out by hand from the rules of meaning, and held by both engines.

Each protocol is one of the gym with a limit or a move changed.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from model.loader import load_file
from model.modality import Level
from model.protocol import Protocol
from model.time_span import TimeSpan
from tests.verify.agreement import Solved, Walked
from verify.study import Study

PROMPT = (("handover", "prompt"),)


def tiny(name: str) -> Protocol:
    """A protocol of the gym."""
    return load_file(Path(__file__).parent / "gym" / f"{name}.yaml")


def limited(protocol: Protocol, name: str, /, **changed: object) -> Protocol:
    """The protocol with one limit changed; with a new `id`, the changed one is added to it."""
    made = replace(protocol.limit[name], **changed)  # type: ignore[arg-type]
    return replace(protocol, limits=tuple({**protocol.limit, made.id: made}.values()))


def days(amount: int, unit: str = "working day") -> TimeSpan:
    """So much time."""
    return TimeSpan(amount, unit)


def moments(protocol: Protocol, milestone: str, choices: Iterable[tuple[str, str]] = ()) -> tuple[float, float]:
    """The soonest and the latest day of a milestone, on which both engines must agree."""
    study = Study(protocol)
    made = (*study.given, *choices)
    one, other = Solved(study.formula(Level.MUST), made), Walked(study.walk(Level.MUST), made)
    found = [(engine.shortest(milestone), engine.longest(milestone)) for engine in (one, other)]
    assert found[0] == found[1]
    return found[0]


# -- moves that follow a limit ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("least", "soonest"), [(None, 5), (days(7), 7)])
def test_a_move_on_expiry_keeps_its_own_limits(least: TimeSpan | None, soonest: int) -> None:
    """Passing up waits for five days to end, and perhaps for seven at least; within twelve, however promptly."""
    made = limited(tiny("expiry-alone"), "five days", id="own", at_least=least, at_most=days(12))
    made = limited(made, "five days", binds=())
    assert moments(made, "receipt", PROMPT) == (soonest, 12)


def test_prompt_handing_over_waits_for_no_expiry() -> None:
    """With "not agreed, or time up" the talk can be passed up at once, and on the fifth day at the latest."""
    made = tiny("silence-either")
    made = replace(made, transitions=tuple(one for one in made.transitions if one.id != "agree"))
    assert moments(limited(made, "five days", binds=()), "receipt", PROMPT) == (0, 5)


def test_an_option_comes_no_later_than_a_prompt_handing_over() -> None:
    """They may agree as long as the talk may last: until it is handed over on day 5, when that has to be prompt."""
    assert moments(limited(tiny("silence-either"), "five days", binds=()), "receipt", PROMPT) == (0, 5)


def test_an_option_with_a_limit_of_its_own_may_come_after_a_duty() -> None:
    """Passing up is due in 5 days; a friend may be asked within 9, and then mediates for 3 and the ruling takes 10."""
    made = limited(tiny("option-before-duty"), "five to pass up", id="nine", at_most=days(9), binds=("mediate",))
    assert (moments(made, "receipt"), moments(made, "decision")) == ((0, 12), (0, 22))


def test_a_clock_that_starts_a_week_later_starts_within_three_to_five_working_days() -> None:
    """Five days, no more and no fewer, from a letter that counts as received after a week: the 8th day to the 10th."""
    week, five = days(7, "calendar day"), days(5)
    made = limited(tiny("deemed-receipt"), "five from receipt", starts_after=week, at_least=five, at_most=five)
    assert moments(made, "receipt") == (8, 10)


# -- limits over several stages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "receipt", "decision"),
    [
        ("complaint", "review", 15, 18),  # by day 5, then 10 days and 3
        ("complaint", "pass up", 15, 18),  # the move ends it just before the stage would
        ("pass up", "review", 20, 23),  # 10 days and 10 and 3: it ends as the review begins
        ("review", "pass up", 15, 15),  # it starts as the review begins: 10 days and 5
    ],
)
def test_the_first_end_of_a_cap_ends_it(start: str, end: str, receipt: int, decision: int) -> None:
    """A cap of 5 days until the review or the decision binds until the first; a move comes before where it leads."""
    made = limited(tiny("cap-closed"), "five to review", start=(start,), ends=(end, "decided"))
    assert (moments(made, "receipt")[1], moments(made, "decision")[1]) == (receipt, decision)
