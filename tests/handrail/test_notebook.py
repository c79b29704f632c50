"""The verbs for notebooks: what they give, how it shows itself, and what they refuse."""

import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import handrail as hr
import protocols
from handrail import picture
from handrail.notebook import Checked
from model.errors import BadInput
from model.modality import Level
from verify.verdict import Word

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
LIBRARY = hr.load(TESTS / "protocols" / "library.yaml")


@pytest.fixture(scope="module")
def wiltshire() -> Checked:
    """The check of a built-in protocol with several kinds of case."""
    return hr.check("wiltshire")


@pytest.fixture(scope="module")
def library() -> Checked:
    """The check of the library."""
    return hr.check(LIBRARY)


# -- the face ------------------------------------------------------------------------------------------------


def test_the_names_of_the_package_are_those_it_tells() -> None:
    """`__all__` is sorted, complete and importable; nothing else is offered."""
    assert hr.__all__ == sorted(hr.__all__)
    assert dir(hr) == hr.__all__
    assert set(hr.__all__) == set(hr._HOMES)
    for name in hr.__all__:
        assert getattr(hr, name).__doc__
    with pytest.raises(AttributeError, match="has no attribute 'chek'"):
        _ = hr.chek


def test_a_star_import_gives_the_verbs() -> None:
    """`from handrail import *` works although names are imported when they are first used."""
    got: dict[str, object] = {}
    exec("from handrail import *", got)
    assert set(hr.__all__) <= set(got)


@pytest.mark.parametrize("command", ["import handrail", "import handrail.command_line", "import handrail.loading"])
def test_importing_loads_nothing_slow(command: str) -> None:
    """Neither the solver nor the tables nor the pictures are loaded before they are needed."""
    slow = {"z3", "rich", "matplotlib", "numpy", "networkx", "simpy", "transitions"}
    if "loading" not in command:
        slow |= {"pydantic", "ruamel.yaml"}
    program = f"{command}, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert slow & set(done.stdout.split()) == set()


def test_the_built_in_protocols_have_names() -> None:
    """`names` lists what `load` takes."""
    assert hr.names() == protocols.names()
    assert [hr.load(name).id for name in hr.names()] == list(hr.names())


def test_what_is_loaded_shows_itself_on_one_line() -> None:
    """A protocol and a scenario say whose they are and how much they hold, and not all of it."""
    assert repr(hr.load("bolton")).startswith("<Protocol bolton: Policy for the resolution of professional differences; ")
    assert repr(hr.load("bolton")).endswith(f" time limits, {len(hr.load('bolton').clauses)} clauses>")
    figures = len(hr.scenario("bolton").quantities())
    assert repr(hr.scenario("bolton")).endswith(f" {figures} figures>")


def test_a_name_that_is_not_there_is_refused() -> None:
    """A misspelt name is answered with the nearest; a path with what is wrong there."""
    with pytest.raises(BadInput, match='did you mean "wiltshire"'):
        hr.load("wiltshir")
    with pytest.raises(BadInput, match="there is no such file"):
        hr.check("nothere.yaml")
    with pytest.raises(BadInput, match="there is no such file"):
        hr.draw(Path("nothere"))


# -- check ---------------------------------------------------------------------------------------------------


def test_a_name_a_path_and_a_protocol_are_the_same(library: Checked) -> None:
    """What can be loaded can be checked."""
    path = TESTS / "protocols" / "library.yaml"
    assert hr.check(path).rows() == hr.check(str(path)).rows() == library.rows()


def test_the_rows_are_those_of_the_document(library: Checked) -> None:
    """One flat row for each guarantee, kind of case and level; all rows have the same columns."""
    rows = library.rows()
    assert rows == library.to_json()["protocols"][0]["results"]
    assert len(rows) == len(library.report.results)
    assert {tuple(row) for row in rows} == {tuple(rows[0])}


def test_rows_make_a_data_frame(library: Checked) -> None:
    """Where pandas is installed, the rows are its input."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(library.rows())
    assert len(frame) == len(library.rows())
    assert set(frame["binding_level"]) == set(Level)


def test_the_prompt_shows_the_page_of_the_command(library: Checked) -> None:
    """The text is plain, and names the protocol and every guarantee that was checked."""
    shown = repr(library)
    assert shown.startswith("library — How the town library settles disputes about fines")
    assert "\x1b" not in shown
    assert "Every dispute is decided or settled within the time the board aims at, 20 working days." in shown


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"level": "may"}, 'there is no level "may".*must, should, guide, implied'),
        ({"level": "shuold"}, 'did you mean "should"'),
        ({"silent": "libarian"}, 'library has no role "libarian".*did you mean "librarian"'),
        ({"silent": ""}, 'library has no role ""'),
        ({"within": "soon"}, '"soon" is not a length of time'),
        ({"within": "0 working days"}, "cannot be a target"),
        ({"within": "3 hours"}, "cannot be a target"),
    ],
)
def test_what_makes_no_sense_is_refused(asked: dict[str, str], words: str) -> None:
    """The same mistakes as on the command line, as a ValueError, by `check` and `explain` alike."""
    with pytest.raises(ValueError, match=words):
        hr.check(LIBRARY, **asked)
    with pytest.raises(ValueError, match=words):
        hr.explain(LIBRARY, "decision-bounded", **asked)


def test_a_level_can_be_a_name_or_a_level() -> None:
    """Both give the same page."""
    assert repr(hr.check(LIBRARY, level="must")) == repr(hr.check(LIBRARY, level=hr.Level.MUST))


def test_a_target_and_a_silent_role_are_checked() -> None:
    """`within` replaces the target; `silent` takes away somebody's answers."""
    assert hr.check(LIBRARY, within="7 weeks").report.protocol.target != LIBRARY.target
    silent = hr.check(LIBRARY, silent="trustees").report.of("decision-bounded", Level.GUIDE)
    assert {one.verdict for one in silent} == {Word.DEAD_END}


