"""The figures and dates of a scenario file, made sense of: numbers with their range, basis and sources."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from model.calendar import calendar
from model.complaints import Complaints
from model.document import Shape
from model.errors import did_you_mean
from model.protocol import Protocol
from model.yaml_places import Path, YamlText
from simulate.figure import HOURS, KIND_OF, FigureError, Kind
from simulate.scenario import Basis, Delay, Family, Quantity
from simulate.scenario_document import DelayShape, DutyShape, FigureShape, ScenarioDocument, StepShape

BY_TEXT = ("the text of the protocol",)
"""The source of what no author has to say: the protocol itself."""
_MOST_MINUTES = 24 * 60


def certain(note: str) -> Quantity:
    """The probability 1 that follows from the text, so that no file has to say it."""
    return Quantity(1.0, "share", Basis.SOURCED, source=BY_TEXT, note=note)


class FigureSense(Complaints):
    """Reads the figures of one scenario file, and keeps what is wrong with them."""

    add = "use one of these; what the protocol does not have cannot be given figures"

    def __init__(
        self, document: ScenarioDocument, yaml: YamlText, untrusted: frozenset[Path], protocol: Protocol
    ) -> None:
        super().__init__(yaml, untrusted)
        self.document = document
        self.protocol = protocol
        self.domains = dict(protocol.domains)

    def quantity(self, shape: FigureShape, path: Path, kind: Kind) -> Quantity:
        """A figure; one with a fault has no number that means anything."""
        value, low, high = float("nan"), None, None
        try:
            value = kind.number(shape.value)
        except FigureError as wrong:
            self.fault((*path, "value"), wrong.found, wrong.allowed, wrong.help)
        try:
            low, high = kind.bounds(shape.range) if shape.range else (None, None)
        except FigureError as wrong:
            self.fault((*path, "range"), wrong.found, wrong.allowed, wrong.help)
        if low is not None and high is not None and not low <= value <= high and value == value:
            found = f"the value {shape.value} lies outside its own range, {shape.range}"
            self.fault((*path, "range"), found, help="widen the range, or correct the value")
        basis = Basis(shape.basis)
        if basis is not Basis.ASSUMPTION and not shape.source:
            help = 'name one of sources: after "from", or under source:; without one it is an assumption'
            self.fault((*path, "basis"), f'a figure that is "{basis.value}" names its source', help=help)
        sources = self.document.sources
        for name in shape.source:
            self.known(name, sources, "source", (*path, "source"))
        unit = shape.unit
        if unit and unit not in (kind.unit, kind.unit.removesuffix("s"), "%"):
            near = did_you_mean(unit, [kind.unit, *Basis])
            self.fault((*path, "unit"), f'the unit "{unit}" does not fit here', kind.unit, near or "leave it out")
        said = tuple(sources[name] for name in shape.source if name in sources)
        return Quantity(value, kind.unit, basis, low, high, said, shape.note, self.yaml.place(path))

    def figures(self, shape: Shape, path: Path = ()) -> dict[str, Any]:
        """The figures of a group of keys by their names; None where one is left out."""
        given = {name: getattr(shape, name) for name in type(shape).model_fields if name in KIND_OF}
        return {name: one and self.quantity(one, (*path, name), KIND_OF[name]) for name, one in given.items()}

    def each_of(self, shapes: Mapping[str, FigureShape], path: Path, kind: Kind) -> dict[str, Quantity]:
        """Figures of one kind by name."""
        return {name: self.quantity(one, (*path, name), kind) for name, one in shapes.items()}

    def hours(self, shape: StepShape | DutyShape, path: Path) -> dict[str, Quantity]:
        """The hands-on hours of roles of the protocol."""
        for role in shape.hours:
            self.known(role, self.protocol.role, "role", (*path, "hours", role), key=True)
        return self.each_of(shape.hours, (*path, "hours"), HOURS)

    def delay(self, shape: DelayShape, path: Path) -> Delay:
        """How long something waits; lognormal where only a spread is given."""
        family = Family(shape.family or ("lognormal" if shape.sigma else "fixed"))
        if family is Family.LOGNORMAL and shape.sigma is None:
            self.fault(path, "a lognormal delay needs its spread", help='add "sigma:", or write family: fixed')
        return Delay(family, **self.figures(shape, path))

    def day(self, text: str, path: Path, *, key: bool = False) -> date:
        """A date inside the calendar of the protocol's nation."""
        covered = calendar(self.protocol.nation)
        try:
            found = date.fromisoformat(text)
        except ValueError:
            self.fault(path, f'"{text}" is not a date', "year-month-day, such as 2025-04-01", key=key)
            return covered.first
        if not covered.first <= found <= covered.last:
            said = f"a day from {covered.first} to {covered.last}"
            self.fault(path, f"{found} lies outside the calendar of {self.protocol.nation}", said, key=key)
        return found

    def minutes(self, text: str) -> int:
        """The length of a working day."""
        if text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= _MOST_MINUTES:
            return int(text)
        found = f'a working day cannot have "{text}" minutes'
        self.fault(("working_minutes",), found, f"a whole number, 1 to {_MOST_MINUTES}", "444 is 7 hours 24 minutes")
        return 444
