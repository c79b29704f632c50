"""A guarantee that a protocol can carry or lack."""

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from model.modality import Level
from verify.study import Study
from verify.verdict import Result

Severity = Literal["error", "warning", "info"]
Profile = Literal["correctness", "recommended"]


@dataclass(frozen=True, slots=True)
class Property:
    """One guarantee: its id, the sentence a person reads, and how it is checked at one binding level.

    The page of a property is the docstring of the module that defines it.

    Attributes:
        severity: how much it matters that it is broken; only an "error" changes the status of a check.
        profile: "correctness" is checked always, "recommended" when it is asked for.
        of_courses: whether it is about the lawful courses only, and not about duties that move nothing; so are all of
            correctness. Levels at which the same courses are lawful share its answer.
    """

    id: str
    sentence: str
    check: Callable[[Study, Level], list[Result]]
    severity: Severity = "error"
    profile: Profile = "correctness"
    of_courses: bool = False

    @property
    def page(self) -> str:
        """What it checks, why it matters, and an example of each."""
        return inspect.getdoc(sys.modules[self.check.__module__]) or ""
