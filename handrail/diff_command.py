"""`handrail diff`: two versions of a protocol, and what became of each guarantee."""

import sys

from handrail import arguments, exit_code, output
from handrail.exit_code import ExitCode
from model.modality import Level
from verify.refinement import Refinement, Unrelated, refine


def diff(old: str, new: str, level: str, *, json: bool) -> ExitCode:
    """Print the comparison of two protocols by name or path, and return the status.

    Raises:
        BadInput: one of them cannot be read.
        Refused: there is no such level, or they are not versions of one protocol.
    """
    from handrail.loading import load, load_all
    from verify.properties.catalogue import ALL

    wanted = arguments.level(level)
    load_all((old, new))  # all faults of both files at once
    try:
        found = refine(
            load(old),
            load(new),
            properties=tuple(one.id for one in ALL),
            blame_at=tuple(Level) if json else (wanted,),
        )
    except Unrelated as reason:
        help = "name two versions of one protocol, with the same stages or the same short name"
        raise arguments.Refused(str(reason), help=help) from None
    if json:
        from json import dumps

        from handrail import diff_json

        output.say(dumps(diff_json.document(found, wanted), indent=2, ensure_ascii=False), for_programs=True)
    else:
        from handrail import diff_page

        output.show(diff_page.page(found, wanted))
    if said := exit_code.disagreements((*found.old.results, *found.new.results)):
        print(said, file=sys.stderr)
        return ExitCode.OUR_BUG
    return status(found, wanted)


def status(found: Refinement, level: Level) -> ExitCode:
    """Broken where something was lost or weakened at this level; undecided where something could not be compared."""
    here = found.at(level)
    if any(one.change.worse for one in here):
        return ExitCode.BROKEN
    return ExitCode.UNDECIDED if any(one.undecided() for one in here) else ExitCode.FINE
