"""Time limits that end later than they would: lengthened for a dispute, or their clock stood still in it.

A limit whose clock stood still ends later by the working days of the pause, and a limit that is lengthened by those of
the scenario, but never later than the text lets.
"""

from contextlib import suppress
from datetime import date
from typing import Any

import simpy

from model.calendar import CalendarError
from model.deadline import ends_on
from model.protocol import TimeLimit
from simulate.aside import aside_of
from simulate.books import Books
from simulate.case import Case
from simulate.clock import NEVER
from simulate.plan import Plans
from simulate.records import LONGER


class LaterEnds:
    """The limits of one run that can end later.

    Attributes:
        changing: these, by id.
        stops: those whose clock can stand still, and between which events.
    """

    def __init__(self, env: simpy.Environment, plans: Plans, books: Books) -> None:
        self._env: Any = env
        self._plans, self._clock, self._books = plans, plans.clock, books
        protocol, self._scenario = plans.protocol, plans.scenario
        self.stops = [(one.id, one.suspension) for one in protocol.limits if one.suspension is not None]
        self.changing = {
            one.id: one
            for one in protocol.limits
            if one.suspension is not None or (one.extension is not None and one.id in self._scenario.lengthened)
        }

    def happened(self, case: Case, event: str, now: int) -> None:
        """Clocks stand still from an event on, or run on from it."""
        for limit, stop in self.stops:
            pauses = aside_of(case).pauses.setdefault(limit, [])
            stands = bool(pauses) and pauses[-1][1] is None
            if stands and stop.end == event:
                pauses[-1] = (pauses[-1][0], now)
            elif not stands and stop.start == event:
                pauses.append((now, None))

    def due(self, case: Case, limit: TimeLimit, found: tuple[int, int]) -> tuple[int, int]:
        """When a limit ends for a dispute, once it is lengthened and has stood still; arguments as it would be else."""
        due, ends = found
        if due == NEVER:
            return found
        text = self.changing[limit.id]
        _, day, minute = case.begun(limit)
        if text.extension is not None and self._is_longer(case, limit.id):
            by = self._scenario.lengthened[limit.id].by.value
            due += round(by * self._clock.minutes_a_day)
            if not text.endless:
                with suppress(CalendarError):  # an end beyond the calendar is later than any of a run
                    most = ends_on(text, date.fromordinal(day), self._clock.calendar, self._plans.counting)
                    due = min(due, max(found[0], self._clock.close(most.toordinal())))
            ends = max(ends, self._date(due))
        for stops, goes_on in aside_of(case).pauses.get(limit.id, ()):
            if goes_on is None:
                return (NEVER, NEVER) if stops <= due else (due, ends)
            if stops <= due and goes_on > minute:
                days = self._clock.day_of(goes_on) - self._clock.day_of(max(stops, minute))
                due += days * self._clock.minutes_a_day
                ends = max(ends, self._date(due)) if days else ends
        return (due, ends) if ends < NEVER else (NEVER, NEVER)

    def _date(self, due: int) -> int:
        place, days = self._clock.day_of(due), self._clock.days
        return days[place] if place < len(days) else NEVER

    def _is_longer(self, case: Case, name: str) -> bool:
        aside = aside_of(case)
        found: bool | None = aside.longer.get(name)
        if found is None:
            chance = case.kind.event_luck[f"{name}, longer", case.block].of("answer", case.lot)
            found = aside.longer[name] = chance < self._scenario.lengthened[name].chance.value
            if found:
                now = self._env.now
                self._books.happened(case, f"{name}{LONGER}", now, None, now)
        return found
