"""The verb `report` for notebooks: a board paper that shows itself, and can be written to a file."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from handrail import arguments, output
from handrail.board_paper.document import document
from handrail.board_paper.file import drawn_up, ending, rendered
from handrail.board_paper.paper import Paper
from handrail.loading import load
from model.modality import Level
from model.protocol import Protocol
from simulate.scenario import Scenario


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

    Raises:
        BadInput: a file has faults.
        Refused: there is no such level or kind of file, it cannot be written, the versions are unrelated, or the
            scenario cannot be simulated.
    """
    if path is not None:
        output.writable(ending(path))
    new, old = _loaded(protocol), None if against is None else _loaded(against)
    asked = str(scenario) if isinstance(scenario, Path) else scenario
    made = Reported(*drawn_up(new, old, arguments.level(level), within, asked))
    if path is not None:
        made.write(path)
    return made


def _loaded(protocol: Protocol | str | Path) -> Protocol:
    return protocol if isinstance(protocol, Protocol) else load(protocol)
