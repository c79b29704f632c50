"""A protocol as Mermaid text, which many pages and editors show as a diagram of states."""

import re
from collections.abc import Iterable

from handrail.labels import condition_and_clauses, in_order, label_lines, safe_ids, state_lines, totals
from handrail.wording import NO_ROUTE, move_name, plain, who
from model.protocol import Protocol


def mermaid(protocol: Protocol) -> str:
    """A Mermaid state diagram, for a page that renders them: text only, nothing to install."""
    ids = safe_ids(protocol)
    lines = [
        "stateDiagram-v2",
        f"    accTitle: {_mermaid_text(protocol.title)}",
        f"    accDescr: {_mermaid_text(f'The ways of a dispute through the protocol of {protocol.board}')}",
        "    direction TB",
    ]
    for state in in_order(protocol):
        words = [plain(state.title) or plain(state.id), *state_lines(state)]
        lines.append(f'    state "{_mermaid_lines(words)}" as {ids[state.id]}')
    for n, entry in enumerate(protocol.entries, 1):
        words = [plain(entry.id), *condition_and_clauses(protocol, entry.condition, entry.clauses)]
        if entry.dest is None:
            lines.append(f'    state "{_mermaid_lines([f"✕ {NO_ROUTE}", entry.no_route])}" as n{n}_no_route')
        target = f"n{n}_no_route" if entry.dest is None else ids[entry.dest]
        lines.append(f"    [*] --> {target} : {_mermaid_lines(words)}")
    for move in protocol.transitions:
        by = f"{move_name(move)} ({who(move.by) or 'nobody named'})"
        label = _mermaid_lines([by, *label_lines(protocol, move)])
        lines.append(f"    {ids[move.source]} --> {ids[move.dest]} : {label}")
    lines += [f"    {ids[state.id]} --> [*]" for state in protocol.states if state.final]
    if said := totals(protocol):
        lines.append(f'    state "{_mermaid_lines(said)}" as t_totals')
    styles = {
        "lastWord": ("stroke-width:5px", [ids[one.id] for one in protocol.states if one.last_word]),
        "textStops": ("stroke-dasharray:6 4", [ids[one.id] for one in protocol.states if one.text_stops]),
        "noRoute": (
            "stroke-dasharray:2 3",
            [f"n{n}_no_route" for n, one in enumerate(protocol.entries, 1) if one.dest is None],
        ),
    }
    for name, (style, wearers) in styles.items():
        if wearers:
            lines += [f"    classDef {name} {style}", f"    class {','.join(wearers)} {name}"]
    return "\n".join(lines) + "\n"


def _mermaid_lines(words: Iterable[str]) -> str:
    return "<br/>".join(_mermaid_text(line) for line in words)


def _mermaid_text(text: str) -> str:
    """Text in which Mermaid sees no syntax of its own: everything that might be one as a character number."""
    safe = re.sub(r"[^\w ,.()'“”‘’–—✕/-]|_", lambda one: f"#{ord(one[0])};", plain(text))
    safe = safe.replace("--", "-#45;")
    return re.sub(r"(direction) (?=TB|BT|RL|LR)", r"\1#32;", safe, flags=re.IGNORECASE) or "#160;"
