"""The tables of `handrail show` and `handrail list`: everything a protocol file says, for people to read.

Cells hold the words of the file and nothing else; where the source is silent they say so.
"""

from collections.abc import Iterable
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from handrail.labels import in_order, short_lengths
from handrail.ledger import coverage, ledger
from handrail.sheet import Sheet
from handrail.wording import (
    NO_ROUTE,
    NOT_STATED,
    TEXT_STOPS,
    conditions,
    grouped,
    last_of,
    length,
    listed,
    move_name,
    plain,
    who,
)
from model.condition import Condition
from model.protocol import BUILT_IN_READINGS, LimitKind, Protocol, State, TimeLimit
from model.trigger_words import write_trigger


def show(protocol: Protocol, *, clauses: bool = False) -> Group:
    """The tables of one protocol, in the order in which a reader needs them.

    Args:
        protocol: what to show.
        clauses: whether the whole ledger of clauses is wanted as well.
    """
    parts: list[RenderableType] = [header(protocol)]
    for sheet in _sheets(protocol, clauses=clauses):
        parts += [Text(), sheet]
    return Group(*parts)


def document(protocol: Protocol) -> dict[str, Any]:
    """The document of `handrail show --json`, without its head: what the tables say, the ledger of clauses too."""
    tables = [one.to_json() for one in _sheets(protocol, clauses=True)]
    return {"protocol": protocol.id, "about": _about(protocol), "tables": tables}


def _sheets(protocol: Protocol, *, clauses: bool) -> list[Sheet]:
    parts = [people, ways_in, case_facts, stages, protections, moves, limits, duties, readings, missing]
    return [one(protocol) for one in (*parts, *([ledger] if clauses else []))]


def listing(protocols: Iterable[Protocol]) -> Sheet:
    """The protocols that there are, one a line."""
    rows = tuple(tuple(map(str, one.values())) for one in entries(protocols))
    return Sheet("", ("Protocol", "Title", "Board", "Edition", "Nation", "Stages", "Clauses"), rows)


def entries(protocols: Iterable[Protocol]) -> list[dict[str, Any]]:
    """What `handrail list --json` says of each protocol."""
    return [
        {"protocol": one.id, "title": one.title, "board": one.board, "edition": one.edition, "nation": one.nation}
        | {"stages": stage_count(one), "clauses": len(one.clauses)}
        for one in protocols
    ]


def stage_count(protocol: Protocol) -> int:
    """How many stages a dispute can go through, ends not counted; parts of one stage count once."""
    on_the_way = [one for one in protocol.states if not one.final]
    return len({("stage", one.stage) if one.stage else ("part", one.id) for one in on_the_way})


