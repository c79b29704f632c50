"""The second opinion on a simulated caseload: every dispute is walked again over the verified meaning, by dates.

It shares no code with the engine: minutes become dates by the calendar alone, and what may happen next is asked
of the machine that replays counterexamples. Lateness is no fault, because simulated people are late; a move that
the text does not allow, a move before its time is up, a dispute that outstays a limit that moves it, a gap, or a
time limit with another end is one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from model.dispute import Dispute
from model.pause import without_pauses
from model.protocol import START, LimitKind, Protocol, TimeLimit
from model.refusal import NotAvailable
from model.semantics import Meaning, Permission, Situation, Window
from simulate.beside import Beside
from simulate.record_dates import RecordDates
from simulate.recorded import Came, Stay
from simulate.recorded import came as came_of
from simulate.recorded import stays as stays_of
from simulate.records import CAPPED, ENDED, FATES, NO_ROUTE, Run
from simulate.scenario import Scenario
from simulate.terms import Terms


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing in one dispute's record that the text does not allow.

    Attributes:
        kind: the way in by which it came.
        case: its number.
        on: the date; None where the record has no such day.
        found: what the record says.
        allowed: what would have been allowed instead.
        clauses: those of the time limit that is not as the text has it, or else of the stage and the ways out of it.
    """

    kind: str
    case: int
    on: date | None
    found: str
    allowed: str
    clauses: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"case {self.case} ({self.kind}), {self.on}: {self.found}; allowed: {self.allowed}"


class _Unmatched(Exception):
    def __init__(self, on: date | None, found: str, allowed: str, limit: TimeLimit | None = None) -> None:
        self.on, self.found, self.allowed, self.limit = on, found, allowed, limit


def replay(run: Run, protocol: Protocol, terms: Terms | Scenario, *, most: int | None = None) -> tuple[Fault, ...]:
    """The first fault of each dispute in a full record, none when all is well.

    Args:
        run: a run with full records.
        protocol: the text it was simulated with.
        terms: those it was simulated on, or the whole scenario.
        most: replay only so many disputes, evenly spread.

    Raises:
        ValueError: the run kept no full records.
    """
    if not len(run.cases["case"]) and run.counts.came.total():
        raise ValueError("only a run with full records can be replayed")
    if isinstance(terms, Scenario):
        terms = Terms.of(terms)
    return tuple(_Replayer(run, protocol, terms).faults(most))


