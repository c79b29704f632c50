"""All guarantees of one protocol, at every binding level."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from model import collector
from model.modality import Level
from model.protocol import Protocol
from model.silence import matters
from verify.encoding import Undecided
from verify.properties.catalogue import ALL
from verify.properties.property import Property
from verify.study import EnginesDisagree, NotCovered, Study
from verify.verdict import Result, Word

_MILESTONES = {"receipt-bounded": "receipt", "decision-bounded": "decision", "within-target": "decision"}


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a check found out about one protocol."""

    protocol: Protocol
    results: tuple[Result, ...]
    questions: int
    calendar_edition: str
    provisional_after: str

    def of(self, property_id: str, level: Level) -> tuple[Result, ...]:
        """The results of one property at one level, one for each case class."""
        return tuple(one for one in self.results if one.property == property_id and one.level is level)

    @property
    def properties(self) -> tuple[str, ...]:
        """The ids of the properties that were checked, in order."""
        return tuple(dict.fromkeys(one.property for one in self.results))

    def strongest_level(self, property_id: str) -> Level | None:
        """The strongest level at which a property holds for every case class; None when it never does."""
        for level in Level:
            results = self.of(property_id, level)
            if results and all(one.verdict is Word.PROVED for one in results):
                return level
        return None


@collector.paused()
def check(
    protocol: Protocol,
    *,
    silent_role: str | None = None,
    properties: tuple[str, ...] = (),
    profile: str = "correctness",
    levels: Iterable[Level] = tuple(Level),
    milliseconds: int = 20_000,
    study: Study | None = None,
) -> Report:
    """Check the guarantees of a profile ("all" for every one), or those named, at every level or those named.

    Levels at which the same rules bind share one answer. When the two engines differ even after a careful walk,
    the verdict is "disagreement", which is a fault of ours. A role whose silence can change nothing is not walked
    apart: the answers are those with nobody silent.

    Args:
        study: what is known of this protocol from checks before, with nobody or another role silent.
    """
    levels = tuple(levels)
    if silent_role is not None and not matters(protocol, silent_role):
        same = check(
            protocol, properties=properties, profile=profile, levels=levels, milliseconds=milliseconds, study=study
        )
        return told_for(same, silent_role)
    study = study or Study(protocol, milliseconds=milliseconds)
    asked_before = study.questions
    chosen = [one for one in ALL if (one.id in properties if properties else profile in (one.profile, "all"))]
    try:
        results = _results(study.silenced(silent_role), chosen, levels)
    except EnginesDisagree:
        study, asked_before = Study(protocol, milliseconds=milliseconds, careful=True), 0
        results = _results(study.silenced(silent_role), chosen, levels)
    calendar, asked = study.calendar, study.questions - asked_before
    return Report(protocol, tuple(results), asked, calendar.edition, calendar.provisional_after.isoformat())


def told_for(report: Report, silent_role: str) -> Report:
    """A report with nobody silent, told for a role whose silence can change nothing."""
    return replace(report, results=tuple(replace(one, silent_role=silent_role) for one in report.results))


def _at(level: Level, answer: Result, silent_role: str | None) -> Result:
    """An answer shared by several levels, told for one of them."""
    story = answer.story
    if story is not None:
        story = replace(story, trace=replace(story.trace, level=level))
    milestone = answer.milestone or _MILESTONES.get(answer.property)
    return replace(answer, level=level, story=story, silent_role=silent_role, milestone=milestone)


def _results(study: Study, properties: list[Property], levels: Iterable[Level]) -> list[Result]:
    """The results of some properties at some levels."""
    results: list[Result] = []
    for one in properties:
        answers: dict[Level, list[Result]] = {}
        for level in levels:
            same = study.same_as(level) if one.of_courses or one.profile == "correctness" else level
            if same not in answers:
                try:
                    answers[same] = one.check(study, same)
                except EnginesDisagree as difference:
                    if not study.careful:
                        raise
                    answers[same] = [Result(one.id, Word.DISAGREEMENT, same, note=str(difference))]
                except NotCovered as why:
                    answers[same] = [Result(one.id, Word.UNDECIDED, same, note=f"not yet covered: {why}")]
                except Undecided:
                    answers[same] = [Result(one.id, Word.UNDECIDED, same, note="time ran out")]
            results += [_at(level, answer, study.silent_role) for answer in answers[same]]
    return results
