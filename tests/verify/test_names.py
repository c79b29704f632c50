"""What an author calls a stage makes no difference to what is proved of it."""

from pathlib import Path

import pytest

from model.loader import load_text
from model.modality import Level
from verify.checker import check

LIBRARY = (Path(__file__).parents[1] / "protocols" / "library.yaml").read_text(encoding="utf-8")
DATED = LIBRARY.replace("words: without undue delay", "within: 7 working days")


@pytest.mark.parametrize("name", ["decision", "receipt", "now", "(raised)", "(entered)"])
def test_a_stage_may_be_called_what_the_walk_calls_its_own_events(name: str) -> None:
    """A clock that starts on entering a stage called "decision" is not the moment of the decision."""
    plain = check(load_text(DATED))
    renamed = check(load_text(DATED.replace("trustees meet", f'"{name}"')))
    for property_id in ("receipt-bounded", "decision-bounded"):
        (mine,) = renamed.of(property_id, Level.SHOULD)
        (other,) = plain.of(property_id, Level.SHOULD)
        assert (mine.verdict, mine.bound, mine.holds_under) == (other.verdict, other.bound, other.holds_under)
