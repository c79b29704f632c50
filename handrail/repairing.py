"""`handrail repair`: a repair proposed, told, and written only when asked to, never half a file."""

import os
import sys
from collections.abc import Callable
from json import dumps

from handrail import arguments, output, repair_json, repair_page
from handrail.exit_code import ExitCode
from handrail.loading import load
from handrail.repaired import repair as propose
from handrail.repaired import writable


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
    solver_seconds: float,
) -> ExitCode:
    """Print a repair of a protocol, write it if asked to, and return the status.

    Raises:
        BadInput: the protocol cannot be read.
        Refused: there is no such level or guarantee, no such target, or nowhere to write to.
    """
    protocol = load(name)
    if file is not None and not apply:
        raise arguments.Refused("-o names a file, and nothing is written without --apply", help="add --apply")
    place, tell = writable(file or protocol.file) if apply else None, _teller()
    made = propose(
        protocol,
        target,
        silence_proof=silence_proof,
        guarantee=guarantee,
        level=level,
        solver_seconds=solver_seconds,
        tell=tell,
    )
    tell("")
    found, written = made.found, ""
    if place is not None and found.remedies:
        output.write(place, made.text().encode())
        written = str(place)
    if json:
        output.say(dumps(repair_json.document(found, written), indent=2, ensure_ascii=False), for_programs=True)
    else:
        output.show(repair_page.page(found, written))
    if found.undecided:
        return ExitCode.UNDECIDED
    return ExitCode.BROKEN if found.repaired is None else ExitCode.FINE


def _teller() -> Callable[[str], None]:
    """Tells what is being done on one line of standard error, when somebody is watching."""
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return lambda what: None

    def tell(what: str) -> None:
        print(f"\r\x1b[K{what}", end="\r", file=sys.stderr, flush=True)

    return tell
