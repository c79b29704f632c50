"""Zones: bounds on the days between events, against all the days that they stand for."""

from itertools import product
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from verify.zone import BEGIN, NOW, Bound, Zone

HORIZON = 14
"""More days than three least times of 4 days can add up to."""
EVENTS = ("first", "second")
Step = tuple[list[Bound], list[Bound], str | None]


def test_a_run_begins_now() -> None:
    """At the beginning nothing has happened, and now is now."""
    assert BEGIN.longest(NOW, NOW) == BEGIN.shortest(NOW, NOW) == 0


def test_a_limit_bounds_what_follows() -> None:
    """Within 5 days of the first event, then within 3 of the second: 8 in all, and 0 at least."""
    zone = BEGIN.mark("first").advance([("first", 5)], [])
    assert zone is not None
    zone = zone.mark("second").advance([("second", 3)], [])
    assert zone is not None
    assert (zone.longest("first", NOW), zone.shortest("first", NOW)) == (8, 0)
    assert (zone.longest("second", NOW), zone.longest("first", "second")) == (3, 5)


def test_a_later_limit_presses_on_an_earlier_stay() -> None:
    """An undated stay before something due 10 days after the first event is itself at most 10 days long."""
    zone = BEGIN.mark("first").advance([], [])
    assert zone is not None
    assert zone.longest("first", NOW) == inf
    zone = zone.mark("second").advance([("first", 10)], [])
    assert zone is not None
    assert zone.longest("first", "second") == 10


def test_a_least_time_can_leave_no_moment() -> None:
    """15 days at least and 10 at most cannot both be kept; 10 and 10 can, on that day alone."""
    begun = BEGIN.mark("first")
    assert begun.advance([("first", 10)], [("first", 15)]) is None
    on_the_day = begun.advance([("first", 10)], [("first", 10)])
    assert on_the_day is not None
    assert on_the_day.longest("first", NOW) == on_the_day.shortest("first", NOW) == 10


def test_an_event_that_happens_again_counts_from_the_last_time() -> None:
    """A second "first" replaces the earlier one."""
    zone = BEGIN.mark("first").advance([], [("first", 4)])
    assert zone is not None
    assert zone.mark("first").longest("first", NOW) == 0


def test_forgetting_keeps_what_is_known_of_the_rest() -> None:
    """Without the event between them, first and now are still 8 days apart at most."""
    zone = BEGIN.mark("first").advance([("first", 5)], [])
    assert zone is not None
    zone = zone.mark("second").advance([("second", 3)], [])
    assert zone is not None
    assert zone.drop({"second"}).longest("first", NOW) == 8
    assert zone.keep({"first"}) == zone.drop({"second"})
    assert not zone.drop({"second"}).has("second")


bounds = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 4)), max_size=2)
steps = st.lists(st.tuples(bounds, bounds, st.sampled_from([None, *EVENTS])), min_size=1, max_size=3)


def days(made: list[Step]) -> set[tuple[int, ...]]:
    """The days (of first, of second, now) at which all steps can have happened, from days up to a horizon."""
    found: set[tuple[int, ...]] = {(0, 0, 0)}
    for no_later, no_earlier, marked in made:
        after = set()
        for moment, now in product(found, range(HORIZON + 1)):
            place = dict(zip(EVENTS, moment, strict=False))
            kept = now >= moment[2] and all(now - place[event] <= most for event, most in no_later)
            if kept and all(now - place[event] >= least for event, least in no_earlier):
                place |= {marked: now} if marked else {}
                after.add((*(place[event] for event in EVENTS), now))
        found = after
    return found


@given(steps)
def test_a_zone_has_exactly_the_days_that_are_possible(made: list[Step]) -> None:
    """Law: walking the steps day by day gives the days that the zone allows (up to the horizon)."""
    zone: Zone | None = BEGIN.mark("first").mark("second")
    for no_later, no_earlier, marked in made:
        zone = zone.advance(no_later, no_earlier) if zone is not None else None
        if zone is not None and marked:
            zone = zone.mark(marked)
    possible = days(made)
    if zone is None:
        assert not possible
        return
    names = (*EVENTS, NOW)
    for one, other in product(range(3), range(3)):
        gaps = [moment[one] - moment[other] for moment in possible]
        bound = zone.most[zone.events.index(names[one])][zone.events.index(names[other])]
        assert max(gaps, default=-inf) <= bound
        if gaps and bound < 3:
            assert max(gaps) == bound


@given(steps)
def test_a_zone_is_within_itself_and_within_what_allows_more(made: list[Step]) -> None:
    """Law: dropping the limits of the last step allows all that it allowed."""
    zone: Zone | None = BEGIN.mark("first").mark("second")
    for no_later, no_earlier, _ in made[:-1]:
        zone = zone.advance(no_later, no_earlier) if zone is not None else None
    if zone is None:
        return
    wide, narrow = zone.advance([], []), zone.advance(made[-1][0], made[-1][1])
    assert wide is not None
    if narrow is not None:
        assert narrow.within(wide)
        assert narrow.within(narrow)
        assert narrow == wide or not wide.within(narrow)
