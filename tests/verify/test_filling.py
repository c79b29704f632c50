"""How long a time limit that is left to be filled in may be: known answers, and the law that a check finds the same."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from model.condition import Condition, Literal
from model.loader import load_file
from model.modality import Level, Modality
from model.protocol import LimitKind, Named, Protocol, Reading, TimeLimit
from model.time_span import TimeSpan
from tests.verify.strategies import protocols as random_protocols
from verify.checker import check
from verify.filling import Filling, Range, filled, fillings
from verify.verdict import Result, Word

LANE = load_file(Path(__file__).parent.parent / "features" / "parameter.yaml")
"""Five working days to talk, filled in; the warden's time to rule is left open."""


def days(number: int) -> TimeSpan:
    """So many working days."""
    return TimeSpan(number, "working day")


def found(protocol: Protocol, property_id: str = "within-target") -> tuple[Filling, ...]:
    """The lengths found for the parameters left open, with all said at "must"."""
    (result,) = check(protocol, properties=(property_id,), levels=[Level.MUST]).results
    return fillings(protocol, result)


def changed(protocol: Protocol, limit: str, **parts: object) -> Protocol:
    """The protocol with another limit of that name."""
    limits = tuple(replace(one, **parts) if one.id == limit else one for one in protocol.limits)  # type: ignore[arg-type]
    return replace(protocol, limits=limits)


@pytest.mark.parametrize(("target", "holds"), [(12, ((0, 7),)), (5, ((0, 0),)), (3, ())])
def test_what_the_target_leaves_is_what_can_be_filled_in(target: int, holds: tuple[Range, ...]) -> None:
    """Of 12 working days the talk takes five and leaves seven, of five none, and three are too few already."""
    (one,) = found(replace(LANE, target=days(target)))
    assert (one.parameter, one.target, one.holds) == ("ruling time", target, holds)
    if holds:
        assert one.sum is not None
        assert [(it.limit, it.days) for it in one.sum.terms] == [("talk", 5), ("rule in time", target - 5)]


def test_what_leaves_room_in_one_count_of_days_only_is_told_of_that() -> None:
    """Where the day of the event counts, the talk takes four days of a target of four, and the ruling of a day none."""
    (one,) = found(replace(LANE, target=days(4)))
    assert (one.holds, one.readings) == (((0, 1),), (("counting", "same day"),))
    assert one.sum is not None
    assert [(it.limit, it.days) for it in one.sum.terms] == [("talk", 4), ("rule in time", 0)]


def test_without_a_target_any_number_is_a_last_day() -> None:
    """Whatever the warden's time is, there is a last day; only without any number there is none."""
    assert [one.holds for one in found(LANE, "decision-bounded")] == [((0, None),)]


def test_what_is_filled_in_is_not_asked_about() -> None:
    """A protocol whose parameters all have a value has nothing left to fill in."""
    assert found(replace(filled(LANE, ["ruling time"], 3), target=days(12))) == ()


def test_of_two_left_open_each_is_told_with_the_other_at_nothing() -> None:
    """With both left open, each can have all twelve days, and no more, if the other takes none."""
    both = replace(changed(LANE, "talk", at_most=None), target=days(12))
    assert [(one.parameter, one.holds, one.others) for one in found(both)] == [
        ("talking time", ((0, 12),), ("ruling time",)),
        ("ruling time", ((0, 12),), ("talking time",)),
    ]


def test_a_length_can_be_too_short() -> None:
    """Where nobody can agree and the warden must wait for three days, less than three days to rule contradicts it."""
    wait = replace(LANE.limit["rule in time"], id="wait", at_least=days(3), parameter="")
    moves = tuple(one for one in LANE.transitions if one.id != "agree")
    (one,) = found(replace(LANE, transitions=moves, limits=(*LANE.limits, wait), target=days(12)))
    assert one.holds == ((3, 7),)


def test_where_only_one_reading_leaves_room_it_is_named() -> None:
    """If the five days bind in one reading only, seven days are left in that one."""
    reading = Reading("talk binds", "Do the five days bind?", (("no", "they do not"), ("yes", "they do")))
    binds = Condition(((Literal("talk binds", ("yes",)),),))
    hanging = changed(replace(LANE, readings=(reading,), target=days(12)), "talk", condition=binds)
    (one,) = found(hanging)
    assert one.holds == ((0, 7),)
    assert one.readings == (("talk binds", "yes"),)


def dated(protocol: Protocol) -> Protocol:
    """The protocol with every move a duty and each stage left within two days: more often, some length will do."""
    moves = tuple(replace(one, modality=Modality.MUST) for one in protocol.transitions)
    leaving = ((state.id, tuple(one.id for one in protocol.outgoing[state.id])) for state in protocol.states)
    limits = (
        TimeLimit(f"leave {state}", LimitKind.STAGE, Modality.MUST, (state,), binds, at_most=days(2))
        for state, binds in leaving
    )
    return replace(protocol, transitions=moves, limits=(*protocol.limits, *limits))


TINY = random_protocols(most_states=4, most_limits=3, most_days=4, plain=True)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(TINY | TINY.map(dated))
def test_law_a_length_is_listed_if_and_only_if_a_check_of_the_text_with_it_proves_the_promise(protocol: Protocol) -> None:
    """Filled in with each number of days, the protocol is proved exactly where the length is listed."""
    limits = [one for one in protocol.limits if one.at_most is not None and one.at_least is None]
    assume(limits)
    open_ = replace(protocol, parameters=(Named("length", "a length"),), target=days(6))
    open_ = changed(open_, limits[0].id, at_most=None, parameter="length")

    def proved(one: Protocol) -> bool:
        results = check(one, properties=("within-target",), levels=[Level.MUST]).results
        assert Word.DISAGREEMENT not in {it.verdict for it in results}
        return all(it.verdict is Word.PROVED or any(set(so.readings) <= named for so in it.holds_under) for it in results)

    asked = Result("within-target", Word.UNBOUNDED, Level.MUST, "decision")
    (one,) = fillings(open_, asked)
    named = set(one.readings)
    for number in (*range(9), 40):
        listed = any(first <= number and (last is None or number <= last) for first, last in one.holds)
        assert listed is proved(filled(open_, ["length"], number)), number
