"""What other programs read of a check: SARIF, JUnit XML, GitHub commands and Markdown."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from handrail import formats, github_commands, markdown_table
from handrail.command_line import main
from handrail.junit import junit
from handrail.outcome import RULES, Outcome, Spot, State
from handrail.outcomes import of_check
from handrail.sarif import sarif
from model.loader import load_file, load_text
from model.modality import Level
from model.protocol import Place
from verify.checker import check
from verify.properties.catalogue import ALL

LIBRARY = Path(__file__).parents[1] / "protocols" / "library.yaml"
TEXT = LIBRARY.read_text(encoding="utf-8")
LINES = TEXT.split("\n")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs `handrail check` in a folder with one protocol; gives its status, what it printed, its complaints."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.delenv(formats.SUMMARY, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "library.yaml").write_text(TEXT, encoding="utf-8")

    def ran(*arguments: str, command: str = "check") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["handrail", command, *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return ran


@pytest.fixture(scope="module")
def told() -> list[Outcome]:
    """The outcomes of a check of the library with all guarantees."""
    return list(of_check(check(load_file(LIBRARY), profile="all"), Level.GUIDE))


def hostile(says: str = "<script>alert(1)</script> @everyone ![x](http://a.b)\n::error::x | y %0A\x1b[2J") -> Outcome:
    """An outcome with what a file might say to do harm."""
    return Outcome(says, "coverage", says, State.BROKEN, says, says, (says,), says, "a:b,c d|.yaml", 3, 4)


def test_each_finding_points_at_its_line(told: list[Outcome]) -> None:
    """A stage at its name, a way in at its entry, and besides at the clauses they rest on."""
    at = {one.rule: one for one in told}
    assert LINES[at["decision-bounded"].line - 1].startswith("  talk:")
    assert "complaint by staff" in LINES[at["every-entry-served"].line - 1]
    spot = at["every-entry-served"].also[0]
    assert LINES[spot.place.line - 1].startswith('  "1.2":')
    assert spot.says.startswith("clause 1.2: so may staff")
    assert all(one.line for one in told if one.told)


def test_a_finding_keeps_its_fingerprint_when_its_line_moves(told: list[Outcome]) -> None:
    """A comment above moves every line and no fingerprint, and no two findings share one."""
    moved = list(of_check(check(load_text("# one more line\n" + TEXT), profile="all"), Level.GUIDE))
    assert [one.fingerprint for one in moved] == [one.fingerprint for one in told]
    assert [one.line for one in moved if one.told] != [one.line for one in told if one.told]
    assert len({one.fingerprint for one in told}) == len(told)


def test_every_rule_has_a_page() -> None:
    """What can be told has a sentence, a page and a severity, and each guarantee is among it."""
    assert {one.id for one in ALL} <= RULES.keys()
    assert all(
        sentence and page and severity in ("error", "warning", "info") for sentence, page, severity in RULES.values()
    )


def test_junit_counts_what_it_lists(told: list[Outcome]) -> None:
    """One test for each guarantee and kind of case; broken fails, what only advises is skipped."""
    undecided = Outcome("library", "reachable", "another case", State.UNDECIDED, "undecided", "time ran out")
    accepted = Outcome("library", "reachable", "a third", State.ACCEPTED, "refuted", "said", reason="a reason")
    suites = ElementTree.fromstring(junit([*told, undecided, accepted, hostile()]).encode())
    cases = suites.findall("testsuite/testcase")
    assert len(cases) == len(told) + 3 == int(suites.get("tests", ""))
    for tag, count in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert len(suites.findall(f"testsuite/testcase/{tag}")) == int(suites.get(count, ""))
    failed = {case.get("name") for case in cases if case.find("failure") is not None}
    assert failed == {f"{one.rule}: {one.case}" for one in told if one.fails}
    assert failed
    assert suites.get("errors") == "1"
    (skipped,) = (case.find("skipped") for case in cases if case.get("name") == "reachable: a third")
    assert skipped is not None
    assert skipped.get("message") == "a reason"


def test_a_command_is_one_line_whatever_a_file_says() -> None:
    """A finding makes one workflow command: nothing in it begins another or ends its settings."""
    said = github_commands.github([hostile()])
    assert said.count("\n") == 0
    assert said.startswith("::warning file=a%3Ab%2Cc d|.yaml,line=3,col=4,title=coverage <script>")
    settings = said.removeprefix("::warning ").partition("::")[0]
    assert [one.partition("=")[0] for one in settings.split(",")] == ["file", "line", "col", "title"]
    assert "%250A" in said


def test_markdown_stays_text_whatever_a_file_says() -> None:
    """No tag, no mention, no picture and no row of a table comes out of a text."""
    said = markdown_table.markdown([hostile()], "check", ["<b>"])
    assert "<script" not in said
    assert "@everyone" not in said
    assert "![" not in said
    assert "http://" not in said
    rows = [line for line in said.split("\n") if line.startswith("| `")]
    assert [row.replace("\\|", "").count("|") for row in rows] == [5]


def test_markdown_ticks_only_what_is_there() -> None:
    """What is in neither version has no tick."""
    rows = [Outcome("a", "coverage", one, State.FINE, one, "said") for one in ("kept", "in neither")]
    said = markdown_table.markdown(rows, "diff")
    assert "| ✓ kept |" in said
    assert "| – in neither |" in said


def test_several_formats_at_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text for a reader, commands and a summary for GitHub, and files for the others, in one run."""
    monkeypatch.setenv(formats.SUMMARY, str(tmp_path / "summary.md"))
    asked = [
        word for one in ("text", "github", "sarif=o.sarif", "junit=o.xml", "json=o.json") for word in ("--format", one)
    ]
    status, out, _ = run("library.yaml", *asked)
    assert status == 1
    assert "UNBOUNDED" in out
    assert "::error file=library.yaml,line=" in out
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").startswith("## handrail check")
    uri = json.loads((tmp_path / "o.sarif").read_text(encoding="utf-8"))["runs"][0]["results"][0]["locations"][0]
    assert uri["physicalLocation"]["artifactLocation"]["uri"] == "library.yaml"
    assert json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))["protocols"][0]["id"] == "library"
    assert ElementTree.parse(tmp_path / "o.xml").getroot().tag == "testsuites"


