"""`handrail report`: what the paper says, that its three forms say the same, and that bad input leaves no file."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from handrail.board_paper import proposal
from handrail.board_paper.document import document, schema
from handrail.board_paper.drafting import draft
from handrail.board_paper.page import MEANINGS, html, markdown
from handrail.board_paper.paper import Paper
from handrail.board_paper.redraft import NOT_PROVED, SENTENCES
from handrail.command_line import main
from handrail.repair_sentences import new
from model.loader import load_file, load_text
from model.modality import Level
from verify.checker import check
from verify.properties.catalogue import ALL
from verify.repair import repair
from verify.verdict import Word

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
FILE = TESTS / "protocols" / "library.yaml"
LIBRARY = FILE.read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "handrail" / "report.schema.json").read_text(encoding="utf-8"))

Run = Callable[..., tuple[int, str]]


@cache
def library(level: Level = Level.GUIDE) -> Paper:
    """The paper on the library."""
    return draft(check(load_file(FILE), profile="all"), level)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `handrail report` within this process; gives its status and its complaints."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)

    def ran(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["handrail", "report", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), capsys.readouterr().err

    return ran


# -- what it says ----------------------------------------------------------------------------------------------


def test_each_guarantee_has_its_verdict_and_each_broken_one_a_finding() -> None:
    """What is broken has findings, in the order of the numbers; what is proved, or asks nothing here, has none."""
    paper = library()
    assert [one.id for one in paper.guarantees] == [one.id for one in ALL]
    for one in paper.guarantees:
        assert bool(one.findings) is not ({"proved", "vacuous"} >= set(one.verdicts))
    assert [one.id for one in paper.findings] == [f"finding-{n}" for n in range(1, len(paper.findings) + 1)]
    assert {"vacuous"} in [set(one.verdicts) for one in paper.guarantees]
    assert "Where there is nothing to ask, the table of verdicts says why." in markdown(paper)
    assert sorted(it for one in paper.guarantees for it in one.findings) == sorted(one.id for one in paper.findings)


def test_the_headline_counts_every_guarantee_once() -> None:
    """The counts of the first line add up to the number of guarantees it speaks of."""
    for line in library().headline[:2]:
        total, *parts = map(int, re.findall(r"\d+", line))
        assert total == sum(parts)


def test_every_broken_guarantee_comes_with_a_redraft() -> None:
    """Whatever is refuted, unbounded, a dead end or hangs on a reading has a suggestion."""
    for one in library().findings:
        suggested = bool(one.redraft or one.redraft_told_in)
        assert suggested is bool(one.redraft_from) is (one.verdict != "undecided"), one
        assert bool(one.redraft_basis) is bool(one.redraft)


def test_a_redraft_about_time_is_what_repair_proposes() -> None:
    """It is told once, in the first finding about its guarantee; the others that it was proved to mend refer to it."""
    proposed = [one for one in library().findings if one.redraft_from == "repair"]
    told = [one for one in proposed if one.redraft]
    assert [one.guarantee for one in told] == ["within-target"]
    assert {one.guarantee for one in proposed} >= {"within-target", "decision-bounded"}
    assert {one.redraft_told_in for one in proposed} == {"", told[0].id}
    found = repair(load_file(FILE), Level.GUIDE, 20)
    assert len(told[0].redraft) == len(found.remedies)
    for line, one in zip(told[0].redraft, found.remedies, strict=True):
        assert new(found.protocol, one) in line


def test_a_redraft_that_takes_too_many_steps_to_find_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not proved is not called proved: it is the kind of sentence that is missing, and says so."""
    monkeypatch.setattr(proposal, "MOST_STEPS", 10)
    made = draft(check(load_file(FILE), profile="all"), Level.GUIDE)
    assert {one.redraft_from for one in made.findings} == {"reading", "sentence"}
    assert NOT_PROVED in html(made)


def test_where_the_board_aims_at_no_number_the_proposal_has_none() -> None:
    """Which stages need a time was proved; the numbers are left for the board, in square brackets."""
    made = draft(check(replace(load_file(FILE), target=None), profile="all"), Level.GUIDE)
    (lines,) = [one.redraft for one in made.findings if one.redraft_from == "repair" and one.redraft]
    assert "takes no more than [number] working days" in lines[0]


