"""networkx: longest paths, on one product of stages and cases, or on one small graph for each case class.

    python -m benchmarks.peers.graphs product | classes
"""

import sys
from itertools import product

import networkx

from benchmarks.family import BYPASS_DAYS, Ladder, bypassed, last_asked, onward, stay
from benchmarks.peers.question import Answer, answer

START, END = "start", "end"


def edges(one: Ladder, case: tuple[bool, ...]) -> tuple[networkx.DiGraph, set[int]]:
    """The graph of one case as far as it comes, and the stages in which it is stuck."""
    made, stuck, n = networkx.DiGraph(), set(), len(one.rungs)
    todo, seen = [0], {0}
    while todo:
        place = todo.pop()
        if place == n:
            made.add_edge(n, END, weight=0)
            continue
        days = stay(one.rungs[place], case)
        made.add_edge(place, END, weight=days)
        ways = dict.fromkeys(onward(one, place, case), days)
        if not ways:
            stuck.add(place)
        if place == 0 and bypassed(one, case):
            ways[n - 1] = max(days + BYPASS_DAYS, ways.get(n - 1, 0))
        for after, weight in ways.items():
            made.add_edge(place, after, weight=weight)
            if after not in seen:
                seen.add(after)
                todo.append(after)
    return made, stuck


def whole_product(one: Ladder, _: int) -> Answer:
    """One graph with a node for each stage in each case."""
    made, stuck = networkx.DiGraph(), set()
    for case in product((True, False), repeat=one.facts):
        here, lying = edges(one, case)
        stuck |= lying
        made.add_edge(START, (0, case), weight=0)
        for source, dest, days in here.edges(data="weight"):
            made.add_edge((source, case), END if dest == END else (dest, case), weight=days)
    return networkx.dag_longest_path_length(made), stuck


def case_classes(one: Ladder, _: int) -> Answer:
    """One small graph for each way to answer the questions that some stage asks."""
    asked, longest, stuck = sorted(last_asked(one)), 0, set()
    for answers in product((True, False), repeat=len(asked)):
        case = [False] * one.facts
        for fact, value in zip(asked, answers, strict=True):
            case[fact] = value
        made, lying = edges(one, tuple(case))
        stuck |= lying
        longest = max(longest, networkx.dag_longest_path_length(made))
    return longest, stuck


if __name__ == "__main__":
    answer({"product": whole_product, "classes": case_classes}[sys.argv[1]])
