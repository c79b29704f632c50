"""`handrail diff`: versions of a protocol, and what became of each guarantee."""

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from handrail import arguments, exit_code, formats, output, revisions, sentences
from handrail.accepted import Acceptances
from handrail.exit_code import ExitCode
from handrail.judging import Judging, day, judging
from handrail.outcome import Outcome, State, shown
from handrail.outcomes import of_comparison
from handrail.revisions import Revision, Revisions
from model.modality import Level
from verify.refinement import Refinement


@dataclass(frozen=True, slots=True)
class Compared:
    """One revision with what was found, and the accepted changes that count for it."""

    revision: Revision
    found: Refinement
    judging: Judging | None
    acceptances: Acceptances | None

    def outcomes(self, level: Level) -> list[Outcome]:
        """Every guarantee, then the entries that are a finding themselves."""
        mine = self.acceptances
        told = list(of_comparison(self.found, level, mine.of_change if mine else lambda _: ""))
        return told + (list(mine.outcomes(str(self.judging.file))) if mine and self.judging else [])


def diff(
    versions: Sequence[str],
    against: str | None,
    level: str,
    *,
    asked: formats.Wanted,
    accepted: str | None = None,
    today: str | None = None,
    propose: bool = False,
    milliseconds: int = 20_000,
) -> ExitCode:
    """Tell the comparison in the forms asked for, and return the status.

    Raises:
        BadInput: a protocol or the file of accepted changes has faults.
        Refused: a level, a version, a commit or a repository does not exist, or two are not versions of one protocol.
    """
    wanted = arguments.level(level)
    day(today)
    if against is None and len(versions) != 2:
        help = "name OLD and NEW, or compare with a commit: --against git:main"
        raise arguments.Refused("diff compares two versions", help=help)
    with formats.telling_faults(asked, "diff"):
        both = revisions.named(*versions) if against is None else revisions.since(against, versions)
        levels = tuple(Level) if "json" in asked.names else (wanted,)
        compared = [_compare(one, wanted, accepted, today, levels, milliseconds) for one in both.pairs]
    if propose:
        _propose(compared, wanted)
    told = [it for one in compared for it in one.outcomes(wanted)] + [_removed(one) for one in both.removed]
    told += [_added(one) for one in both.added]
    if not propose:
        _tell(both, compared, told, wanted, asked)
    results = [it for one in compared for it in (*one.found.old.results, *one.found.new.results)]
    if said := exit_code.disagreements(results):
        print(said, file=sys.stderr)
        return ExitCode.OUR_BUG
    return status(told)


def _tell(
    both: Revisions, compared: Sequence[Compared], told: Sequence[Outcome], wanted: Level, asked: formats.Wanted
) -> None:
    lines = [*both.lines, *dict.fromkeys(one.judging.says for one in compared if one.judging)]
    if both.base is not None and not (compared or both.removed or both.added):
        lines.append("No protocol file differs.")
    ready: dict[str, str] = {}
    if "json" in asked.names:
        ready["json"] = output.json_text(_document(both, compared, told, wanted))
    if "text" in asked.names:
        from handrail import diff_page

        pages = diff_page.pages([one.found for one in compared], told, wanted, lines)
        ready["text"] = "".join(map(output.text_of, pages))
        if "text" in asked.screen:
            output.show(*pages)
    versions = [_versions(one.found) for one in compared]
    formats.tell(asked, told, "diff", ready, [*lines, f"Counting {sentences.LEVELS[wanted]}", *versions])


def status(told: Sequence[Outcome]) -> ExitCode:
    """Broken where something was lost or weakened and not accepted; undecided where it could not be compared."""
    states = {one.state for one in told if one.severity == "error"}
    if State.BROKEN in states:
        return ExitCode.BROKEN
    return ExitCode.UNDECIDED if State.UNDECIDED in states else ExitCode.FINE


def _compare(
    one: Revision,
    level: Level,
    accepted: str | None,
    today: str | None,
    levels: tuple[Level, ...],
    milliseconds: int,
) -> Compared:
    judge = judging(one.new.file, accepted, today)
    found = revisions.refined(one.old, one.new, levels, milliseconds)
    return Compared(one, found, judge, judge.of(found.new, level) if judge else None)


def _removed(path: str) -> Outcome:
    help = "Restore it; where it is meant to go, name the files that stay: handrail diff --against ... FILE"
    says = f"{path} was there then and is gone, with every guarantee in it."
    return Outcome(path, "protocol-kept", "every case", State.BROKEN, "removed", says, (), help, shown(path))


def _added(path: str) -> Outcome:
    help = f"Check it by itself: handrail check {shlex.quote(path)}"
    says = f"{path} is new since then, with nothing to compare."
    return Outcome(path, "protocol-compared", "every case", State.UNDECIDED, "new", says, (), help, path)


def _versions(found: Refinement) -> str:
    from handrail.diff_page import version

    return f"Old: {version(found.old)}. New: {version(found.new)}."


def _document(
    both: Revisions, compared: Sequence[Compared], told: Sequence[Outcome], level: Level
) -> dict[str, object]:
    from handrail import diff_json

    entries = [it for one in compared if one.acceptances for it in one.acceptances.standing]
    if both.base is None:
        (one,) = compared
        return diff_json.document(one.found, level) | diff_json.accepted(entries, told)
    return diff_json.since(both, [(one.revision, one.found) for one in compared], level) | diff_json.accepted(
        entries, told
    )


def _propose(compared: Sequence[Compared], level: Level) -> None:
    """Print the entries that would accept what is worse and not yet accepted."""
    from handrail import accepted_file

    entries = [
        accepted_file.proposed(one.found.new.protocol.id, change.old, change.new)
        for one in compared
        for change in one.found.at(level)
        if change.change.worse
        and change.new is not None
        and not (one.acceptances and one.acceptances.of_change(change))
    ]
    output.say(accepted_file.written(entries), for_programs=True)
