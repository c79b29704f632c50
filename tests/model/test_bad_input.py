"""Input that is no protocol: refused in words, at once, and none of it reaches the terminal raw."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.errors import BadInput, Fault, did_you_mean, visible
from model.loader import load_file, load_text
from model.protocol import Protocol
from model.yaml_text import MOST_BYTES, decode

TESTS = Path(__file__).parent.parent
LIBRARY = (TESTS / "protocols" / "library.yaml").read_text(encoding="utf-8")
HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")


def said_of_file(path: Path) -> str:
    """What the loader says of a file."""
    with pytest.raises(BadInput) as caught:
        load_file(path)
    return str(caught.value)


def said(text: str | bytes) -> str:
    """What the loader says of the content of a file; no character of it is hidden."""
    with pytest.raises(BadInput) as caught:
        load_text(decode(text, "f") if isinstance(text, bytes) else text, "f")
    message = str(caught.value)
    assert not HIDDEN.search(message)
    return message


# -- no file, or none that can be a protocol -------------------------------------------------------------


def test_no_such_file(tmp_path: Path) -> None:
    """A misspelt file name is answered with the nearest one in the folder."""
    (tmp_path / "wiltshire.yaml").write_text(LIBRARY, encoding="utf-8")
    assert (
        'there is no such file\n  = allowed here: a protocol file\n  = help: did you mean "wiltshire.yaml"?'
        in (said_of_file(tmp_path / "wiltshir.yaml"))
    )


def test_no_such_folder(tmp_path: Path) -> None:
    """A file in a folder that does not exist does not exist."""
    assert "there is no such file" in said_of_file(tmp_path / "nowhere" / "a.yaml")


def test_folder(tmp_path: Path) -> None:
    """A folder is not a protocol."""
    assert "this is a folder" in said_of_file(tmp_path)


def test_endless_file(tmp_path: Path) -> None:
    """A pipe is refused without waiting for it."""
    os.mkfifo(tmp_path / "pipe")
    assert "not an ordinary file" in said_of_file(tmp_path / "pipe")


@pytest.mark.parametrize("name", ["a" * 5_000, "a\0b"])
def test_impossible_name(name: str) -> None:
    """A name that no file can have is an input like any other."""
    assert "the file cannot be read" in said_of_file(Path(name))


def test_file_too_large(tmp_path: Path) -> None:
    """A file of six megabytes is refused for its size."""
    (tmp_path / "large.yaml").write_bytes(b"a" * 6_000_000)
    assert "at most 5,000,000 bytes" in said_of_file(tmp_path / "large.yaml")


def test_fifty_megabytes(tmp_path: Path) -> None:
    """A file of 50 MB is refused with its size, before it is read."""
    with (tmp_path / "large.yaml").open("wb") as file:
        file.truncate(50_000_000)
    assert "the file has 50,000,000 bytes" in said_of_file(tmp_path / "large.yaml")


def test_text_too_large() -> None:
    """So is a text."""
    assert "at most 5,000,000 bytes" in said("a" * (MOST_BYTES + 1))


# -- no text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "the file is empty"),
        (b"\n  \n", "the file is empty"),
        (b"# only a comment\n", "nothing here but comments"),
        (b"\x89PNG\r\n\x1a\n\0\0", "this is a binary file"),
        (b"handrail: 1\0\n", "this is a binary file"),
        ("handrail: 1".encode("utf-16"), "saved as UTF-16"),
        (
            b"title: it\x92s\n",
            "f:1:10: this byte is not UTF-8 text (in the old Windows encoding it would be \u2019)",
        ),
        (b"just a sentence", "this is not a protocol"),
        (b"- a\n- b\n", "this is not a protocol"),
        (b"on: push\njobs: {}\n", "this is not a protocol"),
        (b"handrail: 1\nprotocl: x\ntitel: y\n", 'did you mean "title"'),
        (b"{}", '"handrail" is missing'),
    ],
)
def test_no_protocol(raw: bytes, says: str) -> None:
    """Bytes that are no protocol are refused by what they are."""
    assert says in said(raw)


# -- YAML that does harm ---------------------------------------------------------------------------------

LAUGHS = "a: &a [ha, ha]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LAUGHS, "anchors and aliases"),
        ("a: *b\n", "anchors and aliases"),
        (
            "a: !!python/object/apply:os.system [ls]\n",
            "the tag tag:yaml.org,2002:python/object/apply:os.system",
        ),
        ("a: !!binary aGVsbG8=\n", "the tag"),
        ("a:\n  <<: {b: c}\n", "merging with <<"),
        ("a: b\n---\nc: d\n", "a second document"),
        ("? [a, b]\n: c\n", "a key must be text"),
        ("? {a: b}\n: c\n", "a key must be text"),
        ('"": c\n', "there is no key before this colon"),
        ("%YAML 7.7\n---\na: b\n", "this is not YAML"),
        ("a: @b\n", "a text cannot begin with @"),
        ("a: *\n", "cannot begin with & or *"),
    ],
)
def test_harmful_yaml(text: str, says: str) -> None:
    """Anchors, tags, merges, several documents and keys that are no text are refused where they stand."""
    assert re.search(r"f:\d+:\d+: ", said(text))
    assert says in said(text)


@pytest.mark.parametrize("part", ["[", "{a: ", "- ", "? ", '{"a": [', "[[],"])
def test_bottomless_nesting(part: str) -> None:
    """Nesting without end is refused after a few levels, however long the text."""
    message = said(part * (MOST_BYTES // len(part)))
    assert "nested more than 20 deep" in message or "a key must be text" in message or "list items" in message
    assert len(message) < 1_000


def test_nesting_by_indentation() -> None:
    """So is nesting by indentation."""
    assert "nested more than 20 deep" in said("".join(" " * n + "a:\n" for n in range(2_000)))


def test_ten_megabytes_of_nesting() -> None:
    """Ten megabytes of brackets are refused for their size."""
    assert "at most 5,000,000 bytes" in said("[" * 10_000_000)


def test_a_million_values() -> None:
    """A file with more values than any protocol is refused while it is read."""
    assert "more than 200,000 values" in said("a: [" + "b," * 1_000_000 + "]")


def test_a_very_long_line() -> None:
    """Of a line of four megabytes the message shows the part around the mistake."""
    message = said(LIBRARY + "\nsomething: " + "x" * 4_000_000)
    assert 'unexpected key "something"' in message
    assert len(message) < 2_000


def test_a_very_long_name() -> None:
    """A name of a megabyte is cut in the message."""
    message = said(LIBRARY.replace("to: review", "to: " + "x" * 1_000_000))
    assert 'there is no stage "xxx' in message
    assert len(message) < 2_000


def test_thousands_of_mistakes() -> None:
    """Of thousands of mistakes the first twenty are told."""
    text = LIBRARY + "".join(f"key {n}: x\n" for n in range(5_000))
    message = said(text)
    assert message.count("unexpected key") == 20
    assert message.endswith("more like these")


def test_thousands_of_unknown_names() -> None:
    """So are names that do not exist."""
    assert said(
        LIBRARY.replace("upon: [settled, decided]", f"upon: [{', '.join(f'x{n}' for n in range(5_000))}]")
    ).endswith("and 180 more like these")


# -- what cannot be seen ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sign",
    [
        *("\x01", "\x07", "\x08", "\x1b", "\x7f", "\x85", "\x9b", "\u200b", "\u200e", "\u2028", "\u202e"),
        *("\u2066", "\u00ad", "\ufeff", "\ud800", "\uffff", "\U000e0041"),
    ],
    ids=ascii,
)
def test_hidden_characters(sign: str) -> None:
    """Control characters, terminal sequences and marks that turn the direction of writing are refused."""
    message = said(LIBRARY.replace("Town Library", f"Town {sign}Library"))
    assert "hidden character" in message or "not text" in message


@pytest.mark.parametrize("escape", [r"\e[31m", r"\x07", r"\u202e", r"\0", r"\r", r"\u200b"])
def test_hidden_characters_written_as_escapes(escape: str) -> None:
    """They are refused too when YAML spells them out."""
    message = said(LIBRARY.replace("Town Library", f'"Town {escape}Library"'))
    assert "f:5:8: there is a hidden character here: \\" in message


def test_hidden_characters_in_a_line_with_another_mistake() -> None:
    """A terminal sequence in a line that is shown is replaced by a sign that is as wide."""
    fault = Fault("f", 1, 9, "wrong", source_line="to: \x1b[31mred\u202e", width=3)
    assert str(fault) == "f:1:9: wrong\n  |\n1 | to: \u241b[31mred\ufffd\n  |         ^^^"


def test_hidden_characters_in_a_file_name() -> None:
    """Nor does a file name reach the terminal raw."""
    assert said_of_file(Path("\x1b[2J.yaml")).startswith("\\x1b[2J.yaml: there is no such file")


def test_visible() -> None:
    """Hidden characters and odd spaces are spelt out; letters of other languages stay."""
    assert visible("Tŷ Gwyn \u00a0\u202e\x1b\U000e0041") == r"Tŷ Gwyn \xa0\u202e\x1b\U000e0041"


def test_look_alikes_are_named() -> None:
    """A name with a foreign letter that looks the same is told apart by the letter's name."""
    assert did_you_mean("t\u0430lk", ["talk", "review"]) == (
        'did you mean "talk"? (yours has the character "CYRILLIC SMALL LETTER A")'
    )


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("stage two", 'did you mean "stage 2"?'),
        ("Stage-2", 'did you mean "stage 2"?'),
        ("reveiw", 'did you mean "review"?'),
        ("the review", 'did you mean "review"?'),
        ("“review”", 'did you mean "review"? (yours has the character "LEFT DOUBLE QUOTATION MARK")'),
        ("zebra", ""),
        ("x" * 10_000, ""),
    ],
)
def test_did_you_mean(word: str, hint: str) -> None:
    """The nearest name is offered, across numerals, capitals and hyphens, and none when none is near."""
    assert did_you_mean(word, ["stage 1", "stage 2", "review"]) == hint


