"""A protocol as DOT, the text that Graphviz draws.

What matters is said in shapes and words, never in colour alone.
"""

import html
import textwrap

from handrail.labels import condition_and_clauses, in_order, label_lines, safe_ids, state_lines, totals
from handrail.wording import NO_ROUTE, grouped, move_name, plain
from model.modality import Modality, is_duty
from model.protocol import Protocol, State, Transition

KEY = (
    "solid arrow: somebody's duty    dashed arrow: an option, nobody's duty    time up: time has run out",
    "double border: has the last word    rounded box: the dispute ends    dashed box: the text stops here",
    "cross: no route    words in “quotation marks”: a time limit without a number",
)
"""What the shapes and words of the picture mean."""

FONT = "Arial"
"""The font of all words in the drawing; Graphviz knows how wide its letters are."""


_HEAD = f"""digraph protocol {{
  graph [rankdir=TB, nodesep=0.3, ranksep=0.35, pad=0.25, bgcolor=white, charset="UTF-8", fontname="{FONT}",
         fontsize=10, labeljust=l, fontcolor="#222222"]
  node [shape=box, style="filled", fillcolor="#eef3f8", color="#1f2d3a", fontcolor="#111111", penwidth=1.4,
        margin="0.16,0.09", fontname="{FONT}", fontsize=11]
  edge [color="#1f2d3a", fontcolor="#222222", penwidth=1.3, arrowsize=0.8, fontname="{FONT}", fontsize=9]
"""


def dot(protocol: Protocol) -> str:
    """Graphviz text of the drawing: text only, nothing to install."""
    ids = safe_ids(protocol)
    ordered = in_order(protocol)
    heading = _left(_wrapped(protocol.title, 90), _wrapped(_edition(protocol), 100))
    footing = [line for total in totals(protocol) for line in _wrapped(total, 100)]
    footing += [*([" "] if footing else []), *KEY]
    lines = [
        f"  label=<{_left([], footing)}>",
        "  labelloc=b",
        "  subgraph cluster_whole {",
        f"    graph [label=<{heading}>, labelloc=t, penwidth=0, margin=12, fontsize=13]",
        '    start [shape=circle, label="", width=0.2, height=0.2, fixedsize=true, fillcolor="#1f2d3a"]',
    ]
    for group in grouped(ordered, lambda one: (bool(one.stage), one.stage or one.id)):  # one stage, at its first
        boxes = [f"    {ids[state.id]} [{_box(state)}]" for state in group]
        if len(group) > 1:
            named = all(plain(state.title).startswith(plain(state.stage)) for state in group)
            stage = "" if named else _escaped(plain(group[0].stage))
            frame = f'graph [label=<{stage}>, style=filled, color="#f4f4f0", fontsize=10, margin=10]'
            boxes = [f"    subgraph cluster_{ids[group[0].id]} {{", f"    {frame}", *boxes, "    }"]
        lines += boxes
    for n, entry in enumerate(protocol.entries, 1):
        label = _arrow_label(entry.id, condition_and_clauses(protocol, entry.condition, entry.clauses))
        if entry.dest is None:
            reason = "<br/>".join(_escaped(line) for line in _wrapped(entry.no_route, 28))
            cross = f'<font point-size="20">×</font><br/><b>{NO_ROUTE}</b><br/>{reason}'
            lines.append(f'    n{n}_no_route [shape=plaintext, style="", fontsize=9, label=<{cross}>]')
            lines.append(f"    start -> n{n}_no_route [label=<{label}>, style=dotted, arrowhead=none]")
        else:
            lines.append(f"    start -> {ids[entry.dest]} [label=<{label}>]")
    for move in protocol.transitions:
        lines.append(f"    {ids[move.source]} -> {ids[move.dest]} [{_arrow(protocol, move)}]")
    return _HEAD + "\n".join([*lines, "  }", "}"]) + "\n"


def _edition(protocol: Protocol) -> str:
    return ", ".join(filter(None, [protocol.board, protocol.edition and f"edition {protocol.edition}"]))


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
    if not is_duty(move.modality):
        looks += ["style=dashed", 'color="#66727d"', "penwidth=1"]
    elif move.modality is Modality.MUST:
        looks.append("penwidth=1.9")
    looks.append("weight=1" if protocol.state[move.dest].final else "weight=6")
    return ", ".join(looks)


def _arrow_label(name: str, lines: list[str]) -> str:
    return _left(_wrapped(name, 24), [line for one in lines for line in _wrapped(one, 26)])


def _left(bold: list[str], lines: list[str]) -> str:
    """Lines set flush left with a little room before them, the first ones bold."""
    rows = [f"<b>&#160;{_escaped(line)}&#160;</b>" for line in bold]
    rows += [f"&#160;{_escaped(line)}&#160;" for line in lines]
    return "".join(f'{row}<br align="left"/>' for row in rows)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(plain(text), width) or [" "]


def _bold(text: str) -> str:
    return f"<b>{_escaped(text)}</b>"


def _escaped(text: str) -> str:
    """Text in which Graphviz sees no markup and no escape of its own (a backslash with a letter is one)."""
    return html.escape(text, quote=True).replace("\\", "<font>&#92;</font>") or "&#160;"
