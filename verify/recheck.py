"""Accepts or rejects the claims of a certificate: makes every lawful move once, in plain arithmetic.

For each claim a certificate lists situations ("nodes") of a dispute, each with the most working days by which one
event lies after another. From the start and from every node, each lawful move must lead into a node of the list;
so nothing that can happen is left out, and what is true wherever the listed disputes can end is true of every
dispute. Nothing may stand there without need: each node must be exactly what some move makes of another, and a
bound must be the longest time found. Trusted: this file, `verify.certificate_form`, which reads the certificate,
`model.loader`, which reads the protocol, and `model.semantics`, the one meaning of a protocol, which says what
moves are lawful and which limits they keep. Neither trusted nor known here: engines, solver, how nodes were found.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from math import inf
from typing import Any, TypeVar

from model.protocol import START, Protocol, Transition
from model.semantics import Meaning, Situation, lower_offset, upper_offset, ways_in
from verify.certificate_form import Claim, Days, Event, Node, claim, must_be_for

NOW, RAISED, MILESTONE = "now", "raised", "milestone"
T = TypeVar("T")


class Rejected(ValueError):
    """The certificate does not prove the claim; the message says where that shows."""


class Unsettled(Exception):
    """A rule asked for a case fact or reading that is still open."""


class Known(dict[str, str]):
    """What is settled; whoever asks for more is told that it is open."""

    def __missing__(self, name: str) -> str:
        raise Unsettled(name)


def must(true: bool, otherwise: str) -> None:
    """Reject the claim, for this reason, unless something is true."""
    if not true:
        raise Rejected(otherwise)


def recheck(certificate: Mapping[str, Any], protocol: Protocol) -> list[str]:
    """For each claim of a certificate why it is rejected; "" when it is accepted. Raises Unreadable."""
    must_be_for(certificate, protocol)
    reasons = [""] * len(certificate["claims"])
    for place, said in enumerate(certificate["claims"]):
        try:
            Proof(protocol, claim(protocol, said)).check()
        except Rejected as reason:
            reasons[place] = str(reason)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            reasons[place] = f"the claim is not well formed ({type(error).__name__}: {error})"
    return reasons


def later(days: Days, by: Iterable[tuple[Event, int]], since: Iterable[tuple[Event, int]]) -> Days | None:
    """How events lie in time at the next move: so long after some events at most, so long after others at least."""
    events = {event for event, _ in days}
    after = {one: min([inf, *(most + days[clock, one] for clock, most in by)]) for one in events}
    before = {one: min([days[one, NOW], *(days[one, clock] - least for clock, least in since)]) for one in events}
    if any(after[one] + before[one] < 0 for one in events):
        return None  # there is no such day
    found: Days = {(one, other): min(most, before[one] + after[other]) for (one, other), most in days.items()}
    for one in events:
        found |= {(NOW, one): after[one], (one, NOW): before[one]}
    return found | {(NOW, NOW): 0}


class Proof:
    """One claim, with the nodes that are to prove it."""

    def __init__(self, protocol: Protocol, claim: Claim) -> None:
        self.protocol, self.claim, self.meaning = protocol, claim, Meaning(protocol, claim.level, claim.silent_role)
        begin = frozenset((one.id, one.at_start) for one in protocol.facts if one.at_start is not None)
        self.start = Node(START, False, frozenset(), begin, {}, {(NOW, NOW): 0})
        clocks = {one.id: {cap.start for cap in self.meaning.caps} for one in protocol.states}
        for one in protocol.transitions:
            limits = (*self.meaning.binding[one.id], *(protocol.limit[name] for name in one.after))
            clocks[one.source] |= {limit.start for limit in limits}
        for _ in protocol.states:  # by now each has the clocks of one state more on the way
            for one in protocol.transitions:
                clocks[one.source] |= clocks[one.dest]
        self.clocks = {START: set[tuple[str, ...]](), **clocks}  # those that some limit can look back to from there on

    def check(self) -> None:
        """Reject the claim unless every lawful course stays within its nodes, and they bear it out."""
        nodes, made, times = self.claim.nodes, set(), []
        for node in (self.start, *nodes):
            for step, one in self.outcomes(node):
                near = [it for it in nodes if it.place == one.place and it.choices.items() <= one.choices.items()]
                inside = any(all(days <= it.days[pair] for pair, days in one.days.items()) for it in near)
                must(inside, f'its nodes leave out what comes of "{step}" in "{node.state}"')
                made |= {id(it) for it in near if it.days == one.days}
            for stalled in self.ends(node):
                must(not stalled or (MILESTONE, NOW) in node.days, f'a dispute can lie for ever in "{node.state}"')
                times += [node.days[MILESTONE, RAISED]] if (MILESTONE, RAISED) in node.days else []
        must(len(made) == len(nodes), "it lists a node that no move makes")
        bound, longest = self.claim.bound, max(times, default=None)
        must(longest == bound, f"the longest time that its nodes allow is {longest}, and it claims {bound}")

    def settled(self, node: Node, work: Callable[[Situation, dict[str, str]], list[T]]) -> Iterator[T]:
        """Do some work in a node, once for each answer to whatever case fact or reading it asks for."""
        happened = {clock: (clock, clock) in node.days for clock in self.clocks[node.state]}
        waiting = [dict(node.choices)]
        while waiting:
            choices = waiting.pop()
            known = Known({**choices, **self.claim.case, **self.claim.readings, **dict(node.changed)})
            try:
                yield from work(Situation(known.__getitem__, happened.__getitem__, node.silent), choices)
            except Unsettled as question:
                name = question.args[0]
                waiting += [{**choices, name: answer} for answer in self.protocol.domains[name]]

    def ends(self, node: Node) -> Iterator[bool]:
        """For each set of choices under which a dispute can end in a node, whether that is a dead end."""
        if node.state == START:
            return self.settled(node, lambda now, _: [] if ways_in(self.protocol, now.value) else [True])
        if self.protocol.state[node.state].final:
            return iter([False])
        return self.settled(node, lambda now, _: [True] if self.meaning.stalls(node.state, now) else [])

    def outcomes(self, node: Node, wait: int | None = None) -> Iterator[tuple[str, Node]]:
        """What each lawful step makes of a node, whenever it is taken; or after exactly so many days."""
        if node.state == START:
            for way in self.settled(node, lambda now, _: ways_in(self.protocol, now.value)):
                pass
        for one in self.protocol.outgoing.get(node.state, ()):
            yield from self.settled(node, lambda now, choices, one=one: self.fire(node, one, now, choices, wait))  # type: ignore[misc]

    def fire(self, node: Node, one: Transition, now: Situation, choices: dict[str, str], wait: int | None) -> Any:
        """What a transition makes of a node, in each of its lawful windows."""
        exactly: list[tuple[Event, int]] = [] if wait is None else [(NOW, wait)]
        for move in self.meaning.moves_by(one, now):
            caps = self.meaning.open_caps(one, now, lambda cap: cap.id in node.ended)
            by = [(it.start, upper_offset(it, now.value)) for it in (*move.window.no_later, *caps)]
            since = [(it.start, lower_offset(it, now.value)) for it in move.window.no_earlier]
            since += [(it.start, upper_offset(it, now.value)) for it in (move.window.expired,) if it is not None]
            days = later(node.days, [*by, *exactly], [*since, *exactly])
