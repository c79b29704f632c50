"""The drawings show every state and every move once, whatever the text says, and read out well."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail import picture as pictures
from handrail.dot_text import dot
from handrail.labels import in_order, label_lines
from handrail.mermaid_text import mermaid
from handrail.picture import DrawingError, PictureKind, graphviz, picture
from handrail.reading_order import reading_order
from handrail.wording import length, plain
from model.condition import Condition, Literal
from model.loader import load_file
from model.modality import Modality
from model.protocol import (
    Entry,
    Extension,
    LimitKind,
    Protocol,
    Role,
    Side,
    State,
    StateKind,
    TimeLimit,
    Transition,
    Trigger,
)
from model.time_span import TimeSpan

LIBRARY = load_file(Path(__file__).parents[1] / "protocols" / "library.yaml")
SVG = "{http://www.w3.org/2000/svg}"
NASTY = (
    'a "quoted" word',
    "<b>bold</b> & <script>alert(1)</script>",
    "&lt; &amp; &#60; #quot; #35;",
    "back\\slash \\N \\G \\l and a last one\\",
    "two\nlines\r\nand\ta tab",
    "x --> y : z ; %% comment",
    "direction TB",
    "]]> --> <!-- -- {braces} [brackets] |bars|",
    "end note",
    "‮right to left‬ 名 שלום 🦉",
    "\x00\x07\x1b[31m\ud800\uffff",
    "",
)
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(max_size=12), st.text("<>&\"'\\;:#%{}[]|\n-", max_size=12))


@st.composite
def protocols(draw: st.DrawFn) -> Protocol:
    """Three stages and the ways between them, all named with whatever comes."""
    first, second, last = draw(st.lists(TEXTS, min_size=3, max_size=3, unique=True))
    states = (
        State(first, draw(TEXTS), StateKind.DISCUSS, draw(TEXTS), owner=draw(TEXTS), awaits=(draw(TEXTS),)),
        State(second, draw(TEXTS), StateKind.DECIDE, draw(TEXTS), last_word=True, text_stops=draw(TEXTS)),
        State(last, draw(TEXTS), StateKind.CLOSED, final=True),
    )
    limit = TimeLimit(draw(TEXTS), LimitKind.WINDOW, Modality.MUST, binds=("up",), words=draw(TEXTS))
    condition = Condition(((Literal(draw(TEXTS), (draw(TEXTS), draw(TEXTS))),),))
    moves = (
        Transition("up", first, second, Trigger.EITHER, Modality.MUST, ((draw(TEXTS),),), after=(limit.id,)),
        Transition(draw(TEXTS), second, last, Trigger.OUTCOME, Modality.MAY, outcomes=(draw(TEXTS),)),
        Transition(draw(TEXTS), first, first, Trigger.ACTION, Modality.OPEN, condition=condition),
    )
    entries = (
        Entry(draw(TEXTS), draw(TEXTS), first, condition, clauses=(draw(TEXTS),)),
        Entry(draw(TEXTS), draw(TEXTS), None, no_route=draw(TEXTS)),
    )
    return Protocol(
        id="weird",
        title=draw(TEXTS),
        board=draw(TEXTS),
        edition=draw(TEXTS),
        nation="England",
        roles=(Role("someone", 0, Side.RAISER),),
        states=states,
        transitions=moves,
        entries=entries,
        limits=(limit,),
    )


@dataclass(frozen=True)
class Read:
    """A DOT text as Graphviz read it: nodes and arrows with their attributes, and who stands together."""

    nodes: dict[str, dict[str, str]]
    edges: list[tuple[str, str, dict[str, str]]]
    groups: dict[str, set[str]]

    def edge(self, source: str, dest: str) -> dict[str, str]:
        """The attributes of the one arrow between two nodes."""
        (found,) = [looks for one, other, looks in self.edges if (one, other) == (source, dest)]
        return found


def read(text: str) -> Read:
    """What Graphviz understands of a DOT text."""
    found = json.loads(graphviz(text, "-Tdot_json"))
    names = {one["_gvid"]: one["name"] for one in found["objects"]}
    inner = [one for one in found["objects"] if one["name"].startswith("cluster_")]
    return Read(
        {one["name"]: one for one in found["objects"] if one not in inner},
        [(names[one["tail"]], names[one["head"]], one) for one in found["edges"]],
        {one["name"]: {names[node] for node in one["nodes"]} for one in inner},
    )


def labels(svg: bytes) -> list[str]:
    """The words in an SVG, without the room around them."""
    texts = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return [" ".join("".join(one.itertext()).split()) for one in texts]


def changed(stages: tuple[str, ...], **new: str) -> Protocol:
    """The library with something else said about some of its stages."""
    states = tuple(replace(one, **new) if one.id in stages else one for one in LIBRARY.states)  # type: ignore[arg-type]
    return replace(LIBRARY, states=states)


# -- known answers -------------------------------------------------------------------------------------------


def test_mermaid_of_the_library_has_each_state_and_each_move_once() -> None:
    """Every state is declared once with its title, and every way in and move is one arrow."""
    lines = [line.strip() for line in mermaid(LIBRARY).splitlines()]
    assert lines[0] == "stateDiagram-v2"
    assert 'state "Stage 1#58; reader and librarian talk<br/>held by librarian" as s1_talk' in lines
    assert [line.split(" as ")[1] for line in lines if line.startswith('state "')] == [
        "s1_talk",
        "s2_review",
        "s3_trustees_meet",
        "s4_settled",
        "s5_decided",
        "n2_no_route",
    ]
    assert [line.partition(" : ")[0] for line in lines if "-->" in line] == [
        "[*] --> s1_talk",
        "[*] --> n2_no_route",
        "s1_talk --> s4_settled",
        "s1_talk --> s2_review",
        "s2_review --> s4_settled",
        "s2_review --> s3_trustees_meet",
        "s3_trustees_meet --> s5_decided",
        "s3_trustees_meet --> s5_decided",
        "s4_settled --> [*]",
        "s5_decided --> [*]",
    ]


def test_a_mermaid_arrow_says_move_who_word_limit_and_clause() -> None:
    """An arrow can be read without the file beside it."""
    assert (
        "s1_talk --> s2_review : pass up (reader or librarian)<br/>should"
        "<br/>or time up#58; 5 working days<br/>clause 2.2" in mermaid(LIBRARY)
    )


def test_what_is_special_about_a_state_is_in_its_words() -> None:
    """The last word, an end and a missing route are said, not only styled."""
    text = mermaid(LIBRARY)
    assert 'state "Stage 3#58; the trustees decide<br/>held by trustees<br/>has the last word"' in text
    assert 'state "The dispute is settled<br/>the dispute ends"' in text
    assert 'state "✕ no route<br/>the text names staff and gives them no stage" as n2_no_route' in text
    assert "class s3_trustees_meet lastWord" in text


def test_dot_of_the_library_has_each_state_and_each_move_once() -> None:
    """Graphviz finds a start, five states, one missing route, two ways in and six moves."""
    drawn = read(dot(LIBRARY))
    assert sorted(drawn.nodes) == [
        "n2_no_route",
        "s1_talk",
        "s2_review",
        "s3_trustees_meet",
        "s4_settled",
        "s5_decided",
        "start",
    ]
    assert sorted((source, dest) for source, dest, _ in drawn.edges) == [
        ("s1_talk", "s2_review"),
        ("s1_talk", "s4_settled"),
        ("s2_review", "s3_trustees_meet"),
        ("s2_review", "s4_settled"),
        ("s3_trustees_meet", "s5_decided"),
        ("s3_trustees_meet", "s5_decided"),
        ("start", "n2_no_route"),
        ("start", "s1_talk"),
    ]


def test_shapes_of_the_picture_carry_the_meaning() -> None:
    """Double border for the last word, rounded ends, dashed for what is nobody's duty."""
    drawn = read(dot(LIBRARY))
    assert drawn.nodes["s3_trustees_meet"]["peripheries"] == "2"
    assert "peripheries" not in drawn.nodes["s2_review"] or not drawn.nodes["s2_review"]["peripheries"]
    assert "rounded" in drawn.nodes["s4_settled"]["style"]
    assert drawn.edge("s1_talk", "s4_settled")["style"] == "dashed"
    assert not drawn.edge("s1_talk", "s2_review").get("style")
    assert drawn.edge("start", "n2_no_route")["arrowhead"] == "none"


