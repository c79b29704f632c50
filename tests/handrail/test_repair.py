"""`handrail repair` as its reader meets it: the page, the document, and the file it writes."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import handrail as hr
import protocols
from handrail.command_line import main
from handrail.repaired import repair
from model.loader import load_file
from model.modality import Level
from model.time_span import TimeSpan
from verify.checker import check
from verify.verdict import Word

LIBRARY = Path(__file__).parents[1] / "protocols" / "library.yaml"
FEATURES = Path(__file__).parents[1] / "features"
REPAIRS = LIBRARY.parent / "machine" / "repairs.yaml"
SCHEMAS = Path(__file__).parents[2] / "handrail"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the program within this process."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)

    def ran(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["handrail", "repair", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return ran


@pytest.mark.parametrize("target", ["0", "-3", "soon", "", "0 working days", "2 hours"])
def test_what_is_no_target_is_refused(run: Run, target: str) -> None:
    """A target is a number of working days, or a length of time that days can measure."""
    code, out, said = run(str(LIBRARY), f"--target={target}")
    assert (code, out) == (2, "")
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["wiltshire"], "states no target"),
        (["wiltshir", "--target", "20"], 'did you mean "wiltshire"?'),
        (["wiltshire", "--target", "20", "--level", "shuold"], 'did you mean "should"?'),
        (["wiltshire", "--target", "20", "--guarantee", "finality"], 'there is no guarantee "finality"'),
        (["wiltshire", "--target", "20", "--apply"], "a built-in protocol is never overwritten"),
        (["wiltshire", "--target", "20", "-o", "mine.yaml"], "nothing is written without --apply"),
    ],
)
def test_a_mistake_is_told_before_anything_is_searched(run: Run, arguments: list[str], words: str) -> None:
    """Names, levels and places are looked at first."""
    code, out, said = run(*arguments)
    assert (code, out) == (2, "")
    assert words in said


def test_the_statuses_tell_what_became_of_it(run: Run) -> None:
    """0 proposed, 1 none exists, 4 undecided."""
    assert run(str(LIBRARY), "--target", "25")[0] == 0
    code, out, _ = run(str(LIBRARY), "--target", "1")
    assert code == 1
    assert "No repair of these kinds exists" in out
    code, out, _ = run(str(REPAIRS), "--target", "20")
    assert code == 4
    assert "not yet covered" in out
    code, out, _ = run("wiltshire", "--target", "20", "--solver-seconds", "0.001", "--json")
    made = json.loads(out)
    assert (code, made["outcome"], made["edits"]) == (4, "undecided", [])
    assert "time ran out" in made["reason"]


def test_the_page_shows_old_and_new_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    """Each proposal stands beside the clause it changes; the file stays as it is."""
    file = tmp_path / "library.yaml"
    file.write_bytes(LIBRARY.read_bytes())
    code, out, _ = run(str(file), "--target", "20", "--level", "should")
    assert code == 0
    said = " ".join(out.split())
    assert "old: clause 2.3: otherwise the trustees decide and that is final" in said
    assert "new: Stage 3 takes no more than" in said
    assert "Nothing was written." in said
    assert file.read_bytes() == LIBRARY.read_bytes()


def test_the_document_has_every_edit_with_its_place(run: Run) -> None:
    """Kind, clause, file and line, old, new, and by what it was verified."""
    code, out, _ = run("london", "--target", "20", "--level", "should", "--json")
    made = json.loads(out)
    assert code == 0
    assert (made["outcome"], made["target_working_days"], made["written"]) == ("proposed", 20, None)
    for one in made["edits"]:
        assert one["clauses"]
        assert one["old"]
        assert one["new"].endswith(".")
        assert one["place"]["file"] == "london.yaml"
        assert one["verified_by"] == ["walk over every run", "solver"]
    assert all(one["verdict"] == "proved" for one in made["after"])
    assert run("london", "--target", "20", "--level", "should", "--json")[1] == out


@pytest.mark.parametrize("name", protocols.names())
def test_what_is_written_changes_nothing_else(name: str) -> None:
    """The edited file loads, keeps every line it does not change, and is proved as a file of its own."""
    made = repair(name, 20, level="should")
    old, new = protocols.path(name).read_text(encoding="utf-8"), made.text()
    before, after = old.splitlines(), new.splitlines()
    gone = [
        line
        for kind, first, last, _, _ in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if kind in ("delete", "replace")
        for line in before[first:last]
    ]
    assert not [line for line in gone if line.lstrip().startswith("#")]
    assert len(gone) <= 4 * len(made.rows())


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("routing-out.yaml", "the case passes to another procedure, and the text stops here"),
        ("act-on-a-day.yaml", "the steps and waiting times that the text itself demands take longer"),
    ],
)
def test_where_nothing_helps_the_page_says_why(run: Run, file: str, why: str) -> None:
    """A court is not obliged by a board's text, and six weeks do not fit into four."""
    code, out, _ = run(str(FEATURES / file), "--target", "20")
    assert code == 1
    assert why in " ".join(out.split())


