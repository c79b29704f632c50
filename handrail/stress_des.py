"""The checklist of STRESS-DES, the reporting standard for simulation studies, filled from a run.

Monks and others (2019), Strengthening the reporting of empirical simulation studies, doi 10.1080/17477778.2018.1442155.
Only the author knows what a study is for: there the checklist says "not stated".
"""

from importlib.metadata import version
from platform import python_version

from handrail.grid import Grid
from handrail.wording import NOT_STATED
from simulate.experiment import Study
from simulate.scenario import Basis
from simulate.unit import Caseload
from simulate.yardsticks import YARDSTICKS


def checklist(caseload: Caseload, study: Study, basis: str) -> Grid:
    """The 24 rows, in the order of the standard."""
    model = (*_purpose(), *_logic(caseload), *_components(caseload), *_data(caseload))
    rows = (*model, *_experiment(study), *_code(study))
    lines = tuple({"row": number, "item": item, "said": said or NOT_STATED} for number, item, said in rows)
    return Grid("stress-des", "STRESS-DES checklist", (("", "row"), ("Item", "item"), ("Here", "said")), lines, basis)


def _purpose() -> list[tuple[str, str, str]]:
    measures = "; ".join(f"{one.name}: {one.says} ({one.unit})" for one in YARDSTICKS)
    return [("1.1", "Purpose", ""), ("1.2", "Model outputs", measures), ("1.3", "Experimentation aims", "")]


def _logic(caseload: Caseload) -> list[tuple[str, str, str]]:
    text, scenario = caseload.protocol, caseload.scenario
    counts = f"{len(text.states)} states, {len(text.transitions)} moves and {len(text.limits)} time limits"
    walks = "who may do what, and when, is asked of the same meaning that is proved; the earliest event happens first, "
    walks += "and on a tie the work counts as in time"
    return [
        ("2.1", "Base model overview diagram", f"handrail draw {text.id}"),
        ("2.2", "Base model logic", f"{text.title}, {text.edition or 'no edition stated'}: {counts}; {walks}"),
        ("2.3", "Scenario logic", f"{scenario.title} ({scenario.id}); {_readings(caseload)}"),
        (
            "2.4",
            "Algorithms",
            "urgent work first, then first come; allowance of time by role, kept for up to five days; reminders to who "
            "does not answer; habits follow a changed limit by an elasticity",
        ),
    ]


def _readings(caseload: Caseload) -> str:
    chosen = ", ".join(f"{name}: {choice}" for name, choice in caseload.scenario.readings.items())
    return f"the text is read so: {chosen}" if chosen else "no readings to choose"


def _components(caseload: Caseload) -> list[tuple[str, str, str]]:
    text, scenario = caseload.protocol, caseload.scenario
    staff = ", ".join(f"{role}: {one.people.value:g}" for role, one in scenario.staff.items())
    entries = ", ".join(f"{one.id} to {one.dest or 'no stage (the text has no way on)'}" for one in text.entries)
    ends = ", ".join(one.id for one in text.states if one.final)
    panels = ", ".join(scenario.sittings)
    return [
        ("2.5.1", "Entities", f"disputes, by way in: {', '.join(one.id for one in text.entries)}"),
        ("2.5.2", "Activities", ", ".join(one.id for one in text.states if not one.final)),
        ("2.5.3", "Resources", f"people by role: {staff}" if staff else "none: work waits for nobody"),
        ("2.5.4", "Queues", f"one for each role{f'; panels that take cases in: {panels}' if panels else ''}"),
        ("2.5.5", "Entry and exit points", f"in: {entries}; out: {ends}"),
    ]


def _data(caseload: Caseload) -> list[tuple[str, str, str]]:
    figures = caseload.scenario.quantities()
    sources = dict.fromkeys(name for one in figures.values() for name in one.source)
    assumed = [path for path, one in figures.items() if one.place is not None and one.basis is Basis.ASSUMPTION]
    told = "; ".join(
        f"{path} = {one.value:g} {one.unit}" + (f" ({one.low:g} to {one.high:g})" if one.low is not None else "")
        for path, one in figures.items()
        if one.place is not None
    )
    return [
        ("3.1", "Data sources", "; ".join(sources)),
        ("3.2", "Pre-processing", ""),
        ("3.3", "Input parameters", told),
        ("3.4", "Assumptions", f"{len(assumed)} figures that nobody counted: {', '.join(assumed) or 'none'}"),
    ]


def _experiment(study: Study) -> list[tuple[str, str, str]]:
    window = study.window
    starts = f"empty; disputes of the first {window.first} working days do not count"
    return [
        ("4.1", "Initialisation", f"{starts}; {study.warm_up}" if study.warm_up else starts),
        ("4.2", "Run length", f"{window.days} working days; disputes are followed for {window.follow}"),
        ("4.3", "Estimation approach", f"{len(study.runs)} independent replications, 95% intervals of Student's t"),
    ]


def _code(study: Study) -> list[tuple[str, str, str]]:
    packages = ", ".join(f"{name} {version(name)}" for name in ("handrail", "simpy", "numpy", "scipy"))
    luck = f"Philox generators, one for each purpose and visit, from seed {study.grounds.seed} (SeedSequence)"
    return [
        ("5.1", "Software or programming language", f"Python {python_version()}, {packages}"),
        ("5.2", "Random sampling", luck),
        ("5.3", "Model execution", "events in order of time on a clock of working minutes"),
        ("5.4", "System specification", ""),
        ("6.1", "Computer model sharing statement", ""),
    ]