class _Replayer(RecordDates):
    def __init__(self, run: Run, protocol: Protocol, terms: Terms) -> None:
        super().__init__(run, protocol, terms)
        self.meaning = Meaning(without_pauses(protocol, terms.level), terms.level)
        self.at = START

    def faults(self, most: int | None) -> Iterable[Fault]:
        stays, beside = stays_of(self.run), came_of(self.run)
        cases = self.run.cases
        rows = list(zip(*(cases[name].tolist() for name in ("kind", "case", "profile", "arrived")), strict=True))
        step = max(1, len(rows) // most) if most else 1
        for kind, number, profile, arrived in rows[::step]:
            name = self.run.kinds[kind]
            try:
                self.beside = Beside(self.protocol, beside.get((kind, number), []))
                self._walk(name, self.run.profiles[profile], arrived, stays.get((kind, number), []))
            except _Unmatched as fault:
                yield Fault(name, number, fault.on, fault.found, fault.allowed, self._clauses(name, fault.limit))

    def _clauses(self, entry: str, limit: TimeLimit | None) -> tuple[str, ...]:
        if limit is not None:
            return limit.clauses
        if self.at == START:
            return next(one.clauses for one in self.protocol.entries if one.id == entry)
        ways_out = (clause for one in self.protocol.outgoing[self.at] for clause in one.clauses)
        return tuple(dict.fromkeys((*self.protocol.state[self.at].clauses, *ways_out)))

    # -- one dispute -------------------------------------------------------------------------------------

    def _walk(self, entry: str, profile: tuple[str, ...], arrived: int, stays: list[Stay]) -> None:
        facts = dict(zip((one.id for one in self.protocol.facts), profile, strict=True))
        dispute = Dispute(
            self.protocol,
            case=facts,
            readings=dict(self.terms.readings),
            level=self.terms.level,
            calendar=self.calendar,
        )
        ways_in = [one.id for one in dispute.ways_in()]
        self.at = START
        if not stays:
            raise _Unmatched(self.date_of(arrived), "it came and was never seen again", "a stay, open or ended")
        if stays[0].state == START:
            if entry in ways_in or stays[0].how != NO_ROUTE or len(stays) > 1:
                raise _Unmatched(self.date_of(arrived), "it was given no way in", f"to come in by {entry}")
            return
        if entry not in ways_in:
            raise _Unmatched(self.date_of(arrived), f"it came in by {entry}", ", ".join(ways_in) or "no way in")
        dispute.fire(entry, self.date_of(arrived))
        self.beside.passed += [(entry, arrived), (dispute.state, arrived)]
        minute, seen = arrived, defaultdict[str, int](int)
        for place, stay in enumerate(stays):
            self.at = dispute.state
            self._arrived(dispute, stay, minute, seen[stay.state])
            seen[stay.state] += 1
            possible: dict[str, list[tuple[int, int]]] = defaultdict(list)
            self._see_clocks(dispute, stay, possible)
            came = list(self.beside.in_stay(place + 1))
            for one in came:
                self._came(dispute, stay, one)
                self._see_clocks(dispute, stay, possible)
            self._clocks(stay, possible, came, place + 1)
            if stay.how in FATES:
                self._rests(dispute, stay, is_last=place == len(stays) - 1)
                self._all_came(stays)
                return
            self._moved_on(dispute, stay)
            self._fire(dispute, stay)
            minute = stay.left
        raise _Unmatched(self.date_of(minute), f"the record breaks off in {dispute.state}", "a stay there")

    def _arrived(self, dispute: Dispute, stay: Stay, minute: int, seen: int) -> None:
        on = self.date_of(minute)
        if stay.state != dispute.state:
            raise _Unmatched(on, f"it is in {stay.state}", f"to be in {dispute.state}")
        if stay.entered != minute or stay.left < minute or stay.visit != seen:
            found = f"visit {stay.visit} to {stay.state} from minute {stay.entered} to {stay.left}"
            raise _Unmatched(on, found, f"visit {seen} from minute {minute}")

    def _rests(self, dispute: Dispute, stay: Stay, *, is_last: bool) -> None:
        on = self.date_of(stay.left)
        if not is_last:
            raise _Unmatched(on, f"it goes on after it is {stay.how}", "nothing more")
        if dispute.final != (stay.how == ENDED):
            raise _Unmatched(on, f"it is {stay.how} in {stay.state}", "ended" if dispute.final else "to stay open")
        if stay.how != ENDED:
            if stay.left != self.run.last:
                raise _Unmatched(on, f"it is {stay.how} and its record stops", "a record up to the last day")
            if stay.how != CAPPED:
                self._moved_on(dispute, stay)

    def _fire(self, dispute: Dispute, stay: Stay) -> None:
        first, last = self.dates_of(stay.left)
        first = max(first, dispute.today or first)
        options = {one.transition: one for one in dispute.options()}
        option = options.get(stay.how)
        allowed = ", ".join(options) or "nothing"
        if option is None:
            raise _Unmatched(first, f"{stay.how} from {stay.state}", allowed)
        on = max(first, option.earliest or first)
        if on > last:
            raise _Unmatched(first, f"{stay.how}, before its time", f"from {option.earliest} on")
        try:
            dispute.fire(stay.how, on)
        except NotAvailable as why:
            raise _Unmatched(on, f"{stay.how} from {stay.state}", str(why)) from None
        self.beside.passed += [(stay.how, stay.left), (dispute.state, stay.left)]

    # -- what is no move ---------------------------------------------------------------------------------

    def _came(self, dispute: Dispute, stay: Stay, came: Came) -> None:
        on = max(self.date_of(came.at), dispute.today or self.first)
        duty = next((one for one in self.protocol.duties if one.id == came.event), None)
        if came.at < stay.entered or (came.at > stay.left and (duty is None or stay.how != ENDED)):
            raise _Unmatched(on, f'"{came.event}" comes', f"in the stay from minute {stay.entered} to {stay.left}")
        if duty is not None and not duty.condition.holds(dispute.values.__getitem__):
            raise _Unmatched(on, f'"{came.event}" is done', "not to be: it is a duty in other cases")
        dispute.happened(came.event, on)
        self.beside.passed.append((came.event, came.at))

    def _all_came(self, stays: list[Stay]) -> None:
        minute, found, allowed = self.beside.fault(self.deadline)
        if found:
            raise _Unmatched(self.date_of(minute), found, allowed)
        told = Counter(one for stay in stays for one in stay.clocks if one[0] not in self.protocol.limit)
        if told != (due := self.beside.deadlines(self.run.last)):
            wrong = next(iter((told - due) + (due - told)))
            raise _Unmatched(self.date_of(wrong[1]), f'"{wrong[0]}" is told otherwise', "as it was done")

    # -- time limits -------------------------------------------------------------------------------------

    def _see_clocks(self, dispute: Dispute, stay: Stay, possible: dict[str, list[tuple[int, int]]]) -> None:
        """Note when the limits told of a stay can end, as the dispute is now."""
        for name in dict.fromkeys(name for name, _, _ in stay.clocks if name in self.protocol.limit):
            limit = self.protocol.limit[name]
            ends = self.ends(dispute, limit)
            if ends is not None and self._is_active(dispute, limit):
                possible[name].append(ends)

    def _clocks(
        self, stay: Stay, possible: dict[str, list[tuple[int, int]]], came: list[Came], number: int
    ) -> None:
        on = self.date_of(stay.entered)
        for name, due, missed in stay.clocks:
            limit = self.protocol.limit.get(name)
            if limit is None:
                continue  # of a duty
            ends = possible[name]
            if not ends:
                raise _Unmatched(on, f'"{name}" runs', "not to run: it does not apply here", limit)
            if self.by_the_day(limit) and not any(first <= due <= last for first, last in ends):
                close = f"the close of {self.date_of(ends[-1][0])}, {ends[-1][0]}"
                raise _Unmatched(on, f'"{name}" ends in minute {due}', close, limit)
            waited_for = any(name in one.after for one in self.protocol.outgoing[stay.state])
            ending = set(limit.ends) - set(limit.start) if not waited_for else ()
            over = [one.at for one in came if one.event in ending]
            waits = limit.kind is LimitKind.CAP and self._can_end_later(limit, stay.left, number)
            left = min(over, default=self.run.last + 1 if waits and stay.how == ENDED else stay.left)
            if waits and not missed and self._closes(stay.how, limit):
                raise _Unmatched(on, f'"{name}" is told when the dispute ends', "when what ends it is done", limit)
            if missed != (left > max(due, stay.entered)) and left != max(due, stay.entered):
                found = f'"{name}" is {"missed" if missed else "kept"} on {self.date_of(left)}'
                raise _Unmatched(on, found, f"the opposite: it ends on {self.date_of(ends[-1][0])}", limit)

    def _can_end_later(self, cap: TimeLimit, minute: int, number: int) -> bool:
        """Whether a duty called for by a minute, and not done in the n-th stay or before, ends a cap."""
        duties = {one.id for one in self.protocol.duties}.intersection(cap.ends).difference(cap.start)
        rows = (one for one in self.beside.rows if one.event in duties and one.called <= minute)
        return any(one.at < 0 or one.stay > number for one in rows)

    def _closes(self, how: str, cap: TimeLimit) -> bool:
        """Whether a stay ends with the dispute, by a move that does not end a cap."""
        move = self.protocol.transition.get(how)
        return move is not None and self.protocol.state[move.dest].final and not {how, move.dest} & set(cap.ends)

    def _is_active(self, dispute: Dispute, limit: TimeLimit) -> bool:
        return self.meaning.active(limit, self._situation(dispute))

    def _situation(self, dispute: Dispute) -> Situation:
        came = {event for event, _ in dispute.dates}
        return Situation(dispute.values.__getitem__, lambda events: any(event in came for event in events))

    def _moved_on(self, dispute: Dispute, stay: Stay) -> None:
        """No stay outlasts a limit whose running out moves it on, where people act on that at once."""
        now = self._situation(dispute)
        earliest = max([stay.entered, *(at for _, at in self.beside.passed)])
        for one in self.protocol.outgoing[stay.state]:
            if one.id in self.terms.acts_later or self.meaning.permission(one, now) is Permission.NO:
                continue
            if one.id != stay.how and any(window.no_earlier for window in self._windows(one.id, now)):
                continue  # time is up, and the text still makes it wait
            for limit in self.meaning.expiring(one, now):
                ends = self.ends(dispute, limit)
                if ends is None:
                    continue
                last = ends[1] if self.by_the_day(limit) else ends[1] + self.run.minutes_a_day
                if stay.left > max(last, earliest) and not self._waits(dispute, one.id, stay):
                    told = f"{one.id} on {self.date_of(last)}"
                    found = f"it still lies in {stay.state}"
                    raise _Unmatched(self.date_of(stay.left), found, told, limit)

    def _windows(self, move: str, now: Situation) -> list[Window]:
        transition = self.protocol.transition[move]
        return [one.window for one in self.meaning.moves_by(transition, now)]

    def _waits(self, dispute: Dispute, move: str, stay: Stay) -> bool:
        """Whether the move itself had to wait for a least time, until the day it was made."""
        option = next((one for one in dispute.options() if one.transition == move), None)
        if option is None or option.earliest is None:
            return False
        return self.calendar.next_working(option.earliest) >= self.date_of(stay.left)


__all__ = ["Fault", "replay"]
