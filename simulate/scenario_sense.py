"""From the shape of a scenario file to a `Scenario`: names, numbers, dates and probabilities, all checked.

Every name must be one of the protocol, every figure must say what it rests on, and for every kind of case that can
come to a stage the probabilities of the moves open to it must add up to 1.
"""

from collections.abc import Mapping

from model.errors import Fault
from model.modality import Level
from model.protocol import Protocol, StateKind, Trigger
from model.yaml_places import Path, YamlText
from simulate.arrival_sense import arrivals
from simulate.event_sense import duties, events, lengthened
from simulate.figure_sense import FigureSense
from simulate.fingerprint import KINDS, Change, changes, flat
from simulate.outcome_sense import completed, outcomes
from simulate.scenario import Absence, Quantity, Scenario, Sitting, Staff, Step
from simulate.scenario_document import ScenarioDocument, SittingShape, StepShape


def try_to_make_sense(
    document: ScenarioDocument, yaml: YamlText, untrusted: frozenset[Path], protocol: Protocol, *, accept: bool
) -> tuple[Scenario, list[Fault]]:
    """The scenario with every fault found in it; it means something only when there is none.

    Args:
        document: the shape of the file.
        yaml: where its parts stand.
        untrusted: parts already complained of.
        protocol: what it is attached to.
        accept: take it although the protocol has changed since, or is another version under another id.
    """
    sense = _ScenarioSense(document, yaml, untrusted, protocol)
    made = sense.scenario()
    if not accept:
        sense.check_protocol(made)
    return made, sense.faults


