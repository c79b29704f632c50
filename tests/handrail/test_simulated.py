"""`handrail simulate` and `compare` as a user meets them: tables, pictures, folders, and what cannot be simulated."""

import json
import os
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas
import pytest

import handrail as hr
from handrail import event_log, records_folder
from handrail.arguments import Refused
from handrail.command_line import main
from handrail.compared import Compared
from handrail.grid import Grid, shown
from handrail.simulated import Simulated
from model.loader import load_file
from simulate.engine import run as engine
from simulate.records import ENDED, OPEN, Run
from tests.simulate.caseload import plain

FEATURES = Path(__file__).parents[1] / "features"
SIMULATE = Path(__file__).parents[1] / "simulate"
LANE, SCENARIO = SIMULATE / "lane.yaml", SIMULATE / "lane-scenario.yaml"
PNG = b"\x89PNG\r\n"


@pytest.fixture(scope="module")
def found() -> Simulated:
    """Half a year of quarrels in the lane, three times over."""
    return hr.simulate(LANE, SCENARIO, years=0.5, warm_up=20, replications=3, draws=2)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """The lane, and a version in which the warden has five days to answer, not ten."""
    newer = tmp_path_factory.mktemp("texts") / "newer.yaml"
    newer.write_text(LANE.read_text(encoding="utf-8").replace("10 working days", "5 working days"), encoding="utf-8")
    return hr.compare(LANE, newer, SCENARIO, years=0.5, warm_up=0, replications=2, draws=0)


