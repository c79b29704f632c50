"""What somebody asks for by name: a level, a role, a target, a guarantee; each known or refused with a way out."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from model.errors import did_you_mean
from model.modality import Level
from model.protocol import Protocol
from model.time_span import TARGETS, TimeSpanError, parse


class Refused(ValueError):
    """What was asked for does not exist or makes no sense; says what is allowed and what to do."""

    def __init__(self, found: str, allowed: Iterable[str] | str = "", help: str = "") -> None:
        """Keep the parts of the message apart, so that they can be printed on lines of their own."""
        self.found = found
        self.allowed = allowed if isinstance(allowed, str) else ", ".join(allowed)
        self.help = help
        super().__init__("; ".join(part for part in (found, self.allowed and f"allowed: {self.allowed}", help) if part))


def known(kind: str, name: str, names: Collection[str]) -> str:
    """The name, if it is one of these.

    Raises:
        Refused: it is not.
    """
    if name not in names:
        raise Refused(f'there is no {kind} "{name}"', names, did_you_mean(name, names))
    return name


def level(name: str) -> Level:
    """The level of this name.

    Raises:
        Refused: there is none.
    """
    return Level(known("level", name, [one.value for one in Level]))


def check_role(protocols: Iterable[Protocol], role: str | None) -> str | None:
    """The role, if every one of these protocols has it; None stays None.

    Raises:
        Refused: one has no such role.
    """
    for one in protocols:
        if role is not None and role not in one.role:
            raise Refused(f'{one.id} has no role "{role}"', one.role, did_you_mean(role, one.role))
    return role


def with_target(protocol: Protocol, within: str | None) -> Protocol:
    """The protocol with this target in place of its own; None keeps its own.

    Raises:
        Refused: it is no length of time, or none that days can measure.
    """
    if within is None:
        return protocol
    try:
        span = parse(within)
    except TimeSpanError as error:
        raise Refused(error.found, error.allowed, error.help) from None
    if not span.can_be_aimed_at:
        raise Refused(f'"{within}" cannot be a target', TARGETS)
    return replace(protocol, target=span, target_asked=span != protocol.target)


def check_guarantee(protocol: Protocol, name: str) -> str:
    """The id of a guarantee, if there is one of that name to check in this protocol.

    Raises:
        Refused: there is none, or it needs a target and the protocol states none.
    """
    from verify.properties.catalogue import ALL

    known("guarantee", name, [one.id for one in ALL])
    if name == "within-target" and protocol.target is None:
        help = "state one in the file, or ask with --within '20 working days'"
        raise Refused(f"{protocol.id} states no target", help=help)
    return name


def check_clauses(protocol: Protocol, names: Iterable[str]) -> tuple[str, ...]:
    """The clauses of these names, if the protocol lists them all.

    Raises:
        Refused: it lists none of that name.
    """
    return tuple(known("clause", name, list(protocol.clause)) for name in names)
