"""`handrail source`: where each clause stands in its text, and what the text says that no clause accounts for."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from handrail.command_line import app
from model import fidelity
from model.errors import BadInput
from model.source_text import Sentence, fingerprint

LIBRARY = Path(__file__).parents[1] / "protocols" / "library.yaml"
TEXT = """\
How we settle disputes about fines

1.1 A reader may complain in writing. So may staff, by the scale in appendix A. Books matter to us.

2.1 The two will talk within five working days of the complaint.
2.2 Otherwise the head librarian reviews within 10 working days.

2.3 Otherwise the trustees decide, and that is final.

2.4 There is no new fine meanwhile, and the reader must be told within 3 working days.
"""
SENTENCES = {
    "2.1": "The two will talk within five working days of the complaint.",
    "2.2": "Otherwise the head librarian reviews within 10 working days.",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the library and its text, clauses 2.1 and 2.3 pinned to their sentences."""
    monkeypatch.chdir(tmp_path)
    said = LIBRARY.read_text(encoding="utf-8")
    said = said.replace("says: books matter,", "says: books matter, at: Books matter,")
    said = said.replace(
        "at: within five}",
        f'at: within five, sha256: "{pin("The two will talk within five working days of the complaint.")}"}}',
    )
    said = said.replace(
        "at: is final}", f'at: is final, sha256: "{pin("Otherwise the trustees decide, and that is final.")}"}}'
    )
    (tmp_path / "library.yaml").write_text(said, encoding="utf-8")
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def pin(sentence: str) -> str:
    """The fingerprint; a number before a sentence ends with a stop and a space only where the text has them."""
    number = {"The two": "2.1 ", "Otherwise the trustees": "2.3 "}
    return fingerprint(next(n for start, n in number.items() if sentence.startswith(start)) + sentence)


def ask(*arguments: str) -> tuple[int, str]:
    """The status and the page, with single spaces."""
    ran = CliRunner().invoke(app, ["source", "library.yaml", "--text", *arguments])
    if isinstance(ran.exception, BadInput):
        raise ran.exception
    return ran.exit_code, " ".join(ran.output.split())


def test_a_text_that_is_encoded_whole_needs_no_look(folder: Path) -> None:
    """Every clause is found, every number stands in its sentence, nothing else asks for anything."""
    status, said = ask("text.txt")
    assert "7 clauses: 2 as encoded; 5 found by a phrase alone." in said
    assert "they begin: 1.1 on 3, 1.2 on 3, 1.3 on 3, 2.1 on 5, 2.2 on 6, 2.3 on 8, 2.4 on 10. Nothing needs" in said
    assert status == 0
    assert f'"2.2": sha256: "{fingerprint("2.2 " + SENTENCES["2.2"])}"' in said


def test_another_wording_is_told_with_what_rests_on_it(folder: Path) -> None:
    """A pinned sentence that changed is found by its phrase; the parts that cite it are named."""
    (folder / "text.txt").write_text(TEXT.replace("will talk", "should talk"), encoding="utf-8")
    status, said = ask("text.txt")
    assert status == 1
    assert "Clauses whose sentence is worded otherwise than it was encoded: - 2.1, line 5" in said
    assert re.search(r"look again at move “agree” \(line \d+\), time limit “five days to talk” \(line \d+\)", said)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("10 working days", "ten working days", None),
        ("10 working days", "two working weeks", None),
        ("10 working days", "a fortnight", None),
        ("10 working days", "15 working days", "time limit “ten days from the talk”"),
        ("10 working days", "110 working days", "time limit “ten days from the talk”"),
        ("3 working days", "three (3) working days", None),
        ("3 working days", "3.5 working days", "duty “tell the reader”"),
    ],
)
def test_a_number_must_stand_in_its_clause(folder: Path, old: str, new: str, told: str | None) -> None:
    """In figures, in words or as the same time in another unit; any other number is told."""
    (folder / "text.txt").write_text(TEXT.replace(old, new), encoding="utf-8")
    status, said = ask("text.txt")
    assert status == (0 if told is None else 1)
    assert (told or "Nothing needs another look") in said