# -- size ------------------------------------------------------------------------------------------------


def ladder(stages: int) -> str:
    """A protocol with so many stages one above the other."""
    rows = [
        f"  s{n}:\n    title: step {n}\n    kind: decide\n    outcomes: [kept]\n    limits:\n"
        f"      - {{id: l{n}, within: 5 working days, from: entering, for: m{n}, word: must, clause: '1'}}\n"
        f"    moves:\n      - {{id: m{n}, when: 'kept, or time up', time_up: l{n}, to: s{n + 1}, by: a, "
        "word: must, clause: '1'}\n"
        for n in range(stages - 1)
    ]
    return (
        "handrail: 1\nprotocol: ladder\ntitle: t\nboard: b\nnation: Wales\nno_last_word: nobody\n"
        "people: {a: {rank: 0, side: raiser}}\nways_in: [{id: in, says: x, to: s0}]\nstages:\n"
        + "".join(rows)
        + f"  s{stages - 1}: {{title: end, kind: closed}}\n"
    )


def test_five_hundred_stages() -> None:
    """A protocol of five hundred stages is read."""
    protocol = load_text(ladder(500))
    assert (len(protocol.states), len(protocol.transitions), len(protocol.limits)) == (500, 499, 499)


def test_too_many_stages() -> None:
    """One of more than two thousand is not."""
    assert "there are 2001 stages" in said(ladder(2_001))


