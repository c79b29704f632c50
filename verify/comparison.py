"""One guarantee in two versions of a protocol: lost, weakened, kept, improved, gained, or not comparable.

Two versions are compared case class by case class, in the old names. A case fact or a reading that only one
version has splits the other's promise, which was given for all of its values: so a guarantee that fails for one
value of a new fact is lost for that value.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from model.modality import Level
from model.protocol import Protocol
from verify.checker import Report
from verify.edits import Edit
from verify.matching import Matching
from verify.readings import Cube, compatible, covered, join
from verify.study import Study
from verify.verdict import Choices, Result, Word


class Change(StrEnum):
    """What became of a guarantee; "in neither" is one that neither version carries."""

    LOST = "lost"
    WEAKENED = "weakened"
    MIXED = "better and worse"
    KEPT = "kept"
    IMPROVED = "improved"
    GAINED = "gained"
    ABSENT = "in neither"
    NOT_COMPARABLE = "not comparable"

    @property
    def worse(self) -> bool:
        """Whether something that was guaranteed no longer is."""
        return self in (Change.LOST, Change.WEAKENED, Change.MIXED)


Key = tuple[str, str | None, str | None, Level]
"""A property, its milestone and silent role, and the level."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One guarantee for one case class at one level, in both versions.

    Attributes:
        case: the case class, in the old names.
        old, new: the results, each in the names of its own version; None where that version has none.
        worse, better: in what it changed: "readings", "bound", "kindest reading", "calendar days".
        blame: sets of edits that cause the loss, each by itself and none with a member too many.
        note: why it cannot be compared.
    """

    property: str
    milestone: str | None
    silent_role: str | None
    level: Level
    case: Choices
    change: Change
    old: Result | None
    new: Result | None
    worse: tuple[str, ...] = ()
    better: tuple[str, ...] = ()
    blame: tuple[tuple[Edit, ...], ...] = ()
    note: str = ""

    def undecided(self) -> bool:
        """Whether it stays open if something was lost: a kind of case that only the new version has lost nothing."""
        return self.change is Change.NOT_COMPARABLE and self.old is not None


class Version:
    """One version with its results in the old names."""

    def __init__(self, protocol: Protocol, report: Report, matching: Matching | None = None) -> None:
        self.protocol, self.report = protocol, report
        self.study = Study(protocol)
        self.shown: dict[int, Result] = {}
        self.told: dict[int, Result] = {}
        self.results: dict[Key, list[Result]] = {}
        matching = matching or Matching()
        for one in report.results:
            holds = tuple(replace(it, readings=matching.old_choices(it.readings)) for it in one.holds_under)
            role = None if one.silent_role is None else matching.old_name("role", one.silent_role)
            told = replace(one, case=matching.old_choices(one.case), holds_under=holds, silent_role=role)
            self.shown[id(told)], self.told[id(one)] = one, told
            self.results.setdefault((one.property, one.milestone, role, one.level), []).append(told)

    def longest(self, level: Level, milestone: str, choices: Cube) -> float | None:
        """The longest time to a milestone under these choices; None when no run comes there."""
        times = (
            end.longest[milestone]
            for end in self.study.walk(level).ends
            if milestone in end.longest and compatible(end.node.cube, choices)
        )
        return max(times, default=None)


class Comparing:
    """The results of two versions, pair by pair."""

    def __init__(self, old: Version, new: Version) -> None:
        self.old, self.new = old, new
        mine, his = old.protocol.domains, new.protocol.domains
        self.domains = {
            name: tuple(dict.fromkeys((*mine.get(name, ()), *his.get(name, ())))) for name in {**mine, **his}
        }

    def all(self) -> Iterator[Comparison]:
        """Every guarantee, case class and level."""
        for key in dict.fromkeys((*self.old.results, *self.new.results)):
            olds, news = self.old.results.get(key, []), self.new.results.get(key, [])
            pairs = [(a, b) for a in olds for b in news if compatible(a.case, b.case)]
            for a, b in pairs:
                yield self.pair(key, a, b)
            for one in olds:
                if all(one is not a for a, _ in pairs):
                    yield self.alone(key, one, None, others=bool(news))
            for one in news:
                if all(one is not b for _, b in pairs):
                    yield self.alone(key, None, one, others=bool(olds))

    def alone(self, key: Key, old: Result | None, new: Result | None, *, others: bool) -> Comparison:
        """A result without a counterpart: of a kind of case, a role or a promise that only one version has."""
        one = old or new
        assert one is not None
        lacking = self.old if old is None else self.new
        which = "old" if old is None else "new"
        note = f"the {which} version makes no such promise"
        if others:
            note = f"the {which} version has no such case"
        elif one.silent_role is not None and one.silent_role not in lacking.protocol.role:
            note = f"the {which} version has no such role"
        else:
            return replace(self.pair(key, old, new), note=note)
        return self._made(key, one.case, Change.NOT_COMPARABLE, old, new, note=note)

    def pair(self, key: Key, old: Result | None, new: Result | None) -> Comparison:
        """One case class in both versions."""
        case = join(old.case if old else (), new.case if new else ())
        for one in (old, new):
            if one is not None and one.verdict in (Word.UNDECIDED, Word.DISAGREEMENT):
                return self._made(key, case, Change.NOT_COMPARABLE, old, new, note=one.note or one.verdict.value)
        held, holds = holding(old), holding(new)
        if not held or not holds:
            changes = {(False, False): Change.ABSENT, (True, False): Change.LOST, (False, True): Change.GAINED}
            return self._made(key, case, changes[bool(held), bool(holds)], old, new)
        assert old is not None
        assert new is not None
        worse = ["readings"] if not all(covered(one, holds, self.domains) for one in held) else []
        better = ["readings"] if not all(covered(one, held, self.domains) for one in holds) else []
        for kind, before, after in self._numbers(case, old, new, same=not worse and not better):
            (worse if after > before else better).extend([kind] if after != before else [])
        words = {(False, False): Change.KEPT, (True, False): Change.WEAKENED, (False, True): Change.IMPROVED}
        change = words.get((bool(worse), bool(better)), Change.MIXED)
        made = self._made(key, case, change, old, new)
        return replace(made, worse=tuple(dict.fromkeys(worse)), better=tuple(dict.fromkeys(better)))

    def _made(
        self, key: Key, case: Choices, change: Change, old: Result | None, new: Result | None, note: str = ""
    ) -> Comparison:
        told = (self.old.shown[id(old)] if old else None, self.new.shown[id(new)] if new else None)
        name, milestone, role, level = key
        return Comparison(name, milestone, role, level, case, change, *told, note=note)

    def _numbers(self, case: Choices, old: Result, new: Result, *, same: bool) -> Iterator[tuple[str, float, float]]:
        """The numbers of both: in each reading in which both hold, and where these are the same, on the whole."""
        if old.bound is None or new.bound is None:
            return
        for _, before, after in self.bounds(case, old, new):
            yield "bound", before, after
        if same and old.least_bound is not None and new.least_bound is not None:
            yield "kindest reading", old.least_bound, new.least_bound
        if same and old.bound == new.bound and old.calendar_days and new.calendar_days:
            yield "calendar days", old.calendar_days.most, new.calendar_days.most

    def bounds(self, case: Choices, old: Result, new: Result) -> Iterator[tuple[Cube, float, float]]:
        """The longest times in both versions, in each set of readings in which both hold."""
        milestone = str(new.milestone)
        for one in holding(old):
            for other in holding(new):
                if compatible(one, other):
                    cube = join(join(one, other), case)
                    before = self.old.longest(old.level, milestone, cube)
                    after = self.new.longest(new.level, milestone, cube)
                    if before is not None and after is not None:
                        yield cube, before, after


def holding(result: Result | None) -> list[Cube]:
    """The readings in which a guarantee holds, as sets of choices; none when it holds in none."""
    if result is None or result.verdict not in (Word.PROVED, Word.DEPENDS):
        return []
    return [()] if result.verdict is Word.PROVED else [one.readings for one in result.holds_under]