def test_a_stage_where_the_text_stops_is_dashed_and_says_so() -> None:
    """Where the source breaks off, the box is dashed and has the words."""
    stopping = changed(("review",), text_stops="the appendix")
    assert read(dot(stopping)).nodes["s2_review"]["style"] == "filled,dashed"
    assert "the text stops here" in dot(stopping).partition("s3_trustees_meet")[0]
    assert "held by head librarian<br/>the text stops here" in mermaid(stopping)


def test_labels_say_the_limit_or_that_there_is_none() -> None:
    """A duty without a limit says so; equal limits are said once; words keep their quotation marks."""
    move = LIBRARY.transition
    assert label_lines(LIBRARY, move["agree"]) == ["open, 5 working days", "clause 2.1"]
    assert label_lines(LIBRARY, move["to trustees"]) == ["must, 10 working days", "or time up", "clause 2.3"]
    assert label_lines(LIBRARY, move["waive"]) == ["must, “without undue delay”", "clause 2.3"]
    assert label_lines(replace(LIBRARY, limits=()), move["waive"]) == ["must, no time limit", "clause 2.3"]
    option = replace(move["waive"], modality=Modality.MAY, clauses=())
    assert label_lines(replace(LIBRARY, limits=()), option) == ["may"]


def test_labels_say_that_a_clock_has_no_start() -> None:
    """A limit whose clock the text never starts is not shown as a plain limit."""
    limits = tuple(replace(one, start=()) for one in LIBRARY.limits if one.id == "five days to talk")
    silent = replace(LIBRARY, limits=limits)
    assert label_lines(silent, LIBRARY.transition["agree"])[0] == "open, 5 working days, start not stated"


