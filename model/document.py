"""The shape of a protocol file: which keys there are, and what each holds.

`protocols/protocol.schema.json` is made from these classes. All values are text; `model.sense` checks their sense.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from model.editor_schema import as_editors_read


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _yes_or_no(value: Any) -> Any:
    return {"true": "yes", "false": "no"}.get(value.lower(), value.lower()) if isinstance(value, str) else value


Text = Annotated[str, Field(min_length=1)]
"""A text that must not be empty."""
Texts = Annotated[list[Text], BeforeValidator(_one_or_many, json_schema_input_type=Text | list[Text])]
"""One text, or a list of texts."""
YesNo = Annotated[Literal["yes", "no"], BeforeValidator(_yes_or_no)]
Word = Literal["must", "should", "guide", "implied", "may", "open"]
DutyWord = Literal["must", "should", "guide", "implied"]
ConditionShape = Annotated[
    list[dict[str, Texts]],
    BeforeValidator(
        lambda value: [value] if isinstance(value, dict) else value,
        json_schema_input_type=dict[str, Text | list[Text]] | list[dict[str, Text | list[Text]]],
    ),
]
"""Case facts and readings with their values; all must hold. A list of such maps: one of them must hold."""


class Shape(BaseModel):
    """A group of keys, for other kinds of file too."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty_sections(cls, value: Any) -> Any:
        """A key with nothing after its colon says nothing, where a list or map may be left out."""
        if not isinstance(value, dict):
            return value
        optional = {field.alias or name for name, field in cls.model_fields.items() if field.default in ([], {})}
        return {key: part for key, part in value.items() if part != "" or key not in optional}


class PersonShape(Shape):
    """A role: never a person's name."""

    rank: Text = Field(description="0 for the front line, then upwards")
    side: Literal["raiser", "other", "joint", "neutral"]
    note: str = ""
    substitutes: Texts = Field([], description="roles that may act in its place")
    variants: dict[str, str] = Field({}, description="what the role is called in each agency")
    independent_of: Texts = Field([], description="roles that must not hold this one too")
    clause: Texts = []


class CaseFactShape(Shape):
    """Something true of a case that the text makes a difference of."""

    question: Text
    answers: Texts
    at_start: str | None = Field(None, description="the answer at the start, when moves may change it")
    pressing: Texts = Field([], description="the answer that the text says makes a case more pressing, if it does")
    clause: Texts = []


class ReadingShape(Shape):
    """A clause that can be understood in more than one way."""

    question: Text
    choices: dict[str, Text] = Field(description="a short name for each choice, and the choice in words")
    clause: Texts = []


class SettledShape(Shape):
    """A reading that the board has decided on: only this choice counts."""

    choice: Text = Field(description="one of the choices of the reading")
    clause: Texts = []


class ClauseShape(Shape):
    """One normative sentence of the source, in your own words."""

    says: Text
    at: str = Field("", description="at most eight words of the source that locate it")
    sha256: str = Field("", description="start of the fingerprint of the original sentence")
    left_out: str = Field("", description="why nothing encodes it")
    text: str = Field("", description="the original wording, in a file of the author's own")


class MissingShape(Shape):
    """A part that the text refers to and that is not in it."""

    what: Text
    clause: Texts = []
    touches: Texts = Field([], description="the stages it would have told about")


class NamedShape(Shape):
    """A length of time to be filled in locally."""

    says: Text
    value: str | None = None


class CalendarShape(Shape):
    """Days of the file's own: what they are (that alone will do), and which."""

    says: str
    open: Texts = Field([], description='terms or dates, such as "2026-09-02 to 2026-10-23"')


_described = BeforeValidator(
    lambda value: {"says": value} if isinstance(value, str) else value, json_schema_input_type=str | CalendarShape
)
Described = Annotated[CalendarShape, _described]


class WayInShape(Shape):
    """A kind of case that the text mentions, and where it starts."""

    id: Text
    says: Text
    to: Text | None = None
    if_: ConditionShape = Field([], alias="if")
    no_route: str = Field("", description="why it has no `to`: what the text leaves out")
    clause: Texts = []


class ProtectionShape(Shape):
    """What protects the child meanwhile."""

    says: Text
    kind: Literal["operational", "duty", "principle", "nothing"]
    word: Word
    clause: Texts = []


class PanelShape(Shape):
    """A body that must be called together."""

    convened_by: str = ""
    members: Texts = []
    quorum: str | None = None
    sits: str = Field("", description='its schedule, such as "every 4 weeks"')
    papers: str | None = Field(None, description="how long before it sits papers are due")
    tie: str = Field("", description="what happens when it is split")


class ExtensionShape(Shape):
    """Who may lengthen a limit, and by how much."""

    up_to: Text = Field(description='a length of time, or "no limit"')
    by: str = ""


class PauseShape(Shape):
    """Between which events the clock stops."""

    from_: Text = Field(alias="from")
    until: Text


