"""Certificates as files: written for others to check, and checked by what believes nobody."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from handrail import arguments, output
from handrail.arguments import Refused
from handrail.exit_code import ExitCode, disagreements, our_fault
from handrail.loading import load
from handrail.wording import listed
from model.people import the
from model.protocol import Protocol
from model.time_span import TimeSpan


def certify(name: str, file: str | None, level: str | None, silent_role: str | None) -> ExitCode:
    """Write the certificate of a protocol to a file, or print it, and return the status.

    Raises:
        BadInput: the protocol cannot be read.
        Refused: there is no such level or role, or the file cannot be written.
    """
    from verify.certificate import PROPERTIES, certificate
    from verify.checker import check
    from verify.verdict import Word

    wanted = None if level is None else arguments.level(level)
    protocol = load(name)
    arguments.check_role([protocol], silent_role)
    report = check(protocol, silent_role=silent_role, properties=PROPERTIES)
    if said := disagreements(report.results):
        print(said, file=sys.stderr)
        return ExitCode.OUR_BUG
    if wanted is not None:
        report = replace(report, results=tuple(one for one in report.results if one.level is wanted))
    made = certificate(report)
    if not made["claims"]:
        notes = dict.fromkeys(one.note for one in report.results if one.verdict is Word.UNDECIDED)
        where = "at any level" if wanted is None else f"at the level {wanted.value}"
        why = "; ".join(notes) or f"{where} it has no bound, and a dead end in every reading"
        print(f"There is nothing to certify in {protocol.id}: {why}.", file=sys.stderr)
        return ExitCode.UNDECIDED if notes else ExitCode.BROKEN
    text = _text(made)
    if rejected := [reason for reason in _reasons(text, protocol) if reason]:
        print(our_fault(f"its own certificate is rejected: {rejected[0]}"), file=sys.stderr)
        return ExitCode.OUR_BUG
    if file is None:
        output.say(text, for_programs=True)
        return ExitCode.FINE
    output.write(Path(file), text.encode())
    output.say(f'Wrote "{file}": {_count(made)}.')
    output.say(f"Anybody can check it without the solver: handrail recheck {file}{_own(protocol.id, name)}")
    return ExitCode.FINE


def recheck(file: str, name: str | None) -> ExitCode:
    """Check the certificate in a file against a protocol, say what became of each claim, and return the status.

    Raises:
        BadInput: the protocol cannot be read.
        Refused: the file is no certificate, not a whole one, or one for another protocol or version.
    """
    from protocols import names
    from verify.certificate_form import Unreadable, read

    try:
        text = output.read(Path(file)).decode()
        made = read(text)
        own = made["protocol"]["id"]
        if name is None and own not in names():
            found = f'the certificate is for "{own}", and no built-in protocol has this name'
            raise Refused(found, help="name the protocol's file after that of the certificate")
        protocol = load(name or own)
        reasons = _reasons(text, protocol)
    except (Unreadable, UnicodeDecodeError) as error:
        help = "make it again with handrail certify; for a file of your own, name that after the certificate"
        why = error if isinstance(error, Unreadable) else "this is no certificate: it is no text"
        raise Refused(f'"{file}" cannot be checked: {why}', help=help) from None
    for said, reason in zip(made["claims"], reasons, strict=True):
        output.say(f"rejected  {_claim(said)}\n          {reason}" if reason else f"accepted  {_claim(said)}")
    rejected = sum(map(bool, reasons))
    if rejected:
        output.say(f"\n{rejected} of {len(reasons)} claims about {protocol.id} are rejected: do not rely on this file.")
        return ExitCode.BROKEN
    undated = sum(1 for one in made["claims"] if one["witness"] and not one["witness"]["raised_on"])
    but = f" For {undated} of the bounds no start date is known on which a case takes so long." if undated else ""
    output.say(
        f"\nAll {len(reasons)} claims about {protocol.id} are accepted: {_count(made)}.{but}\n"
        "Every lawful move was made again in plain arithmetic, without the solver and the program that found the "
        "proofs.\nWorking days are counted from the raising, with the day of the event as day 0 or as day 1; "
        f"calendar: {made['calendar_edition']}."
    )
    return ExitCode.FINE


def _reasons(text: str, protocol: Protocol) -> list[str]:
    """For each claim why it is rejected, by the checker or, for its witness, by the machine; "" when by neither."""
    from verify.certificate_form import claim, read
    from verify.recheck import recheck as recheck_claims
    from verify.witness import fault

    made = read(text)
    reasons = recheck_claims(made, protocol)
    for place, said in enumerate(made["claims"]):
        if not reasons[place] and said["witness"] is not None and said["witness"]["raised_on"] is not None:
            shown = claim(protocol, said)
            if shown.witness is not None and shown.witness.raised_on is not None:
                reasons[place] = fault(protocol, shown, shown.witness.raised_on)
    return reasons


def _text(made: Mapping[str, Any]) -> str:
    """The certificate as JSON, a claim on each line."""
    from json import dumps

    head = dumps({key: value for key, value in made.items() if key != "claims"}, ensure_ascii=False, indent=2)
    claims = ",\n".join(dumps(one, ensure_ascii=False, separators=(",", ":")) for one in made["claims"])
    return f'{head[:-2]},\n  "claims": [\n{claims}\n]}}\n'


def _count(made: Mapping[str, Any]) -> str:
    bounds = sum(1 for one in made["claims"] if one["bound"] is not None)
    others = len(made["claims"]) - bounds
    return f'{bounds} bound{"" if bounds == 1 else "s"}, and {others} time{"" if others == 1 else "s"} "no dead end"'


def _own(id: str, name: str) -> str:
    return "" if name == id else f" {name}"


def _claim(said: Mapping[str, Any]) -> str:
    """A claim in one line."""
    try:
        choices = [f"“{name}” is “{value}”" for name, value in said["case"].items()]
        choices += [f"“{name}” is read as “{value}”" for name, value in said["readings"].items()]
        bound = "" if said["bound"] is None else f" at most {TimeSpan(said['bound'], 'working day')}"
        silent = f", nothing heard from {the(said['silent_role'])}" if said["silent_role"] else ""
        under = f", if {listed(choices, 'and')}" if choices else ""
        return f"{said['property']}{bound}: level {said['level']}{silent}{under}"
    except (LookupError, TypeError, AttributeError):
        return "a claim that is not well formed"
