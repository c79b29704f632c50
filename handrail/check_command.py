"""`handrail check`: which guarantees hold, in the forms asked for."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from handrail import arguments, check_outcomes, exit_code, formats, output
from handrail.accepted import Acceptances
from handrail.exit_code import ExitCode
from handrail.judging import Judging, judging
from handrail.loading import load_all
from handrail.outcome import Outcome, State, of_faults
from model.errors import BadInput
from model.modality import Level
from model.protocol import Protocol
from verify.checker import Report

FAIL_ON = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be checked, and how."""

    level: str
    silent: str | None
    within: str | None
    profile: str
    milliseconds: int
    fail_on: str
    accepted: str | None
    today: str | None


def loaded(names: Sequence[str], within: str | None, silent: str | None, asked: formats.Wanted) -> list[Protocol]:
    """The protocols; their mistakes, if they have any, are told in the forms asked for, before they end the check.

    Raises:
        BadInput: a file has faults.
        Refused: there is no such role, or no such target.
    """
    try:
        made = [arguments.with_target(one, within) for one in load_all(names)]
    except BadInput as bad:
        told = of_faults(bad.faults)
        others = tuple(one for one in asked.screen if one == "github")
        files = tuple((name, path) for name, path in asked.files if name not in ("text", "json"))
        formats.tell(formats.Wanted(others, files), told, "check", {})
        raise
    arguments.check_role(made, silent)
    return made


def check(names: Sequence[str], want: Asked, forms: formats.Wanted) -> ExitCode:
    """Check the protocols, tell what was found, and return the status.

    Raises:
        BadInput: a protocol or the file of accepted changes has faults.
        Refused: something is asked for that does not exist.
    """
    from handrail.workers import check_each

    level = arguments.level(want.level)
    arguments.known("severity", want.fail_on, FAIL_ON)
    made = loaded(names, want.within, want.silent, forms)
    judges = {one.id: judging(_own(one), want.accepted, want.today) for one in made}
    checks = check_each(made, silent_role=want.silent, profile=want.profile, milliseconds=want.milliseconds)
    reports = list(output.progress(checks, len(made)))
    told: list[Outcome] = []
    acceptances: list[tuple[Judging, Acceptances]] = []
    for report in reports:
        judge = judges[report.protocol.id]
        mine = judge.of(report, level) if judge else None
        told += check_outcomes.outcomes(report, level, mine.of_result if mine else lambda _: "")
        if judge and mine:
            acceptances.append((judge, mine))
            told += mine.outcomes(str(judge.file))
    _tell(reports, told, level, forms, list(dict.fromkeys(judge.says for judge, _ in acceptances)))
    if said := exit_code.disagreements([one for report in reports for one in report.results]):
        print(said, file=sys.stderr)
        return ExitCode.OUR_BUG
    return status(told, want.fail_on)


def status(told: Sequence[Outcome], fail_on: str = "error") -> ExitCode:
    """Broken before undecided; what is accepted, or matters less than what is asked for, changes nothing."""
    counted = FAIL_ON[: FAIL_ON.index(fail_on) + 1]
    states = {one.state for one in told if one.severity in counted}
    if State.BROKEN in states:
        return ExitCode.BROKEN
    return ExitCode.UNDECIDED if State.UNDECIDED in states else ExitCode.FINE


def _own(protocol: Protocol) -> str:
    """The path of a file that is the user's own; "" for a built-in one."""
    import protocols

    built_in = protocol.id in protocols.names() and protocol.file == str(protocols.path(protocol.id))
    return "" if built_in else protocol.file


def _tell(
    reports: Sequence[Report], told: Sequence[Outcome], level: Level, forms: formats.Wanted, lines: Sequence[str]
) -> None:
    ready: dict[str, str] = {}
    if "json" in forms.names:
        from json import dumps

        from handrail import check_json

        ready["json"] = dumps(check_json.document(reports), indent=2, ensure_ascii=False) + "\n"
    if "text" in forms.names:
        from handrail import check_page

        pages = [check_page.page(report, level) for report in reports]
        pages += [check_page.overview(reports, level)] if len(reports) > 1 else []
        pages += [check_page.accepted(told, lines)] if lines else []
        ready["text"] = "".join(map(output.text_of, pages))
        if "text" in forms.screen:
            output.show(*pages)
    scope = dict.fromkeys(f"{one.protocol.nation}, calendar edition {one.calendar_edition}" for one in reports)
    formats.tell(forms, told, "check", ready, [*scope, *lines])
