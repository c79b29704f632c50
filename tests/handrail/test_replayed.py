"""`handrail replay`: recorded disputes are walked again, and what is changed, cut short or of another text is told."""

import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import handrail as hr
from handrail.command_line import main
from simulate.scenario import Happening
from tests.simulate.caseload import lasting, plain, q

SIMULATE = Path(__file__).parents[1] / "simulate"
LANE, SCENARIO = SIMULATE / "lane.yaml", SIMULATE / "lane-scenario.yaml"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of two replications of the lane, in which the first of May is a closing day."""
    place = tmp_path_factory.mktemp("out")
    scenario = place / "scenario.yaml"
    closing = "closed: {2025-05-01: the fair}\n"
    scenario.write_text(SCENARIO.read_text(encoding="utf-8") + closing, encoding="utf-8")
    made = hr.simulate(LANE, scenario, years=0.5, warm_up=0, replications=2, records=2, draws=0)
    made.write(place / "lane")
    return place / "lane"


@pytest.fixture
def records(written: Path, tmp_path: Path) -> Path:
    """A copy of the folder, to be changed."""
    return Path(shutil.copytree(written, tmp_path / "lane"))


def change(file: Path, how: Callable[[str], str]) -> None:
    """Change the text of a file."""
    before = file.read_text(encoding="utf-8")
    after = how(before)
    assert after != before
    file.write_text(after, encoding="utf-8")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The status and what was printed."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["handrail", "replay", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_what_was_simulated_is_lawful(written: Path, records: Path) -> None:
    """Every dispute of both replications, from the CSV files and from the Parquet files; scenario and seed are told."""
    for file in records.glob("*.csv"):
        file.unlink()
    found = hr.replay(LANE, written)
    assert found.lawful
    assert found.record.changed == ()
    told = found.facts()
    assert (told["protocol"], told["scenario"], told["seed"]) == ("lane", "lane", 1)
    assert {one["replication"] for one in told["disputes"]} == {0, 1}
    assert all(one["lawful"] for one in told["disputes"])
    assert hr.replay(LANE, records).to_json() == found.to_json()


def test_a_move_that_the_text_does_not_allow_is_told(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One reply becomes a move that is not open: that dispute is told with its date, clause and what is allowed."""
    change(records / "visits.csv", lambda text: text.replace(",agree,", ",reply,", 1))
    status, out, _ = run(capsys, str(LANE), str(records))
    assert status == 1
    assert "lane — 1 of " in out
    assert "visits.csv was changed since it was written" in out
    found = hr.replay(LANE, records)
    (bad,) = found.rows("faults")
    assert (bad["found"], bad["clauses"]) == ("reply from talk", ["1", "2"])
    assert "agree" in bad["allowed"]
    assert str(bad["on"]).startswith("2025-")
    wrong = [(one["replication"], one["kind"], one["case"]) for one in found.facts()["disputes"] if not one["lawful"]]
    assert wrong == [(bad["replication"], bad["kind"], bad["case"])]


def test_a_case_that_could_not_come_so_is_told(records: Path) -> None:
    """A complaint about a dog has another way in."""
    change(records / "cases.csv", lambda text: text.replace(",hedge,", ",dog,", 1))
    (bad,) = hr.replay(LANE, records).rows("faults")
    assert (bad["found"], bad["allowed"], bad["clauses"]) == ("it came in by complaint", "bite", ["1"])


def test_a_limit_with_another_end_is_told(records: Path) -> None:
    """A limit that ends a minute late names the clause of the limit."""

    def later(text: str) -> str:
        heading, first, *rest = text.splitlines()
        *cells, due, missed = first.split(",")
        return "\n".join([heading, ",".join([*cells, str(int(due) + 1), missed]), *rest])

    change(records / "limits.csv", later)
    (bad,) = hr.replay(LANE, records).rows("faults")
    assert bad["found"].startswith('"ten days" ends in minute')
    assert bad["clauses"] == ["2"]


