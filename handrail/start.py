"""Where the command begins: its help is answered at once, from a file, before anything is loaded.

A test keeps the file equal to the help that the command line makes.
"""

import sys


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] in (["--help"], ["-h"]):
        with open(__file__.replace("start.py", "help.txt"), encoding="utf-8") as text:
            sys.stdout.write(text.read())
        return
    from handrail.command_line import main as run

    run()
