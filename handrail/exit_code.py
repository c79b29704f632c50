"""The exit codes of every command, and what is said of a failure."""

import os
import traceback
from collections.abc import Iterable
from enum import IntEnum
from errno import EDQUOT, EFBIG, ENAMETOOLONG, ENOSPC

from handrail.arguments import Refused
from model.calendar import CalendarError
from model.errors import BadInput, Fault
from model.modality import Level
from verify.properties.catalogue import ALL
from verify.verdict import Result, Word

SEVERITIES = ("error", "warning", "info")
"""How much it can matter that a guarantee is lacking, the gravest first."""
_SEVERITY = {one.id: one.severity for one in ALL}

NO_ROOM = (ENOSPC, EDQUOT, EFBIG)
"""What the system says when a disk, or somebody's part of it, is full."""

DEBUG = "HANDRAIL_DEBUG"
"""The environment variable that, when set, shows where in our own code a fault of ours lies."""


class ExitCode(IntEnum):
    """What a command reports to the shell."""

    FINE = 0
    BROKEN = 1
    BAD_INPUT = 2
    OUR_BUG = 3
    UNDECIDED = 4


def of(results: Iterable[Result], level: Level, fail_on: str = "error") -> ExitCode:
    """Of a check: our fault before a broken guarantee, a broken guarantee before an undecided one.

    A guarantee counts as broken or undecided at this level only, and only if lacking it matters enough: by default
    it must be an error, and warnings and information change nothing. A fault of ours counts at every level,
    whatever the guarantee.
    """
    listed = list(results)
    words = {one.verdict for one in listed if one.level is level and counts(_SEVERITY[one.property], fail_on)}
    if any(one.verdict is Word.DISAGREEMENT for one in listed):
        return ExitCode.OUR_BUG
    if any(word.broken for word in words):
        return ExitCode.BROKEN
    return ExitCode.UNDECIDED if Word.UNDECIDED in words else ExitCode.FINE


def counts(severity: str, fail_on: str) -> bool:
    """Whether something of this severity fails where this one, or a graver one, is to fail."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(fail_on)


def of_failure(error: Exception) -> tuple[ExitCode, str]:
    """Of a command that could not do its work: whose fault that is, and the words for it."""
    match error:
        case BadInput():
            count = len(error.faults)
            return ExitCode.BAD_INPUT, f"{error}\n\n{count} mistakes." if count > 1 else str(error)
        case Refused():
            return ExitCode.BAD_INPUT, str(Fault("command line", 0, 0, error.found, error.allowed, error.help))
        case OSError() if error.errno in NO_ROOM:
            return ExitCode.BAD_INPUT, str(Fault("output", 0, 0, str(error.strerror), help="write where there is room"))
        case OSError() if error.errno == ENAMETOOLONG:
            found = f'no file can have a name as long as "{error.filename}"'
            return ExitCode.BAD_INPUT, str(Fault("command line", 0, 0, found, help="write a shorter one"))
        case CalendarError():
            return ExitCode.BAD_INPUT, str(error)
    where = "".join(traceback.format_exception(error)) if os.environ.get(DEBUG) else ""
    return ExitCode.OUR_BUG, where + our_fault(f"{type(error).__name__}: {error}")


def our_fault(what: str) -> str:
    """A fault of ours in one sentence, and how to report it."""
    return (
        f"This is a fault of Handrail, not of your input: {what}\n"
        f"  = help: please report it with the command, the protocol file, and what it prints with {DEBUG}=1 set"
    )


def disagreements(results: Iterable[Result]) -> str:
    """What is said when two ways of checking differ; empty when they agree."""
    names = dict.fromkeys(one.property for one in results if one.verdict is Word.DISAGREEMENT)
    return our_fault(f"two ways of checking differ on {', '.join(names)}") if names else ""
