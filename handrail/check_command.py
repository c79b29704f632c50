"""`handrail check`: which guarantees hold, in the forms asked for."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from handrail import arguments, exit_code, formats, outcomes, output, sentences
from handrail.exit_code import ExitCode
from handrail.judging import judging
from handrail.loading import load_all
from handrail.outcome import Outcome, SourceText
from model.loader import text_of
from model.modality import Level
from model.protocol import Protocol
from verify.checker import Report
from verify.verdict import Result


def check(
    names: Sequence[str],
    forms: formats.Wanted,
    *,
    level: Level,
    silent: str | None,
    within: str | None,
    profile: str,
    milliseconds: int,
    fail_on: str,
    accepted: str | None,
    today: str | None,
    source: str | None,
) -> ExitCode:
    """Check the protocols, tell what was found, and return the status.

    Mistakes of a file are told in the forms asked for, before they end the check.

    Raises:
        BadInput: a protocol or the file of accepted changes has faults.
        Refused: something is asked for that does not exist.
    """
    from handrail.workers import check_each

    arguments.known("severity", fail_on, exit_code.SEVERITIES)
    with formats.telling_faults(forms, "check"):
        made = [arguments.with_target(one, within) for one in load_all(names)]
    arguments.check_role(made, silent)
    wording = _source(source, made)
    with formats.telling_faults(forms, "check"):
        judges = [judging(_own(one), accepted, today) for one in made]
    checks = check_each(made, silent_role=silent, profile=profile, milliseconds=milliseconds)
    reports = list(output.progress(checks, len(made)))
    told: list[Outcome] = []
    counted: list[Result] = []
    for report, judge in zip(reports, judges, strict=True):
        mine = judge.of(report, level) if judge else None
        reason = mine.of_result if mine else _nothing_accepted
        told += outcomes.of_check(report, level, reason, wording)
        told += mine.outcomes(str(judge.file)) if judge and mine else []
        counted += [one for one in report.results if not (one.verdict.broken and reason(one))]
    told = [replace(one, grave=exit_code.counts(one.severity, fail_on)) for one in told]
    _tell(reports, told, level, forms, list(dict.fromkeys(judge.says for judge in judges if judge)))
    if said := exit_code.disagreements(counted):
        print(said, file=sys.stderr)
    code = exit_code.of(counted, level, fail_on)
    stale = any(one.is_entry and one.fails for one in told)
    return ExitCode.BROKEN if stale and code is not ExitCode.OUR_BUG else code


def _source(file: str | None, protocols: Sequence[Protocol]) -> SourceText | None:
    """The original wording of the one protocol that is checked."""
    if file is None:
        return None
    if len(protocols) != 1:
        raise arguments.Refused("--text is the text of one protocol", help="name the protocol that it belongs to")
    return SourceText(file, text_of(Path(file), "source text"))


def _nothing_accepted(_: Result) -> str:
    return ""


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
        from handrail import check_json

        ready["json"] = output.json_text(check_json.document(reports))
    if "text" in forms.names:
        from handrail import check_page

        pages = [check_page.page(report, level) for report in reports]
        pages += [check_page.overview(reports, level)] if len(reports) > 1 else []
        pages += [check_page.accepted(told, lines)] if lines else []
        ready["text"] = "".join(map(output.text_of, pages))
        if "text" in forms.screen:
            output.show(*pages)
    scope = dict.fromkeys(f"{one.protocol.nation}, calendar edition {one.calendar_edition}" for one in reports)
    counted = dict.fromkeys(f"Counting {sentences.counted(one, level)}" for one in reports)
    formats.tell(forms, told, "check", ready, [*scope, *counted, *lines])
