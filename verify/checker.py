"""All guarantees of one protocol, at every binding level."""

from dataclasses import dataclass, replace

from model.modality import Level
from model.protocol import Protocol
from verify.encoding import Undecided
from verify.properties.catalogue import ALL
from verify.properties.property import Property
from verify.study import EnginesDisagree, Study
from verify.verdict import Result, Word


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


def check(
    protocol: Protocol,
    *,
    silent_role: str | None = None,
    properties: tuple[str, ...] = (),
    milliseconds: int = 20_000,
) -> Report:
    """Check every guarantee (or those named) at every level.

    Levels at which the same rules bind share one answer. When the two engines differ even after a careful walk,
    the verdict is "disagreement", which is a fault of ours.
    """
    study = Study(protocol, silent_role, milliseconds)
    chosen = [one for one in ALL if not properties or one.id in properties]
    try:
        results = _results(study, chosen)
    except EnginesDisagree:
        study = Study(protocol, silent_role, milliseconds, careful=True)
        results = _results(study, chosen)
    calendar = study.calendar
    return Report(
        protocol, tuple(results), study.questions, calendar.edition, calendar.provisional_after.isoformat()
    )


def _results(study: Study, properties: list[Property]) -> list[Result]:
    """The results of some properties at every level."""
    results: list[Result] = []
    for one in properties:
        answers: dict[Level, list[Result]] = {}
        for level in Level:
            same = study.same_as(level)
            if same not in answers:
                try:
                    answers[same] = one.check(study, same)
                except EnginesDisagree as difference:
                    if not study.careful:
                        raise
                    answers[same] = [Result(one.id, Word.DISAGREEMENT, same, note=str(difference))]
                except Undecided as reason:
                    answers[same] = [Result(one.id, Word.UNDECIDED, same, note=f"the solver gave up: {reason}")]
            results += [replace(answer, level=level) for answer in answers[same]]
    return results
