"""A simulated caseload as an event log in XES 1.0, the format of process mining, written dispute by dispute.

A stay in a stage is a `start` and a `complete` event, `ate_abort` when it ended because time was up; a stay that is
still open has no second event. What comes beside the moves is a `complete` event when it comes, and says what it is; a
duty is a `schedule` event before, when it is called for, with its end. A working day is drawn from 9 o'clock on.
(IEEE 1849-2016; xes-standard.org.)
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from xml.sax.saxutils import quoteattr

import numpy as np

from model.option import in_words
from model.protocol import START, Protocol, Trigger
from simulate.recorded import Came
from simulate.recorded import came as came_of
from simulate.records import ENDED, FATES, LONGER, OPEN, Run

OPENS = time(9)
"""When a working day begins in records with a time of day."""

_EXTENSIONS = ("Concept", "Time", "Lifecycle", "Organizational")
_PREFIXES = {"Organizational": "org"}
_DATES = '<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>'


def moment(run: Run, minute: int) -> datetime:
    """When a minute of a run is, on the clock of an office that opens at 9."""
    day = run.day_of(minute)
    return datetime.combine(run.dates[day], OPENS) + timedelta(minutes=int(minute) - day * run.minutes_a_day)


def opening() -> str:
    """The beginning of a log: its extensions, and what every trace and event has."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<log xes.version="1.0" xes.features="">']
    for name in _EXTENSIONS:
        prefix = _PREFIXES.get(name, name.lower())
        address = f"http://www.xes-standard.org/{prefix}.xesext"
        lines.append(f'  <extension name="{name}" prefix="{prefix}" uri="{address}"/>')
    named, life = '<string key="concept:name" value=""/>', '<string key="lifecycle:transition" value="complete"/>'
    lines += [f'  <global scope="trace">{named}</global>', f'  <global scope="event">{named}{_DATES}{life}</global>']
    lines.append('  <classifier name="Stage" keys="concept:name"/>')
    lines.append('  <classifier name="Stage and lifecycle" keys="concept:name lifecycle:transition"/>')
    return "\n".join(lines) + "\n"


def closing() -> str:
    """The end of a log."""
    return "</log>\n"


def traces(run: Run, protocol: Protocol) -> Iterator[str]:
    """Each dispute of a run with full records, as one trace, in the order of the ways in and of arrival."""
    columns = {name: column.tolist() for name, column in run.visits.items()}
    known = zip(*(run.cases[name].tolist() for name in ("kind", "case", "profile")), strict=True)
    facts = {(kind, case): run.profiles[profile] for kind, case, profile in known}
    kinds, numbers = run.visits["kind"], run.visits["case"]
    order = np.lexsort((np.arange(len(numbers)), numbers, kinds)).tolist()
    beside = came_of(run)
    for case, rows in groupby(order, lambda row: (columns["kind"][row], columns["case"][row])):
        stays = [{key: column[row] for key, column in columns.items()} for row in rows]
        way_in = run.kinds[case[0]]
        name = f"{run.replication}/{way_in}/{case[1]}"
        lines = ["  <trace>\n", _text("concept:name", name, 4), _text("way in", way_in, 4)]
        lines.append(f'    <boolean key="urgent" value="{"true" if stays[0]["urgent"] else "false"}"/>\n')
        answers = zip(protocol.facts, facts[case], strict=True)
        lines += [_text(f"fact {one.id}", answer, 4) for one, answer in answers]
        events = [event for stay in stays for event in _stay(run, protocol, stay)]
        events += [event for one in beside.get(case, ()) for event in _beside(run, protocol, one)]
        yield "".join([*lines, *(text for _, text in sorted(events, key=itemgetter(0))), "  </trace>\n"])


def _stay(run: Run, protocol: Protocol, row: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    state, how = run.states[row["state"]], run.hows[row["how"]]
    holder = "" if state == START else protocol.state[state].owner
    if how == ENDED:
        yield _event(run, row["entered"], state, "complete", holder, {"how": how})
        return
    yield _event(run, row["entered"], state, "start", holder, {"how": "" if how not in FATES or how == OPEN else how})
    if how not in FATES:
        is_expiry = protocol.transition[how].trigger is Trigger.EXPIRY
        yield _event(run, row["left"], state, "ate_abort" if is_expiry else "complete", holder, {"how": how})


def _beside(run: Run, protocol: Protocol, came: Came) -> Iterator[tuple[int, str]]:
    duty = next((one for one in protocol.duties if one.id == came.event), None)
    what = "duty" if duty else "time limit lengthened" if came.event.endswith(LONGER) else "outside event"
    pauses = [(one.id, one.suspension) for one in protocol.limits if one.suspension is not None]
    told = {
        "beside": what,
        "stops the clock of": ", ".join(name for name, one in pauses if one.start == came.event),
        "resumes the clock of": ", ".join(name for name, one in pauses if one.end == came.event),
    }
    holder = in_words(duty.by) if duty else ""
    if duty:
        yield _event(run, came.called, came.event, "schedule", holder, told, came.due)
    if came.at >= 0:
        yield _event(run, came.at, came.event, "complete", holder, told)


def _event(
    run: Run, minute: int, name: str, life: str, holder: str, told: Mapping[str, str], due: int = -1
) -> tuple[int, str]:
    parts = [
        "    <event>\n",
        _text("concept:name", name, 6),
        _date(run, "time:timestamp", minute),
        _text("lifecycle:transition", life, 6),
        _text("org:role", holder, 6) if holder else "",
        _date(run, "due", due) if 0 <= due <= run.last else "",  # later days have no dates in a run
        *(_text(key, value, 6) for key, value in told.items() if value),
        "    </event>\n",
    ]
    return minute, "".join(parts)


def _date(run: Run, key: str, minute: int) -> str:
    return f'      <date key="{key}" value="{moment(run, minute).isoformat()}.000+00:00"/>\n'


def _text(key: str, value: str, margin: int) -> str:
    return f"{' ' * margin}<string key={quoteattr(key)} value={quoteattr(value)}/>\n"
