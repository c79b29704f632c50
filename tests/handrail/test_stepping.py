"""Stepping through a dispute: typed answers and files of events, told as a story in plain lines."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.session import Session
from handrail.stepping import step_script
from model.errors import BadInput
from model.loader import load_file, load_text
from model.machine import replay
from model.trace import Step, Trace, to_json

PROTOCOLS = Path(__file__).parents[1] / "protocols"
LIBRARY = load_file(PROTOCOLS / "library.yaml")
REPAIRS = load_file(PROTOCOLS / "machine" / "repairs.yaml")

ANSWERS = ["2", "", "", "", ""]
"""No child's card, then the first choice of each of the four readings."""


def typed(*lines: str) -> Callable[[str], str]:
    """A reader that types these lines, then closes the input."""
    rest = iter(lines)

    def read_line(prompt: str) -> str:
        try:
            return next(rest)
        except StopIteration:
            raise EOFError from None

    return read_line


def session(*lines: str, protocol=LIBRARY, silent_role: str | None = None) -> tuple[Trace | None, list[str]]:
    """The trace of a session with these lines, and all it wrote."""
    written: list[str] = []
    trace = Session(protocol, typed(*lines), written.append, silent_role=silent_role).run()
    return trace, written


def steps(trace: Trace | None) -> list[tuple[str, str]]:
    """What was done on which day."""
    return [(one.transition, one.on.isoformat()) for one in trace.steps] if trace else []


# At a terminal


def test_a_dispute_from_the_first_question_to_its_end() -> None:
    """Numbers choose, Enter takes the first answer and the day shown, and the story tells what was late."""
    trace, written = session(*ANSWERS, "18 Dec 2026", "2", "2027-01-04", "2", "2027-01-18", "", "2027-02-01")
    assert steps(trace) == [
        ("written complaint", "2026-12-18"),
        ("pass up", "2027-01-04"),
        ("to trustees", "2027-01-18"),
        ("waive", "2027-02-01"),
    ]
    assert trace is not None
    assert dict(trace.case) == {"child card": "no"}
    story = written[written.index("Case: child card is no") :]
    assert (
        story[4:]
        == [
            "  Fri 18 Dec 2026, day 0   written complaint: a reader complains in writing about a fine;"
            " clause 1.1 -> Stage 1: reader and librarian talk",
            "  Mon 4 Jan 2027, day 8    pass up; clause 2.2 -> Stage 2: the head librarian reviews",
            '    3 working days late: "five days to talk", last day Tue 29 Dec 2026; clause 2.1',
            "  Mon 18 Jan 2027, day 18  to trustees; clause 2.3 -> Stage 3: the trustees decide",
            "  Mon 1 Feb 2027, day 28   waive; clause 2.3 -> The trustees have decided",
            "",
            "The end: The trustees have decided.",
            "Not noted as done: the reader is told the outcome (head librarian) by Thu 4 Feb 2027;"
            " clause 2.4",
            "1 time limit was not kept.",
        ]
        or story[3:]
    )


def test_each_step_shows_the_stage_the_protection_and_who_must_act() -> None:
    """With every option's day, force and clause."""
    _, written = session(*ANSWERS, "2026-12-18")
    assert "Stage 1: reader and librarian talk    Fri 18 Dec 2026, day 0" in written
    assert "  Meanwhile, for the child: no further fine is charged (operational, clause 2.4)" in written
    assert "  Must act: reader or librarian" in written
    assert (
        "  1  agree: reader and librarian may, if it can be agreed, by Tue 29 Dec 2026; clause 2.1"
        " -> The dispute is settled"
    ) in written
    assert (
        "  2  pass up: reader or librarian should, by Tue 29 Dec 2026; clauses 2.2, 2.1"
        " -> Stage 2: the head librarian reviews"
    ) in written


def test_questions_are_asked_in_words() -> None:
    """Case facts first, then the readings, each with its choices numbered."""
    _, written = session("q")
    assert written[2:] == [
        "",
        "Does the fine concern a child's card?",
        "  1  yes",
        "  2  no",
        "Left before the dispute began.",
    ]


def test_a_way_in_without_a_route_is_named() -> None:
    """The text mentions staff and gives them no stage."""
    _, written = session("1", *ANSWERS[1:])
    no_route = "  (no way in for: staff complain about a fine; the text names staff and gives them no stage)"
    assert no_route in written


def test_bad_input_is_asked_again() -> None:
    """Letters, numbers too large and days that do not exist are refused in words."""
    trace, written = session("3", "x", "٣", *ANSWERS, "31 Feb 2027", "", "2026-12-18", "9", "1", "2026-12-21")
    assert steps(trace) == [("written complaint", "2026-12-18"), ("agree", "2026-12-21")]
    assert '"3" is not one of the choices; type a number from 1 to 2, or ?' in written
    assert '"x" is not one of the choices; type a number from 1 to 2, or ?' in written
    assert '"31 Feb 2027" is not a date; write it as 2026-12-18 or 18 Dec 2026.' in written
    assert "a date is needed; write it as 2026-12-18 or 18 Dec 2026." in written


