"""From file to protocol: what is understood, and what is said of a newcomer's mistakes."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from model.condition import Condition, Literal
from model.document import json_schema
from model.errors import BadInput
from model.loader import load_file, load_text
from model.protocol import LimitKind, Protocol, StateKind, Trigger
from model.time_span import TimeSpan
from model.trigger_words import TriggerWords, read_trigger, write_trigger
from model.yaml_text import decode, read

TESTS = Path(__file__).parent.parent
PROTOCOLS = TESTS.parent / "protocols"
LIBRARY = TESTS / "protocols" / "library.yaml"
GOOD = (TESTS / "mistakes" / "good.yaml").read_text(encoding="utf-8")
MISTAKES = sorted(path.stem for path in (TESTS / "mistakes").glob("*.yaml") if path.stem != "good")
FINE = [
    LIBRARY,
    TESTS / "mistakes" / "good.yaml",
    *PROTOCOLS.glob("*.yaml"),
    *(TESTS / "features").glob("*.yaml"),
]


def changed(*pairs: tuple[str, str]) -> Protocol:
    """The good file with some text replaced."""
    text = GOOD
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return load_text(text)


def faults(*pairs: tuple[str, str]) -> list[str]:
    """What is found wrong with the good file when some of its text is replaced."""
    with pytest.raises(BadInput) as caught:
        changed(*pairs)
    return [one.found for one in caught.value.faults]


# -- what is understood ----------------------------------------------------------------------------------


def test_library() -> None:
    """The example is understood as its reader would tell it."""
    protocol = load_file(LIBRARY)
    assert (protocol.id, protocol.nation, protocol.target) == (
        "library",
        "England",
        TimeSpan(20, "working day"),
    )
    assert [one.id for one in protocol.states] == ["talk", "review", "trustees meet", "settled", "decided"]
    assert [one.id for one in protocol.states if one.final] == ["settled", "decided"]
    passing = protocol.transition["pass up"]
    assert (passing.trigger, passing.outcomes) == (Trigger.EITHER, ("not agreed",))
    assert (passing.after, passing.by) == (("five days to talk",), (("reader",), ("librarian",)))
    limit = protocol.limit["ten days from the talk"]
    assert (limit.kind, limit.start, limit.binds) == (
        LimitKind.WINDOW,
        ("review",),
        ("accept reply", "to trustees"),
    )
    assert limit.condition == Condition(((Literal("review clock", ("from talk",)),),))
    assert protocol.limit["prompt decision"].binds == ("waive", "uphold")
    assert protocol.state["trustees meet"].kind is StateKind.DECIDE
    assert protocol.entries[1].dest is None


def test_places() -> None:
    """A transition knows its line in the file."""
    transition = load_text(GOOD).transition["rule"]
    assert transition.place is not None
    assert "id: rule" in GOOD.splitlines()[transition.place.line - 1]


def test_scalars_stay_text() -> None:
    """No is no truth value and 3.10 no number."""
    content = read("a: no\nb: 3.10\nc: 2020-01-01\nd: ~\ne:\n", "f").content
    assert content == {"a": "no", "b": "3.10", "c": "2020-01-01", "d": "~", "e": ""}


def test_empty_optional_section() -> None:
    """A section with nothing below it is an empty one."""
    assert changed(("clauses:\n", "duties:\nmissing:\nclauses:\n")).duties == ()


@pytest.mark.parametrize("yes", ["yes", "true", "Yes", "TRUE", '"yes"'])
def test_yes_in_other_spellings(yes: str) -> None:
    """Yes may be written as true."""
    assert changed(("last_word: yes", f"last_word: {yes}")).state["stage 2"].last_word


def test_byte_order_mark() -> None:
    """The mark that some Windows programs put before UTF-8 text does no harm."""
    assert load_text(decode(b"\xef\xbb\xbf" + GOOD.encode(), "f")) == load_text(GOOD)


def test_windows_line_ends() -> None:
    """Line ends of Windows do no harm."""
    assert load_text(GOOD.replace("\n", "\r\n")) == load_text(GOOD)


# -- what makes a move happen ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "trigger", "outcomes"),
    [
        ("agreed", Trigger.AGREE, ("agreed",)),
        ("decided", Trigger.DECISION, ("decided",)),
        ("decided: a", Trigger.DECISION, ("a",)),
        ("decided: a, or b", Trigger.DECISION, ("a", "b")),
        ("withdrawn", Trigger.WITHDRAW, ()),
        ("done", Trigger.ACTION, ()),
        ("time up", Trigger.EXPIRY, ()),
        ("a", Trigger.OUTCOME, ("a",)),
        ("a, or b", Trigger.OUTCOME, ("a", "b")),
        ("a or b", Trigger.OUTCOME, ("a", "b")),
        ("a, b, or time up", Trigger.EITHER, ("a", "b")),
        ("a or time up", Trigger.EITHER, ("a",)),
        ("time up, or a", Trigger.EITHER, ("a",)),
        ("this or that, or time up", Trigger.EITHER, ("this or that",)),
    ],
)
def test_trigger_words(words: str, trigger: Trigger, outcomes: tuple[str, ...]) -> None:
    """The words of `when:` say what triggers a move, and are written back as words that say the same."""
    known = ("a", "b", "this or that")
    found = read_trigger(words, known)
    assert found == TriggerWords(trigger, outcomes)
    assert read_trigger(write_trigger(trigger, outcomes), known) == found


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("c", "c"),
        ("a, or c", "c"),
        ("", ""),
        (",", ","),
        ("decided: c", "c"),
        ("decided:", ""),
        ("decided, or a", "decided"),
    ],
)
def test_unknown_outcomes(words: str, unknown: str) -> None:
    """The first words that are no outcome of the stage are named."""
    assert read_trigger(words, ("a", "b")).unknown == unknown


# -- moves from anywhere ---------------------------------------------------------------------------------

WITHDRAW = '  - {id: withdraw, when: withdrawn, from: %s, to: settled, by: grower, word: may, clause: "1"}\n'


def anywhere(sources: str, *pairs: tuple[str, str]) -> Protocol:
    """The good file with a move that is open from several stages."""
    return changed(("\nclauses:", f"\nanywhere:\n{WITHDRAW % sources}\nclauses:"), *pairs)


def test_anywhere_is_one_transition_from_each_stage() -> None:
    """A move open from every stage leaves those that are not ends, and names each in its id."""
    found = [one for one in anywhere("all").transitions if one.dest == "settled" and one.id != "agree"]
    assert [(one.id, one.source) for one in found] == [
        ("withdraw, from stage 1", "stage 1"),
        ("withdraw, from stage 2", "stage 2"),
    ]


def test_stage_limit_binds_moves_from_anywhere() -> None:
    """A limit on leaving a stage binds the moves from anywhere too, but only those out of that stage."""
    limit = anywhere("all", ("for: agree", "for: leaving")).limit["five days"]
    assert limit.binds == ("agree", "pass up", "withdraw, from stage 1")


def test_window_on_a_move_from_anywhere() -> None:
    """A limit for a move from anywhere binds every transition it stands for."""
    limit = anywhere("all", ("for: agree", "for: [agree, withdraw]")).limit["five days"]
    assert limit.binds == ("agree", "withdraw, from stage 1", "withdraw, from stage 2")


def test_event_of_a_move_from_anywhere() -> None:
    """A clock that starts with a move from anywhere starts with each transition it stands for."""
    protocol = anywhere("all", ("nation: England", "nation: England\nraised: withdraw"))
    assert protocol.raised == ("withdraw, from stage 1", "withdraw, from stage 2")


def test_event_of_one_transition_from_anywhere() -> None:
    """One of the transitions can be named by the move and the stage."""
    protocol = anywhere("all", ("nation: England", 'nation: England\nraised: "withdraw, from stage 2"'))
    assert protocol.raised == ("withdraw, from stage 2",)


def test_anywhere_with_an_outcome() -> None:
    """A move from anywhere may wait for an outcome that all its stages have."""
    twice = ("    owner: committee\n", "    owner: committee\n    outcomes: [agreed, not agreed]\n")
    waits = ("when: withdrawn", "when: not agreed")
    with_both = ("\nclauses:", f"\nanywhere:\n{WITHDRAW % 'all'}\nclauses:")
    assert changed(with_both, twice, waits).transition["withdraw, from stage 2"].outcomes == ("not agreed",)
    assert faults(with_both, waits) == ['"not agreed" is not an outcome of this stage']


def test_anywhere_is_a_way_out() -> None:
    """A stage without moves of its own is left by a move from anywhere, if that is open from it."""
    start = GOOD.index("    moves:\n      - {id: rule")
    rule = GOOD[start : GOOD.index("  settled:")]
    assert anywhere("all", (rule, "")).outgoing["stage 2"]
    with pytest.raises(BadInput, match='stage "stage 2" has no way out'):
        anywhere("stage 1", (rule, ""))


def test_a_stage_may_return_to_itself_when_named() -> None:
    """A move from anywhere to a stage leaves that stage only if it is named."""
    to_first = ("to: settled, by: grower, word: may", "to: stage 1, by: grower, word: may")
    assert [one.source for one in anywhere("all", to_first).transitions if one.id[:8] == "withdraw"] == [
        "stage 2"
    ]
    assert [
        one.source for one in anywhere("[stage 1]", to_first).transitions if one.id[:8] == "withdraw"
    ] == ["stage 1"]


def test_a_move_may_not_be_named_like_one_from_anywhere() -> None:
    """The names of the transitions of a move from anywhere are kept free."""
    assert faults(("id: rule", 'id: "rule, from stage 2"')) == [
        'a move cannot be called "rule, from stage 2"'
    ]


# -- names and numbers -----------------------------------------------------------------------------------


def test_limit_may_be_named_like_a_move() -> None:
    """Limits and events are told apart by where they are named."""
    protocol = changed(("id: five days", "id: agree"), ("time_up: five days", "time_up: agree"))
    assert protocol.transition["pass up"].after == ("agree",)


@pytest.mark.parametrize("name", ["all", "entering", "leaving", "(start)"])
def test_reserved_names(name: str) -> None:
    """A stage cannot have a name that means something else where stages are named."""
    assert faults(("  settled: {", f"  {name}: {{"), ("to: settled", f"to: {name}")) == [
        f'a stage cannot be called "{name}"'
    ]


def test_parameter_values_are_checked_once() -> None:
    """A wrong value of a parameter is one mistake, however many limits use it."""
    parameter = ("\nways_in:", "\nparameters:\n  time: {says: how long, value: 5 days}\n\nways_in:")
    assert faults(parameter, ("within: 5 working days", "parameter: time")) == [
        '"5 days" does not say which days'
    ]


def test_pause_at_a_move_from_several_stages() -> None:
    """A clock can only be stopped by one event."""
    with pytest.raises(BadInput, match="is a move from several stages"):
        anywhere("all", ("for: agree", "for: agree, paused: {from: withdraw, until: rule}"))


@pytest.mark.parametrize("condition", ["{}", "[{}]", "{handover: []}"])
def test_empty_conditions(condition: str) -> None:
    """A condition that asks nothing is a mistake."""
    assert len(faults(("for: agree", f"for: agree, if: {condition}"))) == 1


@pytest.mark.parametrize("rank", ["²", "-1", "1.5", "99999", "٣"])
def test_ranks(rank: str) -> None:
    """A rank is a small whole number in the digits 0 to 9."""
    assert faults(("rank: 1", f'rank: "{rank}"')) == [f'"{rank}" is not a whole number']


@pytest.mark.parametrize("length", ["9" * 5_000 + " weeks", "x" * 5_000])
def test_endless_lengths(length: str) -> None:
    """A length of thousands of digits is refused in a sentence."""
    assert faults(("within: 5 working days", f"within: {length}")) == [
        "this is too long to be a length of time"
    ]


@pytest.mark.parametrize("name", ["day", "working day", "School Day", "weeks"])
def test_names_of_own_calendars(name: str) -> None:
    """A calendar of the file's own cannot be named like a unit that every file has."""
    assert len(faults(("\nways_in:", f"\ncalendars:\n  {name}: days of their own\n\nways_in:"))) == 1