class LimitShape(Shape):
    """How long something may take: within, not_before or both; or else one of on, words, parameter."""

    id: Text
    within: str | None = Field(None, description='at most, such as "5 working days"')
    not_before: str | None = Field(None, description="at least")
    on: str | None = Field(None, description="exactly: an act due on a day")
    words: str = Field("", description='words instead of a number, such as "urgently"')
    parameter: str = Field("", description="a length to be filled in locally, by name")
    from_: Texts = Field([], alias="from", description="the event that starts the clock; absent if not stated")
    for_: Texts = Field([], alias="for", description='the moves it binds, or "leaving" for any way out')
    until: Texts = Field([], description="for a cap: the events that end it")
    word: DutyWord
    if_: ConditionShape = Field([], alias="if")
    or_sooner: str = Field("", description='the words of "or sooner, if ..."')
    starts_after: str | None = Field(None, description="deemed receipt: the clock starts so long after the event")
    extension: ExtensionShape | None = None
    paused: PauseShape | None = None
    note: str = ""
    clause: Texts


class MoveShape(Shape):
    """One way a dispute may go on from a stage."""

    id: Text
    when: Text = Field(description='agreed, decided, withdrawn, done, time up, or outcomes; "or time up" may follow')
    to: Text
    by: str = Field("", description='roles: "a & b" jointly, "a | b" either; empty where the text names nobody')
    word: Word
    if_: ConditionShape = Field([], alias="if")
    time_up: Texts = Field([], description="the limits whose running out triggers it")
    sets: dict[str, str] = Field({}, description="case facts that it changes")
    binding: DutyWord | None = Field(None, description="for a decision: how strongly it is final or binding")
    spawns: str = Field("", description="another procedure that it also starts")
    note: str = ""
    clause: Texts


class AnywhereShape(MoveShape):
    """A move that is open from several stages."""

    from_: Texts = Field(alias="from", description='the stages, or "all" for every stage that is not an end')


class DutyShape(Shape):
    """Something to be done upon an event that moves nothing."""

    id: Text
    kind: Literal["record", "feedback", "notify", "act", "accept"]
    says: Text
    by: str = ""
    to: Texts = []
    upon: Texts = Field([], description="the moves or stages that call for it")
    within: str | None = None
    words: str = ""
    every: str | None = Field(None, description="how often it recurs")
    word: Word
    if_: ConditionShape = Field([], alias="if")
    clause: Texts


class StageShape(Shape):
    """Where a dispute can rest."""

    title: Text
    kind: Literal["refer", "discuss", "respond", "decide", "panel", "monitor", "external", "closed", "decided"]
    stage: str = Field("", description="the stage of the text it belongs to, when that has several parts")
    owner: str = ""
    waits_for: Texts = Field([], description="the roles whose answer it waits for")
    final: YesNo | None = Field(None, description="whether the dispute ends here; closed and decided do by default")
    last_word: YesNo | None = Field(None, description="whether the terminal authority holds the dispute here")
    outcomes: Texts = []
    judge: str = Field("", description="who judges the outcome")
    choice_of: str = Field("", description="who may choose between moves for the same outcome")
    meanwhile: ProtectionShape | None = None
    text_stops: str = Field("", description="what is missing where the text breaks off")
    continues_in: str = Field("", description="the protocol that takes over")
    panel: PanelShape | None = None
    note: str = ""
    clause: Texts = []
    limits: list[LimitShape] = []
    moves: list[MoveShape] = []
    duties: list[DutyShape] = []

    @property
    def ends(self) -> bool:
        """Whether the dispute ends here, said or by its kind."""
        return self.final == "yes" if self.final is not None else self.kind in ("closed", "decided")


class Document(Shape):
    """A protocol file."""

    handrail: Literal["1"] = Field(description="version of the format")
    protocol: Text = Field(description="a short id, such as dyfed-powys")
    title: Text
    board: Text
    edition: str = ""
    nation: Text = Field(
        description="whose bank holidays count",
        json_schema_extra={"enum": ["England", "Wales", "Scotland", "Northern Ireland"]},
    )
    summary: str = ""
    target: str | None = Field(None, description='the longest time the board aims at, such as "20 working days"')
    no_last_word: str = Field("", description="why nobody has the last word, when that is so")
    raised: Texts = Field([], description="the moves or stages that start the measured clock; else every way in")
    people: dict[str, PersonShape]
    case_facts: dict[str, CaseFactShape] = {}
    readings: dict[str, ReadingShape] = {}
    settled: dict[str, SettledShape] = Field({}, description="readings that the board has decided on")
    events: dict[str, str] = Field({}, description="named external events, and what each is")
    parameters: dict[str, NamedShape] = {}
    calendars: dict[str, Described] = Field({}, description="other days that count, such as: school day")
    ways_in: list[WayInShape]
    stages: dict[str, StageShape]
    anywhere: list[AnywhereShape] = []
    caps: list[LimitShape] = []
    duties: list[DutyShape] = []
    missing: list[MissingShape] = []
    clauses: dict[str, ClauseShape] = {}


def json_schema() -> dict[str, Any]:
    """The published JSON Schema of a protocol file, for editors."""
    return as_editors_read(Document.model_json_schema(by_alias=True, mode="validation"))
