"""The built-in protocols and their scenarios, one YAML file each, with their names."""

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


def scenario_names() -> tuple[str, ...]:
    """The ids of the built-in protocols that have a scenario, in alphabetical order."""
    return tuple(sorted(path.stem for path in (FOLDER / "scenarios").glob("*.yaml")))


def scenario_path(name: str) -> Path:
    """The file of the scenario of a built-in protocol.

    Raises:
        KeyError: there is no built-in scenario of that name.
    """
    if name not in scenario_names():
        raise KeyError(name)
    return FOLDER / "scenarios" / f"{name}.yaml"
