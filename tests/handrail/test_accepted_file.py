"""The file of accepted changes: every mistake at once, and no entry without a reason that can be judged."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail import accepted_file
from handrail.accepted import Value
from model.errors import BadInput
from model.modality import Level
from verify.verdict import Word

GOOD = """\
handrail: 1
accepted:
  - protocol: kept
    guarantee: decision-bounded
    case: {kind: practice}
    was: {verdict: proved, working_days: 3}
    now: {verdict: depends on reading, working_days: 4, holds_if: {counting: same day}}
    reason: The warden sits on two days a week since May
    approver: Lane Association
    until: 2027-03-31
"""


def load(tmp_path: Path, text: str) -> tuple[accepted_file.Accepted, ...]:
    """The entries of a file with this text."""
    file = tmp_path / accepted_file.NAME
    file.write_text(text, encoding="utf-8")
    return accepted_file.load(file)


def test_an_entry_says_all_that_was_accepted(tmp_path: Path) -> None:
    """Guarantee, level, kind of case, both values, reason, approver and last day are read as they stand."""
    (one,) = load(tmp_path, GOOD)
    assert (one.protocol, one.guarantee, one.level, one.case) == ("kept", "decision-bounded", Level.GUIDE, (("kind", "practice"),))
    assert one.was == Value(Word.PROVED, 3)
    assert one.now == Value(Word.DEPENDS, 4, holds=((("counting", "same day"),),))
    assert one.until == date(2027, 3, 31)
    assert one.place is not None
    assert one.place.line == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("decision-bounded", "decision-bound", 'did you mean "decision-bounded"?'),
        ("The warden sits on two days a week since May", "by design", '"by design" is no reason'),
        ("The warden sits on two days a week since May", "OK, as discussed, agreed", "is no reason"),
        ("The warden sits on two days a week since May", '""', "is empty"),
        ("2027-03-31", "31.3.2027", '"31.3.2027" is no date'),
        ("2027-03-31", "2027-02-30", '"2027-02-30" is no date'),
        ("working_days: 4", "working_days: four", '"four" is no number of days'),
        (", holds_if: {counting: same day}", "", '"depends on reading" is told without readings'),
        ("depends on reading, working_days: 4, holds_if: {counting: same day}", "proved, working_days: 3", "no worse than it was"),
        ("verdict: proved", "verdict: prooved", 'cannot be "prooved"'),
        ("    approver: Lane Association\n", "", '"approver" is missing in entry 1'),
        ("approver", "aprover", 'did you mean "approver"?'),
        ("handrail: 1", "handrail: 2", 'does not read format "2"'),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    """With line and column, like those of a protocol."""
    with pytest.raises(BadInput) as bad:
        load(tmp_path, GOOD.replace(old, new))
    assert said in str(bad.value)
    assert all(one.line and one.column for one in bad.value.faults)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Of shape and of sense, in every entry."""
    entry = GOOD.partition("accepted:\n")[2]
    worse = entry.replace("decision-bounded", "nothing").replace("approver: Lane Association\n", "aprover: x\n")
    with pytest.raises(BadInput) as bad:
        load(tmp_path, GOOD.replace("2027-03-31", "soon") + worse.replace("The warden sits on two days a week since May", "fine"))
    assert [one.line for one in bad.value.faults] == [10, 12, 16, 17]


def test_an_entry_without_what_it_was_accepts_a_finding_of_check(tmp_path: Path) -> None:
    """But not one that is proved: there is nothing to accept."""
    was = "    was: {verdict: proved, working_days: 3}\n"
    assert load(tmp_path, GOOD.replace(was, ""))[0].was is None
    with pytest.raises(BadInput, match="there is nothing to accept: it is proved"):
        load(tmp_path, GOOD.replace(was, "").replace("depends on reading, working_days: 4, holds_if: {counting: same day}", "proved"))


def test_it_is_found_up_to_the_root_of_the_repository_and_no_further(tmp_path: Path) -> None:
    """Outside a repository only the folder of the protocol is looked at."""
    inner = tmp_path / "repository" / "protocols"
    inner.mkdir(parents=True)
    for folder in (tmp_path, inner.parent):
        (folder / accepted_file.NAME).write_text(GOOD, encoding="utf-8")
    assert accepted_file.find(inner / "a.yaml") is None
    (inner.parent / ".git").mkdir()
    assert accepted_file.find(inner / "a.yaml") == inner.parent / accepted_file.NAME
    (inner / accepted_file.NAME).touch()
    assert accepted_file.find(inner / "a.yaml") == inner.parent / accepted_file.NAME, "an empty file is passed over"
    (inner.parent / accepted_file.NAME).unlink()
    assert accepted_file.find(inner / "a.yaml") is None


DAYS = st.integers(0, 30)
VALUES = st.one_of(
    st.builds(Value, st.just(Word.PROVED), DAYS, DAYS, DAYS),
    st.builds(
        Value, st.just(Word.DEPENDS), DAYS, DAYS, DAYS, st.sampled_from([(((("a", "x"),),)), ((("a", "y"),),), ((("a", "x"), ("b", "x")),)])
    ),
    st.builds(Value, st.sampled_from([Word.REFUTED, Word.UNBOUNDED, Word.DEAD_END])),
)  # fmt: skip
DOMAINS = {"a": ("x", "y"), "b": ("x", "y")}


@given(VALUES, VALUES, VALUES)
def test_being_as_good_is_an_order(one: Value, other: Value, third: Value) -> None:
    """Each is as good as itself; as good as one that is as good as a third is as good as the third."""
    assert one.as_good(one, DOMAINS)
    if one.as_good(other, DOMAINS) and other.as_good(third, DOMAINS):
        assert one.as_good(third, DOMAINS)


@given(VALUES, st.integers(1, 5))
def test_a_longer_bound_is_worse(one: Value, more: int) -> None:
    """A day more is never as good, and a bound is as good as any longer one."""
    if one.bound is not None:
        longer = Value(one.verdict, one.bound + more, one.kindest, one.calendar, one.holds)
        assert one.as_good(longer, DOMAINS)
        assert not longer.as_good(one, DOMAINS)
