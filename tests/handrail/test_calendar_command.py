"""`handrail calendar`: the worst and best days to raise a case, and what another edition changes."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import handrail
from handrail.command_line import app
from handrail.exit_code import ExitCode
from model.calendar import SNAPSHOTS

GYM = Path(__file__).parents[1] / "verify" / "gym"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the program within this process; its status and what it printed."""
    import sys

    from handrail.command_line import main

    def ran(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["handrail", "calendar", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), " ".join((printed.out + printed.err).split())

    assert app
    return ran


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A later edition, in which Christmas Eve 2026 is a bank holiday."""
    text = (SNAPSHOTS / "england-and-wales.csv").read_text(encoding="utf-8")
    file = tmp_path / "later.csv"
    made = text.replace("edition: holidays 0.109", "edition: later").replace("2026-12-25", "2026-12-24,Eve\n2026-12-25")
    file.write_text(made, encoding="utf-8")
    return file


def test_each_nation_has_its_worst_day(run: Run) -> None:
    """25 working days in Wales and England at most 40 days, over Easter 2026; in Scotland 42, over Christmas."""
    status, said = run("dyfed-powys")
    assert status == ExitCode.FINE
    assert "40, if raised on" in said
    assert "42, if raised on" in said
    assert "the first is told" in said


def test_another_edition_is_compared(run: Run, later: Path) -> None:
    """The start dates that change are told, with the days; the same edition changes nothing."""
    _, said = run(str(GYM / "mixed-units.yaml"), "--against", str(later))
    assert "with edition later instead of holidays 0.109, if raised" in said
    assert "later" in said.split("if raised")[-1]
    _, said = run(str(GYM / "mixed-units.yaml"), "--against", str(SNAPSHOTS / "england-and-wales.csv"))
    assert "changes nothing" in said


def test_a_broken_edition_is_bad_input(run: Run, later: Path) -> None:
    """A file that is no list of bank holidays gets status 2, with the line; so does one that is not there."""
    later.write_text(later.read_text(encoding="utf-8").replace("2026-12-24", "24.12.2026"), encoding="utf-8")
    status, said = run("wiltshire", "--against", str(later))
    assert status == ExitCode.BAD_INPUT
    assert '"24.12.2026" is not a date' in said
    later.write_text("date,name\n", encoding="utf-16")
    assert "is saved as UTF-16" in run("wiltshire", "--against", str(later))[1]
    assert run("wiltshire", "--against", "nothere.csv")[0] == ExitCode.BAD_INPUT
    assert run("wiltshire", "--level", "most")[0] == ExitCode.BAD_INPUT


def test_without_a_bound_there_is_nothing_to_date(run: Run, tmp_path: Path) -> None:
    """A text that bounds nothing is said to have no such dates; one that is not covered is undecided."""
    assert "There is no bound" in run("rotherham-practice")[1]
    file = tmp_path / "unlisted.yaml"
    text = (GYM / "units-of-a-school.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("2026-09-02 to 2026-10-23, 2026-11-02 to 2026-12-18, ", ""), encoding="utf-8")
    assert run(str(file), "--level", "must")[0] == ExitCode.FINE
    file.write_text(re.sub("open: .*", "open: []", text), encoding="utf-8")
    assert run(str(file))[0] == ExitCode.UNDECIDED


def test_a_notebook_gets_rows(later: Path) -> None:
    """Rows for a DataFrame: one for each bound and nation, and one for each stretch that changes."""
    found = handrail.calendar(GYM / "mixed-units.yaml", against=str(later))
    rows = {(one["guarantee"], one["nation"]): one for one in found.rows()}
    assert rows["decision-bounded", "England"]["most_calendar_days"] == 33
    assert rows["decision-bounded", "Scotland"]["most_calendar_days"] == 34
    assert {one["more_calendar_days"] > 0 for one in found.changed()} == {True}
    assert "33, if raised on" in repr(found)