@pytest.mark.parametrize("stages", ["stages: {}", "stages:", "stages: []"])
def test_no_stages(stages: str) -> None:
    """A protocol without stages is refused."""
    text = LIBRARY[: LIBRARY.index("\nstages:")] + f"\n{stages}\n"
    assert '"stages" is' in said(text) or "there are no stages" in said(text)


# -- anything at all -------------------------------------------------------------------------------------

LINES = LIBRARY.splitlines(keepends=True)
ALPHABET = st.sampled_from([*"abc:{}[]-|&*!?%@'\"\t\n #,0<>~`\\", "\x1b", "\u202e", "é", ": ", "\n  ", "- "])


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """The example with a few lines dropped, doubled, moved or cut, and characters put in."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "cut", "put", "indent"])):
            case "drop":
                del lines[place]
            case "double":
                lines.insert(place, lines[draw(st.integers(0, len(lines) - 1))])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[place], lines[other] = lines[other], lines[place]
            case "cut":
                lines[place] = lines[place][: draw(st.integers(0, len(lines[place])))]
            case "put":
                column = draw(st.integers(0, len(lines[place])))
                put = "".join(draw(st.lists(ALPHABET, max_size=4)))
                lines[place] = lines[place][:column] + put + lines[place][column:]
            case "indent":
                lines[place] = "  " + lines[place]
    return "".join(lines)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt())
def test_spoilt_files_are_read_or_refused(text: str) -> None:
    """Law: whatever is done to a file, it is a protocol or it is refused, in words that are safe to print."""
    try:
        assert isinstance(load_text(text), Protocol)
    except BadInput as error:
        refused = error
    else:
        return
    assert refused.faults
    assert not HIDDEN.search(str(refused))


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_anything_is_refused(raw: bytes) -> None:
    """Law: bytes that are no protocol are refused, and nothing else happens."""
    with pytest.raises(BadInput):
        load_text(decode(raw, "f"), "f")