@pytest.fixture(scope="module")
def written(found: Simulated, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of it."""
    path = tmp_path_factory.mktemp("out") / "lane"
    found.write(path)
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The status and what was printed."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["handrail", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


# -- tables ----------------------------------------------------------------------------------------------------


def test_every_table_says_what_it_rests_on(found: Simulated, both: Compared) -> None:
    """Figures by basis, seed, replications and the kinds of interval stand below each table, in every form."""
    for one in (*found.tables(), *both.tables(), found.stress_des()):
        assert one.basis.startswith("1 sourced, 1 proxy, 35 assumption; seed 1; ")
        assert " replications; " in one.basis
        assert "intervals: 95% for luck" in one.basis
        assert one.basis in one.markdown()
        assert one.frame().attrs["basis"] == one.basis
    assert "not looked at" in both.tables()[0].basis
    assert "not looked at" not in found.tables()[0].basis


def test_what_is_not_there_is_no_number() -> None:
    """A measure without a dispute is missing in the DataFrame, in its own column of numbers, and is not NaN."""
    lines = ({"measure": "urgent mean days", "estimate": None}, {"measure": "mean days", "estimate": 6.0})
    frame = Grid("measures", "Measures", (("Measure", "measure"),), lines, "").frame()
    assert frame["estimate"][0] is pandas.NA
    assert frame["estimate"].mean() == 6.0


def test_headlines_have_both_intervals(found: Simulated) -> None:
    """The mean time lies in its interval for luck, and has another over the ranges of the figures."""
    (mean,) = [one for one in found.rows() if one["measure"] == "mean days"]
    low, high = mean["monte_carlo"]
    assert low <= mean["estimate"] <= high
    assert mean["inputs"][0] <= mean["inputs"][1]
    assert {"Estimate", "95% luck (Monte-Carlo)", "5-95% inputs"} <= {one for one, *_ in found.table().columns}


def test_the_gap_table_names_stages_without_a_limit(found: Simulated) -> None:
    """The talk has no limit and all its time is unclocked; the answer has one and cites its clause."""
    rows = {one["stage"]: one for one in found.rows("gaps")}
    assert rows["talk"]["limits"] == "none"
    assert rows["talk"]["unclocked"] == pytest.approx(rows["talk"]["of_all_time"])
    assert rows["answer"]["limits"] == "10 working days"
    assert "2: the warden answers" in rows["answer"]["text"]
    assert sum(one["of_all_time"] for one in rows.values()) == pytest.approx(1)
    assert (rows["answer"]["proved"], rows["answer"]["proved_days"]) == ("at most 10 working days", 10)
    assert (rows["talk"]["proved"], rows["talk"]["proved_days"]) == ("no limit bounds it", None)
    assert rows["meeting"]["proved"] == "no limit bounds it"


def test_a_notebook_shows_tables(found: Simulated, both: Compared) -> None:
    """Results show themselves as tables; an unknown table or figure is refused with those there are."""
    assert found._repr_html_().count("<table>") == len(found.tables())
    assert both._repr_html_().count("<table>") == 2
    assert isinstance(found.frame("limits"), pandas.DataFrame)
    with pytest.raises(Refused, match="measures, gaps"):
        found.rows("nothing")
    with pytest.raises(Refused, match="open cases"):
        found.figure("open case")


def test_no_nan_in_any_document(found: Simulated, both: Compared) -> None:
    """The JSON is strict JSON: what could not be measured is null."""
    for one in (found, both):
        json.dumps(one.to_json(), allow_nan=False)


def test_a_stricter_limit_is_missed_more_often(both: Compared) -> None:
    """Both texts are told by the same yardsticks; that they have the same limit is seen by its name."""
    (row,) = both.rows("limits")
    assert row["measure"] == "missed: ten days"
    assert {one["measure"] for one in both.rows()} >= {"mean days", "open after 20 days"}
    assert both.heading().startswith("two versions of lane")


def test_a_text_against_itself_is_the_same() -> None:
    """With the same luck, a text differs from itself in nothing."""
    made = hr.compare(LANE, LANE, SCENARIO, years=0.2, warm_up=0, replications=2, draws=0)
    told = {one["verdict"] for one in made.rows() if one["change"] is not None}
    assert told == {"the same"}


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (None, "share", "–"),
        (0.5, "share", "50.0%"),
        (-0.00001, "share", "0.0%"),
        (-0.001, "working days", "0.0"),
        (0.25, "working days", "0.25"),
        (1234.5, "disputes", "1,234"),
        ((0.0, 0.5), "share", "0.0% to 50.0%"),
        ((None, None), "share", "–"),
        (12345, "", "12,345"),
    ],
)
def test_numbers_as_people_read_them(value: object, unit: str, said: str) -> None:
    """Shares are percentages, nothing is a dash, and no zero has a sign."""
    assert shown(value, unit) == said


def test_the_checklist_has_24_rows_and_invents_nothing(found: Simulated) -> None:
    """STRESS-DES has 24 rows; purpose, aims, pre-processing, system and sharing are not stated."""
    rows = found.stress_des().rows()
    assert len(rows) == 24
    unsaid = [one["row"] for one in rows if one["said"] == "not stated"]
    assert unsaid == ["1.1", "1.3", "3.2", "5.4", "6.1"]


# -- pictures --------------------------------------------------------------------------------------------------


def test_every_figure_is_a_picture_and_always_the_same(found: Simulated, both: Compared) -> None:
    """Each question has a PNG, and drawing it again gives the same bytes."""
    assert list(found.drawings()) == ["survival", "open cases", "load", "flow", "missed limits"]
    assert list(both.drawings()) == ["differences", "before and after", "missed limits"]
    for name in both.drawings():
        assert both.figure(name).png.startswith(PNG)
    assert found.figure("survival") == found.figure("survival")


# -- the folder ------------------------------------------------------------------------------------------------


def test_the_manifest_has_the_fingerprint_of_every_file(written: Path) -> None:
    """Each file beside the manifest is in it, with what made it."""
    manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    there = {one.name for one in written.iterdir()} - {"manifest.json"}
    assert manifest["files"].keys() == there
    assert {"cases.parquet", "cases.csv", "visits.parquet", "visits.csv", "events.xes", "survival.png", "stress-des.md"} <= there
    for name, mark in manifest["files"].items():
        assert sha256((written / name).read_bytes()).hexdigest() == mark
    assert (manifest["protocol"], manifest["seed"], manifest["replications"]) == ("lane", 1, 3)


def test_no_record_is_lost(found: Simulated, written: Path) -> None:
    """Parquet and CSV have a row for every stay, the open ones too, and say the same."""
    (run,) = found.runs
    from_parquet = pandas.read_parquet(written / "visits.parquet")
    from_csv = pandas.read_csv(written / "visits.csv")
    assert len(from_parquet) == len(from_csv) == len(run.visits["case"])
    assert from_csv["left"].tolist() == from_parquet["left"].tolist() == run.visits["left"].tolist()
    assert (from_parquet["how"] == OPEN).any()
    limits = pandas.read_parquet(written / "limits.parquet")
    assert limits["missed"].sum() == run.counts.missed.total()
    cases = pandas.read_parquet(written / "cases.parquet")
    assert len(cases) == run.counts.came.total()
    assert set(cases["fact kind"]) == {"hedge", "noise", "dog"}


def test_the_event_log_is_xes(found: Simulated, written: Path) -> None:
    """Read by another program: four extensions, a trace a dispute, events in order of time, every key declared."""
    log = ElementTree.parse(written / "events.xes").getroot()
    order = [one.tag for one in log]
    assert log.tag == "log"
    assert log.get("xes.version") == "1.0"
    assert order == sorted(order, key=["extension", "global", "classifier", "trace"].index)
    prefixes = {one.get("prefix") for one in log.findall("extension")}
    assert prefixes == {"concept", "time", "lifecycle", "org"}
    (run,) = found.runs
    traces = log.findall("trace")
    assert len(traces) == run.counts.came.total()
    names = [one.get("value") for it in traces for one in it.findall("string[@key='concept:name']")]
    assert len(set(names)) == len(traces)
    assert {it.get("value") for it in log.findall("trace/string[@key='fact kind']")} == {"hedge", "noise", "dog"}
    for trace in traces:
        events = trace.findall("event")
        times = []
        for event in events:
            told = {str(one.get("key")): str(one.get("value")) for one in event}
            assert {"concept:name", "time:timestamp", "lifecycle:transition"} <= told.keys()
            assert all(":" not in key or key.split(":")[0] in prefixes for key in told)
            times.append(datetime.fromisoformat(told["time:timestamp"]))
            assert told["lifecycle:transition"] in ("start", "complete", "ate_abort")
        assert times == sorted(times)
        assert times[0].hour >= 9
    starts = len(log.findall(".//string[@value='start']"))
    assert starts == sum(1 for how in run.frame["how"] if how != ENDED)


def test_the_event_log_tells_what_comes_beside_the_moves() -> None:
    """Each row of the record is there: an event that stops a clock, one that lets it run on, a duty called and done."""
    text, clerk = (load_file(FEATURES / f"{one}.yaml") for one in ("suspension", "notice-to-a-third-party"))
    tell = replace(clerk.duties[0], to=("warden",), by=(("neighbour",),))
    protocol = replace(text, duties=(tell,))
    made = engine(protocol, plain(protocol, days=4.0, sigma=None, per_year=60), seed=1, days=60, records="full")
    events = [event for it in event_log.traces(made, protocol) for event in ElementTree.fromstring(it).iter("event")]
    found = [{str(one.get("key")): str(one.get("value")) for one in event} for event in events]
    beside = [one for one in found if "beside" in one]
    came, names = made.happenings, [made.events[one] for one in made.happenings["event"].tolist()]
    pairs = list(zip(names, came["at"].tolist(), came["called"].tolist(), came["due"].tolist(), strict=True))
    done = sorted((one["concept:name"], one["time:timestamp"]) for one in beside if one[LIFE] == "complete")
    assert done == sorted((name, stamp(made, at)) for name, at, _, _ in pairs if at >= 0)
    called = sorted((one["time:timestamp"], one.get("due", "")) for one in beside if one[LIFE] == "schedule")
    duties = [(called, due) for name, _, called, due in pairs if name == "tell the clerk"]
    assert called == sorted((stamp(made, at), stamp(made, due) if due <= made.last else "") for at, due in duties)
    stops = {(one["concept:name"], one.get("stops the clock of"), one.get("resumes the clock of")) for one in beside}
    assert stops == {("owner away", "five days", None), ("owner back", None, "five days"), ("tell the clerk", None, None)}
    assert {one["org:role"] for one in beside if one["beside"] == "duty"} == {"neighbour"}


def stamp(run: Run, minute: int) -> str:
    """The time of a minute, as the log has it."""
    return f"{event_log.moment(run, minute).isoformat()}.000+00:00"


LIFE = "lifecycle:transition"
READER = os.environ.get("HANDRAIL_XES_READER", "")


@pytest.mark.skipif(not READER, reason="HANDRAIL_XES_READER names no Python with rustxes (see CONTRIBUTING.md)")
def test_an_independent_reader_reads_the_event_log(found: Simulated, written: Path) -> None:
    """The reader of the Rust library for process mining finds each dispute, and each event with its stage and time."""
    said = subprocess.run(
        [READER, "-c", READS, str(written / "events.xes")], capture_output=True, text=True, check=True, timeout=120
    )
    (run,) = found.runs
    told = [
        [event.find(f"*[@key='{key}']").get("value") for key in KEYS]  # type: ignore[union-attr]
        for event in ElementTree.parse(written / "events.xes").iter("event")
    ]
    read = json.loads(said.stdout)
    assert len({row[0] for row in read}) == run.counts.came.total()
    assert sorted(row[1:] for row in read) == sorted(
        [stage, life, datetime.fromisoformat(str(when)).timestamp()] for stage, life, when in told
    )


KEYS = ("concept:name", "lifecycle:transition", "time:timestamp")
READS = """
import json, sys, rustxes
log = rustxes.import_xes(sys.argv[1])[0]
when = log["time:timestamp"].dt.epoch("ms") / 1000
names = (log[one].to_list() for one in ("case:concept:name", "concept:name", "lifecycle:transition"))
print(json.dumps(list(zip(*names, when.to_list()))))
"""


def test_names_of_a_text_do_not_break_the_log(found: Simulated) -> None:
    """Quotes, angle brackets and ampersands in a name are kept as they are."""
    odd = '"<a & b>\''
    (run,) = found.runs
    named = replace(run, kinds=(odd, *run.kinds[1:]))
    trace = ElementTree.fromstring(next(event_log.traces(named, found.caseload.protocol)))
    assert [one.get("value") for one in trace.findall("string[@key='way in']")] == [odd]


def test_a_full_disk_leaves_nothing_behind(
    found: Simulated, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk fills half way, the message says so, and neither a folder nor a part of one is there."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(records_folder, "write_manifest", full)
    with pytest.raises(Refused, match="No space left on device"):
        found.write(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_move_called_as_the_end_of_a_stay_is_refused(tmp_path: Path) -> None:
    """In the records "open" is a dispute that lies where it is: a move of that name could not be told from it."""
    file = tmp_path / "lane.yaml"
    file.write_text(LANE.read_text(encoding="utf-8").replace("id: agree", "id: open"), encoding="utf-8")
    protocol = load_file(file)
    with pytest.raises(Refused, match='"open" is a move of the text'):
        hr.simulate(protocol, plain(protocol), years=0.5, warm_up=0, replications=1, draws=0)


def test_a_folder_of_something_else_is_not_replaced(found: Simulated, tmp_path: Path) -> None:
    """Results replace older results, and nothing else."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="not a folder of results"):
        found.write(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


# -- the command line ------------------------------------------------------------------------------------------

SMALL = ("--scenario", str(SCENARIO), "--years", "0.2", "--warm-up", "0", "--replications", "2", "--draws", "0")


def test_the_command_says_the_same_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    """The same seed gives the same bytes with one worker and with two, another seed others."""
    command = ("simulate", str(LANE), *SMALL, "--json")
    first = run(capsys, *command)
    assert first[0] == 0
    assert run(capsys, *command, "--workers", "2") == first
    assert run(capsys, *command, "--seed", "2")[1] != first[1]
    assert json.loads(first[1])["tables"].keys() == {"measures", "gaps", "stages", "limits", "roles"}


def test_a_cluster_says_the_same() -> None:
    """A cluster gives what one process gives, study after study; an address that is none is refused."""
    asked: dict[str, Any] = {"years": 0.2, "warm_up": 0, "replications": 2, "draws": 1}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a cluster warns of ports and slow machines, which are not at stake
        from distributed import LocalCluster

        with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
            there = hr.simulate(LANE, SCENARIO, dask=cluster.scheduler_address, **asked)
        with pytest.raises(Refused, match="no cluster answers"):
            hr.simulate(LANE, SCENARIO, dask="nowhere://x", **asked)
    assert there.to_json() == hr.simulate(LANE, SCENARIO, **asked).to_json()


def test_nobody_comes(capsys: pytest.CaptureFixture[str]) -> None:
    """With no arrivals there is an honest page with dashes, not a number."""
    none = ("--set", "arrivals.complaint.per_year=0", "--set", "arrivals.bite.per_year=0")
    status, out, _ = run(capsys, "simulate", str(LANE), *SMALL, *none, "--markdown")
    assert status == 0
    assert "no dispute came" in out
    assert "| mean days | – | – | working days |" in out
    assert "nan" not in out.lower().replace("finance", "")


def test_a_sweep_goes_on_where_it_was(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sweep has a row for each combination; the second time nothing is simulated again."""
    varied = ("--vary", "staff.warden.people=2,3", "--vary", "arrivals.complaint.per_year=20, 40")
    command = ("sweep", str(LANE), *SMALL[:-2], "--keep", str(tmp_path / "kept"), "--json", *varied)
    first = run(capsys, *command)
    rows = json.loads(first[1])["tables"]["sweep"]["rows"]
    assert first[0] == 0
    assert [one["staff.warden.people"] for one in rows] == ["2", "2", "3", "3"]
    assert rows[0]["disputes"] < rows[1]["disputes"]
    assert len(list((tmp_path / "kept").rglob("*.json"))) == 8
    monkeypatch.setattr("simulate.unit.run", None)
    assert run(capsys, *command) == first


def test_a_panel_that_never_sits_and_work_of_nobody_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A panel whose next sitting lies after the end is named with those who wait, and a role without people, too."""
    status, out, _ = run(capsys, "simulate", str(LANE), *SMALL, "--set", "sittings.meeting.every=9999")
    said = " ".join(out.split())
    assert status == 0
    assert 'the panel of "meeting" never sat in the time simulated: 12 waited for it' in said
    assert "no people are given for owner: their work takes time and waits for nobody" in said
    assert "never sat" not in run(capsys, "simulate", str(LANE), *SMALL)[1]


def test_nobody_comes_to_a_sweep(capsys: pytest.CaptureFixture[str]) -> None:
    """A sweep in which nothing can be measured says so, and sensitivity without anybody is refused."""
    none = ("--set", "arrivals.complaint.per_year=0", "--set", "arrivals.bite.per_year=0")
    status, out, _ = run(capsys, "sweep", str(LANE), *SMALL[:-2], *none, "--vary", "staff.warden.people=2,3")
    assert (status, "no dispute came" in out) == (0, True)
    status, _, err = run(capsys, "simulate", str(LANE), *SMALL, *none, "--sobol", "elasticity", "--points", "2")
    assert (status, "cannot be measured everywhere" in err, "give --years more" in err) == (2, True, True)


@pytest.mark.parametrize("vary", ["staff.warden.people", "staff.mayor.people=1", "staff.warden.people=0", "x="])
def test_what_cannot_be_swept(capsys: pytest.CaptureFixture[str], vary: str) -> None:
    """A figure there is not, or a value it cannot have, is refused with a way out."""
    status, out, err = run(capsys, "sweep", str(LANE), *SMALL[:-2], "--vary", vary)
    assert (status, out, "Traceback" in err) == (2, "", False)
    assert run(capsys, "sweep", str(LANE), *SMALL[:-2])[0] == 2


def test_more_questions() -> None:
    """On request: whose help matters, where the time goes, and which figures matter, each a table."""
    made = hr.simulate(
        LANE, SCENARIO, years=0.2, warm_up=0, replications=2, draws=1, bottlenecks=True, delays=True, sensitivity=True
    )
    assert [one.name for one in made.tables()][-3:] == ["bottlenecks", "delays", "sensitivity"]
    assert {one["change"] for one in made.rows("bottlenecks")} == {"warden", "panel"}
    effects = [one["effect"] for one in made.rows("sensitivity")]
    assert effects == sorted(effects, reverse=True)
    assert made.figure("sensitivity").png.startswith(PNG)
    assert "nan" not in made.markdown()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--years", "0"], "0 years after 0 working days cannot be simulated"),
        (["--years", "-1"], "cannot be simulated"),
        (["--years", "nan"], "cannot be simulated"),
        (["--years", "900"], "cannot be simulated"),
        (["--warm-up", "-5"], "cannot be simulated"),
        (["--replications", "0"], "1 or more"),
        (["--workers", "0"], "cannot do any work"),
        (["--set", "staff.warden.people=0"], "with nobody in it"),
        (["--set", "steps.talk.delay.median=-1"], "no time can be negative"),
        (["--set", "sittings.meeting.every=0"], "never comes"),
        (["--set", "steps.talk.outcomes.fly=1"], "no figure"),
        (["--scenario", "nowhere.yaml"], "no such file"),
    ],
)
def test_what_cannot_be_simulated(capsys: pytest.CaptureFixture[str], given: list[str], said: str) -> None:
    """Time that is none, nobody, a panel that never sits, moves there are not: one message, status 2."""
    status, out, err = run(capsys, "simulate", str(LANE), *SMALL, *given)
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_protocol_without_a_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    """A text that has no built-in scenario says how to make one."""
    status, _, err = run(capsys, "simulate", str(LANE))
    assert (status, "handrail scenario new" in err) == (2, True)
