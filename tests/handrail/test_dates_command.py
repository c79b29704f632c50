"""`handrail dates`: by when each thing must happen in a case, counted by hand."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import handrail
from handrail.command_line import main
from handrail.exit_code import ExitCode
from model.errors import BadInput
from verify.courses import TooMany, courses

TESTS = Path(__file__).parents[1]
GYM, FEATURES = TESTS / "verify" / "gym", TESTS / "features"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the program within this process; its status and what it printed."""

    def ran(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["handrail", "dates", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), " ".join((printed.out + printed.err).split())

    return ran


def on(name: str, raised: str = "2026-12-18", **facts: str) -> dict[str, str | None]:
    """The date of each limit and duty of a protocol; None where it has none."""
    folder = GYM if (GYM / f"{name}.yaml").exists() else FEATURES
    found = handrail.dates(folder / f"{name}.yaml", raised, **facts)
    return {row["id"]: row["on"] for row in found.rows()}


@pytest.mark.parametrize(
    ("name", "dates"),
    [
        ("mixed-units", {"two weeks": "2027-01-01", "ten to rule": "2027-01-15"}),
        ("units-in-hours", {"four hours": "2026-12-19", "thirty hours": "2026-12-21"}),
        ("units-of-a-school", {"ten school days": "2027-01-15", "ten to rule": "2027-01-29"}),
        # handed over on Friday 1 January, papers by the 8th, and four weeks after that
        ("panel-every-four-weeks", {"two weeks": "2027-01-01", "the next sitting in ruling": "2027-02-05"}),
    ],
)
def test_each_limit_ends_on_its_last_lawful_day(name: str, dates: dict[str, str]) -> None:
    """Raised on Friday 18 December 2026, everything happens as late as it may."""
    assert {key: value for key, value in on(name).items() if key in dates} == dates


def test_a_later_limit_presses_on_what_comes_before() -> None:
    """A limit over several stages has its date, and no stage within it a later one."""
    found = on("cap-open", "2026-01-05")
    dated = [value for value in found.values() if value is not None]
    assert dated == sorted(dated)
    assert found


def test_whoever_acts_together_is_told_apart_from_who_acts_alone() -> None:
    """In Wiltshire the two managers agree together, or one of the two goes on."""
    facts = {"conference_dissent": "no", "representative": "yes", "imminent_risk": "no"}
    chosen = {"five days": "each stage"}
    rows = {row["id"]: row for row in handrail.dates("wiltshire", "2026-12-18", readings=chosen, **facts).rows()}
    assert rows["guide for stage one"]["who"] == "manager and other manager, or manager, or other manager"


def test_what_has_no_date_has_a_reason() -> None:
    """Words, an unstated start, and a duty without a limit are told with the reason why there is no date."""
    for name, why in (
        ("limit-in-words", "is no number"),
        ("clock-without-start", "does not say when its clock starts"),
        ("no-limit", "no clause says by when"),
        ("clock-from-named-event", "its clock starts with"),
        ("recurring-duty", "it recurs every 2 weeks"),
        ("parameter", "to be filled in locally"),
    ):
        rows = handrail.dates(FEATURES / f"{name}.yaml", "2026-12-18").rows()
        assert [row for row in rows if row["on"] is None and why in row["why"]], name
        assert all(row["why"] for row in rows if row["on"] is None), name


def test_a_move_that_two_limits_bind_is_told_apart_by_their_names() -> None:
    """Each of two limits has its own day; a move whose limit is in words is not told a second time without one."""
    rows = handrail.dates(FEATURES / "earlier-of-two-limits.yaml", "2026-12-18").rows()
    up = "pass up, to “the warden rules”"
    assert [row["what"] for row in rows if up in row["what"]] == [f"six calendar days: {up}", f"five working days: {up}"]
    rows = handrail.dates(FEATURES / "limit-in-words.yaml", "2026-12-18").rows()
    assert [row["why"] for row in rows if "pass up" in row["what"]] == ["“immediately” is no number"]


def test_the_facts_of_the_case_decide() -> None:
    """Urgent cases have a shorter limit; a limit for other cases is not told of them."""
    facts = {"conference_dissent": "no", "representative": "yes"}
    urgent, other = (
        {row["id"] for row in handrail.dates("wiltshire", "2026-12-18", imminent_risk=answer, **facts).rows()}
        for answer in ("yes", "no")
    )
    assert "guide from the disagreement" in other - urgent


def test_a_limit_is_told_of_the_moves_that_the_case_can_come_to() -> None:
    """With a representative on the board nobody refers to the Board Manager, though one limit binds both moves."""
    facts = {"conference_dissent": "no", "representative": "yes", "imminent_risk": "yes"}
    rows = handrail.dates("wiltshire", "2026-12-18", **facts).rows()
    assert not [row["what"] for row in rows if row["what"].startswith("refer direct") and "Board Manager" in row["what"]]
    assert [row["who"] for row in rows if "turns to the Chair" in row["what"]] == ["nominated representative"]


def test_the_calendar_file_is_the_same_every_time(run: Run, tmp_path: Path) -> None:
    """Only what has a date is an entry; it has an id of its own, and the stamp is the day of raising."""
    file = tmp_path / "case.ics"
    protocol = str(GYM / "mixed-units.yaml")
    assert run(protocol, "--raised", "2026-12-18", "--ics", str(file))[0] == ExitCode.FINE
    first = file.read_bytes()
    assert run(protocol, "--raised", "2026-12-18", "--ics", str(file))[0] == ExitCode.FINE
    assert file.read_bytes() == first
    lines = first.decode().split("\r\n")
    assert lines.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20270115" in lines
    assert {line for line in lines if line.startswith("DTSTAMP")} == {"DTSTAMP:20261218T000000Z"}
    assert len({line for line in lines if line.startswith("UID")}) == 2


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("wiltshire", "--raised", "18.12.2026"), "year-month-day, such as 2026-12-18"),
        (("wiltshire", "--raised", "1999-01-04"), "outside the calendar of England"),
        (("wiltshire", "--raised", "2026-12-18", "--ics", "x.ics"), "imminent risk: Does a professional think"),
        (("dyfed-powys", "--raised", "2026-12-18", "--fact", "kind=odd"), '"odd" is no answer'),
        (("dyfed-powys", "--raised", "2026-12-18", "--fact", "kin=practice"), 'there is no case fact "kin"'),
        (("dyfed-powys", "--raised", "2026-12-18", "--fact", "kind"), '"kind" settles no case fact'),
        (("dyfed-powys", "--raised", "2026-12-18", "--reading", "counting=odd"), '"odd" is no answer'),
        (("dyfed-powys",), "--raised"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, asked: tuple[str, ...], says: str) -> None:
    """A wrong day, fact or answer gets status 2 and what is allowed; nothing is written."""
    status, said = run(*asked)
    assert status == ExitCode.BAD_INPUT
    assert says in said


