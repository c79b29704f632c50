"""Runs the notebooks and keeps what they show: python -m notebooks.run [NAME ...]."""

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
SIZES = ("small", "full")


def executed(path: Path, size: str) -> nbformat.NotebookNode:
    """A notebook with what its cells show now.

    Args:
        path: where it is.
        size: "full" for what is kept, "small" to see that everything works.

    Raises:
        CellExecutionError: a cell failed.
    """
    if size not in SIZES:
        raise ValueError(f"a notebook runs {' or '.join(SIZES)}")
    book = nbformat.read(path, as_version=4)
    client = NotebookClient(book, timeout=1200, record_timing=False, resources={"metadata": {"path": str(HERE)}})
    found = os.environ.get("PYTHONPATH", "")
    environment = os.environ | {
        "HANDRAIL_NOTEBOOK_SIZE": size,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(HERE.parent), found))),
        "PYTHONWARNINGS": "default",
    }
    client.execute(env=environment)
    # what differs from one machine to the next says nothing to a reader
    book.metadata = nbformat.from_dict(
        {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    )
    for cell in book.cells:
        cell.metadata = nbformat.from_dict({})
    return book


def main() -> None:
    """Run the named notebooks, or all, at full size."""
    for path in sorted(HERE.glob("*.ipynb")):
        if not sys.argv[1:] or path.stem in sys.argv[1:]:
            nbformat.write(executed(path, "full"), path)
            print(path.name)


if __name__ == "__main__":
    main()