class _ScenarioSense(FigureSense):
    def scenario(self) -> Scenario:
        document = self.document
        readings = self.readings()
        steps = {name: self.step(name, one) for name, one in document.steps.items() if self.is_state("steps", name)}
        sittings = {
            name: self.sitting(("sittings", name), one)
            for name, one in document.sittings.items()
            if self.is_state("sittings", name)
        }
        self.check_states(steps, sittings)
        return Scenario(
            id=document.scenario,
            title=document.title or self.protocol.title,
            protocol=self.protocol.id,
            starts=self.day(document.starts, ("starts",)),
            readings=readings,
            arrivals=arrivals(self, readings),
            steps=completed(self, steps),
            staff=self.staff(),
            sittings=sittings,
            events=events(self),
            duties=duties(self),
            lengthened=lengthened(self),
            absence=Absence(**self.figures(document.absence, ("absence",))) if document.absence else None,
            **self.figures(document),
            closed=tuple((self.day(day, ("closed", day), key=True), why) for day, why in document.closed.items()),
            level=Level(document.level),
            working_minutes=self.minutes(document.working_minutes),
            due_at=document.due_at,
            written_for=flat(document.written_for),
            summary=document.summary,
            file=self.yaml.file,
        )

    def readings(self) -> dict[str, str]:
        chosen = self.document.readings
        readings = {one.id: one for one in self.protocol.all_readings}
        for name, choice in chosen.items():
            if self.known(name, readings, "reading", ("readings", name), key=True):
                self.known(choice, readings[name].names, f'answer of "{name}"', ("readings", name))
        for one in readings.values():
            if one.id not in chosen:
                help = f'add "{one.id}:" with one of these. {one.question}'
                self.fault(("readings",), f'the reading "{one.id}" has no choice', ", ".join(one.names), help, key=True)
        return {name: chosen.get(name, one.names[0]) for name, one in readings.items()}

    def is_state(self, section: str, name: str) -> bool:
        if not self.known(name, self.protocol.state, "stage", (section, name), key=True):
            return False
        if self.protocol.state[name].final:
            help = "leave it out"
            self.fault((section, name), f'the dispute has ended in "{name}": nobody works there', help=help, key=True)
        return True

    def step(self, name: str, shape: StepShape) -> Step:
        path: Path = ("steps", name)
        if shape.no_response is not None and not self.protocol.state[name].awaits:
            found = f'nobody is awaited in "{name}", so nobody can fail to answer'
            self.fault((*path, "no_response"), found, help="leave it out", key=True)
        expiring = [
            one.id for one in self.protocol.outgoing[name] if one.trigger in (Trigger.EXPIRY, Trigger.EITHER)
        ]
        for move in shape.after_expiry:
            self.known(move, expiring, "move that waits for time to run out", (*path, "after_expiry", move), key=True)
        usual, special = outcomes(self, shape, path)
        return Step(
            delay=self.delay(shape.delay, (*path, "delay")) if shape.delay else None,
            hours=self.hours(shape, path),
            **self.figures(shape, path),
            outcomes=usual,
            after_expiry={
                move: self.delay(one, (*path, "after_expiry", move)) for move, one in shape.after_expiry.items()
            },
            outcomes_if=special,
        )

    def sitting(self, path: Path, shape: SittingShape) -> Sitting:
        made = Sitting(**self.figures(shape, path))
        if (made.every is None) == (made.notice is None):
            found = f'the panel of "{path[1]}" ' + ("never sits" if made.every is None else "sits in two ways")
            allowed = '"every:" with the days from one sitting to the next, or "notice:" with the days to call it'
            self.fault(path, found, allowed, "write one of the two", key=True)
        return made

    def check_states(self, steps: dict[str, Step], sittings: dict[str, Sitting]) -> None:
        """Every stage out of which a dispute can go has figures, and every panel sits."""
        for state in self.protocol.states:
            if state.final or not self.protocol.outgoing[state.id]:
                continue
            if state.id not in steps:
                help = f'add "{state.id}:" under steps:'
                self.fault(("steps",), f'there are no figures for the stage "{state.id}"', help=help, key=True)
            elif state.kind is StateKind.PANEL and state.id not in sittings and steps[state.id].delay is None:
                help = f'add "{state.id}:" under sittings:, with "every:" or "notice:"; or a delay in the step'
                self.fault(("steps", state.id), f'the panel of "{state.id}" never sits', help=help, key=True)

    def staff(self) -> dict[str, Staff]:
        return {
            name: Staff(**self.figures(shape, ("staff", name)))
            for name, shape in self.document.staff.items()
            if self.known(name, self.protocol.role, "role", ("staff", name), key=True)
        }

    # -- the protocol it was written for --------------------------------------------------------------------------

    def check_protocol(self, made: Scenario) -> None:
        """The protocol is the one it was written for, and as it was then where figures rest on it."""
        if self.document.protocol != self.protocol.id:
            found = f'this scenario is for "{self.document.protocol}", not for "{self.protocol.id}"'
            self.fault(("protocol",), found, help="name that protocol, or write another scenario for this one")
            return
        for kind in self.document.written_for:
            self.known(kind, KINDS, "kind of part", ("written_for", kind), key=True)
        for one in changes(made, self.protocol):
            if one.how == "changed" and (rests := figures_on(one, made)):
                help = "look at those figures again, then run: handrail scenario check --accept"
                found = f"since this scenario was written, {one}; {rests} rest on it"
                self.fault(("written_for", one.kind, one.id), found, help=help, key=True)


def figures_on(change: Change, scenario: Scenario) -> str:
    """Which figures of a scenario rest on a changed part, in words; "" for none.

    A limit has none unless it can be lengthened: that habits follow a changed one is said by the elasticity.
    """
    match change.kind:
        case "stages" if change.id in scenario.steps or change.id in scenario.sittings:
            return "the figures of its step"
        case "ways in" if change.id in scenario.arrivals:
            return "its arrivals"
        case "readings" if change.id in scenario.readings:
            return "the choice made and what follows"
        case "case facts" if any(_written(one.facts.get(change.id, {})) for one in scenario.arrivals.values()):
            return "the probabilities of its answers"
        case "duties" if change.id in scenario.duties:
            return "its figures"
        case "limits" if change.id in scenario.lengthened:
            return "how it is lengthened"
        case "moves":
            for step in scenario.steps.values():
                branches = [step.outcomes, *(one.outcomes for one in step.outcomes_if)]
                if change.id in step.after_expiry or any(_written(one, change.id) for one in branches):
                    return "its figures"
    return ""


def _written(figures: Mapping[str, Quantity], name: str = "") -> bool:
    """Whether a file gives such figures (they do not just follow from the text)."""
    return any(one.place is not None for id, one in figures.items() if name in ("", id))
