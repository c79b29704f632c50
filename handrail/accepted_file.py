"""The file of accepted changes, `handrail-accepted.yaml`: where it is found, how it is read and written."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from handrail.accepted import Accepted, Value, value
from handrail.outcome import shown
from model.complaints import Complaints
from model.document import Shape, Text
from model.errors import BadInput
from model.loader import shaped, text_of
from model.modality import Level
from model.yaml_places import Path as PathInFile
from model.yaml_text import scan
from verify.properties.catalogue import ALL
from verify.verdict import Result, Word

NAME = "handrail-accepted.yaml"
STOCK = frozenset(
    re.findall(
        r"\S+",
        "accepted agreed approved because by design fine fixed intended known na n/a no reason none not applicable ok "
        "okay as discussed see above tbd todo reviewed will fix wontfix won't works yes",
    )
)
"""Words that, alone or together, are no reason."""
LEAST_WORDS = 4
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAYS = re.compile(r"\d{1,5}")
Verdict = Literal["proved", "depends on reading", "unbounded", "dead end", "refuted", "vacuous", "inconsistent"]
Cubes = Annotated[list[dict[str, Text]], BeforeValidator(lambda given: [given] if isinstance(given, dict) else given)]


class ValueShape(Shape):
    """What a guarantee was or may be worth."""

    verdict: Verdict
    working_days: Text | None = Field(None, description="the bound, where it has one")
    kindest_reading: Text | None = Field(None, description="the bound in the kindest reading")
    calendar_days: Text | None = Field(None, description="the most days in the calendar")
    holds_if: Cubes = Field([], description="the readings in which it holds, where it depends on them")


class AcceptedShape(Shape):
    """One accepted change."""

    protocol: Text
    guarantee: Text
    level: Literal["must", "should", "guide", "implied"] = "guide"
    case: dict[str, Text] = Field({}, description="only this kind of case")
    was: ValueShape | None = Field(None, description="before the change; without it, a finding of check is accepted")
    now: ValueShape
    reason: Text
    approver: Text = Field(description="a role or body, no private person")
    until: Text = Field(description="the last day, such as 2027-03-31")


class AcceptedDocument(Shape):
    """The whole file."""

    handrail: Literal["1"]
    accepted: list[AcceptedShape] = Field([])


def find(beside: Path) -> Path | None:
    """The file beside a protocol or in a folder above it, up to the root of its repository; None where there is none.

    Outside a repository only the folder of the protocol is looked at. An empty file accepts nothing and is passed
    over: `diff --propose > FILE` finds it so, since the shell makes it first.
    """
    here = beside.resolve().parent
    above = [here, *here.parents]
    root = next((one for one in above if (one / ".git").exists()), here)
    candidates = (one / NAME for one in above[: above.index(root) + 1])
    return next((one for one in candidates if one.is_file() and one.stat().st_size), None)


def load(path: Path) -> tuple[Accepted, ...]:
    """The entries of a file.

    Raises:
        BadInput: with every fault of the file; also when it cannot be read.
    """
    what = "file of accepted changes"
    yaml, faults = scan(text_of(path, NAME), shown(str(path)))
    document, yaml, wrong, untrusted = shaped(yaml, AcceptedDocument, what, "handrail, accepted")
    complaints = Complaints(yaml, untrusted)
    made = []
    for place, one in enumerate(document.accepted if document else ()):
        made.append(_entry(one, ("accepted", place), complaints))
    if faults or wrong or complaints.faults:
        raise BadInput([*faults, *wrong, *complaints.faults])
    return tuple(made)


def _entry(one: AcceptedShape, path: PathInFile, complaints: Complaints) -> Accepted:
    complaints.known(one.guarantee, [it.id for it in ALL], "guarantee", (*path, "guarantee"))
    words = re.findall(r"[\w/'’]+", one.reason.casefold())
    if len(words) < LEAST_WORDS or set(words) <= STOCK:
        help = "say in a sentence why the change is right, so that somebody else can judge it"
        complaints.fault((*path, "reason"), f'"{one.reason}" is no reason', help=help)
    was = _value(one.was, (*path, "was"), complaints) if one.was else None
    now = _value(one.now, (*path, "now"), complaints)
    if was is None and now.verdict is Word.PROVED:
        complaints.fault((*path, "now"), "there is nothing to accept: it is proved", help='add "was:", or remove it')
    elif was is not None and now.as_good(was, {}):
        help = 'write under "was:" what it was and under "now:" what it may be'
        complaints.fault((*path, "now"), "there is nothing to accept: this is no worse than it was", help=help)
    return Accepted(
        one.protocol, one.guarantee, Level(one.level), tuple(one.case.items()), was, now, one.reason, one.approver,
        _day(one.until, (*path, "until"), complaints), complaints.yaml.place(path),
    )  # fmt: skip


def _value(one: ValueShape, path: PathInFile, complaints: Complaints) -> Value:
    def number(key: str) -> int | None:
        said = getattr(one, key)
        if said is not None and not _DAYS.fullmatch(said):
            complaints.fault((*path, key), f'"{said}" is no number of days', "a whole number, such as 20")
            return 0
        return None if said is None else int(said)

    holds = tuple(tuple(cube.items()) for cube in one.holds_if)
    word = Word(one.verdict)
    if (word is Word.DEPENDS) != bool(holds):
        help = 'list the readings under "holds_if:"' if not holds else 'remove "holds_if:", or write another verdict'
        complaints.fault(path, f'"{word.value}" is told {"without" if not holds else "with"} readings', help=help)
    return Value(word, number("working_days"), number("kindest_reading"), number("calendar_days"), holds)


def _day(said: str, path: PathInFile, complaints: Complaints) -> date:
    try:
        if _DAY.fullmatch(said):
            return date.fromisoformat(said)
    except ValueError:
        pass
    complaints.fault(path, f'"{said}" is no date', "year-month-day, such as 2027-03-31")
    return date.min


def proposed(protocol: str, was: Result | None, now: Result) -> dict[str, Any]:
    """An entry that would accept a result, with the reason, the approver and the day left to fill in."""
    entry: dict[str, Any] = {"protocol": protocol, "guarantee": now.property, "level": now.level.value}
    case = dict(now.case) | ({"silent": now.silent_role} if now.silent_role else {})
    entry |= {"case": case} if case else {}
    entry |= {"was": _told(value(was))} if was is not None else {}
    return entry | {"now": _told(value(now)), "reason": "", "approver": "", "until": ""}


def _told(one: Value) -> dict[str, Any]:
    numbers = {"working_days": one.bound, "kindest_reading": one.kindest, "calendar_days": one.calendar}
    told: dict[str, Any] = {"verdict": one.verdict.value}
    told |= {name: number for name, number in numbers.items() if number is not None}
    return told | ({"holds_if": [dict(cube) for cube in one.holds]} if one.holds else {})


def written(entries: Iterable[dict[str, Any]]) -> str:
    """Entries as the text of such a file."""
    from json import dumps

    lines = ["handrail: 1", "accepted:"]
    for entry in entries:
        told = [f"{name}: {dumps(said, ensure_ascii=False)}" for name, said in entry.items()]
        lines += [f"  - {told[0]}", *(f"    {one}" for one in told[1:])]
    return "\n".join(lines) + "\n"
