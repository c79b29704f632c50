"""A protocol as a drawing, and as sentences for whoever cannot see one.

Three drawings of the same moves: Mermaid and Graphviz text, which need nothing installed, and a picture
rendered by the Graphviz inside pygraphviz. What matters is said in shapes and words, never in colour alone.
"""

import html
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from model.condition import Condition
from model.condition import Literal as Requirement
from model.modality import Modality
from model.protocol import Actors, LimitKind, Protocol, State, TimeLimit, Transition, Trigger
from model.semantics import graph, is_duty_modality

PictureKind = Literal["svg", "png"]

NO_LIMIT = "no time limit"
TIME_UP = "time up"
NO_ROUTE = "no route"
TEXT_STOPS = "the text stops here"
LAST_WORD = "has the last word"
NOT_STATED = "not stated"

KEY = (
    "solid arrow: somebody's duty    dashed arrow: an option, nobody's duty    time up: time has run out",
    "double border: has the last word    rounded box: the dispute ends    dashed box: the text stops here",
    "cross: no route    words in “quotation marks”: a time limit without a number",
)
"""What the shapes and words of the picture mean."""


class DrawingError(Exception):
    """There is no picture; the message says why and what to do instead."""


# -- words ---------------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """The text on one line, without characters that no drawing can show."""
    return " ".join(_UNSHOWABLE.sub("\ufffd", text).split())


_UNSHOWABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def who(actors: Actors, *, article: str = "") -> str:
    """Those who act: "reader or librarian", "reader and librarian"; empty where the text names nobody."""
    return " or ".join(_listed([_with_article(role, article) for role in group], "and") for group in actors)


def length(limit: TimeLimit) -> str:
    """How long a time limit is: "5 working days", "at least 3 weeks", or its words in quotation marks."""
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

    def literal(one: Requirement) -> str:
        name, values = plain(one.name), [plain(value) for value in one.values]
        if short:
            return f"{name}: {_listed(values, 'or')}"
        verb = "is read as" if one.name in readings else "is"
        return f"“{name}” {verb} {_listed([f'“{value}”' for value in values], 'or')}"

    return ", or ".join(" and ".join(literal(one) for one in every) for every in condition.alternatives)


def event(protocol: Protocol, name: str) -> str:
    """What a name in the file stands for, as the moment at which it happens."""
    if name in protocol.state:
        return f"arriving at {short_title(protocol, protocol.state[name])}"
    return f"“{plain(name)}”"


def last_of(events: list[str]) -> str:
    """When a clock starts that several events start: "A or B, whichever came last"; empty for none."""
    return _listed(events, "or") + (", whichever came last" if len(events) > 1 else "")


def short_title(protocol: Protocol, state: State) -> str:
    """What to call a state in a sentence: "Stage 1" for "Stage 1: the two talk", else its title."""
    head, colon, _ = plain(state.title).partition(":")
    shared = sum(plain(other.title).partition(":")[0] == head for other in protocol.states)
    return head if colon and head and shared == 1 else f"“{plain(state.title)}”"


def move_name(transition: Transition) -> str:
    """What its author calls a move; a move open anywhere drops the stage that its id repeats."""
    return plain(transition.id.removesuffix(f", from {transition.source}"))


def clauses(ids: Iterable[str]) -> str:
    """The clauses something rests on: "clause 2.1", "clauses 2.1 and 2.2"; empty when there are none."""
    names = [plain(one) for one in ids]
    return f"clause{'s' if len(names) > 1 else ''} {_listed(names, 'and')}" if names else ""


def _listed(words: list[str], last: str) -> str:
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else ""


def _with_article(role: str, article: str) -> str:
    own = re.match(r"(the|an?|any|each|every|all|both|either|whoever|anyone|nobody)\b", role, re.IGNORECASE)
    return plain(role) if not article or own else f"{article} {plain(role)}"


def binding_limits(protocol: Protocol, transition: Transition) -> list[TimeLimit]:
    """The window and stage limits that say by when a move must be made."""
    return [one for one in protocol.limits if transition.id in one.binds and one.kind is not LimitKind.CAP]


def short_lengths(protocol: Protocol, limits: Iterable[TimeLimit]) -> str:
    """The lengths of several limits, each said once, and whether they depend on the case or on a reading."""
    limits = sorted(limits, key=lambda one: not (one.start or one.words))
    said: dict[str, str] = {}
    for one in limits:
        said.setdefault(length(one), length(one) + ("" if one.start or one.words else ", start not stated"))
    names = {name for one in limits for name in one.condition.names()}
    depends = "case" if names & protocol.fact.keys() else "reading" if names else ""
    return plain("; ".join(said.values()) + (f" (by {depends})" if depends and len(said) > 1 else ""))