def test_what_asks_for_something_belongs_to_a_clause(folder: Path) -> None:
    """A sentence with "must" that no clause accounts for is told with its line and at most eight of its words."""
    (folder / "text.txt").write_text(
        TEXT + "\nThe chair of the trustees must keep a list of all fines.\n", encoding="utf-8"
    )
    status, said = ask("text.txt")
    assert status == 1
    assert "line 12 “the chair of the trustees must keep a ...” (must)" in said
    assert "list of all fines" not in said


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("five (5) working days", True),
        ("a reasonable time", True),
        ("the shortest timescale possible", True),
        ("24hrs", True),
        ("and between agencies", False),
        ("and/or between organisations, and at any stage", False),
        ("their own agency", False),
    ],
)
def test_within_a_time_asks_and_within_an_agency_does_not(words: str, asks: bool) -> None:
    """The word is counted where a time follows."""
    assert fidelity.asks(Sentence(1, f"disputes are settled within {words}.")) == (["within"] if asks else [])


def test_one_text_can_hold_two_protocols(folder: Path) -> None:
    """With --beside, the clauses of the other one account for their sentences."""
    rule = "The porter must lock the gate."
    (folder / "text.txt").write_text(f"{TEXT}\n{rule}\n", encoding="utf-8")
    other = LIBRARY.read_text(encoding="utf-8").replace("at: so may staff", "at: lock the gate")
    (folder / "other.yaml").write_text(other, encoding="utf-8")
    assert ask("text.txt")[0] == 1
    assert ask("text.txt", "--beside", "other.yaml")[0] == 0


def test_a_clause_that_is_not_there_is_told(folder: Path) -> None:
    """A phrase in no sentence, and a phrase in two, are different reasons."""
    changed = TEXT.replace("There is no new fine", "No fine is added").replace(
        "Books matter to us.", "So may staff of old."
    )
    (folder / "text.txt").write_text(changed, encoding="utf-8")
    _, said = ask("text.txt")
    assert "2.4: its phrase is in no sentence" in said
    assert "1.2: its phrase stands in 2 different sentences" in said


def test_a_newer_text_is_compared_sentence_by_sentence(folder: Path) -> None:
    """What is worded otherwise, what is gone, and what is new; a sentence that only moved is no change."""
    newer = TEXT.replace("10 working days", "20 calendar days").replace("Books matter to us.", "")
    newer = "The chair must resign.\n\n" + newer
    (folder / "newer.txt").write_text(newer, encoding="utf-8")
    status, said = ask("text.txt", "--newer", "newer.txt")
    assert status == 1
    assert (
        "2.2, line 8 “2.2 otherwise the head librarian reviews within 20 ...”: “10 working” is now “20 calendar”"
        in said
    )
    assert "time limit “ten days from the talk”" in said
    assert "1.3, no sentence like it is left; nothing rests on it" in said
    assert "ask for something new: - line 1 “the chair must resign.” (must)" in said
    assert "2.1," not in said


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_ends_of_line_change_nothing(folder: Path, ends: str) -> None:
    """A text from another system is the same text, line by line."""
    _, before = ask("text.txt")
    (folder / "text.txt").write_bytes(TEXT.replace("\n", ends).encode())
    assert ask("text.txt") == (0, before)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (TEXT.encode("utf-16"), "saved as UTF-16"),
        (b"it\x92s", "not UTF-8 text"),
        (b"PK\x03\x04\0\0", "a text as plain text"),
        (b"", "the file is empty"),
        (b"a" * 50_000_000, "at most 5,000,000 bytes"),
        (None, "there is no such file"),
    ],
    ids=["utf-16", "windows", "word document", "empty", "50 MB", "missing"],
)
def test_what_is_no_text_is_refused(folder: Path, raw: bytes | None, says: str) -> None:
    """The message says how to save it."""
    (folder / "text.txt").unlink()
    if raw is not None:
        (folder / "text.txt").write_bytes(raw)
    with pytest.raises(BadInput, match=re.escape(says)):
        ask("text.txt")


def test_a_text_cannot_steer_the_terminal(folder: Path) -> None:
    """Hidden characters of the text are spelt out."""
    (folder / "text.txt").write_text(TEXT + "\nAll must \x1b[31mpay.\n", encoding="utf-8")
    _, said = ask("text.txt")
    assert "\\x1b[31mpay" in said
    assert "\x1b" not in said
