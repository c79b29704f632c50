"""The verb `diff` for notebooks: what a revision loses, weakens, keeps or gains, as a table that shows itself."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from handrail import arguments, diff_json, diff_page, sentences
from handrail import diff_sentences as words
from handrail.html_table import html_table
from handrail.loading import load
from handrail.output import text_of
from handrail.revisions import refined
from model.modality import Level
from model.protocol import Protocol
from verify.refinement import Refinement


@dataclass(frozen=True, repr=False)
class Diffed:
    """Two versions of a protocol compared at one level; in a notebook a table, at a prompt the page of `diff`."""

    refinement: Refinement
    level: Level

    def rows(self) -> list[dict[str, Any]]:
        """One row for each guarantee and kind of case at every level, ready for a DataFrame."""
        return list(self.to_json()["guarantees"])

    def to_json(self) -> dict[str, Any]:
        """The document that `handrail diff --json` prints."""
        return diff_json.document(self.refinement, self.level)

    def __repr__(self) -> str:
        return text_of(diff_page.page(self.refinement, self.level))

    def _repr_html_(self) -> str:
        rows, found = [], self.refinement.at(self.level)
        for group in sorted(diff_page.alike(found), key=lambda one: not one[0].change.worse):
            one, classes = group[0], sentences.cases(it.case for it in group)
            cells = (sentences.SENTENCE[one.property], classes, one.change.value, words.change(one))
            rows.append((*map(escape, cells), "<br>".join(escape(line) for line in words.blame(one))))
        name, counted = self.refinement.new.protocol.id, sentences.LEVELS[self.level]
        caption = f"{name}, counting {counted}. {diff_page.summary(found)}"
        names = ("Guarantee", "Case", "Change", "What it was and is", "Caused by")
        return html_table(caption, names, rows, marked=True)


def diff(old: Protocol | str | Path, new: Protocol | str | Path, *, level: Level | str = Level.GUIDE) -> Diffed:
    """Compare two versions of a protocol, guarantee by guarantee, and name the edits behind each loss.

    Raises:
        BadInput: a file has faults.
        ValueError: there is no such level, or they are not versions of one protocol.
    """
    return Diffed(refined(load(old), load(new), tuple(Level)), arguments.level(level))