def test_a_return_is_not_walked_again() -> None:
    """A protocol in which a case can go back to talk has its dates for the first time round."""
    assert on("return-to-earlier-stage")


def test_too_many_courses_are_undecided(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case with more courses than can be listed gets status 4, and no dates."""
    monkeypatch.setattr("verify.courses.MOST_COURSES", 1)
    with pytest.raises(TooMany):
        list(courses(handrail.load("dyfed-powys"), handrail.Level.GUIDE, _values()))
    status, said = run("dyfed-powys", "--raised", "2026-12-18", "--fact", "kind=practice")
    assert status == ExitCode.UNDECIDED
    assert "too many courses" in said


def _values() -> dict[str, str]:
    protocol = handrail.load("dyfed-powys")
    return {one.id: one.names[0] for one in protocol.all_readings} | {"kind": "practice"}


def test_every_open_question_is_told_with_its_option(run: Run) -> None:
    """All at once, each with what to type."""
    status, said = run("wiltshire", "--raised", "2026-12-18", "--fact", "imminent_risk=maybe", "--fact", "x=y")
    assert status == ExitCode.BAD_INPUT
    assert 'there is no case fact "x"' in said
    assert '"maybe" is no answer' in said
    for name in ("imminent risk", "conference dissent", "representative"):
        assert f'add --fact "{name}=ANSWER"' in said


def test_in_python_every_open_question_is_told_with_its_argument() -> None:
    """What a caller writes, and none of the options of the command line."""
    with pytest.raises(BadInput) as told:
        handrail.dates("wiltshire", "2026-12-18", readings={"counting": "odd"})
    said = str(told.value)
    assert 'help: add facts={"imminent risk": "ANSWER"}' in said
    assert 'help: add readings={"counting": "ANSWER"}' in said
    assert "--" not in said
    assert "command line" not in said
    settled = {"imminent_risk": "yes", "conference_dissent": "no", "representative": "yes"}
    assert handrail.dates("wiltshire", "2026-12-18", **settled).found


def test_a_fact_may_have_the_name_of_an_argument(tmp_path: Path) -> None:
    """`facts` takes the names of the file, whatever they are."""
    text = (FEATURES / "urgent-ladder.yaml").read_text(encoding="utf-8")
    file = tmp_path / "level.yaml"
    file.write_text(text.replace("urgent: ", "level: ").replace("{urgent", "{level"), encoding="utf-8")
    found = handrail.dates(file, "2026-12-18", facts={"level": "yes"})
    assert found.rows() == handrail.dates(FEATURES / "urgent-ladder.yaml", "2026-12-18", urgent="yes").rows()


def test_where_facts_are_left_open_each_kind_of_case_is_told(run: Run) -> None:
    """Three kinds of difference: each with the page that it has when it is named."""
    status, said = run("dyfed-powys", "--raised", "2026-12-18")
    assert status == ExitCode.FINE
    for kind in ("practice", "procedure gap", "conference majority"):
        assert run("dyfed-powys", "--raised", "2026-12-18", "--fact", f"kind={kind}")[1] in said
    status, said = run("wiltshire", "--raised", "2026-12-18", "--fact", "imminent_risk=yes")
    assert status == ExitCode.FINE
    assert said.count("imminent risk: yes; ") == 4
    assert "imminent risk: no" not in said


def test_a_day_may_be_given_as_a_date() -> None:
    """In Python the day may be a date, and a fact that is none is refused."""
    file = GYM / "mixed-units.yaml"
    assert handrail.dates(file, date(2026, 12, 18)).rows() == handrail.dates(file, "2026-12-18").rows()
    assert "Fri 15 Jan" in repr(handrail.dates(file, "2026-12-18"))
    with pytest.raises(BadInput, match="there is no case fact"):
        handrail.dates(file, "2026-12-18", urgent="yes")