def test_labels_tell_different_lengths_apart() -> None:
    """Lengths that differ are both said, and that it depends on the reading."""
    week = TimeSpan(1, "week")
    limits = tuple(
        replace(one, at_most=week) if one.id == "ten days from the talk" else one for one in LIBRARY.limits
    )
    lines = label_lines(replace(LIBRARY, limits=limits), LIBRARY.transition["accept reply"])
    assert lines[0] == "open, 1 week; 10 working days (by reading)"


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"at_most": TimeSpan(5, "working day")}, "5 working days"),
        ({"at_most": TimeSpan(6, "week"), "at_least": TimeSpan(6, "week")}, "exactly 6 weeks"),
        ({"at_least": TimeSpan(1, "month")}, "at least 1 month"),
        (
            {"at_most": TimeSpan(2, "month"), "at_least": TimeSpan(1, "month")},
            "2 months, but at least 1 month",
        ),
        ({"words": "urgently"}, "“urgently”"),
        ({"parameter": "local days"}, "“local days”, to be filled in locally"),
        ({"at_most": TimeSpan(1, "hour"), "or_sooner": "if unsafe"}, "1 hour, or sooner"),
        ({"at_most": TimeSpan(1, "hour"), "extension": Extension(None)}, "1 hour, extendable without end"),
        (
            {"at_most": TimeSpan(1, "week"), "extension": Extension(TimeSpan(2, "week"))},
            "1 week, extendable by up to 2 weeks",
        ),
    ],
)
def test_the_length_of_a_limit_in_words(limit: dict[str, TimeSpan | str | Extension], words: str) -> None:
    """Each way of saying how long reads as a text would say it."""
    given_limit = TimeLimit("x", LimitKind.WINDOW, Modality.MUST)
    assert length(replace(given_limit, **limit)) == words  # type: ignore[arg-type]


def test_a_cap_is_said_below_the_picture() -> None:
    """A limit over several stages belongs to no arrow, and is said all the same."""
    cap = TimeLimit(
        "whole ladder",
        LimitKind.CAP,
        Modality.MUST,
        start=("written complaint",),
        ends=("decided",),
        at_most=TimeSpan(20, "working day"),
        clauses=("2.3",),
    )
    capped = replace(LIBRARY, limits=(*LIBRARY.limits, cap))
    words = "must, 20 working days, until arriving at “The trustees have decided”"
    assert words in dot(capped)
    assert f"In all#58; {words}" in mermaid(capped)
    assert reading_order(capped)[-1] == (
        "In all: must, 20 working days from “written complaint”; "
        "until arriving at “The trustees have decided” (clause 2.3)."
    )


def test_many_clauses_at_one_arrow_are_counted() -> None:
    """More than four clauses would drown the label: three are named and the rest counted."""
    move = replace(LIBRARY.transition["pass up"], clauses=("1", "2", "3", "4", "5"))
    assert label_lines(LIBRARY, move)[-1] == "clauses 1, 2, 3 and 2 more"


