"""The board paper: what was found out about one protocol, to be read, printed, or handed to other programs."""
