"""Why something cannot happen in a dispute now, in words, and what may happen instead."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from model.errors import did_you_mean
from model.option import in_words
from model.protocol import START, Entry, Protocol, Transition, Trigger
from model.semantics import Meaning, Permission, Situation, ways_in


class NotAvailable(ValueError):
    """This cannot happen now; the message says why, and what may happen instead."""


class MissingAnswers(ValueError):
    """A case fact or reading is not settled, or has no such answer; the message lists the questions.

    Attributes:
        faults: the name of each question with what is wrong; "" as the name of one that does not exist.
    """

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        """Keep the questions apart, so that each can be told where it was asked."""
        self.faults = tuple(faults)
        told = (f"{name}: {said}" if name else said for name, said in self.faults)
        super().__init__("\n".join(["before a dispute can begin, settle:", *told]))


def settle(protocol: Protocol, case: Mapping[str, str], readings: Mapping[str, str]) -> dict[str, str]:
    """Every case fact and reading with its value as a dispute begins.

    Raises:
        MissingAnswers: with every question that is open or wrongly answered, and its possible answers.
    """
    faults: list[tuple[str, str]] = []
    values: dict[str, str] = {}
    at_start = {one.id: one.at_start for one in protocol.facts if one.at_start is not None}
    questions = {one.id: one.question for one in protocol.facts}
    questions |= {one.id: one.question for one in protocol.all_readings}
    for kind, given, names in (
        ("case fact", case, [one.id for one in protocol.facts]),
        ("reading", readings, [one.id for one in protocol.all_readings]),
    ):
        for name in given:
            if name not in names:
                hint = did_you_mean(name, names) or f"there is {', '.join(names) or 'none'}"
                faults.append(("", f'there is no {kind} "{name}"; {hint}'))
        for name in names:
            answers = protocol.domains[name]
            value = given.get(name, at_start.get(name))
            asked = f"{questions[name]} ({' / '.join(answers)})"
            if value is None:
                faults.append((name, asked))
            elif value not in answers:
                faults.append((name, f'"{value}" is no answer. {asked}'))
            elif at_start.get(name, value) != value:
                faults.append((name, f'every dispute starts with "{at_start[name]}", not "{value}"'))
            else:
                values[name] = value
    if faults:
        raise MissingAnswers(faults)
    return values


def why_not(id: str, meaning: Meaning, state: str, now: Situation) -> str:
    """Why the move or way in of that id cannot happen in this state and situation."""
    protocol = meaning.protocol
    entry = next((one for one in protocol.entries if one.id == id), None)
    if entry is not None:
        return _why_no_entry(entry, state, now)
    one = protocol.transition.get(id)
    if one is None:
        names = [*protocol.transition, *(way.id for way in protocol.entries)]
        hint = did_you_mean(id, names)
        return f'There is no move or way in "{id}"{"; " + hint if hint else "."}'
    if state == START:
        return f'"{id}" cannot come first: the dispute has not begun.'
    if one.source != state:
        return f'"{id}" leads out of "{one.source}", and the dispute is in "{state}".'
    if not one.condition.holds(now.value):
        return f'"{id}" needs that {one.condition}; here {_facts(one.condition.names(), now)}.'
    return _why_no_permission(one, meaning, now)


def _why_no_entry(entry: Entry, state: str, now: Situation) -> str:
    if state != START:
        return f'"{entry.id}" is a way in, and the dispute has begun.'
    if entry.dest is None:
        return f'"{entry.id}" has no route: {entry.no_route}.'
    facts = _facts(entry.condition.names(), now)
    return f'"{entry.id}" is only for a case in which {entry.condition}; here {facts}.'


def _why_no_permission(one: Transition, meaning: Meaning, now: Situation) -> str:
    """Why a move whose condition holds may not fire here: a silence, or a time that does not run."""
    heard = replace(now, silent=False)
    if now.silent and meaning.permission(one, heard) is not Permission.NO:
        runs = ", and no time runs here" if one.trigger is Trigger.EITHER else ""
        return f'"{one.id}" needs {meaning.silent_role}, who is silent{runs}.'
    limits = " or ".join(f'"{name}"' for name in one.after)
    return f'"{one.id}" waits for {limits} to run out, and that time does not run here.'


def _facts(names: Iterable[str], now: Situation) -> str:
    return ", ".join(f"{name} is {now.value(name)}" for name in dict.fromkeys(names))


def instead(meaning: Meaning, state: str, now: Situation) -> str:
    """What may happen in this state and situation, in words."""
    if state == START:
        names = [f'"{one.id}"' for one in ways_in(meaning.protocol, now.value)]
    else:
        moves = dict.fromkeys(move.transition for move in meaning.moves(state, now))
        names = [f'"{one.id}"' + (f" ({in_words(one.by)})" if one.by else "") for one in moves]
    if names:
        return f"What may happen now: {', '.join(names)}."
    ended = state != START and meaning.protocol.state[state].final
    return "The dispute has ended." if ended else "Nothing may happen now."
