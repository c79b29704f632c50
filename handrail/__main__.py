"""`python -m handrail` is the command line."""

from handrail.command_line import main

main()
