"""Readings that a board has decided on: only the choice made counts, and the file keeps the question."""

from pathlib import Path

import pytest

from model.errors import BadInput
from model.loader import load_text
from model.modality import Level
from model.protocol import Protocol, Settled
from model.writer import write
from verify.checker import check
from verify.verdict import Word

LIBRARY = (Path(__file__).parents[1] / "protocols" / "library.yaml").read_text(encoding="utf-8")
SETTLED = """settled:
  review clock: {choice: from talk, clause: "2.2"}
  counting: {choice: same day}

ways_in:"""


def settled(keys: str = SETTLED) -> Protocol:
    """The library with readings settled."""
    return load_text(LIBRARY.replace("ways_in:", keys, 1))


def test_a_settled_reading_has_one_choice() -> None:
    """Its other choices are no longer in its domain; the other readings keep theirs."""
    made = settled()
    assert made.settled == (Settled("review clock", "from talk", ("2.2",)), Settled("counting", "same day"))
    assert made.domains["review clock"] == ("from talk",)
    assert made.domains["counting"] == ("same day",)
    assert len(made.domains["handover"]) == 2
    assert len(made.readings[0].choices) == 2


def test_what_is_settled_is_written_and_read_back() -> None:
    """A fresh file, and one over an older text, say the same."""
    made = settled()
    assert load_text(write(made)) == made
    assert load_text(write(made, over=LIBRARY)) == made


def test_both_engines_take_it_as_settled() -> None:
    """With every reading settled no verdict depends on one, and no engine knows more choices than the other."""
    every = SETTLED.replace("  counting", "  handover: {choice: prompt}\n  silence: {choice: disagreement}\n  counting")
    words = {one.verdict for level in Level for one in check(settled(every)).results if one.level is level}
    assert words.isdisjoint({Word.DEPENDS, Word.DISAGREEMENT})


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("settled: {revew clock: {choice: from talk}}", 'did you mean "review clock"?'),
        ("settled: {review clock: {choice: from tlak}}", 'did you mean "from talk"?'),
        ("settled: {child card: {choice: yes}}", "review clock"),
        ('settled: {silence: {choice: strict, clause: "9.9"}}', "9.9"),
        ("settled: {silence: {}}", "choice"),
    ],
)
def test_what_cannot_be_settled_is_refused(keys: str, words: str) -> None:
    """A reading that does not exist, a choice it does not have, a case fact, an unknown clause."""
    with pytest.raises(BadInput, match=r"protocol\.yaml") as refused:
        settled(f"{keys}\nways_in:")
    assert words in str(refused.value)