def test_there_is_a_redraft_for_every_guarantee() -> None:
    """No guarantee of the catalogue lacks a sentence, and none is left over."""
    assert set(SENTENCES) == {one.id for one in ALL}


def test_a_redraft_puts_no_number_into_a_text() -> None:
    """A sentence to add has brackets where a number or a role belongs."""
    for id, sentence in SENTENCES.items():
        assert not re.search(r"\d", sentence), id
        assert "[" in sentence or id in ("text-complete", "coverage"), id


def test_every_verdict_is_explained() -> None:
    """The page says of each word that a verdict can use what it means."""
    assert set(MEANINGS) == set(Word)


def test_a_case_is_told_once() -> None:
    """A case that shows several findings is told in the first of them, and the others name that one."""
    told = {one.id: one.case for one in library().findings if one.case}
    cases = [(case.steps, case.ending) for case in told.values()]
    assert len(cases) == len(set(cases))
    for one in library().findings:
        assert not one.case_told_in or (one.case is None and one.case_told_in in told)


def test_the_worst_case_takes_as_long_as_the_longest_story() -> None:
    """No case told in a finding about time takes longer than the one called the worst."""

    def length(steps: tuple[object, ...]) -> int:
        return sum(getattr(step, "calendar_days_to_next", None) or 0 for step in steps)

    paper = library()
    timed = [one.case for one in paper.findings if one.case and one.guarantee.endswith("-bounded")]
    assert paper.worst_case is not None
    assert length(paper.worst_case.steps) >= max(length(one.steps) for one in timed)


def test_clauses_say_what_became_of_them() -> None:
    """A clause is ambiguous when a reading rests on it, left out when the file says why, else encoded or open."""
    text = LIBRARY + '  "9.1": {says: opening hours, left_out: about hours}\n  "9.2": {says: forgotten}\n'
    paper = draft(check(load_text(text, "library.yaml"), profile="all"), Level.GUIDE)
    status = {one.id: one.status for one in paper.clauses}
    assert (status["9.1"], status["9.2"]) == ("left out", "not accounted for")
    assert status["2.1"] == "encoded"
    for one in paper.readings:
        assert all(status[cited] == "ambiguous" for cited in one.clauses)


def test_the_original_text_stands_beside_the_encoding() -> None:
    """A clause with `text` shows it, in all three forms."""
    made = load_file(FILE)
    first = replace(made.clauses[0], text="The reader may complain in writing.")
    paper = replace(library(), clauses=draft(check(replace(made, clauses=(first, *made.clauses[1:])), properties=(
        "coverage",)), Level.GUIDE).clauses)  # fmt: skip
    for form in (html(paper), markdown(paper), json.dumps(document(paper))):
        assert "The reader may complain in writing." in form


# -- its three forms -------------------------------------------------------------------------------------------


def test_the_json_keeps_to_its_schema() -> None:
    """The document is what report.schema.json says, and a document that lacks a part is not."""
    checker = jsonschema.Draft202012Validator(SCHEMA)
    made = document(library())
    assert list(checker.iter_errors(made)) == []
    for key in made:
        assert list(checker.iter_errors({name: value for name, value in made.items() if name != key}))


def test_the_published_schema_is_current() -> None:
    """`python -m handrail.board_paper.document` prints report.schema.json."""
    assert schema() == SCHEMA


def test_the_three_forms_hold_the_same_sentences() -> None:
    """Each redraft and each sentence of the picture stands in the page, the Markdown and the JSON."""
    paper = library()
    page, text, made = html(paper), markdown(paper), document(paper)
    for one in (*paper.diagram.sentences, *(line for it in paper.findings for line in it.redraft)):
        plain = one.replace("&", "&amp;").replace("'", "&#39;").replace('"', "&#34;").replace("<", "&lt;")
        assert plain in page
        assert one in re.sub(r"\\(.)", r"\1", text)
        assert one in json.dumps(made, ensure_ascii=False).replace('\\"', '"')


