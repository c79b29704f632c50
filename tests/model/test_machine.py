"""One dispute by real dates: worked examples by hand, refusals, and traces that replay."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.calendar import CalendarError
from model.deadline import Breach
from model.loader import load_file
from model.machine import Dispute, Due, MissingAnswers, NotAvailable, Option, replay, to_machine
from model.modality import Level
from model.protocol import START
from model.time_span import TimeSpan
from model.trace import Step, Trace, TraceError, to_json

PROTOCOLS = Path(__file__).parents[1] / "protocols"
LIBRARY = load_file(PROTOCOLS / "library.yaml")
REPAIRS = load_file(PROTOCOLS / "machine" / "repairs.yaml")
CALLS = load_file(PROTOCOLS / "machine" / "calls.yaml")

CASE = {"child card": "no"}
BUILT_IN = {"handover": "prompt", "silence": "disagreement", "counting": "next day"}
READINGS = {"review clock": "from talk"} | BUILT_IN
FRIDAY = date(2026, 12, 18)
MONDAY = date(2027, 1, 11)
END_OF_TALK = date(2026, 12, 29)  # 21-24 December, then 25 and 28 are bank holidays
END_OF_REVIEW = date(2027, 1, 13)  # 30 and 31 December, 4-8 January, 11-13; 1 January is a holiday


def complaint(silent_role: str | None = None, level: Level = Level.GUIDE, **readings: str) -> Dispute:
    """A dispute in the library, raised on the Friday before Christmas."""
    chosen = READINGS | {name.replace("_", " "): choice for name, choice in readings.items()}
    made = Dispute(LIBRARY, case=CASE, readings=chosen, level=level, silent_role=silent_role)
    made.fire("written complaint", FRIDAY)
    return made


def damage(silent_role: str | None = None) -> Dispute:
    """A dispute about repairs in Scotland, reported on the same Friday."""
    made = Dispute(REPAIRS, case={}, readings=BUILT_IN, silent_role=silent_role)
    made.fire("report", FRIDAY)
    return made


def call(level: Level = Level.GUIDE) -> Dispute:
    """A call on Monday 11 January 2027; no bank holiday follows until Easter."""
    made = Dispute(CALLS, case={}, readings=BUILT_IN, level=level)
    made.fire("ring", MONDAY)
    return made


def option(dispute: Dispute, id: str) -> Option:
    """The way on of that id."""
    return next(one for one in dispute.options() if one.transition == id)


def window(dispute: Dispute, id: str) -> tuple[date | None, date | None]:
    """The first and last day of a way on."""
    one = option(dispute, id)
    return one.earliest, one.latest


# The machine


@pytest.mark.parametrize("protocol", [LIBRARY, REPAIRS, CALLS])
def test_the_machine_has_the_states_and_transitions_of_the_protocol(protocol) -> None:
    """Its states are those of the protocol and START; each trigger is one move or way in."""
    machine = to_machine(protocol)
    assert set(machine.states) == {START} | {one.id for one in protocol.states}
    found = {
        (one.source, one.dest, event.name)
        for event in machine.events.values()
        for one in machine.get_transitions(event.name)
    }
    moves = {(one.source, one.dest, one.id) for one in protocol.transitions}
    assert found == moves | {(START, one.dest, one.id) for one in protocol.entries if one.dest}
    assert {one.name for one in machine.states.values() if one.final} == {
        one.id for one in protocol.states if one.final
    }


def test_a_notebook_can_fire_the_plain_machine() -> None:
    """The plain machine starts before the way in and follows its triggers."""
    machine = to_machine(LIBRARY)
    assert machine.model.state == START
    machine.model.trigger("written complaint")
    machine.model.trigger("pass up")
    assert machine.model.state == "review"


# Before it begins


def test_nothing_begins_with_questions_open() -> None:
    """Every case fact and reading must be settled; the message lists questions and answers."""
    with pytest.raises(MissingAnswers) as error:
        Dispute(LIBRARY, case={"child cart": "no"}, readings={"handover": "soon"})
    message = str(error.value)
    assert "child card: Does the fine concern a child's card? (yes / no)" in message
    assert 'there is no case fact "child cart"; did you mean "child card"?' in message
    assert 'handover: "soon" is no answer.' in message
    assert "Is no answer a disagreement? (disagreement / strict)" in message
    assert [name for name, _ in error.value.faults][:2] == ["", "child card"]


def test_a_fact_that_moves_change_starts_as_the_file_says() -> None:
    """It need not be given, and cannot be given otherwise."""
    assert damage().values["leaking"] == "no"
    with pytest.raises(MissingAnswers, match='every dispute starts with "no", not "yes"'):
        Dispute(REPAIRS, case={"leaking": "yes"}, readings=BUILT_IN)


def test_an_unknown_silent_role_is_refused() -> None:
    """The nearest role is offered."""
    with pytest.raises(ValueError, match='did you mean "librarian"'):
        Dispute(LIBRARY, case=CASE, readings=READINGS, silent_role="libarian")


def test_before_the_way_in_only_ways_in_are_open() -> None:
    """A dispute begins at START with no options, no date and no one who must act."""
    dispute = Dispute(LIBRARY, case={"child card": "yes"}, readings=READINGS)
    assert (dispute.state, dispute.today, dispute.raised) == (START, None, None)
    assert [one.id for one in dispute.ways_in()] == ["written complaint"]
    assert (dispute.options(), dispute.who_must_act(), dispute.stalled, dispute.final) == (
        [],
        (),
        False,
        False,
    )
    with pytest.raises(NotAvailable, match="the text names staff and gives them no stage"):
        dispute.fire("complaint by staff", FRIDAY)
    with pytest.raises(NotAvailable, match=r'cannot come first.*What may happen now: "written complaint"'):
        dispute.fire("pass up", FRIDAY)
    with pytest.raises(NotAvailable, match="before the dispute has begun"):
        dispute.happened("tell the reader", FRIDAY)


# Dates by hand


def test_the_talk_ends_after_christmas() -> None:
    """Five working days from Friday 18 December 2026 end on Tuesday 29 December in England."""
    dispute = complaint()
    assert window(dispute, "agree") == (None, END_OF_TALK)
    assert window(dispute, "pass up") == (None, END_OF_TALK)
    one = option(dispute, "pass up")
    assert (one.who, one.is_duty, one.waits_for_expiry, one.dest) == (
        "reader or librarian",
        True,
        False,
        "review",
    )
    assert one.limits == ("five days to talk",)
    assert one.clauses == ("2.2", "2.1")
    assert dispute.who_must_act() == ("reader or librarian",)
    assert dispute.raised == FRIDAY


def test_undated_handover_leaves_no_last_day() -> None:
    """Where passing on is undated, only agreeing has a last day."""
    dispute = complaint(handover="undated")
    assert window(dispute, "pass up") == (None, None)
    assert window(dispute, "agree") == (None, END_OF_TALK)


def test_same_day_counting_ends_a_working_day_sooner() -> None:
    """With the day of the complaint as day 1 the talk ends on Christmas Eve."""
    assert window(complaint(counting="same day"), "pass up") == (None, date(2026, 12, 24))


def test_two_limits_off_one_start() -> None:
    """The review runs from the talk, or concurrently with it from the complaint, as the text is read."""
    for reading, end in (("from talk", END_OF_REVIEW), ("from complaint", date(2027, 1, 6))):
        dispute = complaint(review_clock=reading)
        assert dispute.fire("pass up", END_OF_TALK) == ()
        assert window(dispute, "to trustees") == (None, end)
        assert window(dispute, "accept reply") == (None, end)


def test_words_bind_nothing() -> None:
    """ "Without undue delay" sets no day for the trustees, and either decision ends the dispute."""
    dispute = complaint()
    dispute.fire("pass up", END_OF_TALK)
    dispute.fire("to trustees", END_OF_REVIEW)
    assert [(one.transition, one.latest, one.limits) for one in dispute.options()] == [
        ("waive", None, ()),
        ("uphold", None, ()),
    ]
    assert dispute.fire("uphold", date(2027, 6, 1)) == ()
    assert dispute.final
    assert not dispute.stalled


# Late and too soon


def test_lateness_is_recorded_and_not_refused() -> None:
    """Passing up on Monday 4 January is three working days late (30 and 31 December, and 4 January)."""
    dispute = complaint()
    breach = Breach("five days to talk", END_OF_TALK, date(2027, 1, 4), 3, "working day", ("2.1",))
    assert dispute.fire("pass up", date(2027, 1, 4)) == (breach,)
    assert dispute.breaches == (breach,)
    assert str(breach) == "3 working days late"
    assert dispute.state == "review"


def test_the_last_day_is_in_time() -> None:
    """A limit is kept on its last day, and missed on the next."""
    assert complaint().fire("agree", END_OF_TALK) == ()
    assert [one.days_late for one in complaint().fire("agree", END_OF_TALK + timedelta(days=1))] == [1]


def test_a_least_time_makes_an_act_too_soon() -> None:
    """The tenant must wait two working days: Monday is one too soon, Tuesday is not."""
    assert window(damage(), "send on") == (date(2026, 12, 22), date(2027, 1, 7))
    assert [(one.limit, one.days_late) for one in damage().fire("send on", date(2026, 12, 21))] == [
        ("patience", -1)
    ]
    assert damage().fire("send on", date(2026, 12, 22)) == ()


def test_an_act_due_on_a_day_is_missed_on_both_sides() -> None:
    """Two weeks after Tuesday 22 December is Tuesday 5 January, and no other day."""
    for day, late in ((date(2027, 1, 4), -1), (date(2027, 1, 5), None), (date(2027, 1, 7), 2)):
        dispute = damage()
        dispute.fire("send on", date(2026, 12, 22))
        assert window(dispute, "look once more") == (date(2027, 1, 5), date(2027, 1, 5))
        assert [one.days_late for one in dispute.fire("look once more", day)] == ([late] if late else [])


def test_overdue_names_what_whose_and_since_when() -> None:
    """The day after the talk ends passing up is overdue; on that day it is not."""
    dispute = complaint()
    assert dispute.overdue(END_OF_TALK) == []
    found = dispute.overdue(END_OF_TALK + timedelta(days=1))
    title = "Stage 2: the head librarian reviews"
    assert found == [Due("pass up", f"move to {title}", "reader or librarian", END_OF_TALK, ("2.2", "2.1"))]


def test_a_standing_duty_is_due_until_it_is_done() -> None:
    """The reader must be told within three working days of Monday 21 December: by Thursday the 24th."""
    dispute = complaint()
    assert dispute.standing_duties() == []
    dispute.fire("agree", date(2026, 12, 21))
    due = Due(
        "tell the reader", "the reader is told the outcome", "head librarian", date(2026, 12, 24), ("2.4",)
    )
    assert dispute.standing_duties() == [due]
    assert dispute.overdue(date(2026, 12, 29)) == [due]
    dispute.happened("tell the reader", date(2026, 12, 23))
    assert dispute.standing_duties() == []


# What binds


def test_a_weaker_duty_does_not_bind_at_a_stronger_level() -> None:
    """At level "must" the talk has no limit and nobody has to pass the dispute up."""
    dispute = complaint(level=Level.MUST)
    assert window(dispute, "pass up") == (None, None)
    assert not option(dispute, "pass up").is_duty
    assert dispute.stalled
    assert dispute.who_must_act() == ()


def test_a_cap_presses_on_every_way_out_while_it_can_still_end() -> None:
    """Fifteen working days in Scotland end on 14 January; until then the case may be given up, not lie on."""
    dispute = damage()
    assert [one.id for one in dispute.open_caps()] == ["all of it"]
    dispute.fire("send on", date(2027, 1, 7))
    rule = option(dispute, "rule")
    assert (rule.latest, rule.limits, rule.undated) == (date(2027, 1, 14), ("all of it",), ("a school week",))
    assert window(dispute, "give up, from panel sits") == (None, date(2027, 1, 14))
    assert [(one.limit, one.days_late) for one in dispute.fire("rule", date(2027, 1, 20))] == [
        ("all of it", 4)
    ]
    assert dispute.open_caps() == ()


def test_a_move_that_changes_a_fact_changes_the_limits() -> None:
    """Once it leaks, thirty hours from Monday replace ten working days: the last day is Wednesday."""
    dispute = damage()
    assert window(dispute, "mend") == (None, date(2027, 1, 7))
    dispute.fire("it leaks", date(2026, 12, 21))
    assert dispute.values["leaking"] == "yes"
    assert window(dispute, "mend") == (None, date(2026, 12, 23))
    with pytest.raises(NotAvailable, match="needs that leaking is no; here leaking is yes"):
        dispute.fire("it leaks", date(2026, 12, 22))


def test_a_clock_that_an_outside_event_starts() -> None:
    """Without the visit its month does not run; with it, the sooner of both limits binds."""
    dispute = damage()
    assert "after a visit" not in option(dispute, "send on").limits
    dispute.do("visit", FRIDAY)
    assert "after a visit" in option(dispute, "send on").limits
    assert window(dispute, "send on") == (date(2026, 12, 22), date(2027, 1, 7))
    assert dispute.state == "look"


def test_a_restarted_clock_counts_from_the_last_start() -> None:
    """Back with the panel a second time, its two weeks run from then."""
    dispute = damage()
    dispute.fire("send on", date(2026, 12, 22))
    dispute.fire("look once more", date(2027, 1, 5))
    dispute.fire("send on", date(2027, 1, 6))
    assert window(dispute, "look once more")[0] == date(2027, 1, 20)
    assert dispute.raised == FRIDAY


def test_several_windows_are_shown_from_the_first_to_the_last_day() -> None:
    """Chasing follows the end of either limit, on that day: Wednesday, or the next Monday."""
    chase = option(call(Level.MUST), "chase")
    assert (chase.earliest, chase.latest, chase.waits_for_expiry) == (
        date(2027, 1, 13),
        date(2027, 1, 18),
        True,
    )
    for day in (chase.earliest, chase.latest):
        assert call(Level.MUST).fire("chase", day) == ()


def test_a_window_that_cannot_be_kept_is_not_shown() -> None:
    """Where the cap of four days binds it ends on Friday, so the Monday of the second window is out."""
    assert window(call(), "chase") == (date(2027, 1, 13), date(2027, 1, 13))


def test_limits_that_contradict_each_other_show_it() -> None:
    """When even the first window ends after the cap, the first day comes after the last."""
    shorter = [
        replace(one, at_most=TimeSpan(1, "working day")) if one.id == "one round" else one
        for one in CALLS.limits
    ]
    dispute = Dispute(replace(CALLS, limits=tuple(shorter)), case={}, readings=BUILT_IN)
    dispute.fire("ring", MONDAY)
    assert window(dispute, "chase") == (date(2027, 1, 13), date(2027, 1, 12))


def test_the_window_missed_least_counts() -> None:
    """On Thursday the first is a day late; the second would be two working days too soon."""
    assert [(one.limit, one.days_late) for one in call().fire("chase", date(2027, 1, 14))] == [("short", 1)]


def test_the_later_of_two_events_starts_a_clock() -> None:
    """Three working days from the nudge on Tuesday end on Friday; from the ring they ended on Thursday."""
    dispute = call()
    assert window(dispute, "answer") == (None, date(2027, 1, 14))
    dispute.fire("nudge", date(2027, 1, 12))
    assert window(dispute, "answer") == (None, date(2027, 1, 15))


def test_hours_can_be_up_on_the_day_they_start() -> None:
    """Four hours after the ring the caller may hang up on the same day, or on any later one of the round."""
    assert option(call(), "sigh").earliest == MONDAY
    assert call().fire("sigh", MONDAY) == ()


def test_a_cap_that_has_ended_opens_anew_with_its_clock() -> None:
    """Between two rounds nothing presses; the second has four working days of its own."""
    dispute = call()
    assert [one.id for one in dispute.open_caps()] == ["one round"]
    dispute.fire("answer", date(2027, 1, 14))
    assert dispute.open_caps() == ()
    assert dispute.fire("ring again", date(2027, 2, 1)) == ()
    assert [one.id for one in dispute.open_caps()] == ["one round"]
    late = {one.limit: one.due for one in dispute.fire("answer", date(2027, 2, 8))}
    assert late["one round"] == date(2027, 2, 5)


def test_the_measured_clock_starts_when_the_protocol_says_so_and_once() -> None:
    """The dispute is raised by the first answer, neither by the ring nor by the second answer."""
    dispute = call()
    assert dispute.raised is None
    dispute.fire("answer", date(2027, 1, 12))
    dispute.fire("ring again", date(2027, 1, 13))
    dispute.fire("answer", date(2027, 1, 14))
    assert dispute.raised == date(2027, 1, 12)


def test_a_move_from_anywhere_may_be_named_without_its_stage() -> None:
    """ "Give up" is the copy of the stage the dispute is in."""
    dispute = damage()
    dispute.fire("give up", date(2026, 12, 22))
    assert dispute.trace.steps[-1].transition == "give up, from look"
    assert dispute.final


# Silence


def test_silence_read_strictly_waits_for_the_time_to_be_up() -> None:
    """With the librarian silent the reader passes up on the day the talk ends, and not before."""
    dispute = complaint("librarian", silence="strict")
    dispute.fall_silent()
    assert [one.transition for one in dispute.options()] == ["pass up"]
    assert window(dispute, "pass up") == (END_OF_TALK, END_OF_TALK)
    assert option(dispute, "pass up").waits_for_expiry
    with pytest.raises(NotAvailable, match='"agree" needs librarian, who is silent'):
        dispute.fire("agree", FRIDAY)
    assert [one.days_late for one in dispute.fire("pass up", date(2026, 12, 24))] == [-1]


def test_silence_read_as_disagreement_need_not_wait() -> None:
    """No answer is a disagreement, which may be passed up on any day of the talk."""
    dispute = complaint("librarian")
    dispute.fall_silent()
    assert window(dispute, "pass up") == (None, END_OF_TALK)


def test_strict_silence_with_undated_handover_has_a_first_day_only() -> None:
    """The time must be up, and the text does not say by when to pass on."""
    dispute = complaint("librarian", silence="strict", handover="undated")
    dispute.fall_silent()
    assert window(dispute, "pass up") == (END_OF_TALK, None)


def test_a_dispute_stalls_when_the_only_one_with_a_duty_is_silent() -> None:
    """Only the panel must rule; silent, nobody must act, though the tenant may still give up."""
    dispute = damage("panel")
    dispute.fire("send on", date(2026, 12, 22))
    assert not dispute.stalled
    dispute.fall_silent()
    assert dispute.stalled
    assert dispute.who_must_act() == ()
    assert [one.transition for one in dispute.options()] == ["give up, from panel sits"]
    with pytest.raises(NotAvailable, match='"rule" needs panel, who is silent'):
        dispute.fire("rule", date(2027, 1, 4))


def test_a_substitute_acts_for_a_silent_role() -> None:
    """The deputy stands in for the head librarian, so the review still has somebody who must pass it on."""
    dispute = complaint("head librarian")
    dispute.fire("pass up", END_OF_TALK)
    dispute.fall_silent()
    assert not dispute.stalled
    assert dispute.fire("to trustees", END_OF_REVIEW) == ()


def test_without_a_clock_strict_silence_has_no_time_to_wait_for() -> None:
    """At level "must" the limit of the talk does not run, so silence read strictly leaves no way on."""
    dispute = complaint("librarian", Level.MUST, silence="strict")
    dispute.fall_silent()
    assert dispute.options() == []
    with pytest.raises(NotAvailable, match=r"and no time runs here\. Nothing may happen now"):
        dispute.fire("pass up", END_OF_TALK)


def test_nobody_falls_silent_unnamed_or_before_the_start() -> None:
    """Silence needs a role, and a dispute that has begun."""
    with pytest.raises(ValueError, match="no silent role was named"):
        complaint().fall_silent()
    unbegun = Dispute(LIBRARY, case=CASE, readings=READINGS, silent_role="librarian")
    with pytest.raises(ValueError, match="before the dispute has begun"):
        unbegun.fall_silent()


# Refusals


def test_a_refusal_says_why_and_what_may_happen_instead() -> None:
    """And it leaves the dispute as it was."""
    dispute = complaint()
    with pytest.raises(NotAvailable) as error:
        dispute.fire("waive", FRIDAY)
    assert str(error.value) == (
        '"waive" leads out of "trustees meet", and the dispute is in "talk". '
        'What may happen now: "agree" (reader and librarian), "pass up" (reader or librarian).'
    )
    with pytest.raises(NotAvailable, match='There is no move or way in "pas up"; did you mean "pass up"'):
        dispute.fire("pas up", FRIDAY)
    with pytest.raises(NotAvailable, match="is a way in, and the dispute has begun"):
        dispute.fire("written complaint", FRIDAY)
    with pytest.raises(NotAvailable, match='no outside event or duty "tell the raeder"; did you mean'):
        dispute.happened("tell the raeder", FRIDAY)
    assert (dispute.state, len(dispute.history)) == ("talk", 1)


def test_dates_never_go_backwards() -> None:
    """Neither for moves nor for outside events; the same day is fine."""
    dispute = damage()
    for act in (dispute.fire, dispute.happened):
        with pytest.raises(ValueError, match="2026-12-17 is before 2026-12-18"):
            act("send on" if act == dispute.fire else "visit", date(2026, 12, 17))
    dispute.happened("visit", FRIDAY)
    assert dispute.state == "look"


def test_a_date_outside_the_calendar_is_refused() -> None:
    """With the calendar's own words, and nothing changes."""
    dispute = complaint()
    with pytest.raises(CalendarError, match="2040-01-01 is outside the calendar of England"):
        dispute.fire("pass up", date(2040, 1, 1))
    assert dispute.state == "talk"


