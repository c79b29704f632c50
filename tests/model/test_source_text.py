"""Sentences of a source with their lines, and numbers in figures and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.source_text import placed_sentences, plain
from model.time_span import parse
from model.written_numbers import numbers, states

ONES = ["", *["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]]
TENS = ["", "", *["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]]


def test_each_sentence_has_the_line_on_which_it_begins() -> None:
    """Blank lines, list items and sentences in one line are told apart."""
    source = "Title\n\nOne. Two:\n\n- three\n- four\n  goes on.\nFive"
    assert [(one.line, one.text) for one in placed_sentences(source)] == [
        (1, "title"),
        (3, "one."),
        (3, "two:"),
        (5, "three"),
        (6, "four goes on."),
        (8, "five"),
    ]


@given(st.text(st.sampled_from("ab .:\n-*\u2022")))
def test_a_sentence_begins_on_its_line(source: str) -> None:
    """Law: the first word of a sentence stands on the line that is named, and lines never go back."""
    found = placed_sentences(source)
    lines = source.split("\n")
    for one in found:
        assert one.text.split()[0].strip("-*\u2022") in plain(lines[one.line - 1])
    assert [one.line for one in found] == sorted(one.line for one in found)


@pytest.mark.parametrize("number", range(20, 100))
def test_numbers_in_words_up_to_ninety_nine(number: int) -> None:
    """With a hyphen and with a space; "twenty-one" is not twenty."""
    ten, one = divmod(number, 10)
    for mark in "- ":
        written = f"{TENS[ten]}{mark}{ONES[one]}" if one else TENS[ten]
        assert numbers(f"within {written} days") == {number}


@pytest.mark.parametrize(
    ("sentence", "length", "stated"),
    [
        ("within 5 working days", "5 working days", True),
        ("within five (5) days", "5 working days", True),
        ("within a working week", "5 working days", True),
        ("within one further week", "1 working week", True),
        ("within a fortnight", "10 working days", True),
        ("at fortnightly meetings", "2 weeks", True),
        ("within 24 hours", "24 hours", True),
        ("within one day", "24 hours", True),
        ("by the next working day", "1 working day", True),
        ("monthly", "1 month", True),
        ("each month", "1 month", True),
        ("within 15 working days", "5 working days", False),
        ("by clause 5.2", "5 working days", False),
        ("within a week", "10 working days", False),
        ("within a day", "1 month", False),
        ("a worker weakly", "1 week", False),
        ("often", "10 working days", False),
        ("someone", "1 week", False),
    ],
)
def test_a_length_is_stated_in_any_wording(sentence: str, length: str, stated: bool) -> None:
    """In figures, in words, with an article, or as the same time in another unit; a part of a word is no number."""
    assert states(sentence, parse(length)) is stated
