"""The shape of a scenario file: which keys there are, and what each holds.

As in a protocol file, all values are text; names and numbers are made sense of by `simulate.scenario_sense`. The
published JSON Schema (`protocols/scenarios/scenario.schema.json`) is made from these classes.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from model.document import ConditionShape, Shape, Text, Texts
from model.editor_schema import as_editors_read
from simulate.figure import spelt_out


class FigureShape(Shape):
    """A figure with what it rests on."""

    value: Text
    unit: str = Field("", description="what it counts; each figure has a unit of its own by default")
    range: str = Field("", description='the lowest and the highest thought possible, such as "8 to 14"')
    basis: Literal["sourced", "proxy", "assumption"]
    source: Texts = Field([], description="names of entries under sources:")
    note: str = ""


Figure = Annotated[
    FigureShape, BeforeValidator(spelt_out, json_schema_input_type=FigureShape | Annotated[str, Field(min_length=1)])
]
"""A figure, also as one line: 11 people (8 to 14) proxy; note."""


class FiguresShape(Shape):
    """Several figures of one kind with one basis."""

    value: Texts
    basis: Literal["sourced", "proxy", "assumption"]
    source: Texts = Field([])
    note: str = ""


class DelayShape(Shape):
    """How long something waits, holding nobody's time: a median and a spread."""

    median: Figure
    sigma: Figure | None = Field(None, description="the standard deviation of the logarithm")
    family: Literal["lognormal", "heaped", "fixed"] | None = None
    under_limit: Figure | None = Field(None, description="the time limit under which this habit was seen")


class CaseOutcomesShape(Shape):
    """The probabilities of the moves for some cases or readings only."""

    if_: ConditionShape = Field(alias="if")
    outcomes: dict[str, Figure]


class StepShape(Shape):
    """What happens while a dispute rests in one stage."""

    delay: DelayShape | None = None
    hours: dict[str, Figure] = Field({}, description="the hands-on hours of each role")
    hours_sigma: Figure | None = None
    no_response: Figure | None = Field(None, description="how often whoever is awaited says nothing unless reminded")
    outcomes: dict[str, Figure] = Field({}, description='the probability of each move, and perhaps of "no move"')
    outcomes_if: list[CaseOutcomesShape] = Field([], description="other outcomes for some cases or readings")
    after_expiry: dict[str, DelayShape] = Field({}, description="how long people take to act once time is up")


class SittingShape(Shape):
    """When a panel can take a dispute."""

    every: Figure | None = Field(None, description="working days from one sitting to the next")
    notice: Figure | None = Field(None, description="working days from calling a panel to its sitting")
    papers: Figure | None = Field(None, description="working days before a sitting by which a dispute must be there")
    capacity: Figure | None = Field(None, description="how many disputes a sitting takes")


class DutyShape(Shape):
    """How a duty is done that moves nothing."""

    chance: Figure = Field(description="how often it is done at all; of a recurring duty, each time")
    delay: DelayShape = Field(description="how long after what it is upon it is done, or its work, if any, begins")
    hours: dict[str, Figure] = Field({}, description="the hands-on hours of each role; none: it takes nobody's time")
    hours_sigma: Figure | None = None


class EventShape(Shape):
    """How an outside event comes."""

    chance: Figure = Field(description="how often it comes at all")
    delay: DelayShape = Field(description="how long after what it follows")
    upon: str = Field("", description="the event that it follows; none: the coming of the dispute")


class LengtheningShape(Shape):
    """How often a time limit is lengthened, and by how much."""

    chance: Figure
    by: Figure = Field(description="working days, no more than the text lets")


class StaffShape(Shape):
    """The people of one role and the time they have."""

    people: Figure
    share: Figure | None = Field(None, description="the share of a working day that each can give to disputes")
    days_per_year: Figure | None = Field(None, description="the working days on which they are there at all")


class ArrivalsShape(Shape):
    """Disputes of one kind that come in a year."""

    per_year: Figure
    facts: dict[str, dict[str, Figure]] = Field({}, description="for each case fact, how likely each answer is")
    urgent: Figure | None = Field(None, description="how many are served before all others")
    by_month: FiguresShape | None = Field(None, description="twelve factors, from January on")


class AbsenceShape(Shape):
    """Leave and sickness of all staff."""

    leave_days: Figure
    sick_rate: Figure
    spell: Figure = Field(description="working days of one absence")


class ScenarioDocument(Shape):
    """A scenario file."""

    handrail: Literal["1"] = Field(description="version of the format")
    scenario: Text = Field(description="a short id")
    title: str = ""
    protocol: Text = Field(description="the id of the protocol it is for")
    summary: str = ""
    starts: Text = Field(description="the first day of the simulated time, such as 2025-04-01")
    working_minutes: str = "444"
    due_at: Literal["close", "elapsed"] = "close"
    level: Literal["must", "should", "guide", "implied"] = "guide"
    closed: dict[str, Text] = Field({}, description="local closing days, with the reason")
    sources: dict[str, Text] = Field({}, description="short names for where figures were found, with the address")
    readings: dict[str, Text] = Field(description="the choice made for each reading, the built-in ones too")
    arrivals: dict[str, ArrivalsShape]
    staff: dict[str, StaffShape] = Field({})
    absence: AbsenceShape | None = None
    chase_every: Figure | None = None
    chase_success: Figure | None = None
    elasticity: Figure | None = Field(None, description="how far habits follow a changed limit: 0 not at all, 1 fully")
    steps: dict[str, StepShape]
    sittings: dict[str, SittingShape] = Field({})
    events: dict[str, EventShape] = Field({}, description="outside events")
    duties: dict[str, DutyShape] = Field({}, description="duties that move nothing")
    lengthened: dict[str, LengtheningShape] = Field({}, description="time limits that the text lets be lengthened")
    written_for: dict[str, dict[str, Text]] = Field(
        {}, description="how the protocol stood; handrail scenario check --accept renews it"
    )


def json_schema() -> dict[str, Any]:
    """The published JSON Schema of a scenario file, for editors."""
    made = ScenarioDocument.model_json_schema(by_alias=True, mode="validation")
    return as_editors_read(made, "Handrail scenario")