# Traces


def trace(*steps: tuple[str, date], silent_role: str | None = None, silent_from: int | None = None) -> Trace:
    """A trace of the library."""
    readings = tuple(READINGS.items())
    made = tuple(Step(id, on) for id, on in steps)
    return Trace("library", tuple(CASE.items()), readings, Level.GUIDE, made, silent_role, silent_from)


def test_a_counterexample_replays_without_a_breach() -> None:
    """To the state and dates worked out by hand, and its trace is what was replayed."""
    one = replace(trace(("written complaint", FRIDAY), ("pass up", END_OF_TALK)), level=Level.SHOULD)
    end = replay(LIBRARY, one)
    assert (end.state, end.breaches, end.stalled, end.final) == ("review", (), False, False)
    talk = (("written complaint", FRIDAY), ("talk", FRIDAY))
    assert end.dates == (*talk, ("pass up", END_OF_TALK), ("review", END_OF_TALK))
    assert end.trace == one


def test_a_silent_role_falls_silent_at_its_step() -> None:
    """From the complaint on the librarian is silent: agreeing needs both, passing up only the reader."""
    begun = ("written complaint", FRIDAY)
    end = replay(LIBRARY, trace(begun, ("pass up", END_OF_TALK), silent_role="librarian", silent_from=0))
    assert (end.silent, end.breaches) == (True, ())
    with pytest.raises(NotAvailable, match="who is silent"):
        replay(LIBRARY, trace(begun, ("agree", END_OF_TALK), silent_role="librarian", silent_from=0))
    assert replay(LIBRARY, trace(begun, ("agree", END_OF_TALK), silent_role="librarian")).final


