"""A repair proposed, told, and written only when asked to: never over a built-in protocol, never half a file."""

import os
import sys
from collections.abc import Callable
from json import dumps
from pathlib import Path

import protocols
from handrail import arguments, output, repair_json, repair_page
from handrail.exit_code import ExitCode
from handrail.loading import load
from handrail.repair_sentences import new
from model.writer import write
from model.yaml_text import decode
from verify.remedy import remedied
from verify.repair import Repair
from verify.repair import repair as propose
from verify.trial import GivenUp

GUARANTEES = {"decision-bounded": "decision", "receipt-bounded": "receipt"}


def repair(
    name: str,
    target: str | None,
    guarantee: str,
    level: str,
    file: str | None,
    *,
    silence_proof: bool,
    apply: bool,
    json: bool,
    milliseconds: int,
) -> ExitCode:
    """Print a repair of a protocol, write it if asked to, and return the status.

    Raises:
        BadInput: the protocol cannot be read.
        Refused: there is no such level or guarantee, no such target, or nowhere to write to.
    """
    wanted = arguments.level(level)
    milestone = GUARANTEES[arguments.known("guarantee", guarantee, list(GUARANTEES))]
    protocol = load(name)
    days = f"{target.strip()} working days" if target is not None and target.strip().isdigit() else target
    protocol_target = arguments.with_target(protocol, days).target
    if protocol_target is None:
        raise arguments.Refused(f"{protocol.id} states no target", help="say one, such as --target 20")
    place, tell = _place(protocol.file, file, apply=apply), _teller()
    try:
        found = propose(
            protocol,
            wanted,
            protocol_target.most_working_days(),
            milestone=milestone,
            silence=silence_proof,
            milliseconds=milliseconds,
            tell=tell,
        )
    except GivenUp as reason:
        print(f"{protocol.id}: undecided: {reason}", file=sys.stderr)
        return ExitCode.UNDECIDED
    tell("")
    written = ""
    if place is not None and found.remedies:
        output.write(place, edited(found).encode())
        written = str(place)
    if json:
        output.say(dumps(repair_json.document(found, written), indent=2, ensure_ascii=False), for_programs=True)
    else:
        output.show(repair_page.page(found, written))
    return ExitCode.BROKEN if found.repaired is None else ExitCode.FINE


def edited(found: Repair) -> str:
    """The text of the protocol's file with the edits in it, and all else as it was."""
    text = decode(output.read(Path(found.protocol.file)), found.protocol.file)
    says = [new(found.protocol, one) for one in found.remedies]
    return write(remedied(found.protocol, found.remedies, says), over=text)


def _place(source: str, file: str | None, *, apply: bool) -> Path | None:
    """Where to write: nowhere unless asked to, and never over a built-in protocol.

    Raises:
        Refused: a file without --apply, or a built-in protocol as the place.
    """
    if not apply:
        if file is not None:
            raise arguments.Refused("-o names a file, and nothing is written without --apply", help="add --apply")
        return None
    place = Path(source if file is None else file)
    if place.resolve() in {protocols.path(name).resolve() for name in protocols.names()}:
        raise arguments.Refused("a built-in protocol is never overwritten", help="name another file with -o")
    return place


def _teller() -> Callable[[str], None]:
    """Tells what is being done on one line of standard error, when somebody is watching."""
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return lambda what: None

    def tell(what: str) -> None:
        print(f"\r\x1b[K{what}", end="\r", file=sys.stderr, flush=True)

    return tell
