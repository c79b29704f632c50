"""The pinned bank holidays as text, drawn afresh from the package ``holidays``.

Nothing imports this at run time: ``calendar`` reads the files in ``calendars/``, so that a new release of
``holidays`` cannot move a deadline unnoticed. A test draws each file again and compares. To pin a new
edition, write ``snapshot(nation)`` over each file and read the difference.
"""

from __future__ import annotations

import csv
import io
from datetime import date

from model.calendar import Nation

FIRST, LAST = date(2012, 1, 1), date(2032, 12, 31)
ANNOUNCED_TO = date(2028, 12, 26)
"""The last bank holiday GOV.UK had announced, by the copy in ``govuk-bank-holidays`` 0.19."""

_SUBDIVISION = {
    Nation.ENGLAND: "ENG",
    Nation.WALES: "WLS",
    Nation.SCOTLAND: "SCT",
    Nation.NORTHERN_IRELAND: "NIR",
}
_RULES = {Nation.ENGLAND: "England and Wales", Nation.WALES: "England and Wales"}
_NOTE = {
    Nation.SCOTLAND: "# 2026-06-15 is in holidays 0.109 but not in the older govuk-bank-holidays 0.19; "
    "the press reports a royal proclamation of February 2026 for it.\n",
}


def snapshot(nation: Nation) -> str:
    """Return the file of *nation*'s bank holidays, weekends included, as the installed package gives them."""
    import holidays

    days = holidays.country_holidays(
        "GB", subdiv=_SUBDIVISION[nation], years=range(FIRST.year, LAST.year + 1), language="en_GB"
    )
    text = io.StringIO()
    text.write(
        f"# Bank holidays, {_RULES.get(nation, nation)}. Written by model/calendar_snapshot.py.\n"
        f"# edition: holidays {holidays.__version__}\n"
        f"# first: {FIRST}\n"
        f"# last: {LAST}\n"
        f"# provisional after: {ANNOUNCED_TO}\n"
    )
    text.write(_NOTE.get(nation, ""))
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("date", "name"))
    rows.writerows((day.isoformat(), name) for day, name in sorted(days.items()))
    return text.getvalue()