BAD: dict[str, tuple[str, Callable[[str], str], str]] = {
    "cut short between rows": ("visits.csv", lambda text: text[: text.index("\n", 2000) + 1], "it is cut short"),
    "cut short within a row": ("visits.csv", lambda text: text[:-7], "left_at is"),
    "a row too many": ("limits.csv", lambda text: text + text.splitlines()[-1] + "\n", "rows were added"),
    "a row twice": ("cases.csv", lambda text: _first_again(text), "stands in a row before"),
    "no table": ("cases.csv", lambda text: "", "this is no table"),
    "a column renamed": ("visits.csv", lambda text: text.replace("how", "what", 1), 'there is no column "how"'),
    "a move misspelt": ("visits.csv", lambda text: text.replace(",agree,", ",agre,", 1), 'did you mean "agree"?'),
    "a minute in words": ("limits.csv", lambda text: text.replace("0,complaint,", "0,complaint,no ", 1), '"no '),
    "a date alone": ("visits.csv", lambda text: text.replace("2025-04-", "2025-05-", 1), "change both, or neither"),
    "a stay of nobody": (
        "visits.csv",
        lambda text: text.replace("complaint,0,", "complaint,999,", 1),
        "no such dispute",
    ),
    "not JSON": ("manifest.json", lambda text: text[:400], "is cut short or was changed"),
    "no records": (
        "manifest.json",
        lambda text: text.replace('"records"', '"record"'),
        "no records that can be walked",
    ),
    "a reading left out": ("manifest.json", lambda text: text.replace('"counting":', '"count":', 1), "does not say how"),
    "days without minutes": ("manifest.json", lambda text: re.sub(r'("minutes_a_day": )\d+', r"\g<1>0", text), "does not say how"),
    "ends of limits edited": ("manifest.json", lambda text: text.replace('"close"', '"elapsed"', 1), "does not say how"),
    "a start without calendar": ("manifest.json", lambda text: text.replace('"2025-', '"1925-', 1), "does not say how"),
    "days without calendar": ("manifest.json", lambda text: re.sub(r'("days": )(?=\d+,\s+"minutes)', r"\g<1>9", text), "does not say how"),
    "another protocol": ("manifest.json", lambda text: text.replace('"lane"', '"road"', 1), 'the protocol "road"'),
}


def _first_again(text: str) -> str:
    """The same number of rows, the second of which is the first again."""
    heading, first, _, *rest = text.splitlines()
    return "\n".join([heading, first, first, *rest]) + "\n"


@pytest.mark.parametrize("what", BAD)
def test_files_that_cannot_be_used_are_refused(records: Path, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One message that names the file and the way out, status 2, and nothing on standard output."""
    file, how, said = BAD[what]
    change(records / file, how)
    status, out, err = run(capsys, str(LANE), str(records))
    assert (status, out, "Traceback" in err) == (2, "", False)
    assert said in err
    assert str(records) in err


def test_a_parquet_file_cut_short_is_refused(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Half a file is no table; without any file it says which one is missing."""
    (records / "visits.csv").unlink()
    parquet = records / "visits.parquet"
    parquet.write_bytes(parquet.read_bytes()[:500])
    assert "this is no table" in run(capsys, str(LANE), str(records))[2]
    parquet.unlink()
    assert "there is no visits.csv or visits.parquet" in run(capsys, str(LANE), str(records))[2]


def test_another_version_of_the_text_is_refused(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names what changed; prose that changed does not count."""
    newer = records.parent / "newer.yaml"
    newer.write_text(LANE.read_text(encoding="utf-8").replace("10 working days", "5 working days"), encoding="utf-8")
    status, out, err = run(capsys, str(newer), str(records))
    assert (status, out) == (2, "")
    assert 'limit "ten days" has changed' in err
    newer.write_text(LANE.read_text(encoding="utf-8").replace("the two talk", "they talk"), encoding="utf-8")
    assert run(capsys, str(newer), str(records))[0] == 0


def test_a_folder_of_something_else_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty folder, a file, and nothing at all say what to name instead."""
    for path in (tmp_path, LANE, tmp_path / "nothing"):
        status, _, err = run(capsys, str(LANE), str(path))
        assert (status, "handrail simulate --out DIR" in err) == (2, True)
    hr.sweep(LANE, ["staff.warden.people=2"], SCENARIO, years=0.1, replications=1).write(tmp_path / "swept")
    assert "no records that can be walked again" in run(capsys, str(LANE), str(tmp_path / "swept"))[2]


def test_a_clock_that_stands_still_for_good_has_no_end(tmp_path: Path) -> None:
    """The owner goes away and never comes back: the record says so with -1, and is lawful."""
    protocol = hr.load(SIMULATE.parent / "features" / "suspension.yaml")
    away, back = (Happening(q(chance, "share"), lasting(2)) for chance in (1.0, 0.0))
    events = {"owner away": away, "owner back": replace(back, upon="owner away")}
    scenario = replace(plain(protocol, days=60.0, sigma=None, per_year=30), events=events)
    made = hr.simulate(protocol, scenario, years=0.1, warm_up=0, replications=1, draws=0)
    made.write(tmp_path / "out")
    assert ",-1,False" in (tmp_path / "out" / "limits.csv").read_text(encoding="utf-8")
    assert hr.replay(protocol, tmp_path / "out").lawful


def test_nobody_came(tmp_path: Path) -> None:
    """Records without a dispute are lawful."""
    none = ("arrivals.complaint.per_year=0", "arrivals.bite.per_year=0")
    hr.simulate(LANE, SCENARIO, years=0.1, warm_up=0, replications=1, draws=0, given=none).write(tmp_path / "lane")
    found = hr.replay(LANE, tmp_path / "lane")
    assert (found.lawful, found.rows(), found.facts()["disputes"]) == (True, [], [])
