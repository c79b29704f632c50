"""`handrail compare` where the new text has other stages, moves or roles than the scenario of the old one."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from handrail.command_line import main

SIMULATE = Path(__file__).parents[1] / "simulate"
LANE, SCENARIO = SIMULATE / "lane.yaml", SIMULATE / "lane-scenario.yaml"
SMALL = ("--years", "0.2", "--warm-up", "0", "--replications", "2", "--draws", "0")

SECOND_LOOK = """  second look:
    title: a second warden looks
    kind: respond
    owner: warden
    waits_for: warden
    outcomes: [answer]
    moves:
      - {id: look again, when: answer, to: meeting, by: warden, word: must, clause: "2"}
  meeting:
    title: the panel meets"""
ITS_STEP = """  second look:
    delay: {median: 2 assumption, sigma: 0.5 assumption}
    hours: {warden: 1 assumption}
  meeting:
    hours: {panel"""


def one_more(text: str) -> str:
    """The lane with a stage between the answer and the meeting."""
    made = text.replace("  meeting:\n    title: the panel meets", SECOND_LOOK)
    return made.replace("{id: reply, when: answer, to: meeting", "{id: reply, when: answer, to: second look")


def one_less(text: str) -> str:
    """The lane without the answer of the warden."""
    return (text[: text.index("  answer:\n")] + text[text.index("  meeting:\n    title") :]).replace(
        "to: answer", "to: meeting"
    )


def one_move_less(text: str) -> str:
    """The lane without the warning."""
    return "".join(line for line in text.splitlines(keepends=True) if "id: warn" not in line)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The status and what was printed."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["handrail", "compare", str(LANE), *arguments, *SMALL])
        with pytest.raises(SystemExit) as ended:
            main()
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        (one_more, 'under the new text, there are no figures for the stage "second look"'),
        (one_less, 'under the new text, there is no stage "answer"'),
        (one_move_less, 'under the new text, there is no move "warn"'),
    ],
)
def test_what_the_scenario_lacks_or_has_too_much_is_named(
    revision: Callable[[str], str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message names the part, its place in the scenario, and where to write the figures of the new text."""
    newer = tmp_path / "newer.yaml"
    newer.write_text(revision(LANE.read_text(encoding="utf-8")), encoding="utf-8")
    status, out, err = run(capsys, str(newer), "--scenario", str(SCENARIO))
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("in a copy of this file, and name the copy with --new-scenario FILE") == 1


def test_the_new_text_can_have_a_scenario_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With figures for the stage it has more, both are simulated; other figures that differ are named."""
    newer, figures = tmp_path / "newer.yaml", tmp_path / "figures.yaml"
    newer.write_text(one_more(LANE.read_text(encoding="utf-8")), encoding="utf-8")
    own = SCENARIO.read_text(encoding="utf-8").replace("  meeting:\n    hours: {panel", ITS_STEP)
    figures.write_text(own, encoding="utf-8")
    scenarios = ("--scenario", str(SCENARIO), "--new-scenario", str(figures))
    status, out, _ = run(capsys, str(newer), *scenarios)
    assert status == 0
    assert "the two scenarios differ" not in out
    more = own.replace("{people: 3 (2 to 4)", "{people: 4 (2 to 4)").replace("ruling: yes", "ruling: no")
    figures.write_text(more.replace("starts: 2025-04-01", "starts: 2025-05-01"), encoding="utf-8")
    status, out, _ = run(capsys, str(newer), *scenarios)
    assert status == 0
    assert "differ also in starts, staff.warden.people, readings.ruling" in " ".join(out.split())


def test_a_mistake_in_the_scenario_of_the_new_text_is_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong with a scenario that was named for the new text is told as any mistake."""
    status, _, err = run(capsys, str(LANE), "--scenario", str(SCENARIO), "--new-scenario", str(tmp_path / "no.yaml"))
    assert status == 2
    assert "there is no such file" in err
    assert "under the new text" not in err
