"""Which figures matter: what does nothing comes out as nothing, and what does everything as everything."""

from dataclasses import replace

import pytest

from simulate.measures import Window
from simulate.sensitivity import Unbounded, morris, sobol
from simulate.unit import Caseload
from tests.simulate.caseload import q
from tests.simulate.test_engine import ladder, timed
from tests.simulate.test_what_matters import between, talking

SHORT = Window(0, 20, 30)
TALK, ELASTIC = "steps.talk.delay.median", "elasticity"


def caseload() -> Caseload:
    """Talks of three to eight days, seen under the very limit of the text: habits have no limit to follow."""
    made = talking(timed(1.0), between(3.0, 5.0, 8.0))
    step = made.scenario.steps["talk"]
    assert step.delay is not None
    seen = replace(step, delay=replace(step.delay, under_limit=q(5.0)))
    return made.with_scenario(steps={**made.scenario.steps, "talk": seen}, elasticity=between(0, 0.7, 1))


def test_parts_of_a_plan_make_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worked off five designs at a time, the figures matter as much as all at once."""
    asked = {"seed": 1, "ways": 2, "replications": 1, "window": SHORT, "measure": "open after 5 days"}
    whole = morris(caseload(), **asked)
    monkeypatch.setattr("simulate.sensitivity.AT_ONCE", 5)
    assert morris(caseload(), **asked) == whole


def test_morris_finds_what_matters_and_nothing_else() -> None:
    """How long the talk takes decides what is open after five days; how far habits follow a limit that is the same, nothing."""
    found = morris(caseload(), seed=1, measure="open after 5 days", ways=4, replications=1, window=SHORT)
    assert [(one.path, one.effect > 0) for one in found.factors] == [(TALK, True), (ELASTIC, False)]
    assert (found.factors[1].effect, found.factors[1].other) == (0, 0)
    assert found.runs == 4 * 3


def test_sobol_gives_all_variance_to_the_only_cause() -> None:
    """The talk has all of the variance, the inert figure none."""
    found = sobol(
        caseload(), seed=1, paths=[TALK, ELASTIC], measure="open after 5 days", size=16, replications=1, window=SHORT
    )
    talk, elastic = found.factors
    assert (talk.path, elastic.path) == (TALK, ELASTIC)
    assert elastic.effect == elastic.other == 0
    assert talk.effect == pytest.approx(1, abs=0.35)


def test_where_nothing_varies_nothing_matters() -> None:
    """All disputes of at most eight days have ended after sixty: no figure has a part in that."""
    follow = Window(0, 10, 70)
    found = sobol(
        caseload(), seed=1, paths=[TALK], measure="open after 60 days", size=2, replications=1, window=follow
    )
    assert [(one.effect, one.other, one.doubt) for one in found.factors] == [(0, 0, 0)]


def test_nothing_in_doubt_is_nothing_to_rank() -> None:
    """A scenario without ranges has no factors."""
    assert morris(Caseload(ladder(), timed(3.0)), seed=1, window=SHORT).factors == ()


def test_a_measure_without_a_bound_is_refused() -> None:
    """Medians have no highest value, and urgent disputes that never come cannot be measured."""
    with pytest.raises(Unbounded, match="no highest value"):
        morris(caseload(), seed=1, measure="median days", window=SHORT)
    with pytest.raises(Unbounded, match="everywhere"):
        morris(caseload(), seed=1, measure="urgent over 1 day", ways=2, replications=1, window=SHORT)
