"""`handrail scenario` as an author meets it, and `hr.scenario` in Python."""

import sys
from pathlib import Path

import pytest

import handrail as hr
import protocols
from handrail.arguments import Refused
from handrail.command_line import main
from model.errors import BadInput

SIMULATE = Path(__file__).parents[1] / "simulate"
LANE, GOOD = SIMULATE / "lane.yaml", SIMULATE / "lane-scenario.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the lane and a scenario for it, in which the program runs."""
    (tmp_path / "lane.yaml").write_text(LANE.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(GOOD.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The status and what was printed."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["handrail", "scenario", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_check_tells_what_the_figures_rest_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Figures by basis, what has none, and what cannot be simulated are on one page."""
    status, out, _ = run(capsys, "check", "mine.yaml")
    assert status == 0
    assert "37 figures: 1 sourced, 1 proxy, 35 assumption; 6 with a range" in out
    assert 'people of a role, whose work waits for nobody: "owner"' in out
    assert 'no answer, so that everybody answers: "answer"' in out
    assert 'the text gives no way on: "gossip"' in out
    assert "--accept adds that" in out


def test_check_names_the_duties_that_take_nobodys_time(capsys: pytest.CaptureFixture[str]) -> None:
    """A duty without hours is done by its delay alone, and the page says so."""
    said = "hours of a duty, so that it takes nobody's time: \"tell the parties after the decision\""
    assert said in run(capsys, "check", "wiltshire")[1]


def test_accept_writes_how_the_protocol_stands(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After --accept a change that no figure rests on is named, and one that figures rest on is refused."""
    assert run(capsys, "check", "mine.yaml", "--accept")[0] == 0
    lane = (folder / "lane.yaml").read_text(encoding="utf-8")
    (folder / "lane.yaml").write_text(lane.replace("10 working days", "9 working days"), encoding="utf-8")
    status, out, _ = run(capsys, "check", "mine.yaml")
    assert (status, 'limit "ten days" has changed' in out) == (0, True)
    (folder / "lane.yaml").write_text(lane.replace("word: may", "word: must"), encoding="utf-8")
    status, _, err = run(capsys, "check", "mine.yaml")
    assert (status, 'move "warn" has changed; its figures rest on it' in err) == (2, True)
    assert run(capsys, "check", "mine.yaml", "--accept")[0] == 0
    assert run(capsys, "check", "mine.yaml")[0] == 0


def test_a_copy_beside_comes_before_what_is_built_in(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page says which protocol of that name was compared; a scenario of that name is no protocol."""
    scenario = protocols.scenario_path("bolton").read_text(encoding="utf-8")
    for name in ("ours.yaml", "bolton.yaml"):
        (folder / name).write_text(scenario, encoding="utf-8")
    assert "for the protocol bolton (built in)" in run(capsys, "check", "ours.yaml")[1]
    (folder / "bolton.yaml").write_text(protocols.path("bolton").read_text(encoding="utf-8"), encoding="utf-8")
    assert "for the protocol bolton (bolton.yaml)" in run(capsys, "check", "ours.yaml")[1]


def test_a_name_that_no_file_can_have_is_a_mistake_of_the_scenario(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told as a protocol that is not there."""
    long = (folder / "mine.yaml").read_text(encoding="utf-8").replace("protocol: lane", f"protocol: {'a' * 300}")
    (folder / "mine.yaml").write_text(long, encoding="utf-8")
    status, _, err = run(capsys, "check", "mine.yaml")
    assert (status, "which is not built in and not beside it" in err) == (2, True)


def test_a_protocol_is_no_scenario(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One message tells the kind of file, in place of one for every key."""
    status, _, err = run(capsys, "check", "lane.yaml")
    assert (status, err.count("lane.yaml:"), "this is not a scenario" in err) == (2, 1, True)


def test_accept_does_not_rename_the_protocol(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A scenario for another protocol is refused, and the file stays as it was."""
    before = (folder / "mine.yaml").read_bytes()
    status, _, err = run(capsys, "check", "mine.yaml", "--accept", "--protocol", "bolton")
    assert (status, "Traceback" in err) == (2, False)
    assert (folder / "mine.yaml").read_bytes() == before


def test_new_writes_what_check_accepts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From a protocol never seen to a scenario that can be run, in two commands; no file is overwritten."""
    status, out, _ = run(capsys, "new", "lane.yaml", "-o", "my new.yaml")
    assert (status, out.endswith("check 'my new.yaml' --protocol lane.yaml\n")) == (0, True)
    Path("my new.yaml").rename("new.yaml")
    status, out, _ = run(capsys, "check", "new.yaml")
    assert status == 0
    assert "0 sourced, 0 proxy" in out
    status, _, err = run(capsys, "new", "lane.yaml", "-o", "new.yaml")
    assert (status, "already" in err) == (2, True)
    assert run(capsys, "new", "lane.yaml")[1] == (folder / "new.yaml").read_text(encoding="utf-8")


def test_set_warns_outside_the_range(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A value outside its range is taken with a warning; an unknown figure is refused with the nearest."""
    status, _, err = run(capsys, "check", "mine.yaml", "--set", "staff.warden.people=12")
    assert (status, err) == (0, "warning: staff.warden.people is set to 12, outside its range of 2 to 4\n")
    status, _, err = run(capsys, "check", "mine.yaml", "--set", "staff.warden.peeple=12")
    assert (status, 'did you mean "staff.warden.people"?' in err) == (2, True)


@pytest.mark.parametrize("name", ["rotherham", "nowhere.yaml", "", "."])
def test_no_such_scenario(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A name or path that leads nowhere is told in words, with status 2."""
    status, out, err = run(capsys, "check", name)
    assert (status, out, "Traceback" in err) == (2, "", False)


def test_a_protocol_that_is_nowhere(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A scenario whose protocol is neither built in nor beside it says where to put it."""
    (folder / "lane.yaml").unlink()
    status, _, err = run(capsys, "check", "mine.yaml")
    assert (status, "--protocol FILE" in err) == (2, True)


def test_in_python(folder: Path) -> None:
    """A notebook gets the same scenario by name, by path, for a protocol at hand, and with other values."""
    assert hr.scenario("rotherham-challenge").protocol == "rotherham-challenge"
    assert hr.scenario("mine.yaml") == hr.scenario(folder / "mine.yaml", hr.load("lane.yaml"))
    assert hr.scenario("mine.yaml", given=["staff.warden.people=4"]).staff["warden"].people.value == 4
    with pytest.raises(Refused):
        hr.scenario("mine.yaml", given=["staff.mayor.people=4"])
    with pytest.raises(BadInput):
        hr.scenario("rotherham")