def full_lengths(protocol: Protocol, limits: Iterable[TimeLimit]) -> str:
    """The lengths of several limits, from when each counts, and when each applies."""
    said: dict[str, list[str]] = {}
    for one in limits:
        words = length(one)
        if one.start and not one.words:
            words += f" from {last_of([event(protocol, name) for name in one.start])}"
        elif not one.words:
            words += " from a moment that is not stated"
        said.setdefault(words, []).append(conditions(protocol, one.condition))
    each = [words + (f" if {', or '.join(when)}" if all(when) else "") for words, when in said.items()]
    return plain("; ".join(each))


def label_lines(protocol: Protocol, transition: Transition) -> list[str]:
    """What an arrow says below the name of its move: force and time limit, time up, condition, clause."""
    limit = short_lengths(protocol, binding_limits(protocol, transition))
    expiring = short_lengths(protocol, (protocol.limit[name] for name in transition.after))
    if not limit and not expiring and is_duty_modality(transition.modality):
        limit = NO_LIMIT
    lines = [f"{transition.modality}, {limit}" if limit else f"{transition.modality}"]
    if transition.trigger in (Trigger.EXPIRY, Trigger.EITHER):
        words = TIME_UP if transition.trigger is Trigger.EXPIRY else f"or {TIME_UP}"
        lines.append(words if expiring in ("", limit) else f"{words}: {expiring}")
    return [*lines, *_condition_and_clauses(protocol, transition.condition, transition.clauses)]


def _condition_and_clauses(protocol: Protocol, condition: Condition, ids: tuple[str, ...]) -> list[str]:
    """The last lines at an arrow; of many clauses the first three stand for all."""
    cited = clauses(ids) if len(ids) <= 4 else f"clauses {plain(', '.join(ids[:3]))} and {len(ids) - 3} more"
    applies = conditions(protocol, condition, short=True)
    return [*([f"if {applies}"] if applies else []), *([cited] if cited else [])]


def state_lines(state: State) -> list[str]:
    """What a box says below its title: who holds the dispute, the last word, an end, where the text stops."""
    lines = [f"held by {plain(state.owner)}"] if state.owner else []
    lines += [LAST_WORD] if state.last_word else []
    lines += ["the dispute ends"] if state.final else []
    lines += [TEXT_STOPS] if state.text_stops else []
    lines += [f"continues in {plain(state.continues_in)}"] if state.continues_in else []
    return lines


def totals(protocol: Protocol) -> list[str]:
    """The limits on several stages together, which belong to no single arrow; one line for each end."""
    caps: dict[tuple[str, ...], list[TimeLimit]] = {}
    for one in protocol.limits:
        if one.kind is LimitKind.CAP:
            caps.setdefault(one.ends, []).append(one)
    said = []
    for ends, limits in caps.items():
        force = _listed(list(dict.fromkeys(one.modality.value for one in limits)), "or")
        until = _listed([event(protocol, one) for one in ends], "or") or NOT_STATED
        said.append(f"In all: {force}, {short_lengths(protocol, limits)}, until {until}")
    return said


def in_order(protocol: Protocol) -> list[State]:
    """The states from the ways in to the terminal authority, then those in which a dispute ends.

    Each comes after those that lead to it, except around a loop; otherwise the order of the file holds.
    """
    import networkx

    place = {state.id: n for n, state in enumerate(protocol.states)}
    loops = networkx.condensation(networkx.DiGraph(graph(protocol)))
    first = {loop: min(place[name] for name in loops.nodes[loop]["members"]) for loop in loops}
    names = [
        name
        for loop in networkx.lexicographical_topological_sort(loops, key=first.__getitem__)
        for name in sorted(loops.nodes[loop]["members"], key=place.__getitem__)
    ]
    return sorted((protocol.state[name] for name in names), key=lambda state: state.final)


def _ids(protocol: Protocol) -> dict[str, str]:
    """A safe id for every state: its place in the order, and what can be kept of its name."""
    ordered = in_order(protocol)
    return {one.id: f"s{n}_{re.sub('[^a-zA-Z0-9]+', '_', one.id)}" for n, one in enumerate(ordered, 1)}


# -- Mermaid -------------------------------------------------------------------------------------------------


