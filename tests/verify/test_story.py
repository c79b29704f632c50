"""Every case that is shown happens: it replays on the machine without a breach, and a changed one does not."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

import protocols as built_in
from model.calendar import CalendarError
from model.loader import load_file
from model.machine import NotAvailable, replay
from model.modality import Level
from model.protocol import Protocol
from model.trace import Step, Trace
from tests.verify.strategies import mixed_units_leave_room, protocols
from verify.checker import check
from verify.story import tell
from verify.study import EnginesDisagree, Study
from verify.verdict import Result, Word

TESTS = Path(__file__).parent.parent
FILES = [built_in.path(name) for name in built_in.names()] + [
    path for folder in ("features", "properties", "verify/gym") for path in sorted((TESTS / folder).rglob("*.yaml"))
]


@cache
def told(path: Path, silent: str | None = None) -> tuple[Protocol, list[Result]]:
    """A protocol and the results that show a case."""
    protocol = load_file(path)
    return protocol, [one for one in check(protocol, silent_role=silent).results if one.story is not None]


def replays(protocol: Protocol, trace: Trace) -> bool:
    """Whether a trace happens on the machine, with every limit kept."""
    try:
        return not trace.steps or not replay(protocol, trace).breaches
    except (NotAvailable, ValueError):
        return False


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_case_shown_replays(path: Path) -> None:
    """The case of each result keeps every limit and is in the class of cases that the result is about."""
    protocol = load_file(path)
    for silent in (None, protocol.roles[0].id):
        for one in told(path, silent)[1]:
            trace = one.story.trace
            assert replays(protocol, trace), one
            assert set(one.case) <= set(trace.case), one
            days = [event.on for event in one.story.events]
            assert days == sorted(days)
            if trace.steps:
                last = replay(protocol, trace)
                if one.verdict is Word.DEAD_END:
                    assert last.stalled, one
                if one.verdict is Word.PROVED:
                    assert last.final or last.stalled, one


def shifted(trace: Trace, place: int, days: int) -> Trace:
    """The same trace with everything from one step on so many days later."""
    steps = tuple(
        Step(step.transition, step.on + timedelta(days=days)) if n >= place else step
        for n, step in enumerate(trace.steps)
    )
    return replace(trace, steps=steps)


@pytest.mark.parametrize("name", ["cap-open", "concurrent-limits", "least-times", "mixed-units", "later-limit-presses"])
def test_a_case_with_a_later_day_breaks_a_limit(name: str) -> None:
    """The case of a bound uses every day: its last step a week later is late, and a step left out cannot be."""
    protocol, results = told(TESTS / "verify/gym" / f"{name}.yaml")
    (one,) = [one for one in results if one.property == "decision-bounded" and one.level is Level.MUST]
    trace = one.story.trace
    assert replays(protocol, trace)
    assert not replays(protocol, shifted(trace, len(trace.steps) - 1, 7))
    assert not replays(protocol, replace(trace, steps=(trace.steps[0], *trace.steps[2:])))
    assert not replays(protocol, replace(trace, steps=tuple(reversed(trace.steps))))


def test_a_run_that_does_not_replay_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the days of a case are tampered with, telling it raises "engines disagree"."""
    from verify import story

    study = Study(load_file(TESTS / "verify/gym/cap-open.yaml"))
    end = next(one for one in study.walk(Level.MUST).ends if one.node.state == "decided")
    tell(study, Level.MUST, end, long=False)
    honest = story._dated

    def late(*args: object, **kwargs: object) -> list[object]:
        days = honest(*args, **kwargs)
        return [*days[:-1], days[-1] + timedelta(days=30)]

    monkeypatch.setattr(story, "_dated", late)
    with pytest.raises(EnginesDisagree):
        tell(study, Level.MUST, end, long=False)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(protocols(plain=True))
def test_every_end_of_a_random_protocol_can_be_told(protocol: Protocol) -> None:
    """Each way in which a run of a random protocol can end has lawful days, however short or long its stays."""
    for silent in (None, "other"):
        study = Study(protocol, silent, careful=True)
        for level in (Level.MUST, Level.IMPLIED):
            walk = study.walk(level)
            assume(walk.complete)
            for end in walk.ends[:12]:
                for long in (False, True):
                    story = tell(study, level, end, long=long)
                    assert replays(protocol, story.trace)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(protocols().filter(mixed_units_leave_room))
def test_random_protocols_are_checked_without_disagreement(protocol: Protocol) -> None:
    """Whatever the protocol, no property ends in "disagreement": the engines and the machine agree."""
    try:
        results = check(protocol).results
    except CalendarError:
        assume(False)
        raise
    wrong = [one for one in results if one.verdict is Word.DISAGREEMENT]
    assert not wrong, "\n".join(f"{one.property}, {one.level}: {one.note}" for one in wrong)
