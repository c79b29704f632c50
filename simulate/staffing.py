"""How many people of a role are at work on a day, and how much of it they have for disputes."""

from math import ceil

from simulate.draws import Luck
from simulate.scenario import Absence, Staff

DAYS_A_YEAR = 253
"""Working days of a year in England and Wales, over which leave and part-time days are spread."""

WEEK = 5


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
        persons = range(self.people)
        self._works = None if staff.days_per_year is None else staff.days_per_year.value / DAYS_A_YEAR
        self._days = [luck.vector(f"{role}/days/{one}") for one in persons] if self._works is not None else []
        self._away = absence
        self._leave = [luck.vector(f"{role}/leave/{one}") for one in persons] if absence else []
        self._sick = [luck.vector(f"{role}/sick/{one}") for one in persons] if absence else []
        self._by_day: list[int] = []
        self.is_steady = self._works is None and absence is None

    def present(self, day: int) -> int:
        """How many are at work on a working day, counted from 0."""
        if self.is_steady:
            return self.people
        known = self._by_day
        while len(known) <= day:
            today = len(known)
            known.append(sum(self._is_present(one, today) for one in range(self.people)))
        return known[day]

    def _is_present(self, person: int, day: int) -> bool:
        if self._works is not None and self._days[person][day] >= self._works:
            return False
        if self._away is None:
            return True
        week = day // WEEK
        if self._leave[person][week] < self._away.leave_days.value / DAYS_A_YEAR:
            return False
        weeks = max(1, ceil(self._away.spell.value / WEEK))
        falls_ill = self._away.sick_rate.value / weeks
        return all(self._sick[person][back] >= falls_ill for back in range(max(0, week - weeks + 1), week + 1))
