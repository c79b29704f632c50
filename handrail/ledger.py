"""The clauses of a text and what became of each: cited, left out with a reason, or not accounted for."""

from collections.abc import Sequence

from handrail.sheet import Sheet
from handrail.wording import move_name
from model.protocol import Clause, Protocol

NOT_ACCOUNTED_FOR = "not accounted for"
"""What the ledger says of a clause on which nothing rests and which nobody has left out with a reason."""


def coverage(protocol: Protocol) -> str:
    """How many clauses something rests on, how many are left out with a reason, and how many are neither."""
    total = len(protocol.clauses)
    if not total:
        return "the file lists none"
    cited = sum(one.id in protocol.cited for one in protocol.clauses)
    left_out = sum(bool(one.left_out) and one.id not in protocol.cited for one in protocol.clauses)
    said = f"{total}: {_share(cited, total)} cited, {_share(left_out, total)} left out with a reason"
    rest = total - cited - left_out
    return f"{said}, {_share(rest, total)} {NOT_ACCOUNTED_FOR}"


def _share(part: int, total: int) -> str:
    """A number with its share; 0% and 100% are said only of none and of all."""
    share = round(100 * part / total)
    if 0 < part < total:
        share = min(99, max(1, share))
    return f"{part} ({share}%)"


def ledger(protocol: Protocol) -> Sheet:
    """Every clause: what it says, and what rests on it or why it is left out."""
    said = fates(protocol)
    rows = [(one.id, one.says, one.at, said[one.id]) for one in protocol.clauses]
    columns = ("Clause", "Says", "Found at", "Used by, or why left out")
    return Sheet("Clauses", columns, tuple(rows))


def fates(protocol: Protocol) -> dict[str, str]:
    """For each clause, what rests on it, or why nothing does."""
    uses = _uses(protocol)
    return {one.id: _fate(one, uses.get(one.id, [])) for one in protocol.clauses}


def _fate(clause: Clause, uses: Sequence[str]) -> str:
    if uses:
        return "; ".join(uses)
    return f"left out: {clause.left_out}" if clause.left_out else NOT_ACCOUNTED_FOR


def _uses(protocol: Protocol) -> dict[str, list[str]]:
    """For each clause, the parts of the file that rest on it."""
    parts: list[tuple[str, tuple[str, ...]]] = []
    parts += [(f"role {one.id}", one.clauses) for one in protocol.roles]
    parts += [(f"case fact {one.id}", one.clauses) for one in protocol.facts]
    parts += [(f"way in {one.id}", one.clauses) for one in protocol.entries]
    parts += [(f"stage {one.id}", one.clauses) for one in protocol.states]
    parts += [(f"protection at {one.id}", one.meanwhile.clauses) for one in protocol.states if one.meanwhile]
    parts += [(f"move {move_name(one)}", one.clauses) for one in protocol.transitions]
    parts += [(f"limit {one.id}", one.clauses) for one in protocol.limits]
    parts += [(f"duty {one.id}", one.clauses) for one in protocol.duties]
    parts += [(f"reading {one.id}", one.clauses) for one in protocol.readings]
    parts += [(f"missing: {one.what}", one.clauses) for one in protocol.missing]
    found: dict[str, list[str]] = {}
    for name, ids in parts:
        for clause in ids:
            if name not in found.setdefault(clause, []):
                found[clause].append(name)
    return found