def test_stages_come_in_the_order_of_the_dispute_whatever_the_order_of_the_file() -> None:
    """From the way in to the last word, ends last."""
    turned = replace(LIBRARY, states=LIBRARY.states[::-1])
    names = [state.id for state in in_order(turned)]
    assert names == ["talk", "review", "trustees meet", "settled", "decided"]


def test_a_loop_keeps_the_order_of_the_file() -> None:
    """Stages that lead to each other stay as their author put them."""
    back = Transition("back", "review", "talk", Trigger.ACTION, Modality.MAY)
    looped = replace(LIBRARY, transitions=(*LIBRARY.transitions, back))
    assert [state.id for state in in_order(looped)][:3] == ["talk", "review", "trustees meet"]


def test_parts_of_one_stage_are_drawn_together() -> None:
    """Two states of the same named stage share a field."""
    drawn = read(dot(changed(("review", "trustees meet"), stage="Upper")))
    assert drawn.groups["cluster_s2_review"] == {"s2_review", "s3_trustees_meet"}


# -- sentences -----------------------------------------------------------------------------------------------


def test_the_library_read_out_stage_by_stage() -> None:
    """Everything the picture shows can be heard, in the order of the dispute."""
    said = reading_order(LIBRARY)
    assert said[:2] == [
        "Way in 1: a reader complains in writing about a fine; the dispute starts at Stage 1 (clause 1.1).",
        "Way in 2: staff complain about a fine, if “child card” is “yes”; there is no route, "
        "because the text names staff and gives them no stage (clause 1.2).",
    ]
    assert (
        "From Stage 1 the dispute moves to Stage 2 when not agreed or when 5 working days are up; "
        "the reader or the librarian should do it (clause 2.2)."
    ) in said
    assert (
        "Stage 1: reader and librarian talk; the dispute is in the hands of the librarian; it waits for the "
        "reader and the librarian; meanwhile no further fine is charged (must, clause 2.4)."
    ) in said
    assert said[-1] == "“The trustees have decided”; the dispute ends here."
    assert len(said) == len(LIBRARY.entries) + len(LIBRARY.states) + len(LIBRARY.transitions)


def test_nobody_named_is_said() -> None:
    """A passive sentence of the source stays one."""
    moves = tuple(replace(one, by=()) for one in LIBRARY.transitions if one.id == "pass up")
    said = reading_order(replace(LIBRARY, transitions=moves))
    assert any("somebody should do it, and the text does not say who (clause 2.2)" in one for one in said)


def test_a_reading_is_told_from_a_fact() -> None:
    """A case is one way or another; a clause is read one way or another."""
    said = " ".join(reading_order(LIBRARY))
    assert "if “child card” is “yes”" in said
    assert "10 working days from arriving at Stage 2 if “review clock” is read as “from talk”" in said


# -- pictures ------------------------------------------------------------------------------------------------


def test_the_svg_says_every_title_and_every_move() -> None:
    """The words of the picture are text in the SVG, once for each state and move."""
    words = labels(picture(LIBRARY, "svg"))
    for name in ["pass up", "accept reply", "to trustees", "waive", "uphold", "agree"]:
        assert words.count(name) == 1
    assert words.count("no route") == 1
    assert words.count("the dispute ends") == 2
    assert any(line.startswith("double border: has the last word") for line in words)


def test_the_svg_can_be_heard() -> None:
    """It is one image with a title, and its description is the reading order."""
    root = ElementTree.fromstring(picture(LIBRARY, "svg"))
    assert root.get("role") == "img"
    title, text = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", LIBRARY.title)
    assert (title.get("id"), text.get("id")) == (root.get("aria-labelledby"), root.get("aria-describedby"))
    assert (text.text or "").splitlines() == reading_order(LIBRARY)


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_same_protocol_gives_the_same_bytes(kind: PictureKind) -> None:
    """Pictures can be compared byte by byte."""
    assert picture(LIBRARY, kind) == picture(LIBRARY, kind)


def test_the_png_is_one_of_some_size() -> None:
    """The bytes begin as a PNG does, and it is large enough to read."""
    drawn = picture(LIBRARY, "png")
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(drawn[16:20], "big") > 600