def test_the_document_keeps_to_its_schema(run: Run) -> None:
    """handrail/repair.schema.json describes a proposal, none needed, none there is, and no answer."""
    own, results = (json.loads((SCHEMAS / f"{one}.schema.json").read_text("utf-8")) for one in ("repair", "result"))
    registry = Registry().with_resource("result.schema.json", Resource.from_contents(results))
    valid = Draft202012Validator(own, registry=registry)
    outcomes = set()
    for target in ("25", "1000", "1"):
        for file in (LIBRARY, FEATURES / "repeat-until.yaml", FEATURES / "cap-over-stages.yaml", REPAIRS):
            made = json.loads(run(str(file), "--target", target, "--json")[1])
            assert [one.message for one in valid.iter_errors(made)] == []
            outcomes.add(made["outcome"])
    assert outcomes == {"proposed", "none needed", "none exists", "undecided"}
    assert list(valid.iter_errors(made | {"outcome": "mended"}))
    assert list(valid.iter_errors({key: value for key, value in made.items() if key != "reason"}))


def test_a_notebook_shows_a_table_and_hands_on_the_text(tmp_path: Path) -> None:
    """`hr.repair`: a row for each edit, the edited protocol to check again, and a file when asked for."""
    made = hr.repair(LIBRARY, target=20, level="should")
    assert isinstance(made, hr.Repaired)
    assert [one["kind"] for one in made.rows()] == ["limit added", "reading fixed"]
    assert made._repr_html_().count("<tr>") == 1 + len(made.rows())
    assert "What is claimed" in repr(made)
    assert "Only this guarantee was looked at: handrail diff tells what" in " ".join(repr(made).split())
    assert made.protocol is not None
    checked = hr.check(made.protocol, level="should", within="20 working days")
    assert {one["verdict"] for one in checked.rows() if one["property"] == "within-target"} >= {"proved"}
    made.write(tmp_path / "mine.yaml")
    assert load_file(tmp_path / "mine.yaml") == made.protocol
    none = hr.repair(LIBRARY, target=1)
    assert none.protocol is None
    assert "No repair of these kinds exists" in none._repr_html_()
    with pytest.raises(ValueError, match="no file with a repair"):
        none.write(tmp_path / "none.yaml")
    with pytest.raises(ValueError, match="never overwritten"):
        made.write(protocols.path("bolton"))
    for wrong in (0, -3, "soon"):
        with pytest.raises(ValueError, match=str(wrong)):
            hr.repair("bolton", target=wrong)


def test_a_repaired_text_is_told_from_its_file() -> None:
    """A comparison says which of two texts stands in the file, and which is the repaired one."""
    page = repr(hr.diff(LIBRARY, hr.repair(LIBRARY, target=20, level="should").protocol or ""))
    assert ("library.yaml (" in page, "library.yaml, repaired (" in page) == (True, True)


def test_apply_writes_a_file_that_holds(run: Run, tmp_path: Path) -> None:
    """The written file keeps the target by a check of its own; a second repair finds nothing to do."""
    file = tmp_path / "mine.yaml"
    code, out, _ = run("rotherham-practice", "--target", "20", "--level", "should", "--apply", "-o", str(file))
    assert code == 0
    assert f'Wrote "{file}".' in out.replace("\n", "")
    mine = replace(load_file(file), target=TimeSpan(20, "working day"))
    results = check(mine, properties=("within-target", "consistent")).of("within-target", Level.SHOULD)
    assert {one.verdict for one in results} == {Word.PROVED}
    assert "No repair is needed" in run(str(file), "--target", "20", "--level", "should")[1]
    assert list(tmp_path.iterdir()) == [file]


def test_apply_without_a_place_edits_the_file_itself(run: Run, tmp_path: Path) -> None:
    """A file of the author's own is edited where it is, and every other line stays."""
    file = tmp_path / "library.yaml"
    file.write_bytes(LIBRARY.read_bytes())
    assert run(str(file), "--target", "20", "--level", "should", "--apply")[0] == 0
    old, new = LIBRARY.read_text(encoding="utf-8").splitlines(), file.read_text(encoding="utf-8").splitlines()
    assert len([line for line in old if line not in new]) <= 3
    assert any("proposed 1" in line for line in new)
