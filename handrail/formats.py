"""In which forms a result is told, and where each goes: `--format text --format sarif=handrail.sarif`."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from handrail import output
from handrail.arguments import Refused, known
from handrail.options import FORMATS
from handrail.outcome import Outcome, of_faults
from model.errors import BadInput

TOGETHER = ("text", "github")
"""What can stand on the screen together; any other form there stands alone, as another program reads it."""
SUMMARY = "GITHUB_STEP_SUMMARY"
"""Where GitHub Actions names the file whose Markdown it shows on the page of a run."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The forms asked for: those for the screen, and those for a file."""

    screen: tuple[str, ...]
    files: tuple[tuple[str, Path], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every form, once."""
        return tuple(dict.fromkeys((*self.screen, *(name for name, _ in self.files))))


def wanted(asked: Iterable[str], *, json: bool = False) -> Wanted:
    """The forms that NAME or NAME=FILE ask for; text on the screen where no other form is to stand there.

    Raises:
        Refused: there is no such form, two want the screen or the same file, or a file cannot be written there.
    """
    screen: list[str] = ["json"] if json else []
    files: dict[Path, str] = {}
    for one in asked:
        name, equals, file = one.partition("=")
        if "," in name:
            help = "say --format once for each, all but one with a file: --format github --format sarif=FILE"
            raise Refused(f'"{name}" is more than one format', FORMATS, help)
        known("format", name, FORMATS)
        if not equals:
            screen.append(name)
        elif not file:
            raise Refused(f'no file is named in "--format {one}"', help=f"write {name}=FILE, or {name} alone")
        elif Path(file) in files:
            raise Refused(f'two formats want the file "{file}"', help="name a file for each")
        else:
            output.writable(Path(file))
            files[Path(file)] = name
    screen = list(dict.fromkeys(screen)) or ["text"]
    if len(screen) > 1 and not set(screen) <= set(TOGETHER):
        alone = next(one for one in screen if one not in TOGETHER)
        raise Refused(f"{' and '.join(screen)} cannot share the screen", help=f"write --format {alone}=FILE for one")
    return Wanted(tuple(screen), tuple((name, path) for path, name in files.items()))


def made(name: str, outcomes: Sequence[Outcome], of: str, lines: Sequence[str]) -> str:
    """The outcomes in one of the forms for other programs; `of` is the command, `lines` what was compared."""
    match name:
        case "sarif":
            from handrail.sarif import sarif

            return sarif(outcomes, of) + "\n"
        case "junit":
            from handrail.junit import junit

            return junit(outcomes) + "\n"
        case "github":
            from handrail.github_commands import github

            return github(outcomes) + "\n"
    from handrail.markdown_table import markdown

    return markdown(outcomes, f"handrail {of}", lines)


def tell(asked: Wanted, outcomes: Sequence[Outcome], of: str, ready: dict[str, str], lines: Sequence[str] = ()) -> None:
    """Write every form to its place; `ready` are those that are made already, such as "json" and "text".

    With "github", Markdown is also added to the summary of the run, where there is one.

    Raises:
        Refused: a file cannot be written.
    """
    told = {name: ready[name] if name in ready else made(name, outcomes, of, lines) for name in asked.names}
    for name, path in asked.files:
        output.write(path, told[name].encode())
    if "github" in told and os.environ.get(SUMMARY):
        output.append(Path(os.environ[SUMMARY]), made("markdown", outcomes, of, lines).encode())
    for name in asked.screen:
        if name != "text":  # pages of text were shown as they were made
            output.say(told[name], for_programs=True)


@contextmanager
def telling_faults(asked: Wanted, of: str) -> Iterator[None]:
    """Tell the mistakes of files in the forms asked for too, before they end the command.

    Text is told of them at the end, and what reads our JSON goes by the status.
    """
    try:
        yield
    except BadInput as bad:
        others = tuple(one for one in asked.screen if one not in ("text", "json"))
        files = tuple((name, path) for name, path in asked.files if name not in ("text", "json"))
        tell(Wanted(others, files), of_faults(bad.faults), of, {})
        raise
