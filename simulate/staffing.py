"""How many people of a role are at work on a day, and how much of it they have for disputes."""

from math import ceil

import numpy as np
from numpy.typing import NDArray

from simulate.draws import Luck
from simulate.scenario import Absence, Staff

DAYS_A_YEAR = 253
"""Working days of a year in England and Wales, over which leave and part-time days are spread."""

WEEK = 5

WEEKS = 160
"""Weeks that are drawn at once, more than three years; a longer run draws the same ones first, and as many again."""


class Presence:
    """The people of one role, day by day.

    Leave and sickness take whole weeks: each week somebody is away with the probability that the yearly days of
    leave give, and falls ill with the one that makes the sick rate. People who work only some days of the year
    work on each day with that probability. Each person has numbers of their own, so one person more changes
    nobody else's weeks.
    """

    def __init__(self, role: str, staff: Staff, absence: Absence | None, luck: Luck) -> None:
        self.people = round(staff.people.value)
        self.share = staff.share.value if staff.share else None
        self.is_steady = staff.days_per_year is None and absence is None
        self._works = None if staff.days_per_year is None else staff.days_per_year.value / DAYS_A_YEAR
        self._role, self._away, self._luck = role, absence, luck
        self._by_day: list[int] = []

    def present(self, day: int) -> int:
        """How many are at work on a working day, counted from 0."""
        if self.is_steady:
            return self.people
        if day >= len(self._by_day):
            self._by_day = self._count(WEEKS if day < WEEKS * WEEK else 2 * (day // WEEK + 1))
        return self._by_day[day]

    def each(self, days: int) -> list[int]:
        """How many are at work on each of the first working days."""
        self.present(days - 1)
        return [self.people] * days if self.is_steady else self._by_day[:days]

    def _count(self, weeks: int) -> list[int]:
        at_work = np.ones((self.people, weeks * WEEK), dtype=bool)
        if self._away is not None:
            at_work &= np.repeat(~self._is_away(self._each("weeks", weeks)), WEEK, axis=1)
        if self._works is not None:
            at_work &= self._each("days", weeks * WEEK) < self._works
        counted: list[int] = at_work.sum(axis=0).tolist()
        return counted

    def _each(self, what: str, length: int) -> NDArray[np.float64]:
        """The random numbers of each person, a row for each."""
        rows = [self._luck.row(f"{self._role}/{what}/{one}", length) for one in range(self.people)]
        return np.array(rows).reshape(-1, length)

    def _is_away(self, chance: NDArray[np.float64]) -> NDArray[np.bool_]:
        """The weeks in which somebody is away, for a random number for each: low ones are leave, high ones fall ill."""
        assert self._away is not None
        spell = max(1, ceil(self._away.spell.value / WEEK))
        falls_ill = chance >= 1 - self._away.sick_rate.value / spell
        away = (chance < self._away.leave_days.value / DAYS_A_YEAR) | falls_ill
        for later in range(1, min(spell, chance.shape[1])):
            away[:, later:] |= falls_ill[:, :-later]
        return away
