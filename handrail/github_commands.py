"""Outcomes as workflow commands of GitHub Actions, which put each beside its line in a pull request."""

from collections.abc import Sequence

from handrail.outcome import Outcome, State
from handrail.wording import plain

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def github(outcomes: Sequence[Outcome]) -> str:
    """A line for each that is broken or undecided: `::error file=a.yaml,line=3,col=5,title=no-dead-end::...`."""
    return "\n".join(_command(one) for one in outcomes if one.told) or "::notice title=handrail::Nothing is broken."


def _command(one: Outcome) -> str:
    kind = "notice" if one.state is State.ACCEPTED else _COMMANDS[one.severity]
    told = {"file": one.file, "line": one.line, "col": one.column, "title": f"{one.rule} {one.verdict}"}
    settings = ",".join(f"{name}={_setting(plain(str(value)))}" for name, value in told.items() if value)
    said = "\n".join(plain(line) for line in [f"{one.subject}: {one.says}", *one.text.split("\n")[1:]])
    return f"::{kind} {settings}::{_data(said)}"


def _data(text: str) -> str:
    """Text as a command carries it: what would end the line is written as a code."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _setting(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
