"""Storm: a Markov decision process without chance, whose largest total reward is the bound.

A case fact is chosen when a stage first asks for it, and forgotten after the last stage that does, so that cases that
no longer differ are one state.
"""

import tempfile
from itertools import product
from pathlib import Path

import stormpy

from benchmarks.family import BYPASS_DAYS, Ladder, guards, last_asked, onward, stay
from benchmarks.peers.question import Answer, answer

OPEN, YES, NO = 0, 1, 2


def program(one: Ladder) -> str:
    """The process in the PRISM language."""
    n, last = len(one.rungs), last_asked(one)
    lines = ["mdp", "module ladder", f"at : [0..{n + 2}] init 0;"]
    lines += [f"f{fact} : [0..2] init 0;" for fact in range(one.facts)]
    rewards, done, meeting = [], n, n + 1
    ended = n + 2
    clear = "".join(f" & (f{fact}'={OPEN})" for fact in range(one.facts))
    for place, rung in enumerate(one.rungs):
        asked = guards(rung) if place or n <= 2 else tuple(dict.fromkeys((*guards(rung), 0)))
        known: list[str] = []
        for fact in asked:  # one after the other, in a fixed order
            open_now = " & ".join([f"at={place}", *known, f"f{fact}={OPEN}"])
            lines += [f"[] {open_now} -> (f{fact}'={answer});" for answer in (YES, NO)]
            known.append(f"f{fact}!={OPEN}")
        forget = "".join(f" & (f{fact}'={OPEN})" for fact in asked if last[fact] <= place)
        for answers in product((True, False), repeat=len(asked)):
            case = [False] * one.facts
            for fact, value in zip(asked, answers, strict=True):
                case[fact] = value
            guard = " & ".join([f"at={place}", *(f"f{fact}={YES if case[fact] else NO}" for fact in asked)])
            days = stay(rung, case)
            number = len(rewards)
            lines.append(f"[m{number}] {guard} -> (at'={ended}){clear};")
            rewards.append(f"[m{number}] true : {days};")
            for after in onward(one, place, case):
                lines.append(f"[m{number}] {guard} -> (at'={after}){forget};")
            if place == 0 and n > 2 and case[0]:
                lines.append(f"[m{number}] {guard} -> (at'={meeting}){forget};")
    if n > 2:
        lines.append(f"[meet] at={meeting} -> (at'={n - 1});")
        rewards.append(f"[meet] true : {BYPASS_DAYS};")
    lines += [f"[] at={done} -> (at'={ended});", f"[] at={ended} -> true;", "endmodule"]
    lines += ["rewards", *rewards, "endrewards", f'label "ended" = at={ended};']
    for place, rung in enumerate(one.rungs):
        if rung.gap:
            lines.append(f'label "stuck{place}" = at={place} & f{rung.first}={NO} & f{rung.third}={YES};')
    return "\n".join(lines)


def work(one: Ladder, _: int) -> Answer:
    """The largest total reward, and which stages without a way on can be reached."""
    gaps = [place for place, rung in enumerate(one.rungs) if rung.gap]
    asked = ['Rmax=? [F "ended"]', *(f'Pmax=? [F "stuck{place}"]' for place in gaps)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ladder.prism"
        file.write_text(program(one), encoding="ascii")
        parsed = stormpy.parse_prism_program(str(file))
    properties = stormpy.parse_properties(";".join(asked), parsed)
    model = stormpy.build_model(parsed, properties)
    start = model.initial_states[0]
    found = [stormpy.model_checking(model, one, only_initial_states=True).get_value(start) for one in properties]
    return round(found[0]), [place for place, chance in zip(gaps, found[1:], strict=True) if chance > 0]


if __name__ == "__main__":
    answer(work)
