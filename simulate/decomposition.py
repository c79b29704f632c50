"""Where the time goes: the same disputes once more, with one kind of waiting taken away."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from model.protocol import StateKind
from simulate.chances import drawn
from simulate.comparison import difference
from simulate.experiment import Effect, Ranking
from simulate.measures import Window
from simulate.replications import FIRST, studies
from simulate.scenario import Scenario, Step
from simulate.sweep import Workforce, one_by_one
from simulate.unit import Caseload

_SAME_DAY = {
    StateKind.DISCUSS: ("talks", "talks take place on the same day"),
    StateKind.RESPOND: ("answers", "answers come on the same day, unless nobody answers"),
    StateKind.DECIDE: ("decisions", "decisions are made on the same day"),
    StateKind.PANEL: ("panels", "a panel sits whenever it is needed"),
    StateKind.MONITOR: ("watching", "nothing is watched for a time"),
    StateKind.EXTERNAL: ("others", "those outside act on the same day"),
}


def decomposition(
    caseload: Caseload,
    *,
    seed: int,
    measure: str = "mean days",
    replications: int = FIRST,
    window: Window | None = None,
    workforce: Workforce = one_by_one,
) -> Ranking:
    """What each kind of waiting adds to a measure, the one that adds most first.

    The parts do not add up to the whole: who is spared one wait may meet another.
    """
    worlds = dict(counterfactuals(caseload))
    base, *others = studies(
        [(caseload, {}), *((other, {}) for _, other in worlds.values())],
        seed=seed,
        replications=range(replications),
        window=window,
        workforce=workforce,
    )
    effects = [
        Effect(name, says, {one: difference(one, base, study).change for one in base.measures if one in study.measures})
        for (name, (says, _)), study in zip(worlds.items(), others, strict=True)
    ]
    effects.sort(key=lambda one: (one.changes[measure].mean or 0.0, one.name))
    return Ranking(measure, base, tuple(effects))


def counterfactuals(caseload: Caseload) -> Iterator[tuple[str, tuple[str, Caseload]]]:
    """Each world without one kind of waiting, with its name and the same in words; only those that differ."""
    scenario = caseload.scenario
    worlds: list[tuple[str, str, Scenario]] = [
        ("staff", "work never waits for anybody to be free", replace(scenario, staff={})),
        ("silence", "nobody is silent", _steps(scenario, {name: {"no_response": None} for name in scenario.steps})),
        (
            "after a limit",
            "people act on a limit on the day on which its time is up",
            _steps(scenario, {name: {"after_expiry": {}} for name in scenario.steps}),
        ),
    ]
    groups: dict[str, tuple[str, list[str]]] = {}
    for state in caseload.protocol.states:
        name, says = _SAME_DAY.get(state.kind, ("passing on", "forms and referrals go out on the same day"))
        if state.kind not in _SAME_DAY and len(drawn(caseload.protocol, state.id)) > 1:
            name, says = "judging", "whoever has an answer to judge does so on the same day"
        if state.id in scenario.steps and not state.final:
            groups.setdefault(name, (says, []))[1].append(state.id)
    for name, (says, states) in groups.items():
        made = _steps(scenario, {state: {"delay": None} for state in states})
        sittings = {state: one for state, one in scenario.sittings.items() if state not in states}
        worlds.append((name, says, replace(made, sittings=sittings)))
    for name, says, world in worlds:
        if world != scenario:
            yield name, (says, Caseload(caseload.protocol, world))


def _steps(scenario: Scenario, parts: Mapping[str, Mapping[str, object]]) -> Scenario:
    """The scenario with other parts for some steps."""
    changed: dict[str, Step] = {
        state: replace(step, **parts[state]) if state in parts else step  # type: ignore[arg-type]
        for state, step in scenario.steps.items()
    }
    return replace(scenario, steps=changed)
