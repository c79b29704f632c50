"""A protocol file to begin with, and the schema by which editors complete it."""

from pathlib import Path

import protocols
from handrail import output
from handrail.arguments import Refused
from model.errors import BadInput
from model.loader import load_text

SCHEMA = "protocol.schema.json"
_ENDINGS = (".yaml", ".yml")


def begin(name: str, file: str | None) -> list[Path]:
    """Write the template under this name, and the schema beside it unless one stands there already.

    Returns:
        The files that were written.

    Raises:
        Refused: there is a file of that name, no protocol or a built-in one can have it, or it cannot be written.
    """
    name = name.removesuffix(".yaml").removesuffix(".yml")  # who names the file means the id
    if name in protocols.names():
        raise Refused(f'"{name}" is the name of a built-in protocol', help="choose another name")
    path = Path(file if file is not None else f"{name}.yaml")
    if path.suffix.lower() not in _ENDINGS:
        raise Refused(f'"{path}" is no name of a protocol file', "a name that ends in .yaml or .yml")
    if file is None and path.name != str(path):
        raise Refused(f'"{name}" is no short name', "letters, digits and hyphens", "say where it goes with -o FILE")
    if path.exists() or path.is_symlink():
        raise Refused(f'there is a file "{path}" already', help="choose another name, or remove it")
    made = template(name)
    try:
        load_text(made, str(path))  # what is written can be read
    except BadInput as bad:  # the one thing in it that is not ours is the name
        raise Refused(bad.faults[0].found, bad.faults[0].allowed, bad.faults[0].help) from None
    schema = path.with_name(SCHEMA)
    output.write(path, made.encode())
    if schema.exists():
        return [path]
    output.write(schema, (protocols.FOLDER / SCHEMA).read_bytes())
    return [path, schema]


def template(name: str) -> str:
    """The commented template with this name as its id."""
    quoted = f'"{name}"' if not name.replace("-", "").isalpha() or name in ("yes", "no", "true", "false") else name
    text = Path(__file__).with_name("template.yaml").read_text(encoding="utf-8")
    return text.replace("protocol: NAME\n", f"protocol: {quoted}\n")
