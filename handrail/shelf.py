"""A folder with the results of a sweep, one file for each unit, so that a sweep that was stopped goes on."""

import json
from hashlib import sha256
from pathlib import Path

from handrail.arguments import Refused
from handrail.output import write
from simulate.measures import Measures


class Folder:
    """Where the measures of units are kept: one file a unit, named by its key, written whole or not at all.

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
            if kept["unit"] != key:
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