def test_a_late_counterexample_does_not_hold() -> None:
    """It replays with a breach; one with an impossible step does not replay at all."""
    late = trace(("written complaint", FRIDAY), ("pass up", date(2026, 12, 30)))
    assert [str(one) for one in replay(LIBRARY, late).breaches] == ["1 working day late"]
    with pytest.raises(NotAvailable):
        replay(LIBRARY, trace(("written complaint", FRIDAY), ("waive", FRIDAY)))


def test_a_trace_reads_as_a_policy_author_would_write_it() -> None:
    """In JSON: what was done on which day, and who is silent from where."""
    one = trace(
        ("written complaint", FRIDAY), ("pass up", END_OF_TALK), silent_role="librarian", silent_from=0
    )
    made = to_json(one)
    assert made["events"] == [
        {"do": "written complaint", "on": "2026-12-18"},
        {"silent": "librarian"},
        {"do": "pass up", "on": "2026-12-29"},
    ]
    assert list(made) == ["protocol", "case", "readings", "level", "silent_role", "events"]


def test_silence_needs_a_role_and_a_step() -> None:
    """A trace cannot fall silent after a step it does not have."""
    with pytest.raises(TraceError, match="no silent role is named"):
        trace(("written complaint", FRIDAY), silent_from=0)
    with pytest.raises(TraceError, match="there are 1 steps"):
        trace(("written complaint", FRIDAY), silent_role="reader", silent_from=1)


