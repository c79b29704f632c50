"""A revision against its base: which guarantees were lost, weakened, kept or gained, and which edits did it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from model.modality import Level
from model.protocol import Protocol
from verify.blame import minimal_sets
from verify.checker import Report, check
from verify.comparison import Change, Comparing, Comparison, Version, holding
from verify.edits import Edit, applied, edits
from verify.matching import Matching, match
from verify.readings import compatible, covered, join
from verify.renaming import renamed
from verify.verdict import Result, Word

MOST_TRIES = 150
"""How many partial revisions, at most, are checked to find the edits to blame."""


class Unrelated(ValueError):
    """The two protocols have too little in common to be versions of one."""


@dataclass(frozen=True, slots=True)
class Refinement:
    """Two versions of one protocol, compared.

    `exhausted` says that the search for the edits to blame was cut short: a set may then have a member too many.
    """

    old: Report
    new: Report
    matching: Matching
    edits: tuple[Edit, ...]
    comparisons: tuple[Comparison, ...]
    exhausted: bool = False

    def at(self, level: Level) -> tuple[Comparison, ...]:
        """The comparisons at one level."""
        return tuple(one for one in self.comparisons if one.level is level)


def refine(
    old: Protocol,
    new: Protocol,
    *,
    properties: tuple[str, ...] = (),
    blame_at: Sequence[Level] = tuple(Level),
    milliseconds: int = 20_000,
) -> Refinement:
    """Compare a revision with its base.

    Args:
        old: the base.
        new: the revision.
        properties: the ids of the guarantees to compare; without any, those that a check looks at by itself.
        blame_at: the levels at which the edits behind each loss are sought.
        milliseconds: how long the solver may think about one question.

    Raises:
        Unrelated: they are not versions of one protocol.
    """
    matching = match(old, new)
    if not matching.related:
        names = f'"{old.id}" and "{new.id}"'
        raise Unrelated(f"{names} are not two versions of one protocol: hardly any stage has a counterpart")
    base = Version(old, check(old, properties=properties, milliseconds=milliseconds))
    report = check(new, properties=properties, milliseconds=milliseconds)
    revision = Version(renamed(new, matching), report, matching)
    found = edits(old, revision.protocol)
    compared = list(Comparing(base, revision).all())
    blamer = Blaming(base, revision, found, milliseconds)
    compared = [
        replace(one, blame=blamer.blame(one)) if one.change.worse and one.level in blame_at else one for one in compared
    ]
    return Refinement(base.report, revision.report, matching, found, tuple(compared), blamer.tries >= MOST_TRIES)


class Blaming:
    """Which edits cause a loss: partial revisions are checked until no edit can be left out."""

    def __init__(self, old: Version, new: Version, found: tuple[Edit, ...], milliseconds: int) -> None:
        self.old, self.new, self.milliseconds = old, new, milliseconds
        self.edits = found
        self.comparing = Comparing(old, new)
        self.tries = 0
        self.known: dict[tuple[str, tuple[Edit, ...]], Version] = {}

    def blame(self, one: Comparison) -> tuple[tuple[Edit, ...], ...]:
        """The sets of edits that make the guarantee at least as weak as it is in the new version."""
        key = (one.property, one.milestone, one.silent_role, one.level)

        def effective(chosen: Sequence[Edit]) -> bool:
            partial = self.version(one.property, tuple(chosen))
            if partial is None:
                return False
            results = [it for it in partial.results.get(key, []) if compatible(it.case, one.case)]
            return all(self._as_weak(one, partial, it) for it in results) if results else one.new is None

        return minimal_sets(self.edits, effective)

    def version(self, property_id: str, chosen: tuple[Edit, ...]) -> Version | None:
        """The old version with some of the edits, checked for one property; None when there were too many tries."""
        key = (property_id, chosen)
        if key not in self.known:
            if self.tries >= MOST_TRIES:
                return None
            self.tries += 1
            made = applied(self.old.protocol, self.new.protocol, chosen)
            report = check(made, properties=(property_id,), milliseconds=self.milliseconds)
            self.known[key] = Version(made, report)
        return self.known[key]

    def _as_weak(self, one: Comparison, partial: Version, result: Result) -> bool:
        """Whether a result of a partial revision lacks all that the new version lacks."""
        held = holding(result)
        if result.verdict in (Word.UNDECIDED, Word.DISAGREEMENT):
            return False
        if not held or one.change is Change.LOST:
            return not held and one.change is Change.LOST and one.new is not None and result.verdict is one.new.verdict
        old, new = self.old.told[id(one.old)], self.new.told[id(one.new)]
        domains, kept = self.comparing.domains, holding(new)
        if "readings" in one.worse:
            both = [join(mine, his) for mine in held for his in holding(old) if compatible(mine, his)]
            if not all(covered(cube, kept, domains) for cube in both):
                return False
        if "bound" in one.worse:
            for cube, before, after in self.comparing.bounds(one.case, old, new):
                days = partial.longest(one.level, str(one.milestone), cube)
                if after > before and (days is None or days < after or days == inf):
                    return False
        if "kindest reading" in one.worse and (result.least_bound or inf) < (new.least_bound or 0):
            return False
        most = (result.calendar_days, new.calendar_days)
        return "calendar days" not in one.worse or not (most[0] and most[1]) or most[0].most >= most[1].most
