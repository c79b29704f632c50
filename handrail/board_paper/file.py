"""A board paper as a file: checked, drawn up, and written whole or not at all."""

import sys
from json import dumps
from pathlib import Path

from handrail import arguments, exit_code, output
from handrail.board_paper.document import document
from handrail.board_paper.drafting import draft
from handrail.board_paper.page import html, markdown
from handrail.board_paper.paper import Figure, Paper
from handrail.exit_code import ExitCode
from handrail.loading import load, load_all
from model.modality import Level
from model.protocol import Protocol
from simulate.scenario import Scenario
from verify.checker import check
from verify.properties.catalogue import ALL
from verify.refinement import Unrelated, refine

ENDINGS = (".html", ".md", ".json")


def report(
    protocol: str,
    file: str,
    against: str | None,
    level: str,
    within: str | None,
    scenario: str | None = None,
    *,
    milliseconds: int = 20_000,
) -> ExitCode:
    """Write the paper on a protocol by name or path, and return the status.

    Raises:
        BadInput: a protocol or the scenario cannot be read.
        Refused: there is no such level or kind of file, it cannot be written, the versions are unrelated, or the
            scenario cannot be simulated.
    """
    path, wanted = ending(file), arguments.level(level)
    load_all((protocol, *([against] if against else [])))  # all faults of both files at once
    old = load(against) if against is not None else None
    paper, said = drawn_up(load(protocol), old, wanted, within, scenario, milliseconds=milliseconds)
    output.write(path, rendered(paper, path.suffix.lower()).encode())
    print(f'Wrote "{path}".', file=sys.stderr)
    if said:
        print(said, file=sys.stderr)
        return ExitCode.OUR_BUG
    return ExitCode.FINE


def ending(file: str | Path) -> Path:
    """The path of a file whose name says what kind of report it is.

    Raises:
        Refused: it does not.
    """
    path = Path(file)
    if path.suffix.lower() not in ENDINGS:
        raise arguments.Refused(f'"{file}" does not say what kind of report it is', ENDINGS, "end its name with one")
    return path


def drawn_up(
    new: Protocol,
    old: Protocol | None,
    level: Level,
    within: str | None,
    scenario: Scenario | str | None,
    *,
    milliseconds: int = 20_000,
) -> tuple[Paper, str]:
    """The paper, and what to say where two proofs of ours disagree; nothing where they do not.

    Raises:
        BadInput: the scenario has faults.
        Refused: the versions are unrelated, or the scenario cannot be simulated.
    """
    aimed = arguments.with_target(new, within)
    figures: tuple[Figure, ...] = ()
    if scenario is not None:
        from handrail.board_paper.estimates import estimates  # slow to import

        figures = estimates(new, scenario)
    found = None
    if old is not None:
        try:
            every = tuple(one.id for one in ALL)
            before = arguments.with_target(old, within)
            found = refine(before, aimed, properties=every, blame_at=(level,), milliseconds=milliseconds)
        except Unrelated as reason:
            help = "name two versions of one protocol, with the same stages or the same short name"
            raise arguments.Refused(str(reason), help=help) from None
    checked = found.new if found is not None else check(aimed, profile="all", milliseconds=milliseconds)
    return draft(checked, level, against=found, figures=figures), exit_code.disagreements(checked.results)


def rendered(paper: Paper, ending: str) -> str:
    """The paper as the text of a file with this ending."""
    if ending == ".json":
        return dumps(document(paper), indent=2, ensure_ascii=False) + "\n"
    return html(paper) if ending == ".html" else markdown(paper)
