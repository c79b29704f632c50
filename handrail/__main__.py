"""`python -m handrail` is the command line."""

from handrail.start import main

main()