def test_help_is_shown_and_asks_on() -> None:
    """ "?" explains the keys."""
    trace, written = session("?", *ANSWERS, "2026-12-18", "1", "2026-12-21")
    assert any("go back one step" in line for line in written[2:])
    assert steps(trace)[-1] == ("agree", "2026-12-21")


def test_b_takes_back_a_step_a_date_and_an_answer() -> None:
    """Back from a date to the choice, from a choice to the step before, from the start to the questions."""
    trace, _ = session(
        "1", "b", "2", "", "", "", "", "b", "2", "2026-12-17", "b", "2026-12-18", "2", "b", "2", "2026-12-29",
        "b", "1", "2026-12-22",
    )  # fmt: skip
    assert steps(trace) == [("written complaint", "2026-12-18"), ("agree", "2026-12-22")]
    assert trace is not None
    assert dict(trace.case) == {"child card": "no"}
    assert dict(trace.readings)["counting"] == "same day"


def test_b_at_the_first_question_stays_there() -> None:
    """There is nothing before it."""
    _, written = session("b", "q")
    assert "This is the first question." in written


def test_an_impossible_day_is_refused_and_the_step_not_taken() -> None:
    """Days that go back, and days outside the calendar, are told in words."""
    trace, written = session(
        *ANSWERS, "2040-01-01", "2026-12-18", "2", "2026-12-17", "2", "2040-01-01", "2", "2032-12-30", "q"
    )
    assert steps(trace) == [("written complaint", "2026-12-18")]
    refused = [line for line in written if line.startswith("Not possible: ")]
    assert len(refused) == 4
    assert "2040-01-01 is outside the calendar of England" in refused[0]
    assert "2026-12-17 is before 2026-12-18" in refused[1]
    assert "outside the calendar of England, which covers 2012-01-01 to 2032-12-31" in refused[3]


def test_quitting_tells_the_story_so_far() -> None:
    """An open dispute is said to be open."""
    trace, written = session(*ANSWERS, "2026-12-18", "q")
    assert steps(trace) == [("written complaint", "2026-12-18")]
    assert written[-2:] == [
        "Still open in Stage 1: reader and librarian talk.",
        "Every time limit that ran was kept.",
    ]


def test_a_role_falls_silent_at_the_terminal() -> None:
    """With the panel silent the dispute is stuck, though the tenant may give up."""
    trace, written = session(
        "", "", "", "2026-12-18", "2", "", "s", "q", protocol=REPAIRS, silent_role="panel"
    )
    assert "  s  panel does not answer from here on" in written
    assert "  Must act: nobody. The dispute may lie here for ever." in written
    assert "    from here on panel does not answer" in written
    assert "Stuck in The panel sits: nobody is obliged to move it on." in written
    assert trace is not None
    assert (trace.silent_role, trace.silent_from) == ("panel", 1)
    assert replay(REPAIRS, trace).stalled


def test_an_outside_event_is_noted() -> None:
    """ "e" notes the visit, on the day shown."""
    trace, _ = session("", "", "", "2026-12-18", "e", "1", "", "q", protocol=REPAIRS)
    assert steps(trace) == [("report", "2026-12-18"), ("visit", "2026-12-18")]


def test_days_that_only_the_file_knows_are_said_to_have_no_date() -> None:
    """The panel's school week has no date here; the cap has."""
    _, written = session("", "", "", "2026-12-18", "2", "", protocol=REPAIRS)
    rule = next(line for line in written if "rule: panel must" in line)
    assert "by Thu 14 Jan 2027" in rule
    assert 'the time limit "a school week" has no date here' in rule


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(["", "1", "2", "3", "b", "?", "s", "e", "2026-12-18", "2027-01-04", "x"]), max_size=25
    )
)
def test_no_typing_breaks_a_session(lines: list[str]) -> None:
    """Whatever is typed, the session ends in a story or before the beginning, and its trace replays, also read back."""
    for protocol, role in ((LIBRARY, "librarian"), (REPAIRS, None)):
        trace, written = session(*lines, protocol=protocol, silent_role=role)
        if trace is None:
            assert written[-1] == "Left before the dispute began." or "no way in" in written[-1]
        else:
            assert replay(protocol, trace).trace == trace
            assert step_script(protocol, json.dumps(to_json(trace))).trace == trace


# From a file

EVENTS = """\
case: {child card: no}
readings: {review clock: from talk, handover: prompt, silence: strict, counting: next day}
level: should
events:
  - {do: written complaint, on: 2026-12-18}
  - silent: librarian
  - {do: pass up, on: 2026-12-29}
  - {do: to trustees, on: 2027-01-14}
"""


