"""What a scenario rests on, in words: its figures by basis, what has none, and what changed under it."""

from collections import Counter
from collections.abc import Iterator

from handrail.loading import name_of
from model.protocol import Protocol
from simulate.fingerprint import changes
from simulate.scenario import Basis, Happening, Scenario, Step


def basis_line(scenario: Scenario) -> str:
    """How many figures of each basis: the line that goes with every result.

    What follows from the text alone is no figure of an author and does not count.
    """
    said = [one for one in scenario.quantities().values() if one.place is not None]
    count = Counter(one.basis for one in said)
    uncertain = sum(one.low is not None for one in said)
    by_basis = ", ".join(f"{count[basis]} {basis.value}" for basis in Basis)
    return f"{len(said)} figures: {by_basis}; {uncertain} with a range"


def page(scenario: Scenario, protocol: Protocol) -> str:
    """The page of `handrail scenario check`."""
    place = "built in" if name_of(protocol) == protocol.id else protocol.file
    lines = [f"{scenario.title} ({scenario.id}), for the protocol {protocol.id} ({place})", basis_line(scenario)]
    closed = [one.id for one in protocol.entries if one.dest is None]
    if missing := list(_unsaid(scenario, protocol)):
        lines += ["", "No figure for:", *(f"  {one}" for one in missing)]
    if closed:
        lines += ["", f"Not simulated, since the text gives no way on: {_listed(closed)}"]
    if not scenario.written_for:
        lines += ["", "It does not say how the protocol stood when it was written: --accept adds that"]
    if changed := changes(scenario, protocol):
        lines += ["", "Since it was written, in ways on which no figure rests:", *(f"  {one}" for one in changed)]
    return "\n".join(lines)


def _unsaid(scenario: Scenario, protocol: Protocol) -> Iterator[str]:
    """What a scenario leaves without a figure, and what a run does then."""
    ways = [one.id for one in protocol.entries if one.dest is not None and one.id not in scenario.arrivals]
    tasks: tuple[Step | Happening, ...] = (*scenario.steps.values(), *scenario.duties.values())
    working = dict.fromkeys(role for task in tasks for role in task.hours)
    free = [one for one in working if one not in scenario.staff]
    idle = [one for one in scenario.staff if one not in working]
    at_once = [
        name
        for name, step in scenario.steps.items()
        if step.delay is None and name not in scenario.sittings and not step.hours
    ]
    unworked = [name for name, duty in scenario.duties.items() if not duty.hours]
    answering = [
        name
        for name, step in scenario.steps.items()
        if protocol.state[name].awaits and step.no_response is None and name not in scenario.sittings
    ]
    for names, what in (
        (ways, "ways in by which nobody comes"),
        (free, "people of a role, whose work waits for nobody"),
        (idle, "hours of a role that has people"),
        (at_once, "delay or hours, so that it is done at once"),
        (unworked, "hours of a duty, so that it takes nobody's time"),
        (answering, "no answer, so that everybody answers"),
    ):
        if names:
            yield f"{what}: {_listed(names)}"


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{one}"' for one in names)
