"""One person at a terminal who walks a dispute: the questions, the choices, and the way back.

Nothing here prints or reads by itself: lines are read and written by the functions that are passed in.
"""

from collections.abc import Callable
from datetime import date, datetime

from handrail.story import described, standing, story
from handrail.wording import day
from model.calendar import Calendar
from model.machine import Dispute, MissingAnswers
from model.modality import Level
from model.protocol import START, Protocol
from model.trace import Trace

ReadLine = Callable[[str], str]
"""Shows a prompt and gives the line that was typed; raises EOFError at the end of the input."""

Write = Callable[[str], None]
"""Shows one line."""

HELP = (
    "Type the number of your choice and press Enter; Enter alone takes the first.",
    "Dates: 2026-12-18, or 18 Dec 2026; Enter alone takes the date shown in brackets.",
    "b  go back one step      q  end here and show the story      ?  this help",
)

_DATES = ("%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%a %d %b %Y", "%A %d %B %Y")


class _Back(Exception):
    """The user wants to go back one step."""


class _Quit(Exception):
    """The user wants to stop."""


class Session:
    """One person at a terminal, and the dispute they are walking.

    `silent_role` is a role that "s" makes silent from then on; the calendar is by default that of the nation.
    """

    def __init__(
        self,
        protocol: Protocol,
        read_line: ReadLine,
        write: Write,
        *,
        level: Level = Level.GUIDE,
        silent_role: str | None = None,
        calendar: Calendar | None = None,
    ) -> None:
        self.protocol = protocol
        self.read_line = read_line
        self.write = write
        self.level = level
        self.silent_role = silent_role
        self.calendar = calendar
        self.answers: dict[str, str] = {}
        self.actions: list[tuple[str, date | None]] = []

    def run(self) -> Trace | None:
        """Ask for the case, then walk it step by step; at the end tell its story.

        Returns:
            The dispute so far as a trace, or None when it was left before it began.
        """
        self.write(f"{self.protocol.title} ({self.protocol.board})")
        self.write(HELP[-1])
        asked = 0
        try:
            while True:
                self._settle(asked)
                try:
                    self._walk()
                    break
                except _Back:
                    asked = max(0, len(self._questions()) - 1)
        except _Quit:
            if not self.actions:
                self.write("Left before the dispute began.")
                return None
        dispute = self._dispute()
        self.write("")
        for line in story(dispute):
            self.write(line)
        return dispute.trace if self.actions else None

    # -- asking ------------------------------------------------------------------------------------------

    def _ask(self, prompt: str) -> str:
        """A line; the letters b, q and ? are dealt with here."""
        while True:
            try:
                line = self.read_line(prompt).strip()
            except EOFError:
                raise _Quit from None
            match line.lower():
                case "q":
                    raise _Quit
                case "b":
                    raise _Back
                case "?":
                    for one in HELP:
                        self.write(one)
                case _:
                    return line

    def _choose(self, labels: list[str], extra: tuple[str, ...] = ()) -> int | str:
        """The place of a choice, or one of the extra letters; asks again until it is one."""
        for number, label in enumerate(labels, 1):
            self.write(f"  {number}  {label}")
        while True:
            line = self._ask("> ")
            if line.lower() in extra:
                return line.lower()
            if not line and labels:
                return 0
            if line.isascii() and line.isdigit() and 1 <= int(line) <= len(labels):
                return int(line) - 1
            self.write(f'"{line}" is not one of the choices; type a number from 1 to {len(labels)}, or ?')

    def _date(self, prompt: str, suggested: date | None) -> date:
        """A date; asks again until it is one."""
        while True:
            line = self._ask(f"{prompt}{f' [{suggested}]' if suggested else ''}: ")
            if not line and suggested is not None:
                return suggested
            for shape in _DATES:
                try:
                    return datetime.strptime(line, shape).date()
                except ValueError:
                    continue
            said = f'"{line}" is not a date' if line else "a date is needed"
            self.write(f"{said}; write it as 2026-12-18 or 18 Dec 2026.")

    # -- the case ----------------------------------------------------------------------------------------

    def _questions(self) -> list[tuple[str, str, list[str], list[str]]]:
        """Each case fact and reading to settle: its name, the question, the answers, and each in words."""
        facts = [
            (one.id, one.question, list(one.answers), list(one.answers))
            for one in self.protocol.facts
            if one.at_start is None
        ]
        readings = [
            (one.id, one.question, list(one.names), [f"{name}: {says}" for name, says in one.choices])
            for one in self.protocol.all_readings
        ]
        return facts + readings

    def _settle(self, place: int) -> None:
        """Ask the questions from one of them on; "b" returns to the one before."""
        questions = self._questions()
        while place < len(questions):
            name, question, answers, labels = questions[place]
            self.write("")
            self.write(question)
            try:
                chosen = self._choose(labels)
            except _Back:
                if place == 0:
                    self.write("This is the first question.")
                place = max(0, place - 1)
                continue
            assert isinstance(chosen, int)
            self.answers[name] = answers[chosen]
            place += 1

    def _dispute(self) -> Dispute:
        """The dispute after the actions so far."""
        facts = {one.id for one in self.protocol.facts}
        made = Dispute(
            self.protocol,
            case={name: answer for name, answer in self.answers.items() if name in facts},
            readings={name: answer for name, answer in self.answers.items() if name not in facts},
            level=self.level,
            silent_role=self.silent_role,
            calendar=self.calendar,
        )
        for id, on in self.actions:
            if on is None:
                made.fall_silent()
            else:
                made.do(id, on)
        return made

    # -- the walk ----------------------------------------------------------------------------------------

    def _walk(self) -> None:
        """Step after step, to the end of the dispute; "b" takes the last step back."""
        while True:
            dispute = self._dispute()
            self.write("")
            for line in standing(dispute):
                self.write(line)
            if dispute.final or not self._has_more(dispute):
                return
            try:
                action = self._begin(dispute) if dispute.state == START else self._next(dispute)
            except _Back:
                if not self.actions:
                    raise
                self.actions.pop()
                continue
            if action is not None:
                self._try(action)

    def _has_more(self, dispute: Dispute) -> bool:
        return bool(dispute.ways_in() if dispute.state == START else dispute.options())

    def _begin(self, dispute: Dispute) -> tuple[str, date] | None:
        """The way in, and the day it is taken."""
        ways = dispute.ways_in()
        for one in self.protocol.entries:
            if one.dest is None and one.condition.holds(dispute.values.__getitem__):
                self.write(f"  (no way in for: {one.says}; {one.no_route})")
        if len(ways) == 1:
            self.write(f"It begins so: {ways[0].says}.")
            return ways[0].id, self._date(f'On which day was "{ways[0].id}"', None)
        self.write("How does the dispute begin?")
        chosen = self._choose([f"{one.id}: {one.says}" for one in ways])
        assert isinstance(chosen, int)
        return self._dated(ways[chosen].id, None)

    def _next(self, dispute: Dispute) -> tuple[str, date | None] | None:
        """A way on with its day; "s" makes the silent role silent, "e" notes an event or a duty done."""
        options = dispute.options()
        extra = []
        if self.silent_role is not None and not dispute.silent:
            self.write(f"  s  {self.silent_role} does not answer from here on")
            extra.append("s")
        outside = [(one.id, one.says) for one in self.protocol.events]
        outside += [(one.id, one.says) for one in dispute.standing_duties()]
        if outside:
            self.write("  e  something else happened: an outside event, or a duty done")
            extra.append("e")
        chosen = self._choose([described(one, dispute) for one in options], tuple(extra))
        if chosen == "s":
            return "", None
        if chosen == "e":
            place = self._choose([f"{name}: {says}" for name, says in outside])
            assert isinstance(place, int)
            return self._dated(outside[place][0], dispute.today)
        assert isinstance(chosen, int)
        option, today = options[chosen], dispute.today
        late = [one for one in (today, option.earliest) if one is not None]
        return self._dated(option.transition, max(late, default=None))

    def _dated(self, id: str, suggested: date | None) -> tuple[str, date] | None:
        """A step with its day, or None when the user goes back to the choice."""
        try:
            return id, self._date(f'On which day was "{id}" done', suggested)
        except _Back:
            return None

    def _try(self, action: tuple[str, date | None]) -> None:
        """Take a step, unless it cannot be taken on that day; then say why."""
        self.actions.append(action)
        try:
            dispute = self._dispute()
            dispute.options()  # a date that lies outside the calendar shows here at the latest
            dispute.standing_duties()
        except MissingAnswers:
            raise
        except ValueError as error:
            self.actions.pop()
            self.write(f"Not possible: {error}")
            return
        for breach in dispute.history[-1].breaches:
            self.write(f'  {breach}: "{breach.limit}" was due on {day(breach.due)}')
