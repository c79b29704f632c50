"""The tables say what the file says, at any width, and admit what it does not say."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console, RenderableType

from handrail import tables
from handrail.ledger import coverage
from handrail.sheet import Sheet, column_widths
from handrail.tables import listing, show, stage_count
from model.loader import load_file
from model.modality import Modality
from model.protocol import (
    Clause,
    Extension,
    LimitKind,
    Protocol,
    Role,
    Side,
    State,
    StateKind,
    Suspension,
    TimeLimit,
)
from model.time_span import TimeSpan

LIBRARY = load_file(Path(__file__).parents[1] / "protocols" / "library.yaml")


def printed(shown: RenderableType, width: int = 120, *, terminal: bool = False) -> str:
    """What a console of that width prints."""
    out = io.StringIO()
    console = Console(file=out, width=width)
    if terminal:
        console = Console(file=out, width=width, force_terminal=True, color_system="standard")
    console.print(shown)
    return out.getvalue()


def rows(sheet: Sheet) -> list[list[str]]:
    """The cells of a table."""
    return [list(row) for row in sheet.cells]


# -- known answers -------------------------------------------------------------------------------------------


def test_the_header_of_the_library() -> None:
    """Whose text, of when, under whose bank holidays, aiming at what, and how much of it is accounted for."""
    said = dict(line.split("  ", 1) for line in printed(tables.header(LIBRARY)).splitlines())
    assert {name: text.strip() for name, text in said.items()} == {
        "Protocol": "How the town library settles disputes about fines (library)",
        "Board": "Town Library",
        "Edition": "January 2020",
        "Nation": "England (whose bank holidays count)",
        "Summary": "Reader and librarian talk, then the two heads, then the trustees decide.",
        "Target": "20 working days",
        "Time counts": "from written complaint",
        "Last word": "trustees",
        "Clauses": "7: 6 (86%) cited, 1 (14%) left out with a reason, 0 (0%) not accounted for",
    }


def test_people_of_the_library() -> None:
    """Rank, side and who may stand in; an empty note is left empty."""
    assert rows(tables.people(LIBRARY))[:3] == [
        ["reader", "0", "raiser", "", ""],
        ["librarian", "0", "other", "", ""],
        ["head librarian", "1", "other", "or deputy head instead", ""],
    ]


def test_ways_in_of_the_library() -> None:
    """A kind of case without a route says so where the stage would stand."""
    assert rows(tables.ways_in(LIBRARY)) == [
        ["written complaint", "a reader complains in writing about a fine", "always", "talk", "1.1"],
        [
            "complaint by staff",
            "staff complain about a fine",
            "child card: yes",
            "no route: the text names staff and gives them no stage",
            "1.2",
        ],
    ]


def test_stages_of_the_library() -> None:
    """What the text leaves open is "not stated"; of an end nothing is asked."""
    title = "Stage 1: reader and librarian talk"
    found = rows(tables.stages(LIBRARY))
    assert found[0] == ["talk", title, "discuss", "librarian", "reader, librarian", "no"]
    assert found[2][2:] == ["decide", "trustees", "not stated", "yes"]
    assert found[3] == ["settled", "The dispute is settled", "closed, an end", "", "", ""]
    assert len(found) == 5


def test_what_protects_the_child_is_said_once_for_several_stages() -> None:
    """Stages under the same protection share a line, and so do those for which the text has none."""
    assert rows(tables.protections(LIBRARY)) == [
        ["talk", "no further fine is charged", "operational", "must", "2.4"],
        ["review, trustees meet", "not stated", "", "", ""],
    ]


def test_where_the_text_stops_the_stage_says_so() -> None:
    """What is missing stands with the title."""
    states = tuple(replace(one, text_stops="the appendix") for one in LIBRARY.states)
    (row, *_) = rows(tables.stages(replace(LIBRARY, states=states)))
    assert row[1] == "Stage 1: reader and librarian talk\n(the text stops here: the appendix)"


def test_moves_of_the_library() -> None:
    """Every move once, in the order of the stages, with the time that may be up."""
    found = rows(tables.moves(LIBRARY))
    assert [row[1] for row in found] == ["agree", "pass up", "accept reply", "to trustees", "waive", "uphold"]
    assert found[1] == [
        "talk",
        "pass up",
        "not agreed, or time up (5 working days)",
        "review",
        "reader or librarian",
        "should",
        "2.2",
    ]


def test_a_stage_is_named_once_for_all_its_moves() -> None:
    """On the page the first move out of a stage names it, and the next ones leave its place empty."""
    lines = printed(tables.moves(LIBRARY), 200).splitlines()
    starts = [line.split("  ")[0].strip() for line in lines[3:]]
    assert [name for name in starts if name] == ["talk", "review", "trustees meet"]


def test_limits_of_the_library() -> None:
    """Length, start of the clock, what it binds, how strongly, when, and the clause."""
    assert rows(tables.limits(LIBRARY)) == [
        ["five days to talk", "5 working days", "written complaint", "agree", "should", "always", "2.1"],
        [
            "ten days from the talk",
            "10 working days",
            "entering review",
            "accept reply and to trustees",
            "must",
            "review clock: from talk",
            "2.2",
        ],
        [
            "ten days from the complaint",
            "10 working days",
            "written complaint",
            "accept reply and to trustees",
            "must",
            "review clock: from complaint",
            "2.2",
        ],
        [
            "prompt decision",
            "“without undue delay”",
            "entering trustees meet",
            "any way out of trustees meet",
            "should",
            "always",
            "2.3",
        ],
    ]


def test_duties_of_the_library() -> None:
    """A duty that moves nothing: what, by whom, to whom, upon what, by when."""
    assert rows(tables.duties(LIBRARY)) == [
        [
            "the reader is told the outcome (feedback)",
            "head librarian",
            "reader",
            "entering settled or entering decided",
            "3 working days",
            "must",
            "2.4",
        ]
    ]


def test_readings_end_with_the_three_built_in() -> None:
    """The questions of this text first, then those of every text, marked."""
    found = rows(tables.readings(LIBRARY))
    assert [row[0] for row in found] == [
        "review clock",
        "handover\n(built in)",
        "silence\n(built in)",
        "counting\n(built in)",
    ]
    assert [row[3] for row in found] == ["2.2", *["every protocol"] * 3]
    assert found[0][2] == "from talk: from the end of the talk\nfrom complaint: from the written complaint"


def test_missing_texts_of_the_library() -> None:
    """What the text refers to, and which stage it would have told about."""
    assert rows(tables.missing(LIBRARY)) == [["the scale of fines in appendix A", "talk", "1.2"]]


def test_the_ledger_says_what_rests_on_each_clause() -> None:
    """Every clause once; used, left out with its reason, or not accounted for."""
    forgotten = replace(LIBRARY, clauses=(*LIBRARY.clauses, Clause("9", "nobody looked at this")))
    fates = {row[0]: row[3] for row in rows(tables.ledger(forgotten))}
    assert list(fates) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "9"]
    assert fates["1.3"] == "left out: background"
    assert fates["2.1"] == "move agree; limit five days to talk"
    assert fates["2.4"] == "protection at talk; duty tell the reader"
    assert fates["9"] == "not accounted for"


def test_the_ledger_is_shown_only_when_asked_for() -> None:
    """The whole ledger is long, so it has to be wanted."""
    assert "books matter" not in printed(show(LIBRARY))
    assert "books matter" in printed(show(LIBRARY, clauses=True))


def test_the_list_has_one_line_for_each_protocol() -> None:
    """Stages are those a dispute can go through, without its ends."""
    assert rows(listing([LIBRARY])) == [
        [
            "library",
            "How the town library settles disputes about fines",
            "Town Library",
            "January 2020",
            "England",
            "3",
            "7",
        ]
    ]
    assert "none" in printed(listing([]))


# -- silence -------------------------------------------------------------------------------------------------


def test_a_clock_without_a_start_says_so() -> None:
    """Where the text starts no clock, none is invented."""
    silent = replace(LIBRARY, limits=(replace(LIBRARY.limits[0], start=(), clauses=()),))
    (row,) = rows(tables.limits(silent))
    assert row[1:4] == ["5 working days", "the text does not say", "agree"]
    assert row[-1] == "not stated"


def test_a_clock_that_several_events_start_counts_from_the_last() -> None:
    """Two ways in can both start it."""
    both = replace(LIBRARY.limits[0], start=("written complaint", "complaint by staff"))
    (row,) = rows(tables.limits(replace(LIBRARY, limits=(both,))))
    assert row[2] == "written complaint or complaint by staff, whichever came last"


def test_what_a_file_does_not_say_is_not_stated() -> None:
    """No edition, no target, nobody with the last word, nobody named, nothing listed."""
    states = tuple(replace(one, last_word=False) for one in LIBRARY.states)
    moves = tuple(replace(one, by=()) for one in LIBRARY.transitions)
    empty = replace(LIBRARY, edition="", target=None, states=states, transitions=moves, raised=(), duties=())
    said = printed(tables.header(replace(empty, clauses=())))
    for line in [
        "Edition      not stated",
        "Target       not stated",
        "Time counts  from every way in",
        "Last word    nobody: not stated",
        "Clauses      the file lists none",
    ]:
        assert line in said
    assert {row[4] for row in rows(tables.moves(empty))} == {"not stated"}
    assert printed(tables.duties(empty)).strip() == "Duties: none"


def test_everything_a_limit_can_say_is_shown() -> None:
    """Or sooner, longer by whom, stopped between what, counted from a day after the event, until when."""
    limit = TimeLimit(
        "whole",
        LimitKind.CAP,
        Modality.GUIDE,
        start=("written complaint",),
        ends=("decided", "settled"),
        at_most=TimeSpan(4, "week"),
        starts_after=TimeSpan(2, "working day"),
        or_sooner="if the child is at risk",
        extension=Extension(TimeSpan(1, "week"), (("trustees",),)),
        suspension=Suspension("pass up", "review"),
    )
    assert rows(tables.limits(replace(LIBRARY, limits=(limit,)))) == [
        [
            "whole",
            "4 weeks, or sooner, extendable by up to 1 week: if the child is at risk (by trustees); "
            "the clock stops from pass up until entering review",
            "written complaint, plus 2 working days",
            "everything until entering decided or entering settled",
            "guide",
            "always",
            "not stated",
        ]
    ]


@pytest.mark.parametrize(
    ("forgotten", "words"),
    [
        (0, "200: 199 (99%) cited, 1 (1%) left out with a reason, 0 (0%) not accounted for"),
        (1, "201: 199 (99%) cited, 1 (1%) left out with a reason, 1 (1%) not accounted for"),
    ],
)
def test_all_and_none_are_said_only_when_true(forgotten: int, words: str) -> None:
    """One clause in two hundred is no 0%, and the other 199 are no 100%."""
    ids = tuple(f"c{n}" for n in range(199))
    ledger = [Clause(one, "says") for one in ids]
    ledger += [Clause("out", "says", left_out="background")]
    ledger += [Clause("forgotten", "says")] * forgotten
    role = Role("reader", 0, Side.RAISER, clauses=ids)
    bare = replace(LIBRARY, clauses=tuple(ledger), roles=(role,))
    assert coverage(bare) == words


def test_parts_of_a_stage_count_once() -> None:
    """Three boxes of which two belong to Stage 2 are two stages; ends are none."""
    states = (
        State("a", "A", StateKind.DISCUSS),
        State("b", "B", StateKind.PANEL, stage="Stage 2"),
        State("c", "C", StateKind.DECIDE, stage="Stage 2"),
        State("d", "D", StateKind.CLOSED, final=True),
    )
    assert stage_count(replace(LIBRARY, states=states)) == 2


# -- looks ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 80, 120])
def test_nothing_is_wider_than_the_screen(width: int) -> None:
    """No line runs over, whatever the width."""
    for line in printed(show(LIBRARY, clauses=True), width).splitlines():
        assert cell_len(line) <= width


@pytest.mark.parametrize("width", [80, 120])
def test_words_stay_whole(width: int) -> None:
    """At the usual widths no word of the file is broken in two."""
    words = set(printed(show(LIBRARY, clauses=True), width).split())
    for one in ["librarian", "satisfactory,", "operational", "“without", "complaint", "disagreement:"]:
        assert one in words


def test_off_a_terminal_there_is_only_text() -> None:
    """A file or a pipe gets no colours."""
    assert "\x1b" not in printed(show(LIBRARY, clauses=True))
    assert "\x1b" in printed(show(LIBRARY), terminal=True)


def test_markup_and_control_characters_stay_text() -> None:
    """A title with square brackets or escape codes neither styles nor drives the terminal."""
    awkward = replace(LIBRARY, title="[bold]x[/bold] [/]", board="a\x1b[31mb", summary=":smile: [link=x]")
    said = printed(show(awkward), terminal=True)
    assert "[bold]x[/bold] [/] (library)" in said
    assert "a\x1b[31mb" not in said
    assert ":smile: [link=x]" in said
    listed = printed(listing([awkward]))
    assert "[bold]x[/bold]" in listed


ROWS = st.lists(st.lists(st.text(max_size=30), min_size=3, max_size=3), min_size=1, max_size=5)


@given(ROWS, st.integers(3, 90))
@settings(deadline=None)
def test_law_columns_never_take_more_room_than_there_is(cells: list[list[str]], room: int) -> None:
    """However long the words, the widths fit; and no column is wider than what it holds."""
    widths = column_widths(cells, room)
    assert sum(widths) <= room
    for column, width in zip(zip(*cells, strict=True), widths, strict=True):
        assert 1 <= width <= max(1, *(cell_len(line) for cell in column for line in cell.split("\n")))


@given(st.text(max_size=20), st.sampled_from([40, 80, 120]))
@settings(deadline=None)
def test_law_any_words_can_be_shown(text: str, width: int) -> None:
    """No text of a file makes the tables fail."""

    def said(protocol: Protocol) -> Protocol:
        states = tuple(replace(one, title=text, owner=text) for one in protocol.states)
        clauses = tuple(replace(one, says=text, at=text) for one in protocol.clauses)
        return replace(protocol, title=text, board=text, states=states, clauses=clauses)

    assert printed(show(said(LIBRARY), clauses=True), width)