def test_a_file_of_events_is_walked() -> None:
    """It gives the dispute, its trace and its story."""
    walk = step_script(LIBRARY, EVENTS)
    assert walk.dispute.state == "trustees meet"
    assert (walk.trace.silent_role, walk.trace.silent_from) == ("librarian", 0)
    assert walk.trace.steps[1] == Step("pass up", date(2026, 12, 29))
    assert [str(one) for one in walk.dispute.breaches] == ["1 working day late"]
    assert "    from here on librarian does not answer" in walk.lines
    assert (
        '    1 working day late: "ten days from the talk", last day Wed 13 Jan 2027; clause 2.2' in walk.lines
    )
    assert walk.lines[-2:] == ("Still open in Stage 3: the trustees decide.", "1 time limit was not kept.")


def test_open_readings_are_assumed_and_said_to_be() -> None:
    """Their first choice is taken, never silently."""
    walk = step_script(LIBRARY, "case: {child card: no}\nevents: [{do: written complaint, on: 2026-12-18}]\n")
    assert walk.lines[-1] == (
        "Assumed, because the file does not say: review clock is from talk, handover is prompt, "
        "silence is disagreement, counting is next day."
    )


def test_a_trace_in_json_is_a_file_of_events() -> None:
    """What a session returns can be kept and walked again."""
    walk = step_script(LIBRARY, EVENTS)
    again = step_script(LIBRARY, json.dumps(to_json(walk.trace), indent=2), file="trace.json")
    assert (again.trace, again.lines) == (walk.trace, walk.lines)


def test_every_fault_of_a_file_at_once() -> None:
    """Each with its line and the way out."""
    text = """\
protocol: libary
cas: {}
case: {child card: maybe, child cart: yes}
readings: {silence: loud}
level: shall
events:
  - {do: writen complaint, on: 2026-12-18}
  - {do: pass up, on: 18.12.2026}
  - {do: pass up}
  - {silent: libarian}
  - text
"""
    with pytest.raises(BadInput) as error:
        step_script(LIBRARY, text)
    found = [(one.line, one.found, one.help) for one in error.value.faults]
    assert found == [
        (1, 'these events are of the protocol "libary"', ""),
        (2, 'unexpected key "cas"', 'did you mean "case"?'),
        (3, '"maybe" does not answer: Does the fine concern a child\'s card?', ""),
        (3, 'there is no case fact "child cart"', 'did you mean "child card"?'),
        (4, '"loud" does not answer: Is no answer a disagreement?', ""),
        (5, '"shall" is not a level', ""),
        (
            7,
            'there is no move, way in, event or duty "writen complaint"',
            'did you mean "written complaint"?',
        ),
        (8, '"18.12.2026" is not a date', ""),
        (9, '"on" is missing', 'add "on:"'),
        (10, 'there is no role "libarian"', 'did you mean "librarian"?'),
        (11, "this is not an event", ""),
    ]


@pytest.mark.parametrize(
    ("events", "line", "message"),
    [
        (
            "- {do: written complaint, on: 2026-12-18}\n- {do: waive, on: 2026-12-21}",
            4,
            'leads out of "trustees meet"',
        ),
        (
            "- {do: written complaint, on: 2026-12-18}\n- {do: agree, on: 2026-12-17}",
            4,
            "dates cannot go back",
        ),
        ("- {do: written complaint, on: 2040-01-01}", 3, "outside the calendar of England"),
        (
            "- {do: written complaint, on: 2032-12-29}\n- {do: pass up, on: 2032-12-30}",
            4,
            "5 working days from 2032-12-29 is outside the calendar of England",
        ),
        ("- {do: complaint by staff, on: 2026-12-18}", 3, "the text names staff and gives them no stage"),
        ("- {silent: librarian}", 3, "after something was done"),
    ],
)
def test_an_event_that_cannot_happen_is_a_fault_at_its_line(events: str, line: int, message: str) -> None:
    """With the reason, and no traceback."""
    with pytest.raises(BadInput) as error:
        step_script(LIBRARY, f"case: {{child card: yes}}\nevents:\n{events}\n")
    assert [one.line for one in error.value.faults] == [line]
    assert message in error.value.faults[0].found + error.value.faults[0].help


@pytest.mark.parametrize(
    "text", ["just text", "[1, 2]", "case: [", "events: []\n", "case: {child card: no}\n", "a: &x 1"]
)
def test_what_is_no_file_of_events_is_refused(text: str) -> None:
    """As bad input, whatever it is."""
    with pytest.raises(BadInput):
        step_script(LIBRARY, text)


def test_a_case_without_a_way_in_says_so() -> None:
    """When the only way in is closed to the case, there is nothing to walk."""
    source = (PROTOCOLS / "library.yaml").read_text(encoding="utf-8")
    closed = source.replace("to: talk, clause", "to: talk, if: {child card: yes}, clause")
    assert closed != source
    _, written = session(*ANSWERS, protocol=load_text(closed))
    assert written[-1] == "The text gives this case no way in."
