"""Handrail: which guarantees a safeguarding escalation protocol carries, and at which clause it loses them.

The verbs of the command line, for notebooks:

    import handrail as hr

    protocol = hr.load("wiltshire")   # a built-in name, or the path of a file
    report = hr.check(protocol)       # every guarantee, at every binding level
    report                            # shows itself as a table

Names are imported when they are first used, so that `handrail --help` answers at once.
"""

TYPE_CHECKING = False  # as in typing, which takes longer to import than all of this
if TYPE_CHECKING:
    from handrail.board_paper.verb import Reported, report
    from handrail.compared import Compared, compare
    from handrail.diffed import Diffed, diff
    from handrail.loading import load
    from handrail.notebook import Checked, Drawing, calendar, check, dates, draw, explain, silence
    from handrail.repaired import Repaired, repair
    from handrail.replayed import Replayed, replay
    from handrail.scenarios import scenario
    from handrail.simulated import Simulated, simulate
    from handrail.swept import Swept, sweep
    from model.machine import Dispute
    from model.modality import Level
    from protocols import names

_NAMES = {
    "handrail.board_paper.verb": ("Reported", "report"),
    "handrail.compared": ("Compared", "compare"),
    "handrail.diffed": ("Diffed", "diff"),
    "handrail.loading": ("load",),
    "handrail.notebook": ("Checked", "Drawing", "calendar", "check", "dates", "draw", "explain", "silence"),
    "handrail.repaired": ("Repaired", "repair"),
    "handrail.replayed": ("Replayed", "replay"),
    "handrail.scenarios": ("scenario",),
    "handrail.simulated": ("Simulated", "simulate"),
    "handrail.swept": ("Swept", "sweep"),
    "model.machine": ("Dispute",),
    "model.modality": ("Level",),
    "protocols": ("names",),
}
_HOMES = {name: home for home, names in _NAMES.items() for name in names}

__all__ = [
    "Checked",
    "Compared",
    "Diffed",
    "Dispute",
    "Drawing",
    "Level",
    "Repaired",
    "Replayed",
    "Reported",
    "Simulated",
    "Swept",
    "calendar",
    "check",
    "compare",
    "dates",
    "diff",
    "draw",
    "explain",
    "load",
    "names",
    "repair",
    "replay",
    "report",
    "scenario",
    "silence",
    "simulate",
    "sweep",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'handrail' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