def mermaid(protocol: Protocol) -> str:
    """A Mermaid state diagram, for a page that renders them: text only, nothing to install."""
    ids = _ids(protocol)
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
        words = [plain(entry.id), *_condition_and_clauses(protocol, entry.condition, entry.clauses)]
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


# -- Graphviz ------------------------------------------------------------------------------------------------

_FONT = "DejaVu Sans,Verdana,sans-serif"
_HEAD = f"""digraph protocol {{
  graph [rankdir=TB, nodesep=0.3, ranksep=0.35, pad=0.25, bgcolor=white, charset="UTF-8", fontname="{_FONT}",
         fontsize=10, labeljust=l, fontcolor="#222222"]
  node [shape=box, style="filled", fillcolor="#eef3f8", color="#1f2d3a", fontcolor="#111111", penwidth=1.4,
        margin="0.16,0.09", fontname="{_FONT}", fontsize=11]
  edge [color="#1f2d3a", fontcolor="#222222", penwidth=1.3, arrowsize=0.8, fontname="{_FONT}", fontsize=9]
"""


def dot(protocol: Protocol) -> str:
    """Graphviz text of the drawing: text only, nothing to install."""
    ids = _ids(protocol)
    ordered = in_order(protocol)
    heading = [_bold(line) for line in _wrapped(protocol.title, 90)]
    heading += [_escaped(line) for line in _wrapped(_edition(protocol), 100)]
    footing = [_escaped(line) for total in totals(protocol) for line in _wrapped(total, 100)]
    footing += [" "] * bool(footing) + [_escaped(line) for line in KEY]
    lines = [
        f"  label=<{_left(footing)}>",
        "  labelloc=b",
        "  subgraph cluster_whole {",
        f"    graph [label=<{_left(heading)}>, labelloc=t, penwidth=0, margin=12, fontsize=13]",
        '    start [shape=circle, label="", width=0.2, height=0.2, fixedsize=true, fillcolor="#1f2d3a"]',
    ]
    for group in _grouped(ordered):
        boxes = [f"    {ids[state.id]} [{_box(state)}]" for state in group]
        if len(group) > 1:
            named = all(plain(state.title).startswith(plain(state.stage)) for state in group)
            stage = "" if named else _escaped(plain(group[0].stage))
            frame = f'graph [label=<{stage}>, style=filled, color="#f4f4f0", fontsize=10, margin=10]'
            boxes = [f"    subgraph cluster_{ids[group[0].id]} {{", f"    {frame}", *boxes, "    }"]
        lines += boxes
    for n, entry in enumerate(protocol.entries, 1):
        label = _arrow_label(entry.id, _condition_and_clauses(protocol, entry.condition, entry.clauses))
        if entry.dest is None:
            reason = "<br/>".join(_escaped(line) for line in _wrapped(entry.no_route, 28))
            cross = f'<font point-size="20">✕</font><br/><b>{NO_ROUTE}</b><br/>{reason}'
            lines.append(f'    n{n}_no_route [shape=plaintext, style="", fontsize=9, label=<{cross}>]')
            lines.append(f"    start -> n{n}_no_route [label=<{label}>, style=dotted, arrowhead=none]")
        else:
            lines.append(f"    start -> {ids[entry.dest]} [label=<{label}>]")
    for move in protocol.transitions:
        lines.append(f"    {ids[move.source]} -> {ids[move.dest]} [{_arrow(protocol, move)}]")
    return _HEAD + "\n".join([*lines, "  }", "}"]) + "\n"


def _edition(protocol: Protocol) -> str:
    return ", ".join(filter(None, [protocol.board, protocol.edition and f"edition {protocol.edition}"]))


def _grouped(ordered: list[State]) -> list[list[State]]:
    """States of the same named stage together, at the place of the first."""
    groups: dict[str, list[State]] = {}
    for state in ordered:
        groups.setdefault(f"stage {state.stage}" if state.stage else f"state {state.id}", []).append(state)
    return list(groups.values())


def _box(state: State) -> str:
    words = [_bold(line) for line in _wrapped(plain(state.title) or state.id, 30)]
    small = [line for one in state_lines(state) for line in _wrapped(one, 34)]
    words += [f'<font point-size="9">{_escaped(line)}</font>' for line in small]
    styles = ["filled", *(["rounded"] if state.final else []), *(["dashed"] if state.text_stops else [])]
    looks = [f'style="{",".join(styles)}"', f"label=<{'<br/>'.join(words)}>"]
    if state.last_word:
        looks += ["peripheries=2", 'fillcolor="#fff4d9"', "penwidth=1.8"]
    elif state.final:
        looks.append('fillcolor="#eaf4ec"')
    elif state.text_stops:
        looks.append('fillcolor="#ffffff"')
    return ", ".join(looks)