def test_markdown_reads_as_the_page_does() -> None:
    """Several clauses are clauses, and a target stands with its days."""
    text = markdown(draft(check(load_file(FILE), profile="all"), Level.GUIDE))
    assert "(clauses 2.3 and 2.2)" in text
    assert "within the time the board aims at, 20 working days." in text


def test_markdown_tables_have_whole_rows() -> None:
    """Whatever stands in a cell, each row has as many cells as its heading."""
    made = load_file(FILE)
    clause = replace(made.clauses[0], says="a | b\n\n# c <script>alert(1)</script> [d](javascript:e) `f` *g*")
    paper = draft(check(replace(made, clauses=(clause, *made.clauses[1:])), profile="all"), Level.GUIDE)
    rows: list[int] = []
    for line in markdown(paper).splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not (rows and cells) or cells == rows[0], line
        rows = [*rows, cells] if cells else []
    assert "<script" not in markdown(paper).replace("\\<", "")
    assert not re.search(r"(?<!\\)\]\(", markdown(paper))


def test_levels_differ() -> None:
    """What binds is said in the paper, and changes it."""
    assert library(Level.MUST).counting != library().counting
    assert library(Level.MUST).findings != library().findings


# -- the command -----------------------------------------------------------------------------------------------


FORMS = """
import hashlib, sys
from handrail.loading import load
from handrail.board_paper.drafting import draft
from handrail.board_paper.verb import ENDINGS, rendered
from model.modality import Level
from verify.checker import check
paper = draft(check(load(sys.argv[1]), profile="all"), Level.GUIDE)
for ending in ENDINGS:
    made = rendered(paper, ending)
    assert sys.argv[1] not in made
    print(hashlib.sha256(made.encode()).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """All three forms are the same in two processes whose hashes differ, and name no place of the machine."""
    made = []
    for seed in ("1", "2"):
        command = [sys.executable, "-c", FORMS, str(FILE)]
        settings = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, check=True, cwd=tmp_path, env=settings, capture_output=True, text=True)
        made.append(done.stdout)
    assert made[0] == made[1]
    assert len(set(made[0].split())) == 3


def test_a_revision_says_what_was_lost_and_by_which_clause(run: Run, tmp_path: Path) -> None:
    """With --against the paper names the guarantee that got worse, and the edited clause."""
    old, new, out = (tmp_path / name for name in ("old.yaml", "new.yaml", "out.json"))
    old.write_text(LIBRARY, encoding="utf-8")
    limit = "id: five days to talk, within: 5 working days"
    assert limit in LIBRARY
    new.write_text(LIBRARY.replace(limit, "id: five days to talk, words: soon"), encoding="utf-8")
    assert run(str(new), "--against", str(old), "-o", str(out)) == (0, f'Wrote "{out}".\n')
    made = json.loads(out.read_text(encoding="utf-8"))
    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(made)) == []
    worse = [one for one in made["revision"]["guarantees"] if one["worse"]]
    assert worse
    assert any("2.1" in line for one in worse for line in one["caused_by"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothere.yaml", "-o", "out.html"], "there is no such file"),
        ([str(FILE), "-o", "out.pdf"], "does not say what kind of report it is"),
        ([str(FILE), "-o", "out"], "does not say what kind of report it is"),
        ([str(FILE), "-o", "nofolder/out.html"], 'there is no folder "nofolder"'),
        ([str(FILE), "-o", "folder.html"], "is a folder"),
        ([str(FILE), "-o", "a-file/out.html"], "cannot be written"),
        ([str(FILE), "-o", "out.html", "--level", "shuold"], 'did you mean "should"?'),
        ([str(FILE), "-o", "out.html", "--within", "soon"], "is not a length of time"),
        ([str(FILE), "-o", "out.html", "--against", "wiltshire"], "are not two versions of one protocol"),
    ],
)
def test_a_mistake_is_told_and_leaves_no_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    """Bad input ends with status 2 and a way out, and nothing is written, not even in part."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "a-file").write_text("")
    status, complaint = run(*arguments)
    assert status == 2
    assert said in complaint
    assert "Traceback" not in complaint
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["a-file", "folder.html"]