def test_short_name_is_fit_for_a_file_name() -> None:
    """The short name of a protocol cannot lead out of a folder."""
    assert faults(("protocol: allotments", "protocol: ../secrets")) == [
        '"../secrets" cannot be the short name of a protocol'
    ]


# -- mistakes --------------------------------------------------------------------------------------------


def told(name: str) -> str:
    """What the loader says of a file with a mistake."""
    file = f"{name}.yaml"
    with pytest.raises(BadInput) as caught:
        load_text(decode((TESTS / "mistakes" / file).read_bytes(), file), file)
    return str(caught.value) + "\n"


def test_the_file_that_the_mistakes_spoil_is_good() -> None:
    """Every mistake spoils one file, which has none."""
    assert load_text(GOOD).id == "allotments"


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake(name: str) -> None:
    """A newcomer's mistake is told with its place, what is allowed and the way out."""
    assert told(name) == (TESTS / "mistakes" / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_has_a_place_and_a_way_out(name: str) -> None:
    """No message is without a line, nor without what is allowed or what to do."""
    with pytest.raises(BadInput) as caught:
        load_text(decode((TESTS / "mistakes" / f"{name}.yaml").read_bytes(), name), name)
    assert all(one.line > 0 and (one.help or one.allowed) for one in caught.value.faults)


def test_all_mistakes_at_once() -> None:
    """Six mistakes of shape and of sense in one file are told in one go, in the order of the file."""
    lines = [line for line in told("six-at-once").splitlines() if line.startswith("six-at-once.yaml:")]
    said = [
        "nation",
        "unexpected key",
        "no role",
        "which days",
        "no stage",
        'cannot be "shall"',
        "given twice",
    ]
    assert len(lines) == len(said)
    assert all(part in line for part, line in zip(said, lines, strict=True))


# -- the published schema --------------------------------------------------------------------------------

OF_SHAPE = [
    "misspelt-key",
    "misspelt-required-key",
    "missing-key",
    "missing-clause",
    "list-for-map",
    "map-for-list",
    "list-for-text",
    "text-for-map",
    "united-kingdom",
    "unknown-nation",
    "later-format",
    "no-format",
    "shall",
    "will",
    "capital-letters",
    "empty-title",
    "empty-when",
    "empty-section",
    "yes-in-other-words",
]


def as_an_editor_reads(text: str, version: str) -> Any:
    """The content for an editor, whose YAML parser makes numbers and truth values.

    The older YAML 1.1 also makes a truth value of the key `on`, which no schema can mend.
    """
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    quoted = re.sub(r"\bon: ", '"on": ', text) if version == "1.1" else text
    return json.loads(json.dumps(yaml.load(quoted), default=str))


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """The published schema."""
    schema = json.loads((PROTOCOLS / "protocol.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_published_schema_is_current(validator: jsonschema.Draft202012Validator) -> None:
    """The published schema is the one the loader's shapes make."""
    assert validator.schema == json_schema()


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("path", FINE, ids=lambda path: path.stem)
def test_schema_accepts_good_files(
    validator: jsonschema.Draft202012Validator, path: Path, version: str
) -> None:
    """No good file is flagged by an editor, whichever YAML it reads."""
    content = as_an_editor_reads(path.read_text(encoding="utf-8"), version)
    assert [error.message for error in validator.iter_errors(content)] == []


@pytest.mark.parametrize("name", OF_SHAPE)
def test_schema_rejects_mistakes_of_shape(validator: jsonschema.Draft202012Validator, name: str) -> None:
    """A mistake of shape is flagged in the editor already."""
    text = (TESTS / "mistakes" / f"{name}.yaml").read_text(encoding="utf-8")
    assert not validator.is_valid(as_an_editor_reads(text, "1.2"))