def _arrow(protocol: Protocol, move: Transition) -> str:
    looks = [f"label=<{_arrow_label(move_name(move), label_lines(protocol, move))}>"]
    if not is_duty_modality(move.modality):
        looks += ["style=dashed", 'color="#66727d"', "penwidth=1"]
    elif move.modality is Modality.MUST:
        looks.append("penwidth=1.9")
    looks.append("weight=1" if protocol.state[move.dest].final else "weight=6")
    return ", ".join(looks)


def _arrow_label(name: str, lines: list[str]) -> str:
    words = [_bold(line) for line in _wrapped(name, 26)]
    words += [_escaped(line) for one in lines for line in _wrapped(one, 30)]
    return _left(words)


def _left(lines: list[str]) -> str:
    """Lines set flush left, with a little room before them."""
    return "".join(f'&#160;{line}&#160;<br align="left"/>' for line in lines)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(plain(text), width) or [" "]


def _bold(text: str) -> str:
    return f"<b>{_escaped(text)}</b>"


def _escaped(text: str) -> str:
    """Text in which Graphviz sees no markup and no escape of its own (a backslash with a letter is one)."""
    return html.escape(text, quote=True).replace("\\", "<font>&#92;</font>") or "&#160;"


# -- pictures ------------------------------------------------------------------------------------------------

_RENDER = (
    "import sys, pygraphviz; drawn = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode())"
    ".draw(format=sys.argv[1], prog='dot'); sys.stdout.buffer.write(drawn)"
)
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def picture(protocol: Protocol, kind: PictureKind) -> bytes:
    """The drawing as SVG or PNG; the same bytes for the same protocol.

    A process of its own renders it, with the fonts that come with matplotlib and no others: the picture
    does not depend on the fonts of the machine, and whatever Graphviz says or does stays out of this one.

    Raises:
        DrawingError: pygraphviz is missing or gave up; the text drawings still work.
    """
    drawn = _rendered(dot(protocol), kind)
    return _with_words(drawn, protocol) if kind == "svg" else drawn


def _rendered(text: str, kind: PictureKind) -> bytes:
    import os

    import matplotlib

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        config = Path(folder, "fonts.conf")
        fonts = html.escape(str(Path(matplotlib.get_data_path(), "fonts", "ttf")))
        config.write_text(_FONTS.format(fonts=fonts, cache=html.escape(folder)), encoding="utf-8")
        scale = text.replace("graph [", "graph [dpi=130, ", 1) if kind == "png" else text
        done = subprocess.run(
            [sys.executable, "-P", "-c", _RENDER, kind],
            input=scale.encode(),
            capture_output=True,
            env={**os.environ, "FONTCONFIG_FILE": str(config)},
            check=False,
        )
    if done.returncode or not done.stdout:
        complaint = done.stderr.decode(errors="replace").strip().splitlines()
        raise DrawingError(
            f"the picture could not be drawn: {complaint[-1] if complaint else 'Graphviz gave up'}\n"
            "  = help: install pygraphviz, or ask for the text formats mermaid and dot, which need nothing"
        )
    return done.stdout


def _with_words(svg: bytes, protocol: Protocol) -> bytes:
    """The SVG with a title and a description that a screen reader can read out."""
    title, said = html.escape(plain(protocol.title)), html.escape("\n".join(reading_order(protocol)))
    words = f'<title id="drawing-title">{title}</title>\n<desc id="drawing-text">{said}</desc>\n'
    looks = '<svg role="img" aria-labelledby="drawing-title" aria-describedby="drawing-text" '
    before, tag, after = svg.decode().partition("<svg ")
    attributes, end, rest = after.partition(">\n")
    return f"{before}{looks if tag else ''}{attributes}{end}{words}{rest}".encode()


# -- sentences -----------------------------------------------------------------------------------------------


def reading_order(protocol: Protocol) -> list[str]:
    """The drawing in sentences, stage by stage from the ways in to the ends."""
    said = [_entry_sentence(protocol, n) for n in range(len(protocol.entries))]
    for state in in_order(protocol):
        said += _state_sentences(protocol, state)
        said += [_move_sentence(protocol, move) for move in protocol.outgoing[state.id]]
    for cap in protocol.limits:
        if cap.kind is LimitKind.CAP:
            ends = _listed([event(protocol, one) for one in cap.ends], "or") or NOT_STATED
            limit = f"{cap.modality}, {full_lengths(protocol, [cap])}"
            said.append(f"In all: {limit}; until {ends}{_cited(cap.clauses)}.")
    return said


