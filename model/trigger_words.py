"""What makes a move happen, in the words of a file: "agreed", "not satisfied, or time up", "decided"."""

import re
from dataclasses import dataclass

from model.protocol import Trigger

_SINGLE = {
    "agreed": Trigger.AGREE,
    "decided": Trigger.DECISION,
    "withdrawn": Trigger.WITHDRAW,
    "done": Trigger.ACTION,
    "time up": Trigger.EXPIRY,
}
ALONE = tuple(_SINGLE)
"""The words that can stand alone in `when:`, besides the outcomes of the stage."""
_COMMA = re.compile(r",\s*or\s+|,\s*")
_OR = re.compile(r"\s+or\s+")


@dataclass(frozen=True, slots=True)
class TriggerWords:
    """A trigger with its outcomes; `unknown` is the first word that is neither, or "" when all are known."""

    trigger: Trigger
    outcomes: tuple[str, ...] = ()
    unknown: str | None = None


def read_trigger(words: str, outcomes: tuple[str, ...]) -> TriggerWords:
    """Read the words of `when:`, given the outcomes of the stage.

    A decision may name its outcomes: "decided: upheld", "decided: upheld, or waived".
    """
    kind, colon, results = words.partition(":")
    if colon and kind.strip() == "decided":
        parts = _parts(results, outcomes)
        return TriggerWords(Trigger.DECISION, parts, _unknown(parts, outcomes) if parts else results.strip())
    parts = _parts(words, outcomes)
    if len(parts) == 1 and parts[0] in _SINGLE:
        trigger = _SINGLE[parts[0]]
        return TriggerWords(trigger, parts if parts[0] in ("agreed", "decided") else ())
    results_only = tuple(part for part in parts if part != "time up")
    trigger = Trigger.EITHER if "time up" in parts else Trigger.OUTCOME
    return TriggerWords(trigger, results_only, _unknown(results_only, outcomes) if parts else words.strip())


def write_trigger(trigger: Trigger, outcomes: tuple[str, ...]) -> str:
    """The words of `when:` that read back as this trigger."""
    for words, single in _SINGLE.items():
        if trigger is single and (not outcomes or outcomes == (words,)):
            return words
    listed = ", ".join([*outcomes[:-1], f"or {outcomes[-1]}"]) if len(outcomes) > 1 else "".join(outcomes)
    if trigger is Trigger.DECISION:
        return f"decided: {listed}"
    if trigger is Trigger.EITHER:
        return ", ".join([*outcomes, "or time up"])
    return listed


def _parts(words: str, outcomes: tuple[str, ...]) -> tuple[str, ...]:
    """The words between commas; also between "or" where the whole is not itself an outcome."""
    found = []
    for part in (one.strip() for one in _COMMA.split(words)):
        found += [part] if part in outcomes else [one.strip() for one in _OR.split(part)]
    return tuple(dict.fromkeys(part for part in found if part))


def _unknown(parts: tuple[str, ...], outcomes: tuple[str, ...]) -> str | None:
    return next((part for part in parts if part not in outcomes), None)
