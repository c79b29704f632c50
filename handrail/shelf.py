"""A folder with the results of a sweep, one file for each unit, so that a sweep that was stopped goes on."""

import json
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import model
import protocols
import simulate
from handrail.arguments import Refused
from handrail.output import write
from simulate.measures import Measures


@cache
def edition() -> str:
    """What the numbers of a unit depend on besides the unit: the code and the calendars, and what it stands on."""
    made = sha256(f"numpy {version('numpy')}, simpy {version('simpy')}".encode())
    for package, kind in ((model, "*.py"), (simulate, "*.py"), (protocols, "*.csv")):
        folder = Path(str(package.__file__)).parent
        for file in sorted(folder.rglob(kind)):
            made.update(file.relative_to(folder).as_posix().encode() + file.read_bytes())
    return made.hexdigest()[:16]


class Folder:
    """Where the measures of units are kept: one file a unit, named by its key, written whole or not at all.

    What another edition of the simulation has left there counts as not there.

    Raises:
        Refused: the folder cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Refused(f'"{path}" cannot be a folder: {error.strerror}', help="choose another place") from None

    def get(self, key: str) -> Measures | None:
        """The measures of a unit; None when they are not there, or are damaged and have to be made again."""
        try:
            kept = json.loads((self.path / f"{key}.json").read_bytes())
            if (kept["unit"], kept["edition"]) != (key, edition()):
                return None
            return Measures(kept["replication"], kept["values"], tuple(kept["open by day"]), tuple(kept["still open"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, measures: Measures) -> None:
        """Keep the measures of a unit.

        Raises:
            Refused: there is no room, or the folder may not be written to.
        """
        made = {
            "unit": key,
            "edition": edition(),
            "replication": measures.replication,
            "values": dict(measures.values),
            "open by day": measures.open_by_day,
            "still open": measures.survival,
        }
        write(self.path / f"{key}.json", json.dumps(made, allow_nan=False).encode())

    def manifest(self) -> dict[str, str]:
        """The checksum of each result by its unit, in the order of the keys."""
        files = sorted(self.path.glob("*.json"))
        return {one.stem: sha256(one.read_bytes()).hexdigest() for one in files}
