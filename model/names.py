"""The names a protocol file declares, and every reference to one of them."""

from collections.abc import Collection, Iterable
from itertools import chain

from model.complaints import Complaints
from model.document import Document, MoveShape
from model.own_days import OwnDays
from model.protocol import BUILT_IN_READINGS, START, Actors
from model.time_span import NoNumber, TimeSpan, TimeSpanError, parse
from model.yaml_places import Path, YamlText

COPY = ", from "
"""Between the id of a move that is open from several stages and the stage, in the id of each transition."""
RESERVED = ("all", "entering", "leaving", START)
EVENT = "event (a move, stage, way in, duty, or one under events:)"


class Names(Complaints):
    """What a document declares: moves, limits, events, case facts with their answers; collects faults.

    `events` are all that can start or end a clock: moves, stages, ways in, duties, named events.
    """

    def __init__(self, document: Document, yaml: YamlText, untrusted: frozenset[Path] = frozenset()) -> None:
        self.document = document
        super().__init__(yaml, untrusted)
        self.moves: dict[str, Path] = {}
        self.limits: dict[str, Path] = {}
        self.events: dict[str, Path] = {}
        self.copies: dict[str, tuple[str, ...]] = {}
        self.domains |= {one.id: one.names for one in BUILT_IN_READINGS}
        self.parameters: dict[str, TimeSpan | None] = {}
        self.own_units: dict[str, OwnDays | None] = dict.fromkeys(document.calendars)
        self._collect()

    # -- declarations -----------------------------------------------------------------------------------

    def declare(self, name: str, path: Path, table: dict[str, Path], what: str, *, key: bool = False) -> None:
        """Note that a name is taken; a fault when it was already."""
        if name in table:
            spot = self.yaml.keys.get(table[name]) or self.yaml.values.get(table[name])
            first = f" on line {spot.place.line}" if spot else ""
            help = f"give this {what} a name of its own"
            self.fault(path, f'the name "{name}" is already used{first}', help=help, key=key)
        else:
            table[name] = path

    def sources(self, one: MoveShape) -> tuple[str, ...]:
        """The stages from which a move under `anywhere:` is open."""
        document = self.document
        named: list[str] = getattr(one, "from_", [])
        if named == ["all"]:
            return tuple(name for name, stage in document.stages.items() if not stage.ends and name != one.to)
        return tuple(dict.fromkeys(named))

    def _collect(self) -> None:
        document = self.document
        for n, way in enumerate(document.ways_in):
            self.declare(way.id, ("ways_in", n, "id"), self.events, "way in")
        for name in document.events:
            self.declare(name, ("events", name), self.events, "event", key=True)
        for name, stage in document.stages.items():
            path: Path = ("stages", name)
            self.declare(name, path, self.events, "stage", key=True)
            if name in RESERVED:
                self.fault(path, f'a stage cannot be called "{name}"', help="choose another name", key=True)
            for n, move in enumerate(stage.moves):
                self._move(move.id, (*path, "moves", n, "id"))
            for n, limit in enumerate(stage.limits):
                self.declare(limit.id, (*path, "limits", n, "id"), self.limits, "limit")
            for n, duty in enumerate(stage.duties):
                self.declare(duty.id, (*path, "duties", n, "id"), self.events, "duty")
        for n, cap in enumerate(document.caps):
            self.declare(cap.id, ("caps", n, "id"), self.limits, "cap")
        for n, duty in enumerate(document.duties):
            self.declare(duty.id, ("duties", n, "id"), self.events, "duty")
        for n, move in enumerate(document.anywhere):
            path = ("anywhere", n, "id")
            self._move(move.id, path)
            self.copies[move.id] = tuple(f"{move.id}{COPY}{source}" for source in self.sources(move))
            for copy in self.copies[move.id]:
                self.declare(copy, path, self.events, "move")
                self.moves[copy] = path

    def _move(self, name: str, path: Path) -> None:
        self.declare(name, path, self.events, "move")
        self.moves[name] = path
        if COPY in name or name in RESERVED:
            help = (
                f'choose a name without "{COPY}", which names the moves under anywhere:'
                if COPY in name
                else ""
            )
            self.fault(path, f'a move cannot be called "{name}"', help=help or "choose another name")

    # -- references -------------------------------------------------------------------------------------

    def events_named(self, names: Iterable[str], path: Path, *, inside: str = "") -> tuple[str, ...]:
        """Events; "entering" is the stage that states it, a move from anywhere all its transitions."""
        meant = [inside if name == "entering" and inside else name for name in names]
        self.each(meant, self.events, EVENT, path)
        return self.copied(meant)

    def copied(self, names: Iterable[str]) -> tuple[str, ...]:
        """The same names, with a move from anywhere as the transitions it stands for."""
        return tuple(dict.fromkeys(chain.from_iterable(self.copies.get(name, (name,)) for name in names)))

    def clauses(self, ids: list[str], path: Path) -> tuple[str, ...]:
        """Clauses that something rests on; known ones, where the file lists its clauses."""
        if self.document.clauses:
            self.each(ids, self.document.clauses, "clause", (*path, "clause"))
        return tuple(ids)

    def role(self, name: str, path: Path) -> str:
        """One role, or "" for nobody named."""
        if name:
            self.known(name, self.document.people, "role", path)
        return name

    def roles(self, names: list[str], path: Path) -> tuple[str, ...]:
        """Several roles."""
        return self.each(names, self.document.people, "role", path)

    def actors(self, text: str, path: Path) -> Actors:
        """Read "a & b | c": a and b jointly, or c."""
        groups = []
        for group in text.split("|") if text.strip() else []:
            names = tuple(name.strip() for name in group.split("&"))
            for name in names:
                if not name:
                    self.fault(
                        path, f'a role is missing in "{text}"', 'roles joined by "&" (and) or "|" (or)'
                    )
                elif name not in self.document.people and (
                    joined := _other_joining(name, self.document.people)
                ):
                    help = 'write "&" for jointly, "|" for either'
                    self.fault(path, f'"{name}" is more than one role, joined by "{joined}"', help=help)
                else:
                    self.known(name, self.document.people, "role", path)
            groups.append(names)
        return tuple(groups)

    # -- numbers ----------------------------------------------------------------------------------------

    def span(self, text: str | None, path: Path) -> TimeSpan | None:
        """A length of time."""
        if text is None:
            return None
        if len(text) > 100:
            self.fault(path, "this is too long to be a length of time", 'such as "5 working days"')
            return None
        try:
            return parse(" ".join(text.split()), self.own_units)
        except TimeSpanError as error:
            wordy = isinstance(error, NoNumber) and path[-1] in ("within", "not_before", "on")
            instead = f'; where the text states none, write words: "promptly" in place of {path[-1]}:' if wordy else ""
            self.fault(path, error.found, error.allowed, error.help + instead)
            return None

    def whole_number(self, text: str, path: Path) -> int:
        """A number such as a rank or a quorum."""
        if text.isascii() and text.isdigit() and len(text) < 5:
            return int(text)
        self.fault(path, f'"{text}" is not a whole number', "0, 1, 2, ...", "write it in digits")
        return 0


def _other_joining(name: str, people: Collection[str]) -> str:
    """The word or sign that joins two known roles where only "&" and "|" may."""
    for sign in (" and ", " or ", ",", "/", "+"):
        if sign in name and all(part.strip() in people for part in name.split(sign)):
            return sign.strip()
    return ""
