"""Accepts or rejects the claims of a certificate: makes every lawful move once, in plain arithmetic.

For each claim a certificate lists situations ("nodes") of a dispute, each with the most working days by which one
event lies after another. From the start and every node, each lawful move must lead into a node of the list; so what
is true wherever the listed disputes can end is true of all. Each node must be exactly what some move makes (in a loop
it may hold what many rounds make), and a bound the longest time found, with a witness that takes it; and from every
loop some duty must lead out. Trusted: this file, `verify.days`, `verify.leaving`; reading (`verify.certificate_form`,
`model.loader`, `model.unfolding`); `model.semantics`, the one meaning, for which moves are lawful and which limits
they keep. Not trusted, and not known here: the engines, the solver, and how the nodes were found.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from model.protocol import START, Protocol, Transition
from model.semantics import Meaning, Situation, expiry_offset, lower_offset, upper_offset, ways_in
from verify import certificate_form
from verify.certificate_form import Choices, Claim, Known, Node, Rejected, Unsettled, Witness, must
from verify.days import NOW, later
from verify.leaving import Way, going_round

RAISED, MILESTONE = "raised", "milestone"


def recheck(certificate: Mapping[str, Any], protocol: Protocol) -> list[str]:
    """For each claim of a certificate why it is rejected; "" when it is accepted. Raises Unreadable."""
    certificate_form.must_be_for(certificate, protocol)
    return [reason(protocol, said) for said in certificate["claims"]]


def reason(protocol: Protocol, said: Mapping[str, Any]) -> str:
    """Why a claim, in the plain values of a certificate, is rejected; "" when it is accepted."""
    try:
        protocol = certificate_form.unfolded_for(protocol, said)
        Proof(protocol, certificate_form.claim(protocol, said)).check()
    except Rejected as found:
        return str(found)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return f"it is not well formed ({type(error).__name__}: {error})"
    return ""


class Proof:
    """One claim, with the nodes that are to prove it."""

    def __init__(self, protocol: Protocol, claim: Claim) -> None:
        self.protocol, self.claim, self.meaning = protocol, claim, Meaning(protocol, claim.level, claim.silent_role)
        begin = frozenset((one.id, one.at_start) for one in protocol.facts if one.at_start is not None)
        self.start = Node(START, False, frozenset(), begin, {}, {(NOW, NOW): 0})
        self.clocks = {state: {cap.start for cap in self.meaning.caps} for state in (START, *protocol.state)}
        for one in protocol.transitions:
            limits = (*self.meaning.binding[one.id], *(protocol.limit[name] for name in one.after))
            self.clocks[one.source] |= {limit.start for limit in limits}
        self.after: dict[str, set[str]] = {state: set() for state in protocol.state}
        for one in protocol.transitions * len(protocol.states):  # in the end, all that is looked back to from there on
            self.clocks[one.source] |= self.clocks[one.dest]
            self.after[one.source] |= {one.dest, *self.after[one.dest]}

    def check(self) -> None:
        """Reject the claim unless every lawful course stays within its nodes, and they bear it out."""
        nodes, made, times, ways = self.claim.nodes, set(), [], []
        for node in (self.start, *nodes):
            for step, one in self.outcomes(node):
                near = [it for it in self.claim.at.get(one.place, ()) if it.choices.items() <= one.choices.items()]
                around = [it for it in near if all(days <= it.days[pair] for pair, days in one.days.items())]
                must(around != [], f'its nodes leave out what comes of "{step}" in "{node.state}"')
                same = [it for it in around if it.days == one.days]  # a wider one may go on where this cannot
                made |= {id(it) for it in (around if one.state in self.after[one.state] else same)}
                duty = step not in self.protocol.transition or self.meaning.is_duty(self.protocol.transition[step])
                ways += [Way(id(node), id(it), tuple(sorted(one.choices.items())), duty) for it in same or around]
            for stalled in self.ends(node) if self.claim.about(node.changed) else ():
                must(not stalled or (MILESTONE, NOW) in node.days, f'a dispute can lie for ever in "{node.state}"')
                times += [node.days.get((MILESTONE, RAISED), -1)]  # below zero it came before the clock
        cubes = {id(it): tuple(sorted(it.choices.items())) for it in nodes if self.claim.milestone}
        there = [(id(it), cubes[id(it)]) for it in nodes if (MILESTONE, NOW) in it.days]
        rounds = {way.source for way in going_round(cubes, there, ways, self.protocol.domains)}
        rounds &= {id(it) for it in nodes if self.claim.about(it.changed)}
        must(not rounds, "a dispute can go round for ever, and nobody is obliged to take it out of the round")
        must(len(made) == len(nodes), "it lists a node that no move makes")
        longest, bound = max((days for days in times if days >= 0), default=None), self.claim.bound
        must(longest == bound, f"the longest time that its nodes allow is {longest} working days, not {bound}")
        must(not self.claim.witness or self.attained(self.claim.witness) == bound, f"its witness does not take {bound}")

    def attained(self, witness: Witness) -> float | None:
        """The working days to the milestone that a witness takes, by steps that are all lawful."""
        node = replace(self.start, choices=witness.choices)
        for step, wait, silent in witness.steps:
            ways = (one for name, one in self.outcomes(node, wait) if name == step and one.silent == silent)
            node = next(ways, self.start)
            must(node.state != START, f'its witness cannot do "{step}" after {wait} working days')
        must(self.claim.about(node.changed) and [*self.ends(node)] != [], "its witness does not come to such an end")
        return node.days.get((MILESTONE, RAISED))

    def settled(self, node: Node, work: Callable[[Situation, Choices], Iterable[Any]]) -> Iterator[Any]:
        """Do some work in a node, once for each answer to whatever case fact or reading it asks for."""
        happened = {clock: (clock, clock) in node.days for clock in self.clocks[node.state]}
        waiting = [dict(node.choices)]
        while waiting:
            choices = waiting.pop()
            known = Known({**choices, **self.claim.case, **self.claim.readings, **dict(node.changed)})
            try:
                yield from list(work(Situation(known.__getitem__, happened.__getitem__, node.silent), choices))
            except Unsettled as open:
                waiting += [{**choices, open.name: answer} for answer in self.protocol.domains[open.name]]

    def ends(self, node: Node) -> Iterator[bool]:
        """For each set of choices under which a dispute can end in a node, whether that is a dead end."""
        if node.state == START:
            return self.settled(node, lambda now, _: [] if ways_in(self.protocol, now.value) else [True])
        final = [False] if self.protocol.state[node.state].final else []
        return self.settled(node, lambda now, _: [True] if self.meaning.stalls(node.state, now) else final)

    def outcomes(self, node: Node, wait: int | None = None) -> Iterator[tuple[str, Node]]:
        """What each lawful step makes of a node, whenever it is taken; or after exactly so many days."""
        exactly = [] if wait is None else [(NOW, wait)]
        def enter(now: Situation, choices: Choices) -> Iterator[tuple[str, Node]]:
            for way in ways_in(self.protocol, now.value):
                yield from self.arrive(replace(node, state=str(way.dest), choices=choices), way.id, entry=True)
        def fire(one: Transition, now: Situation, choices: Choices) -> Iterator[tuple[str, Node]]:
            for move in self.meaning.moves_by(one, now):
                caps = self.meaning.open_caps(one, now, lambda cap: cap.id in node.ended)
                by = [(it.start, upper_offset(it, now.value)) for it in (*move.window.no_later, *caps)]
                since = [(it.start, lower_offset(it, now.value)) for it in move.window.no_earlier]
                since += [(it.start, expiry_offset(it, now.value)) for it in (move.window.expired,) if it]
                if (days := later(node.days, by + exactly, since + exactly)) is not None:
                    changed = frozenset({**dict(node.changed), **dict(one.sets)}.items())
                    yield from self.arrive(Node(one.dest, node.silent, node.ended, changed, choices, days), one.id)
        if node.state == START and not wait:
            yield from self.settled(node, enter)
        for one in self.protocol.outgoing.get(node.state, ()):
            yield from self.settled(node, partial(fire, one))

    def arrive(self, node: Node, step: str, *, entry: bool = False) -> Iterator[tuple[str, Node]]:
        """A node with the events of the step noted and what no rule looks back to forgotten, silence begun or not."""
        events, had = (step, node.state), {event for event, _ in node.days}
        happen = {NOW, *(clock for clock in self.clocks[node.state] if {*events} & {*clock})}
        raising = bool({*events} & {*self.protocol.raised}) if self.protocol.raised else entry
        happen |= {RAISED} - had if raising else set()
        happen |= {MILESTONE} - had if node.state in self.claim.milestone else set()
        when = {it: NOW if it in happen else it for it in happen | had & {*self.clocks[node.state], RAISED, MILESTONE}}
        days = {(one, other): node.days[when[one], when[other]] for one in when for other in when}
        ended = set(node.ended)
        for event in events:  # the move, then the state it leads to; what starts a cap anew does not end it
            ended |= {cap.id for cap in self.meaning.caps if event in cap.ends and cap.start in when}
            ended -= {cap.id for cap in self.meaning.caps if event in cap.start}
        for silent in {node.silent, self.claim.silent_role is not None}:
            yield step, replace(node, silent=silent, ended=frozenset(ended), days=days)