def header(protocol: Protocol) -> Table:
    """What the protocol is, whose, of when, and how much of its text the file accounts for."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in _about(protocol).items():
        table.add_row(Text(name), Text(text))
    return table


def _about(protocol: Protocol) -> dict[str, str]:
    holders = [one for one in protocol.states if one.last_word]
    last_word = ", ".join(dict.fromkeys(one.owner or NOT_STATED for one in holders))
    starts = [_event(protocol, one) for one in protocol.raised] or ["every way in"]
    rows = [
        ("Protocol", f"{protocol.title} ({protocol.id})"),
        ("Board", protocol.board),
        ("Edition", protocol.edition),
        ("Nation", f"{protocol.nation} (whose bank holidays count)"),
        ("Summary", protocol.summary),
        ("Target", str(protocol.target or "")),
        ("Time counts", f"from {listed(starts, 'or')}"),
        ("Last word", last_word or f"nobody: {protocol.nobody_has_last_word or NOT_STATED}"),
        ("Clauses", coverage(protocol)),
    ]
    return {name: plain(text) or NOT_STATED for name, text in rows}


def people(protocol: Protocol) -> Sheet:
    """The roles: how high each stands, on which side, who may stand in, and what agencies call it."""
    rows = []
    for role in protocol.roles:
        also = [f"or {listed(role.substitutes, 'or')} instead"] if role.substitutes else []
        also += [f"{agency}: {name}" for agency, name in role.variants]
        also += [f"independent of {listed(role.independent_of, 'and')}"] if role.independent_of else []
        also += [role.note] if role.note else []
        rows.append((role.id, str(role.rank), role.side.value, "\n".join(also), _cited(role.clauses)))
    columns = ("Role", "Rank", "Side", "Substitutes, names, notes", "Clause")
    return Sheet("People", columns, tuple(rows), sparse=(3, 4), airy=False)


def ways_in(protocol: Protocol) -> Sheet:
    """The kinds of case that the text mentions, and where each starts, if it does."""
    rows = [
        (
            one.id,
            one.says,
            _if(protocol, one.condition) or "always",
            one.dest if one.dest is not None else f"{NO_ROUTE}: {one.no_route}",
            _cited(one.clauses),
        )
        for one in protocol.entries
    ]
    return Sheet("Ways in", ("Way in", "Kind of case", "If", "Starts at", "Clause"), tuple(rows))


def case_facts(protocol: Protocol) -> Sheet:
    """What the text makes a difference of, with the possible answers."""
    rows = [
        (
            one.id,
            one.question,
            ", ".join(one.answers),
            "fixed for the case" if one.at_start is None else f"{one.at_start} at the start, may change",
            ", ".join(one.pressing),
            _cited(one.clauses),
        )
        for one in protocol.facts
    ]
    columns = ("Fact", "Question", "Answers", "During the case", "More pressing", "Clause")
    return Sheet("Case facts", columns, tuple(rows))


def stages(protocol: Protocol) -> Sheet:
    """Where a dispute can rest: what goes on there, who holds it, and whom it waits for."""
    rows = []
    for one in in_order(protocol):
        if one.final:
            rows.append((one.id, _title(one), f"{one.kind.value}, an end", "", "", ""))
            continue
        held = (one.owner or NOT_STATED, ", ".join(one.awaits) or NOT_STATED)
        rows.append((one.id, _title(one), one.kind.value, *held, "yes" if one.last_word else "no"))
    columns = ("Stage", "Title", "Kind", "In the hands of", "Waits for", "Last word")
    return Sheet("Stages", columns, tuple(rows), sparse=(3, 4, 5))


def protections(protocol: Protocol) -> Sheet:
    """What protects the child while a dispute is pending; stages with the same protection together."""
    rows = []
    for alike in grouped((one for one in in_order(protocol) if not one.final), lambda one: one.meanwhile):
        kept = alike[0].meanwhile
        said = (kept.says, kept.kind, kept.modality.value, _cited(kept.clauses)) if kept else ("", "", "", "")
        rows.append((", ".join(one.id for one in alike), *said))
    columns = ("Stages", "Protection", "Kind", "Word", "Clause")
    return Sheet("The child meanwhile", columns, tuple(rows), sparse=(2, 3, 4))


def _title(state: State) -> str:
    extra = [f"({TEXT_STOPS}: {state.text_stops})"] if state.text_stops else []
    extra += [f"(continues in {state.continues_in})"] if state.continues_in else []
    return "\n".join([state.title, *extra])


def moves(protocol: Protocol) -> Sheet:
    """How a dispute goes on from each stage: when, where to, who moves it, how strongly the text binds."""
    rows = []
    for state in in_order(protocol):
        for one in protocol.outgoing[state.id]:
            up = short_lengths(protocol, (protocol.limit[name] for name in one.after))
            when = [write_trigger(one.trigger, one.outcomes) + (f" ({up})" if up else "")]
            when += [f"if {_if(protocol, one.condition)}"] if one.condition.alternatives else []
            when += [f"sets {fact} to {answer}" for fact, answer in one.sets]
            binding = f"\n(result binds: {one.binding})" if one.binding else ""
            spawned = f"\nalso starts {one.spawns}" if one.spawns else ""
            rows.append(
                (
                    state.id,
                    move_name(one),
                    "\n".join(when),
                    one.dest + spawned,
                    who(one.by),
                    f"{one.modality}{binding}",
                    _cited(one.clauses),
                )
            )
    columns = ("From", "Move", "When", "To", "Who", "Word", "Clause")
    return Sheet("Moves", columns, tuple(rows), grouped=True)


def limits(protocol: Protocol) -> Sheet:
    """The time limits: how long, from when, for what, how strongly, and when they apply."""
    rows = [
        (
            one.id,
            _length(protocol, one),
            (last_of([_event(protocol, name) for name in one.start]) or "the text does not say")
            + (f", plus {one.starts_after}" if one.starts_after else ""),
            _bound(protocol, one),
            f"{one.modality}",
            _if(protocol, one.condition) or "always",
            _cited(one.clauses),
        )
        for one in protocol.limits
    ]
    columns = ("Limit", "Length", "Clock starts at", "Binds", "Word", "If", "Clause")
    return Sheet("Time limits", columns, tuple(rows))


def _length(protocol: Protocol, limit: TimeLimit) -> str:
    said = length(limit)
    if limit.or_sooner:
        said += f": {limit.or_sooner}"
    if limit.extension is not None:
        said += f" (by {who(limit.extension.by) or NOT_STATED})"
    if limit.suspension is not None:
        pause = limit.suspension
        said += f"; the clock stops from {_event(protocol, pause.start)} until {_event(protocol, pause.end)}"
    return said


def _bound(protocol: Protocol, limit: TimeLimit) -> str:
    """What a limit binds, in words."""
    match limit.kind:
        case LimitKind.CAP:
            ends = listed([_event(protocol, name) for name in limit.ends], "or")
            return f"everything until {ends or NOT_STATED}"
        case LimitKind.STAGE:
            return f"any way out of {limit.state}"
        case _:
            known = [protocol.transition[name] for name in limit.binds]
            return listed(list(dict.fromkeys(move_name(one) for one in known)), "and")


def duties(protocol: Protocol) -> Sheet:
    """What must be done upon an event and moves nothing: records, feedback, notices, acts."""
    rows = []
    for one in protocol.duties:
        within = str(one.within) if one.within else f"“{one.words}”" if one.words else ""
        within = ", ".join(filter(None, [within, f"every {one.every}" if one.every else ""]))
        what = f"{one.says} ({one.kind.value})" + (
            f", if {_if(protocol, one.condition)}" if one.condition.alternatives else ""
        )
        upon = listed([_event(protocol, name) for name in one.upon], "or")
        by_and_to = (who(one.by), listed(one.to, "and"))
        rows.append((what, *by_and_to, upon, within, f"{one.modality}", _cited(one.clauses)))
    return Sheet("Duties", ("What", "By", "To", "Upon", "Within", "Word", "Clause"), tuple(rows))


def readings(protocol: Protocol) -> Sheet:
    """The clauses that can be understood in more than one way, and the three questions of every protocol."""
    rows = [
        (
            f"{one.id}\n(built in)" if one in BUILT_IN_READINGS else one.id,
            one.question,
            "\n".join(f"{name}: {words}" for name, words in one.choices),
            "every protocol" if one in BUILT_IN_READINGS else _cited(one.clauses),
        )
        for one in protocol.all_readings
    ]
    return Sheet("Readings", ("Reading", "Question", "Choices", "Clause"), tuple(rows))


def missing(protocol: Protocol) -> Sheet:
    """The parts that the text refers to and does not have."""
    rows = [(one.what, ", ".join(one.touches), _cited(one.clauses)) for one in protocol.missing]
    return Sheet("Missing from the text", ("What", "Touches", "Clause"), tuple(rows))


def _event(protocol: Protocol, name: str) -> str:
    """The moment a name stands for, in the words of a file."""
    return f"entering {name}" if name in protocol.state else name


def _if(protocol: Protocol, condition: Condition) -> str:
    return conditions(protocol, condition, short=True)


def _cited(ids: Iterable[str]) -> str:
    return ", ".join(ids)