# Laws of any dispute


@st.composite
def walks(draw) -> Dispute:
    """A dispute walked at random through one of three protocols, late or not, perhaps with silence."""
    protocol = draw(st.sampled_from([LIBRARY, REPAIRS, CALLS]))
    changing = {one.id for one in protocol.facts if one.at_start}
    facts = {one.id for one in protocol.facts} - changing
    chosen = {
        name: draw(st.sampled_from(values))
        for name, values in protocol.domains.items()
        if name not in changing
    }
    dispute = Dispute(
        protocol,
        case={name: value for name, value in chosen.items() if name in facts},
        readings={name: value for name, value in chosen.items() if name not in facts},
        level=draw(st.sampled_from(Level)),
        silent_role=draw(st.none() | st.sampled_from([one.id for one in protocol.roles])),
    )
    today = draw(st.dates(date(2026, 1, 1), date(2027, 1, 1)))
    dispute.fire(draw(st.sampled_from([one.id for one in dispute.ways_in()])), today)
    for _ in range(draw(st.integers(0, 6))):
        if dispute.silent_role and draw(st.booleans()):
            dispute.fall_silent()
        options = dispute.options()
        if not options:
            break
        today += timedelta(days=draw(st.integers(0, 12)))
        dispute.fire(draw(st.sampled_from([one.transition for one in options])), today)
    return dispute


