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


@dataclass(frozen=True, slots=True)
class TriggerWords:
    """A trigger with its outcomes; `unknown` is the first word that is neither."""

    trigger: Trigger
    outcomes: tuple[str, ...] = ()
    unknown: str = ""


def read_trigger(words: str, outcomes: tuple[str, ...]) -> TriggerWords:
    """Read the words of `when:`, given the outcomes of the stage.

    A decision may name its outcome: "decided: upheld".
    """
    kind, _, result = words.partition(":")
    if kind.strip() == "decided" and result.strip():
        result = result.strip()
        return TriggerWords(Trigger.DECISION, (result,), "" if result in outcomes else result)
    parts = [part.strip() for part in re.split(r",\s*or\s+|,\s*", words) if part.strip()]
    if len(parts) == 1 and parts[0] in _SINGLE:
        trigger = _SINGLE[parts[0]]
        return TriggerWords(trigger, tuple(parts) if parts[0] in ("agreed", "decided") else ())
    expires = "time up" in parts
    results = tuple(part for part in parts if part != "time up")
    unknown = next((part for part in results if part not in outcomes), "")
    return TriggerWords(Trigger.EITHER if expires else Trigger.OUTCOME, results, unknown)


def write_trigger(trigger: Trigger, outcomes: tuple[str, ...]) -> str:
    """The words of `when:` that read back as this trigger."""
    for words, single in _SINGLE.items():
        if trigger is single and (not outcomes or outcomes == (words,)):
            return words
    if trigger is Trigger.DECISION:
        return f"decided: {outcomes[0]}"
    return ", ".join([*outcomes, *(["or time up"] if trigger is Trigger.EITHER else [])])