def test_the_picture_does_not_depend_on_the_fonts_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A machine set up with other fonts, or none, draws the same."""
    before = picture(LIBRARY, "png")
    monkeypatch.setenv("FONTCONFIG_FILE", "no-such-file.conf")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert picture(LIBRARY, "png") == before


def test_graphviz_knows_the_width_of_the_font() -> None:
    """The words have the room they need, because none of their widths is a guess."""
    done = subprocess.run(
        [pictures._program(), "-Tsvg"],
        input=f'digraph {{ node [fontname="{pictures.FONT}"] a }}',
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no hard-coded metrics" not in done.stderr


def test_the_svg_names_fonts_of_the_same_width_to_fall_back_on() -> None:
    """Where there is no Arial the words keep their room, and a title that looks like a font is left alone."""
    title = 'font-family="Arial"'
    root = ElementTree.fromstring(picture(replace(LIBRARY, title=title), "svg"))
    assert {one.get("font-family") for one in root.iter(f"{SVG}text")} == {
        "Arial,Liberation Sans,Arimo,Helvetica,sans-serif"
    }
    assert root[0].text == title


def test_graphviz_says_what_it_could_not_read() -> None:
    """Its complaint is in the message."""
    with pytest.raises(DrawingError, match=r"(?s)syntax error in line 1.*mermaid and dot"):
        graphviz("digraph {", "-Tsvg")


def test_without_graphviz_the_error_says_what_still_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The text formats need nothing, and the message says so."""
    monkeypatch.setattr(pictures, "_GRAPHVIZ", "graphviz-nowhere")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DrawingError, match=r"(?s)graphviz-nowhere is not installed.*mermaid and dot"):
        picture(LIBRARY, "svg")


def test_the_program_is_found_without_an_activated_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Handrail started by its full path draws all the same."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert picture(LIBRARY, "svg").startswith(b"<?xml")


def test_the_text_drawings_load_nothing_to_render() -> None:
    """Mermaid and Graphviz text run no other program and load no plotting."""
    script = (
        "import sys; from pathlib import Path; from model.loader import load_file;"
        "from handrail.dot_text import dot; from handrail.mermaid_text import mermaid;"
        "one = load_file(Path(sys.argv[1])); mermaid(one); dot(one);"
        "print(sorted({'matplotlib', 'subprocess'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", script, str(root / "tests" / "protocols" / "library.yaml")]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- laws ----------------------------------------------------------------------------------------------------


@given(protocols())
@settings(max_examples=60, deadline=None)
def test_law_graphviz_reads_any_text(protocol: Protocol) -> None:
    """Whatever the words, there are three states, a start, a missing route, two ways in and three moves."""
    drawn = read(dot(protocol))
    assert (len(drawn.nodes), len(drawn.edges)) == (5, 5)


_ENTITY = re.compile(r"#\d+;|<br/>")
_STATEMENT = re.compile(
    r"stateDiagram-v2|accTitle: ?(?P<title>.*)|accDescr: (?P<about>.*)|direction TB"
    r'|state "(?P<state>[^"]*)" as \w+'
    r"|(\[\*\]|\w+) --> (\[\*\]|\w+)( : (?P<arrow>.+))?|classDef \w+ [-\w: ]+|class [\w,]+ \w+"
)


@given(protocols())
@settings(max_examples=100, deadline=None)
def test_law_mermaid_sees_no_syntax_in_any_text(protocol: Protocol) -> None:
    """Every line is one statement of ours, and no sign that Mermaid could take for its own is in a text."""
    for line in mermaid(protocol).splitlines():
        statement = _STATEMENT.fullmatch(line.strip())
        assert statement is not None, line
        for text in filter(None, statement.groupdict().values()):
            assert not re.search(r'[:;"#%<>{}\\]|--|direction\s+TB', _ENTITY.sub("·", text)), line


@given(protocols())
@settings(max_examples=40, deadline=None)
def test_law_the_svg_is_well_formed_and_says_what_the_file_says(protocol: Protocol) -> None:
    """Markup in a text stays text."""
    root = ElementTree.fromstring(picture(protocol, "svg"))
    assert root[0].text in (plain(protocol.title), None)
    assert not [one.tag for one in root.iter() if "script" in str(one.tag)]


@pytest.mark.parametrize("text", [text for text in NASTY if text.strip() and "\x00" not in text])
def test_awkward_words_come_out_as_they_are(text: str) -> None:
    """A title with quotes, markup or backslashes shows as it stands."""
    awkward = replace(changed(("talk",), title=text), title=text)
    words = "".join(labels(picture(awkward, "svg"))).replace(" ", "")
    assert words.count(plain(text).replace(" ", "")) == 2
