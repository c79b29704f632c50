"""The verb `report`: a board paper that shows itself, and can be written to a file, whole or not at all."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from handrail import arguments, exit_code, output
from handrail.board_paper.document import document
from handrail.board_paper.drafting import draft
from handrail.board_paper.page import html, markdown
from handrail.board_paper.paper import Figure, Paper
from handrail.loading import load_each
from handrail.revisions import refined
from model.modality import Level
from model.protocol import Protocol
from simulate.scenario import Scenario
from verify.checker import check

ENDINGS = (".html", ".md", ".json")


@dataclass(frozen=True, repr=False)
class Reported:
    """A board paper; in a notebook it shows itself as a page, at a prompt as Markdown.

    Attributes:
        paper: what it says.
        problem: a fault of ours, where two proofs disagree; empty where they do not.
    """

    paper: Paper
    problem: str = ""

    def html(self) -> str:
        """The paper as one web page."""
        return rendered(self.paper, ".html")

    def to_json(self) -> dict[str, Any]:
        """The document that `handrail report -o FILE.json` writes."""
        return document(self.paper)

    def write(self, path: str | Path) -> None:
        """Write it as FILE.html, FILE.md or FILE.json.

        Raises:
            Refused: it is another kind of file, or cannot be written there.
        """
        place = ending(path)
        output.write(place, rendered(self.paper, place.suffix.lower()).encode())

    def __repr__(self) -> str:
        """The paper in Markdown, after the fault of ours where there is one."""
        return "\n\n".join(filter(None, (self.problem, rendered(self.paper, ".md"))))

    def _repr_html_(self) -> str:
        # in a frame of its own, so that its styles do not become those of the notebook
        frame = (
            f'<iframe sandbox title="Board paper" width="100%" height="700" srcdoc="{escape(self.html())}"></iframe>'
        )
        return (f"<p>{escape(self.problem)}</p>" if self.problem else "") + frame


def report(
    protocol: Protocol | str | Path,
    path: str | Path | None = None,
    against: Protocol | str | Path | None = None,
    scenario: Scenario | str | Path | None = None,
    *,
    level: Level | str = Level.GUIDE,
    within: str | None = None,
    solver_seconds: float = 20.0,
) -> Reported:
    """Draw up a paper for the board.

    Args:
        protocol: a protocol, a built-in name, or the path of a file.
        path: where to write it: FILE.html, FILE.md or FILE.json.
        against: an older version, to say what changed.
        scenario: a scenario, or the name or path of one, for estimates from simulated cases; without it there are
            none.
        level: how much of the text binds.
        within: a target such as "20 working days".
        solver_seconds: how long one proof may take.

    Raises:
        BadInput: a file has faults.
        Refused: there is no such level or kind of file, it cannot be written, the versions are unrelated, or the
            scenario cannot be simulated.
    """
    if path is not None:
        output.writable(ending(path))
    wanted, milliseconds = arguments.level(level), int(solver_seconds * 1000)
    loaded = load_each((protocol, *([] if against is None else [against])))
    new, *old = (arguments.with_target(one, within) for one in loaded)
    figures: tuple[Figure, ...] = ()
    if scenario is not None:
        from handrail.board_paper.estimates import estimates  # slow to import

        figures = estimates(loaded[0], str(scenario) if isinstance(scenario, Path) else scenario)
    found = refined(old[0], new, (wanted,), milliseconds) if old else None
    checked = found.new if found is not None else check(new, profile="all", milliseconds=milliseconds)
    paper = draft(checked, wanted, against=found, figures=figures)
    made = Reported(paper, exit_code.disagreements(checked.results))
    if path is not None:
        made.write(path)
    return made


def ending(file: str | Path) -> Path:
    """The path of a file whose name says what kind of report it is.

    Raises:
        Refused: it does not.
    """
    path = Path(file)
    if path.suffix.lower() not in ENDINGS:
        raise arguments.Refused(f'"{file}" does not say what kind of report it is', ENDINGS, "end its name with one")
    return path


def rendered(paper: Paper, ending: str) -> str:
    """The paper as the text of a file with this ending."""
    if ending == ".json":
        return output.json_text(document(paper))
    return html(paper) if ending == ".html" else markdown(paper)
