"""The built-in protocols, one YAML file each, with their names."""

from pathlib import Path

FOLDER = Path(__file__).parent


def names() -> tuple[str, ...]:
    """The ids of the built-in protocols, in alphabetical order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def path(name: str) -> Path:
    """The file of a built-in protocol.

    Raises:
        KeyError: there is no built-in protocol of that name.
    """
    if name not in names():
        raise KeyError(name)
    return FOLDER / f"{name}.yaml"
