"""Which accepted changes count for a protocol, and on which day they are judged.

A result must not change from day to day by itself. So the day is never today's: it is the one that was given, else
that of the commit on which the file is worked.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from handrail import accepted_file, git_versions
from handrail.accepted import Acceptances, Accepted
from handrail.arguments import Refused
from handrail.outcome import shown
from handrail.wording import listed
from model.modality import Level
from verify.checker import Report


@dataclass(frozen=True, slots=True)
class Judging:
    """The entries of a file with the day on which they are judged, and how that day was found."""

    file: Path
    entries: tuple[Accepted, ...]
    today: date
    basis: str

    def of(self, report: Report, level: Level) -> Acceptances:
        """The entries for one protocol."""
        return Acceptances(self.entries, report, level, self.today)

    @property
    def says(self) -> str:
        """In words: for which protocols there are entries, so that a misspelt one is seen, and the day."""
        names = listed(list(dict.fromkeys(one.protocol for one in self.entries)), "and") or "no protocol"
        day = f"{self.today.isoformat()} ({self.basis})"
        return f"Accepted changes: {shown(str(self.file))}, with entries for {names}; judged on {day}."


def judging(protocol: str, accepted: str | None, today: str | None) -> Judging | None:
    """The accepted changes for the protocol in a file; None where there is no such file.

    Args:
        protocol: the path of the protocol; without a file of that path nothing is looked for.
        accepted: the file of accepted changes, if it is named.
        today: the day, if it is given.

    Raises:
        BadInput: with every fault of the file of accepted changes.
        Refused: the day is no date, or none is given and no commit tells one.
    """
    given = day(today)
    path = Path(accepted) if accepted is not None else accepted_file.find(Path(protocol)) if protocol else None
    if path is None:
        return None
    entries = accepted_file.load(path)
    if given is not None:
        return Judging(path, entries, given, "as asked for")
    told = git_versions.day_of(Path(protocol) if protocol else path)
    if told is None:
        help = "add --today with a date, such as --today 2026-11-21"
        raise Refused(f'"{path}" has entries with a last day, and no commit tells which day it is', help=help)
    return Judging(path, entries, date.fromisoformat(told), "the day of the latest commit")


def day(said: str | None) -> date | None:
    """A date as it is given.

    Raises:
        Refused: it is none.
    """
    if said is None:
        return None
    try:
        if len(said) == 10:
            return date.fromisoformat(said)
    except ValueError:
        pass
    raise Refused(f'"{said}" is no date', "year-month-day, such as 2026-11-21")