@settings(deadline=None, max_examples=100)
@given(walks())
def test_every_walk_replays_to_itself(dispute: Dispute) -> None:
    """A dispute's own trace leads the machine to the same state, dates and breaches."""
    again = replay(dispute.protocol, dispute.trace)
    assert (again.state, again.dates, again.breaches) == (dispute.state, dispute.dates, dispute.breaches)
    assert again.trace == dispute.trace
    assert (again.stalled, again.final) == (dispute.stalled, dispute.final)


@settings(deadline=None, max_examples=100)
@given(walks(), st.integers(0, 40))
def test_an_option_is_kept_between_its_days(dispute: Dispute, later: int) -> None:
    """Outside the days that an option shows it is a breach; on its first and last day it is none."""
    assert dispute.today is not None
    for one in dispute.options():
        for on in {dispute.today + timedelta(days=later), one.earliest, one.latest} - {None}:
            if on < dispute.today:
                continue
            breaches = replay(dispute.protocol, dispute.trace).fire(one.transition, on)
            outside = (one.latest is not None and on > one.latest) or (
                one.earliest is not None and on < one.earliest
            )
            empty = one.earliest is not None and one.latest is not None and one.earliest > one.latest
            if outside or on in (one.earliest, one.latest):
                assert bool(breaches) == (outside or empty)


@settings(deadline=None, max_examples=100)
@given(walks())
def test_a_dispute_stalls_when_nobody_must_act(dispute: Dispute) -> None:
    """It is stalled exactly when it is not at its end and no option is a duty."""
    assert dispute.stalled == (not dispute.final and not any(one.is_duty for one in dispute.options()))