def test_a_mistake_of_a_file_stands_at_its_line(run: Run, tmp_path: Path) -> None:
    """Status 2 as ever; the mistakes are told in the formats too."""
    (tmp_path / "library.yaml").write_text(TEXT.replace("nation: England", "nation: Narnia"), encoding="utf-8")
    status, out, err = run("library.yaml", "--format", "github", "--format", "sarif=o.sarif")
    line = 1 + LINES.index("nation: England")
    assert status == 2
    assert "Narnia" in err
    assert out.startswith(f"::error file=library.yaml,line={line},col=9,title=bad-input bad input::")
    (result,) = json.loads((tmp_path / "o.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert run("wiltshire", "library.yaml", "--format", "github", command="diff")[1] == out
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": line, "startColumn": 9}


def test_sarif_also_points_into_the_source_text(run: Run, tmp_path: Path) -> None:
    """At the line where the words that locate a clause begin, though they run on to the next."""
    (tmp_path / "policy.txt").write_text("Fines\n\nReaders may complain. So\n  may staff, too.\n", encoding="utf-8")
    run("library.yaml", "--text", "policy.txt", "--format", "sarif=o.sarif")
    results = json.loads((tmp_path / "o.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    (one,) = (one for one in results if one["ruleId"] == "every-entry-served")
    place = one["relatedLocations"][-1]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "policy.txt"}, "region": {"startLine": 3, "startColumn": 23}}
    assert run("library.yaml", "wiltshire", "--text", "policy.txt")[0] == 2
    assert run("library.yaml", "--text", "nothere.txt")[0] == 2


@pytest.mark.parametrize("form", ["sarif", "junit", "markdown"])
def test_a_form_on_the_screen_tells_mistakes_of_the_file_too(run: Run, tmp_path: Path, form: str) -> None:
    """It has the same bytes as in a file, and the status is 2."""
    (tmp_path / "library.yaml").write_text("handrail: 1\n", encoding="utf-8")
    status, out, _ = run("library.yaml", "--format", form)
    assert run("library.yaml", "--format", f"{form}=told")[0] == status == 2
    assert Path("told").read_text(encoding="utf-8") == out


def test_what_fails_can_be_chosen(run: Run) -> None:
    """What only advises fails when it is asked to, and a word for it that does not exist is refused."""
    calm = ("library.yaml", "--profile", "recommended", "--format", "github")
    assert run(*calm)[0] == 0
    status, out, _ = run(*calm, "--fail-on", "warning", "--format", "junit=o.xml")
    assert (status, "::error" in out) == (1, True)
    assert int(ElementTree.parse("o.xml").getroot().get("failures", "")) > 0
    assert run(*calm, "--fail-on", "everything")[0] == 2


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["sarf"], 'did you mean "sarif"?'),
        (["sarif,github"], "--format github --format sarif=FILE"),
        (["sarif="], "no file is named"),
        (["sarif=o", "junit=o"], "two formats want the file"),
        (["sarif", "text"], "cannot share the screen"),
        (["sarif=nowhere/o.sarif"], 'there is no folder "nowhere"'),
        (["sarif=."], "is a folder"),
    ],
)
def test_a_format_that_makes_no_sense_is_refused(run: Run, tmp_path: Path, asked: list[str], said: str) -> None:
    """Before anything is checked, and nothing is written."""
    status, out, err = run("library.yaml", *(word for one in asked for word in ("--format", one)))
    assert (status, out) == (2, "")
    assert said in " ".join(err.split())
    assert [one.name for one in tmp_path.iterdir()] == ["library.yaml"]


def test_a_place_without_a_line_is_the_file_as_a_whole() -> None:
    """A finding about a file has no region and no line."""
    whole = Outcome(
        "a.yaml",
        "protocol-kept",
        "every case",
        State.BROKEN,
        "removed",
        "gone",
        file="a.yaml",
        also=(Spot("a.yaml", Place(2, 1), "x"),),
    )
    (result,) = json.loads(sarif([whole], "diff"))["runs"][0]["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]
    assert "line=" not in github_commands.github([whole])


def test_a_file_of_ones_own_is_called_by_its_path() -> None:
    """What to type next names a built-in protocol by its id, and any other by its file, quoted for the shell."""
    from dataclasses import replace

    from handrail.loading import load, name_of

    built_in = load("london")
    assert name_of(built_in) == "london"
    assert name_of(replace(built_in, file="our drafts/london.yaml")) == "'our drafts/london.yaml'"


def test_a_summary_says_how_much_of_the_text_was_counted(run: Run) -> None:
    """The level, and the role taken to be silent, stand above the verdicts of a summary, as on the page."""
    _, out, _ = run("library.yaml", "--format", "markdown", "--level", "must", "--silent", "librarian")
    assert "Counting what the text says “must” or “will” be done, and taking it that nothing is heard from" in out
