"""From protocol to file and back, with the comments, order and layout of the older file kept."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.condition import Condition, Literal
from model.errors import BadInput
from model.line_merge import merged
from model.loader import load_file, load_text
from model.modality import Modality
from model.protocol import Clause, Duty, DutyKind, LimitKind, Named, Protocol, TimeLimit, Transition, Trigger
from model.time_span import UNITS, TimeSpan
from model.writer import write

TESTS = Path(__file__).parent.parent
LIBRARY = (TESTS / "protocols" / "library.yaml").read_text(encoding="utf-8")
PATHS = [TESTS / "protocols" / "library.yaml", *sorted((TESTS.parent / "protocols").glob("*.yaml"))]


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that only the one and only the other text has."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def comments(text: str) -> list[str]:
    """The comments of a text that stand on lines of their own."""
    return [line.strip() for line in text.splitlines() if line.strip().startswith("#")]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_reading_undoes_writing(path: Path) -> None:
    """Law: what is written is read back as the same protocol."""
    protocol = load_file(path)
    assert load_text(write(protocol)) == protocol


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_writing_over_an_unchanged_file_changes_nothing(path: Path) -> None:
    """Law: a file written over itself stays as it is, to the byte."""
    text = path.read_text(encoding="utf-8")
    assert write(load_text(text), over=text) == text


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_writing_over_a_changed_file_keeps_the_rest(path: Path) -> None:
    """A changed title and a note change their lines only; every comment stays."""
    text = path.read_text(encoding="utf-8")
    protocol = load_text(text)
    first = replace(protocol.states[0], title="another title")
    after = replace(protocol, states=(first, *protocol.states[1:]))
    written = write(after, over=text)
    assert load_text(written) == after
    assert comments(written) == comments(text)
    gone, new = lines_changed(text, written)
    assert [line.strip().replace('"', "") for line in new] == ["title: another title"]
    assert "title:" in gone[0]


def test_written_file_is_readable() -> None:
    """A new file has numbers and yes unquoted, short parts on a line, and folds long prose."""
    written = write(load_text(LIBRARY))
    assert written.startswith("handrail: 1\nprotocol: library\n")
    assert "  reader: {rank: 0, side: raiser}\n" in written
    assert "    last_word: yes\n" in written
    assert "  settled: {title: The dispute is settled, kind: closed}\n" in written
    assert "      - id: prompt decision\n        words: without undue delay\n" in written
    assert max(len(line) for line in written.splitlines()) <= 110
    assert "\n\nstages:\n" in written


def test_writing_is_deterministic() -> None:
    """The same protocol gives the same bytes, also from its own writing."""
    protocol = load_text(LIBRARY)
    assert write(load_text(write(protocol))) == write(protocol)


# -- single changes --------------------------------------------------------------------------------------


def with_limit(protocol: Protocol, limit: TimeLimit) -> Protocol:
    """The protocol with one limit changed."""
    return replace(protocol, limits=tuple(limit if one.id == limit.id else one for one in protocol.limits))


def test_one_number() -> None:
    """A changed number changes one line."""
    protocol = load_text(LIBRARY)
    limit = protocol.limit["ten days from the talk"]
    after = with_limit(protocol, replace(limit, at_most=TimeSpan(7, "working day")))
    gone, new = lines_changed(LIBRARY, write(after, over=LIBRARY))
    assert (gone, new) == ([], ["        within: 7 working days"])


def test_words_for_a_number() -> None:
    """A limit in words in place of a number."""
    protocol = load_text(LIBRARY)
    after = with_limit(protocol, replace(protocol.limits[0], at_most=None, words="soon"))
    assert load_text(write(after, over=LIBRARY)) == after


def test_new_limit() -> None:
    """A new limit on a stage that has none is put where limits stand."""
    protocol = load_text(LIBRARY)
    limit = TimeLimit(
        "ten days",
        LimitKind.STAGE,
        Modality.MUST,
        ("trustees meet",),
        ("waive", "uphold"),
        at_most=TimeSpan(10, "working day"),
        state="trustees meet",
        clauses=("2.3",),
    )
    after = replace(protocol, limits=(*protocol.limits, limit))
    written = write(after, over=LIBRARY)
    assert load_text(written) == after
    assert (
        "      - {id: ten days, within: 10 working days, from: entering, for: leaving, word: must" in written
    )
    assert comments(written) == comments(LIBRARY)


def test_new_move() -> None:
    """A new move out of a stage is bound by its stage limit, and is written below the others."""
    protocol = load_text(LIBRARY)
    move = Transition(
        "deemed",
        "trustees meet",
        "decided",
        Trigger.EXPIRY,
        Modality.MUST,
        after=("prompt decision",),
        clauses=("2.3",),
    )
    bound = protocol.limit["prompt decision"]
    after = with_limit(
        replace(protocol, transitions=(*protocol.transitions, move)),
        replace(bound, binds=(*bound.binds, "deemed")),
    )
    assert load_text(write(after, over=LIBRARY)) == after


def test_removed_parts() -> None:
    """What is removed takes nothing else with it, not even the comment that follows."""
    text = LIBRARY.replace("\nmissing:", "\n# what is not there\nmissing:").replace(
        "\nduties:", "\n# after the end\nduties:"
    )
    protocol = load_text(text)
    written = write(replace(protocol, duties=(), summary=""), over=text)
    assert load_text(written) == replace(protocol, duties=(), summary="")
    assert comments(written) == comments(text)


def test_reordered_moves() -> None:
    """Moves in another order are written in that order."""
    protocol = load_text(LIBRARY)
    *others, waive, uphold = protocol.transitions
    bound = replace(protocol.limit["prompt decision"], binds=("uphold", "waive"))
    after = with_limit(replace(protocol, transitions=(*others, uphold, waive)), bound)
    assert load_text(write(after, over=LIBRARY)) == after


def test_condition() -> None:
    """A condition of several alternatives."""
    protocol = load_text(LIBRARY)
    condition = Condition(
        (
            (Literal("child card", ("yes",)), Literal("silence", ("strict",))),
            (Literal("review clock", ("from talk", "from complaint")),),
        )
    )
    move = replace(protocol.transitions[1], condition=condition)
    after = replace(protocol, transitions=(protocol.transitions[0], move, *protocol.transitions[2:]))
    assert load_text(write(after)) == after
    assert load_text(write(after, over=LIBRARY)) == after


def test_duty_of_a_stage_stays_there() -> None:
    """A duty that stands in a stage is changed there, and a new one after it joins it."""
    text = LIBRARY.replace(
        "    limits:\n      - {id: prompt",
        "    duties: # of the trustees\n      - {id: minutes, kind: record, says: minutes are kept, "
        'word: must, clause: "2.3"}\n    limits:\n      - {id: prompt',
    )
    protocol = load_text(text)
    *others, minutes = protocol.duties
    added = Duty(
        "copy", DutyKind.NOTIFY, "a copy goes to the reader", Modality.MUST, to=("reader",), clauses=("2.3",)
    )
    after = replace(protocol, duties=(*others, replace(minutes, words="at once"), added))
    written = write(after, over=text)
    assert load_text(written) == after
    assert "# of the trustees" in written


ANYWHERE = LIBRARY.replace(
    "\nmissing:",
    "\nanywhere: # at any time\n  - {id: drop, when: withdrawn, from: all, to: settled, by: reader, "
    'word: may, clause: "1.1"}\n\nmissing:',
)


def test_moves_from_anywhere_are_written_once() -> None:
    """The transitions of a move from anywhere are written as that move."""
    protocol = load_text(ANYWHERE)
    written = write(protocol)
    assert load_text(written) == protocol
    assert written.count("id: drop") == 1
    assert "from: [talk, review, trustees meet]" in written


def test_a_move_from_anywhere_that_loses_a_stage() -> None:
    """One of the transitions can be taken away."""
    protocol = load_text(ANYWHERE)
    without = replace(
        protocol, transitions=tuple(one for one in protocol.transitions if one.id != "drop, from review")
    )
    written = write(without, over=ANYWHERE)
    assert load_text(written) == without
    assert "from: [talk, trustees meet]" in written
    assert "# at any time" in written


@pytest.mark.parametrize(
    "change",
    [
        lambda p: replace(p, transitions=tuple(reversed(p.transitions))),
        lambda p: replace(p, transitions=(*p.transitions[:-1], replace(p.transitions[-1], dest="decided"))),
        lambda p: replace(p, nation="Atlantis"),
        lambda p: replace(p, events=(Named("talk", "named like a stage"),)),
        lambda p: replace(p, states=(replace(p.states[0], owner="nobody at all"), *p.states[1:])),
    ],
)
def test_what_the_format_cannot_say_is_not_written(change: object) -> None:
    """A value that no file stands for is refused rather than written as something else."""
    after = change(load_text(ANYWHERE))  # type: ignore[operator]
    for over in (None, ANYWHERE):
        with pytest.raises(ValueError, match="cannot say"):
            write(after, over=over)


def test_writing_over_what_is_no_protocol() -> None:
    """The older text must be a protocol."""
    with pytest.raises(BadInput):
        write(load_text(LIBRARY), over="title: nothing else\n")


# -- anything that can be written ------------------------------------------------------------------------

PROSE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")),
    min_size=1,
    max_size=200,
)
TRICKY = st.sampled_from(
    [
        *(
            "no",
            "3.10",
            "null",
            "~",
            "- a",
            "a: b",
            "a #b",
            "#",
            "[",
            "{}",
            "'",
            '"',
            "*a",
            "&a",
            "!a",
            "|",
            ">",
        ),
        *(
            "%",
            "@",
            "0x1",
            "1e3",
            "2020-01-01",
            "? a",
            "a,b",
            "<<",
            "=",
            ".",
            "yes",
            "true",
            "a  b",
            " a ",
            "\n",
        ),
        "line\nline\n",
    ]
)
TEXTS = TRICKY | PROSE


@settings(deadline=None, max_examples=40)
@given(title=TEXTS, says=TEXTS, note=TEXTS, amount=st.integers(0, 10_000), unit=st.sampled_from(list(UNITS)))
def test_any_text_survives(title: str, says: str, note: str, amount: int, unit: str) -> None:
    """Law: any text and any length survive writing, fresh and over an older file."""
    protocol = load_text(LIBRARY)
    after = replace(
        with_limit(protocol, replace(protocol.limits[0], at_most=TimeSpan(amount, unit))),
        title=title,
        states=(replace(protocol.states[0], note=note), *protocol.states[1:]),
        clauses=(*protocol.clauses, Clause("new", says)),
    )
    assert load_text(write(after)) == after
    written = write(after, over=LIBRARY)
    assert load_text(written) == after
    assert comments(LIBRARY)[0] in comments(written)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_any_selection_survives(data: st.DataObject) -> None:
    """Law: with any duties, clauses, missing parts and limits in words left out, the rest is written."""
    protocol = load_text(LIBRARY)
    keep = st.booleans()
    cited = protocol.cited
    after = replace(
        protocol,
        duties=tuple(one for one in protocol.duties if data.draw(keep)),
        clauses=tuple(one for one in protocol.clauses if one.id in cited or data.draw(keep)),
        missing=tuple(one for one in protocol.missing if data.draw(keep)),
        limits=tuple(one for one in protocol.limits if not one.words or data.draw(keep)),
        summary=data.draw(st.sampled_from(["", "another"])),
    )
    assert load_text(write(after, over=LIBRARY)) == after


# -- merging lines ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "kept", "changed", "result"),
    [
        ("a\nb\n", "a\nb\n", "a\nc\n", "a\nc\n"),
        ("a\nb\n", "a  \nb\n", "a\nc\n", "a  \nc\n"),
        ("a\nb\nc\n", "a\nb\n# note\nc\n", "a\nc\n", "a\n# note\nc\n"),
        ("a\n", "a\n", "a\nb\n", "a\nb\n"),
        ("a\nb\n", "a,\nb,\n", "x\nb\n", "x\nb\n"),
        ("", "", "a\n", "a\n"),
    ],
)
def test_merged_lines(base: str, kept: str, changed: str, result: str) -> None:
    """Unchanged lines keep their layout, changed ones are replaced, comments after what goes are kept."""
    assert merged(base, kept, changed) == result


@given(*[st.lists(st.sampled_from("ab#"), max_size=6).map(lambda x: "".join(f"{y}\n" for y in x))] * 2)
def test_merging_with_nothing_changed(base: str, kept: str) -> None:
    """Law: without a change the text stays as it is; without a layout of its own it becomes the change."""
    assert merged(base, kept, base) == kept
    assert re.sub("#\n", "", merged(base, base, kept)) == re.sub("#\n", "", kept)