def _entry_sentence(protocol: Protocol, n: int) -> str:
    entry = protocol.entries[n]
    case = plain(entry.says) + _if(protocol, entry.condition)
    cited = _cited(entry.clauses)
    if entry.dest is None:
        return f"Way in {n + 1}: {case}; there is no route, because {plain(entry.no_route)}{cited}."
    start = short_title(protocol, protocol.state[entry.dest])
    return f"Way in {n + 1}: {case}; the dispute starts at {start}{cited}."


def _state_sentences(protocol: Protocol, state: State) -> list[str]:
    name, title = short_title(protocol, state), plain(state.title)
    parts = [title if title.startswith(name) else name]
    if state.owner:
        parts.append(f"the dispute is in the hands of {_with_article(state.owner, 'the')}")
    if state.awaits:
        parts.append(f"it waits for {_listed([_with_article(one, 'the') for one in state.awaits], 'and')}")
    parts += [f"whoever holds it {LAST_WORD}"] if state.last_word else []
    parts += ["the dispute ends here"] if state.final else []
    parts += [f"{TEXT_STOPS}: {plain(state.text_stops)}"] if state.text_stops else []
    parts += [f"it continues in {plain(state.continues_in)}"] if state.continues_in else []
    if state.meanwhile is not None:
        source = ", ".join(filter(None, [f"{state.meanwhile.modality}", clauses(state.meanwhile.clauses)]))
        parts.append(f"meanwhile {plain(state.meanwhile.says)} ({source})")
    return [f"{'; '.join(parts)}."]


def _move_sentence(protocol: Protocol, move: Transition) -> str:
    source, dest = (short_title(protocol, protocol.state[name]) for name in (move.source, move.dest))
    moves = "the dispute stays at" if move.source == move.dest else "the dispute moves to"
    parts = [f"From {source} {moves} {dest} {_when(protocol, move)}", _duty_words(move)]
    limit = full_lengths(protocol, binding_limits(protocol, move))
    if limit:
        parts.append(f"time allowed: {limit}")
    elif not move.after and is_duty_modality(move.modality):
        parts.append(f"there is {NO_LIMIT}")
    return f"{'; '.join(parts)}{_cited(move.clauses)}."


def _when(protocol: Protocol, move: Transition) -> str:
    """What makes a move happen, in the words of a sentence."""
    limits = [protocol.limit[name] for name in move.after]
    expiry = "when the time is up"
    if (spans := {length(one) for one in limits}) == {str(one.at_most) for one in limits} and len(spans) == 1:
        (span,) = spans
        expiry = f"when {span} {'is' if span.startswith('1 ') else 'are'} up"
    elif limits:
        expiry += f" ({full_lengths(protocol, limits)})"
    outcomes = f"when {_listed([plain(one) for one in move.outcomes], 'or')}"
    match move.trigger:
        case Trigger.EXPIRY:
            said = expiry
        case Trigger.EITHER:
            said = f"{outcomes} or {expiry}" if move.outcomes else expiry
        case Trigger.WITHDRAW:
            said = "when withdrawn"
        case Trigger.DECISION:
            named = [plain(one) for one in move.outcomes if one != "decided"]
            said = f"when decided: {_listed(named, 'or')}" if named else "when decided"
        case Trigger.ACTION:
            said = f"by “{move_name(move)}”"
        case _:
            said = outcomes if move.outcomes else "when agreed"
    return said + _if(protocol, move.condition)


def _if(protocol: Protocol, condition: Condition) -> str:
    return f", if {conditions(protocol, condition)}" if condition.alternatives else ""


def _duty_words(move: Transition) -> str:
    actor = who(move.by, article="the")
    if move.modality is Modality.OPEN:
        return f"it is for {actor or 'nobody named'}, and nobody can be obliged to"
    verb = {
        Modality.GUIDE: "should, as a guide, do it",
        Modality.IMPLIED: "must do it by inference only",
    }.get(move.modality, f"{move.modality} do it")
    return f"{actor} {verb}" if actor else f"somebody {verb}, and the text does not say who"


def _cited(ids: Iterable[str]) -> str:
    return f" ({said})" if (said := clauses(ids)) else ""
