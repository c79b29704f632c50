"""Replications to a precision, warm-up and pairs, on tiny caseloads and made series."""

from dataclasses import replace
from math import sqrt

import pytest

from simulate.comparison import compare, compared
from simulate.experiment import Grounds, Study, Target, grounds
from simulate.interval import students_t
from simulate.measures import Measures, Window
from simulate.replications import replicate, studies
from simulate.scenario import Step
from simulate.unit import Caseload, Unit
from simulate.warm_up import mser_5, warm_up
from tests.simulate.caseload import lasting, plain, q, with_step
from tests.simulate.test_engine import NO_START, ladder, timed

SHORT = Window(10, 40, 20)


def load(days: float = 3.0, **figures: float) -> Caseload:
    """The ladder, with talks around so many days."""
    return Caseload(ladder(), plain(ladder(), days=days, per_year=100, **figures))  # type: ignore[arg-type]


def made(measure: str, *values: float | None) -> Study:
    """A study with such results."""
    runs = tuple(Measures(place, {measure: value}, (), ()) for place, value in enumerate(values))
    return Study("p", "s", Grounds(0, 0, 0, 1), SHORT, runs)


def test_precision_that_is_there_stops_after_the_first_twenty() -> None:
    """Where every dispute takes three days, twenty replications are enough, and nothing is unmet."""
    found = replicate(Caseload(ladder(), timed(3.0)), seed=1, window=SHORT, targets=[Target("mean days")])
    assert (len(found.runs), found.unmet) == (20, ())
    assert (found.estimate("mean days").mean, found.estimate("mean days").half_width) == (3, 0)


def test_precision_that_cannot_be_had_is_told() -> None:
    """Asked for no width at all, it goes on to the cap in tens, and tells the width it came to."""
    target = Target("mean days", relative=0.0)
    found = replicate(load(), seed=1, window=SHORT, targets=[target], most=35)
    assert len(found.runs) == 35
    [(unmet, width)] = found.unmet
    assert unmet == target
    assert width == found.estimate("mean days").half_width
    assert [one.replication for one in found.runs] == list(range(35))


def test_several_targets_share_the_doubt() -> None:
    """Two targets have intervals at 97.5% each."""
    targets = [Target("mean days", relative=0.0), Target("disputes", relative=0.0)]
    found = replicate(load(), seed=1, window=SHORT, targets=targets, most=5)
    [width, _] = (width for _, width in found.unmet)
    deviation = found.estimate("mean days").deviation
    assert deviation is not None
    assert width == pytest.approx(students_t(4, 0.975) * deviation / sqrt(5))


def test_what_nobody_measures_is_unmet() -> None:
    """Without urgent disputes, no precision of theirs is reached and no width told; what is no measure is refused."""
    with pytest.raises(KeyError):
        replicate(load(), seed=1, window=SHORT, targets=[Target("mean dayz")], most=2)
    target = Target("urgent mean days")
    assert replicate(load(), seed=1, window=SHORT, targets=[target], most=2).unmet == ((target, None),)


def test_a_series_that_rises_and_stays_is_cut_where_it_stays() -> None:
    """Fifty days of filling, then a level that wobbles: fifty are left out."""
    series = [float(day) for day in range(50)] + [50.0 + day % 2 for day in range(250)]
    assert mser_5(series) == 50
    assert mser_5([7.0] * 100) == 0


def test_a_series_that_only_rises_shows_no_steady_state() -> None:
    """What grows to the last day is never steady; neither is what is too short to tell."""
    assert mser_5([float(day * day) for day in range(300)]) is None
    assert mser_5([1.0] * 49) is None


def test_disputes_that_never_end_accumulate() -> None:
    """Where nothing moves a dispute on, no steady state is shown, not in twice the time either."""
    protocol = ladder(limits=NO_START)
    scenario = with_step(plain(protocol), "talk", Step(lasting(1.0), outcomes={"agree": q(0.0), "no move": q(1.0)}))
    found = warm_up(Caseload(protocol, scenario), seed=1, days=100, replications=3)
    assert (found.days, found.simulated, found.was_doubled) == (None, 200, True)
    assert "accumulate" in str(found)
    assert found.open_by_day[-1] > found.open_by_day[100] > found.open_by_day[10]


