"""The parts of a protocol in words: who, how long, when, which clause, on which day.

What a table, a drawing, a sentence and a story say of the same thing, they say with these words.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from model.condition import Condition, Literal
from model.people import the
from model.protocol import Actors, LimitKind, Protocol, State, TimeLimit, Transition

Item = TypeVar("Item")

NO_LIMIT = "no time limit"
TIME_UP = "time up"
NO_ROUTE = "no route"
TEXT_STOPS = "the text stops here"
LAST_WORD = "has the last word"
NOT_STATED = "not stated"

_UNSHOWABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """The text on one line, without characters that no drawing can show."""
    return " ".join(_UNSHOWABLE.sub("\ufffd", text).split())


def who(actors: Actors, *, article: bool = False) -> str:
    """Those who act: "reader or librarian", "reader and librarian"; empty where the text names nobody."""
    named = the if article else str
    return " or ".join(listed([plain(named(role)) for role in group], "and") for group in actors)


def length(limit: TimeLimit) -> str:
    """How long a time limit is: "5 working days", "at least 3 weeks", or its words in quotation marks."""
    if limit.kind is LimitKind.SITTING:
        papers = [f"{limit.starts_after} for papers"] if limit.starts_after else []
        return ", then ".join([*papers, *([f"{limit.at_most} to the next sitting"] if limit.at_most else [])])
    if limit.at_most is not None:
        said = f"exactly {limit.at_most}" if limit.at_least == limit.at_most else f"{limit.at_most}"
        said += f", but at least {limit.at_least}" if limit.at_least not in (None, limit.at_most) else ""
    elif limit.at_least is not None:
        said = f"at least {limit.at_least}"
    else:
        said = f"“{limit.words}”" if limit.words else f"“{limit.parameter}”, to be filled in locally"
    if limit.or_sooner:
        said += ", or sooner"
    if limit.extension is not None:
        up_to = limit.extension.up_to
        said += f", extendable by up to {up_to}" if up_to else ", extendable without end"
    return said


def conditions(protocol: Protocol, condition: Condition, *, short: bool = False) -> str:
    """When a rule applies: `“route” is “conference”`, short: "route: conference"; empty for always."""
    readings = {one.id for one in protocol.all_readings}

    def literal(one: Literal) -> str:
        name, values = plain(one.name), [plain(value) for value in one.values]
        if short:
            return f"{name}: {listed(values, 'or')}"
        verb = "is read as" if one.name in readings else "is"
        return f"“{name}” {verb} {listed([f'“{value}”' for value in values], 'or')}"

    return ", or ".join(" and ".join(literal(one) for one in every) for every in condition.alternatives)


def event(protocol: Protocol, name: str) -> str:
    """What a name in the file stands for, as the moment at which it happens."""
    if name in protocol.state:
        return f"arriving at {short_title(protocol, protocol.state[name])}"
    return f"“{plain(name)}”"


def last_of(events: list[str]) -> str:
    """When a clock starts that several events start: "A or B, whichever came last"; empty for none."""
    return listed(events, "or") + (", whichever came last" if len(events) > 1 else "")


def short_title(protocol: Protocol, state: State) -> str:
    """What to call a state in a sentence: "Stage 1" for "Stage 1: the two talk", else its title."""
    head, colon, _ = plain(state.title).partition(":")
    shared = sum(plain(other.title).partition(":")[0] == head for other in protocol.states)
    return head if colon and head and shared == 1 else f"“{plain(state.title)}”"


def move_name(transition: Transition) -> str:
    """What its author calls a move; a move open anywhere drops the stage that its id repeats."""
    return plain(transition.id.removesuffix(f", from {transition.source}"))


def clauses(ids: Iterable[str]) -> str:
    """The clauses something rests on, each once: "clause 2.1", "clauses 2.1 and 2.2"; empty for none."""
    names = list(dict.fromkeys(plain(one) for one in ids))
    return f"clause{'s' if len(names) > 1 else ''} {listed(names, 'and')}" if names else ""


def capital(text: str) -> str:
    """The same with a capital letter at the beginning, and all else as it is."""
    return text[:1].upper() + text[1:]


def day(on: date) -> str:
    """A date as people write it: "Fri 18 Dec 2026"."""
    return f"{on:%a} {on.day} {on:%b %Y}"


def listed(words: Sequence[str], last: str) -> str:
    """Words in a row with "and", "or" or the like before the last: "a", "a and b", "a, b and c"."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""


def grouped(items: Iterable[Item], key: Callable[[Item], Hashable]) -> list[tuple[Item, ...]]:
    """Things gathered that have the same key, each group at the place of its first."""
    groups: dict[Hashable, list[Item]] = {}
    for one in items:
        groups.setdefault(key(one), []).append(one)
    return [tuple(group) for group in groups.values()]
