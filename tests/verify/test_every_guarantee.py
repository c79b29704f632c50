"""All guarantees of the catalogue, on random protocols with everything that has to do with time."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.modality import Level
from model.protocol import Protocol
from tests.verify.strategies import busy
from verify.certificate import certificate
from verify.checker import check
from verify.recheck import recheck
from verify.study import Study
from verify.verdict import Result, Word

SLOW = list(HealthCheck)


def told(result: Result) -> object:
    """What a result says."""
    one = result
    return one.property, one.level, one.case, one.verdict, one.bound, one.least_bound, one.holds_under


@pytest.mark.parametrize("loops", [False, True])
def test_law_every_guarantee_is_answered_by_both_engines_quickly_and_with_care(*, loops: bool) -> None:
    """No engine differs from the other, a quick walk says what a careful one does, and what is proved is certified."""
    silence = st.sampled_from([None, None, "other", "raiser"])

    @settings(max_examples=15, suppress_health_check=SLOW)
    @given(busy(most_states=3, most_limits=2 if loops else 3, loops=loops), silence, st.sampled_from(Level))
    def law(protocol: Protocol, silent_role: str | None, level: Level) -> None:
        quick, careful = (
            check(protocol, silent_role=silent_role, profile="all", levels=[level], study=Study(protocol, careful=one))
            for one in (False, True)
        )
        assert [told(one) for one in quick.results] == [told(one) for one in careful.results]
        assert not {one.verdict for one in quick.results} & {Word.DISAGREEMENT}
        claims = json.loads(json.dumps(certificate(quick)))
        assert not any(recheck(claims, protocol))

    law()