def test_a_caseload_that_ends_its_disputes_becomes_steady() -> None:
    """Disputes of three days fill a caseload within weeks."""
    found = warm_up(Caseload(ladder(), timed(3.0)), seed=1, days=300, replications=3)
    assert found.days is not None
    assert found.days <= 50
    assert not found.was_doubled


def test_pairs_are_compared_by_hand() -> None:
    """Changes of 1, 2 and 3 have the mean 2, and the paired interval of three; the pair that lacks one is left out."""
    [found] = compared(made("mean days", 10, 20, 33, None), made("mean days", 11, 22, 36, 4)).differences
    assert (found.change.mean, found.change.count) == (2, 3)
    assert found.change.half_width == pytest.approx(4.302653 / sqrt(3))
    assert found.gain == pytest.approx((133 + 157) / 1)
    assert found.verdict == "unclear"


def test_different_replications_make_no_pairs() -> None:
    """Only runs with the same luck are subtracted."""
    one, other = made("mean days", 1, 2), made("mean days", 1, 2, 3)
    with pytest.raises(ValueError, match="pairs"):
        compared(one, other)


def test_a_text_is_no_better_than_itself() -> None:
    """A comparison of a text with itself finds no change anywhere, and nothing to gain."""
    found = compare(load(), load(), seed=1, replications=3, window=SHORT)
    assert {one.change.mean for one in found.differences} <= {0.0, None}
    assert {one.gain for one in found.differences} == {None}
    assert {one.verdict for one in found.differences} == {"unclear"}


def test_a_limit_that_only_one_text_has_is_not_compared() -> None:
    """Without its limit, the ladder is compared by time alone, and the limit is told as gone."""
    longer = ladder(limits=(*ladder().limits, replace(ladder().limits[0], id="ten", ends=("agree",))))
    found = compare(load(), Caseload(longer, load().scenario), seed=1, replications=2, window=SHORT)
    assert ([one.measure for one in found.limits], found.only_old, found.only_new) == (["missed: five"], (), ("ten",))
    assert not [one for one in found.differences if one.measure.startswith(("missed", "ran", "reaches", "unclocked"))]
    assert {one.change.mean for one in found.differences} <= {0.0, None}  # a limit on which nobody acts moves nothing


def test_the_same_luck_makes_differences_surer() -> None:
    """A talk one day shorter is found with the same disputes at once: far surer than with other ones."""
    found = compare(load(4.0), load(3.0), seed=1, replications=5, window=SHORT)
    mean = next(one for one in found.differences if one.measure == "mean days")
    assert mean.verdict == "better"
    assert mean.gain is not None
    assert mean.gain > 2


def test_a_unit_is_named_by_all_that_makes_its_numbers() -> None:
    """Another text, scenario, seed, replication, window or value is another unit; where it is written is not."""
    unit = Unit(load(), 1, 0, SHORT)
    assert unit.key == Unit(load(), 1, 0, SHORT).key
    moved = replace(load().scenario, file="elsewhere.yaml")
    assert Unit(Caseload(ladder(), moved), 1, 0, SHORT).key == unit.key
    others = [
        Unit(load(4.0), 1, 0, SHORT),
        Unit(Caseload(ladder(limits=NO_START), load().scenario), 1, 0, SHORT),
        replace(unit, seed=2),
        replace(unit, replication=1),
        replace(unit, window=Window(10, 40, 21)),
        replace(unit, values={"staff.chief.people": 4.0}),
    ]
    assert len({one.key for one in [unit, *others]}) == 7


def test_designs_share_their_luck_and_their_grounds() -> None:
    """One more person somewhere leaves the disputes the same; nothing without a place counts among the grounds."""
    more = {"staff.chief.people": 9.0}
    old, new = studies([(load(), {}), (load(), more)], seed=1, replications=range(2), window=SHORT)
    assert old.values("disputes") == new.values("disputes")
    assert old.grounds == grounds(load().scenario, 1) == Grounds(0, 0, 0, 1)
    assert str(old.grounds) == "0 sourced, 0 proxy, 0 assumption; seed 1"
    assert old.still_open()[0].mean == 1
