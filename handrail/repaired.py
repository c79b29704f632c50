"""The verb `repair` for notebooks: proposed sentences that show themselves as a table, and the text with them in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from os.path import realpath
from pathlib import Path
from typing import Any

import protocols
from handrail import arguments, output, repair_json, repair_page
from handrail.html_table import html_table
from handrail.loading import load
from handrail.repair_sentences import new, told
from handrail.wording import clauses
from model.modality import Level
from model.protocol import Protocol
from model.writer import write
from model.yaml_text import decode
from verify import repair as search
from verify.remedied import remedied

GUARANTEES = {"decision-bounded": "decision", "receipt-bounded": "receipt"}


@dataclass(frozen=True, repr=False)
class Repaired:
    """A repair that was looked for; in a notebook it shows itself as a table, at a prompt as text."""

    found: search.Repair

    @property
    def protocol(self) -> Protocol | None:
        """The protocol with the proposed sentences in it, to be checked or compared; None where there is none."""
        if self.found.repaired is None:
            return None
        made, file = remedied(self.found.protocol, self.found.remedies, self._says), self.found.protocol.file
        return replace(made, file=f"{file}, repaired" if file else "")  # it stands in no file yet

    @property
    def _says(self) -> list[str]:
        return [new(self.found.protocol, one) for one in self.found.remedies]

    def rows(self) -> list[dict[str, Any]]:
        """One row for each edit, ready for a DataFrame."""
        return list(self.to_json()["edits"])

    def to_json(self) -> dict[str, Any]:
        """The document that `handrail repair --json` prints."""
        return repair_json.document(self.found)

    def text(self) -> str:
        """The text of the protocol's file with the edits in it, and all else as it was.

        Raises:
            Refused: no repair was found, or the protocol does not come from a file.
        """
        if not self.found.protocol.file or self.protocol is None:
            raise arguments.Refused("there is no file with a repair in it", help="repair a protocol that a file says")
        text = decode(output.read(Path(self.found.protocol.file)), self.found.protocol.file)
        return write(self.protocol, over=text)

    def write(self, path: str | Path) -> None:
        """Write the text with the edits into a file, whole or not at all.

        Raises:
            Refused: as for `text`; or it is the file of a built-in protocol, or cannot be written.
        """
        output.write(writable(path), self.text().encode())

    def __repr__(self) -> str:
        """The page of `handrail repair` as text."""
        return output.text_of(repair_page.page(self.found))

    def _repr_html_(self) -> str:
        found, rows = self.found, []
        for number, one in enumerate(found.remedies, start=1):
            said = told(found.protocol, one)
            rows.append((str(number), one.kind.value, said.what, clauses(said.clauses), said.old, said.new))
        notes = "".join(f"<li>{escape(one)}</li>" for one in repair_page.notes(found))
        wanted = f"{found.protocol.id}: {repair_page.guarantee(found)}"
        outcome = f"<p>{escape(repair_page.outcome(found))}</p>"
        if not rows:
            return f"<p>{escape(wanted)}</p>{outcome}"
        names = ("", "Kind", "What it changes", "Clauses", "Old", "New")
        return f"{html_table(wanted, names, rows)}{outcome}<ul>{notes}</ul>"


def repair(
    protocol: Protocol | str | Path,
    target: int | str | None = None,
    *,
    silence_proof: bool = False,
    guarantee: str = "decision-bounded",
    level: Level | str = Level.GUIDE,
    solver_seconds: float = 20.0,
    tell: Callable[[str], None] = lambda what: None,
) -> Repaired:
    """Look for one of the smallest sets of new sentences with which a protocol keeps a target.

    Args:
        protocol: a protocol, a built-in name, or the path of a file.
        target: working days in all, or a time such as "6 weeks"; None for the target that the file states.
        silence_proof: also if any one role never answers.
        guarantee: what must come about in this time: "decision-bounded" or "receipt-bounded".
        level: how much of the text binds.
        solver_seconds: how long one proof may take.
        tell: is told what is being done, a line at a time.

    Raises:
        BadInput: the file has faults.
        Refused: there is no such level or guarantee, or no such target.
        EnginesDisagree: a fault of ours.
    """
    wanted = arguments.level(level)
    milestone = GUARANTEES[arguments.known("guarantee", guarantee, list(GUARANTEES))]
    known = load(protocol)
    asked = None if target is None else str(target).strip()
    if asked is not None and asked.isdigit():
        asked = f"{asked} working days"
    aim = arguments.with_target(known, asked).target
    if aim is None:
        raise arguments.Refused(f"{known.id} states no target", help="say one, such as --target 20")
    return Repaired(
        search.repair(
            known,
            wanted,
            aim.most_working_days(),
            milestone=milestone,
            silence=silence_proof,
            milliseconds=int(solver_seconds * 1000),
            tell=tell,
        )
    )


def writable(path: str | Path) -> Path:
    """The place to write to.

    Raises:
        Refused: a built-in protocol stands there.
    """
    place = Path(path)
    if realpath(place) in {realpath(protocols.path(name)) for name in protocols.names()}:
        raise arguments.Refused("a built-in protocol is never overwritten", help="name another file with -o")
    return place
