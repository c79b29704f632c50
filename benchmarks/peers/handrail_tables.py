"""Handrail: bound and exits for every case, from the loaded protocol."""

from benchmarks.family import Ladder
from benchmarks.family_protocol import protocol
from benchmarks.peers.question import Answer, answer
from model.modality import Level
from model.protocol import COUNTING
from verify.worst_case import worst_case

GIVEN = ((COUNTING.id, COUNTING.names[0]),)


def work(one: Ladder, _: int) -> Answer:
    """The longest time until the end, and where a case can be left lying."""
    import networkx  # noqa: F401 - loaded by the walk; start-up is measured apart, for every peer

    found = worst_case(protocol(one), Level.MUST, given=GIVEN)
    return int(found.longest["decision"]), [int(state.removeprefix("stage ")) - 1 for state in found.stalls]


if __name__ == "__main__":
    import networkx  # noqa: F401 - as above

    answer(work)