# -- bounds ----------------------------------------------------------------------------------------------------


def test_the_bound_of_a_kind_of_case(wiltshire: Checked) -> None:
    """The number is that of the kind of case with these facts."""
    one = wiltshire.bound("decision", imminent_risk="no", conference_dissent="no")
    fitting = [
        it.bound
        for it in wiltshire.report.of("decision-bounded", Level.GUIDE)
        if dict(it.case).get("imminent risk", "no") == "no" and dict(it.case).get("conference dissent", "no") == "no"
    ]
    assert fitting
    assert one == (None if None in fitting else max(fitting))


def test_fewer_facts_never_give_a_shorter_bound(wiltshire: Checked) -> None:
    """Without facts the bound is that of every case; one kind without a bound takes it away."""
    for milestone in ("receipt", "decision"):
        bounds = [one.bound for one in wiltshire.report.of(f"{milestone}-bounded", Level.GUIDE)]
        assert wiltshire.bound(milestone) == (None if None in bounds else max(bounds))


def test_no_bound_is_none(library: Checked) -> None:
    """The trustees of the library decide without undue delay, which is no number."""
    assert library.bound("decision", child_card="no") is None


@pytest.mark.parametrize(
    ("milestone", "case", "words"),
    [
        ("decision", {"imminent_rsk": "no"}, 'no case fact "imminent_rsk".*did you mean "imminent_risk"'),
        ("decision", {"urgent": "yes"}, "allowed: .*imminent_risk"),
        ("decision", {"imminent_risk": "maybe"}, '"maybe".*allowed: .*no'),
        ("verdict", {}, 'no milestone "verdict".*receipt, decision'),
    ],
)
def test_an_unknown_fact_answer_or_milestone_is_named(
    wiltshire: Checked, milestone: str, case: dict[str, str], words: str
) -> None:
    """The message names what there is; no mistake is taken for "no bound"."""
    with pytest.raises(ValueError, match=words):
        wiltshire.bound(milestone, **case)


# -- what a notebook shows -------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """Reads a page and keeps its tags in order, its text, and whether every tag is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A tag that opens; `br` has no end."""
        self.seen.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """A tag that closes, which must be the last opened."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Text between tags."""
        self.text += data


def tags(page: str) -> Tags:
    """The tags of a page, all closed."""
    parser = Tags()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser


def test_the_table_is_well_formed(wiltshire: Checked) -> None:
    """One row for each result at the level, a caption, and headings that say what they head."""
    page = wiltshire._repr_html_()
    found = tags(page)
    shown = [one for one in wiltshire.report.results if one.level is Level.GUIDE]
    assert found.seen.count("tr") == len(shown) + 1
    assert found.seen.count("caption") == 1
    assert page.count("scope='col'") == found.seen.count("th") == 5


def test_text_of_a_file_is_not_read_as_html(library: Checked) -> None:
    """Angle brackets, quotes and ampersands of a protocol stay text."""
    evil = "<script>alert('1')</script> & \"x\""
    states = tuple(replace(one, title=evil) for one in LIBRARY.states)
    page = hr.check(replace(LIBRARY, id=evil, title=evil, states=states))._repr_html_()
    found = tags(page)
    assert "script" not in found.seen
    assert evil in found.text
    assert set(found.seen) == set(tags(library._repr_html_()).seen)


def test_an_explanation_shows_the_page_of_the_command() -> None:
    """`explain` gives plain text that begins with the guarantee."""
    shown = repr(hr.explain(LIBRARY, "decision-bounded"))
    assert shown.startswith("Every dispute is decided or settled within a bounded number of working days.")
    assert "\x1b" not in shown


@pytest.mark.parametrize("name", ["decision", "", "within-target"])
def test_a_guarantee_that_is_not_there_is_refused(name: str) -> None:
    """Also the one on the target, where the file states none."""
    with pytest.raises(ValueError, match=r"no guarantee|states no target"):
        hr.explain(replace(LIBRARY, target=None), name)


def test_a_drawing_shows_itself() -> None:
    """At a prompt in sentences, in a notebook as a picture, and as text for other programs."""
    made = hr.draw(LIBRARY)
    assert "Stage 1" in repr(made)
    assert "<svg" in (made._repr_svg_() or "")
    assert made.mermaid().startswith("stateDiagram-v2")
    assert made.dot().startswith("digraph")


def test_without_graphviz_a_notebook_shows_the_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that cannot be drawn is left out, without an error in the notebook."""
    monkeypatch.setattr(picture, "_GRAPHVIZ", "no-such-program")
    made = hr.draw(LIBRARY)
    assert made._repr_svg_() is None
    assert "Stage 1" in repr(made)


def test_a_dispute_can_be_walked_in_a_notebook() -> None:
    """`Dispute` is the machine of the protocol."""
    dispute = hr.Dispute(
        LIBRARY,
        case={"child card": "no"},
        readings={one.id: one.names[0] for one in LIBRARY.all_readings},
    )
    assert [one.id for one in dispute.ways_in()] == ["written complaint"]
