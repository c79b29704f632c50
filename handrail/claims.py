"""Claims about a caseload in words, and what simulated runs say about them: estimates, never proofs."""

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from handrail.arguments import Refused, known
from handrail.exit_code import ExitCode
from handrail.grid import Grid
from simulate.figure import SHARE, FigureError
from simulate.measures import Window
from simulate.model_checking import BROKEN, UNDECIDED, Claim, Judgement, judge, judge_in_turn
from simulate.needs import limits_told
from simulate.sweep import Workforce
from simulate.unit import Caseload
from simulate.yardsticks import YARDSTICKS, yardstick

TRIALS, MOST = 200, 2000
"""Runs that judge a claim: a fixed number, or when one is judged after the other, the most."""

MARGIN = 0.02
"""How far from the share claimed the truth may lie for either verdict to do, where runs are judged in turn."""

EXAMPLE = "open after 60 days: at most 5%, in 90% of runs"
_SHAPE = re.compile(
    r"(?P<measure>.+): at (?P<side>most|least) (?P<bound>[0-9.]+ ?%?)(?: (?P<unit>[a-z ]+?))?"
    r"(?:, in (?P<share>[0-9.]+ ?%) of runs)?"
)


def claim(text: str, measures: Collection[str]) -> Claim:
    """A claim such as "open after 60 days: at most 5%, in 90% of runs"; in 95% of runs where it says nothing.

    Raises:
        Refused: it is none, there is no such measure, or runs could not show it or could not help showing it.
    """
    found = _SHAPE.fullmatch(" ".join(text.split()))
    if found is None:
        raise Refused(
            f'"{text}" is no claim', 'a measure, ": at most" or ": at least", and a number', f'such as "{EXAMPLE}"'
        )
    measure, at_most = found["measure"], found["side"] == "most"
    known("measure", measure, measures)
    one = yardstick(measure)
    if found["unit"] not in (None, one.unit, one.unit.rpartition(" ")[2]):
        raise Refused(f'"{measure}" is no number of {found["unit"]}', one.unit, f'such as "{EXAMPLE}"')
    share = _share(found["share"] or "95%", text)
    bound = _share(found["bound"], text) if one.unit == "share" else _number(found["bound"], text)
    if not 0 < share < 1:
        help = "claim it for more than 0% and less than 100% of runs"
        raise Refused(f'"{text}": no number of runs can show what holds in {share:.0%} of them', help=help)
    if (at_most and one.most is not None and bound >= one.most) or (not at_most and bound == 0):
        raise Refused(f'"{text}" always holds, whatever the text says', help="claim something that can be broken")
    return Claim(measure, bound, at_most, share)


def _share(text: str, claimed: str) -> float:
    try:
        return SHARE.number(text)
    except FigureError as wrong:
        raise Refused(f'"{claimed}": {wrong.found}', wrong.allowed, wrong.help) from None


def _number(text: str, claimed: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Refused(f'"{claimed}": "{text}" is not a number', help=f'such as "{EXAMPLE}"') from None


def judged(
    caseload: Caseload,
    claims: Sequence[Claim],
    *,
    seed: int,
    trials: int | None,
    in_turn: bool,
    window: Window,
    workforce: Workforce,
) -> tuple[Judgement, ...]:
    """Each claim judged by runs of its own number, or by one run after the other.

    Raises:
        Refused: a claim is about more days than a dispute is followed.
    """
    rules: dict[str, Any] = {"seed": seed, "window": window, "workforce": workforce}
    try:
        if in_turn:
            return tuple(
                judge_in_turn(caseload, one, margin=margin(one), most=trials or MOST, **rules) for one in claims
            )
        return tuple(judge(caseload, one, trials=trials or TRIALS, **rules) for one in claims)
    except ValueError as wrong:
        raise Refused(str(wrong)) from None


def margin(one: Claim) -> float:
    """The margin of a claim, which leaves room to either side of its share."""
    return min(MARGIN, one.share / 2, (1 - one.share) / 2)


def in_words(one: Claim) -> str:
    """The claim as it can be written."""
    bound = f"{100 * one.bound:g}%" if yardstick(one.measure).unit == SHARE.unit else f"{one.bound:g}"
    return f"{one.measure}: at {'most' if one.at_most else 'least'} {bound}, in {100 * one.share:g}% of runs"


def table(found: Sequence[Judgement]) -> Grid:
    """What the runs say about each claim."""
    columns = (
        ("Claim", "says"),
        ("Estimated", "verdict"),
        ("Held in", "held"),
        ("Of runs", "runs"),
        ("Share of runs", "share_held", SHARE.unit),
        ("Interval", "interval", SHARE.unit),
    )
    lines = tuple(_line(one) for one in found)
    first = found[0]
    how = f"{first.confidence:.0%} intervals of the share (Clopper and Pearson), by a fixed number of runs"
    if first.low is None:
        widest = max(margin(one.claim) for one in found)
        how = (
            f"judged by one run after the other (Wald), wrong in {1 - first.confidence:.0%} at most if the share lies "
            f"{widest:.1%} or more to either side; no interval, which would say too much after stopping early"
        )
    rests = f"{first.grounds}; estimated, not proved; a run is one replication with all its disputes; {how}"
    return Grid("claims", "Do these claims hold? What simulated runs say", columns, lines, rests)


def _line(one: Judgement) -> dict[str, Any]:
    return {
        "says": in_words(one.claim),
        **asdict(one.claim),
        "verdict": one.verdict,
        "held": one.successes,
        "runs": one.trials,
        "share_held": one.successes / one.trials if one.trials else None,
        "interval": None if one.low is None else (one.low, one.high),
        "nothing_to_measure": one.missing,
        "confidence": one.confidence,
    }


def status(found: Sequence[Judgement]) -> ExitCode:
    """What a command reports of all claims together: a broken one before an undecided one."""
    verdicts = {one.verdict for one in found}
    if BROKEN in verdicts:
        return ExitCode.BROKEN
    return ExitCode.UNDECIDED if UNDECIDED in verdicts else ExitCode.FINE


def measures(caseload: Caseload) -> tuple[str, ...]:
    """The names of all measures of a caseload."""
    limits = limits_told(caseload.protocol, caseload.scenario.duties)
    subjects = {
        "reaches": [one.id for one in caseload.protocol.states],
        "missed": limits,
        "ran": limits,
        "unclocked days": [one.id for one in caseload.protocol.states],
        **dict.fromkeys(("load", "overtime", "queue"), caseload.scenario.staff),
    }
    whole = [one.name for one in YARDSTICKS if one.name not in subjects]
    return *whole, *(f"{name}: {one}" for name, parts in subjects.items() for one in parts)
