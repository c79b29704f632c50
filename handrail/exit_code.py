"""The exit codes of every command."""

from enum import IntEnum

from model.modality import Level
from verify.checker import Report
from verify.verdict import Word


class ExitCode(IntEnum):
    """What a command reports to the shell."""

    FINE = 0
    BROKEN = 1
    BAD_INPUT = 2
    OUR_BUG = 3
    UNDECIDED = 4


def of(reports: list[Report], level: Level) -> ExitCode:
    """Of a check: our fault before a broken guarantee, a broken guarantee before an undecided one."""
    words = {one.verdict for report in reports for one in report.results if one.level is level}
    if any(one.verdict is Word.DISAGREEMENT for report in reports for one in report.results):
        return ExitCode.OUR_BUG
    if any(word.broken for word in words):
        return ExitCode.BROKEN
    return ExitCode.UNDECIDED if Word.UNDECIDED in words else ExitCode.FINE
