"""How strongly a text binds: must, should, as a guide, or not at all."""

from enum import StrEnum


class Modality(StrEnum):
    """The force of one rule, as the text words it.

    The first four are duties, strongest first; `implied` is the encoder's inference and never the text's.
    `may` is an option and `open` something nobody can be obliged to do, such as agreeing.
    """

    MUST = "must"
    SHOULD = "should"
    GUIDE = "guide"
    IMPLIED = "implied"
    MAY = "may"
    OPEN = "open"


class Level(StrEnum):
    """How much of the text is taken to bind: only "must", also "should", also "as a guide", also inferences."""

    MUST = "must"
    SHOULD = "should"
    GUIDE = "guide"
    IMPLIED = "implied"

    def binds(self, modality: Modality) -> bool:
        """Whether a rule of that force is a duty when this much of the text binds."""
        return modality in _BINDING[self]


_ORDER = (Modality.MUST, Modality.SHOULD, Modality.GUIDE, Modality.IMPLIED)
_BINDING = {level: frozenset(_ORDER[: place + 1]) for place, level in enumerate(Level)}


def is_duty(modality: Modality) -> bool:
    """Whether a rule of that force is a duty at any level."""
    return Level.IMPLIED.binds(modality)
