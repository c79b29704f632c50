"""Recorded disputes walked again over the text: the verb `replay`, and what it found."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handrail import sentences
from handrail.asked import refusing
from handrail.findings import Findings
from handrail.grid import Grid
from handrail.loading import load
from handrail.recorded import Recorded, recorded
from model.protocol import Protocol
from simulate.replayer import Fault
from simulate.replayer import replay as walked_again


@dataclass(frozen=True, repr=False)
class Replayed(Findings):
    """Recorded disputes, and which of them the text does not allow.

    Attributes:
        protocol: the text.
        record: what was walked again.
        faults: of each dispute that is not lawful, its replication and the first thing that the text does not allow.
    """

    command = "replay"
    protocol: Protocol
    record: Recorded
    faults: tuple[tuple[int, Fault], ...]

    @property
    def lawful(self) -> bool:
        """Whether every dispute is."""
        return not self.faults

    def heading(self) -> str:
        """What was walked again, and what came of it, in one line."""
        count, bad = sum(one["disputes"] for one in self.rows()), len(self.faults)
        said = f"{bad} of {count:,} recorded disputes {'is' if bad == 1 else 'are'} not lawful"
        return f"{self.protocol.id} — {said if bad else f'all {count:,} recorded disputes are lawful'}"

    def tables(self) -> tuple[Grid, ...]:
        """By way in how many are lawful; then those that are not, each with its date and clauses."""
        came: Counter[str] = Counter()
        for run in self.record.runs:
            came.update(run.kinds[one] for one in run.cases["kind"].tolist())
        bad = Counter(one.kind for _, one in self.faults)
        ways = [{"kind": one, "disputes": came[one], "lawful": came[one] - bad[one]} for one in came]
        rests = (
            f"walked again by dates over {self.protocol.id}, counting {sentences.LEVELS[self.record.made.terms.level]}"
        )
        columns = (("Way in", "kind"), ("Disputes", "disputes"), ("Lawful", "lawful"))
        whole = Grid("disputes", "Recorded disputes", columns, tuple(ways), rests)
        said = (("Dispute", "dispute"), ("Date", "on"), ("The record says", "found"), ("The text allows", "allowed"))
        lines = tuple(_line(number, one) for number, one in self.faults)
        return whole, *([Grid("faults", "Not lawful", (*said, ("Clause", "clause")), lines, rests)] if lines else [])

    def notes(self) -> tuple[str, ...]:
        """What counts as lawful, and what was done to the files."""
        late = "a limit that was missed, and is recorded as missed, is no fault: people are late"
        return (late, *(f"{name} was changed since it was written" for name in self.record.changed))

    def facts(self) -> dict[str, Any]:
        """What was walked again, for programs; every dispute, and whether it is lawful."""
        bad = {(number, one.kind, one.case) for number, one in self.faults}
        disputes = [
            {"replication": run.replication, "kind": run.kinds[kind], "case": case}
            for run in self.record.runs
            for kind, case in zip(run.cases["kind"].tolist(), run.cases["case"].tolist(), strict=True)
        ]
        for one in disputes:
            one["lawful"] = tuple(one.values()) not in bad
        made = self.record.made
        return {"protocol": self.protocol.id, "scenario": made.scenario, "seed": made.seed, "disputes": disputes}


def _line(replication: int, fault: Fault) -> dict[str, Any]:
    return {
        "dispute": f"{replication}/{fault.kind}/{fault.case}",
        "replication": replication,
        "kind": fault.kind,
        "case": fault.case,
        "on": None if fault.on is None else fault.on.isoformat(),
        "found": fault.found,
        "allowed": fault.allowed,
        "clause": ", ".join(fault.clauses),
        "clauses": list(fault.clauses),
    }


def replay(protocol: Protocol | str | Path, records: str | Path) -> Replayed:
    """Walk every dispute of a folder of records again over the text, by dates, and say which are lawful.

    The walk shares no code with the simulation: what may happen next is asked of the machine that replays
    counterexamples.

    Args:
        protocol: a protocol, a built-in name, or the path of a file.
        records: a folder that `handrail simulate --out` has written.

    Raises:
        BadInput: the protocol has faults, or a file of the folder is cut short or does not hold what it should.
        Refused: the folder holds no records, or those of another protocol or another version of it.
    """
    text = load(protocol)
    found = recorded(Path(records), text)
    with refusing():
        faults = tuple(
            (run.replication, one) for run in found.runs for one in walked_again(run, text, found.made.terms)
        )
    return Replayed(text, found, faults)
